//! Chrome's usage statistics (UMA): protobuf, most often compressed.

use crate::finding::Category::*;
use crate::payload::beacon::{ANY, Beacon, Mark};
use crate::payload::names::Meaning::{Is, Nothing};

pub(super) const BEACON: Beacon = Beacon {
    name: "chrome-uma",
    source: "captured requests; Chromium's chrome_user_metrics_extension.proto",
    marks: &[Mark {
        hosts: &["clientservices.googleapis.com", "clients4.google.com"],
        path: "^/uma/",
        ..ANY
    }],
    fields: &[
        ("^1", Is(PersistentId)),
        ("3.2", Is(DeviceProfile)),
        ("3.5.1", Is(DeviceProfile)),
        ("3.5.2", Is(DeviceProfile)),
        ("3.4", Is(DeviceProfile)),
        ("^2", Nothing),
    ],
};
