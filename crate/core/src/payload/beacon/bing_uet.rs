//! Microsoft Advertising's Universal Event Tracking.

use crate::finding::Category::*;
use crate::payload::beacon::{ANY, Beacon, Mark};
use crate::payload::names::Meaning::{Is, Nothing};

pub(super) const BEACON: Beacon = Beacon {
    name: "bing-uet",
    source: "Microsoft's UET documentation; captured requests",
    marks: &[Mark { hosts: &["bat.bing.com", "bat.bing.net"], path: "/action", ..ANY }],
    fields: &[
        ("p", Is(PageUrl)),
        ("tl", Is(PageContent)),
        ("kw", Is(PageContent)),
        ("r", Is(Referrer)),
        ("vid", Is(PersistentId)),
        ("sid", Is(SessionId)),
        ("msclkid", Is(SessionId)),
        ("em", Is(Contact)),
        ("ph", Is(Contact)),
        ("lg", Is(DeviceProfile)),
        ("sw", Is(DeviceProfile)),
        ("sh", Is(DeviceProfile)),
        ("sc", Is(DeviceProfile)),
        ("uach", Is(DeviceProfile)),
        ("cdb", Is(Consent)),
        ("asc", Is(Consent)),
        ("lt", Is(Diagnostics)),
        ("gv", Is(Purchase)),
        ("ea", Is(Interaction)),
        ("el", Is(Interaction)),
        ("ec", Is(Interaction)),
        ("ti", Nothing),
        ("Ver", Nothing),
        ("mid", Nothing),
        ("vids", Nothing),
        ("pi", Nothing),
        ("spa", Nothing),
        ("page_path", Nothing),
        ("evt", Nothing),
        ("rn", Nothing),
        ("bo", Nothing),
        ("gc", Nothing),
        ("tm", Nothing),
    ],
};
