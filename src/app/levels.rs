//! The axes of levels of a figure.

use crate::core::scale::Scale;
use crate::ui::trace::traces::view::Kind;

/// The axes of levels: that of the figure, and that of differences where they have another one beside it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Levels {
    pub(super) y: Scale,
    pub(super) beside: Option<Scale>,
}

impl Levels {
    /// The axis of levels or differences.
    pub(super) fn of(&self, kind: Kind) -> Scale {
        match (kind, self.beside) {
            (Kind::Difference, Some(beside)) => beside,
            (Kind::Difference, None) | (Kind::Level, _) => self.y,
        }
    }

    /// Where a level of its own axis stands on that of the figure; what is beyond an end is at that end.
    pub(super) fn place(&self, kind: Kind, level: f64) -> f64 {
        self.y.low + self.of(kind).part(level) * (self.y.high - self.y.low)
    }

    /// Whether a level is within its axis.
    pub(super) fn holds(&self, kind: Kind, level: f64) -> bool {
        let scale = self.of(kind);
        (scale.low..=scale.high).contains(&level)
    }
}
