//! What was opened in one request, as a tree: from its parts through every layer to the fields in which its findings stood.
//!
//! Decides that openings which lead the same way share it, what each step of one is, and how much of a tree there may be.
//! Refuses to open anything, and to know what was found.

use serde::Serialize;

use crate::discreet::discreet;
use crate::finding::{LAYERS, Opening};

/// The most steps of a tree; findings that would need more are counted.
const MOST_STEPS: usize = 512;
/// So many parts of an opening are looked at by themselves: what is left of a longer one is one.
const MOST_PARTS: usize = 24;

/// Layers with members, each of which has a name or a number: what comes after is no layer, whatever it is called.
const WITH_MEMBERS: [&str; 8] =
    ["form", "json", "lines", "list", "msgpack", "multipart", "ndjson", "protobuf"];
/// The layer that has the parts of an address.
const ADDRESS: &str = "url";
/// How the part of a request begins whose fields stand a step further.
const HEADER: &str = "header/";

/// What was opened, down to the findings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Tree<'a> {
    /// The parts of the request in which something was found.
    pub steps: Vec<Step<'a>>,
    /// Findings for which there was no room.
    pub left_out: usize,
}

/// One step on the way to a finding.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Step<'a> {
    /// What it is called.
    pub name: &'a str,
    /// What it is.
    pub kind: Kind,
    /// The findings that stood here, by their numbers within the request.
    pub findings: Vec<usize>,
    /// The steps from here.
    pub steps: Vec<Step<'a>>,
}

// Senders put whole documents where a name is expected.
discreet!(Step<'a> { kind, findings, steps });

/// What a step is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A part of a request or of an address: `query`, `body`, `header/cookie`.
    Place,
    /// A codec or a format that was opened: `base64`, `gzip`, `json`.
    Layer,
    /// A name or a position, or several within one layer: `data_list`, `0.properties.url`.
    Field,
}

impl<'a> Tree<'a> {
    /// The tree of a request's findings, by where each stood.
    pub(crate) fn of(openings: impl Iterator<Item = &'a Opening>) -> Self {
        let (mut tree, mut room) = (Self { steps: Vec::new(), left_out: 0 }, MOST_STEPS);
        for (finding, opening) in openings.enumerate() {
            let way = way(opening.as_str());
            if way.len() - known(&tree.steps, &way) > room {
                tree.left_out += 1;
            } else {
                room -= grow(&mut tree.steps, &way, finding);
            }
        }
        tree
    }
}

/// How many steps of a way stand already.
fn known(steps: &[Step<'_>], way: &[(Kind, &str)]) -> usize {
    let Some((&(kind, name), further)) = way.split_first() else { return 0 };
    let step = steps.iter().find(|step| step.kind == kind && step.name == name);
    step.map_or(0, |step| 1 + known(&step.steps, further))
}

/// Leads a way through a tree to a finding; how many steps were new.
fn grow<'a>(steps: &mut Vec<Step<'a>>, way: &[(Kind, &'a str)], finding: usize) -> usize {
    let Some((&(kind, name), further)) = way.split_first() else { return 0 };
    let known = steps.iter().position(|step| step.kind == kind && step.name == name);
    let at = known.unwrap_or_else(|| {
        steps.push(Step { name, kind, findings: Vec::new(), steps: Vec::new() });
        steps.len() - 1
    });
    let step = &mut steps[at];
    if further.is_empty() {
        step.findings.push(finding);
    }
    usize::from(known.is_none()) + grow(&mut step.steps, further, finding)
}

/// The steps of an opening.
fn way(opening: &str) -> Vec<(Kind, &str)> {
    let mut way: Vec<(Kind, &str)> = Vec::new();
    for step in opening.splitn(MOST_PARTS, Opening::JOINT) {
        match way.last() {
            Some((Kind::Layer, before)) if WITH_MEMBERS.contains(before) => {
                way.push((Kind::Field, step));
            }
            Some(before) if *before != (Kind::Layer, ADDRESS) => {
                let kind = if LAYERS.contains(&step) { Kind::Layer } else { Kind::Field };
                way.push((kind, step));
            }
            // A request and an address begin with one of their parts.
            _ => match step.split_once('/') {
                Some((place, field)) if !step.starts_with(HEADER) => {
                    way.extend([(Kind::Place, place), (Kind::Field, field)]);
                }
                _ => way.push((Kind::Place, step)),
            },
        }
    }
    way
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(openings: &[&str]) -> serde_json::Value {
        let openings: Vec<Opening> = openings.iter().copied().map(Opening::at).collect();
        serde_json::to_value(Tree::of(openings.iter())).unwrap()
    }

    /// The tree in one line: the kind's first letter, the name, the findings, what is within.
    fn line(openings: &[&str]) -> String {
        fn of(step: &Step<'_>) -> String {
            let kind = match step.kind {
                Kind::Place => "@",
                Kind::Layer => "+",
                Kind::Field => "",
            };
            let findings: Vec<String> = step.findings.iter().map(|finding| format!("#{finding}")).collect();
            let steps: Vec<String> = step.steps.iter().map(of).collect();
            format!("{kind}{}{}[{}]", step.name, findings.concat(), steps.join(" ")).replace("[]", "")
        }
        let openings: Vec<Opening> = openings.iter().copied().map(Opening::at).collect();
        Tree::of(openings.iter()).steps.iter().map(of).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn openings_that_lead_the_same_way_share_it() {
        assert_eq!(
            line(&[
                "body/data_list › base64 › gzip › json › 0.properties.url",
                "query/dl",
                "body/data_list › base64 › gzip › json › 0.distinct_id",
                "header/cookie › IDE",
                "body/data_list › base64 › gzip › json › 0.properties.url",
                "path/2",
                "body",
            ]),
            "@body#6[data_list[+base64[+gzip[+json[0.properties.url#0#4 0.distinct_id#2]]]]] @query[dl#1] \
             @header/cookie[IDE#3] @path[2#5]"
        );
    }

    #[test]
    fn a_field_that_is_called_like_a_layer_is_a_field() {
        assert_eq!(line(&["body › json › url"]), "@body[+json[url#0]]");
        assert_eq!(
            line(&["body › ndjson › json › url › query/q"]),
            "@body[+ndjson[json[+url[@query[q#0]]]]]"
        );
        assert_eq!(line(&["query/d › base64 › url › query/ul"]), "@query[d[+base64[+url[@query[ul#0]]]]]");
        assert_eq!(line(&["header/referer › url › query/q"]), "@header/referer[+url[@query[q#0]]]");
        assert_eq!(line(&["query/a/b"]), "@query[a/b#0]");
    }

    #[test]
    fn what_has_no_room_is_counted() {
        let long: Vec<String> = (0..100)
            .map(|number| {
                let steps: Vec<String> = (0..60).map(|step| format!("{number}.{step}")).collect();
                format!("body › {}", steps.join(" › "))
            })
            .collect();
        let long: Vec<&str> = long.iter().map(String::as_str).collect();
        let whole = tree(&long);
        let fitting = (MOST_STEPS - 1) / (MOST_PARTS - 1);
        assert_eq!(whole["left_out"], 100 - fitting);
        let body = &whole["steps"][0];
        assert_eq!(body["steps"].as_array().unwrap().len(), fitting);
        let (mut deepest, mut depth) = (body, 1);
        while let Some(next) = deepest["steps"].get(0) {
            (deepest, depth) = (next, depth + 1);
        }
        assert_eq!((depth, &deepest["findings"]), (MOST_PARTS, &serde_json::json!([0])));
        assert!(deepest["name"].as_str().unwrap().ends_with(" › 0.59"));
    }
}
