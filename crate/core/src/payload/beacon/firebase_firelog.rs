//! Firelog, the transport of Firebase and Crashlytics logs.

use crate::finding::Category::*;
use crate::payload::beacon::{ANY, Beacon, Mark};
use crate::payload::names::Meaning::{Is, Nothing};

pub(super) const BEACON: Beacon = Beacon {
    name: "firebase-firelog",
    source: "Google's datatransport SDK: addresses and names of its JSON encoder",
    marks: &[Mark {
        hosts: &[
            "firebaselogging-pa.googleapis.com",
            "crashlyticsreports-pa.googleapis.com",
            "firebaselogging.googleapis.com",
        ],
        path: "log",
        ..ANY
    }],
    fields: &[
        ("androidClientInfo.model", Is(DeviceProfile)),
        ("androidClientInfo.hardware", Is(DeviceProfile)),
        ("androidClientInfo.device", Is(DeviceProfile)),
        ("androidClientInfo.product", Is(DeviceProfile)),
        ("androidClientInfo.osBuild", Is(DeviceProfile)),
        ("androidClientInfo.manufacturer", Is(DeviceProfile)),
        ("androidClientInfo.fingerprint", Is(DeviceProfile)),
        ("androidClientInfo.locale", Is(DeviceProfile)),
        ("androidClientInfo.country", Is(Location)),
        ("androidClientInfo.mccMnc", Is(Network)),
        ("networkConnectionInfo.networkType", Is(Network)),
        ("logSource", Nothing),
        ("clientType", Nothing),
        ("sdkVersion", Nothing),
        ("applicationBuild", Nothing),
    ],
};
