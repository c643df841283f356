//! Microsoft's OneCollector (1DS): Edge, Windows, Office, Visual Studio Code.

use crate::finding::Category::*;
use crate::payload::beacon::{ANY, Beacon, Mark};
use crate::payload::names::Meaning::{Is, Nothing};

pub(super) const BEACON: Beacon = Beacon {
    name: "microsoft-onecollector",
    source: "captured requests; the common schema of 1DS",
    marks: &[
        Mark { hosts: &["events.data.microsoft.com"], path: "/OneCollector/", ..ANY },
        Mark {
            hosts: &[
                "mobile.events.data.microsoft.com",
                "browser.events.data.msn.com",
                "browser.events.data.microsoft.com",
            ],
            ..ANY
        },
        Mark { body: &["\"iKey\":\"o:", "\"ver\":\"4.0\""], ..ANY },
    ],
    fields: &[
        ("data.uri", Is(PageUrl)),
        ("baseData.uri", Is(PageUrl)),
        ("data.referrerUri", Is(Referrer)),
        ("baseData.referrerUri", Is(Referrer)),
        ("device.localId", Is(PersistentId)),
        ("user.localId", Is(PersistentId)),
        ("device.id", Is(PersistentId)),
        ("app.sesId", Is(SessionId)),
        ("ext.app.sesId", Is(SessionId)),
        ("user.id", Is(AccountId)),
        ("os.name", Is(DeviceProfile)),
        ("os.ver", Is(DeviceProfile)),
        ("device.make", Is(DeviceProfile)),
        ("device.model", Is(DeviceProfile)),
        ("web.screenRes", Is(DeviceProfile)),
        ("web.browser", Is(DeviceProfile)),
        ("web.browserVer", Is(DeviceProfile)),
        ("user.locale", Is(DeviceProfile)),
        ("data.pageName", Is(PageContent)),
        ("baseData.name", Is(PageContent)),
        ("loc.tz", Is(Location)),
        ("iKey", Nothing),
        ("ver", Nothing),
        ("app.id", Nothing),
        ("baseData.id", Nothing),
        ("cV", Nothing),
        ("data.isManual", Nothing),
        ("ext.os.*", Is(DeviceProfile)),
        ("sdk.*", Nothing),
    ],
};
