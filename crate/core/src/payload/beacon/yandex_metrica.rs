//! Yandex Metrica: one parameter is a list of short keys and values.

use crate::finding::Category::*;
use crate::payload::beacon::{ANY, Beacon, Mark};
use crate::payload::names::Meaning::{Is, Nothing};

pub(super) const BEACON: Beacon = Beacon {
    name: "yandex-metrica",
    source: "captured requests",
    marks: &[
        Mark { hosts: &["mc.yandex.ru", "mc.yandex.com", "mc.webvisor.org"], path: "^/watch/", ..ANY },
        Mark { hosts: &["mc.yandex.ru", "mc.yandex.com"], path: "^/webvisor/", ..ANY },
        Mark { hosts: &["mc.yandex.ru", "mc.yandex.com"], path: "^/clmap/", ..ANY },
        Mark { keys: &["page-url", "browser-info"], ..ANY },
    ],
    fields: &[
        ("page-url", Is(PageUrl)),
        ("page-ref", Is(Referrer)),
        ("browser-info.t", Is(PageContent)),
        ("browser-info.u", Is(PersistentId)),
        ("browser-info.vf", Is(PersistentId)),
        ("browser-info.fip", Is(PersistentId)),
        ("browser-info.fpr", Is(PersistentId)),
        ("browser-info.hid", Is(SessionId)),
        ("browser-info.ls", Is(SessionId)),
        ("browser-info.w", Is(DeviceProfile)),
        ("browser-info.s", Is(DeviceProfile)),
        ("browser-info.z", Is(DeviceProfile)),
        ("browser-info.la", Is(DeviceProfile)),
        ("uah", Is(DeviceProfile)),
        ("browser-info.rn", Nothing),
        ("browser-info.i", Nothing),
        ("browser-info.et", Nothing),
        ("browser-info.st", Nothing),
        ("browser-info.v", Nothing),
        ("browser-info.vc", Nothing),
        ("browser-info.rqn", Nothing),
        ("charset", Nothing),
        ("nohit", Nothing),
    ],
};
