//! Xiaomi MiStat: encrypted, so that little more than its recipient can be said.

use crate::payload::beacon::{ANY, Beacon, Mark};
use crate::payload::names::Meaning::Nothing;

pub(super) const BEACON: Beacon = Beacon {
    name: "xiaomi-mistat",
    source: "decompiled SDK: payload is base64 of AES of gzip of JSON, beside an app's id",
    marks: &[Mark {
        hosts: &[
            "data.mistat.xiaomi.com",
            "data.mistat.intl.xiaomi.com",
            "data.mistat.india.xiaomi.com",
            "data.mistat.rus.xiaomi.com",
        ],
        path: "/mistats",
        ..ANY
    }],
    fields: &[("ai", Nothing), ("sv", Nothing), ("av", Nothing), ("rg", Nothing), ("pv", Nothing)],
};
