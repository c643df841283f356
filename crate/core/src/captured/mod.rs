//! Captures that were read: what the command line and the extension's report make of them, so that both say the same.
//!
//! Decides how a capture becomes sums (`reading`, `total`), what is said of one that is damaged (`problem`), what a page
//! may ask of those that it opened (`shelf`) and how much of them is held (`room`), and how their requests are written out again (`copy`). Refuses to know files,
//! arguments and how anything looks.

mod copy;
mod evidence;
mod incoming;
mod opened;
mod page;
mod problem;
mod reading;
mod room;
mod shelf;
mod total;
mod witness;

pub use copy::HarCopy;
pub use evidence::{Form, Making, SessionSides};
pub use problem::Problem;
pub use reading::{Counting, Listen, Reading};
pub use room::{Room, caps};
pub use shelf::{CaptureId, Finished, OpenedRow, Progress, Refusal, Shelf, Side};
pub use total::Total;
