//! The panels, which of them has the focus, and what is selected in each.

use strum::{EnumString, IntoStaticStr};

use crate::ui::kit::input::action::Action;
use crate::ui::kit::input::keymap::Scope;

/// Makes everything that is told of each panel from its row: the variant, its name in the title, its word in the names of
/// the action that goes to it and of the section with its own keys, how much room it takes.
macro_rules! panels {
    ($($(#[$cfg:meta])* $name:ident, $title:literal, $word:literal, $room:ident;)*) => {
        /// A panel that can have the focus.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr)]
        #[strum(serialize_all = "lowercase")]
        pub enum Panel {
            $($(#[$cfg])* #[doc = $title] $name,)*
        }

        impl Panel {
            /// In the order of their keys.
            pub(crate) const ALL: &[Self] = &[$($(#[$cfg])* Self::$name),*];

            /// Its name in the title.
            pub(crate) const fn title(self) -> &'static str {
                match self { $($(#[$cfg])* Self::$name => $title,)* }
            }

            /// How much room it takes where several stand side by side.
            pub(in crate::ui) const fn room(self) -> Room {
                match self { $($(#[$cfg])* Self::$name => Room::$room,)* }
            }

            /// Its own keys, and the section of the keymap in which they stand.
            pub(crate) const fn scope(self) -> Scope {
                match self { $($(#[$cfg])* Self::$name => Scope::of($word),)* }
            }

            /// The action that goes to it.
            pub(crate) const fn action(self) -> Action {
                match self {
                    $($(#[$cfg])* Self::$name => {
                        Action::new(concat!("focus-", $word), $word, concat!("Go to the panel ", $title))
                    })*
                }
            }
        }
    };
}

/// How much room a panel takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ui) enum Room {
    /// It stands at the top.
    Top,
    /// A column beside others.
    Column,
    /// The whole width.
    Row,
}

panels! {
    Power, "Power", "power", Top;
    Lasers, "Lasers", "lasers", Column;
    Sweep, "Sweep", "sweep", Column;
    Detectors, "Detectors", "detectors", Column;
    Trace, "Trace", "trace", Row;
    Messages, "Messages", "messages", Row;
    #[cfg(test)]
    MadeUp, "Made up", "made-up", Top;
}

impl Panel {
    /// Its place in the order.
    #[expect(clippy::as_conversions, reason = "the places of variants are from 0 on")]
    pub(crate) const fn index(self) -> usize {
        self as usize
    }
}

/// Row and column of a selection.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cursor {
    /// The row, from 0 at the top.
    pub(crate) row: usize,
    /// The column, from 0 at the left.
    pub(crate) column: usize,
}

/// What has the focus, and what is selected in each panel.
#[derive(Clone, Debug)]
pub struct Selection {
    /// Which panel has the focus.
    pub focus: Panel,
    /// Which panel stands below the power chart where there is room for one.
    pub(in crate::ui) below: Panel,
    /// Whether anybody went to a panel since the program began: until then the focus is where the last session had it.
    pub(in crate::ui) chosen: bool,
    /// Selections of the panels that have one, by [`Panel::index`].
    cursors: [Cursor; Panel::ALL.len()],
}

impl Default for Selection {
    fn default() -> Self {
        let first = Panel::Lasers;
        Self { focus: first, below: first, chosen: false, cursors: Default::default() }
    }
}

impl Selection {
    /// Gives a panel the focus, as somebody wants it.
    pub(in crate::ui) fn focus(&mut self, panel: Panel) {
        self.restore(panel);
        self.chosen = true;
    }

    /// Gives a panel the focus, as the last session had it.
    pub(in crate::ui) fn restore(&mut self, panel: Panel) {
        self.focus = panel;
        if panel.room() != Room::Top {
            self.below = panel;
        }
    }

    /// What is selected in a panel.
    pub(crate) const fn cursor(&self, panel: Panel) -> Cursor {
        self.cursors[panel.index()]
    }

    /// The same, to be moved.
    pub(in crate::ui) const fn cursor_mut(&mut self, panel: Panel) -> &mut Cursor {
        &mut self.cursors[panel.index()]
    }
}
