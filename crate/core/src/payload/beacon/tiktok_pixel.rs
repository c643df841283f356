//! TikTok Pixel.

use crate::finding::Category::*;
use crate::payload::beacon::{ANY, Beacon, Mark};
use crate::payload::names::Meaning::{Is, Nothing};

pub(super) const BEACON: Beacon = Beacon {
    name: "tiktok-pixel",
    source: "the Events API's documentation, whose fields the pixel shares; captured requests",
    marks: &[
        Mark {
            hosts: &["analytics.tiktok.com", "analytics-sg.tiktok.com", "analytics.tiktokw.us"],
            path: "/pixel",
            ..ANY
        },
        Mark { body: &["\"context\"", "\"pixel\"", "\"ttclid\""], ..ANY },
    ],
    fields: &[
        ("page.url", Is(PageUrl)),
        ("page.referrer", Is(Referrer)),
        ("properties.query", Is(SearchQuery)),
        ("user.device_id", Is(PersistentId)),
        ("user.anonymous_id", Is(PersistentId)),
        ("user.ttp", Is(PersistentId)),
        ("context.ttp", Is(PersistentId)),
        ("user.email", Is(Contact)),
        ("user.sha256_email", Is(Contact)),
        ("user.phone_number", Is(Contact)),
        ("user.sha256_phone_number", Is(Contact)),
        ("user.auto_email", Is(Contact)),
        ("user.auto_phone_number", Is(Contact)),
        ("user.external_id", Is(AccountId)),
        ("userAgent", Is(DeviceProfile)),
        ("context.user_agent", Is(DeviceProfile)),
        ("device.platform", Is(DeviceProfile)),
        ("ad.callback", Is(SessionId)),
        ("ttclid", Is(SessionId)),
        ("session_id", Is(SessionId)),
        ("properties.value", Is(Purchase)),
        ("context.ip", Is(Network)),
        ("pixel.code", Nothing),
        ("pixel.codes", Nothing),
        ("event_id", Nothing),
        ("message_id", Nothing),
        ("properties.currency", Nothing),
    ],
};
