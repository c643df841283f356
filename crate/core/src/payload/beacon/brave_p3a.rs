//! Brave's P3A: answers to counted questions, without an id by design.

use crate::finding::Category::*;
use crate::payload::beacon::{ANY, Beacon, Mark};
use crate::payload::names::Meaning::{Is, Nothing};

pub(super) const BEACON: Beacon = Beacon {
    name: "brave-p3a",
    source: "Brave's P3A documentation and source",
    marks: &[
        Mark { hosts: &["brave.com"], path: "^/", keys: &["metric_name"], ..ANY },
        Mark {
            hosts: &["p3a.brave.com", "p3a-json.brave.com", "p3a-creative.brave.com", "p2a-json.brave.com"],
            ..ANY
        },
        Mark { hosts: &["star-randsrv.bsg.brave.com", "collector.bsg.brave.com"], ..ANY },
    ],
    fields: &[
        ("platform", Is(DeviceProfile)),
        ("country_code", Is(Location)),
        ("region", Is(Location)),
        ("metric_value", Is(Diagnostics)),
        ("metric_name", Is(Diagnostics)),
        ("channel", Nothing),
        ("version", Nothing),
        ("woi", Nothing),
        ("yoi", Nothing),
        ("wos", Nothing),
        ("yos", Nothing),
        ("cadence", Nothing),
        ("ref", Nothing),
        ("metric_hash", Nothing),
        ("dtoi", Nothing),
    ],
};
