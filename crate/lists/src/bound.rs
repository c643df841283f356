//! Which rules hang on which host.
//!
//! Decides the order of hosts: that in which rules first name them. Refuses to know how rules are laid out.

use foldhash::fast::FixedState;

use crate::Table;
use crate::rule::Pattern;
use crate::write::Matched;

/// The rules that hang on a host, host by host.
pub(crate) struct Bound<'r> {
    /// Hosts in the order in which rules first named them, each with the end of its rules.
    pub(crate) hosts: Vec<(&'r str, usize)>,
    /// The rules of one host behind those of another.
    rules: Vec<usize>,
}

impl<'r> Bound<'r> {
    /// Tells the rules that hang on a host from those that hang on none, which come second.
    #[inline(never)]
    pub(crate) fn of(rules: &'r [Matched<'_>]) -> (Self, Vec<usize>) {
        let mut places = Table::with_capacity_and_hasher(rules.len(), FixedState::default());
        let mut hosts: Vec<(&str, usize)> = Vec::new();
        let mut on_host = Vec::with_capacity(rules.len());
        let mut loose = Vec::new();
        for (index, matched) in rules.iter().enumerate() {
            match &matched.rule.pattern {
                Pattern::Host { host, .. } => {
                    on_host.push((Self::place(host, &mut places, &mut hosts), index))
                }
                _ => loose.push(index),
            }
        }
        let mut end = 0;
        for (_, rules) in &mut hosts {
            // The start of its rules for now, which grows to their end.
            end += std::mem::replace(rules, end);
        }
        let mut order = vec![0; on_host.len()];
        for (place, index) in on_host {
            let at = &mut hosts[place].1;
            order[*at] = index;
            *at += 1;
        }
        (Self { hosts, rules: order }, loose)
    }

    /// The place of a host that has one rule more.
    #[inline(never)]
    fn place(host: &'r str, places: &mut Table<&'r str, usize>, hosts: &mut Vec<(&'r str, usize)>) -> usize {
        let place = *places.entry(host).or_insert(hosts.len());
        match hosts.get_mut(place) {
            Some((_, rules)) => *rules += 1,
            None => hosts.push((host, 1)),
        }
        place
    }

    /// Each host with its rules.
    pub(crate) fn each(&mut self) -> impl Iterator<Item = (&'r str, &mut [usize])> {
        let mut rest = self.rules.as_mut_slice();
        let mut start = 0;
        self.hosts.iter().map(move |&(host, end)| {
            let rules = rest.split_off_mut(..end - start).unwrap_or_default();
            start = end;
            (host, rules)
        })
    }
}
