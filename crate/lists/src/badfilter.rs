//! Rules that take other rules out.
//!
//! Decides by what a rule means, not by how it is written: the order of options and their short names do not matter.
//! A `badfilter` with domains takes only these from a rule that names more, as AdGuard documents.

use std::collections::HashSet;

use foldhash::fast::FixedState;

use crate::Table;
use crate::rule::Rule;

/// The `badfilter` rules of all lists.
#[derive(Default)]
pub(crate) struct Badfilters {
    exact: HashSet<Rule, FixedState>,
    by_domains: Table<Rule, Vec<String>>,
}

impl Badfilters {
    /// Takes one in.
    pub(crate) fn add(&mut self, mut rule: Rule) {
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

    /// What is left of a rule; none if it is taken out.
    pub(crate) fn spare(&self, rule: Rule) -> Option<Rule> {
        if self.exact.is_empty() {
            return Some(rule);
        }
        if self.exact.contains(&rule) {
            return None;
        }
        if rule.domains.hosts.is_empty() {
            return Some(rule);
        }
        let mut without = rule.clone();
        without.domains.hosts.clear();
        let Some(taken) = self.by_domains.get(&without) else { return Some(rule) };
        let mut left = rule;
        left.domains.hosts.retain(|host| !taken.contains(host));
        (!left.domains.hosts.is_empty() || !left.domains.entities.is_empty()).then_some(left)
    }
}
