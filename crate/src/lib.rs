//! The browser's door onto the core.
