//! What stands behind a rule's `$`.
//!
//! Decides what each option of the three syntaxes means for a request that is only looked at. An option that nobody
//! documented makes the rule unknown: to leave it out would widen the rule.

use telltale_core::catalogue::layout::{ALL_KINDS, ANY_KIND, METHODS, flag, kind_bit};
use telltale_core::intake::Kind;

use crate::hosts;
use crate::rule::{Names, Rule, Text};

/// What a rule's options make of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Options {
    /// A rule that is matched.
    Matched,
    /// A rule that changes or allows something else than the request.
    Modifier(&'static str),
    /// A rule for another kind of client.
    Elsewhere(&'static str),
    /// Not understood.
    Unknown(&'static str),
}

/// Options that only change what a request or an answer holds, or what a page may do.
const MODIFIERS: [&str; 41] = [
    "cname",
    "content",
    "cookie",
    "csp",
    "ehide",
    "elemhide",
    "extension",
    "generichide",
    "genericblock",
    "ghide",
    "header",
    "hls",
    "inline-font",
    "inline-script",
    "ipaddress",
    "jsinject",
    "jsonprune",
    "permissions",
    "popunder",
    "popup",
    "queryprune",
    "redirect-rule",
    "referrerpolicy",
    "removeheader",
    "removeparam",
    "replace",
    "requestheader",
    "responseheader",
    "shide",
    "sitekey",
    "specifichide",
    "stealth",
    "uritransform",
    "urlblock",
    "urlskip",
    "urltransform",
    "webrtc",
    "xmlprune",
    "trusted-create-html",
    "message",
    "urlrewrite",
];

/// Options of rules that a browser's requests never meet.
const ELSEWHERE: [&str; 6] = ["app", "client", "ctag", "dnsrewrite", "dnstype", "network"];

/// Options that a rule blocks with besides.
const BLOCKING: [&str; 4] = ["empty", "mp4", "redirect", "rewrite"];

/// Options that need no value and are neither types nor any of the above.
const PLAIN: [&str; 13] = [
    "third-party",
    "3p",
    "first-party",
    "1p",
    "strict3p",
    "strict-third-party",
    "strict1p",
    "strict-first-party",
    "match-case",
    "important",
    "badfilter",
    "all",
    "reason",
];

/// Options with lists.
const LISTED: [&str; 5] = ["domain", "from", "to", "denyallow", "method"];

fn kind(name: &str) -> Option<u16> {
    Some(match name {
        "script" => kind_bit(Kind::Script),
        "image" | "background" => kind_bit(Kind::Image),
        "stylesheet" | "css" => kind_bit(Kind::Stylesheet),
        "object" | "object-subrequest" => kind_bit(Kind::Object),
        "xmlhttprequest" | "xhr" => kind_bit(Kind::XmlHttpRequest),
        "subdocument" | "frame" => kind_bit(Kind::SubFrame),
        "ping" | "beacon" => kind_bit(Kind::Ping),
        "websocket" => kind_bit(Kind::WebSocket),
        "font" => kind_bit(Kind::Font),
        "media" => kind_bit(Kind::Media),
        // No syntax names the reports of content policies: they are what is left over.
        "other" => kind_bit(Kind::Other) | kind_bit(Kind::CspReport),
        "document" | "doc" => kind_bit(Kind::MainFrame),
        _ => return None,
    })
}

/// Whether anybody documented an option.
pub(crate) fn is_known(name: &str) -> bool {
    kind(name).is_some()
        || is_filler(name)
        || MODIFIERS.contains(&name)
        || ELSEWHERE.contains(&name)
        || BLOCKING.contains(&name)
        || PLAIN.contains(&name)
        || LISTED.contains(&name)
}

/// `_` stands between options of which one must not be last.
fn is_filler(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte == b'_')
}

/// Reads options into a rule.
#[inline(never)]
pub(crate) fn read<'a>(text: &'a str, exception: bool, rule: &mut Rule<'a>) -> Options {
    let (mut some, mut without, mut named) = (0u16, 0u16, false);
    let mut modifier = None;
    let mut elsewhere = None;
    let mut unknown = None;
    let mut page = false;
    for option in text.split(',').map(str::trim).filter(|option| !option.is_empty()) {
        let (negated, option) = match option.strip_prefix('~') {
            Some(option) => (true, option),
            None => (false, option),
        };
        let (name, value) = match option.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (option, None),
        };
        if let Some(bits) = kind(name) {
            if negated {
                without |= bits;
            } else {
                some |= bits;
                named = true;
            }
            continue;
        }
        let known = match name {
            "third-party" | "3p" => party(rule, negated, flag::THIRD_PARTY, flag::FIRST_PARTY),
            "first-party" | "1p" => party(rule, negated, flag::FIRST_PARTY, flag::THIRD_PARTY),
            "strict3p" | "strict-third-party" => {
                party(rule, negated, flag::STRICT_THIRD_PARTY, flag::STRICT_FIRST_PARTY)
            }
            "strict1p" | "strict-first-party" => {
                party(rule, negated, flag::STRICT_FIRST_PARTY, flag::STRICT_THIRD_PARTY)
            }
            "match-case" => set(&mut rule.match_case, !negated),
            "important" if !negated => set(&mut rule.important, true),
            "badfilter" if !negated => set(&mut rule.badfilter, true),
            "all" if !negated => {
                some |= ALL_KINDS;
                set(&mut named, true)
            }
            "domain" | "from" if !negated => names(value, &mut rule.domains, false),
            "to" if !negated => names(value, &mut rule.to, false),
            "denyallow" if !negated => names(value, &mut rule.to, true),
            "method" if !negated => methods(value, rule),
            "reason" if !negated => Ok(()),
            // A popup is a page of its own: rules for it say nothing about the requests of this one.
            "popup" | "popunder" => {
                page = true;
                named |= !negated;
                Ok(())
            }
            "redirect" | "rewrite" | "empty" | "mp4" if !exception => Ok(()),
            name if is_filler(name) && !negated => Ok(()),
            name => match MODIFIERS.iter().chain(&BLOCKING).find(|known| **known == name) {
                Some(known) => {
                    modifier = modifier.or(Some(*known));
                    Ok(())
                }
                None => match ELSEWHERE.iter().find(|known| **known == name) {
                    Some(known) => {
                        elsewhere = elsewhere.or(Some(*known));
                        Ok(())
                    }
                    None => Err("option"),
                },
            },
        };
        unknown = unknown.or(known.err());
    }
    // The value of a modifier may hold commas, and what follows them is no option.
    if let Some(name) = modifier {
        return Options::Modifier(name);
    }
    if let Some(reason) = unknown {
        return Options::Unknown(reason);
    }
    if let Some(name) = elsewhere {
        return Options::Elsewhere(name);
    }
    rule.types = if named { some } else { ANY_KIND } & !without;
    if rule.types == 0 {
        return if page { Options::Modifier("popup") } else { Options::Unknown("no_type") };
    }
    Options::Matched
}

fn set(field: &mut bool, value: bool) -> Result<(), &'static str> {
    *field = value;
    Ok(())
}

fn party(rule: &mut Rule<'_>, negated: bool, this: u16, other: u16) -> Result<(), &'static str> {
    rule.parties |= if negated { other } else { this };
    // Who asks for both asks for nothing.
    if rule.parties & (this | other) == this | other {
        rule.parties &= !(this | other);
    }
    Ok(())
}

fn names<'a>(value: Option<&'a str>, names: &mut Names<'a>, deny: bool) -> Result<(), &'static str> {
    let value = value.filter(|value| !value.is_empty()).ok_or("empty_value")?;
    if value.contains('/') {
        return Err("regex_in_names");
    }
    for name in value.split('|') {
        let (negated, name) = match name.strip_prefix('~') {
            Some(name) => (true, name),
            None => (false, name),
        };
        if deny && negated {
            return Err("denyallow_negated");
        }
        let (list, name) = match (name.strip_suffix(".*"), negated || deny) {
            (None, false) => (&mut names.hosts, name),
            (None, true) => (&mut names.not_hosts, name),
            (Some(entity), false) => (&mut names.entities, entity),
            (Some(entity), true) => (&mut names.not_entities, entity),
        };
        list.push(address(name).ok_or("host_in_names")?);
    }
    names.settle();
    Ok(())
}

fn address(name: &str) -> Option<Text<'_>> {
    let inside = name.strip_prefix('[').and_then(|name| name.strip_suffix(']'));
    match inside {
        Some(inside) => {
            inside.parse::<std::net::Ipv6Addr>().ok().map(|address| format!("[{address}]").into())
        }
        None => hosts::name(name),
    }
}

fn methods(value: Option<&str>, rule: &mut Rule<'_>) -> Result<(), &'static str> {
    for method in value.filter(|value| !value.is_empty()).ok_or("empty_value")?.split('|') {
        let (negated, method) = match method.strip_prefix('~') {
            Some(method) => (true, method),
            None => (false, method),
        };
        let place = METHODS.iter().position(|name| name.eq_ignore_ascii_case(method)).ok_or("method")?;
        *if negated { &mut rule.not_methods } else { &mut rule.methods } |= 1 << place;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(text: &str) -> (Options, Rule<'_>) {
        let mut rule = Rule::default();
        let options = read(text, false, &mut rule);
        (options, rule)
    }

    #[test]
    fn types_add_up() {
        let script = kind_bit(Kind::Script);
        let image = kind_bit(Kind::Image);
        for (text, wanted) in [
            ("", ANY_KIND),
            ("script", script),
            ("script,image", script | image),
            ("~script", ANY_KIND & !script),
            ("~script,~image", ANY_KIND & !script & !image),
            ("script,~image", script),
            ("document", kind_bit(Kind::MainFrame)),
            ("~document", ANY_KIND),
            ("all", ALL_KINDS),
            ("all,~image", ALL_KINDS & !image),
            ("popup,script", script),
            ("~popup", ANY_KIND),
            ("object-subrequest", kind_bit(Kind::Object)),
            ("_,script,__", script),
        ] {
            let (options, rule) = rule(text);
            assert_eq!(options, Options::Matched, "{text}");
            assert_eq!(rule.types, wanted, "{text}");
        }
    }

    #[test]
    fn what_is_not_matched_is_named() {
        for (text, wanted) in [
            ("popup", Options::Modifier("popup")),
            ("popup,third-party", Options::Modifier("popup")),
            ("csp=script-src 'none'", Options::Modifier("csp")),
            ("removeparam=/a,b/", Options::Modifier("removeparam")),
            ("replace=/a/b,c/,script", Options::Modifier("replace")),
            ("redirect-rule=x", Options::Modifier("redirect-rule")),
            ("app=com.example", Options::Elsewhere("app")),
            ("redirect=x,script", Options::Matched),
            ("foo", Options::Unknown("option")),
            ("~important", Options::Unknown("option")),
            ("script,~script", Options::Unknown("no_type")),
            ("domain=", Options::Unknown("empty_value")),
            ("domain", Options::Unknown("empty_value")),
            ("domain=/a/", Options::Unknown("regex_in_names")),
            ("domain=a b", Options::Unknown("host_in_names")),
            ("denyallow=~a", Options::Unknown("denyallow_negated")),
            ("method=fetch", Options::Unknown("method")),
        ] {
            assert_eq!(rule(text).0, wanted, "{text}");
        }
        assert_eq!(read("redirect=x", true, &mut Rule::default()), Options::Modifier("redirect"));
    }

    #[test]
    fn names_go_where_they_belong() {
        let (_, rule) =
            rule("domain=a.example|~b.a.example|google.*|~c.*,denyallow=d.example,to=e.example|~f");
        let list = |names: &[Text<'_>]| names.join(" ");
        assert_eq!(list(&rule.domains.hosts), "a.example");
        assert_eq!(list(&rule.domains.not_hosts), "b.a.example");
        assert_eq!(list(&rule.domains.entities), "google");
        assert_eq!(list(&rule.domains.not_entities), "c");
        assert_eq!(list(&rule.to.hosts), "e.example");
        assert_eq!(list(&rule.to.not_hosts), "d.example f");
    }

    #[test]
    fn names_are_the_same_in_any_order_and_said_twice() {
        let once = rule("domain=a.example|b.example|~c|d.*").1.domains;
        for text in [
            "domain=b.example|d.*|a.example|~c",
            "domain=a.example|a.example|b.example|~c|~c|d.*|d.*",
            "domain=b.example|~c,from=d.*|a.example",
        ] {
            assert_eq!(rule(text).1.domains, once, "{text}");
        }
    }

    #[test]
    fn both_parties_are_none() {
        assert_eq!(rule("third-party").1.parties, flag::THIRD_PARTY);
        assert_eq!(rule("~third-party").1.parties, flag::FIRST_PARTY);
        assert_eq!(rule("~1p").1.parties, flag::THIRD_PARTY);
        assert_eq!(rule("3p,1p").1.parties, 0);
        assert_eq!(rule("strict3p,3p").1.parties, flag::THIRD_PARTY | flag::STRICT_THIRD_PARTY);
    }
}
