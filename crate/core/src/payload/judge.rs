//! Judging one value: what its dictionary or its name says, and what its form shows.
//!
//! Decides whether a value is a finding. Precision comes before recall: a name alone is never enough. Refuses to open
//! anything.

use crate::finding::{Category, Flag};

use super::names::Meaning;
use super::page::{Parts, Told, related_hosts};
use super::trail::Trail;
use super::walk::Walk;
use super::{class, consent, shape};

impl Walk<'_> {
    /// Judges a value by what its dictionary or name means; true when nothing more is to be said of it.
    pub(super) fn judge(&mut self, meaning: Meaning, value: &str, trail: &Trail<'_>) -> bool {
        let (category, certain) = match meaning {
            Meaning::Nothing => return true,
            Meaning::Address => return self.judge_address(value, trail),
            // Clients of an interface, campaigns and creatives have random names too.
            Meaning::Visitor if !shape::is_visitor(value) => return false,
            Meaning::Visitor => (Category::PersistentId, false),
            Meaning::Is(category) => (category, true),
            Meaning::May(category) => (category, false),
        };
        if shape::is_blank(value) {
            return true;
        }
        let (code, why) = if certain {
            ("dictionary", "The beacon's dictionary names the field.")
        } else {
            ("name", "The field's name says it and the value looks like it.")
        };
        match category {
            Category::PageUrl => return self.judge_page(value, certain, trail),
            Category::Referrer => return self.judge_referrer(value, certain, trail),
            Category::Contact => return self.judge_contact(value, certain, trail),
            Category::SearchQuery => {
                if shape::is_address(value) || value.len() > 512 || (!certain && shape::is_random(value)) {
                    return false;
                }
            }
            Category::PersistentId | Category::DeviceHwId => {
                let fits = if certain {
                    value.len() >= 5 && value.len() <= 1024 && !value.starts_with(['{', '['])
                } else {
                    shape::is_random(value) && !names_software(value) && !numbers_an_impression(value, trail)
                };
                if !fits {
                    return false;
                }
            }
            Category::SessionId => {
                if !certain && !shape::is_random(value) || value.starts_with(['{', '[']) {
                    return false;
                }
            }
            Category::AccountId => {
                if shape::is_email(value) {
                    return self.judge_contact(value, certain, trail);
                }
                if !(certain || shape::is_random(value) || plain_number(value)) {
                    return false;
                }
                // Advertisers' servers call everybody's random id a user's id.
                if !certain && (shape::is_random(value) || value.len() > 14) {
                    let why = "The field's name says user, and the value was drawn at random.";
                    self.found(Category::PersistentId, value, trail, &[], "user_id_random", why);
                    return true;
                }
            }
            Category::Credential => {
                if !certain && (value.len() < 8 || value.starts_with("pk.") || value.contains(' ')) {
                    return false;
                }
            }
            Category::Location => {
                if !certain && !is_coordinate(value) {
                    return false;
                }
            }
            Category::Network => {
                if !certain && value.parse::<std::net::IpAddr>().is_err() {
                    return false;
                }
            }
            Category::DeviceProfile => {
                if !certain && !is_profile(value) {
                    return false;
                }
            }
            Category::Consent => {
                if !certain && !consent::is_consent(value) && !consent::is_google(value) {
                    return false;
                }
            }
            Category::PageContent => {
                if value.len() < 2 || shape::is_address(value) {
                    return false;
                }
            }
            Category::PageHost
            | Category::MediaDownload
            | Category::Interaction
            | Category::Diagnostics
            | Category::Purchase
            | Category::Opaque => {
                if !certain {
                    return false;
                }
            }
        }
        self.found(category, value, trail, &[], code, why);
        true
    }

    fn judge_page(&mut self, value: &str, certain: bool, trail: &Trail<'_>) -> bool {
        if let Some(parts) = address_parts(value) {
            if !certain && (parts.is_asset() || related_hosts(parts.host, self.context.recipient_host)) {
                return self.judge_address(value, trail);
            }
            self.found(
                Category::PageUrl,
                value,
                trail,
                &[],
                "page_url_in_field",
                "The field is for the address of a page.",
            );
            self.inside(value, true, trail);
            return true;
        }
        // Some beacons send host and path apart, or without a scheme.
        let path = value.starts_with('/') && value.len() > 1 || {
            let host = value.split(['/', '?']).next().unwrap_or_default();
            shape::is_hostname(host) && value.len() > host.len()
        };
        if certain && path && !value.contains([' ', '{']) {
            self.found(
                Category::PageUrl,
                value,
                trail,
                &[],
                "page_path_in_field",
                "The field is for the path of a page.",
            );
            return true;
        }
        if certain && shape::is_hostname(value) {
            self.found(
                Category::PageHost,
                value,
                trail,
                &[],
                "page_host_in_field",
                "The field is for a page; it holds its host.",
            );
            return true;
        }
        false
    }

    fn judge_referrer(&mut self, value: &str, certain: bool, trail: &Trail<'_>) -> bool {
        let Some(parts) = address_parts(value) else {
            if certain && shape::is_hostname(value) {
                self.found(
                    Category::Referrer,
                    value,
                    trail,
                    &[],
                    "referrer_in_field",
                    "The field is for the page before.",
                );
                return true;
            }
            return false;
        };
        // `ref` and its like also carry the page itself.
        if let Some(Told::Address { earlier: false }) = self.pages.told_by_address(&parts)
            && !certain
        {
            return self.judge_address(value, trail);
        }
        if !certain && (parts.is_asset() || related_hosts(parts.host, self.context.recipient_host)) {
            return self.judge_address(value, trail);
        }
        self.found(
            Category::Referrer,
            value,
            trail,
            &[],
            "referrer_in_field",
            "The field is for the page before.",
        );
        self.inside(value, true, trail);
        true
    }

    fn judge_contact(&mut self, value: &str, certain: bool, trail: &Trail<'_>) -> bool {
        if shape::is_email(value) || shape::is_phone(value) {
            self.found(
                Category::Contact,
                value,
                trail,
                &[],
                "contact",
                "It is an e-mail address or a telephone number.",
            );
        } else if shape::is_hash(value) || has_hashed_part(value) {
            let why = "The field is for an e-mail address or a telephone number; it holds a hash.";
            self.found(Category::Contact, value, trail, &[Flag::Hashed], "contact_hashed", why);
        } else if certain && !value.starts_with(['{', '[']) && !value.starts_with("tv.") && value.len() >= 2 {
            let flags: &[Flag] = if value.contains("**") { &[Flag::Masked] } else { &[] };
            self.found(
                Category::Contact,
                value,
                trail,
                flags,
                "contact_in_field",
                "The field is for contact data.",
            );
        } else {
            return false;
        }
        true
    }

    /// Judges a value that is an address of something.
    pub(super) fn judge_address(&mut self, value: &str, trail: &Trail<'_>) -> bool {
        let Some(parts) = address_parts(value) else { return false };
        let told = self.pages.told_by_address(&parts);
        let is_page = match told {
            Some(Told::Address { earlier }) => {
                let (code, why) = if earlier {
                    ("earlier_page_url", "It is the address of a page that was visited before.")
                } else {
                    ("page_url_in_value", "It is the address of the page.")
                };
                self.found(Category::PageUrl, value, trail, &[], code, why);
                true
            }
            Some(Told::Host { .. }) => {
                self.found(
                    Category::PageHost,
                    parts.host,
                    trail,
                    &[],
                    "page_host_in_value",
                    "It holds the host of the page.",
                );
                false
            }
            None => {
                let named = trail.name().is_some();
                let foreign = !related_hosts(parts.host, self.context.recipient_host);
                let page =
                    self.pages.page().is_none() && named && foreign && parts.has_path() && !parts.is_asset();
                if page {
                    let why =
                        "The field holds an address, and no page is known that it could be compared with.";
                    self.found(Category::PageUrl, value, trail, &[], "address_in_field", why);
                }
                page
            }
        };
        self.inside(value, is_page, trail);
        true
    }

    /// Judges a value by its form alone; true when nothing more is to be said of it.
    pub(super) fn judge_form(&mut self, value: &str, classes: u16, trail: &Trail<'_>) -> bool {
        let has = |class| classes & class != 0;
        if value.len() < 4 || value.len() > 8192 {
            return false;
        }
        if has(class::SLASH) && (shape::is_address(value) || value.starts_with("//")) {
            return self.judge_unnamed_address(value, trail);
        }
        if has(class::AT) && shape::is_email(value) {
            return self.judge_contact(value, false, trail);
        }
        if has(class::DOT) && shape::is_hostname(value) {
            if self.pages.told_by_host(value).is_some() {
                self.found(
                    Category::PageHost,
                    value,
                    trail,
                    &[],
                    "page_host_in_value",
                    "It is the host of the page.",
                );
            }
            return true;
        }
        if has(class::SLASH) && value.starts_with('/') && self.pages.told_by_path(value) {
            self.found(
                Category::PageUrl,
                value,
                trail,
                &[],
                "page_path_in_value",
                "It is the path of the page.",
            );
            return true;
        }
        if self.judge_hash(value, trail) {
            return true;
        }
        if value.starts_with("Mozilla/5.0 (") {
            self.found(
                Category::DeviceProfile,
                value,
                trail,
                &[],
                "user_agent",
                "It is the browser's user agent.",
            );
            return true;
        }
        if consent::is_tcf(value) {
            self.found(Category::Consent, value, trail, &[], "consent_tcf", "It is a consent string (TCF).");
            return true;
        }
        if self.context.title.is_some_and(|title| title.len() >= 8 && title.trim() == value) {
            self.found(
                Category::PageContent,
                value,
                trail,
                &[],
                "page_title",
                "It is the title of the page.",
            );
            return true;
        }
        if self.page_words().is_some_and(|words| words.eq_ignore_ascii_case(value)) {
            let why = "It is what the page was searched for.";
            self.found(Category::SearchQuery, value, trail, &[], "search_of_page", why);
            return true;
        }
        false
    }

    fn judge_unnamed_address(&mut self, value: &str, trail: &Trail<'_>) -> bool {
        // Without a name that says so, an address is a page's only when the page is known.
        if self.pages.page().is_none() {
            self.inside(value, false, trail);
            return address_parts(value).is_some();
        }
        self.judge_address(value, trail)
    }

    /// A page's address or host may hide behind a hash of it.
    fn judge_hash(&mut self, value: &str, trail: &Trail<'_>) -> bool {
        if !shape::is_hash(value) && !shape::is_short_hash(value) {
            return false;
        }
        let digest = if value.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            super::codec::hex(value, &mut self.budget)
        } else {
            super::codec::base64_alphabet(value, class::all(value))
                .and_then(|alphabet| super::codec::base64(value, alphabet, &mut self.budget))
        };
        match digest.and_then(|digest| self.pages.told_by_hash(&digest)) {
            Some(Told::Address { .. }) => {
                let why = "It is a hash of the address of the page.";
                self.found(Category::PageUrl, value, trail, &[Flag::Hashed], "page_url_hashed", why);
                true
            }
            Some(Told::Host { .. }) => {
                let why = "It is a hash of the host of the page.";
                self.found(Category::PageHost, value, trail, &[Flag::Hashed], "page_host_hashed", why);
                true
            }
            None => false,
        }
    }

    /// Judges a segment of the request's path: true when nothing more is to be said of it.
    pub(super) fn judge_path_segment(&mut self, segment: &str, trail: &Trail<'_>) -> bool {
        if shape::is_address(segment) {
            return self.judge_unnamed_address(segment, trail);
        }
        if shape::is_hostname(segment) {
            if self.pages.told_by_host(segment).is_some() {
                self.found(
                    Category::PageHost,
                    segment,
                    trail,
                    &[],
                    "page_host_in_path",
                    "The path holds the host of the page.",
                );
            }
            return true;
        }
        self.judge_hash(segment, trail)
            || (segment.contains('@')
                && shape::is_email(segment)
                && self.judge_contact(segment, false, trail))
    }
}

/// An address with a host, with or without its scheme.
fn address_parts(value: &str) -> Option<Parts<'_>> {
    if shape::is_address(value) || value.starts_with("//") {
        Parts::read(value)
            .filter(|parts| shape::is_hostname(parts.host) || parts.host.parse::<std::net::IpAddr>().is_ok())
    } else {
        None
    }
}

/// `tv.1~em.<hash>~pn.<hash>` and the like: a hash among other parts.
fn has_hashed_part(value: &str) -> bool {
    value.len() < 2048 && value.split(['~', '.', ',', '|', ':', ' ', '[', ']', '"']).any(shape::is_hash)
}

/// A client of an interface rather than of a person: `1234-abc.apps.googleusercontent.com`, `com.example.app`.
fn names_software(value: &str) -> bool {
    value.contains(".com")
        || value.starts_with("com.")
        || value.starts_with("pk_")
        || value.starts_with("pub-")
}

/// `uid` with a long number: as often a number for one showing of an advertisement as for a visitor. Whether it comes
/// again, one request does not show.
fn numbers_an_impression(value: &str, trail: &Trail<'_>) -> bool {
    trail.name().is_some_and(|name| name.eq_ignore_ascii_case("uid"))
        && value.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-')
}

fn plain_number(value: &str) -> bool {
    (5..=20).contains(&value.len()) && value.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_coordinate(value: &str) -> bool {
    value.split_once('.').is_some_and(|(_, decimals)| decimals.len() >= 2)
        && value.parse::<f64>().is_ok_and(|degrees| degrees.abs() <= 180.0)
}

/// A resolution, a user agent, a time zone.
fn is_profile(value: &str) -> bool {
    let resolution = value.split_once(['x', '*', ',']).is_some_and(|(width, height)| {
        let size =
            |text: &str| text.trim().parse::<u32>().is_ok_and(|pixels| (200..=16_384).contains(&pixels));
        size(width) && size(height)
    });
    let zone = value.split_once('/').is_some_and(|(area, place)| {
        matches!(
            area,
            "Africa"
                | "America"
                | "Antarctica"
                | "Asia"
                | "Atlantic"
                | "Australia"
                | "Europe"
                | "Indian"
                | "Pacific"
        ) && !place.is_empty()
    });
    resolution || zone || value.starts_with("Mozilla/")
}
