//! The rules of `docs/linkage.md`: what makes the same value on two sides evidence, and how strong.
//!
//! Decides the strength and the reason. Refuses to know how it was found that the values are the same.

use serde::{Deserialize, Serialize};

use super::table::Telling;
use crate::finding::Category;

/// How strong the evidence is that a value joins two sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Strength {
    /// Something else may explain it.
    Possible,
    /// Little else explains it.
    Likely,
    /// It is an identifier: it stands in an identifier's place.
    Certain,
}

impl Strength {
    /// Its name in reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Possible => "possible",
            Self::Likely => "likely",
            Self::Certain => "certain",
        }
    }
}

/// Why a value joins two sides, the strongest reason first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// It names a device, an account or a person.
    NamesPerson,
    /// One side was told a plain hash of what the other was told.
    Hash,
    /// The recipient set it as a cookie on the first side, and hears it on the second.
    CookieSet,
    /// It stands in an identifier's place on both sides.
    InPlace,
    /// The recipient gave the second side the same cookie anew.
    SetAgain,
    /// It stands in an identifier's place on one side.
    InPlaceOnce,
    /// It was told on unrelated sites, and the second side had nothing stored that could have held it.
    Fingerprint,
    /// It was told on unrelated sites.
    UnrelatedSites,
    /// It was told on one site only.
    OneSite,
}

impl Rule {
    /// All of them, the strongest first.
    pub const ALL: [Self; 9] = [
        Self::NamesPerson,
        Self::Hash,
        Self::CookieSet,
        Self::InPlace,
        Self::SetAgain,
        Self::InPlaceOnce,
        Self::Fingerprint,
        Self::UnrelatedSites,
        Self::OneSite,
    ];

    /// A stable name, for programs and translations.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NamesPerson => "names_person",
            Self::Hash => "hash",
            Self::CookieSet => "cookie_set",
            Self::InPlace => "in_place",
            Self::SetAgain => "set_again",
            Self::InPlaceOnce => "in_place_once",
            Self::Fingerprint => "fingerprint",
            Self::UnrelatedSites => "unrelated_sites",
            Self::OneSite => "one_site",
        }
    }

    /// How strong it is.
    #[must_use]
    pub const fn strength(self) -> Strength {
        match self {
            Self::NamesPerson | Self::Hash | Self::CookieSet | Self::InPlace => Strength::Certain,
            Self::SetAgain | Self::InPlaceOnce | Self::Fingerprint | Self::UnrelatedSites => Strength::Likely,
            Self::OneSite => Strength::Possible,
        }
    }

    /// The reason, in a sentence.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::NamesPerson => "It names a device, an account or a person, on both sides.",
            Self::Hash => "One side was told a plain hash of what the other was told.",
            Self::CookieSet => "The recipient set it as a cookie on one side and was told it on the other.",
            Self::InPlace => "It stands where the recipient keeps its identifier, on both sides.",
            Self::SetAgain => "The recipient set the same cookie on both sides: it knew the browser again.",
            Self::InPlaceOnce => "It stands where the recipient keeps its identifier, on one side.",
            Self::Fingerprint => {
                "The recipient was told the same value on unrelated sites before it could have stored one: it is made \
                 from the browser."
            }
            Self::UnrelatedSites => "The recipient was told the same value on unrelated sites.",
            Self::OneSite => "The recipient was told the same value on both sides of one site.",
        }
    }
}

/// Two tellings of one value to one recipient, and what is known around them.
pub(super) struct Pair<'a> {
    pub(super) first: &'a Telling,
    pub(super) second: &'a Telling,
    /// The one is a plain hash of the other.
    pub(super) hashed: bool,
    /// Whether the second side shows which requests carry cookies.
    pub(super) shows_cookies: bool,
}

/// The strongest rule that holds; none when the two prove nothing.
pub(super) fn judge(pair: &Pair<'_>) -> Option<Rule> {
    let &Pair { first, second, hashed, shows_cookies } = pair;
    let set_again = second.set > 0 && (first.set > 0 || first.returned > 0);
    // What was neither heard nor set on the second side is not there.
    if second.requests == 0 {
        return set_again.then_some(Rule::SetAgain);
    }
    let names_person = |telling: &Telling| {
        telling.requests > 0
            && matches!(
                telling.category,
                Category::DeviceHwId | Category::AccountId | Category::Contact | Category::Credential
            )
    };
    if names_person(first) || names_person(second) {
        return Some(Rule::NamesPerson);
    }
    if hashed {
        return Some(Rule::Hash);
    }
    if set_again {
        return Some(Rule::SetAgain);
    }
    if first.set > 0 && second.set == 0 {
        return Some(Rule::CookieSet);
    }
    if first.placed > 0 && second.placed > 0 {
        return Some(Rule::InPlace);
    }
    if first.requests == 0 {
        return None;
    }
    if first.placed > 0 || second.placed > 0 {
        return Some(Rule::InPlaceOnce);
    }
    // A path names what is asked for, and that is the same for everybody.
    if first.stated == 0 || second.stated == 0 {
        return None;
    }
    if !first.sites.unrelated(&second.sites) {
        return Some(Rule::OneSite);
    }
    Some(if shows_cookies && second.unstored { Rule::Fingerprint } else { Rule::UnrelatedSites })
}
