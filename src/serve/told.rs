//! In which text the status is told.

use std::sync::Arc;

use serde_json::Value as Json;

/// A status as text, but for what its reader may do.
#[derive(Clone, Debug, Default)]
pub(super) struct Told(Arc<str>);

impl Told {
    pub(super) fn of(status: &Json) -> Self {
        let text = status.to_string();
        Self(text.strip_suffix('}').unwrap_or(&text).into())
    }

    /// The whole text for one reader.
    pub(super) fn to(&self, may: &Json) -> String {
        format!("{},\"may\":{may}}}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_status_is_one_object_with_what_its_reader_may_do() {
        let told = Told::of(&json!({ "link": "up" })).to(&json!({ "off": true }));
        let read: Json = serde_json::from_str(&told).unwrap();
        assert_eq!(read, json!({ "link": "up", "may": { "off": true } }));
    }
}
