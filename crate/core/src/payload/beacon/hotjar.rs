//! Hotjar: visit data of surveys and recordings.

use crate::finding::Category::*;
use crate::payload::beacon::{ANY, Beacon, Mark};
use crate::payload::names::Meaning::{Is, Nothing};

pub(super) const BEACON: Beacon = Beacon {
    name: "hotjar",
    source: "captured requests",
    marks: &[
        Mark { hosts: &["hotjar.com", "hotjar.io"], path: "/client/sites/", ..ANY },
        Mark { hosts: &["hotjar.com", "hotjar.io"], path: "/visit-data", ..ANY },
    ],
    fields: &[
        ("user_id", Is(PersistentId)),
        ("page_url", Is(PageUrl)),
        ("session_id", Is(SessionId)),
        ("window_width", Is(DeviceProfile)),
        ("window_height", Is(DeviceProfile)),
        ("device", Is(DeviceProfile)),
        ("site_id", Nothing),
        ("sv", Nothing),
        ("gzip", Nothing),
    ],
};
