//! What a page would bring to a document of evidence.

use telltale_core::captured::{Form, Making};
use telltale_core::evidence::Given;

pub(crate) fn making(form: Form) -> Making {
    Making {
        form,
        id: "00000000-0000-4000-8000-000000000000".to_owned(),
        created: 0.0,
        label: None,
        given: Given::default(),
        incident: None,
    }
}
