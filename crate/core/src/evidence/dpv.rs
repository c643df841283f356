//! What the categories are called in the W3C's Data Privacy Vocabulary (2.2, extension for personal data).
//!
//! Decides the mapping. Where the vocabulary has no term (diagnostics, what could not be opened), there is none here
//! either. A search query has none of its own; it is browsing behaviour.

use crate::finding::Category;

macro_rules! pd {
    ($($term:literal),*) => { &[$(concat!("https://w3id.org/dpv/pd#", $term)),*] };
}

/// The terms that a category falls under, wholly or in part.
#[must_use]
pub const fn terms(category: Category) -> &'static [&'static str] {
    match category {
        Category::PageUrl | Category::PageHost => pd!("BrowserHistory"),
        Category::Referrer => pd!("BrowsingReferral"),
        Category::PageContent | Category::SearchQuery => pd!("BrowsingBehaviour"),
        Category::MediaDownload => pd!("ServiceConsumptionBehaviour"),
        Category::Interaction => pd!("Behavioural", "LinkClicked"),
        Category::AccountId => pd!("Username", "UID"),
        Category::Contact => pd!("EmailAddress", "TelephoneNumber"),
        Category::PersistentId => pd!("UID"),
        Category::SessionId => pd!("Identifier"),
        Category::DeviceHwId => pd!("DeviceBased", "MACAddress"),
        Category::Credential => pd!("Password"),
        Category::DeviceProfile => pd!("BrowserFingerprint", "DeviceOperatingSystem", "Language"),
        Category::Network => pd!("IPAddress"),
        Category::Location => pd!("Location", "GPSCoordinate"),
        Category::Purchase => pd!("Purchase"),
        Category::Consent => pd!("PrivacyPreference"),
        Category::Diagnostics | Category::Opaque => &[],
    }
}
