//! The pixel of X (Twitter).

use crate::finding::Category::*;
use crate::payload::beacon::{ANY, Beacon, Mark};
use crate::payload::names::Meaning::{Is, Nothing};

pub(super) const BEACON: Beacon = Beacon {
    name: "x-pixel",
    source: "captured requests; the pixel's own parameters",
    marks: &[
        Mark { hosts: &["analytics.twitter.com", "t.co", "analytics.x.com"], path: "/i/adsct", ..ANY },
        Mark { hosts: &["t.co"], path: "/1/i/adsct", ..ANY },
    ],
    fields: &[
        ("tw_document_href", Is(PageUrl)),
        ("tw_document_referrer", Is(Referrer)),
        ("email_address", Is(Contact)),
        ("phone_number", Is(Contact)),
        ("p_user_id", Is(PersistentId)),
        ("dv", Is(DeviceProfile)),
        ("twclid", Is(SessionId)),
        ("tw_sale_amount", Is(Purchase)),
        ("bci", Nothing),
        ("eci", Nothing),
        ("event_id", Nothing),
        ("pl_id", Nothing),
        ("txn_id", Nothing),
        ("type", Nothing),
        ("version", Nothing),
        ("tw_iframe_status", Nothing),
        ("p_id", Nothing),
        ("tw_order_quantity", Nothing),
    ],
};
