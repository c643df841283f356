//! How large a session's memory becomes, whatever the web feeds it, and that nothing beside it stays.

#![allow(clippy::unwrap_used, reason = "a test says what it expects in the shortest way")]

use telltale_lists::{Source, compile, compile_companies, compile_suffixes};

use super::checkpoint::{PARTS, budget};
use super::memory::Memory;
use super::parts::Part;
use super::step::{Place, Reading, Step};
use super::{Seen, Session};
use crate::catalogue::Catalogue;
use crate::company::Companies;
use crate::finding::{Category, Finding, Linkability, Opening, Reason, Secret};
use crate::intake::{Body, Kind, Mode};
use crate::judge::{Judge, Shown};
use crate::payload::BodyState;
use crate::record::{Recipient, Record};
use crate::request::{KnownPage, Party};
use crate::score::Score;
use crate::site::Suffixes;
use crate::summary::summarise;
use crate::tabs::Whence;

pub(super) fn record(number: usize, mode: Mode, site: &str, recipient: &str, values: &[&str]) -> Record {
    let finding = |value: &&str| Finding {
        category: Category::PersistentId,
        at: Opening::at("query/cid"),
        value: Secret::new(*value),
        linkability: Linkability::CrossSession,
        flags: Vec::new(),
        reason: Reason { code: "name".into(), text: "It stands where identifiers stand.".into() },
    };
    let mut record = Record {
        id: String::new(),
        at: 1_700_000_000_000.0 + 350.0 * number as f64,
        mode,
        method: "GET".into(),
        url: format!("https://a.{recipient}/collect/v2?tid=G-1&n={number}"),
        kind: Kind::Image,
        initiator: Some(format!("https://{site}")),
        site: Some(site.to_owned()),
        party: Party::Third,
        recipient: Recipient {
            host: format!("a.{recipient}"),
            registrable_domain: recipient.to_owned(),
            company: Some(format!("{recipient} Incorporated")),
            category: Some("advertising".into()),
            ..Recipient::default()
        },
        matched: None,
        body: BodyState::None,
        sent: None,
        findings: values.iter().map(finding).collect(),
        score: Score::default(),
        candidates: Vec::new(),
        with_cookies: None,
        set_cookies: Vec::new(),
        status: None,
        beacon: None,
        component: None,
        from_cache: None,
        redirected_from: None,
        page: None,
        partial: false,
    };
    record.weigh();
    record
}

/// A request from its beginning to its end.
pub(super) fn load(memory: &mut Memory, number: usize, record: Record) {
    let id = number.to_string();
    let reading = Reading::Judged { record: Box::new(record), page: None, form: None };
    memory.take(Step::Seen { id: id.clone(), tab: 1, place: Place::On(None), reading });
    memory.take(Step::Sent { id: id.clone(), shown: Shown::default() });
    let ip = Some(format!("192.0.2.{}", number % 200));
    memory.take(Step::Answered { id: id.clone(), status: 200, ip, from_cache: false });
    memory.take(Step::Completed { id });
}

/// Sheds as a checkpoint does, and says what each part came to.
fn fit(memory: &mut Memory) -> Vec<(Part, usize)> {
    let mut left = budget::WHOLE;
    let mut sizes = Vec::new();
    for (part, share) in PARTS {
        let most = left.min(budget::WHOLE / 1_000 * share.unwrap_or(1_000));
        let mut size = memory.pack(part).unwrap().len();
        while size > most {
            assert!(memory.shed(part), "{part:?} cannot be shed to {most}");
            size = memory.pack(part).unwrap().len();
        }
        left -= size;
        sizes.push((part, size));
    }
    sizes
}

fn requests(memory: &Memory) -> u64 {
    let modes = summarise(memory.ledger.open().sites()).modes;
    [modes.normal, modes.private, modes.unknown].iter().map(|mode| mode.requests).sum()
}

#[test]
fn the_page_that_was_read_last_is_forgotten_with_everything_else() {
    let judge = Judge::new(
        Catalogue::open(compile(&[Source::new("", "test")]).unwrap().blob).unwrap(),
        Suffixes::open(compile_suffixes("com\n").unwrap()).unwrap(),
        Companies::open(compile_companies("[]").unwrap()).unwrap(),
    );
    let mut session = Session::new(judge);
    let whence = Whence { tab: -1, top_url: "https://secret.com/page", ..Whence::default() };
    let seen = Seen { id: "a", at: 1.0, method: "GET", url: "https://a.com/", kind: Kind::Image, whence };
    for forget in [Session::forget, Session::let_go] {
        session.seen(&seen, Body::None);
        assert!(session.page != KnownPage::default());
        forget(&mut session, Mode::Private);
        assert!(session.page == KnownPage::default());
    }
}

#[test]
fn a_hundred_thousand_requests_on_two_thousand_sites_fit_and_none_is_lost_from_the_counts() {
    let mut memory = Memory::default();
    for number in 0..100_000 {
        let (site, of_site) = (number / 50, number % 50);
        // A few hear everywhere, many on some sites.
        let recipient = if of_site % 10 < 5 { of_site % 10 } else { (site * 7 + of_site % 10 * 131) % 3_000 };
        let mode = if site % 4 == 3 { Mode::Private } else { Mode::Normal };
        let value = format!("{:016x}", (site * 40 + recipient) * 0x9e37_79b9);
        let values: &[&str] = if of_site % 3 == 0 { &[&value] } else { &[] };
        let names = (format!("site{site}.example"), format!("tracker{recipient}.example"));
        load(&mut memory, number, record(number, mode, &names.0, &names.1, values));
    }
    let tallies = |memory: &Memory| -> usize {
        memory.ledger.open().sites().map(|(.., site)| site.recipients.len()).sum()
    };
    let before = tallies(&memory);
    let sizes = fit(&mut memory);
    assert!(sizes.iter().map(|(_, size)| size).sum::<usize>() <= budget::WHOLE);
    assert_eq!(requests(&memory), 100_000);
    assert_eq!(tallies(&memory), before, "nobody who heard is forgotten");
    assert!(memory.kept.open().all().len() > 200);
}

#[test]
fn what_strangers_make_up_is_shed_and_stays_counted() {
    let mut memory = Memory::default();
    let long = |number: usize| format!("{:0>500}", number * 0x9e37_79b9);
    for number in 0..8_000 {
        let recipient = format!("r{:x}.example", number * 0x9e37_79b9);
        let values: Vec<String> = (0..8).map(|place| long(number * 8 + place)).collect();
        let values: Vec<&str> = values.iter().map(String::as_str).collect();
        let site = format!("site{}.example", number % 100);
        load(&mut memory, number, record(number, Mode::Unknown, &site, &recipient, &values));
    }
    let sizes = fit(&mut memory);
    assert!(sizes.iter().map(|(_, size)| size).sum::<usize>() <= budget::WHOLE, "{sizes:?}");
    assert_eq!(requests(&memory), 8_000);
}

#[test]
fn requests_that_never_end_are_let_go_and_counted() {
    let mut memory = Memory::default();
    for number in 0..6_000 {
        let reading = Reading::Judged {
            record: Box::new(record(
                number,
                Mode::Normal,
                "site.example",
                "tracker.example",
                &["a-long-identifier"],
            )),
            page: None,
            form: None,
        };
        memory.take(Step::Seen { id: number.to_string(), tab: 1, place: Place::On(None), reading });
        memory.take(Step::Sent { id: number.to_string(), shown: Shown::default() });
    }
    assert_eq!(memory.under_way.pending.len(), 4_096);
    let sizes = fit(&mut memory);
    assert!(sizes.iter().all(|(_, size)| *size < budget::WHOLE), "{sizes:?}");
    assert_eq!(requests(&memory), 6_000);
}
