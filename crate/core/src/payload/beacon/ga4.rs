//! Google Analytics 4, on Google's hosts and on any other (server-side tagging).

use crate::finding::Category::*;
use crate::payload::beacon::{ANY, Beacon, Mark};
use crate::payload::names::Meaning::{Is, May, Nothing};

pub(super) const BEACON: Beacon = Beacon {
    name: "ga4",
    source: "captured requests; the parameter names that Google's tag sends to /g/collect",
    marks: &[Mark { keys: &["v=2", "tid=G-"], ..ANY }, Mark { path: "/g/collect$", keys: &["tid"], ..ANY }],
    fields: &[
        ("dl", Is(PageUrl)),
        ("ep.link_url", May(PageUrl)),
        ("ep.page_location", Is(PageUrl)),
        ("dt", Is(PageContent)),
        ("dr", Is(Referrer)),
        ("ep.search_term", Is(SearchQuery)),
        ("ep.file_name", Is(MediaDownload)),
        ("cid", Is(PersistentId)),
        ("ecid", Is(PersistentId)),
        ("_fid", Is(PersistentId)),
        ("uid", Is(AccountId)),
        ("em", Is(Contact)),
        ("sid", Is(SessionId)),
        ("_p", Is(SessionId)),
        ("sr", Is(DeviceProfile)),
        ("ul", Is(DeviceProfile)),
        ("uaa", Is(DeviceProfile)),
        ("uab", Is(DeviceProfile)),
        ("uafvl", Is(DeviceProfile)),
        ("uam", Is(DeviceProfile)),
        ("uap", Is(DeviceProfile)),
        ("uapv", Is(DeviceProfile)),
        ("ur", Is(Location)),
        ("gcs", Is(Consent)),
        ("gcd", Is(Consent)),
        ("en", Nothing),
        ("tid", Nothing),
        ("gtm", Nothing),
        ("_s", Nothing),
        ("tag_exp", Nothing),
    ],
};
