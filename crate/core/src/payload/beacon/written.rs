//! Beacons as a person writes them: `telltale/beacons/1` (`docs/beacons.schema.json`).
//!
//! Decides what may stand there and how much of it. Refuses to guess: what is not known, missing or too much is named with
//! its place and what could stand there instead.

use std::fmt;

use serde_json::{Map, Value};

use super::own::{OwnBeacon, OwnBeacons, OwnMark};
use crate::finding::Category;
use crate::payload::names::Meaning;

/// The name of the form.
pub const SCHEMA: &str = "telltale/beacons/1";
/// How much may stand in one file. Each beacon is tried on each request, so there are few.
pub mod most {
    /// Beacons.
    pub const BEACONS: usize = 50;
    /// Marks of a beacon.
    pub const MARKS: usize = 8;
    /// Marks of any host, of all beacons together: their texts are looked for in every document that is opened.
    pub const ANYWHERE: usize = 16;
    /// Hosts, keys or texts of a mark.
    pub const TEXTS: usize = 16;
    /// Fields of a beacon.
    pub const FIELDS: usize = 200;
    /// Bytes of a name, a path or a text.
    pub const BYTES: usize = 200;
}

/// What is wrong with a file of beacons.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum BeaconFault {
    /// It is no JSON from here on.
    NotJson {
        /// From 1.
        line: usize,
        /// From 1.
        column: usize,
    },
    /// It is something else than beacons.
    Foreign,
    /// Nothing of this name may stand here.
    Unknown {
        /// `beacons[0].marks[1].pth`.
        place: String,
        /// What may.
        allowed: &'static str,
    },
    /// Here has to stand something else.
    Wrong {
        /// As above.
        place: String,
        /// What has to.
        allowed: String,
    },
    /// A mark asks for nothing, so that every request would be this beacon.
    Boundless {
        /// As above.
        place: String,
    },
    /// The same stands here that stood before.
    Twice {
        /// As above.
        place: String,
    },
}

impl BeaconFault {
    /// A stable name for programs and translations.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotJson { .. } => "not_json",
            Self::Foreign => "foreign",
            Self::Unknown { .. } => "unknown",
            Self::Wrong { .. } => "wrong",
            Self::Boundless { .. } => "boundless",
            Self::Twice { .. } => "twice",
        }
    }

    /// Where it shows: a path from the start of the document.
    #[must_use]
    pub fn place(&self) -> Option<&str> {
        match self {
            Self::NotJson { .. } | Self::Foreign => None,
            Self::Unknown { place, .. }
            | Self::Wrong { place, .. }
            | Self::Boundless { place }
            | Self::Twice { place } => Some(place),
        }
    }

    /// Where it stops being JSON.
    #[must_use]
    pub const fn line_and_column(&self) -> Option<(usize, usize)> {
        match self {
            Self::NotJson { line, column } => Some((*line, *column)),
            _ => None,
        }
    }

    /// What could stand there.
    #[must_use]
    pub fn allowed(&self) -> Option<&str> {
        match self {
            Self::Foreign => Some(SCHEMA),
            Self::Unknown { allowed, .. } => Some(allowed),
            Self::Wrong { allowed, .. } => Some(allowed),
            Self::NotJson { .. } | Self::Boundless { .. } | Self::Twice { .. } => None,
        }
    }
}

impl fmt::Display for BeaconFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotJson { line, column } => write!(f, "no JSON from line {line}, column {column} on"),
            Self::Foreign => write!(f, "no beacons: the document's \"schema\" has to be \"{SCHEMA}\""),
            Self::Unknown { place, allowed } => {
                write!(f, "{place} is not known; there may be {allowed}")
            }
            Self::Wrong { place, allowed } => write!(f, "{place} has to be {allowed}"),
            Self::Boundless { place } => {
                write!(f, "{place} asks for nothing; name a host, a path, a key or a text of the body")
            }
            Self::Twice { place } => write!(f, "{place} says again what was said before; leave one out"),
        }
    }
}

impl std::error::Error for BeaconFault {}

impl OwnBeacons {
    /// Reads a file.
    ///
    /// # Errors
    /// What is wrong with it first, and where.
    pub fn read(text: &str) -> Result<Self, BeaconFault> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let document: Value = serde_json::from_str(text)
            .map_err(|error| BeaconFault::NotJson { line: error.line(), column: error.column() })?;
        let root = document.as_object().filter(|root| root.get("schema").is_some_and(|name| name == SCHEMA));
        let root = Object { map: root.ok_or(BeaconFault::Foreign)?, place: String::new() };
        root.only(&["schema", "title", "beacons"], "schema, title, beacons")?;
        let mut own = Self::default();
        for object in root.objects("beacons", most::BEACONS)? {
            let place = object.at("name");
            let beacon = object.beacon()?;
            if own.beacons.iter().any(|known| known.given_name() == beacon.given_name()) {
                return Err(BeaconFault::Twice { place });
            }
            if let Some(at) = beacon.anywhere().nth(most::ANYWHERE.saturating_sub(own.anywhere())) {
                return object.wrong(&format!("marks[{at}].hosts"), several());
            }
            own.beacons.push(beacon);
        }
        Ok(own)
    }

    /// What a file calls itself.
    #[must_use]
    pub fn title(text: &str) -> Option<String> {
        let document: Value = serde_json::from_str(text.strip_prefix('\u{feff}').unwrap_or(text)).ok()?;
        document.get("title")?.as_str().map(str::to_owned)
    }
}

/// An object and where it stands.
struct Object<'v> {
    map: &'v Map<String, Value>,
    place: String,
}

impl<'v> Object<'v> {
    fn at(&self, key: &str) -> String {
        let end = (0..=key.len().min(40)).rev().find(|&end| key.is_char_boundary(end)).unwrap_or_default();
        let short = &key[..end];
        if self.place.is_empty() { short.to_owned() } else { format!("{}.{short}", self.place) }
    }

    fn wrong<Any>(&self, key: &str, allowed: impl Into<String>) -> Result<Any, BeaconFault> {
        Err(BeaconFault::Wrong { place: self.at(key), allowed: allowed.into() })
    }

    fn only(&self, keys: &[&str], allowed: &'static str) -> Result<(), BeaconFault> {
        match self.map.keys().find(|key| !keys.contains(&key.as_str())) {
            Some(key) => Err(BeaconFault::Unknown { place: self.at(key), allowed }),
            None => Ok(()),
        }
    }

    fn objects(&self, key: &str, most: usize) -> Result<Vec<Object<'v>>, BeaconFault> {
        let allowed = || format!("[{{…}}], 1–{most}");
        let Some(items) = self.map.get(key).and_then(Value::as_array) else {
            return self.wrong(key, allowed());
        };
        if items.is_empty() || items.len() > most {
            return self.wrong(key, allowed());
        }
        let place = self.at(key);
        let object = |(at, item): (usize, &'v Value)| match item.as_object() {
            Some(map) => Ok(Object { map, place: format!("{place}[{at}]") }),
            None => Err(BeaconFault::Wrong { place: format!("{place}[{at}]"), allowed: "{…}".into() }),
        };
        items.iter().enumerate().map(object).collect()
    }

    /// A text; none where the key is absent.
    fn text(&self, key: &str) -> Result<Option<&'v str>, BeaconFault> {
        match self.map.get(key) {
            None => Ok(None),
            Some(value) => match bounded(value) {
                Some(text) => Ok(Some(text)),
                None => self.wrong(key, format!("\"…\", 1–{}", most::BYTES)),
            },
        }
    }

    fn needed(&self, key: &str) -> Result<&'v str, BeaconFault> {
        match self.text(key)? {
            Some(text) => Ok(text),
            None => self.wrong(key, format!("\"…\", 1–{}", most::BYTES)),
        }
    }

    /// A list of texts; empty where the key is absent.
    fn texts(&self, key: &str) -> Result<Vec<String>, BeaconFault> {
        let Some(value) = self.map.get(key) else { return Ok(Vec::new()) };
        let texts: Option<Vec<String>> = value
            .as_array()
            .filter(|items| !items.is_empty() && items.len() <= most::TEXTS)
            .and_then(|items| items.iter().map(|item| bounded(item).map(str::to_owned)).collect());
        match texts {
            Some(texts) => Ok(texts),
            None => self.wrong(key, several()),
        }
    }

    fn beacon(&self) -> Result<OwnBeacon, BeaconFault> {
        self.only(&["name", "source", "marks", "fields"], "name, source, marks, fields")?;
        let name = self.needed("name")?;
        if !name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-') {
            return self.wrong("name", "a–z, 0–9, -");
        }
        self.text("source")?;
        let marks = self.objects("marks", most::MARKS)?;
        let marks = marks.iter().map(Object::mark).collect::<Result<_, _>>()?;
        let mut fields: Vec<(String, Meaning)> = Vec::new();
        for object in self.objects("fields", most::FIELDS)? {
            let (field, meaning) = object.field()?;
            if fields.iter().any(|(known, _)| *known == field) {
                return Err(BeaconFault::Twice { place: object.at("field") });
            }
            fields.push((field, meaning));
        }
        Ok(OwnBeacon::new(name, marks, fields))
    }

    fn mark(&self) -> Result<OwnMark, BeaconFault> {
        self.only(&["hosts", "path", "keys", "body"], "hosts, path, keys, body")?;
        let mark = OwnMark {
            hosts: self.texts("hosts")?,
            path: self.text("path")?.unwrap_or_default().to_owned(),
            keys: self.texts("keys")?,
            body: self.texts("body")?,
        };
        let plain = |host: &String| {
            !host.starts_with('.')
                && host.bytes().all(|byte| {
                    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b':' | b'[' | b']')
                })
                && !host.bytes().any(|byte| byte.is_ascii_uppercase())
        };
        if !mark.hosts.iter().all(plain) {
            return self.wrong("hosts", "[\"acme-stats.example\"]");
        }
        let bounds = [
            mark.hosts.len(),
            mark.path.trim_matches(['^', '$', '/']).len(),
            mark.keys.len(),
            mark.body.len(),
        ];
        if bounds == [0; 4] {
            return Err(BeaconFault::Boundless { place: self.place.clone() });
        }
        Ok(mark)
    }

    fn field(&self) -> Result<(String, Meaning), BeaconFault> {
        self.only(&["field", "is", "may"], "field, is, may")?;
        let field = self.needed("field")?.to_owned();
        let (key, nothing) = match (self.map.contains_key("is"), self.map.contains_key("may")) {
            (true, false) => ("is", true),
            (false, true) => ("may", false),
            _ => return self.wrong("is", "is | may"),
        };
        let said = self.needed(key)?;
        if nothing && said == "nothing" {
            return Ok((field, Meaning::Nothing));
        }
        let known = || Category::ALL.into_iter().filter(|category| *category != Category::Opaque);
        match known().find(|category| category.name() == said) {
            Some(category) => {
                Ok((field, if nothing { Meaning::Is(category) } else { Meaning::May(category) }))
            }
            None => {
                let names: Vec<_> = known().map(Category::name).chain(nothing.then_some("nothing")).collect();
                self.wrong(key, names.join(", "))
            }
        }
    }
}

/// What a list of texts has to be.
fn several() -> String {
    format!("[\"…\"], 1–{}", most::TEXTS)
}

fn bounded(value: &Value) -> Option<&str> {
    value.as_str().filter(|text| !text.is_empty() && text.len() <= most::BYTES)
}
