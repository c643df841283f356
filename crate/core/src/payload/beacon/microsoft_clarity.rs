//! Microsoft Clarity: replays of whole visits; the envelope's members have positions, not names.

use crate::finding::Category::*;
use crate::payload::beacon::{ANY, Beacon, Mark};
use crate::payload::names::Meaning::{Is, Nothing};

pub(super) const BEACON: Beacon = Beacon {
    name: "microsoft-clarity",
    source: "Clarity's SDK source",
    marks: &[
        Mark { hosts: &["clarity.ms"], path: "/collect", ..ANY },
        Mark { hosts: &["clarity.ms"], path: "/eus", ..ANY },
        Mark { body: &["\"e\":[\"0."], ..ANY },
    ],
    fields: &[
        ("e#11", Is(PageUrl)),
        ("e#5", Is(PersistentId)),
        ("e#6", Is(SessionId)),
        ("p", Is(Interaction)),
        ("e#4", Nothing),
        ("e#0", Nothing),
    ],
};
