//! Lists what the opener finds in a workload, by category and recipient: how precision is judged by hand.
//!
//! `cargo run --release -p telltale-core --example findings -- FILE [CATEGORY…]`, where each line of FILE is
//! `[address, document's address, type]`. It prints values: keep the output to yourself. With `--table` it prints none,
//! but the table of `docs/precision.md`.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a tool for the terminal")]

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::process::ExitCode;

use telltale_core::finding::Category;
use telltale_core::intake::{Body, Headers, Initiator, Kind, Mode, RawRequest};
use telltale_core::payload::{Context, Limits, Party, examine};
use url::Url;

/// The last two labels, or three where the second-last is one that registries use. Near enough for reading a list.
fn registrable(host: &str) -> &str {
    let labels: Vec<&str> = host.rsplit('.').collect();
    let second = labels.get(1).is_some_and(|label| {
        matches!(*label, "co" | "com" | "org" | "net" | "gov" | "ac" | "edu" | "ne" | "or")
    });
    let count = if second && labels[0].len() == 2 { 3 } else { 2 };
    let length = labels.iter().take(count).map(|label| label.len() + 1).sum::<usize>().saturating_sub(1);
    &host[host.len() - length.min(host.len())..]
}

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let Some(file) = arguments.next() else {
        eprintln!(
            "findings FILE [CATEGORY…]: FILE holds a line [address, document's address, type] for each request"
        );
        return ExitCode::FAILURE;
    };
    let mut wanted: Vec<String> = arguments.collect();
    let table = wanted.iter().any(|argument| argument == "--table");
    wanted.retain(|argument| argument != "--table");
    let lines = match std::fs::File::open(&file) {
        Ok(opened) => BufReader::new(opened).lines(),
        Err(error) => {
            eprintln!("{file}: {error}");
            return ExitCode::FAILURE;
        }
    };
    let limits = Limits::default();
    let mut counts: BTreeMap<(Category, String), usize> = BTreeMap::new();
    let mut requests = 0;
    for (at, line) in lines.enumerate() {
        let Ok((url, page, kind)) = line.map_err(|_| ()).and_then(|line| {
            serde_json::from_str::<(String, String, String)>(&line)
                .map_err(|error| eprintln!("{file}:{}: {error}", at + 1))
        }) else {
            continue;
        };
        let (Ok(address), Ok(page_address)) = (Url::parse(&url), Url::parse(&page)) else { continue };
        let (Some(host), Some(site)) = (address.host_str(), page_address.host_str()) else { continue };
        requests += 1;
        let party = if registrable(host) == registrable(site) { Party::First } else { Party::Third };
        let raw = RawRequest {
            id: at.to_string(),
            at: 0.0,
            mode: Mode::Unknown,
            method: "GET".into(),
            url: url.clone(),
            kind: Kind::from_name(&kind),
            initiator: Initiator::Unknown,
            page: Some(page.clone()),
            title: None,
            headers: Headers::Unseen,
            body: Body::None,
        };
        let found = examine(
            &raw,
            &Context {
                recipient_host: host,
                recipient_registrable: Some(registrable(host)),
                party,
                page: Some(&page_address),
                title: None,
                earlier_pages: &[],
                limits: &limits,
            },
        );
        for finding in &found.findings {
            *counts.entry((finding.category, registrable(host).to_owned())).or_default() += 1;
            if !table && (wanted.is_empty() || wanted.iter().any(|name| name == finding.category.name())) {
                println!(
                    "{}\t{host}\t{}\t{}\t{}\t{}",
                    finding.category.name(),
                    finding.at.as_str(),
                    finding.reason.code,
                    found.beacon.as_deref().unwrap_or("-"),
                    finding.value.reveal()
                );
            }
        }
    }
    println!("\n{requests} requests");
    if !table {
        for ((category, recipient), count) in counts {
            println!("{:16}{count:6}  {recipient}", category.name());
        }
        return ExitCode::SUCCESS;
    }
    let judged = [Category::PageUrl, Category::SearchQuery, Category::Contact, Category::PersistentId];
    for category in judged {
        let rows: Vec<_> = counts.iter().filter(|((of, _), _)| *of == category).collect();
        let sum: usize = rows.iter().map(|(_, count)| **count).sum();
        println!("\n## `{}`: {sum}\n\n| recipient | findings |\n| --- | ---: |", category.name());
        for ((_, recipient), count) in rows {
            println!("| {recipient} | {count} |");
        }
    }
    ExitCode::SUCCESS
}
