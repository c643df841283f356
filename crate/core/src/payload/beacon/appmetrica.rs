//! AppMetrica: ids stand in the query, the body is protobuf or encrypted.

use crate::finding::Category::*;
use crate::payload::beacon::{ANY, Beacon, Mark};
use crate::payload::names::Meaning::{Is, Nothing};

pub(super) const BEACON: Beacon = Beacon {
    name: "appmetrica",
    source: "AppMetrica's SDK; app captures",
    marks: &[
        Mark { hosts: &["appmetrica.yandex.net", "startup.mobile.yandex.net"], path: "/", ..ANY },
        Mark { keys: &["api_key_128", "deviceid"], ..ANY },
    ],
    fields: &[
        ("deviceid", Is(PersistentId)),
        ("uuid", Is(PersistentId)),
        ("android_id", Is(DeviceHwId)),
        ("adv_id", Is(DeviceHwId)),
        ("oaid", Is(DeviceHwId)),
        ("yandex_adv_id", Is(DeviceHwId)),
        ("huawei_oaid", Is(DeviceHwId)),
        ("app_set_id", Is(DeviceHwId)),
        ("ifv", Is(DeviceHwId)),
        ("model", Is(DeviceProfile)),
        ("manufacturer", Is(DeviceProfile)),
        ("os_version", Is(DeviceProfile)),
        ("screen_width", Is(DeviceProfile)),
        ("screen_height", Is(DeviceProfile)),
        ("screen_dpi", Is(DeviceProfile)),
        ("scalefactor", Is(DeviceProfile)),
        ("locale", Is(DeviceProfile)),
        ("is_rooted", Is(DeviceProfile)),
        ("device_type", Is(DeviceProfile)),
        ("app_platform", Is(DeviceProfile)),
        ("app_id", Is(PageContent)),
        ("api_key_128", Nothing),
        ("analytics_sdk_version", Nothing),
        ("app_build_number", Nothing),
        ("request_id", Nothing),
        ("kit_build_number", Nothing),
    ],
};
