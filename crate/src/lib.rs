//! The browser's door onto the core: everything that JavaScript can say to it, and nothing decided here.
//!
//! Strings that come with every request cross the wall through one fixed buffer (`wall::Strings`); the rest crosses as
//! plain objects and bytes. Errors are `Error` objects with a stable `code` (`wall::fault`).

mod matcher;
mod meter;
mod options;
mod wall;

pub use matcher::{Matcher, compile_list};
pub use meter::Meter;
