//! OneSignal: push subscriptions.

use crate::finding::Category::*;
use crate::payload::beacon::{ANY, Beacon, Mark};
use crate::payload::names::Meaning::{Is, Nothing};

pub(super) const BEACON: Beacon = Beacon {
    name: "onesignal",
    source: "app captures; OneSignal's API reference",
    marks: &[
        Mark { hosts: &["onesignal.com"], path: "/players", ..ANY },
        Mark { hosts: &["onesignal.com"], path: "/subscriptions", ..ANY },
        Mark { hosts: &["onesignal.com"], path: "/users", ..ANY },
    ],
    fields: &[
        ("identifier", Is(PersistentId)),
        ("ad_id", Is(PersistentId)),
        ("email", Is(Contact)),
        ("sms_number", Is(Contact)),
        ("identity.email", Is(Contact)),
        ("external_user_id", Is(AccountId)),
        ("identity.external_id", Is(AccountId)),
        ("external_id", Is(AccountId)),
        ("device_model", Is(DeviceProfile)),
        ("device_os", Is(DeviceProfile)),
        ("language", Is(DeviceProfile)),
        ("timezone", Is(DeviceProfile)),
        ("timezone_id", Is(DeviceProfile)),
        ("lat", Is(Location)),
        ("long", Is(Location)),
        ("country", Is(Location)),
        ("carrier", Is(Network)),
        ("net_type", Is(Network)),
        ("ip", Is(Network)),
        ("identifier_auth_hash", Is(Credential)),
        ("web_auth", Is(Credential)),
        ("app_id", Nothing),
        ("sdk", Nothing),
        ("game_version", Nothing),
        ("notification_types", Nothing),
        ("device_type", Nothing),
    ],
};
