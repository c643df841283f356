//! A person's own lists: what they say goes before the built-in ones, and what is no list is refused with its line.

#![allow(clippy::unwrap_used, reason = "a test says what it expects in the shortest way")]

mod common;

use common::judge;
use telltale_core::intake::{Body, Headers, Initiator, Kind, Mode, RawRequest};
use telltale_core::own::OwnLists;
use telltale_core::record::Match;
use telltale_lists::{OwnList, compile_own};

const TRACKER: &str = "https://t.tracker.example/c?id=7";
const INNOCENT: &str = "https://img.shop.example/logo.png";

const fn list<'a>(name: &'a str, text: &'a str) -> OwnList<'a> {
    OwnList { name, text, sha256: None }
}

fn opened(lists: &[(&str, &str)]) -> OwnLists {
    let lists: Vec<OwnList<'_>> = lists.iter().map(|(name, text)| list(name, text)).collect();
    let compiled = compile_own(&lists).unwrap();
    assert_eq!(compiled.refusals, vec![None; lists.len()]);
    OwnLists::open(compiled.rules, compiled.exceptions).unwrap()
}

/// What a judge over `||tracker.example^` and some own lists says of a request.
fn matched(own: &[(&str, &str)], url: &str, kind: Kind) -> Option<Match> {
    let mut judge = judge("||tracker.example^");
    if !own.is_empty() {
        judge.set_own_lists(Some(opened(own)));
    }
    let raw = RawRequest {
        id: "1".into(),
        at: 0.0,
        mode: Mode::Normal,
        method: "GET".into(),
        url: url.into(),
        kind,
        initiator: Initiator::Page("https://www.news.example/".into()),
        page: None,
        title: None,
        headers: Headers::Unseen,
        body: Body::None,
    };
    judge.judge(&raw, &[]).unwrap().record.matched
}

#[test]
fn an_own_list_names_what_no_other_does() {
    assert_eq!(matched(&[], INNOCENT, Kind::Image), None);
    let hit = matched(&[("mine", "! note\n||shop.example^$image\n")], INNOCENT, Kind::Image).unwrap();
    assert_eq!((&*hit.list, &*hit.rule, hit.exception), ("mine", "||shop.example^$image", None));
    let hit =
        matched(&[("mine", "||other.example^"), ("hosts", "0.0.0.0 shop.example")], INNOCENT, Kind::Image);
    assert_eq!(hit.unwrap().list, "hosts");
    assert_eq!(matched(&[("mine", "||shop.example^$script")], INNOCENT, Kind::Image), None);
}

#[test]
fn an_exception_on_the_first_line_frees_whatever_an_editor_put_before_it() {
    for text in
        ["@@||t.tracker.example^", "\u{feff}@@||t.tracker.example^\n||x.example^", "  @@||t.tracker.example^"]
    {
        let freed = matched(&[("mine", text)], TRACKER, Kind::Image).unwrap();
        assert_eq!(freed.exception.as_deref(), Some("@@||t.tracker.example^"), "{text:?}");
    }
}

#[test]
fn what_a_person_says_goes_before_what_comes_with_telltale() {
    assert_eq!(matched(&[], TRACKER, Kind::Image).unwrap().exception, None);
    let own = matched(&[("mine", "||t.tracker.example^")], TRACKER, Kind::Image).unwrap();
    assert_eq!((&*own.list, own.exception), ("mine", None));

    let freed = matched(&[("mine", "@@||tracker.example^")], TRACKER, Kind::Image).unwrap();
    assert_eq!((&*freed.list, freed.exception.as_deref()), ("test", Some("@@||tracker.example^")));
    let both = [("mine", "||tracker.example^"), ("other", "@@||t.tracker.example^$image")];
    let freed = matched(&both, TRACKER, Kind::Image).unwrap();
    assert_eq!((&*freed.list, freed.exception.as_deref()), ("mine", Some("@@||t.tracker.example^$image")));
    assert_eq!(matched(&both, TRACKER, Kind::Script).unwrap().exception, None);
    assert_eq!(matched(&[("mine", "@@||tracker.example^")], INNOCENT, Kind::Image), None);
}

#[test]
fn no_exception_of_a_whole_page_frees_what_it_asks_for() {
    let own = [("mine", "@@||tracker.example^$document")];
    assert_eq!(matched(&own, TRACKER, Kind::Image).unwrap().exception, None);
}

#[test]
fn lists_stand_in_reports_behind_those_that_come_with_telltale() {
    let mut judge = judge("||tracker.example^");
    judge.set_own_lists(Some(opened(&[("mine", "! Version: 7\n||a.example^")])));
    let lists: Vec<_> = judge.lists().map(|list| (&*list.name, &*list.version, list.sha256.len())).collect();
    assert_eq!(lists, [("test", "", 64), ("mine", "7", 64)]);
    judge.set_own_lists(None);
    assert_eq!(judge.lists().count(), 1);
}

#[test]
fn what_is_no_list_is_refused_with_the_line_that_shows_it() {
    for (text, code, place) in [
        ("", "empty", None),
        ("! a comment\n\n# another\n", "empty", None),
        ("||a.example^\nx\0y", "not_text", Some((2, None))),
        ("\u{feff}\n  <!DOCTYPE html>\n||a.example^", "markup", Some((2, None))),
        ("! head\n||a.example^$foo\n||b.example^$bar", "not_understood", Some((2, Some("option")))),
        ("two words\n", "not_understood", Some((1, Some("blank_in_pattern")))),
        ("##.ad\na.example##.ad", "no_rule", None),
    ] {
        let compiled = compile_own(&[list("mine", text)]).unwrap();
        let refusal = compiled.refusals[0].clone().unwrap();
        assert_eq!((refusal.code(), refusal.place()), (code, place), "{text:?}");
    }
    // A rule is enough, whatever else is in it.
    let compiled = compile_own(&[list("mine", "two words\n##.ad\n||a.example^\n$foo")]).unwrap();
    assert_eq!(compiled.refusals, [None]);
    let census = &compiled.census.lists[0];
    assert_eq!((census.taken(), census.beside(), census.unknown_count), (1, 1, 2));
    assert!(compiled.exceptions.is_empty());
}

#[test]
fn damaged_parts_are_refused() {
    let compiled = compile_own(&[list("mine", "||a.example^\n@@||b.example^")]).unwrap();
    let damaged = |mut bytes: Vec<u8>| {
        *bytes.last_mut().unwrap() ^= 1;
        bytes
    };
    assert!(OwnLists::open(damaged(compiled.rules.clone()), compiled.exceptions.clone()).is_err());
    assert!(OwnLists::open(compiled.rules.clone(), damaged(compiled.exceptions.clone())).is_err());
    assert!(OwnLists::open(compiled.rules, compiled.exceptions).is_ok());
}
