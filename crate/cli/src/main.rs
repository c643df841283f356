//! Telltale at the command line.

fn main() {}
