//! Mozilla Glean, the telemetry of Firefox and other products.

use crate::finding::Category::*;
use crate::payload::beacon::{ANY, Beacon, Mark};
use crate::payload::names::Meaning::{Is, Nothing};

pub(super) const BEACON: Beacon = Beacon {
    name: "mozilla-glean",
    source: "Glean's SDK source and documentation",
    marks: &[
        Mark { hosts: &["incoming.telemetry.mozilla.org"], path: "^/submit/", ..ANY },
        Mark { body: &["\"ping_info\"", "\"client_info\"", "\"telemetry_sdk_build\""], ..ANY },
    ],
    fields: &[
        ("client_info.client_id", Is(PersistentId)),
        ("client_info.session_id", Is(SessionId)),
        ("client_info.os", Is(DeviceProfile)),
        ("client_info.os_version", Is(DeviceProfile)),
        ("client_info.architecture", Is(DeviceProfile)),
        ("client_info.device_model", Is(DeviceProfile)),
        ("client_info.device_manufacturer", Is(DeviceProfile)),
        ("client_info.locale", Is(DeviceProfile)),
        ("client_info.windows_build_number", Is(DeviceProfile)),
        ("client_info.telemetry_sdk_build", Nothing),
        ("client_info.app_build", Nothing),
        ("client_info.build_date", Nothing),
        ("client_info.app_channel", Nothing),
        ("client_info.first_run_date", Nothing),
        ("client_info.app_display_version", Nothing),
        ("metrics.url2.*", Is(PageUrl)),
        ("metrics.url.*", Is(PageUrl)),
        ("metrics.timing_distribution.*", Is(Diagnostics)),
        ("metrics.memory_distribution.*", Is(Diagnostics)),
        ("ping_info.*", Nothing),
    ],
};
