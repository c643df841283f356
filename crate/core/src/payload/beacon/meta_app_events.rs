//! Meta's SDK in apps: app events.

use crate::finding::Category::*;
use crate::payload::beacon::{ANY, Beacon, Mark};
use crate::payload::names::Meaning::{Is, Nothing};

pub(super) const BEACON: Beacon = Beacon {
    name: "meta-app-events",
    source: "captures of apps; the Graph API's app activities",
    marks: &[Mark { hosts: &["graph.facebook.com"], path: "/activities", ..ANY }],
    fields: &[
        ("advertiser_id", Is(DeviceHwId)),
        ("anon_id", Is(PersistentId)),
        ("app_user_id", Is(AccountId)),
        ("ud", Is(Contact)),
        ("extinfo", Is(DeviceProfile)),
        ("fb_content_id", Is(PageContent)),
        ("advertiser_tracking_enabled", Is(Consent)),
        ("application_tracking_enabled", Is(Consent)),
        ("_eventName", Nothing),
        ("format", Nothing),
        ("sdk", Nothing),
    ],
};
