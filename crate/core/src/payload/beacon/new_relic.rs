//! New Relic Browser.

use crate::finding::Category::*;
use crate::payload::beacon::{ANY, Beacon, Mark};
use crate::payload::names::Meaning::{Is, Nothing};

pub(super) const BEACON: Beacon = Beacon {
    name: "new-relic",
    source: "New Relic's browser agent source",
    marks: &[
        Mark { hosts: &["nr-data.net", "newrelic.com"], keys: &["ref"], ..ANY },
        Mark { hosts: &["nr-data.net"], path: "/1/", ..ANY },
        Mark { hosts: &["nr-data.net"], path: "/browser/blobs", ..ANY },
    ],
    fields: &[
        ("ref", Is(PageUrl)),
        ("s", Is(SessionId)),
        ("ptid", Is(SessionId)),
        ("enduser.id", Is(AccountId)),
        ("perf", Is(Diagnostics)),
        ("fe", Is(Diagnostics)),
        ("dc", Is(Diagnostics)),
        ("be", Is(Diagnostics)),
        ("ap", Is(Diagnostics)),
        ("err", Is(Diagnostics)),
        ("ua", Is(DeviceProfile)),
        ("a", Nothing),
        ("v", Nothing),
        ("to", Nothing),
        ("rst", Nothing),
        ("ck", Nothing),
        ("ct", Nothing),
        ("t", Nothing),
        ("tt", Nothing),
        ("us", Nothing),
        ("ac", Nothing),
        ("pl", Nothing),
        ("sa", Nothing),
        ("browser_monitoring_key", Nothing),
    ],
};
