//! Rules that take other rules out.
//!
//! Decides by what a rule means, not by how it is written: the order of options and their short names do not matter.
//! A `badfilter` with domains takes only these from a rule that names more, as AdGuard documents.

use std::collections::HashSet;

use foldhash::fast::FixedState;

use crate::Table;
use crate::rule::{Rule, Text};

/// The `badfilter` rules of all lists.
#[derive(Default)]
pub(crate) struct Badfilters<'a> {
    exact: HashSet<Rule<'a>, FixedState>,
    by_domains: Table<Rule<'a>, Vec<Text<'a>>>,
}

impl<'a> Badfilters<'a> {
    /// Takes one in.
    pub(crate) fn add(&mut self, mut rule: Rule<'a>) {
        rule.badfilter = false;
        let only_hosts = !rule.domains.hosts.is_empty()
            && rule.domains.not_hosts.is_empty()
            && rule.domains.entities.is_empty()
            && rule.domains.not_entities.is_empty();
        if only_hosts {
            let mut without = rule.clone();
            let hosts = std::mem::take(&mut without.domains.hosts);
            self.by_domains.entry(without).or_default().extend(hosts);
        }
        self.exact.insert(rule);
    }

    /// Takes out of a rule what was taken out; whether anything is left of it.
    pub(crate) fn spare(&self, rule: &mut Rule<'a>) -> bool {
        if self.exact.is_empty() {
            return true;
        }
        if self.exact.contains(rule) {
            return false;
        }
        if rule.domains.hosts.is_empty() {
            return true;
        }
        let mut without = rule.clone();
        without.domains.hosts.clear();
        let Some(taken) = self.by_domains.get(&without) else { return true };
        rule.domains.hosts.retain(|host| !taken.contains(host));
        !rule.domains.hosts.is_empty() || !rule.domains.entities.is_empty()
    }
}
