//! Firebase Analytics in apps: protobuf whose fields have numbers only.

use crate::finding::Category::*;
use crate::payload::beacon::{ANY, Beacon, Mark};
use crate::payload::names::Meaning::Is;

pub(super) const BEACON: Beacon = Beacon {
    name: "firebase-analytics",
    source: "D. Leith's reconstruction of the measurement protobuf",
    marks: &[Mark { hosts: &["app-measurement.com", "app-measurement.cn"], path: "/a$", ..ANY }],
    fields: &[
        ("1.21", Is(PersistentId)),
        ("1.30", Is(PersistentId)),
        ("1.19", Is(DeviceHwId)),
        ("1.34", Is(DeviceHwId)),
        ("1.36", Is(DeviceHwId)),
        ("1.8", Is(DeviceProfile)),
        ("1.9", Is(DeviceProfile)),
        ("1.10", Is(DeviceProfile)),
        ("1.11", Is(DeviceProfile)),
        ("1.12", Is(DeviceProfile)),
        ("1.14", Is(PageContent)),
        ("1.52", Is(Consent)),
        ("1.63", Is(SessionId)),
    ],
};
