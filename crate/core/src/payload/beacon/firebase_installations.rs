//! Firebase Installations: gives an app its id and token.

use crate::finding::Category::*;
use crate::payload::beacon::{ANY, Beacon, Mark};
use crate::payload::names::Meaning::{Is, Nothing};

pub(super) const BEACON: Beacon = Beacon {
    name: "firebase-installations",
    source: "Firebase's SDK source",
    marks: &[Mark { hosts: &["firebaseinstallations.googleapis.com"], path: "/installations", ..ANY }],
    fields: &[
        ("fid", Is(PersistentId)),
        ("refreshToken", Is(Credential)),
        ("authToken.token", Is(Credential)),
        ("appId", Nothing),
        ("authVersion", Nothing),
        ("sdkVersion", Nothing),
    ],
};
