//! LinkedIn Insight Tag.

use crate::finding::Category::*;
use crate::payload::beacon::{ANY, Beacon, Mark};
use crate::payload::names::Meaning::{Is, Nothing};

pub(super) const BEACON: Beacon = Beacon {
    name: "linkedin-insight",
    source: "captured requests; LinkedIn's tag",
    marks: &[
        Mark {
            hosts: &["px.ads.linkedin.com", "px4.ads.linkedin.com", "dc.ads.linkedin.com"],
            path: "/collect",
            ..ANY
        },
        Mark { hosts: &["px.ads.linkedin.com"], path: "/attribution_trigger", ..ANY },
        Mark { hosts: &["px.ads.linkedin.com"], path: "/wa", ..ANY },
        Mark { path: "/collect", keys: &["pid", "url", "v", "fmt"], ..ANY },
    ],
    fields: &[
        ("url", Is(PageUrl)),
        ("li_adsId", Is(PersistentId)),
        ("liSync", Is(PersistentId)),
        ("li_fat_id", Is(SessionId)),
        ("hem", Is(Contact)),
        ("ref", Is(Referrer)),
        ("pid", Nothing),
        ("time", Nothing),
        ("fmt", Nothing),
        ("conversionId", Nothing),
        ("v", Nothing),
        ("e_ipv6", Nothing),
    ],
};
