//! The description of the routes as it is handed out.

/// The description.
#[derive(Clone, Debug)]
pub(crate) struct Docs {
    /// `OpenAPI` 3.1.
    pub(super) programs: String,
    /// A page.
    pub(super) people: String,
}
