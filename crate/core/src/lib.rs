//! What left, to whom, and how it links: the pure core of Telltale.
//!
//! A request flows one way through this crate: intake → request → match → payload → findings → score → ledger →
//! glance, report. It is synchronous and knows no clock, no network, no disk, no randomness and no JavaScript: whoever
//! calls it brings the bytes and the time.

pub mod blob;
pub mod bounds;
pub mod captured;
pub mod catalogue;
pub mod claims;
pub mod company;
pub mod comparison;
pub mod destination;
mod discreet;
pub mod evidence;
pub mod finding;
pub mod harmless;
pub mod hash;
mod heard;
mod hex;
pub mod html;
pub mod intake;
pub mod judge;
pub mod kept;
pub mod ledger;
pub mod linkage;
pub mod live;
mod order;
pub mod outcome;
pub mod own;
pub mod payload;
mod per_mode;
pub mod record;
pub mod recording;
mod removed;
pub mod report;
pub mod request;
pub mod score;
mod seconds;
pub mod session;
mod showing;
pub mod site;
pub mod summary;
pub mod table;
pub mod tabs;
pub mod timeline;
pub mod tree;
pub mod vendor;
pub mod wanted;
