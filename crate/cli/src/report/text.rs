//! A report for people.
//!
//! Decides what is worth a line: what the browser itself asked; who was told something, what, and where it stood; then what
//! could not be seen. Refuses to weigh anything: order and scores are the core's.

use std::fmt::Write as _;
use std::io::{self, Write as _};

use anstyle::{AnsiColor, Style};
use telltale_core::claims::ClaimTable;
use telltale_core::destination::Country;
use telltale_core::finding::Linkability;
use telltale_core::harmless::harmless;
use telltale_core::html::Gathered;
use telltale_core::html::Place;
use telltale_core::record::Record;
use telltale_core::report::{CaptureRow, Showing};
use telltale_core::request::Party;
use telltale_core::score::Grade;
use telltale_core::summary::{BrowserPart, CountryRow, RecipientRow, Summary, Told};

use super::{End, Writer};
use crate::terminal::Paint;

/// Places shown of one recipient, characters of a value, and skipped entries.
const SHOWN_PLACES: usize = 12;
const SHOWN_VALUE: usize = 200;
const SHOWN_SKIPPED: usize = 10;
const SHOWN_SILENT: usize = 12;
const SHOWN_ITSELF: usize = 24;
const SHOWN_COUNTRIES: usize = 12;
const SHOWN_CLAIMS: usize = 12;

const STRONG: Style = Style::new().bold();
const FAINT: Style = Style::new().dimmed();

/// A report that is being gathered.
pub(super) struct Text {
    gathered: Gathered,
}

impl Text {
    pub(super) fn new(reveal: bool) -> Self {
        Self { gathered: Gathered::new(reveal) }
    }
}

impl Writer for Text {
    fn request(&mut self, record: &Record, _: &Showing) -> io::Result<()> {
        self.gathered.take(record);
        Ok(())
    }

    fn finish(self: Box<Self>, end: &End) -> io::Result<()> {
        let page = Page { paint: Paint::for_output(), text: String::new(), gathered: &self.gathered };
        let mut out = io::stdout().lock();
        out.write_all(page.write(end).as_bytes())?;
        out.flush()
    }
}

/// The text while it grows. Writing into a `String` cannot fail, so the results of `write!` are dropped.
struct Page<'a> {
    paint: Paint,
    text: String,
    gathered: &'a Gathered,
}

impl Page<'_> {
    fn write(mut self, end: &End) -> String {
        for capture in &end.captures {
            self.capture(capture);
        }
        self.exposure(&end.summary);
        self.countries(&end.summary.countries);
        self.itself(&end.summary.browser);
        let others = || end.summary.recipients.iter().filter(|row| row.party != Party::First);
        for row in others().filter(|row| !row.told.is_empty()) {
            self.recipient(row);
        }
        let silent: Vec<&RecipientRow> =
            others().filter(|row| row.told.is_empty() && row.requests > 0).collect();
        self.silent(&silent);
        for table in &end.summary.claims {
            self.claims(table);
        }
        self.blind_spots(end);
        for capture in &end.captures {
            self.skipped(capture);
        }
        self.text
    }

    fn heading(&mut self, text: &str) {
        _ = writeln!(self.text, "\n{}", self.paint.dress(STRONG, text));
    }

    fn capture(&mut self, capture: &CaptureRow) {
        let creator =
            capture.creator.as_deref().map_or_else(String::new, |by| format!(" by {}", harmless(by)));
        let requests = plural(capture.requests, "request");
        let file = self.paint.dress(STRONG, &harmless(&capture.file));
        _ = writeln!(self.text, "{file}: {}{creator}, {requests}", capture.format.to_uppercase());
    }

    fn exposure(&mut self, summary: &Summary) {
        let grade = format!("{:?}", summary.grade);
        let grade = self.paint.dress(grade_style(summary.grade).bold(), &grade);
        _ = writeln!(self.text, "\nExposure {} of 100, grade {grade}", summary.exposure);
        let modes = &summary.modes;
        for (name, row) in
            [("normal", &modes.normal), ("private", &modes.private), ("unknown mode", &modes.unknown)]
        {
            if row.requests + row.stopped > 0 {
                let recipients = plural(row.recipients as u64, "recipient");
                _ = writeln!(
                    self.text,
                    "  {name}: {} left; {recipients} beside the sites, {} of them told something",
                    plural(row.requests, "request"),
                    row.told
                );
            }
        }
    }

    fn countries(&mut self, rows: &[CountryRow]) {
        if rows.iter().all(|row| row.country.is_none()) {
            return;
        }
        self.heading("Where the addresses that answered are registered");
        for row in rows.iter().take(SHOWN_COUNTRIES) {
            let name = row.country.as_ref().map_or("not known", Country::code);
            let requests = plural(row.requests, "request");
            let recipients = plural(row.recipients as u64, "recipient");
            let told = categories(&row.told);
            _ = writeln!(self.text, "     {name}: {requests} to {recipients}, told {told}");
        }
        if rows.len() > SHOWN_COUNTRIES {
            _ = writeln!(self.text, "     and {} more", rows.len() - SHOWN_COUNTRIES);
        }
    }

    fn itself(&mut self, browser: &BrowserPart) {
        if browser.recipients.is_empty() {
            return;
        }
        self.heading("The browser itself");
        for row in browser.recipients.iter().take(SHOWN_ITSELF) {
            let name = harmless(&row.registrable_domain);
            let facts = [plural(row.requests, "request")].into_iter().chain(endpoints(row));
            let facts = facts.collect::<Vec<_>>().join(", ");
            _ = writeln!(self.text, "     {name}: {facts}, told {}", categories(&row.told));
        }
        if browser.recipients.len() > SHOWN_ITSELF {
            _ = writeln!(self.text, "     and {} more", browser.recipients.len() - SHOWN_ITSELF);
        }
    }

    fn recipient(&mut self, row: &RecipientRow) {
        let name = harmless(&row.registrable_domain).into_owned();
        self.heading(&name);
        let mut facts: Vec<String> = Vec::new();
        facts.extend(row.company.as_deref().map(|company| harmless(company).into_owned()));
        facts.extend(row.category.as_deref().map(|category| harmless(category).into_owned()));
        facts.extend(endpoints(row));
        if row.host != row.registrable_domain {
            facts.push(harmless(&row.host).into_owned());
        }
        facts.extend(row.ip.as_deref().map(|ip| harmless(ip).into_owned()));
        facts.extend(row.country.map(|country| format!("registered in {}", country.code())));
        facts.push(plural(row.requests, "request"));
        if row.listed > 0 {
            facts.push("on a tracker list".to_owned());
        }
        if row.unseen > 0 {
            facts.push(format!("{} unseen", plural_of(row.unseen, "body", "bodies")));
        }
        let score = self.paint.dress(grade_style(row.grade), &format!("{:>3}", row.score));
        _ = writeln!(self.text, "{score}  {}", facts.join(", "));
        if !row.sites.is_empty() {
            let sites: Vec<_> = row.sites.iter().take(5).map(|site| harmless(site)).collect();
            let more = if row.sites.len() > 5 {
                format!(" and {} more", row.sites.len() - 5)
            } else {
                String::new()
            };
            _ = writeln!(self.text, "     on {}{more}", sites.join(", "));
        }
        let (places, beyond) = self.gathered.places(row);
        for place in places.iter().take(SHOWN_PLACES) {
            self.place(place);
        }
        let more = places.len().saturating_sub(SHOWN_PLACES) as u64 + beyond;
        if more > 0 {
            _ = writeln!(self.text, "     and at {}; --format json shows all", plural(more, "more place"));
        }
    }

    fn place(&mut self, place: &Place) {
        let link = match place.linkability {
            Linkability::None => String::new(),
            Linkability::Session => ", links this session".to_owned(),
            Linkability::CrossSession => ", links over sessions".to_owned(),
            Linkability::CrossMode => ", links private and normal windows".to_owned(),
            Linkability::Account => ", links to an account".to_owned(),
        };
        let times = if place.count > 1 { format!(" ×{}", place.count) } else { String::new() };
        let named = self.paint.dress(STRONG, &format!("{:<15}", place.category.name()));
        let value = shortened(&harmless(&place.value), SHOWN_VALUE);
        _ = writeln!(self.text, "     {named} {value}{times}{link}");
        let at = shortened(&harmless(&place.at), SHOWN_VALUE);
        _ = writeln!(self.text, "                     {}", self.paint.dress(FAINT, &at));
    }

    fn claims(&mut self, table: &ClaimTable) {
        if table.recipients.is_empty() {
            return;
        }
        self.heading(&format!("If it were {}", table.claim.replace('_', " ")));
        _ = writeln!(self.text, "     {}", self.paint.dress(FAINT, table.says));
        for row in table.recipients.iter().take(SHOWN_CLAIMS) {
            let beacons =
                if row.beacons.is_empty() { String::new() } else { format!(" ({})", row.beacons.join(", ")) };
            _ = writeln!(self.text, "     {}{}", harmless(&row.registrable_domain), harmless(&beacons));
            for (title, told) in [("covered", &row.covered), ("beyond", &row.beyond)] {
                _ = writeln!(self.text, "       {title:<9} {}", categories(told));
            }
            if row.opaque > 0 {
                _ = writeln!(self.text, "       unopened  {}", row.opaque);
            }
        }
        if table.recipients.len() > SHOWN_CLAIMS {
            _ = writeln!(self.text, "     and {} more", table.recipients.len() - SHOWN_CLAIMS);
        }
    }

    fn silent(&mut self, rows: &[&RecipientRow]) {
        if rows.is_empty() {
            return;
        }
        self.heading("Asked, and told nothing that Telltale knows");
        for row in rows.iter().take(SHOWN_SILENT) {
            let unseen = match row.unseen {
                0 => String::new(),
                count => format!(", {} unseen", plural_of(count, "body", "bodies")),
            };
            let name = harmless(&row.registrable_domain);
            _ = writeln!(self.text, "     {name}: {}{unseen}", plural(row.requests, "request"));
        }
        if rows.len() > SHOWN_SILENT {
            _ = writeln!(self.text, "     and {} more", rows.len() - SHOWN_SILENT);
        }
    }

    fn blind_spots(&mut self, end: &End) {
        if end.blind_spots.is_empty() {
            return;
        }
        self.heading("What these captures cannot show");
        for spot in &end.blind_spots {
            let count = spot.count.map_or_else(String::new, |count| format!(" ({count})"));
            _ = writeln!(self.text, "     {}{count}", spot.meaning());
            if !spot.hosts.is_empty() {
                let hosts: Vec<_> = spot.hosts.iter().take(5).map(|host| harmless(host)).collect();
                let more = if spot.hosts.len() > 5 {
                    format!(" and {} more", spot.hosts.len() - 5)
                } else {
                    String::new()
                };
                let hosts = format!("at {}{more}", hosts.join(", "));
                _ = writeln!(self.text, "       {}", self.paint.dress(FAINT, &hosts));
            }
        }
    }

    fn skipped(&mut self, capture: &CaptureRow) {
        if capture.skipped.is_empty() {
            return;
        }
        self.heading(&format!("Not read in {}", harmless(&capture.file)));
        for row in capture.skipped.iter().take(SHOWN_SKIPPED) {
            _ = writeln!(self.text, "     {}: {}", harmless(&row.place), harmless(&row.reason));
        }
        if capture.skipped.len() > SHOWN_SKIPPED {
            _ = writeln!(self.text, "     and {} more", capture.skipped.len() - SHOWN_SKIPPED);
        }
    }
}

fn grade_style(grade: Grade) -> Style {
    let colour = match grade {
        Grade::A | Grade::B => AnsiColor::Green,
        Grade::C | Grade::D => AnsiColor::Yellow,
        Grade::E | Grade::F => AnsiColor::Red,
    };
    Style::new().fg_color(Some(colour.into()))
}

/// Which maker of browsers runs what was asked, and what for.
fn endpoints(row: &RecipientRow) -> Option<String> {
    let vendor = harmless(row.vendor.as_deref()?);
    let purposes: Vec<&str> = row.purposes.iter().map(|purpose| purpose.name()).collect();
    let endpoints = format!("endpoints of {vendor} for {}", purposes.join(", "));
    Some(match row.reading {
        None => endpoints,
        Some(reading) if row.beyond_purpose.is_empty() => format!("{endpoints}: {}", reading.words()),
        Some(reading) => format!("{endpoints}: {} ({})", reading.words(), categories(&row.beyond_purpose)),
    })
}

/// Categories in words, or a stroke for none.
fn categories(told: &[Told]) -> String {
    let names: Vec<&str> = told.iter().map(|told| told.category.name()).collect();
    if names.is_empty() { "–".to_owned() } else { names.join(", ") }
}

fn plural(count: u64, one: &str) -> String {
    plural_of(count, one, &format!("{one}s"))
}

fn plural_of(count: u64, one: &str, several: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { several })
}

fn shortened(text: &str, length: usize) -> String {
    match text.char_indices().nth(length) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}
