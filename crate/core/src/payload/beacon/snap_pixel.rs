//! Snap Pixel.

use crate::finding::Category::*;
use crate::payload::beacon::{ANY, Beacon, Mark};
use crate::payload::names::Meaning::{Is, Nothing};

pub(super) const BEACON: Beacon = Beacon {
    name: "snap-pixel",
    source: "captured requests; Snap's pixel documentation",
    marks: &[
        Mark { hosts: &["snapchat.com"], path: "^/p$", keys: &["pid"], ..ANY },
        Mark { hosts: &["snapchat.com"], path: "/cm/i", ..ANY },
        Mark { hosts: &["snapchat.com"], path: "/v3/", ..ANY },
        Mark { hosts: &["tr.snapchat.com", "tr-shadow.snapchat.com", "tr6.snapchat.com"], ..ANY },
    ],
    fields: &[
        ("pl", Is(PageUrl)),
        ("ctx.url", Is(PageUrl)),
        ("rf", Is(Referrer)),
        ("u_c1", Is(PersistentId)),
        ("u_scid", Is(PersistentId)),
        ("u_sclid", Is(SessionId)),
        ("u_hem", Is(Contact)),
        ("u_hpn", Is(Contact)),
        ("e_ss", Is(SearchQuery)),
        ("e_pr", Is(Purchase)),
        ("e_tid", Is(Purchase)),
        ("d_os", Is(DeviceProfile)),
        ("d_bvs", Is(DeviceProfile)),
        ("d_ot", Is(DeviceProfile)),
        ("d_a", Is(DeviceProfile)),
        ("u_hmaid", Is(Network)),
        ("pid", Nothing),
        ("pids", Nothing),
        ("ev", Nothing),
        ("ts", Nothing),
        ("v", Nothing),
        ("bt", Nothing),
        ("m_sl", Nothing),
        ("m_rd", Nothing),
        ("e_iids", Nothing),
        ("e_cur", Nothing),
    ],
};
