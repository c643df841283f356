//! Adobe Analytics (AppMeasurement), on Adobe's hosts and behind a site's own name.

use crate::finding::Category::*;
use crate::payload::beacon::{ANY, Beacon, Mark};
use crate::payload::names::Meaning::{Is, Nothing};

pub(super) const BEACON: Beacon = Beacon {
    name: "adobe-analytics",
    source: "Adobe's data collection query parameters",
    marks: &[
        Mark { path: "/b/ss/", ..ANY },
        Mark { hosts: &["2o7.net", "omtrdc.net"], keys: &["pageName"], ..ANY },
    ],
    fields: &[
        ("g", Is(PageUrl)),
        ("-g", Is(PageUrl)),
        ("pageName", Is(PageContent)),
        ("ch", Is(PageContent)),
        ("r", Is(Referrer)),
        ("mid", Is(PersistentId)),
        ("aid", Is(PersistentId)),
        ("vid", Is(PersistentId)),
        ("fid", Is(PersistentId)),
        ("s", Is(DeviceProfile)),
        ("bw", Is(DeviceProfile)),
        ("bh", Is(DeviceProfile)),
        ("c", Is(DeviceProfile)),
        ("j", Is(DeviceProfile)),
        ("v", Is(DeviceProfile)),
        ("k", Is(DeviceProfile)),
        ("t", Is(DeviceProfile)),
        ("p", Is(DeviceProfile)),
        ("products", Is(Purchase)),
        ("purchaseID", Is(Purchase)),
        ("oid", Is(Interaction)),
        ("pev1", Is(Interaction)),
        ("pev2", Is(Interaction)),
        ("pe", Is(Interaction)),
        ("AQB", Nothing),
        ("AQE", Nothing),
        ("ndh", Nothing),
        ("mcorgid", Nothing),
        ("ce", Nothing),
        ("cc", Nothing),
        ("events", Nothing),
        ("pidt", Nothing),
        ("ot", Nothing),
        ("vmt", Nothing),
        ("vmf", Nothing),
        ("hc1", Nothing),
        ("ns", Nothing),
        ("rsid", Nothing),
    ],
};
