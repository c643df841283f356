//! Adobe Experience Platform's edge network (Web SDK).

use crate::finding::Category::*;
use crate::payload::beacon::{ANY, Beacon, Mark};
use crate::payload::names::Meaning::{Is, Nothing};

pub(super) const BEACON: Beacon = Beacon {
    name: "adobe-edge",
    source: "Adobe's alloy SDK source",
    marks: &[
        Mark { hosts: &["edge.adobedc.net", "adobedc.demdex.net"], path: "/ee/", ..ANY },
        Mark { path: "/interact$", keys: &["configId", "requestId"], ..ANY },
        Mark { path: "/collect$", keys: &["configId", "requestId"], ..ANY },
        Mark { path: "/identity/acquire$", keys: &["configId"], ..ANY },
        Mark { body: &["\"xdm\"", "\"webPageDetails\""], ..ANY },
    ],
    fields: &[
        ("webPageDetails.URL", Is(PageUrl)),
        ("webPageDetails.name", Is(PageContent)),
        ("webReferrer.URL", Is(Referrer)),
        ("ECID.id", Is(PersistentId)),
        ("identityMap.ECID.id", Is(PersistentId)),
        ("device.screenHeight", Is(DeviceProfile)),
        ("device.screenWidth", Is(DeviceProfile)),
        ("device.screenOrientation", Is(DeviceProfile)),
        ("placeContext.ianaTimezone", Is(DeviceProfile)),
        ("placeContext.localTimezoneOffset", Is(DeviceProfile)),
        ("environment.type", Is(DeviceProfile)),
        ("webInteraction.name", Is(Interaction)),
        ("order.purchaseID", Is(Purchase)),
        ("order.priceTotal", Is(Purchase)),
        ("configId", Nothing),
        ("requestId", Nothing),
        ("placeContext.localTime", Nothing),
        ("browserDetails.*", Is(DeviceProfile)),
        ("implementationDetails.*", Nothing),
    ],
};
