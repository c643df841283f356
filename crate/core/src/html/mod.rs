//! Reports, comparisons and evidence as pages of their own: one file, no script, no request, on paper as on a screen.
//!
//! Decides how such a page looks and that text from strangers can be nothing but text. Refuses to know where it is
//! written, and to weigh or sort: what it is given stands in order.

mod comparison;
mod evidence;
mod gathered;
mod report;

use std::borrow::Cow;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::harmless::harmless;
use crate::summary::Told;

pub use comparison::comparison;
pub use evidence::evidence;
pub use gathered::Gathered;
pub use report::{Place, ReportPage, report};

const STYLE: &str = include_str!("style.css");

/// Nothing is loaded, whatever stands in the page.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'";

/// Characters that are shown of one text; how many more there are is said.
const SHOWN: usize = 300;

/// Rows of one table; how many more there are is said.
const ROWS: usize = 2_000;

fn page(title: &str, body: &Markup) -> String {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="referrer" content="no-referrer";
                title { (shortened(title)) }
                style { (PreEscaped(STYLE)) }
            }
            body { main { (body) } }
        }
    }
    .into_string()
}

/// Text from a stranger: harmless, of bounded length, and without influence on the direction of what stands around it.
fn text(text: &str) -> Markup {
    html! { bdi { (shortened(text)) } }
}

/// The same, for what is read letter by letter.
fn code(text: &str) -> Markup {
    html! { code { bdi { (shortened(text)) } } }
}

fn shortened(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(SHOWN) {
        None => harmless(text),
        Some((end, _)) => {
            let length = text.chars().count();
            Cow::Owned(format!("{}… ({length} characters)", harmless(&text[..end])))
        }
    }
}

/// A table whose first column names its rows.
fn table(caption: &str, heads: &[&str], rows: Vec<Vec<Markup>>) -> Markup {
    let more = rows.len().saturating_sub(ROWS);
    html! {
        div.wide role="region" aria-label=(shortened(caption)) tabindex="0" {
            table {
                caption { (shortened(caption)) }
                thead { tr { @for head in heads { th scope="col" { (head) } } } }
                tbody {
                    @for row in rows.into_iter().take(ROWS) {
                        tr {
                            @for (index, cell) in row.into_iter().enumerate() {
                                @if index == 0 { th scope="row" { (cell) } } @else { td { (cell) } }
                            }
                        }
                    }
                }
            }
        }
        @if more > 0 { p { "And " (more) " more, which the JSON document holds." } }
    }
}

/// Facts, of which those that are not known are left out.
fn facts(rows: Vec<(&str, Option<Markup>)>) -> Markup {
    html! {
        dl {
            @for (name, fact) in rows {
                @if let Some(fact) = fact { dt { (name) } dd { (fact) } }
            }
        }
    }
}

/// Categories and how often each was told.
fn told(told: &[Told]) -> Markup {
    html! {
        @for (index, one) in told.iter().enumerate() {
            @if index > 0 { ", " }
            (one.category.name()) @if one.count > 1 { " ×" (one.count) }
        }
        @if told.is_empty() { "–" }
    }
}

fn listed<T: AsRef<str>>(texts: &[T], most: usize) -> Markup {
    html! {
        @for (index, one) in texts.iter().take(most).enumerate() {
            @if index > 0 { ", " }
            (text(one.as_ref()))
        }
        @if texts.len() > most { " and " (texts.len() - most) " more" }
        @if texts.is_empty() { "–" }
    }
}

/// The claims beside what was told, one table for each.
fn claims(tables: &[crate::claims::ClaimTable], whose: &str) -> Markup {
    html! {
        @for claims in tables.iter().filter(|table| !table.recipients.is_empty()) {
            (table(
                &format!("{}: “{}”{whose}", claims.claim.replace('_', " "), claims.says),
                &["Recipient", "Beacons", "The claim would cover", "It was told beyond that", "Not to be opened"],
                claims.recipients.iter().map(|row| vec![
                    text(&row.registrable_domain),
                    listed(&row.beacons, 8),
                    told(&row.covered),
                    told(&row.beyond),
                    html! { (row.opaque) },
                ]).collect(),
            ))
        }
    }
}

/// The blind spots, each with its hosts.
fn blind<'a>(spots: impl Iterator<Item = (&'a str, Option<u64>, &'a [String])>) -> Markup {
    let spots: Vec<_> = spots.collect();
    html! {
        @if spots.is_empty() {
            p { "Nothing is known that they hide. That is no proof that there is nothing." }
        } @else {
            ul {
                @for (meaning, count, hosts) in spots {
                    li {
                        (meaning)
                        @if let Some(count) = count { " (" (count) ")" }
                        @if !hosts.is_empty() { ": " (listed(hosts, 20)) }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{shortened, text};

    #[test]
    fn text_from_strangers_is_nothing_but_text() {
        let hostile = "<img src=//x onerror=alert(1)>\"'&\u{202E}\0";
        let shown = text(hostile).into_string();
        assert_eq!(shown, "<bdi>&lt;img src=//x onerror=alert(1)&gt;&quot;'&amp;\\u{202e}\\u{0}</bdi>");
    }

    #[test]
    fn a_long_text_is_shortened_and_says_how_long_it_was() {
        let shown = shortened(&"é".repeat(10_000)).into_owned();
        assert!(shown.ends_with("… (10000 characters)") && shown.chars().count() < 400);
    }
}
