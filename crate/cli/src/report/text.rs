//! A report for people.
//!
//! Decides what is worth a line: who was told something, what, and where it stood; then what could not be seen. Refuses
//! to weigh anything: order and scores are the core's.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write as _};

use anstyle::{AnsiColor, Style};
use telltale_core::finding::{Category, Finding, Linkability};
use telltale_core::record::Record;
use telltale_core::report::{CaptureRow, Showing};
use telltale_core::request::Party;
use telltale_core::score::Grade;
use telltale_core::summary::{RecipientRow, Summary};

use super::{End, Writer};
use crate::terminal::{Paint, harmless};

/// Recipients whose details are remembered, and places for each.
const RECIPIENTS: usize = 2_000;
const PLACES: usize = 200;
/// Places shown of one recipient, characters of a value, and skipped entries.
const SHOWN_PLACES: usize = 12;
const SHOWN_VALUE: usize = 200;
const SHOWN_SKIPPED: usize = 10;
const SHOWN_SILENT: usize = 12;

const STRONG: Style = Style::new().bold();
const FAINT: Style = Style::new().dimmed();

/// The same kind of thing at the same place of requests to one recipient.
struct Place {
    value: String,
    linkability: Linkability,
    count: u64,
}

#[derive(Default)]
struct Details {
    places: BTreeMap<(Category, String), Place>,
    beyond: u64,
}

/// A report that is being gathered.
pub(super) struct Text {
    reveal: bool,
    recipients: BTreeMap<String, Details>,
}

impl Text {
    pub(super) fn new(reveal: bool) -> Self {
        Self { reveal, recipients: BTreeMap::new() }
    }

    fn note(&mut self, domain: &str, finding: &Finding) {
        if !self.recipients.contains_key(domain) {
            if self.recipients.len() >= RECIPIENTS {
                return;
            }
            self.recipients.insert(domain.to_owned(), Details::default());
        }
        let Some(details) = self.recipients.get_mut(domain) else { return };
        let key = (finding.category, finding.at.as_str().to_owned());
        if let Some(place) = details.places.get_mut(&key) {
            place.count += 1;
            place.linkability = place.linkability.max(finding.linkability);
        } else if details.places.len() < PLACES {
            let value = if self.reveal { finding.value.reveal().to_owned() } else { finding.preview() };
            let value = shortened(&harmless(&value), SHOWN_VALUE);
            details.places.insert(key, Place { value, linkability: finding.linkability, count: 1 });
        } else {
            details.beyond += 1;
        }
    }
}

impl Writer for Text {
    fn request(&mut self, record: &Record, _: &Showing) -> io::Result<()> {
        if record.party != Party::First && record.sent != Some(false) {
            for finding in &record.findings {
                self.note(&record.recipient.registrable_domain, finding);
            }
        }
        Ok(())
    }

    fn finish(self: Box<Self>, end: &End) -> io::Result<()> {
        let page = Page { paint: Paint::for_output(), text: String::new(), recipients: &self.recipients };
        let mut out = io::stdout().lock();
        out.write_all(page.write(end).as_bytes())?;
        out.flush()
    }
}

/// The text while it grows. Writing into a `String` cannot fail, so the results of `write!` are dropped.
struct Page<'a> {
    paint: Paint,
    text: String,
    recipients: &'a BTreeMap<String, Details>,
}

impl Page<'_> {
    fn write(mut self, end: &End) -> String {
        for capture in &end.captures {
            self.capture(capture);
        }
        self.exposure(&end.summary);
        let others = || end.summary.recipients.iter().filter(|row| row.party != Party::First);
        for row in others().filter(|row| !row.told.is_empty()) {
            self.recipient(row);
        }
        let silent: Vec<&RecipientRow> =
            others().filter(|row| row.told.is_empty() && row.requests > 0).collect();
        self.silent(&silent);
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

    fn recipient(&mut self, row: &RecipientRow) {
        let name = harmless(&row.registrable_domain).into_owned();
        self.heading(&name);
        let mut facts: Vec<String> = Vec::new();
        facts.extend(row.company.as_deref().map(|company| harmless(company).into_owned()));
        facts.extend(row.category.as_deref().map(|category| harmless(category).into_owned()));
        if row.host != row.registrable_domain {
            facts.push(harmless(&row.host).into_owned());
        }
        facts.extend(row.ip.as_deref().map(|ip| harmless(ip).into_owned()));
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
        let Some(details) = self.recipients.get(&row.registrable_domain) else { return };
        let mut shown = 0;
        // In the order of what it weighs, as the core gives it.
        for told in &row.told {
            let places = details.places.iter().filter(|((category, _), _)| *category == told.category);
            for ((category, at), place) in places {
                shown += 1;
                if shown <= SHOWN_PLACES {
                    self.place(*category, at, place);
                }
            }
        }
        let more = shown.saturating_sub(SHOWN_PLACES) as u64 + details.beyond;
        if more > 0 {
            _ = writeln!(self.text, "     and at {}; --format json shows all", plural(more, "more place"));
        }
    }

    fn place(&mut self, category: Category, at: &str, place: &Place) {
        let link = match place.linkability {
            Linkability::None => String::new(),
            Linkability::Session => ", links this session".to_owned(),
            Linkability::CrossSession => ", links over sessions".to_owned(),
            Linkability::CrossMode => ", links private and normal windows".to_owned(),
            Linkability::Account => ", links to an account".to_owned(),
        };
        let times = if place.count > 1 { format!(" ×{}", place.count) } else { String::new() };
        let named = self.paint.dress(STRONG, &format!("{:<15}", category.name()));
        _ = writeln!(self.text, "     {named} {}{times}{link}", place.value);
        let at = shortened(&harmless(at), SHOWN_VALUE);
        _ = writeln!(self.text, "                     {}", self.paint.dress(FAINT, &at));
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
            _ = writeln!(self.text, "     {}{count}", meaning(spot.code));
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

/// A blind spot in words.
fn meaning(code: &str) -> &str {
    match code {
        "browser_traffic" => "requests of the browser itself: developer tools show only those of pages",
        "sanitised" => "cookies and authorisation: the export took them out, or there were none",
        "body_unseen" => "bodies that were sent and that the capture does not hold",
        "tls_refused" => "connections whose program refused the proxy's certificate",
        "tunnel" => "tunnels through the proxy: it saw the host and nothing else",
        "unanswered" => "requests without an answer: whether they left is not known",
        "damaged_bodies" => "binary bodies that this version of PCAPdroid damages",
        "truncated" => "what came after the place where the capture breaks off",
        "sites_beyond_cap" => "requests on more sites than a report keeps apart",
        other => other,
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
