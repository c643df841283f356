//! Evidence as a page.
//!
//! Decides its order: what it comes to, what was looked at and how, what was seen, what could not be, and the seal.
//! Refuses to draw conclusions: the document holds them.

use maud::{Markup, html};

use super::comparison::{exposure, links, recipients, verdict};
use super::{blind, claims, code, facts, listed, page, table, text};
use crate::evidence::{
    Document, Incident, Observation, Payload, Protocol, Sealed, Statement, StepMode, Subject,
};
use crate::payload::BodyState;
use crate::report::meaning;
use crate::vendor::Purpose;

/// The page.
#[must_use]
pub fn evidence(sealed: &Sealed<'_>) -> String {
    let document = &sealed.document;
    let title = document.label.unwrap_or("Evidence of what a browser told");
    let body = html! {
        header {
            h1 { (text(title)) }
            (verdict(document.comparison))
            (exposure(document.comparison))
        }
        section { h2 { "What it comes to" } (verdicts(document)) }
        (given(document))
        section { h2 { "What was read" } (captures(document)) }
        section { h2 { "What joins the sides" } (links(document.comparison)) }
        section { h2 { "Who heard" } (recipients(document.comparison)) }
        section {
            h2 { "Claims beside what was told" }
            (claims(&document.claims.normal, " (normal windows)"))
            (claims(&document.claims.private, " (private windows)"))
        }
        section { h2 { "What was seen to leave" } (observations(document)) }
        section {
            h2 { "What could not be seen" }
            (blind(document.blind_spots.iter().map(|spot| (meaning(spot.code), spot.count, spot.hosts.as_slice()))))
        }
        @if let Some(headers) = &document.headers { (incident(headers.oecd_aim)) }
        section { h2 { "How to check it" } (integrity(sealed)) }
    };
    page(&format!("Telltale: {title}"), &body)
}

fn verdicts(document: &Document<'_>) -> Markup {
    let rows = document.verdicts.iter().map(|verdict| {
        vec![
            code(&verdict.id),
            text(&verdict.statement),
            listed(&verdict.rests_on, 12),
            listed(&verdict.limits, 12),
        ]
    });
    table("Verdicts", &["Verdict", "What was seen", "Rests on", "To be read with"], rows.collect())
}

fn given(document: &Document<'_>) -> Markup {
    let given = document.given;
    html! {
        @if let Some(subject) = &given.subject { section { h2 { "What was looked at" } (about(subject)) } }
        @if let Some(protocol) = &given.protocol { section { h2 { "What was done" } (steps(protocol)) } }
        @if !given.statements.is_empty() { section { h2 { "What others say" } (statements(&given.statements)) } }
    }
}

fn known(fact: &Option<String>) -> Option<Markup> {
    fact.as_deref().map(text)
}

fn about(subject: &Subject) -> Markup {
    let mut rows = Vec::new();
    if let Some(browser) = &subject.browser {
        rows.extend([
            ("Browser", known(&browser.name)),
            ("Version", known(&browser.version)),
            ("Engine", known(&browser.engine)),
            ("Vendor", known(&browser.vendor)),
        ]);
    }
    if let Some(platform) = &subject.platform {
        rows.extend([
            ("System", known(&platform.os)),
            ("System version", known(&platform.os_version)),
            ("Device", known(&platform.device_model)),
        ]);
    }
    if let Some(app) = &subject.app {
        rows.extend([
            ("Package", known(&app.id)),
            ("Package version", known(&app.version)),
            ("Version code", known(&app.version_code)),
            ("Package SHA-256", app.sha256.as_deref().map(code)),
        ]);
    }
    let settings = subject.settings.iter().map(|setting| vec![text(&setting.name), text(&setting.value)]);
    html! {
        p.faint { "As the person who made this document states it." }
        (facts(rows))
        @if !subject.settings.is_empty() { (table("Settings", &["Setting", "Stood at"], settings.collect())) }
    }
}

fn steps(protocol: &Protocol) -> Markup {
    let nothing = || html! { "–" };
    let rows = protocol.steps.iter().enumerate().map(|(number, step)| {
        vec![
            html! { (number + 1) },
            text(&step.action),
            known(&step.target).unwrap_or_else(nothing),
            html! { (step.mode.map_or("–", StepMode::name)) },
            known(&step.at).unwrap_or_else(nothing),
        ]
    });
    html! {
        p.faint {
            "As the person who made this document states it"
            @if let Some(name) = &protocol.id { ": protocol " (text(name)) }
            "."
        }
        (table("Steps", &["Step", "Action", "With", "Window", "When"], rows.collect()))
    }
}

fn statements(statements: &[Statement]) -> Markup {
    let nothing = || html! { "–" };
    let rows = statements.iter().map(|one| {
        vec![
            text(&one.by),
            text(&one.text),
            known(&one.source).unwrap_or_else(nothing),
            known(&one.date).unwrap_or_else(nothing),
        ]
    });
    table("Statements", &["Who", "What", "Where", "When"], rows.collect())
}

fn captures(document: &Document<'_>) -> Markup {
    let rows = document.captures.iter().map(|capture| {
        vec![
            code(&capture.id),
            text(capture.file.as_deref().unwrap_or(&capture.source)),
            text(capture.creator.as_deref().unwrap_or("not said")),
            html! { (capture.requests) @if let Some(entries) = capture.entries { " of " (entries) } },
            capture.file_sha256.as_deref().map_or_else(|| html! { "–" }, code),
        ]
    });
    let lists =
        document.lists.iter().map(|list| vec![text(&list.name), text(&list.version), code(&list.sha256)]);
    html! {
        (table("Captures", &["Capture", "File", "Written by", "Requests of entries", "SHA-256"], rows.collect()))
        (table("Tracker lists", &["List", "Version", "SHA-256"], lists.collect()))
        @if let Some(raw) = &document.raw {
            p {
                "The requests themselves stand in " (text(&raw.file)) ", whole: addresses, headers and bodies of "
                (raw.entries) " requests. SHA-256: " (code(&raw.sha256))
            }
        }
    }
}

fn observations(document: &Document<'_>) -> Markup {
    let rows = document.observations.iter().flat_map(|one| {
        one.findings.iter().enumerate().map(move |(index, found)| {
            let first = html! {
                code { (one.id) } " " (text(&one.recipient.host)) br; span.faint { (one.session.name()) ", " (travelled(one)) }
            };
            vec![
                if index == 0 { first } else { html! { code { (one.id) } } },
                html! { (found.category.name()) },
                code(&found.value.text),
                code(&found.at),
                text(&found.reason),
            ]
        })
    });
    html! {
        (table(
            "Requests that told something",
            &["Observation", "What", "Value", "Where it stood", "Why we say so"],
            rows.collect(),
        ))
        (unasked(document))
        @if document.observations_beyond > 0 {
            p { "And " (document.observations_beyond) " more requests than a document holds." }
        }
    }
}

/// What the browser asked by itself where nothing can be seen of what it told.
fn unasked(document: &Document<'_>) -> Markup {
    let rows = document.observations.iter().filter(|one| one.findings.is_empty()).map(|one| {
        let purpose = one.recipient.purpose.map_or("–", Purpose::name);
        let body = match one.body {
            BodyState::None => "none",
            BodyState::Seen => "seen: nothing in it is known",
            BodyState::Unseen | BodyState::Partial => "not seen",
        };
        vec![
            html! { code { (one.id) } " " (text(&one.recipient.host)) br; span.faint { (one.session.name()) } },
            known(&one.recipient.vendor).unwrap_or_else(|| html! { "–" }),
            html! { (purpose) },
            known(&one.component).unwrap_or_else(|| html! { "–" }),
            html! { (body) },
        ]
    });
    let rows: Vec<_> = rows.collect();
    html! {
        @if !rows.is_empty() {
            (table(
                "Requests of the browser itself in which nothing can be seen",
                &["Observation", "Run by", "For", "Component", "Body"],
                rows,
            ))
        }
    }
}

fn travelled(one: &Observation) -> &'static str {
    match (one.transport.tls, one.transport.payload) {
        (true, Payload::Plain) => "over TLS, as text",
        (true, Payload::Encoded) => "over TLS; inside it encoded, not encrypted",
        (true, Payload::Opaque) => "over TLS; inside it something that could not be opened",
        (false, Payload::Plain) => "not encrypted, as text",
        (false, Payload::Encoded) => "not encrypted, encoded",
        (false, Payload::Opaque) => "without TLS, something that could not be opened",
    }
}

fn incident(incident: &Incident) -> Markup {
    let several = |texts: &[String]| (!texts.is_empty()).then(|| listed(texts, 20));
    html! {
        section {
            h2 { "How the OECD's monitor would file it" }
            (facts(vec![
                ("Title", known(&incident.title)),
                ("Summary", known(&incident.summary)),
                ("Disclaimer", known(&incident.disclaimer)),
                ("Rationale", known(&incident.rationale)),
                ("Principles", several(&incident.ai_principles)),
                ("Industries", several(&incident.industries)),
                ("Affected", several(&incident.affected_stakeholders)),
                ("Harm", several(&incident.harm_types)),
                ("Severity", known(&incident.severity)),
                ("Business function", known(&incident.business_function)),
                ("Task of the system", known(&incident.ai_system_task)),
                ("Part of an AI system", Some(html! { "not assessed" })),
            ]))
            @if !incident.articles.is_empty() {
                ul {
                    @for article in &incident.articles {
                        li {
                            (text(&article.title))
                            @if let Some(source) = &article.source { ", " (text(source)) }
                            @if let Some(date) = &article.date { ", " (text(date)) }
                            @if let Some(rationale) = &article.rationale { ": " (text(rationale)) }
                        }
                    }
                }
            }
        }
    }
}

fn integrity(sealed: &Sealed<'_>) -> Markup {
    let document = &sealed.document;
    html! {
        p {
            "Values are shown shortened; the same hash means the same value (HMAC-SHA-256 under a key of this document's "
            "own). Each row says where its value stood and which layers were opened on the way, so that whoever has the "
            "capture can do it again."
        }
        (facts(vec![
            ("Document", Some(code(&document.id))),
            ("Made", Some(code(&document.created))),
            ("By", Some(text(&document.tool.to_string()))),
            ("SHA-256 over the JSON document's canonical form", Some(code(&sealed.integrity.sha256))),
        ]))
    }
}
