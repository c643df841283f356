//! Branch: deep links and attribution, in browsers and apps.

use crate::finding::Category::*;
use crate::payload::beacon::{ANY, Beacon, Mark};
use crate::payload::names::Meaning::{Is, Nothing};

pub(super) const BEACON: Beacon = Beacon {
    name: "branch",
    source: "Branch's web SDK source; app captures",
    marks: &[
        Mark { hosts: &["branch.io"], path: "/v1/", ..ANY },
        Mark { hosts: &["branch.io"], path: "/v2/", ..ANY },
        Mark { keys: &["branch_key", "browser_fingerprint_id"], ..ANY },
        Mark { body: &["\"branch_key\"", "\"hardware_id\""], ..ANY },
    ],
    fields: &[
        ("current_url", Is(PageUrl)),
        ("initial_referrer", Is(Referrer)),
        ("browser_fingerprint_id", Is(PersistentId)),
        ("randomized_device_token", Is(PersistentId)),
        ("device_fingerprint_id", Is(PersistentId)),
        ("identity_id", Is(PersistentId)),
        ("randomized_bundle_token", Is(PersistentId)),
        ("google_advertising_id", Is(DeviceHwId)),
        ("hardware_id", Is(DeviceHwId)),
        ("idfa", Is(DeviceHwId)),
        ("idfv", Is(DeviceHwId)),
        ("advertising_ids.aaid", Is(DeviceHwId)),
        ("aaid", Is(DeviceHwId)),
        ("identity", Is(AccountId)),
        ("developer_identity", Is(AccountId)),
        ("session_id", Is(SessionId)),
        ("brand", Is(DeviceProfile)),
        ("model", Is(DeviceProfile)),
        ("screen_dpi", Is(DeviceProfile)),
        ("screen_height", Is(DeviceProfile)),
        ("screen_width", Is(DeviceProfile)),
        ("os", Is(DeviceProfile)),
        ("os_version", Is(DeviceProfile)),
        ("locale", Is(DeviceProfile)),
        ("language", Is(DeviceProfile)),
        ("local_ip", Is(Network)),
        ("country", Is(Location)),
        ("metadata.$og_title", Is(PageContent)),
        ("branch_key", Nothing),
        ("sdk", Nothing),
        ("app_id", Nothing),
        ("app_version", Nothing),
        ("link_identifier", Nothing),
    ],
};
