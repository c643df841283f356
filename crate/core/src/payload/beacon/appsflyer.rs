//! AppsFlyer: attribution in apps.

use crate::finding::Category::*;
use crate::payload::beacon::{ANY, Beacon, Mark};
use crate::payload::names::Meaning::{Is, Nothing};

pub(super) const BEACON: Beacon = Beacon {
    name: "appsflyer",
    source: "decompiled SDK: addresses and query; later bodies are encrypted",
    marks: &[
        Mark { hosts: &["appsflyer.com", "appsflyersdk.com"], path: "/androidevent", ..ANY },
        Mark { hosts: &["appsflyer.com", "appsflyersdk.com"], path: "/install_data", ..ANY },
        Mark { hosts: &["appsflyer.com"], path: "/iosevent", ..ANY },
        Mark { hosts: &["events.appsflyer.com", "register.appsflyer.com"], ..ANY },
    ],
    fields: &[
        ("advertiserId", Is(DeviceHwId)),
        ("android_id", Is(DeviceHwId)),
        ("imei", Is(DeviceHwId)),
        ("oaid", Is(DeviceHwId)),
        ("uid", Is(PersistentId)),
        ("device_id", Is(PersistentId)),
        ("referrer", Is(Referrer)),
        ("install_referrer", Is(Referrer)),
        ("brand", Is(DeviceProfile)),
        ("model", Is(DeviceProfile)),
        ("device", Is(DeviceProfile)),
        ("sdk", Is(DeviceProfile)),
        ("lang", Is(DeviceProfile)),
        ("product", Is(DeviceProfile)),
        ("deviceType", Is(DeviceProfile)),
        ("carrier", Is(Network)),
        ("operator", Is(Network)),
        ("network", Is(Network)),
        ("appUserId", Is(AccountId)),
        ("country", Is(Location)),
        ("appsflyerKey", Nothing),
        ("af_timestamp", Nothing),
        ("buildnumber", Nothing),
        ("app_id", Nothing),
        ("app_version_name", Nothing),
        ("app_version_code", Nothing),
    ],
};
