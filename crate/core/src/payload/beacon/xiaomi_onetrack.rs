//! Xiaomi OneTrack, the newer analytics of MIUI: a head and a body for each event.

use crate::finding::Category::*;
use crate::payload::beacon::{ANY, Beacon, Mark};
use crate::payload::names::Meaning::{Is, May, Nothing};

pub(super) const BEACON: Beacon = Beacon {
    name: "xiaomi-onetrack",
    source: "a public client of /track/v4; names confirmed in the decompiled SDK",
    marks: &[
        Mark {
            hosts: &[
                "tracking.miui.com",
                "tracking.intl.miui.com",
                "tracking.india.miui.com",
                "tracking.rus.miui.com",
            ],
            path: "/track/",
            ..ANY
        },
        Mark { body: &["\"H\":{", "\"B\":{", "\"instance_id\""], ..ANY },
    ],
    fields: &[
        ("H.instance_id", Is(PersistentId)),
        ("H.uid", Is(AccountId)),
        ("B.url", May(PageUrl)),
        ("B.search_word", Is(SearchQuery)),
        ("H.model", Is(DeviceProfile)),
        ("H.os_ver", Is(DeviceProfile)),
        ("H.build", Is(DeviceProfile)),
        ("H.region", Is(Location)),
        ("H.uid_type", Nothing),
        ("H.instance_id_type", Nothing),
        ("H.app_id", Nothing),
        ("H.event", Nothing),
        ("H.e_ts", Nothing),
    ],
};
