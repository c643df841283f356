//! What a request weighs, and a page: points with names, and one grade.
//!
//! Decides every point, by the tables below, which `docs/scoring.md` shows and a test compares. Refuses to know where a
//! finding came from and who asks.
//!
//! The laws, each a property test: who is told nothing and is on no list scores nothing; one more finding never lowers a
//! score; order does not matter; the parts sum to the whole; what is unknown adds nothing; a private window never scores
//! lower than a normal one; each point names the finding, or is the rule, that earned it.

use serde::{Deserialize, Serialize};

use crate::finding::{Category, Finding};
use crate::intake::Mode;
use crate::order;
use crate::request::Party;

/// The most that a request, a recipient or a page can score.
pub const MOST: u8 = 100;

/// Points for the first finding of each category; further ones of the same category add nothing.
pub const POINTS: [(Category, u8); 20] = [
    (Category::PageUrl, 25),
    (Category::SearchQuery, 25),
    (Category::Contact, 25),
    (Category::DeviceHwId, 25),
    (Category::AccountId, 20),
    (Category::Credential, 20),
    (Category::PersistentId, 15),
    (Category::Location, 10),
    (Category::MediaDownload, 10),
    (Category::Purchase, 10),
    (Category::Referrer, 10),
    (Category::PageHost, 8),
    (Category::PageContent, 8),
    (Category::Interaction, 6),
    (Category::Network, 6),
    (Category::DeviceProfile, 5),
    (Category::SessionId, 3),
    (Category::Diagnostics, 2),
    (Category::Consent, 0),
    (Category::Opaque, 0),
];

/// A rule of a tracker list names the recipient.
pub const LISTED: u8 = 2;
/// What you did and who you are, in the same message.
pub const JOINED: u8 = 15;
/// It was told out of a private window.
pub const PRIVATE: u8 = 10;
/// For each recipient after the heaviest that was told something.
pub const FURTHER_RECIPIENT: u8 = 2;

/// The lowest exposure of each grade.
pub const GRADES: [(Grade, u8); 6] =
    [(Grade::A, 0), (Grade::B, 1), (Grade::C, 15), (Grade::D, 35), (Grade::E, 60), (Grade::F, 80)];

/// A school grade for an exposure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Grade {
    /// Nobody was told anything.
    A,
    /// Little.
    B,
    /// Some.
    C,
    /// Much.
    D,
    /// Very much.
    E,
    /// Nearly all there is.
    F,
}

impl Grade {
    /// The grade of an exposure.
    #[must_use]
    pub fn of(exposure: u8) -> Self {
        GRADES.iter().rev().find(|(_, least)| exposure >= *least).map_or(Self::A, |(grade, _)| *grade)
    }

    /// Its letter.
    #[must_use]
    pub const fn letter(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::B => "B",
            Self::C => "C",
            Self::D => "D",
            Self::E => "E",
            Self::F => "F",
        }
    }
}

/// Some points, and what earned them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Which row of the tables: a category's name, `listed`, `joined` or `private`.
    pub code: PartCode,
    /// How many.
    pub points: u8,
    /// Which finding earned them; none for `listed`, which a rule did.
    pub finding: Option<usize>,
}

/// The name of a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartCode {
    /// A category left.
    Told(Category),
    /// A rule of a tracker list names the recipient.
    Listed,
    /// What you did and who you are, together.
    Joined,
    /// Out of a private window.
    Private,
}

impl PartCode {
    /// Its name in reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Told(category) => category.name(),
            Self::Listed => "listed",
            Self::Joined => "joined",
            Self::Private => "private",
        }
    }
}

/// A score and its sum.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Score {
    /// 0 (nothing told) to 100.
    pub points: u8,
    /// The sum, heaviest part first.
    pub parts: Vec<Part>,
}

/// What the points depend on besides the findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Circumstances {
    /// Of which session.
    pub mode: Mode,
    /// To whom.
    pub party: Party,
    /// A rule of a tracker list hits and no exception frees it.
    pub listed: bool,
}

/// Scores one request. A site that is told things about itself scores nothing: they are shown, not weighed.
#[must_use]
pub fn score(findings: &[Finding], circumstances: Circumstances) -> Score {
    sum(&|wanted| findings.iter().position(|finding| finding.category == wanted), circumstances)
}

/// Scores a recipient: everything that it was told counts as if it had come in one request, because it can be joined. The same
/// points as [`score`]'s, without the sum, which nobody asks for after every request.
#[must_use]
pub fn score_recipient(told: impl Fn(Category) -> bool, circumstances: Circumstances) -> u8 {
    if circumstances.party == Party::First {
        return 0;
    }
    let told_points: u32 =
        POINTS.iter().filter(|(category, _)| told(*category)).map(|(_, points)| u32::from(*points)).sum();
    let any = |kind: fn(Category) -> bool| {
        Category::ALL.into_iter().any(|category| kind(category) && told(category))
    };
    let joined = told_points > 0 && any(tells_doing) && any(tells_person);
    let private = told_points > 0 && circumstances.mode == Mode::Private;
    let more = [(joined, JOINED), (private, PRIVATE), (circumstances.listed, LISTED)];
    let points = more.into_iter().filter(|(is, _)| *is).map(|(_, points)| u32::from(points)).sum::<u32>();
    u8::try_from(told_points.saturating_add(points)).unwrap_or(MOST).min(MOST)
}

/// The sum, where `first` tells which finding, if any, is the first of a category.
fn sum(first: &dyn Fn(Category) -> Option<usize>, circumstances: Circumstances) -> Score {
    if circumstances.party == Party::First {
        return Score::default();
    }
    let mut parts: Vec<Part> = Vec::new();
    for &(category, points) in POINTS.iter().filter(|(_, points)| *points > 0) {
        if let Some(finding) = first(category) {
            parts.push(Part { code: PartCode::Told(category), points, finding: Some(finding) });
        }
    }
    let heaviest = parts.first().and_then(|part| part.finding);
    let any = |kind: fn(Category) -> bool| Category::ALL.into_iter().filter(|c| kind(*c)).find_map(first);
    if let (Some(_), Some(who)) = (any(tells_doing), any(tells_person)) {
        parts.push(Part { code: PartCode::Joined, points: JOINED, finding: Some(who) });
    }
    if circumstances.mode == Mode::Private && heaviest.is_some() {
        parts.push(Part { code: PartCode::Private, points: PRIVATE, finding: heaviest });
    }
    if circumstances.listed {
        parts.push(Part { code: PartCode::Listed, points: LISTED, finding: None });
    }
    // A stable sort: among equals the tables' order stands, so the same findings always make the same sum.
    order::sort_by_key(&mut parts, |part| std::cmp::Reverse(part.points));
    let mut left = MOST;
    for part in &mut parts {
        part.points = part.points.min(left);
        left -= part.points;
    }
    parts.retain(|part| part.points > 0);
    Score { points: MOST - left, parts }
}

/// What you did: pages, searches, downloads.
#[must_use]
pub fn tells_doing(category: Category) -> bool {
    matches!(
        category,
        Category::PageUrl
            | Category::PageHost
            | Category::Referrer
            | Category::SearchQuery
            | Category::MediaDownload
    )
}

/// Who you are: ids that outlive the session, accounts, contacts, devices.
#[must_use]
pub fn tells_person(category: Category) -> bool {
    matches!(
        category,
        Category::PersistentId
            | Category::AccountId
            | Category::Contact
            | Category::DeviceHwId
            | Category::Credential
    )
}

/// The exposure of a page, a site or a session: the heaviest recipient's score, and a little for each further one that
/// was told something. `scores` holds one score for each recipient.
#[must_use]
pub fn exposure(scores: impl IntoIterator<Item = u8>) -> u8 {
    let (mut heaviest, mut told) = (0_u8, 0_u32);
    for score in scores {
        heaviest = heaviest.max(score);
        told = told.saturating_add(u32::from(score > 0));
    }
    let further = told.saturating_sub(1).saturating_mul(u32::from(FURTHER_RECIPIENT));
    u8::try_from(u32::from(heaviest).saturating_add(further)).unwrap_or(MOST).min(MOST)
}
