//! A comparison as a page.
//!
//! Decides its order: the verdict first, then what it rests on. Refuses to know how it came about.

use maud::{Markup, html};

use super::{code, listed, page, table, text};
use crate::comparison::{Comparison, Verdict};

/// Hosts named of each set of recipients.
const NAMED: usize = 200;

/// The page.
#[must_use]
pub fn comparison(comparison: &Comparison<'_>) -> String {
    let body = html! {
        header { h1 { "Two sides compared" } (verdict(comparison)) }
        (exposure(comparison))
        section { h2 { "What joins the sides" } (links(comparison)) }
        section { h2 { "Who heard" } (recipients(comparison)) }
    };
    page("Telltale: two sides compared", &body)
}

/// The verdict and what it rests on, in a sentence.
pub(super) fn verdict(comparison: &Comparison<'_>) -> Markup {
    let (class, name) = match comparison.verdict {
        Verdict::Linked => ("verdict linked", "Linked"),
        Verdict::NotLinked => ("verdict not_linked", "No link seen"),
        Verdict::Undecided => ("verdict undecided", "Undecided"),
    };
    html! { p class=(class) { strong { (name) } ": " (text(&comparison.why)) } }
}

pub(super) fn exposure(comparison: &Comparison<'_>) -> Markup {
    html! {
        p {
            "Exposure: normal windows " (comparison.exposure.normal) " of 100, private windows "
            (comparison.exposure.private) " of 100."
        }
    }
}

pub(super) fn links(comparison: &Comparison<'_>) -> Markup {
    if comparison.linked.is_empty() {
        return html! { p { "No value was seen that one recipient was told on both sides." } };
    }
    let heads = ["Recipient", "What", "Strength", "Where it stood", "Requests", "Why", "Value or its hash"];
    let rows = comparison.linked.iter().map(|link| {
        vec![
            text(link.recipient),
            html! { (link.category.name()) },
            html! { (link.strength.name()) },
            code(link.at),
            html! { (link.normal) " normal, " (link.private) " private" },
            text(link.reason),
            code(link.value.unwrap_or(&link.hmac)),
        ]
    });
    table("Values that one recipient was told on both sides", &heads, rows.collect())
}

pub(super) fn recipients(comparison: &Comparison<'_>) -> Markup {
    let sets = &comparison.recipients;
    let rows = [
        ("On both sides", &sets.both),
        ("In normal windows only", &sets.normal_only),
        ("In private windows only", &sets.private_only),
    ];
    let rows = rows
        .into_iter()
        .map(|(name, domains)| vec![html! { (name) }, html! { (domains.len()) }, listed(domains, NAMED)]);
    table("Recipients, the sites themselves aside", &["Heard", "How many", "Who"], rows.collect())
}
