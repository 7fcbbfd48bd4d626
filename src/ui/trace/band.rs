//! The box that is drawn on the chart with the mouse: what is in it becomes the window, on both axes.

/// From where to where the mouse was dragged, in cells of the place of the curves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ui) struct Band {
    from: (u16, u16),
    to: (u16, u16),
}

/// Which axes a band is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ui) enum Sides {
    /// It is hardly more than a cell: a click.
    None,
    /// The one at the bottom: it is flat.
    Across,
    /// That of levels: it is narrow.
    Up,
    /// Both.
    Both,
}

/// Cells from which on a movement is no slip.
const DRAGGED: u16 = 2;

impl Band {
    /// Where the mouse was pressed.
    pub(super) const fn at(place: (u16, u16)) -> Self {
        Self { from: place, to: place }
    }

    /// Where the mouse is now.
    pub(super) const fn drag(&mut self, place: (u16, u16)) {
        self.to = place;
    }

    /// Where the mouse was last.
    pub(super) const fn end(self) -> (u16, u16) {
        self.to
    }

    /// Which axes it is about.
    pub(in crate::ui) const fn sides(self) -> Sides {
        let wide = self.from.0.abs_diff(self.to.0) >= DRAGGED;
        let high = self.from.1.abs_diff(self.to.1) >= DRAGGED;
        match (wide, high) {
            (false, false) => Sides::None,
            (true, false) => Sides::Across,
            (false, true) => Sides::Up,
            (true, true) => Sides::Both,
        }
    }

    /// Its edges, left, right, top and bottom, within a place of this size: those of an axis that it is not about are the
    /// place's.
    pub(in crate::ui) fn edges(self, width: u16, height: u16) -> ((u16, u16), (u16, u16)) {
        let ordered = |a: u16, b: u16, all: u16| (a.min(b).min(all), a.max(b).min(all));
        let (right, bottom) = (width.saturating_sub(1), height.saturating_sub(1));
        let across = ordered(self.from.0, self.to.0, right);
        let up = ordered(self.from.1, self.to.1, bottom);
        match self.sides() {
            Sides::None | Sides::Both => (across, up),
            Sides::Across => (across, (0, bottom)),
            Sides::Up => ((0, right), up),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_band_is_about_the_axes_along_which_it_was_drawn() {
        let band = |to| Band { from: (10, 5), to };
        assert_eq!(band((11, 4)).sides(), Sides::None);
        assert_eq!(band((12, 4)).edges(40, 10), ((10, 12), (0, 9)));
        assert_eq!(band((11, 2)).edges(40, 10), ((0, 39), (2, 5)));
        assert_eq!(band((3, 9)).edges(40, 10), ((3, 10), (5, 9)));
        // A screen that became smaller meanwhile.
        assert_eq!(band((60, 30)).edges(20, 4), ((10, 19), (3, 3)));
    }
}
