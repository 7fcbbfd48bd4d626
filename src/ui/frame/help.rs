//! The help page: what can be done, searched by word or by key, and done from here.

use strum::IntoEnumIterator;

use crate::core::action::Action;
use crate::ui::kit::field::Field;
use crate::ui::kit::input::keymap::Keymap;

/// The help page.
#[derive(Clone, Debug, PartialEq)]
pub struct Help {
    /// What is searched for.
    pub search: Field,
    /// The selected line among those found.
    pub row: usize,
}

impl Help {
    /// With nothing searched for.
    pub const fn new() -> Self {
        Self { search: Field::new(40), row: 0 }
    }

    /// The actions that are found: by a word of their sentence, their name, or one of their keys.
    pub fn found(&self, keymap: &Keymap) -> Vec<(Action, String)> {
        let wanted = self.search.text();
        let words: Vec<String> = wanted.to_lowercase().split_whitespace().map(str::to_owned).collect();
        Action::iter()
            .map(|action| {
                let keys: Vec<String> = keymap.keys(action).map(|keys| keys.to_string()).collect();
                (action, keys.join("  "))
            })
            .filter(|(action, keys)| {
                let text = format!("{} {} {}", action.about(), action.name(), action.hint()).to_lowercase();
                keys.split("  ").any(|key| key == wanted.trim())
                    || words.iter().all(|word| text.contains(word) || keys.to_lowercase().contains(word))
            })
            .collect()
    }
}

impl Default for Help {
    fn default() -> Self {
        Self::new()
    }
}
