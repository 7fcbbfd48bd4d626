//! What a key can do: its name and its words for people. What it does to the state is in the row of its subject.

use std::cmp::Ordering;
use std::fmt;

/// Something an operator can do with a key. Actions of the same name are the same.
#[derive(Clone, Copy)]
pub struct Action {
    name: &'static str,
    hint: &'static str,
    about: &'static str,
}

impl Action {
    /// An action of this name, in lower case with `-` between words; its hint and its sentence.
    pub(crate) const fn new(name: &'static str, hint: &'static str, about: &'static str) -> Self {
        Self { name, hint, about }
    }

    /// The name in `keymap.toml` and on the command line.
    pub const fn name(self) -> &'static str {
        self.name
    }

    /// One or two words for the footer.
    pub const fn hint(self) -> &'static str {
        self.hint
    }

    /// A sentence for the help page.
    pub(crate) const fn about(self) -> &'static str {
        self.about
    }
}

impl fmt::Debug for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

impl PartialEq for Action {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Action {}

impl PartialOrd for Action {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Action {
    fn cmp(&self, other: &Self) -> Ordering {
        self.name.cmp(other.name)
    }
}
