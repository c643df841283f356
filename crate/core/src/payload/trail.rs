//! Where a value stands, while the walk is on its way there.
//!
//! Decides how an opening is written. A trail is a list of steps that lives on the stack of the walk, so that its text
//! costs nothing until a finding asks for it; what every value is asked for, each step hands on. Refuses to know what the
//! steps mean.

use crate::finding::Opening;

/// One step from the request towards a value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step<'a> {
    /// A part of an address or of the request: `query`, `path`, `body`, `header/cookie`.
    Place(&'static str),
    /// A name: of a parameter, of a field, of a member.
    Key(&'a str),
    /// A position: of an element, of a line, of a path segment.
    Index(usize),
    /// A codec or a format that was opened: `base64`, `gzip`, `json`.
    Layer(&'static str),
}

/// Senders put whole documents where a name is expected, so that a name may be a value.
impl std::fmt::Debug for Step<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Place(name) | Self::Layer(name) => f.write_str(name),
            Self::Key(name) => write!(f, "Key({} bytes)", name.len()),
            Self::Index(index) => write!(f, "{index}"),
        }
    }
}

/// A step and all before it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Trail<'a> {
    up: Option<&'a Trail<'a>>,
    step: Step<'a>,
    layers: u8,
    /// A position stands on the way.
    listed: bool,
    /// The hash of the nearest name.
    name: Option<u32>,
    /// Of all steps but positions.
    field: u32,
}

/// FNV-1a of a name.
pub(super) fn hash(name: impl IntoIterator<Item = u8>) -> u32 {
    name.into_iter().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(PRIME))
}

const PRIME: u32 = 0x0100_0193;

/// A hash of a way that goes one step further. The turn tells `a`, `b` from `b`, `a`.
fn further(way: u32, step: u32) -> u32 {
    (way.rotate_left(5) ^ step).wrapping_mul(PRIME)
}

impl<'a> Trail<'a> {
    pub(crate) fn start(place: &'static str) -> Self {
        Self {
            up: None,
            step: Step::Place(place),
            layers: 0,
            listed: false,
            name: None,
            field: hash(place.bytes()),
        }
    }

    pub(crate) fn place<'b>(&'b self, place: &'static str) -> Trail<'b> {
        let field = further(self.field, hash(place.bytes()));
        Trail { up: Some(self), step: Step::Place(place), field, ..*self }
    }

    pub(crate) fn key<'b>(&'b self, key: &'b str) -> Trail<'b> {
        let name = hash(key.bytes());
        let field = further(self.field, name);
        Trail { up: Some(self), step: Step::Key(key), name: Some(name), field, ..*self }
    }

    pub(crate) fn index(&self, index: usize) -> Trail<'_> {
        Trail { up: Some(self), step: Step::Index(index), listed: true, ..*self }
    }

    pub(crate) fn layer<'b>(&'b self, layer: &'static str) -> Trail<'b> {
        let field = further(self.field, hash(layer.bytes()));
        Trail { up: Some(self), step: Step::Layer(layer), layers: self.layers + 1, field, ..*self }
    }

    /// How many layers have been opened.
    pub(crate) fn layers(&self) -> u8 {
        self.layers
    }

    fn steps(&self) -> impl Iterator<Item = Step<'a>> + use<'a, '_> {
        let mut next = Some(self);
        std::iter::from_fn(move || {
            let here = next?;
            next = here.up;
            Some(here.step)
        })
    }

    /// The names on the way, the nearest first.
    pub(crate) fn names(&self) -> impl Iterator<Item = &'a str> + use<'a, '_> {
        self.steps().filter_map(|step| match step {
            Step::Key(name) => Some(name),
            _ => None,
        })
    }

    /// The nearest name.
    pub(crate) fn name(&self) -> Option<&'a str> {
        self.names().next()
    }

    /// The [`hash`] of the nearest name.
    pub(super) fn name_hash(&self) -> Option<u32> {
        self.name
    }

    /// Whether it leads through an address that is a value.
    pub(crate) fn is_within_address(&self) -> bool {
        self.steps().any(|step| step == Step::Layer("url"))
    }

    /// Whether the names on the way end with `pattern`: names joined by dots, the last of which may end in `*`.
    ///
    /// Positions do not count, so that `events.xdm.URL` meets `events.0.xdm.URL`; a name may hold dots of its own.
    /// `e#11` is the element 11 of `e`, for beacons whose members have no names.
    /// `^1` is the name 1 with no other before it.
    pub(crate) fn ends_with(&self, pattern: &str) -> bool {
        if let Some(whole) = pattern.strip_prefix('^') {
            return self.names().count() == whole.split('.').count() && self.ends_with(whole);
        }
        if let Some((name, index)) = pattern.split_once('#') {
            let mut steps = self.steps();
            return matches!(steps.next(), Some(Step::Index(at)) if index.parse() == Ok(at))
                && matches!(steps.next(), Some(Step::Key(key)) if key == name);
        }
        let mut names = self.names();
        let Some(last) = names.next() else { return false };
        let mut rest = match pattern.strip_suffix('*') {
            Some(start) => {
                // Only the last name is open-ended: what stands before it is the part up to the last dot that fits.
                return last.starts_with(start)
                    || start.rsplit_once('.').is_some_and(|(before, start)| {
                        last.starts_with(start) && Self::tail(before, &mut names)
                    });
            }
            None => pattern,
        };
        rest = match rest.strip_suffix(last) {
            Some(rest) => rest,
            None => return false,
        };
        match rest.strip_suffix('.') {
            Some(before) => Self::tail(before, &mut names),
            None => rest.is_empty(),
        }
    }

    fn tail<'n>(mut rest: &str, names: &mut impl Iterator<Item = &'n str>) -> bool {
        for name in names {
            rest = match rest.strip_suffix(name) {
                Some("") => return true,
                Some(rest) => rest,
                None => return false,
            };
            rest = match rest.strip_suffix('.') {
                Some(rest) => rest,
                None => return false,
            };
        }
        false
    }

    /// A hash of the trail without its positions: the same for the same field of every event in a list. `None` when
    /// there is no list on the way.
    pub(crate) fn field(&self) -> Option<u32> {
        self.listed.then_some(self.field)
    }

    /// The trail as text.
    pub(crate) fn opening(&self) -> Opening {
        let mut text = String::with_capacity(64);
        self.write(&mut text);
        Opening::at(text)
    }

    fn write(&self, text: &mut String) {
        use std::fmt::Write;
        let before = self.up.map(|up| {
            up.write(text);
            up.step
        });
        let joint = match (before, self.step) {
            (None, _) => "",
            (_, Step::Place(_) | Step::Layer(_)) | (Some(Step::Layer(_)), _) => Opening::JOINT,
            (Some(Step::Place(place)), _) if place.starts_with("header/") => Opening::JOINT,
            (Some(Step::Place(_)), _) => "/",
            (Some(_), _) => ".",
        };
        text.push_str(joint);
        match self.step {
            Step::Place(name) | Step::Layer(name) => text.push_str(name),
            Step::Key(name) if name.len() <= 96 => text.push_str(name),
            Step::Key(name) => text.extend(name.chars().take(96)),
            // Writing to a String cannot fail.
            Step::Index(index) => drop(write!(text, "{index}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_an_opening_the_way_reports_show_it() {
        let body = Trail::start("body");
        let list = body.key("data_list");
        let (base64, first, properties);
        base64 = list.layer("base64");
        let gzip = base64.layer("gzip");
        let json = gzip.layer("json");
        first = json.index(0);
        properties = first.key("properties");
        let url = properties.key("url");
        assert_eq!(url.opening().as_str(), "body/data_list › base64 › gzip › json › 0.properties.url");
        let nested = url.layer("url");
        let query = nested.place("query");
        assert_eq!(
            query.key("q").opening().as_str(),
            "body/data_list › base64 › gzip › json › 0.properties.url › url › query/q"
        );
        assert_eq!(Trail::start("header/cookie").key("IDE").opening().as_str(), "header/cookie › IDE");
    }

    #[test]
    fn patterns_meet_the_end_of_the_names() {
        let body = Trail::start("body");
        let events = body.key("events");
        let first = events.index(0);
        let page = first.key("page");
        let url = page.key("url");
        assert!(url.ends_with("url"));
        assert!(url.ends_with("page.url"));
        assert!(url.ends_with("events.page.url"));
        assert!(!url.ends_with("other.events.page.url"));
        assert!(!url.ends_with("age.url"));
        assert!(!url.ends_with("rl"));
        assert!(url.ends_with("u*"));
        assert!(url.ends_with("page.u*"));
        assert!(!url.ends_with("events.u*"));
        let query = Trail::start("query");
        let dotted = query.key("ep.search_term");
        assert!(dotted.ends_with("ep.search_term"));
        assert!(dotted.ends_with("ep.*"));
        let list = query.key("e");
        assert!(list.index(11).ends_with("e#11"));
        assert!(!list.index(1).ends_with("e#11"));
        assert!(!list.ends_with("e#11"));
        assert!(list.ends_with("^e"));
        assert!(!url.ends_with("^url"));
        assert_eq!(list.index(1).field(), list.index(2).field());
        assert_ne!(list.index(1).field(), query.key("f").index(1).field());
        assert_eq!(list.field(), None);
        let (ab, ba) = (first.key("a"), first.key("b"));
        assert_ne!(ab.key("b").field(), ba.key("a").field());
        assert_ne!(first.key("ab").field(), ab.key("b").field());
        assert_eq!(list.index(1).name_hash(), Some(hash("e".bytes())));
    }
}
