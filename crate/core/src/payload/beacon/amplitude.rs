//! Amplitude.

use crate::finding::Category::*;
use crate::payload::beacon::{ANY, Beacon, Mark};
use crate::payload::names::Meaning::{Is, Nothing};

pub(super) const BEACON: Beacon = Beacon {
    name: "amplitude",
    source: "Amplitude's browser SDK source and HTTP API reference",
    marks: &[
        Mark { hosts: &["amplitude.com"], path: "/2/httpapi", ..ANY },
        Mark { hosts: &["amplitude.com"], path: "/batch", ..ANY },
        Mark { hosts: &["amplitude.com"], keys: &["e", "client"], ..ANY },
        Mark { body: &["\"api_key\"", "\"event_type\"", "\"device_id\""], ..ANY },
    ],
    fields: &[
        ("[Amplitude] Page Location", Is(PageUrl)),
        ("[Amplitude] Page URL", Is(PageUrl)),
        ("[Amplitude] Page Path", Is(PageUrl)),
        ("Page URL", Is(PageUrl)),
        ("[Amplitude] Page Title", Is(PageContent)),
        ("Page Title", Is(PageContent)),
        ("referrer", Is(Referrer)),
        ("initial_referrer", Is(Referrer)),
        ("[Amplitude] Page Referrer", Is(Referrer)),
        ("device_id", Is(PersistentId)),
        ("session_id", Is(SessionId)),
        ("user_id", Is(AccountId)),
        ("platform", Is(DeviceProfile)),
        ("os_name", Is(DeviceProfile)),
        ("os_version", Is(DeviceProfile)),
        ("device_model", Is(DeviceProfile)),
        ("device_manufacturer", Is(DeviceProfile)),
        ("language", Is(DeviceProfile)),
        ("adid", Is(DeviceHwId)),
        ("idfa", Is(DeviceHwId)),
        ("idfv", Is(DeviceHwId)),
        ("android_id", Is(DeviceHwId)),
        ("country", Is(Location)),
        ("region", Is(Location)),
        ("city", Is(Location)),
        ("location_lat", Is(Location)),
        ("location_lng", Is(Location)),
        ("carrier", Is(Network)),
        ("events.ip", Is(Network)),
        ("[Amplitude] Element Text", Is(Interaction)),
        ("api_key", Nothing),
        ("insert_id", Nothing),
        ("event_type", Nothing),
        ("library", Nothing),
        ("client_upload_time", Nothing),
        ("event_id", Nothing),
    ],
};
