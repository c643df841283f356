//! Debug output that tells on nobody: what a type does not name is not printed.
//!
//! Decides that a value, an address or a body never reaches a log or a panic by way of `{:?}`: every type that holds one
//! lists the fields that may be shown, so that a field that is added later is silent until somebody thinks about it.
//! Refuses to know who prints. `tests/discreet.rs` holds every public type to it.

/// Implements `Debug` for a type, with the fields that may be shown.
macro_rules! discreet {
    ($type:ident $(<$life:lifetime>)? { $($field:ident),* }) => {
        impl $(<$life>)? std::fmt::Debug for $type $(<$life>)? {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct(stringify!($type))$(.field(stringify!($field), &self.$field))*.finish_non_exhaustive()
            }
        }
    };
}

pub(crate) use discreet;
