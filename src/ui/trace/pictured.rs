//! Whether the chart is a picture, and whether one has to be made.

use ratatui::layout::Size;

use crate::ui::common::context::Context;
use crate::ui::common::effect::Effect;
use crate::ui::common::next::{Next, inform, warn};
use crate::ui::trace::TraceState;
use crate::ui::trace::picture::{Key, Picture};

impl TraceState {
    /// Characters or a picture.
    pub(in crate::ui) fn toggle_picture(&mut self, context: &Context) -> Vec<Next> {
        if context.fixed.graphics.is_none() {
            return inform(
                "this terminal may not show pictures; if it does, set graphics = \"sixel\" (or kitty, iterm2) in the settings",
            );
        }
        self.pictures.wanted = !self.pictures.wanted;
        self.pictures.made = None;
        Vec::new()
    }

    /// Whether the curves are to be a picture: there is something to show.
    pub(in crate::ui) fn is_pictured(&self) -> bool {
        self.pictures.wanted && self.traces.shown().next().is_some()
    }

    fn key(&self, context: &Context, size: Size) -> Key {
        Key::of(&self.traces, &context.view.theme, size)
    }

    /// The last picture that was made.
    pub fn picture(&self) -> Option<&Picture> {
        self.pictures.made.as_ref()
    }

    /// The picture, if it is that of what so many cells show now.
    pub(in crate::ui) fn shown_picture(&self, context: &Context, size: Size) -> Option<&Picture> {
        let made = self.pictures.made.as_ref().filter(|_| self.pictures.wanted)?;
        (made.key == self.key(context, size)).then_some(made)
    }

    /// The picture that the chart needs in so many cells, if it has to be made.
    pub(in crate::ui) fn wanted_picture(&mut self, context: &Context, size: Size) -> Option<Effect> {
        let key = self.key(context, size);
        let there = self.pictures.made.as_ref().is_some_and(|picture| picture.key == key);
        // One at a time: while a window is moved only the last one counts.
        if there || self.pictures.asked.is_some() || size.area() == 0 {
            return None;
        }
        self.pictures.asked = Some(key);
        Some(Effect::Picture)
    }

    /// The picture that is to be made.
    pub(crate) fn asked_picture(&self) -> Option<&Key> {
        self.pictures.asked.as_ref()
    }

    /// A picture was made, or why not.
    pub(in crate::ui) fn pictured(&mut self, made: Result<Picture, impl std::fmt::Display>) -> Vec<Next> {
        self.pictures.asked = None;
        match made {
            Ok(picture) => {
                self.pictures.made = Some(picture);
                Vec::new()
            }
            Err(why) => {
                self.pictures.wanted = false;
                warn(format!("no picture: {why}"))
            }
        }
    }
}
