//! Google Analytics before version 4 (Universal Analytics, measurement protocol 1).

use crate::finding::Category::*;
use crate::payload::beacon::{ANY, Beacon, Mark};
use crate::payload::names::Meaning::{Is, Nothing};

pub(super) const BEACON: Beacon = Beacon {
    name: "google-analytics-universal",
    source: "Google's measurement protocol reference; captured requests",
    marks: &[
        Mark {
            hosts: &["google-analytics.com", "analytics.google.com", "doubleclick.net"],
            path: "collect",
            keys: &["tid=UA-"],
            ..ANY
        },
        Mark { keys: &["v=1", "tid=UA-"], ..ANY },
    ],
    fields: &[
        ("dl", Is(PageUrl)),
        ("dp", Is(PageUrl)),
        ("dh", Is(PageHost)),
        ("dt", Is(PageContent)),
        ("cd", Is(PageContent)),
        ("dr", Is(Referrer)),
        ("cid", Is(PersistentId)),
        ("_gid", Is(PersistentId)),
        ("uid", Is(AccountId)),
        ("gclid", Is(SessionId)),
        ("dclid", Is(SessionId)),
        ("sr", Is(DeviceProfile)),
        ("vp", Is(DeviceProfile)),
        ("sd", Is(DeviceProfile)),
        ("ul", Is(DeviceProfile)),
        ("de", Is(DeviceProfile)),
        ("je", Is(DeviceProfile)),
        ("fl", Is(DeviceProfile)),
        ("geoid", Is(Location)),
        ("uip", Is(Network)),
        ("tr", Is(Purchase)),
        ("ti", Is(Purchase)),
        ("ec", Is(Interaction)),
        ("ea", Is(Interaction)),
        ("el", Is(Interaction)),
        ("gcs", Is(Consent)),
        ("gcd", Is(Consent)),
        ("v", Nothing),
        ("t", Nothing),
        ("tid", Nothing),
        ("a", Nothing),
        ("z", Nothing),
        ("jid", Nothing),
        ("gjid", Nothing),
        ("_v", Nothing),
        ("_u", Nothing),
        ("gtm", Nothing),
    ],
};
