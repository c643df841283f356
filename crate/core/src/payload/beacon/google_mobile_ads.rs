//! Google Mobile Ads in apps.

use crate::finding::Category::*;
use crate::payload::beacon::{ANY, Beacon, Mark};
use crate::payload::names::Meaning::{Is, Nothing};

pub(super) const BEACON: Beacon = Beacon {
    name: "google-mobile-ads",
    source: "app captures; the ad request parameters that Ad Manager documents",
    marks: &[
        Mark { hosts: &["googleads.g.doubleclick.net"], path: "/mads/gma", ..ANY },
        Mark {
            hosts: &["googleads.g.doubleclick.net", "pubads.g.doubleclick.net"],
            path: "/getconfig/pubsetting",
            ..ANY
        },
        Mark { hosts: &["googleads.g.doubleclick.net"], path: "/pagead/interaction", ..ANY },
    ],
    fields: &[
        ("rdid", Is(DeviceHwId)),
        ("hl", Is(DeviceProfile)),
        ("an", Is(PageContent)),
        ("msid", Is(PageContent)),
        ("app_name", Is(PageContent)),
        ("is_lat", Is(Consent)),
        ("npa", Is(Consent)),
        ("idtype", Nothing),
        ("client", Nothing),
        ("slotname", Nothing),
        ("ai", Nothing),
    ],
};
