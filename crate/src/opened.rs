//! The compiled lists and what a person added, opened for the core.
//!
//! Decides what is said where something is damaged. Refuses to know what is in it.

use js_sys::Uint8Array;
use telltale_core::blob::OpenError;
use telltale_core::catalogue::Catalogue;
use telltale_core::company::Companies;
use telltale_core::destination::Addresses;
use telltale_core::judge::Judge;
use telltale_core::own::OwnLists;
use telltale_core::payload::{OwnBeacons, bring_charsets};
use telltale_core::site::Suffixes;
use wasm_bindgen::JsValue;

use crate::charsets;
use crate::wall::fault;

/// The compiled lists: trackers, suffixes, companies.
pub(crate) type Lists = [Vec<u8>; 3];

/// The compiled lists, opened.
pub(crate) fn judge(lists: Lists) -> Result<Judge, JsValue> {
    over(lists, Catalogue::open, Suffixes::open, Companies::open)
}

/// The same for lists that were opened before and have not changed since.
#[cfg(feature = "live")]
pub(crate) fn judge_again(lists: Lists) -> Result<Judge, JsValue> {
    over(lists, Catalogue::reopen, Suffixes::reopen, Companies::reopen)
}

type Opening<Table> = fn(Vec<u8>) -> Result<Table, OpenError>;

fn over(
    [trackers, suffixes, companies]: Lists,
    catalogue: Opening<Catalogue>,
    sites: Opening<Suffixes>,
    owners: Opening<Companies>,
) -> Result<Judge, JsValue> {
    bring_charsets(charsets::read);
    let catalogue = catalogue(trackers).map_err(named("trackers.bin"))?;
    let suffixes = sites(suffixes).map_err(named("suffixes.bin"))?;
    let companies = owners(companies).map_err(named("companies.bin"))?;
    Ok(Judge::new(catalogue, suffixes, companies))
}

/// The table of addresses, opened.
pub(crate) fn addresses(bytes: Vec<u8>) -> Result<Addresses, JsValue> {
    Addresses::open(bytes).map_err(named("addresses.bin"))
}

/// A person's own lists, opened; none where there are no parts.
pub(crate) fn own_lists(parts: &[Uint8Array]) -> Result<Option<OwnLists>, JsValue> {
    match parts {
        [] => Ok(None),
        [rules, exceptions] => match OwnLists::open(rules.to_vec(), exceptions.to_vec()) {
            Ok(lists) => Ok(Some(lists)),
            Err(error) => Err(fault(error.code(), &format!("own lists are damaged: {error}; add them anew"))),
        },
        _ => Err(fault("bad_argument", "own lists have two parts")),
    }
}

/// A person's own beacons, file by file; none where there are no parts.
pub(crate) fn own_beacons(parts: &[Uint8Array]) -> Result<Option<OwnBeacons>, JsValue> {
    let read = |part: &Uint8Array| {
        OwnBeacons::read(&String::from_utf8_lossy(&part.to_vec()))
            .map_err(|error| fault(error.code(), &format!("own beacons are damaged: {error}; add them anew")))
    };
    let files = parts.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    match OwnBeacons::joined(files) {
        Some(beacons) => Ok(Some(beacons).filter(|beacons| !beacons.is_empty())),
        None => Err(fault("beacons_too_many", "there are more own beacons than can be tried; remove some")),
    }
}

fn named(name: &'static str) -> impl Fn(OpenError) -> JsValue {
    move |error| fault(error.code(), &format!("{name} is damaged: {error}; build it anew"))
}

/// A key of 32 bytes.
pub(crate) fn sized(key: &[u8]) -> Result<&[u8; 32], JsValue> {
    key.try_into().map_err(|_| fault("bad_argument", "the key must be 32 bytes"))
}
