//! Umeng: a binary envelope; the headers name app and device.

use crate::finding::Category::*;
use crate::payload::beacon::{ANY, Beacon, Mark};
use crate::payload::names::Meaning::{Is, Nothing};

pub(super) const BEACON: Beacon = Beacon {
    name: "umeng",
    source: "decompiled SDK and captures; content is encrypted",
    marks: &[Mark {
        hosts: &[
            "ulogs.umeng.com",
            "ulogs.umengcloud.com",
            "alogus.umeng.com",
            "alogsus.umeng.com",
            "alog.umeng.com",
            "plbslog.umeng.com",
        ],
        ..ANY
    }],
    fields: &[
        ("device_model", Is(DeviceProfile)),
        ("os_version", Is(DeviceProfile)),
        ("resolution", Is(DeviceProfile)),
        ("idmd5", Is(DeviceHwId)),
        ("imei", Is(DeviceHwId)),
        ("umid", Is(PersistentId)),
        ("device_id", Is(PersistentId)),
        ("zdata", Is(PersistentId)),
        ("appkey", Nothing),
    ],
};
