//! Baidu Tongji.

use crate::finding::Category::*;
use crate::payload::beacon::{ANY, Beacon, Mark};
use crate::payload::names::Meaning::{Is, Nothing};

pub(super) const BEACON: Beacon = Beacon {
    name: "baidu-tongji",
    source: "captured requests",
    marks: &[
        Mark { hosts: &["hm.baidu.com"], path: "/hm.gif", ..ANY },
        Mark { path: "/hm.gif$", keys: &["si"], ..ANY },
    ],
    fields: &[
        ("u", Is(PageUrl)),
        ("tt", Is(PageContent)),
        ("su", Is(Referrer)),
        ("hca", Is(PersistentId)),
        ("cl", Is(DeviceProfile)),
        ("ds", Is(DeviceProfile)),
        ("vl", Is(DeviceProfile)),
        ("ln", Is(DeviceProfile)),
        ("fl", Is(DeviceProfile)),
        ("ja", Is(DeviceProfile)),
        ("ep", Is(Interaction)),
        ("cc", Nothing),
        ("ck", Nothing),
        ("si", Nothing),
        ("v", Nothing),
        ("lo", Nothing),
        ("lv", Nothing),
        ("lt", Nothing),
        ("et", Nothing),
        ("rnd", Nothing),
        ("ct", Nothing),
        ("nv", Nothing),
        ("st", Nothing),
        ("ww", Nothing),
        ("sn", Nothing),
        ("r", Nothing),
    ],
};
