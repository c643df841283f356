//! Compiles list packages into the blobs that the core opens where they lie.
