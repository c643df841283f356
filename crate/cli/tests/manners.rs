//! What people and programs expect of every command: help with examples, completions, a manual, colours only where they
//! are wanted, pipes that may close, conditions that say that they hold.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test says what it expects in the shortest way")]

mod common;

use std::io::Read as _;
use std::process::{Command, Stdio};

use common::{capture, file, telltale, telltale_on};
use serde_json::json;

const COMMANDS: [&str; 8] =
    ["report", "compare", "evidence", "match", "lists compile", "lists show", "completions", "man"];

fn words(line: &str) -> Vec<&str> {
    line.split(' ').collect()
}

#[test]
fn every_command_helps_with_an_example() {
    for command in COMMANDS {
        let run = telltale(&[&words(command)[..], &["--help"]].concat());
        assert_eq!((run.status, run.err.as_str()), (0, ""), "{command}");
        let (_, examples) = run.out.split_once("Example").unwrap_or_else(|| panic!("{command}: {}", run.out));
        let examples: Vec<&str> = examples.split_whitespace().collect();
        assert!(examples.contains(&"telltale"), "{command}");
    }
    let overview = telltale(&["--help"]).out;
    for command in COMMANDS {
        assert!(overview.contains(words(command)[0]), "{command}");
    }
}

#[test]
fn shells_can_complete_every_command() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let run = telltale(&["completions", shell]);
        assert_eq!(run.status, 0);
        for word in ["evidence", "raw-har", "reveal"] {
            assert!(run.out.contains(word), "{shell} does not know {word}");
        }
    }
    assert_eq!(telltale(&["completions", "edlin"]).status, 1);
}

#[test]
fn there_is_a_page_in_the_manual_for_every_command() {
    let whole = telltale(&["man"]);
    assert!(whole.out.contains(".TH telltale 1") && whole.out.contains("Exit status"), "{}", whole.out);
    for command in ["report", "compare", "evidence", "match", "lists"] {
        let page = telltale(&["man", command]);
        assert!(page.out.contains(&format!(".TH telltale-{command} 1")), "{}", page.out);
    }
    let run = telltale(&["man", "coffee"]);
    assert_eq!(run.status, 1);
    assert!(run.sentence().contains("coffee"));
}

#[test]
fn colours_are_for_terminals_and_for_who_insists() {
    let coloured = |settings: &[(&str, &str)]| {
        let output = Command::new(env!("CARGO_BIN_EXE_telltale"))
            .args(["report", &capture("chromium.har")])
            .env_remove("NO_COLOR")
            .envs(settings.iter().copied())
            .output()
            .unwrap();
        output.stdout.contains(&0x1B)
    };
    assert!(!coloured(&[]), "a pipe is no terminal");
    assert!(coloured(&[("CLICOLOR_FORCE", "1")]));
    assert!(!coloured(&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]));
}

#[test]
fn a_pipe_that_closes_early_ends_it_quietly() {
    let entry = |number: usize| {
        json!({"request": {"method": "GET", "url": format!("https://t{number}.example/?dl=https%3A%2F%2Fnews.example%2Fa")},
            "response": {"status": 200}})
    };
    let entries: Vec<_> = (0..3_000).map(entry).collect();
    let har = json!({"log": {"creator": {"name": "x", "version": "1"}, "entries": entries}});
    let path = file("manners", "large.har", har.to_string().as_bytes());
    for args in [&["report", "--format", "json", &path][..], &["completions", "bash"], &["man", "report"]] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_telltale"))
            .args(args)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let mut complaint = String::new();
        child.stderr.take().unwrap().read_to_string(&mut complaint).unwrap();
        assert_eq!((child.wait().unwrap().code(), complaint.as_str()), (Some(0), ""), "{args:?}");
    }
}

#[test]
fn a_condition_that_holds_says_so_and_names_who_was_told() {
    let chromium = capture("chromium.har");
    let run = telltale(&["report", "--fail-on", "device_hw_id", "--fail-on", "contact", &chromium]);
    assert_eq!(run.status, 2);
    assert_eq!(run.err, "telltale: --fail-on device_hw_id: it was told to miui.com.\n");
    assert_eq!(telltale(&["report", "--fail-on", "contact", &chromium]).status, 0);
    let run = telltale(&["report", "--fail-over", "10", &chromium]);
    assert_eq!((run.status, run.err.as_str()), (2, "telltale: --fail-over 10: the exposure is 100.\n"));
    let sides = ["compare", "--normal", &chromium, "--private", &capture("mitmproxy.har")];
    let run = telltale(&[&sides[..], &["--fail-on", "linked", "--fail-on", "search_query"]].concat());
    assert_eq!((run.status, run.err.lines().count()), (2, 2), "{}", run.err);
    assert!(run.err.contains("search_query: it was told to miui.com"), "{}", run.err);
}

#[test]
fn a_condition_that_does_not_exist_is_a_usage_error() {
    for command in [&["report", "x.har"][..], &["compare", "--normal", "x.har", "--private", "x.har"]] {
        let run = telltale(&[command, &["--fail-on", "sadness"]].concat());
        assert_eq!(run.status, 1);
        assert!(run.err.contains("sadness"), "{}", run.err);
    }
}

/// What must not be in a page: anything that runs or that is fetched.
fn reaches_out(page: &str) -> bool {
    let page = page.to_ascii_lowercase();
    [
        "<script",
        "<link",
        "<img",
        "<iframe",
        "<object",
        "<form",
        " src=",
        " href=",
        "url(",
        "@import",
        "javascript:",
    ]
    .iter()
    .any(|mark| page.contains(mark))
}

#[test]
fn pages_neither_run_nor_fetch_anything_whatever_the_capture_says() {
    let hostile =
        format!("{}\"'><script>alert(1)</script><img src=//evil.example>\u{202E}\0", "x".repeat(10_000));
    let address = format!(
        "https://t.example/c?uid=9f86d081884c7d659a2feaa0&dl={}",
        url_encoded(&format!("https://news.example/{hostile}"))
    );
    let har = json!({"log": {"creator": {"name": hostile, "version": hostile}, "entries": [
        {"request": {"method": "GET", "url": address, "headers": [{"name": "referer", "value": "https://news.example/"}]},
         "response": {"status": 200, "_error": hostile}, "serverIPAddress": hostile},
        hostile, {"request": {"url": hostile}}]}});
    let path = file("manners", "<b>hostile\u{202E}.har", har.to_string().as_bytes());
    let sides = ["--normal", &path, "--private", &path];
    for command in [
        &["report", "--format", "html", &path][..],
        &["report", "--format", "html", "--reveal", &path],
        &[&["compare", "--format", "html"][..], &sides].concat(),
        &[&["evidence", "--format", "html", "--reveal", "--label", "<i>label</i>"][..], &sides].concat(),
    ] {
        let page = telltale_on(command, b"").out;
        assert!(page.starts_with("<!DOCTYPE html>") && page.ends_with("</html>"), "{command:?}");
        assert!(page.contains("news.example") || page.contains("t.example"), "{command:?}");
        assert!(!reaches_out(&page), "{command:?}: {page}");
        assert!(
            !page.contains(['\u{202E}', '\0']) && !page.contains("<b>") && !page.contains("<i>"),
            "{command:?}"
        );
        assert!(!page.contains(&"x".repeat(1_000)), "{command:?} shows a text whole, however long");
    }
}

fn url_encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}
