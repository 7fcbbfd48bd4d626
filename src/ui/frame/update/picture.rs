//! The curves as a real picture: whether, where, and whether it has to be made.

use ratatui::layout::Rect;

use crate::ui::common::context::{Page, Panel};
use crate::ui::common::effect::Effect;
use crate::ui::frame::draw::layout::places;
use crate::ui::frame::state::State;
use crate::ui::trace::Key;
use crate::ui::trace::panel::{chart, parts};

impl State {
    /// Where the curves stand on a screen of this size, if they are to be a picture. Under a question or a list
    /// there are characters, which can be written over.
    fn picture_place(&self, area: Rect) -> Option<Rect> {
        if self.is_covered() || self.context.page != Page::Bench || !self.trace.is_pictured() {
            return None;
        }
        let places = places(area, self.context.selection.below, self.context.expanded())?;
        let (_, place) = places.panels.into_iter().find(|(panel, _)| *panel == Panel::Trace)?;
        chart::plot(&self.trace.traces, parts(&self.trace, &self.context, place).chart)
    }

    /// The picture on a screen of this size, if there is one: another one, or another place, is another
    /// picture to a terminal that keeps them apart from the characters.
    pub(crate) fn picture_on(&self, area: Rect) -> Option<(Rect, Key)> {
        let place = self.picture_place(area)?;
        let picture = self.trace.shown_picture(&self.context, place.as_size())?;
        Some((place, picture.key.clone()))
    }

    /// The picture that the chart needs on a screen of this size, if it has to be made.
    pub(crate) fn wanted_picture(&mut self, area: Rect) -> Option<Effect> {
        let size = self.picture_place(area)?.as_size();
        self.trace.wanted_picture(&self.context, size)
    }
}
