//! Tencent Beacon: parameters with numbered names.

use crate::finding::Category::*;
use crate::payload::beacon::{ANY, Beacon, Mark};
use crate::payload::names::Meaning::{Is, May, Nothing};

pub(super) const BEACON: Beacon = Beacon {
    name: "tencent-beacon",
    source: "Tencent's web SDK, partly",
    marks: &[
        Mark { hosts: &["beacon.qq.com", "svibeacon.onezapp.com"], path: "upload", ..ANY },
        Mark { body: &["\"mapValue\"", "\"eventCode\"", "\"common\""], ..ANY },
    ],
    fields: &[
        ("common.A3", Is(PersistentId)),
        ("common.A2", Is(PersistentId)),
        ("common.A17", Is(DeviceProfile)),
        ("common.A4", Is(SessionId)),
        ("common.A102", May(PageUrl)),
        ("common.A104", May(Referrer)),
        ("sdkId", Nothing),
        ("sdkVersion", Nothing),
        ("platformId", Nothing),
        ("eventCode", Nothing),
        ("appkey", Nothing),
    ],
};
