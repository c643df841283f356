//! A slow matcher, written from the documentation of the filter syntax and from nothing else: every rule is a regular
//! expression and a list of questions, and every rule is asked about every request.

#![allow(dead_code, reason = "each test uses its part")]

use publicsuffix::{List, Psl};
use regex::bytes::{Regex, RegexBuilder};

/// A request in the workload's words.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) url: String,
    pub(crate) document: Option<String>,
    pub(crate) kind: &'static str,
    pub(crate) method: Option<&'static str>,
}

/// A rule about requests.
pub(crate) struct Rule {
    pub(crate) exception: bool,
    pub(crate) important: bool,
    pattern: Regex,
    options: Vec<(bool, String, String)>,
}

const TYPES: [(&str, &[&str]); 13] = [
    ("script", &["script"]),
    ("image", &["image"]),
    ("stylesheet", &["stylesheet"]),
    ("css", &["stylesheet"]),
    ("object", &["object"]),
    ("xmlhttprequest", &["xmlhttprequest"]),
    ("subdocument", &["sub_frame"]),
    ("ping", &["ping"]),
    ("websocket", &["websocket"]),
    ("font", &["font"]),
    ("media", &["media"]),
    ("other", &["other", "csp_report"]),
    ("document", &["main_frame"]),
];

impl Rule {
    /// Reads a rule; none for what is no rule about requests or has an option that the tests do not speak of.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let (exception, body) = text.strip_prefix("@@").map_or((false, text), |body| (true, body));
        let (pattern, options) = match body.rsplit_once('$') {
            Some((pattern, options)) if !options.is_empty() && !options.contains('/') => (pattern, options),
            _ => (body, ""),
        };
        let options: Vec<(bool, String, String)> = options
            .split(',')
            .filter(|option| !option.is_empty())
            .map(|option| {
                let (negated, option) =
                    option.strip_prefix('~').map_or((false, option), |option| (true, option));
                let (name, value) = option.split_once('=').unwrap_or((option, ""));
                (negated, name.to_owned(), value.to_owned())
            })
            .collect();
        let known = |name: &str| {
            TYPES.iter().any(|(known, _)| *known == name)
                || ["third-party", "domain", "denyallow", "to", "method", "important", "match-case", "all"]
                    .contains(&name)
        };
        if !options.iter().all(|(_, name, _)| known(name)) {
            return None;
        }
        let named = |wanted: &str| options.iter().any(|(_, name, _)| name == wanted);
        let pattern = RegexBuilder::new(&expression(pattern)?)
            .case_insensitive(!named("match-case"))
            .unicode(false)
            .build()
            .ok()?;
        Some(Self { exception, important: named("important"), pattern, options })
    }

    /// Whether the rule meets a request.
    pub(crate) fn meets(&self, request: &Request, suffixes: &List) -> bool {
        let Some(host) = host(&request.url) else { return false };
        let document = request.document.as_deref().and_then(self::host).unwrap_or_default();
        let kind = if request.url.starts_with("ws") { "websocket" } else { request.kind };
        let wanted: Vec<_> = self.types(false);
        let unwanted: Vec<_> = self.types(true);
        let of_type = if self.named("all") || wanted.contains(&kind) {
            true
        } else {
            wanted.is_empty() && kind != "main_frame"
        };
        of_type
            && !unwanted.contains(&kind)
            && self.pattern.is_match(request.url.as_bytes())
            && self.options.iter().all(|(negated, name, value)| match name.as_str() {
                "third-party" => (site(&host, suffixes) != site(&document, suffixes)) != *negated,
                "domain" => list_fits(value, &document, suffixes),
                "to" => list_fits(value, &host, suffixes),
                "denyallow" => !value.split('|').any(|name| is_below(&host, name, suffixes)),
                "method" => {
                    let method = request.method.unwrap_or_default();
                    let (not, yes): (Vec<&str>, Vec<&str>) =
                        value.split('|').partition(|name| name.starts_with('~'));
                    (yes.is_empty() || yes.contains(&method)) && !not.iter().any(|name| name[1..] == *method)
                }
                _ => true,
            })
    }

    fn named(&self, wanted: &str) -> bool {
        self.options.iter().any(|(_, name, _)| name == wanted)
    }

    fn types(&self, negated: bool) -> Vec<&'static str> {
        let of = |name: &str| TYPES.iter().find(|(known, _)| *known == name).map(|(_, kinds)| *kinds);
        let asked = self.options.iter().filter(|(not, _, _)| *not == negated);
        asked.filter_map(|(_, name, _)| of(name)).flatten().copied().collect()
    }
}

/// What a list says about a request: a blocking rule hits unless an exception frees it; an important one unless an
/// important exception does.
pub(crate) fn is_hit(rules: &[Rule], request: &Request, suffixes: &List) -> bool {
    let any = |exception: bool, important: bool| {
        rules
            .iter()
            .filter(|rule| rule.exception == exception && (rule.important || !important))
            .any(|rule| rule.meets(request, suffixes))
    };
    (any(false, true) && !any(true, true)) || (any(false, false) && !any(true, false))
}

fn list_fits(value: &str, host: &str, suffixes: &List) -> bool {
    let (not, yes): (Vec<&str>, Vec<&str>) = value.split('|').partition(|name| name.starts_with('~'));
    (yes.is_empty() || yes.iter().any(|name| is_below(host, name, suffixes)))
        && !not.iter().any(|name| is_below(host, &name[1..], suffixes))
}

fn is_below(host: &str, name: &str, suffixes: &List) -> bool {
    let below = |host: &str, name: &str| host == name || host.ends_with(&format!(".{name}"));
    match name.strip_suffix(".*") {
        None => below(host, name),
        Some(name) => suffixes.suffix(host.as_bytes()).is_some_and(|suffix| {
            let len = host.len() - suffix.as_bytes().len();
            len > 0 && below(&host[..len - 1], name)
        }),
    }
}

fn site(host: &str, suffixes: &List) -> String {
    let is_address = host.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let domain = if is_address { None } else { suffixes.domain(host.as_bytes()) };
    domain.map_or(host.to_owned(), |domain| String::from_utf8_lossy(domain.as_bytes()).into_owned())
}

fn host(url: &str) -> Option<String> {
    let (_, rest) = url.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority.rsplit('@').next()?.split(':').next()?;
    (!host.is_empty()).then(|| host.to_lowercase())
}

/// A pattern as a regular expression. Everything before the host is what `||` skips.
fn expression(pattern: &str) -> Option<String> {
    if pattern.len() > 2 && pattern.starts_with('/') && pattern.ends_with('/') {
        return Some(pattern[1..pattern.len() - 1].replace(r"\/", "/"));
    }
    let (mut made, mut rest) = (String::new(), pattern);
    if let Some(after) = rest.strip_prefix("||") {
        made.push_str(r"^[a-z][a-z0-9+.-]*://(?:[^/?#]*@)?(?:[^/?#:@]*\.)?");
        rest = after;
        // A label has at least one letter: the dot before it is none of its own.
        if rest.is_empty() {
            return Some(made);
        }
    } else if let Some(after) = rest.strip_prefix('|') {
        made.push('^');
        rest = after;
    }
    let (rest, end) = rest.strip_suffix('|').map_or((rest, ""), |rest| (rest, "$"));
    for letter in rest.chars() {
        match letter {
            '*' => made.push_str(".*"),
            '^' => made.push_str("(?:[^a-zA-Z0-9_.%\\x80-\\xff-]|$)"),
            other => made.push_str(&regex::escape(&other.to_string())),
        }
    }
    made.push_str(end);
    Some(made)
}
