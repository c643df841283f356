//! Firefox's telemetry before Glean.

use crate::finding::Category::*;
use crate::payload::beacon::{ANY, Beacon, Mark};
use crate::payload::names::Meaning::{Is, Nothing};

pub(super) const BEACON: Beacon = Beacon {
    name: "firefox-telemetry",
    source: "Mozilla's telemetry documentation (common ping format)",
    marks: &[Mark { hosts: &["incoming.telemetry.mozilla.org"], path: "^/submit/telemetry/", ..ANY }],
    fields: &[
        ("clientId", Is(PersistentId)),
        ("profileGroupId", Is(PersistentId)),
        ("os.name", Is(DeviceProfile)),
        ("os.version", Is(DeviceProfile)),
        ("os.locale", Is(DeviceProfile)),
        ("cpu.model", Is(DeviceProfile)),
        ("cpu.vendor", Is(DeviceProfile)),
        ("system.memoryMB", Is(DeviceProfile)),
        ("settings.locale", Is(DeviceProfile)),
        ("gfx.monitors.screenWidth", Is(DeviceProfile)),
        ("gfx.monitors.screenHeight", Is(DeviceProfile)),
        ("build.architecture", Is(DeviceProfile)),
        ("sessionId", Is(SessionId)),
        ("subsessionId", Is(SessionId)),
        ("payload.stackTraces", Is(Diagnostics)),
        ("application.buildId", Nothing),
        ("build.buildId", Nothing),
        ("application.version", Nothing),
        ("application.channel", Nothing),
        ("profile.creationDate", Nothing),
        ("simpleMeasurements.*", Is(Diagnostics)),
    ],
};
