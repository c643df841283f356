//! Adobe Audience Manager: pairs of partner and user ids.

use crate::finding::Category::*;
use crate::payload::beacon::{ANY, Beacon, Mark};
use crate::payload::names::Meaning::{Is, Nothing};

pub(super) const BEACON: Beacon = Beacon {
    name: "adobe-audience-manager",
    source: "Adobe's documentation of DCS calls",
    marks: &[
        Mark { hosts: &["demdex.net"], path: "/event", ..ANY },
        Mark { hosts: &["demdex.net"], path: "/ibs:", ..ANY },
        Mark { hosts: &["demdex.net"], path: "^/id$", ..ANY },
        Mark { hosts: &["demdex.net"], path: "/ibs", ..ANY },
    ],
    fields: &[
        ("uuid", Is(PersistentId)),
        ("d_uuid", Is(PersistentId)),
        ("mid", Is(PersistentId)),
        ("d_mid", Is(PersistentId)),
        ("dpuuid", Is(PersistentId)),
        ("d_cid", Is(PersistentId)),
        ("cid", Is(PersistentId)),
        ("c_pageurl", Is(PageUrl)),
        ("c_pagename", Is(PageContent)),
        ("c_pageName", Is(PageContent)),
        ("gdpr_consent", Is(Consent)),
        ("dpid", Nothing),
        ("d_orgid", Nothing),
        ("d_nsid", Nothing),
        ("d_rtbd", Nothing),
        ("d_ver", Nothing),
        ("ts", Nothing),
        ("d_visid_ver", Nothing),
    ],
};
