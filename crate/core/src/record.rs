//! One judged request, in the one shape that every way out reads: ledger, report, command line.
//!
//! Decides which facts are kept of a request and how large they may be. Refuses to know how they are shown.

use serde::{Deserialize, Serialize};

use crate::discreet::discreet;
use crate::finding::{Category, Finding};
use crate::intake::set_cookie::SetCookie;
use crate::intake::{Kind, Mode};
use crate::linkage::Candidate;
use crate::payload::BodyState;
use crate::request::Party;
use crate::score::{self, Circumstances, Score};
use crate::vendor::{Purpose, Reading};

/// Who receives: separate facts, each of which may be unknown.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Recipient {
    /// The host that the request names.
    pub host: String,
    /// Its registrable domain.
    pub registrable_domain: String,
    /// The company behind it.
    pub company: Option<String>,
    /// What that company does.
    pub category: Option<String>,
    /// The maker of browsers whose endpoint this is.
    pub vendor: Option<String>,
    /// What that endpoint is for.
    pub purpose: Option<Purpose>,
    /// The address that answered.
    pub ip: Option<String>,
}

/// A rule of a named list that the request meets, or the exception that frees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Match {
    /// The list's name.
    pub list: String,
    /// The rule's text.
    pub rule: String,
    /// The exception that frees the request, where one does.
    pub exception: Option<String>,
}

/// One judged request.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// The door's own name for it.
    pub id: String,
    /// Milliseconds since 1970.
    pub at: f64,
    /// Normal, private or unknown.
    pub mode: Mode,
    /// The method.
    pub method: String,
    /// The address.
    pub url: String,
    /// What it was for.
    pub kind: Kind,
    /// The origin or address of the document that asked.
    pub initiator: Option<String>,
    /// The registrable domain of the page in whose tab it was made.
    pub site: Option<String>,
    /// The component of the browser that asked, where a capture names it.
    pub component: Option<String>,
    /// How the recipient is related to the site.
    pub party: Party,
    /// Who receives.
    pub recipient: Recipient,
    /// The rule that hits.
    pub matched: Option<Match>,
    /// The beacon that the request was recognised as.
    pub beacon: Option<String>,
    /// What was seen of the body.
    pub body: BodyState,
    /// Whether it left: `None` while nobody knows.
    pub sent: Option<bool>,
    /// What it told.
    pub findings: Vec<Finding>,
    /// What it weighs.
    pub score: Score,
    /// What may turn out to be an identifier when it comes again.
    pub candidates: Vec<Candidate>,
    /// Whether it carried cookies: `None` where its headers were not shown.
    pub with_cookies: Option<bool>,
    /// The cookies that its answer set.
    pub set_cookies: Vec<SetCookie>,
    /// The answer's status.
    pub status: Option<u16>,
    /// Whether the answer came out of the browser's cache; a request that asks whether it is still good has left.
    pub from_cache: Option<bool>,
    /// The id of the request whose answer led here.
    pub redirected_from: Option<String>,
    /// The number of the page it was made on, within a running session.
    pub page: Option<u64>,
    /// A limit stopped the opening: there may be more in it than the findings say.
    pub partial: bool,
}

discreet!(Record { id, at, mode, method, kind, party, recipient, matched, body, sent, findings, score });

impl Record {
    /// Whether a tracker list names the request and no exception frees it.
    #[must_use]
    pub fn listed(&self) -> bool {
        self.matched.as_ref().is_some_and(|hit| hit.exception.is_none())
    }

    /// What could not be seen of what it told, by the stable name of that blind spot.
    #[must_use]
    pub fn blind_spot(&self) -> Option<&'static str> {
        match self.body {
            _ if self.sent != Some(true) => None,
            BodyState::Unseen | BodyState::Partial => Some("body_unseen"),
            BodyState::None | BodyState::Seen => self.partial.then_some("opened_in_part"),
        }
    }

    /// Weighs it by what is known of it now.
    pub fn weigh(&mut self) {
        let circumstances = Circumstances { mode: self.mode, party: self.party, listed: self.listed() };
        self.score = score::score(&self.findings, circumstances);
    }

    /// Whether the request told its recipient something of a category.
    pub fn told(&self) -> impl Iterator<Item = Category> + '_ {
        self.findings.iter().map(|finding| finding.category)
    }

    /// What of it an endpoint of a browser's maker does not need for what it is for.
    pub(crate) fn beyond_purpose(&self) -> impl Iterator<Item = Category> + '_ {
        let purpose = self.recipient.purpose;
        self.told().filter(move |category| purpose.is_some_and(|purpose| purpose.is_beyond(*category)))
    }

    /// How what was told reads beside what the endpoint is for; none where that is not known, or nothing was told.
    #[must_use]
    pub fn reading(&self) -> Option<Reading> {
        let is_known = self.recipient.purpose.is_some_and(|purpose| purpose.needs().is_some());
        (is_known && !self.findings.is_empty()).then(|| Reading::of(self.beyond_purpose()))
    }
}
