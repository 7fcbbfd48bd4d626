//! The curves as a real picture, in terminals that show them: made off the screen's task, shown when it is
//! the picture of what the chart would show now. Scales and titles stay characters.

use std::sync::{Arc, Weak};

use ratatui::buffer::Buffer;
use ratatui::layout::{Rect, Size};

use crate::analysis::fitted_line::FittedLine;
use crate::core::trace::Trace;
use crate::ui::kit::graphics::{Encoded, Graphics, GraphicsError};
use crate::ui::trace::traces::view::View;
use crate::ui::trace::traces::{ChartLine, MARKERS, Traces};

/// What a picture is of: another one is needed when any of it changes.
#[derive(Clone, Debug)]
pub struct Key {
    view: View,
    /// The shown traces with their numbers. Their memory is not used again while somebody could take
    /// another trace there for them.
    traces: Vec<(usize, Weak<Trace>)>,
    markers: Box<[Option<f64>; MARKERS]>,
    lines: Vec<ChartLine>,
    /// The lines that were fitted.
    fits: Vec<Arc<FittedLine>>,
    theme: String,
    /// How many cells it covers.
    pub(crate) size: Size,
}

impl Key {
    /// Of what the chart shows in so many cells.
    pub(super) fn of(traces: &Traces, theme: &str, size: Size) -> Self {
        Self {
            view: traces.view,
            traces: traces.shown().map(|(index, trace)| (index, Arc::downgrade(trace))).collect(),
            markers: Box::new(traces.markers),
            lines: traces.lines.clone(),
            fits: traces.fits(),
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
            && self.fits.len() == other.fits.len()
            && self.fits.iter().zip(&other.fits).all(|(a, b)| Arc::ptr_eq(a, b))
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
    ///
    /// # Errors
    /// Pixels of another size, or what the encoder says.
    pub(crate) fn encode(graphics: &Graphics, key: Key, pixels: Vec<u8>) -> Result<Self, GraphicsError> {
        let encoded = Encoded::new(graphics, key.size, pixels)?;
        Ok(Self { key, encoded: Arc::new(encoded) })
    }

    pub(in crate::ui) fn render(&self, area: Rect, buffer: &mut Buffer) {
        self.encoded.render(area, buffer);
    }
}

/// Whether the curves are a picture, and which.
#[derive(Clone, Debug, Default)]
pub(super) struct Pictures {
    /// The chart is shown as a picture.
    pub(super) wanted: bool,
    /// The last picture that was made.
    pub(super) made: Option<Picture>,
    /// The one that is being made.
    pub(super) asked: Option<Key>,
}
