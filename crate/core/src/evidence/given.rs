//! What only the person knows: which browser and device were looked at, with which settings, in which steps, what a
//! vendor says, and how a register of incidents would file it.
//!
//! Decides which facts there are and that nothing is added to them. Refuses to check them: they are the person's word,
//! and the document says so by where they stand.

use serde::{Deserialize, Serialize};

/// A fact that is absent where nobody stated it.
type Fact = Option<String>;

/// What a person states beside the captures.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Given {
    /// What was looked at.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<Subject>,
    /// In which steps.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub protocol: Option<Protocol>,
    /// What others say about it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub statements: Vec<Statement>,
}

/// What was looked at.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Subject {
    /// The browser.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub browser: Option<Browser>,
    /// The device.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub platform: Option<Platform>,
    /// The program's package.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub app: Option<App>,
    /// Settings that matter, as they stood.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub settings: Vec<Setting>,
}

/// A browser.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Browser {
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Fact,
    /// Its version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Fact,
    /// Its engine.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub engine: Fact,
    /// Who makes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vendor: Fact,
}

/// A device and its system.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Platform {
    /// The system.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub os: Fact,
    /// Its version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub os_version: Fact,
    /// The device's model.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device_model: Fact,
}

/// A program's package.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct App {
    /// Its name in the store.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Fact,
    /// Its version for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Fact,
    /// Its version for programs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version_code: Fact,
    /// SHA-256 of the package.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sha256: Fact,
}

/// A setting and how it stood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Setting {
    /// What it is called.
    pub name: String,
    /// How it stood.
    pub value: String,
}

/// What was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Protocol {
    /// The protocol's name, where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Fact,
    /// Its steps, in order.
    #[serde(default)]
    pub steps: Vec<Step>,
}

/// One step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// What was done.
    pub action: String,
    /// With which address, word or value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Fact,
    /// In which kind of window.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mode: Option<StepMode>,
    /// When.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Fact,
}

/// The kind of window of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepMode {
    /// An ordinary window.
    Normal,
    /// A private window.
    Private,
}

impl StepMode {
    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::Private => "private",
        }
    }
}

/// What somebody says, to be held against what was seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Statement {
    /// Who.
    pub by: String,
    /// What.
    pub text: String,
    /// Where it was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Fact,
    /// When.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Fact,
}

/// The fields by which the OECD's AI Incidents and Hazards Monitor files an incident.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Incident {
    /// A title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Fact,
    /// What happened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub summary: Fact,
    /// What the record does not vouch for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disclaimer: Fact,
    /// Why it is an incident or a hazard.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rationale: Fact,
    /// Principles that it touches.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ai_principles: Vec<String>,
    /// Industries.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub industries: Vec<String>,
    /// Who is affected.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub affected_stakeholders: Vec<String>,
    /// Kinds of harm.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub harm_types: Vec<String>,
    /// How severe.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub severity: Fact,
    /// For what the system is used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub business_function: Fact,
    /// What the system does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ai_system_task: Fact,
    /// What was published about it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub articles: Vec<Article>,
    /// Whether an AI system had a part in it, which requests do not show.
    pub ai_involvement: AiInvolvement,
}

/// The one thing that requests let anybody say about the part of an AI system.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum AiInvolvement {
    /// Nobody looked.
    #[default]
    #[serde(rename = "not assessed")]
    NotAssessed,
}

/// Something that was published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Article {
    /// Its title.
    pub title: String,
    /// When.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Fact,
    /// Where.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Fact,
    /// Why it is listed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rationale: Fact,
}
