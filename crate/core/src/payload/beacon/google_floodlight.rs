//! Floodlight of Campaign Manager: parameters stand in the path, joined by semicolons.

use crate::finding::Category::*;
use crate::payload::beacon::{ANY, Beacon, Mark};
use crate::payload::names::Meaning::{Is, Nothing};

pub(super) const BEACON: Beacon = Beacon {
    name: "google-floodlight",
    source: "Campaign Manager's documentation of Floodlight tags",
    marks: &[Mark { hosts: &["fls.doubleclick.net", "ad.doubleclick.net"], path: "/activity", ..ANY }],
    fields: &[
        ("~oref", Is(PageUrl)),
        ("npa", Is(Consent)),
        ("gdpr_consent", Is(Consent)),
        ("gcs", Is(Consent)),
        ("gcd", Is(Consent)),
        ("auiddc", Is(PersistentId)),
        ("em", Is(Contact)),
        ("cost", Is(Purchase)),
        ("uaa", Is(DeviceProfile)),
        ("uab", Is(DeviceProfile)),
        ("uafvl", Is(DeviceProfile)),
        ("uam", Is(DeviceProfile)),
        ("uamb", Is(DeviceProfile)),
        ("uap", Is(DeviceProfile)),
        ("uapv", Is(DeviceProfile)),
        ("uaw", Is(DeviceProfile)),
        ("src", Nothing),
        ("type", Nothing),
        ("cat", Nothing),
        ("num", Nothing),
        ("ord", Nothing),
        ("dc_lat", Nothing),
        ("tag_for_child_directed_treatment", Nothing),
        ("tfua", Nothing),
        ("gtm", Nothing),
        ("qty", Nothing),
    ],
};
