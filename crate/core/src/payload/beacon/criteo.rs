//! Criteo: events nested as query strings within parameters.

use crate::finding::Category::*;
use crate::payload::beacon::{ANY, Beacon, Mark};
use crate::payload::names::Meaning::{Is, Nothing};

pub(super) const BEACON: Beacon = Beacon {
    name: "criteo",
    source: "captured requests; Criteo's OneTag documentation",
    marks: &[
        Mark { hosts: &["criteo.com", "criteo.net"], path: "/event", ..ANY },
        Mark { hosts: &["criteo.com"], path: "/syncframe", ..ANY },
        Mark { hosts: &["criteo.com"], path: "/sid/json", ..ANY },
        Mark { hosts: &["criteo.com"], path: "/cdb", ..ANY },
        Mark { hosts: &["criteo.com"], path: "/sid", ..ANY },
    ],
    fields: &[
        ("topUrl", Is(PageUrl)),
        ("fu", Is(PageUrl)),
        ("tld.url", Is(PageUrl)),
        ("publisher.url", Is(PageUrl)),
        ("bundle", Is(PersistentId)),
        ("uid", Is(PersistentId)),
        ("cw.bundle", Is(PersistentId)),
        ("user.deviceid", Is(PersistentId)),
        ("m", Is(Contact)),
        ("sha256_hashed_email", Is(Contact)),
        ("eml", Is(Contact)),
        ("id", Is(Purchase)),
        ("kw", Is(SearchQuery)),
        ("gdpr_consent", Is(Consent)),
        ("gdprString", Is(Consent)),
        ("a", Nothing),
        ("v", Nothing),
        ("e", Nothing),
        ("tld", Nothing),
        ("origin", Nothing),
        ("lsw", Nothing),
        ("networkId", Nothing),
        ("zoneId", Nothing),
        ("cs.*", Nothing),
    ],
};
