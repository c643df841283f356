//! Reddit Pixel.

use crate::finding::Category::*;
use crate::payload::beacon::{ANY, Beacon, Mark};
use crate::payload::names::Meaning::{Is, Nothing};

pub(super) const BEACON: Beacon = Beacon {
    name: "reddit-pixel",
    source: "captured requests",
    marks: &[
        Mark { hosts: &["alb.reddit.com", "www.reddit.com"], path: "/rp.gif", ..ANY },
        Mark { hosts: &["pixel-config.reddit.com"], path: "/", ..ANY },
    ],
    fields: &[
        ("uuid", Is(PersistentId)),
        ("em", Is(Contact)),
        ("ph", Is(Contact)),
        ("external_id", Is(Contact)),
        ("aaid", Is(DeviceHwId)),
        ("idfa", Is(DeviceHwId)),
        ("sw", Is(DeviceProfile)),
        ("sh", Is(DeviceProfile)),
        ("m.value", Is(Purchase)),
        ("rdt_cid", Is(SessionId)),
        ("click_id", Is(SessionId)),
        ("id", Nothing),
        ("ts", Nothing),
        ("event", Nothing),
        ("v", Nothing),
        ("dpm", Nothing),
        ("dpcc", Nothing),
        ("dprc", Nothing),
        ("opt_out", Nothing),
        ("integration", Nothing),
        ("m.currency", Nothing),
        ("m.conversionId", Nothing),
    ],
};
