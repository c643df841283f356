//! The browser's door onto the core: everything that JavaScript can say to it, and nothing decided here.
//!
//! Strings that come with every request cross the wall through one fixed buffer (`strings`); the rest crosses as plain
//! objects and bytes. Errors are `Error` objects with a stable `code` (`wall::fault`). Four modules are made of it, each
//! with one feature: `live` for the background, `captures` for the report, `texts` for what is made of texts, `streams` for
//! the codecs that hardly any request needs.

#[cfg(feature = "live")]
mod badge;
#[cfg(any(feature = "live", feature = "captures"))]
mod brought;
#[cfg(feature = "captures")]
mod captures;
#[cfg(any(feature = "live", feature = "captures"))]
mod charsets;
#[cfg(feature = "live")]
mod flags;
#[cfg(feature = "live")]
mod history;
#[cfg(any(feature = "live", feature = "texts"))]
mod made;
#[cfg(feature = "live")]
mod matcher;
#[cfg(feature = "live")]
mod meter;
#[cfg(any(feature = "live", feature = "captures"))]
mod opened;
#[cfg(feature = "live")]
mod options;
#[cfg(feature = "live")]
mod own;
#[cfg(feature = "live")]
mod pauses;
#[cfg(feature = "live")]
mod recordings;
#[cfg(feature = "live")]
mod snapshots;
#[cfg(feature = "streams")]
mod streams;
#[cfg(feature = "live")]
mod strings;
#[cfg(feature = "texts")]
mod texts;
mod wall;

#[cfg(any(feature = "live", feature = "captures"))]
pub use brought::bring_streams;
#[cfg(feature = "captures")]
pub use captures::{Captures, RawHar};
#[cfg(feature = "live")]
pub use matcher::{Matcher, PublicSuffixes};
#[cfg(feature = "live")]
pub use meter::Meter;
#[cfg(feature = "streams")]
pub use streams::open_stream;
#[cfg(feature = "texts")]
pub use texts::{compile_list, compile_own_lists, read_recording, title_of_list, write_recording};
