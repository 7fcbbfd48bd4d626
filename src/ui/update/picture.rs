//! The curves as a real picture: whether, where, and whether it has to be made.

use ratatui::layout::{Rect, Size};

use crate::ui::effect::Effect;
use crate::ui::layout::places;
use crate::ui::pages::Page;
use crate::ui::panels::trace::{chart, parts};
use crate::ui::picture::{Key, Picture};
use crate::ui::state::{Focus, Mode, State};

impl State {
    /// Characters or a picture.
    pub(super) fn toggle_picture(&mut self) {
        if self.fixed.graphics.is_none() {
            self.inform("this terminal is not known to show pictures; graphics = \"sixel\" (or kitty, iterm2) in the settings says it does");
            return;
        }
        self.pictured = !self.pictured;
        self.picture = None;
    }

    /// Whether the curves are to be a picture. Under a question or a list there are characters, which can be
    /// written over.
    fn is_pictured(&self) -> bool {
        self.pictured && !matches!(self.mode, Mode::Confirm(_) | Mode::Command(_))
    }

    /// Where the curves stand on a screen of this size, if they are to be a picture.
    fn picture_place(&self, area: Rect) -> Option<Rect> {
        if !self.is_pictured() || self.page != Page::Bench || self.traces.shown().next().is_none() {
            return None;
        }
        let places = places(area, self.below, self.expanded())?;
        let (_, place) = places.panels.into_iter().find(|(panel, _)| *panel == Focus::Trace)?;
        chart::plot(parts(self, place).chart)
    }

    /// The picture, if it is that of what so many cells show now.
    pub fn shown_picture(&self, size: Size) -> Option<&Picture> {
        let picture = self.picture.as_ref().filter(|_| self.is_pictured())?;
        (picture.key == Key::of(self, size)).then_some(picture)
    }

    /// The picture on a screen of this size, if there is one: another one, or another place, is another
    /// picture to a terminal that keeps them apart from the characters.
    pub fn picture_on(&self, area: Rect) -> Option<(Rect, Key)> {
        let place = self.picture_place(area)?;
        Some((place, self.shown_picture(place.as_size())?.key.clone()))
    }

    /// The picture that the chart needs on a screen of this size, if it has to be made.
    pub fn wanted_picture(&mut self, area: Rect) -> Option<Effect> {
        let key = Key::of(self, self.picture_place(area)?.as_size());
        let there = self.picture.as_ref().is_some_and(|picture| picture.key == key);
        // One at a time: while a window is moved only the last one counts.
        if there || self.picture_asked.is_some() || key.size.area() == 0 {
            return None;
        }
        self.picture_asked = Some(key.clone());
        Some(Effect::Picture(key))
    }
}
