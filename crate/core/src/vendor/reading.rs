//! How what an endpoint was told reads, beside what the endpoint is for: an update check, or an upload of history.
//!
//! Decides what each purpose needs to be told: a row of data each. Refuses to excuse: a need weighs nothing in a score, and
//! whoever is told more than the purpose needs is said to be told it, whatever the endpoint is called.

use serde::Serialize;

use super::Purpose;
use crate::finding::Category::{
    self, AccountId, Contact, Credential, DeviceProfile, Diagnostics, Interaction, Location, Network, Opaque,
    PageContent, PageHost, PageUrl, PersistentId, SearchQuery, SessionId,
};
use crate::score::tells_doing;

/// How what was told reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reading {
    /// Nothing but what the purpose needs.
    InPurpose,
    /// More than the purpose needs, but not what somebody looked at or for.
    BeyondPurpose,
    /// What somebody looked at or for, at an endpoint that is for something else.
    HistoryUpload,
}

impl Reading {
    /// It in words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::InPurpose => "told no more than that needs",
            Self::BeyondPurpose => "told more than that needs",
            Self::HistoryUpload => {
                "told what was looked at or for, which that does not need: an upload of history"
            }
        }
    }

    /// How it reads that these were told beyond what the purpose needs.
    #[must_use]
    pub fn of(beyond: impl IntoIterator<Item = Category>) -> Self {
        let of_one = |category| if tells_doing(category) { Self::HistoryUpload } else { Self::BeyondPurpose };
        beyond.into_iter().map(of_one).max().unwrap_or(Self::InPurpose)
    }
}

impl Purpose {
    /// What has to be told for this purpose; none where nobody can say what it is for.
    #[must_use]
    pub const fn needs(self) -> Option<&'static [Category]> {
        Some(match self {
            Self::Accounts => &[AccountId, Contact, Credential, DeviceProfile],
            Self::CaptivePortal | Self::Certificate | Self::Time => &[],
            Self::Ads | Self::Config | Self::Extensions | Self::SafeBrowsing | Self::Update => {
                &[DeviceProfile]
            }
            Self::Crash => &[DeviceProfile, Diagnostics],
            Self::Dns => &[PageHost],
            Self::Location => &[Network, Location],
            Self::NewTab | Self::News => &[DeviceProfile, Location],
            Self::Push => &[DeviceProfile, PersistentId],
            Self::Search | Self::Suggestions => &[DeviceProfile, SearchQuery],
            Self::Sync => &[AccountId, Contact, Credential, DeviceProfile, PageHost, PageUrl],
            Self::Telemetry => &[DeviceProfile, Diagnostics, Interaction],
            Self::Translate => &[DeviceProfile, PageContent],
            Self::Other => return None,
        })
    }

    /// Whether telling this says more than the purpose needs. Of what could not be opened nobody can say, and an id that
    /// ends with the session tells requests apart and nothing else.
    #[must_use]
    pub fn is_beyond(self, category: Category) -> bool {
        !matches!(category, Opaque | SessionId)
            && self.needs().is_some_and(|needs| !needs.contains(&category))
    }
}

#[cfg(test)]
mod tests {
    use super::Reading;
    use crate::finding::Category;
    use crate::vendor::Purpose;

    fn read(purpose: Purpose, told: &[Category]) -> Reading {
        Reading::of(told.iter().copied().filter(|category| purpose.is_beyond(*category)))
    }

    #[test]
    fn an_update_check_is_no_upload_of_history() {
        let profile = [Category::DeviceProfile, Category::SessionId];
        assert_eq!(read(Purpose::Update, &profile), Reading::InPurpose);
        assert_eq!(read(Purpose::Update, &[Category::PersistentId]), Reading::BeyondPurpose);
        let history = [Category::DeviceProfile, Category::PersistentId, Category::PageUrl];
        assert_eq!(read(Purpose::Update, &history), Reading::HistoryUpload);
        assert_eq!(read(Purpose::Telemetry, &[Category::SearchQuery]), Reading::HistoryUpload);
    }

    #[test]
    fn what_a_purpose_is_about_is_not_held_against_it() {
        assert_eq!(read(Purpose::Suggestions, &[Category::SearchQuery]), Reading::InPurpose);
        assert_eq!(read(Purpose::Sync, &[Category::PageUrl, Category::AccountId]), Reading::InPurpose);
        assert_eq!(read(Purpose::Suggestions, &[Category::PageUrl]), Reading::HistoryUpload);
    }

    #[test]
    fn of_what_nobody_can_open_or_name_nothing_is_said() {
        for purpose in Purpose::ALL {
            assert_eq!(read(purpose, &[Category::Opaque]), Reading::InPurpose);
        }
        assert!(Category::ALL.into_iter().all(|category| !Purpose::Other.is_beyond(category)));
    }
}
