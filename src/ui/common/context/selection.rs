//! The panels, which of them has the focus, and what is selected in each.

use strum::{EnumString, IntoStaticStr};

/// A panel that can have the focus.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr)]
#[strum(serialize_all = "lowercase")]
pub enum Panel {
    /// Live power.
    Power,
    /// Lasers.
    Lasers,
    /// Sweep.
    Sweep,
    /// Detectors.
    Detectors,
    /// Trace.
    Trace,
    /// Messages.
    Messages,
}

impl Panel {
    /// In the order of their keys.
    pub const ALL: [Self; 6] =
        [Self::Power, Self::Lasers, Self::Sweep, Self::Detectors, Self::Trace, Self::Messages];

    /// Its place in the order.
    pub const fn index(self) -> usize {
        self as usize
    }

    /// Its name in the title.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Power => "Power",
            Self::Lasers => "Lasers",
            Self::Sweep => "Sweep",
            Self::Detectors => "Detectors",
            Self::Trace => "Trace",
            Self::Messages => "Messages",
        }
    }
}

/// Row and column of a selection.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cursor {
    /// From the top.
    pub row: usize,
    /// From the left.
    pub column: usize,
}

/// What has the focus, and what is selected in each panel.
#[derive(Clone, Debug)]
pub struct Selection {
    /// Which panel has the focus.
    pub focus: Panel,
    /// Which panel stands below the power chart where there is room for one.
    pub(in crate::ui) below: Panel,
    /// Selections of the panels that have one, by [`Panel::index`].
    cursors: [Cursor; Panel::ALL.len()],
}

impl Default for Selection {
    fn default() -> Self {
        Self { focus: Panel::Lasers, below: Panel::Lasers, cursors: Default::default() }
    }
}

impl Selection {
    /// Gives a panel the focus.
    pub(in crate::ui) fn focus(&mut self, panel: Panel) {
        self.focus = panel;
        if panel != Panel::Power {
            self.below = panel;
        }
    }

    /// What is selected in a panel.
    pub const fn cursor(&self, panel: Panel) -> Cursor {
        self.cursors[panel.index()]
    }

    /// The same, to be moved.
    pub(in crate::ui) const fn cursor_mut(&mut self, panel: Panel) -> &mut Cursor {
        &mut self.cursors[panel.index()]
    }
}
