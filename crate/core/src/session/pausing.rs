//! Sites that somebody asked not to look at.
//!
//! Decides which requests are passed over: those that a page of such a site makes, and those that open one. A pause of a
//! normal window holds in every window and may be kept on disk; one of another window holds in windows of its kind only,
//! for as long as what happened in them is remembered. Refuses to know who keeps a list of sites, and where.

use std::collections::BTreeSet;

use serde::Serialize;

use super::Session;
use super::step::Step;
use super::under_way::MOST_PAUSED;
use crate::intake::{Mode, RawRequest};
use crate::request::{site_at, site_of};

/// For how long a site is paused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Paused {
    /// In windows of every kind, until somebody goes on.
    Kept,
    /// In this kind of window, while its session is remembered.
    Session,
}

/// What a pause on the page of a tab would be, or is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Pausing {
    /// The site.
    pub site: String,
    /// Whether it is paused.
    pub paused: Option<Paused>,
    /// Whether a pause that is made here may be kept on disk.
    pub may_be_kept: bool,
}

impl Session {
    /// Says which sites are paused in windows of every kind.
    pub fn set_paused(&mut self, sites: impl IntoIterator<Item = String>) {
        self.paused = sites.into_iter().take(MOST_PAUSED).collect();
    }

    /// What a pause on the page of a tab would be; none where no site is shown.
    #[must_use]
    pub fn pausing(&self, tab: i64) -> Option<Pausing> {
        let tabs = &self.memory.under_way.tabs;
        let site = site_at(&tabs.current(tab)?.url, self.judge.suffixes())?;
        let mode = tabs.mode_of_tab(tab);
        Some(Pausing { paused: self.is_paused(mode, &site), may_be_kept: mode == Mode::Normal, site })
    }

    /// Pauses the site that a tab shows, or goes on with it, for as long as that session is remembered. False where nothing
    /// came of it: in a normal window, where whoever keeps the list of sites does it, and where too many are paused.
    pub fn pause(&mut self, tab: i64, paused: bool) -> bool {
        let mode = self.memory.under_way.tabs.mode_of_tab(tab);
        let Some(Pausing { site, may_be_kept: false, .. }) = self.pausing(tab) else { return false };
        let can = !paused || self.memory.under_way.can_pause(mode, &site);
        self.take(Step::Pause { mode, site, paused });
        can
    }

    /// How many sites are paused for as long as their session is remembered.
    #[must_use]
    pub fn paused_for_session(&self) -> usize {
        self.memory.under_way.paused.values().map(BTreeSet::len).sum()
    }

    /// Goes on with all sites that are paused for as long as their session is remembered.
    pub fn resume_session(&mut self) {
        for (mode, sites) in self.memory.under_way.paused.clone().iter() {
            for site in sites.iter().cloned() {
                self.take(Step::Pause { mode, site, paused: false });
            }
        }
    }

    /// The site that a tab shows, where it is paused, and for how long.
    pub(super) fn paused_in(&self, tab: i64) -> Option<(String, Paused)> {
        if !self.pauses_any(self.memory.under_way.tabs.mode_of_tab(tab)) {
            return None;
        }
        let Pausing { site, paused, .. } = self.pausing(tab)?;
        Some((site, paused?))
    }

    /// The site for whose sake a request is passed over.
    pub(super) fn skips(&self, raw: &RawRequest) -> Option<String> {
        if !self.pauses_any(raw.mode) {
            return None;
        }
        site_of(raw, self.judge.suffixes()).filter(|site| self.is_paused(raw.mode, site).is_some())
    }

    /// Whether the end of a request is awaited of which nothing is to be known.
    pub(super) fn is_skipped(&self, id: &str) -> bool {
        self.memory.under_way.skipping.contains_key(id)
    }

    /// Whether any site is paused in such a window: most people pause none, and then no address is read for it.
    fn pauses_any(&self, mode: Mode) -> bool {
        !self.paused.is_empty() || self.memory.under_way.paused.contains(mode)
    }

    fn is_paused(&self, mode: Mode, site: &str) -> Option<Paused> {
        let for_session = self.memory.under_way.paused.get(mode);
        if self.paused.contains(site) {
            Some(Paused::Kept)
        } else if for_session.is_some_and(|sites| sites.contains(site)) {
            Some(Paused::Session)
        } else {
            None
        }
    }
}
