//! INFOnline (IVW): reach measurement; compressed JSON in one form field.

use crate::finding::Category::*;
use crate::payload::beacon::{ANY, Beacon, Mark};
use crate::payload::names::Meaning::{Is, Nothing};

pub(super) const BEACON: Beacon = Beacon {
    name: "infonline",
    source: "app captures",
    marks: &[Mark { hosts: &["ioam.de", "iocnt.net", "iocnt.de"], path: "/tx.io", ..ANY }],
    fields: &[
        ("ur", Is(PageUrl)),
        ("r2", Is(PageUrl)),
        ("rf", Is(Referrer)),
        ("cp", Is(PageContent)),
        ("co", Is(PageContent)),
        ("i00", Is(PersistentId)),
        ("xy", Is(DeviceProfile)),
        ("lg", Is(DeviceProfile)),
        ("client.screen.resolution", Is(DeviceProfile)),
        ("client.platform", Is(DeviceProfile)),
        ("client.language", Is(DeviceProfile)),
        ("client.osVersion", Is(DeviceProfile)),
        ("client.network", Is(Network)),
        ("client.carrier", Is(Network)),
        ("st", Nothing),
        ("sv", Nothing),
        ("mg", Nothing),
        ("lt", Nothing),
        ("ev", Nothing),
        ("vr", Nothing),
        ("id", Nothing),
        ("uuids.*", Is(PersistentId)),
    ],
};
