//! The plain objects in which JavaScript asks, and gets a badge.
//!
//! Decides their shapes. Refuses to know what is done with them.

use serde::Deserialize;
use telltale_core::intake::Mode;
use telltale_core::live;
use telltale_core::recording::Scope;

/// Which part of a session is reported on, and whether with its values.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct ReportOptions {
    pub(crate) mode: Option<Mode>,
    pub(crate) tab: Option<i32>,
    pub(crate) reveal: bool,
}

impl ReportOptions {
    /// What is reported on.
    pub(crate) fn scope(&self) -> live::Scope {
        match (self.tab, self.mode) {
            (Some(tab), _) => live::Scope::Tab(i64::from(tab)),
            (None, Some(mode)) => live::Scope::Mode(mode),
            (None, None) => live::Scope::Session,
        }
    }
}

/// Which sides are compared, and whether with their values.
#[derive(Deserialize)]
#[serde(default)]
pub(crate) struct CompareOptions {
    normal: live::SideName,
    private: live::SideName,
    pub(crate) reveal: bool,
}

impl Default for CompareOptions {
    fn default() -> Self {
        let live::Sides { normal, private } = live::Sides::default();
        Self { normal, private, reveal: false }
    }
}

impl CompareOptions {
    /// What is compared.
    pub(crate) const fn sides(&self) -> live::Sides {
        live::Sides { normal: self.normal, private: self.private }
    }
}

/// What a recording that begins is called, and what it records.
#[derive(Deserialize)]
pub(crate) struct Start {
    pub(crate) label: String,
    pub(crate) notes: String,
    pub(crate) scope: Scope,
}
