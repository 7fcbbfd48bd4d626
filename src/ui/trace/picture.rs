//! The curves as a real picture, in terminals that show them: made off the screen's task, shown when it is
//! the picture of what the chart would show now. Scales and titles stay characters.

use std::sync::{Arc, Weak};

use ratatui::buffer::Buffer;
use ratatui::layout::{Rect, Size};

use crate::core::trace::Trace;
use crate::ui::context::Context;
use crate::ui::effect::Effect;
use crate::ui::graphics::{Encoded, Graphics};
use crate::ui::next::{Next, inform, warn};
use crate::ui::traces::view::View;
use crate::ui::traces::{Line, MARKERS, Traces};

use super::TraceState;

/// What a picture is of: another one is needed when any of it changes.
#[derive(Clone, Debug)]
pub struct Key {
    view: View,
    /// The shown traces with their numbers. Their memory is not used again while somebody could take
    /// another trace there for them.
    traces: Vec<(usize, Weak<Trace>)>,
    markers: [Option<f64>; MARKERS],
    lines: Vec<Line>,
    theme: String,
    /// Cells.
    pub size: Size,
}

impl Key {
    /// Of what the chart shows in so many cells.
    fn of(traces: &Traces, theme: &str, size: Size) -> Self {
        Self {
            view: traces.view,
            traces: traces.shown().map(|(index, trace)| (index, Arc::downgrade(trace))).collect(),
            markers: traces.markers,
            lines: traces.lines.clone(),
            theme: theme.to_owned(),
            size,
        }
    }
}

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        self.view == other.view
            && self.markers == other.markers
            && self.lines == other.lines
            && self.theme == other.theme
            && self.size == other.size
            && self.traces.len() == other.traces.len()
            && self.traces.iter().zip(&other.traces).all(|(a, b)| a.0 == b.0 && a.1.ptr_eq(&b.1))
    }
}

/// A picture that is ready.
#[derive(Clone)]
pub struct Picture {
    /// What it is of.
    pub key: Key,
    encoded: Arc<Encoded>,
}

impl std::fmt::Debug for Picture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Picture").field("key", &self.key).finish_non_exhaustive()
    }
}

impl Picture {
    /// Encodes pixels (red, green, blue, alpha) for the terminal: some tens of milliseconds.
    pub fn encode(graphics: &Graphics, key: Key, pixels: Vec<u8>) -> Result<Self, String> {
        let encoded = Encoded::new(graphics, key.size, pixels)?;
        Ok(Self { key, encoded: Arc::new(encoded) })
    }

    /// Shows it.
    pub(in crate::ui) fn render(&self, area: Rect, buffer: &mut Buffer) {
        self.encoded.render(area, buffer);
    }
}

/// Whether the curves are a picture, and which.
#[derive(Clone, Debug, Default)]
pub(super) struct Pictures {
    /// The chart is shown as a picture.
    wanted: bool,
    /// The last picture that was made.
    made: Option<Picture>,
    /// The one that is being made.
    asked: Option<Key>,
}

impl TraceState {
    /// Characters or a picture.
    pub(in crate::ui) fn toggle_picture(&mut self, context: &Context) -> Vec<Next> {
        if context.fixed.graphics.is_none() {
            return inform(
                "this terminal is not known to show pictures; graphics = \"sixel\" (or kitty, iterm2) in the settings says it does",
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
    pub fn asked_picture(&self) -> Option<&Key> {
        self.pictures.asked.as_ref()
    }

    /// A picture was made, or why not.
    pub(in crate::ui) fn pictured(&mut self, made: Result<Picture, String>) -> Vec<Next> {
        self.pictures.asked = None;
        match made {
            Ok(picture) => {
                self.pictures.made = Some(picture);
                Vec::new()
            }
            Err(words) => {
                self.pictures.wanted = false;
                warn(format!("no picture: {words}"))
            }
        }
    }
}
