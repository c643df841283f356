//! The walk: every value of a request passes here once per layer that it is wrapped in.
//!
//! Decides in which order a value is judged (by its dictionary, its name, its form) and when it is opened further.
//! Refuses to know how layers are opened (`super::layer`, `super::bytes`) and what a judgement rests on
//! (`super::judge`).

use std::borrow::Cow;
use std::cell::OnceCell;

use crate::finding::{Category, Finding, Flag, Linkability, Reason, Secret};
use crate::linkage::Candidate;

use super::beacon::{self, Clues, Dictionary, Form, OwnBeacons};
use super::limits::Budget;
use super::names::Meaning;
use super::page::{Pages, Parts};
use super::trail::Trail;
use super::{BodyState, Context, Examination, Party, class, codec, names, search, shape};

/// The reason of a finding that rests on a beacon which a person added.
const OWN_DICTIONARY: &str = "own_dictionary";
const OWN_WHY: &str = "A beacon that the person who watches added names the field.";

/// The state of one examination.
pub(super) struct Walk<'c> {
    pub(super) context: &'c Context<'c>,
    pub(super) pages: Pages<'c>,
    pub(super) budget: Budget,
    pub(super) beacon: Option<Dictionary<'c>>,
    own: Option<&'c OwnBeacons>,
    /// What is judged is what a person's own dictionary says.
    by_own: bool,
    /// More of the body was there than was read.
    pub(super) cut_body: bool,
    /// The request carries a body.
    pub(super) has_body: bool,
    /// How many values were named opaque: the first few say enough.
    pub(super) opaque: u8,
    pub(super) candidates: Vec<Candidate>,
    address: Option<Parts<'c>>,
    page_words: OnceCell<Option<String>>,
    findings: Vec<Finding>,
    /// For each finding in a list, its field: events of one upload repeat what they say.
    fields: Vec<Option<u32>>,
}

impl<'c> Walk<'c> {
    pub(super) fn new(context: &'c Context<'c>, own: Option<&'c OwnBeacons>) -> Self {
        Self {
            context,
            pages: Pages::new(context),
            budget: Budget::new(*context.limits),
            beacon: None,
            own,
            by_own: false,
            cut_body: false,
            has_body: false,
            opaque: 0,
            candidates: Vec::new(),
            address: None,
            page_words: OnceCell::new(),
            findings: Vec::new(),
            fields: Vec::new(),
        }
    }

    pub(super) fn finish(self) -> Examination {
        Examination {
            findings: self.findings,
            candidates: self.candidates,
            body: BodyState::None,
            partial: self.budget.partial,
            beacon: self.beacon.map(|beacon| beacon.name.to_owned()),
        }
    }

    /// A site that talks to itself is not listened to until a dictionary says that it is somebody else's beacon.
    pub(super) fn is_quiet(&self) -> bool {
        self.context.party == Party::First && self.beacon.is_none()
    }

    /// Tries the dictionaries on what a layer shows. A built-in one gives way to an own one that shows later.
    pub(super) fn recognise(&mut self, form: Option<Form<'_>>, text: &str) {
        if self.beacon.is_some_and(|beacon| beacon.is_own || self.own.is_none()) {
            return;
        }
        let (path, query) =
            self.address.map_or(("", ""), |parts| (parts.path, parts.query.unwrap_or_default()));
        self.beacon = self.known(&Clues {
            host: self.context.recipient_host,
            path,
            query,
            form,
            text,
            has_body: self.has_body,
        });
    }

    /// What a person added goes before what is built in.
    fn known(&self, clues: &Clues<'_>) -> Option<Dictionary<'c>> {
        let own = self.own.and_then(|own| own.recognise(clues));
        own.or(self.beacon).or_else(|| beacon::recognise(clues))
    }

    /// What a field means by its dictionary, or by its name.
    fn meaning(&mut self, trail: &Trail<'_>) -> Option<Meaning> {
        let told = self.beacon.and_then(|beacon| beacon.meaning(trail));
        self.by_own = told.is_some() && self.beacon.is_some_and(|beacon| beacon.is_own);
        told.or_else(|| names::meaning(trail.names()))
    }

    /// Tries the dictionaries on an address that was found inside a value, for proxies that wrap whole requests. A request
    /// that was recognised itself is no such proxy, whoever wrote the dictionary.
    pub(super) fn recognise_wrapped(&mut self, parts: &Parts<'_>) {
        if self.beacon.is_none() {
            self.beacon = self.known(&Clues {
                host: parts.host,
                path: parts.path,
                query: parts.query.unwrap_or_default(),
                form: None,
                text: "",
                has_body: true,
            });
        }
    }

    /// Walks the request's own address.
    pub(super) fn address(&mut self, url: &'c str) {
        let Some(parts) = Parts::read(url) else { return };
        self.address = Some(parts);
        self.recognise(None, "");
        self.path(&parts);
        if let Some(query) = parts.query {
            let place = Trail::start("query");
            self.pairs(query, '&', &place);
        }
    }

    /// Walks the path: `;` parameters, segments that are a page's host or address.
    fn path(&mut self, parts: &Parts<'_>) {
        if self.is_quiet() {
            return;
        }
        let place = Trail::start("path");
        // What an asset is called is the same for everybody.
        let names_asset = parts.is_asset();
        for (index, segment) in parts.path.split('/').skip(1).enumerate() {
            if segment.len() < 4 {
                continue;
            }
            let here = place.index(index);
            match segment.split_once(';') {
                Some((first, parameters)) if parameters.contains('=') => {
                    self.segment(first, names_asset, &here);
                    self.pairs(parameters, ';', &here);
                }
                _ => self.segment(segment, names_asset, &here),
            }
        }
    }

    fn segment(&mut self, segment: &str, names_asset: bool, trail: &Trail<'_>) {
        if segment.len() < 4 || !self.budget.value(segment.len()) {
            return;
        }
        let decoded = codec::percent(segment, false);
        let Ok(text) = std::str::from_utf8(&decoded) else { return };
        if self.judge_path_segment(text, trail) {
            return;
        }
        let classes = class::all(text);
        let opened = segment.len() >= 24 && self.open(text, classes, trail);
        if !opened && !names_asset {
            self.candidate(text, classes, trail);
        }
    }

    /// Walks `name=value` pairs that are percent-encoded as forms are.
    pub(super) fn pairs(&mut self, text: &str, joint: char, trail: &Trail<'_>) {
        for pair in text.split(joint) {
            if self.budget.spent() {
                self.budget.partial = true;
                return;
            }
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            if value.is_empty() {
                // A whole document may stand where a name is expected.
                if name.len() >= 24 {
                    self.encoded(name, trail);
                }
                continue;
            }
            let name = codec::percent(name, true);
            match String::from_utf8_lossy(&name) {
                Cow::Borrowed(name) => self.encoded(value, &trail.key(name)),
                Cow::Owned(name) => self.encoded(value, &trail.key(&name)),
            }
        }
    }

    fn encoded(&mut self, value: &str, trail: &Trail<'_>) {
        let mut room = [0; codec::SHORT];
        if let Some(bytes) = codec::short_field(value, &mut room) {
            return self.open_bytes(bytes, trail);
        }
        match codec::percent(value, true) {
            Cow::Borrowed(_) => self.text(value, trail),
            Cow::Owned(bytes) => self.open_bytes(&bytes, trail),
        }
    }

    /// Judges a text and opens it further if nothing is said of it.
    pub(super) fn text(&mut self, value: &str, trail: &Trail<'_>) {
        if !self.budget.value(value.len()) {
            return;
        }
        let value = value.trim_ascii();
        if value.is_empty() {
            return;
        }
        let classes = class::all(value);
        if !self.is_quiet() {
            let meaning = self.meaning(trail);
            let judged = meaning.is_some_and(|meaning| self.judge(meaning, value, trail));
            self.by_own = false;
            if judged || self.judge_form(value, classes, trail) {
                return;
            }
        }
        if !self.open(value, classes, trail) && !self.is_quiet() {
            self.candidate(value, classes, trail);
        }
    }

    /// Judges a number: only by its dictionary or name.
    pub(super) fn number(&mut self, number: &dyn std::fmt::Display, trail: &Trail<'_>) {
        if self.is_quiet() || !self.budget.value(8) {
            return;
        }
        if let Some(meaning) = self.meaning(trail) {
            let digits = number.to_string();
            let judged = self.judge(meaning, &digits, trail);
            self.by_own = false;
            if !judged {
                self.candidate(&digits, class::HEX, trail);
            }
        }
    }

    /// Looks into an address that is a value: searched words always; of a page's address no more than e-mail addresses,
    /// of any other address everything.
    pub(super) fn inside(&mut self, address: &str, is_page: bool, trail: &Trail<'_>) {
        let Some(parts) = Parts::read(address) else { return };
        let Some(query) = parts.query else { return };
        if trail.layers() >= self.budget.limits().layers {
            self.budget.partial = true;
            return;
        }
        let layer = trail.layer("url");
        let place = layer.place("query");
        if let Some((name, words)) = search::words(&parts) {
            self.found(
                Category::SearchQuery,
                &words,
                &place.key(name),
                &[],
                "search_in_address",
                "Words that were searched for stand in an address.",
            );
        }
        if !is_page {
            self.recognise_wrapped(&parts);
            self.pairs(query, '&', &place);
        } else if query.contains('@') || query.contains("%40") {
            for pair in query.split('&') {
                let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
                let value = codec::percent(value, false);
                if let Ok(value) = std::str::from_utf8(&value)
                    && shape::is_email(value)
                {
                    let why = "An e-mail address stands in the address of a page.";
                    self.found(Category::Contact, value, &place.key(name), &[], "email_in_address", why);
                }
            }
        }
    }

    /// The words that the page itself searched for.
    pub(super) fn page_words(&self) -> Option<&str> {
        self.page_words
            .get_or_init(|| search::words(&Parts::read(self.pages.page()?.as_str())?).map(|(_, words)| words))
            .as_deref()
    }

    /// A place to come back to when what looked like a layer turns out to be none.
    pub(super) fn mark(&self) -> (usize, usize) {
        (self.findings.len(), self.candidates.len())
    }

    /// Forgets what was found since the mark.
    pub(super) fn rewind(&mut self, (findings, candidates): (usize, usize)) {
        self.findings.truncate(findings);
        self.fields.truncate(findings);
        self.candidates.truncate(candidates);
    }

    /// Keeps a finding, unless the same field said the same before.
    pub(super) fn found(
        &mut self,
        category: Category,
        value: &str,
        trail: &Trail<'_>,
        flags: &[Flag],
        code: &'static str,
        text: impl Into<Cow<'static, str>>,
    ) {
        let field = trail.field();
        // A replay has thousands of movements in one field: that it has any is what there is to say.
        let once = matches!(category, Category::Interaction | Category::Diagnostics);
        let known = field.is_some()
            && self.fields.iter().zip(&self.findings).any(|(known, finding)| {
                *known == field && finding.category == category && (once || finding.value.reveal() == value)
            });
        if known {
            return;
        }
        if self.findings.len() >= self.budget.limits().findings {
            self.budget.stop();
            return;
        }
        let linkability = match category {
            Category::PersistentId | Category::DeviceHwId => Linkability::CrossSession,
            Category::SessionId => Linkability::Session,
            Category::AccountId | Category::Contact | Category::Credential => Linkability::Account,
            _ => Linkability::None,
        };
        self.fields.push(field);
        self.findings.push(Finding {
            category,
            at: trail.opening(),
            value: Secret::new(value),
            linkability,
            flags: flags.to_vec(),
            reason: if self.by_own {
                Reason { code: Cow::Borrowed(OWN_DICTIONARY), text: Cow::Borrowed(OWN_WHY) }
            } else {
                Reason { code: Cow::Borrowed(code), text: text.into() }
            },
        });
    }
}
