//! A report as a page.
//!
//! Decides its order: the grade, the claims, countries, when it left, the browser itself, who was told what and where it
//! stood, then what could not be seen. Refuses to weigh and to sort.

use maud::{Markup, html};

use super::{blind, claims, code, facts, listed, page, table, text, told};
use crate::destination::Country;
use crate::discreet::discreet;
use crate::finding::{Category, Linkability};
use crate::intake::har::moment;
use crate::report::{BlindSpot, CaptureRow, ListRow, TOOL};
use crate::request::Party;
use crate::summary::{BrowserPart, CountryRow, ModeRow, RecipientRow, Summary};
use crate::timeline::{StretchRow, TimelineRow};

/// The same kind of thing at the same place of requests to one recipient.
#[derive(Clone)]
pub struct Place {
    /// What.
    pub category: Category,
    /// Where it stood.
    pub at: String,
    /// As much of the value as is shown.
    pub value: String,
    /// How far it links.
    pub linkability: Linkability,
    /// In how many findings.
    pub count: u64,
}

discreet!(Place { category, at, linkability, count });

/// What a report's page shows.
pub struct ReportPage<'a> {
    /// The captures.
    pub captures: &'a [CaptureRow],
    /// The lists.
    pub lists: &'a [ListRow],
    /// The sums.
    pub summary: &'a Summary,
    /// Where a recipient was told what, and how many places more there are.
    pub places: &'a dyn Fn(&RecipientRow) -> (Vec<&'a Place>, u64),
    /// What could not be seen.
    pub blind_spots: &'a [BlindSpot],
}

/// The page.
#[must_use]
pub fn report(report: &ReportPage<'_>) -> String {
    let summary = report.summary;
    let others = || summary.recipients.iter().filter(|row| row.party != Party::First);
    let body = html! {
        header {
            h1 { "What left, and to whom" }
            p.verdict {
                "Exposure " strong { (summary.exposure) " of 100" } ", grade " strong { (summary.grade.letter()) }
            }
            (modes(summary))
        }
        section { h2 { "The captures" } (captures(report)) }
        section {
            h2 { "Claims beside what was told" }
            (claims(&summary.claims, ""))
            @if summary.claims.iter().all(|table| table.recipients.is_empty()) {
                p { "Nobody beside the sites themselves was told something that Telltale knows." }
            }
        }
        (countries(&summary.countries))
        (timeline(summary.timeline.as_deref().unwrap_or_default()))
        (itself(&summary.browser))
        section {
            h2 { "Who was told something" }
            @for row in others().filter(|row| !row.told.is_empty()) { (recipient(row, report)) }
        }
        section { h2 { "Asked, and told nothing that Telltale knows" } (silent(others())) }
        section {
            h2 { "What these captures cannot show" }
            (blind(report.blind_spots.iter().map(|spot| (spot.meaning(), spot.count, spot.hosts.as_slice()))))
        }
        (skipped(report.captures))
        footer { p.faint { "Made by " (TOOL.name) " " (TOOL.version) " out of the captures alone; nothing was sent." } }
    };
    page("Telltale: what left, and to whom", &body)
}

fn modes(summary: &Summary) -> Markup {
    let modes = &summary.modes;
    let rows = [("Normal", &modes.normal), ("Private", &modes.private), ("Unknown", &modes.unknown)];
    let left = |row: &&(&str, &ModeRow)| row.1.requests + row.1.stopped > 0;
    let rows = rows.iter().filter(left).map(|(name, row)| {
        vec![
            html! { (name) },
            html! { (row.requests) },
            html! { (row.recipients) },
            html! { (row.told) },
            html! { (row.unseen) },
            html! { (row.exposure) },
        ]
    });
    let heads =
        ["Windows", "Requests that left", "Recipients", "Told something", "Bodies unseen", "Exposure"];
    table("By kind of window", &heads, rows.collect())
}

fn captures(report: &ReportPage<'_>) -> Markup {
    let rows = report.captures.iter().map(|capture| {
        vec![
            text(&capture.file),
            html! { (capture.format.to_uppercase()) },
            text(capture.creator.as_deref().unwrap_or("not said")),
            html! { (capture.entries) },
            html! { (capture.requests) },
        ]
    });
    html! {
        (table("Files that were read", &["File", "Form", "Written by", "Entries", "Requests"], rows.collect()))
        (facts(report.lists.iter().map(|list| {
            ("List", Some(html! { (text(&list.name)) " " (text(&list.version)) }))
        }).collect()))
    }
}

fn countries(rows: &[CountryRow]) -> Markup {
    let cells = rows.iter().map(|row| {
        vec![
            html! { (row.country.as_ref().map_or("not known", Country::code)) },
            html! { (row.requests) },
            html! { (row.recipients) },
            told(&row.told),
        ]
    });
    html! {
        @if rows.iter().any(|row| row.country.is_some()) {
            section {
                h2 { "Where the addresses that answered are registered" }
                p { "A registration says whose an address is. The machine that answered may stand elsewhere." }
                (table("By country of registration", &["Country", "Requests", "Recipients", "Told"], cells.collect()))
            }
        }
    }
}

fn timeline(courses: &[TimelineRow]) -> Markup {
    html! {
        @if courses.iter().any(counts) {
            section {
                h2 { "When it left" }
                p { "Exposure is that of a stretch of time, as if there were nothing else, and of everything since the first stretch. \
                     Stretches in which nothing left are not listed." }
                @for course in courses.iter().filter(|course| counts(course)) { (stretches(course)) }
            }
        }
    }
}

/// Whether there is anything to say of a course.
fn counts(course: &TimelineRow) -> bool {
    !course.stretches.is_empty() || course.earlier > 0 || course.undated > 0
}

fn stretches(course: &TimelineRow) -> Markup {
    let heads = [
        "From",
        "Requests",
        "Told something",
        "By the browser itself",
        "Recipients told",
        "Exposure",
        "So far",
    ];
    let row = |stretch: &StretchRow| {
        vec![
            html! { (moment(stretch.at)) },
            html! { (stretch.requests) },
            html! { (stretch.telling) },
            html! { (stretch.browser) },
            html! { @if stretch.beyond > 0 { "more than " } (stretch.recipients) },
            html! { (stretch.exposure) },
            html! { (stretch.so_far) },
        ]
    };
    let left = course.stretches.iter().filter(|stretch| stretch.requests > 0);
    let caption = format!("Windows: {}. Stretches of {} seconds", course.mode.name(), course.seconds);
    html! {
        @if !course.stretches.is_empty() { (table(&caption, &heads, left.map(row).collect())) }
        @if course.earlier > 0 { p { "Earlier requests, for which there is no room: " (course.earlier) "." } }
        @if course.undated > 0 { p { "Requests of which nobody knows when they left: " (course.undated) "." } }
    }
}

fn itself(browser: &BrowserPart) -> Markup {
    let rows = browser.recipients.iter().map(|row| {
        vec![
            text(&row.registrable_domain),
            row.vendor.as_deref().map_or_else(|| html! { "–" }, text),
            purposes(row).unwrap_or_else(|| html! { "–" }),
            html! { (row.requests) },
            told(&row.told),
            reading(row).unwrap_or_else(|| html! { "–" }),
        ]
    });
    html! {
        @if !browser.recipients.is_empty() {
            section {
                h2 { "The browser itself" }
                p { "What left with no page asking for it. These count among all below, and on no site." }
                (table(
                    "Asked by the browser itself",
                    &["Recipient", "Run by", "For", "Requests", "Told", "Beside that purpose"],
                    rows.collect(),
                ))
            }
        }
    }
}

/// What the endpoints of a maker of browsers that were asked are for.
fn purposes(row: &RecipientRow) -> Option<Markup> {
    let names: Vec<&str> = row.purposes.iter().map(|purpose| purpose.name()).collect();
    (!names.is_empty()).then(|| listed(&names, names.len()))
}

/// How what they were told reads beside what they are for.
fn reading(row: &RecipientRow) -> Option<Markup> {
    row.reading.map(|reading| {
        html! {
            (reading.words())
            @if !row.beyond_purpose.is_empty() { ": " (told(&row.beyond_purpose)) }
        }
    })
}

fn recipient(row: &RecipientRow, report: &ReportPage<'_>) -> Markup {
    let (places, beyond) = (report.places)(row);
    let known = |fact: &Option<String>| fact.as_deref().map(text);
    let rows = places.iter().map(|place| {
        vec![
            html! { (place.category.name()) },
            code(&place.value),
            code(&place.at),
            html! { (place.count) },
            html! { (links(place.linkability)) },
        ]
    });
    html! {
        h3 { (text(&row.registrable_domain)) }
        (facts(vec![
            ("Score", Some(html! { (row.score) " of 100" })),
            ("Told", Some(told(&row.told))),
            ("Company", known(&row.company)),
            ("Does", known(&row.category)),
            ("Maker of browsers", known(&row.vendor)),
            ("Endpoints for", purposes(row)),
            ("Beside that purpose", reading(row)),
            ("Hosts", Some(listed(&row.hosts, 8))),
            ("Address", known(&row.ip)),
            ("Registered in", row.country.map(|country| html! { (country.code()) })),
            ("Requests", Some(html! { (row.requests) })),
            ("On sites", (!row.sites.is_empty()).then(|| listed(&row.sites, 20))),
        ]))
        (table(
            &format!("What {} was told, and where it stood", row.registrable_domain),
            &["What", "Value", "Where it stood", "Times", "Links"],
            rows.collect(),
        ))
        @if beyond > 0 { p { "And at " (beyond) " more places." } }
    }
}

fn links(linkability: Linkability) -> &'static str {
    match linkability {
        Linkability::None => "nothing",
        Linkability::Session => "this session",
        Linkability::CrossSession => "sessions",
        Linkability::CrossMode => "private and normal windows",
        Linkability::Account => "an account",
    }
}

fn silent<'a>(rows: impl Iterator<Item = &'a RecipientRow>) -> Markup {
    let rows: Vec<Vec<Markup>> = rows
        .filter(|row| row.told.is_empty() && row.requests > 0)
        .map(|row| vec![text(&row.registrable_domain), html! { (row.requests) }, html! { (row.unseen) }])
        .collect();
    if rows.is_empty() {
        return html! { p { "Nobody." } };
    }
    table("Recipients", &["Recipient", "Requests", "Bodies unseen"], rows)
}

fn skipped(captures: &[CaptureRow]) -> Markup {
    html! {
        @for capture in captures.iter().filter(|capture| !capture.skipped.is_empty()) {
            section {
                h2 { "Not read in " (text(&capture.file)) }
                ul { @for row in &capture.skipped { li { (text(&row.place)) ": " (text(&row.reason)) } } }
            }
        }
    }
}
