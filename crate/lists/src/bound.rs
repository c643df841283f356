//! Which rules hang on which host.
//!
//! Decides the order of hosts: that in which rules first name them. Refuses to know how rules are laid out.

use foldhash::fast::FixedState;
use telltale_core::table;

use crate::Table;
use crate::rule::Pattern;
use crate::write::Matched;

/// The rules that hang on a host, host by host.
pub(crate) struct Bound<'r> {
    /// Hosts in the order in which rules first named them.
    pub(crate) hosts: Vec<&'r str>,
    /// Where the rules of each host end.
    ends: Vec<u32>,
    /// The rules of one host behind those of another.
    rules: Vec<usize>,
}

impl<'r> Bound<'r> {
    /// Tells the rules that hang on a host from those that hang on none, which come second.
    #[inline(never)]
    pub(crate) fn of(rules: &'r [Matched<'_>]) -> (Self, Vec<usize>) {
        let mut places = Table::with_capacity_and_hasher(rules.len(), FixedState::default());
        let mut hosts = Vec::new();
        let mut on_host = Vec::with_capacity(rules.len());
        let mut loose = Vec::new();
        for (index, matched) in rules.iter().enumerate() {
            match &matched.rule.pattern {
                Pattern::Host { host, .. } => on_host.push((place(host, &mut places, &mut hosts), index)),
                _ => loose.push(index),
            }
        }
        let (order, ends) = table::grouped(on_host.iter().map(|(place, _)| *place), hosts.len());
        let rules = order.into_iter().map(|number| on_host[number as usize].1).collect();
        (Self { hosts, ends, rules }, loose)
    }

    /// Each host with its rules.
    pub(crate) fn each(&mut self) -> impl Iterator<Item = (&'r str, &mut [usize])> {
        let mut rest = self.rules.as_mut_slice();
        let mut start = 0;
        self.hosts.iter().zip(&self.ends).map(move |(host, &end)| {
            let rules = rest.split_off_mut(..(end - start) as usize).unwrap_or_default();
            start = end;
            (*host, rules)
        })
    }
}

/// The place of a host among those that were named, the last one if it is new.
#[inline(never)]
fn place<'r>(host: &'r str, places: &mut Table<&'r str, usize>, hosts: &mut Vec<&'r str>) -> usize {
    *places.entry(host).or_insert_with(|| {
        hosts.push(host);
        hosts.len() - 1
    })
}
