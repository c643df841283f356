//! What a field's name says of its value, on any beacon and none.
//!
//! Decides from the name alone, so it only says what a value *may* be: whether it is, its form has to show
//! (`super::walk`). Refuses to know who receives it; what one vendor means by a name is in `super::beacon`.

use std::sync::LazyLock;

use super::trail::hash;
use crate::finding::Category::{self, *};

/// What the name of a field says of its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// It is this, whatever it looks like, unless it is blank.
    Is(Category),
    /// It is this when it looks like it.
    May(Category),
    /// An address of something: of a page only when it is a known one, or when no page is known.
    Address,
    /// An identifier of a visitor when it is made like one: many other things are called so.
    Visitor,
    /// Known, and nothing that tells on anybody: a version, a property's id, a build.
    Nothing,
}

use Meaning::{Address, Is, May, Visitor};

/// Names in lower case without anything but letters and digits, in order.
const NAMES: &[(&str, Meaning)] = &[
    ("accesstoken", May(Credential)),
    ("advertiserid", May(DeviceHwId)),
    ("advertisingid", May(DeviceHwId)),
    ("aifa", May(DeviceHwId)),
    ("androidid", May(DeviceHwId)),
    ("anonid", May(PersistentId)),
    ("anonymousid", May(PersistentId)),
    ("authtoken", May(Credential)),
    ("browserid", May(PersistentId)),
    ("buid", May(PersistentId)),
    ("cid", Visitor),
    ("clientid", Visitor),
    ("clientip", May(Network)),
    ("cookieid", May(PersistentId)),
    ("currenturl", May(PageUrl)),
    ("deviceid", May(PersistentId)),
    ("devicemodel", May(DeviceProfile)),
    ("deviceuuid", May(PersistentId)),
    ("distinctid", May(PersistentId)),
    ("docloc", May(PageUrl)),
    ("doclocation", May(PageUrl)),
    ("documentlocation", May(PageUrl)),
    ("documentreferrer", May(Referrer)),
    ("documenttitle", May(PageContent)),
    ("documenturl", May(PageUrl)),
    ("docurl", May(PageUrl)),
    ("email", May(Contact)),
    ("emailaddress", May(Contact)),
    ("emailhash", May(Contact)),
    ("emailmd5", May(Contact)),
    ("emailsha256", May(Contact)),
    ("externalid", May(AccountId)),
    ("fbclid", May(SessionId)),
    ("fbp", May(PersistentId)),
    ("fingerprint", May(PersistentId)),
    ("fullurl", May(PageUrl)),
    ("gaid", May(DeviceHwId)),
    ("gcd", May(Consent)),
    ("gcs", May(Consent)),
    ("gdprconsent", May(Consent)),
    ("googleadvertisingid", May(DeviceHwId)),
    ("gpp", May(Consent)),
    ("gpsadid", May(DeviceHwId)),
    ("guid", May(PersistentId)),
    ("hashedemail", May(Contact)),
    ("href", Address),
    ("httpreferer", May(Referrer)),
    ("idfa", May(DeviceHwId)),
    ("idfv", May(DeviceHwId)),
    ("idtoken", May(Credential)),
    ("imei", May(DeviceHwId)),
    ("ip", May(Network)),
    ("ipaddress", May(Network)),
    ("lat", May(Location)),
    ("latitude", May(Location)),
    ("link", Address),
    ("lng", May(Location)),
    ("loc", Address),
    ("location", Address),
    ("locationhref", May(PageUrl)),
    ("loginid", May(AccountId)),
    ("lon", May(Location)),
    ("long", May(Location)),
    ("longitude", May(Location)),
    ("macaddress", May(DeviceHwId)),
    ("machineid", May(DeviceHwId)),
    ("memberid", May(AccountId)),
    ("msisdn", May(Contact)),
    ("muid", May(PersistentId)),
    ("oaid", May(DeviceHwId)),
    ("page", Address),
    ("pagehref", May(PageUrl)),
    ("pagelocation", May(PageUrl)),
    ("pagereferrer", May(Referrer)),
    ("pagetitle", May(PageContent)),
    ("pageuri", May(PageUrl)),
    ("pageurl", May(PageUrl)),
    ("passwd", Is(Credential)),
    ("password", Is(Credential)),
    ("phone", May(Contact)),
    ("phonenumber", May(Contact)),
    ("phonesha256", May(Contact)),
    ("previousurl", May(Referrer)),
    ("puid", May(PersistentId)),
    ("ref", May(Referrer)),
    ("referer", May(Referrer)),
    ("refererurl", May(Referrer)),
    ("referrer", May(Referrer)),
    ("referrerurl", May(Referrer)),
    ("refr", May(Referrer)),
    ("refreshtoken", May(Credential)),
    ("resolution", May(DeviceProfile)),
    ("screen", May(DeviceProfile)),
    ("screenresolution", May(DeviceProfile)),
    ("screensize", May(DeviceProfile)),
    ("searchkeyword", May(SearchQuery)),
    ("searchquery", May(SearchQuery)),
    ("searchstring", May(SearchQuery)),
    ("searchterm", May(SearchQuery)),
    ("searchterms", May(SearchQuery)),
    ("searchtext", May(SearchQuery)),
    ("searchword", May(SearchQuery)),
    ("sessid", May(SessionId)),
    ("sessionid", May(SessionId)),
    ("sessionuuid", May(SessionId)),
    ("sha256email", May(Contact)),
    ("sha256emailaddress", May(Contact)),
    ("sha256phonenumber", May(Contact)),
    ("sid", May(SessionId)),
    ("sr", May(DeviceProfile)),
    ("tcstring", May(Consent)),
    ("timezone", May(DeviceProfile)),
    ("topurl", May(PageUrl)),
    ("u", Address),
    ("ua", May(DeviceProfile)),
    ("udid", May(DeviceHwId)),
    ("uid", May(PersistentId)),
    ("uri", Address),
    ("url", Address),
    ("urlref", May(Referrer)),
    ("useragent", May(DeviceProfile)),
    ("useremail", May(Contact)),
    ("userid", May(AccountId)),
    ("username", May(AccountId)),
    ("usprivacy", May(Consent)),
    ("uuid", May(PersistentId)),
    ("viewport", May(DeviceProfile)),
    ("viewportsize", May(DeviceProfile)),
    ("visitid", May(SessionId)),
    ("visitorid", May(PersistentId)),
    ("visitoruuid", May(PersistentId)),
    ("windowlocation", May(PageUrl)),
];

/// Short names that only their parent makes tell anything: `user.id`, `page.url`.
const NEEDS_PARENT: [&str; 6] = ["id", "uuid", "title", "url", "name", "href"];

/// What the names on a trail, the nearest first, say of the value.
pub(super) fn meaning<'n>(mut names: impl Iterator<Item = &'n str>) -> Option<Meaning> {
    let last = names.next()?;
    if last.len() > 40 {
        return None;
    }
    if NEEDS_PARENT.iter().any(|short| short.eq_ignore_ascii_case(last))
        && let Some(parent) = names.next()
        && parent.len() <= 40
        && let Some(meaning) = look_up(parent, last)
    {
        return Some(meaning);
    }
    look_up("", last)
}

/// Slots of the table by a hash of the name: twice as many as names and more, so that few meet.
const SLOTS: usize = 512;

static SLOT_OF: LazyLock<[u8; SLOTS]> = LazyLock::new(|| {
    let mut slots = [EMPTY; SLOTS];
    for (at, (name, _)) in (0_u8..EMPTY).zip(NAMES) {
        let mut slot = first_slot(name.bytes());
        while slots[slot] != EMPTY {
            slot = (slot + 1) % SLOTS;
        }
        slots[slot] = at;
    }
    slots
});

const EMPTY: u8 = u8::MAX;

fn first_slot(name: impl Iterator<Item = u8>) -> usize {
    let hash = hash(name);
    (hash ^ hash >> 15) as usize % SLOTS
}

/// Looks up two names written as one, in lower case and without separators.
fn look_up(parent: &str, last: &str) -> Option<Meaning> {
    let folded = || {
        let bytes = parent.bytes().chain(last.bytes());
        bytes.filter(u8::is_ascii_alphanumeric).map(|byte| byte.to_ascii_lowercase())
    };
    let mut slot = first_slot(folded());
    loop {
        let (name, meaning) = NAMES.get(usize::from(SLOT_OF[slot]))?;
        if folded().eq(name.bytes()) {
            return Some(*meaning);
        }
        slot = (slot + 1) % SLOTS;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_order() {
        assert!(NAMES.is_sorted_by(|one, other| one.0 < other.0));
        assert!(NAMES.len() < usize::from(EMPTY) && NAMES.len() * 2 <= SLOTS);
    }

    #[test]
    fn names_fold_and_parents_count() {
        assert_eq!(meaning(["page_url"].into_iter()), Some(May(PageUrl)));
        assert_eq!(meaning(["url", "page"].into_iter()), Some(May(PageUrl)));
        assert_eq!(meaning(["url", "image"].into_iter()), Some(Address));
        assert_eq!(meaning(["id", "user"].into_iter()), Some(May(AccountId)));
        assert_eq!(meaning(["id", "campaign"].into_iter()), None);
        assert_eq!(meaning(["a-very-long-name-that-nobody-knows-anything-about"].into_iter()), None);
    }
}
