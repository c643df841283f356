//! A tab's page in a few figures, and since when a session counts.
//!
//! Decides what they are, and that a page at which nobody looks has no grade. Refuses to know how they are shown.

use serde::Serialize;

use super::Session;
use super::pausing::Paused;
use super::under_way::PageTally;
use crate::intake::Mode;
use crate::score::Grade;

/// A tab's page in a few figures.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Glance {
    /// Normal, private or unknown.
    pub mode: Mode,
    /// The page's registrable domain; none for a page of the browser's own.
    pub site: Option<String>,
    /// None while there is no page.
    pub grade: Option<Grade>,
    /// 0 to 100.
    pub exposure: u8,
    /// Recipients other than the site itself that requests were sent to.
    pub recipients: usize,
    /// Those of them that were told something.
    pub told: usize,
    /// Requests to them with a body that was not seen.
    pub unseen: u32,
    /// Requests that something stopped before they left.
    pub stopped: u32,
    /// Whether its site is paused, and for how long.
    pub paused: Option<Paused>,
    /// Requests of the page that nobody looked at, because its site was paused.
    pub skipped: u32,
}

impl Session {
    /// When the first request of a mode was made of those that are counted.
    #[must_use]
    pub fn since(&self, mode: Mode) -> Option<f64> {
        self.memory.under_way.counted.get(mode).copied()
    }

    /// A tab's page in a few figures.
    #[must_use]
    pub fn glance(&self, tab: i64) -> Glance {
        let (site, paused) = self.paused_in(tab).unzip();
        let nothing = Glance {
            mode: self.memory.under_way.tabs.mode_of_tab(tab),
            site,
            grade: None,
            exposure: 0,
            recipients: 0,
            told: 0,
            unseen: 0,
            stopped: 0,
            paused,
            skipped: 0,
        };
        let Some(page) = self.page(tab) else { return nothing };
        let exposure = page.tally.exposure(page.mode);
        let known = paused.is_none() && !page.tally.is_unknown();
        let (mut recipients, mut told, mut unseen) = (0, 0, 0_u32);
        for tally in page.tally.others() {
            recipients += 1;
            told += usize::from(tally.was_told());
            unseen = unseen.saturating_add(tally.unseen);
        }
        Glance {
            mode: page.mode,
            site: page.site.clone(),
            grade: page.site.as_ref().filter(|_| known).map(|_| Grade::of(exposure)),
            exposure,
            recipients,
            told,
            unseen,
            stopped: page.tally.recipients.values().map(|tally| tally.stopped).fold(0, u32::saturating_add),
            skipped: page.tally.skipped,
            ..nothing
        }
    }

    /// What the page told that a tab shows.
    pub(super) fn page(&self, tab: i64) -> Option<&PageTally> {
        self.memory.under_way.tabs.current(tab).and_then(|page| self.memory.under_way.pages.get(&page.number))
    }
}
