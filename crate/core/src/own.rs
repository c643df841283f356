//! A person's own tracker lists, beside those that come with Telltale.
//!
//! Decides which of the two speaks where both name a request: what a person chose goes before what was chosen for
//! everybody, for better (their exception frees what a built-in list names) and for worse. Refuses to know where they are
//! kept; how they are compiled is `telltale_lists::compile_own`.

use std::borrow::Cow;

use crate::blob::OpenError;
use crate::catalogue::{Asked, Catalogue, Context, Document, List, Verdict};
use crate::record::Match;
use crate::site::Suffixes;

/// A person's own lists, opened.
#[derive(Debug)]
pub struct OwnLists {
    rules: Catalogue,
    /// Their exceptions over a rule that meets every request: whatever another list names, this says what frees it.
    exceptions: Option<Catalogue>,
}

impl OwnLists {
    /// Opens compiled lists; `exceptions` is empty where they have none.
    ///
    /// # Errors
    /// When the bytes are damaged, of another version or hold something else.
    pub fn open(
        rules: impl Into<Cow<'static, [u8]>>,
        exceptions: impl Into<Cow<'static, [u8]>>,
    ) -> Result<Self, OpenError> {
        let exceptions = exceptions.into();
        let exceptions = if exceptions.is_empty() { None } else { Some(Catalogue::open(exceptions)?) };
        Ok(Self { rules: Catalogue::open(rules)?, exceptions })
    }

    /// The lists, as they name themselves.
    #[must_use]
    pub fn lists(&self) -> &[List] {
        self.rules.lists()
    }

    /// The exception that frees a request from what another list says of it.
    fn exception<'a>(&'a self, asked: &Asked<'_>, context: &Context<'a>) -> Option<String> {
        let exceptions = self.exceptions.as_ref()?;
        match exceptions.verdict(context) {
            Verdict::Excepted { by, .. } => exceptions.rule(by, asked.url).map(|rule| rule.text),
            Verdict::Miss | Verdict::Hit(_) => None,
        }
    }
}

/// Which rule of which list a request meets, own lists first. `document` was read last, be it the request's own or another.
pub(crate) fn matched(
    catalogue: &Catalogue,
    own: Option<&OwnLists>,
    asked: &Asked<'_>,
    document: &mut Document,
    suffixes: &Suffixes,
) -> Option<Match> {
    document.read(asked.document, suffixes);
    let context = Context::of(asked, document, suffixes)?;
    if let Some(matched) = own.and_then(|own| meets(&own.rules, asked, &context)) {
        return Some(matched);
    }
    let mut matched = meets(catalogue, asked, &context)?;
    if matched.exception.is_none() {
        matched.exception = own.and_then(|own| own.exception(asked, &context));
    }
    Some(matched)
}

fn meets<'a>(catalogue: &'a Catalogue, asked: &Asked<'_>, context: &Context<'a>) -> Option<Match> {
    let (hit, by) = match catalogue.verdict(context) {
        Verdict::Miss => return None,
        Verdict::Hit(hit) => (hit, None),
        Verdict::Excepted { hit, by } => (hit, Some(by)),
    };
    let rule = catalogue.rule(hit, asked.url)?;
    Some(Match {
        list: rule.list.to_owned(),
        rule: rule.text,
        exception: by.and_then(|by| catalogue.rule(by, asked.url)).map(|rule| rule.text),
    })
}
