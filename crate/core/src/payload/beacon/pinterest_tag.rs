//! Pinterest Tag: parameters hold JSON or bracketed names.

use crate::finding::Category::*;
use crate::payload::beacon::{ANY, Beacon, Mark};
use crate::payload::names::Meaning::{Is, Nothing};

pub(super) const BEACON: Beacon = Beacon {
    name: "pinterest-tag",
    source: "Pinterest's tag documentation; captured requests",
    marks: &[
        Mark { hosts: &["ct.pinterest.com"], path: "/v3", ..ANY },
        Mark { hosts: &["ct.pinterest.com"], path: "/user", ..ANY },
    ],
    fields: &[
        ("ad.loc", Is(PageUrl)),
        ("ad.ref", Is(Referrer)),
        ("pd.em", Is(Contact)),
        ("pd[em]", Is(Contact)),
        ("pd.ph", Is(Contact)),
        ("pd[ph]", Is(Contact)),
        ("pd.hashed_emails", Is(Contact)),
        ("pd.epik", Is(PersistentId)),
        ("pd[epik]", Is(PersistentId)),
        ("ed.search_query", Is(SearchQuery)),
        ("ed[search_query]", Is(SearchQuery)),
        ("ed.value", Is(Purchase)),
        ("ed[value]", Is(Purchase)),
        ("ed.order_id", Is(Purchase)),
        ("ed[order_id]", Is(Purchase)),
        ("ad.sh", Is(DeviceProfile)),
        ("ad.sw", Is(DeviceProfile)),
        ("tid", Nothing),
        ("cb", Nothing),
        ("event", Nothing),
        ("ed.line_items", Nothing),
        ("ad.is_eu", Nothing),
        ("ad.mh", Nothing),
        ("ad.architecture", Nothing),
        ("dep", Nothing),
        ("pd.pin_unauth", Nothing),
    ],
};
