//! Live power: its chart, and the powers that are held.

pub(super) mod align;
pub(super) mod commands;
pub(super) mod panel;
pub mod strip;

use std::time::{Duration, Instant};

use crate::ui::common::context::Context;
use crate::ui::kit::widgets::number;
use crate::ui::power::strip::Strip;

/// What is remembered of live power.
#[derive(Clone, Debug)]
pub struct PowerState {
    /// The live power chart.
    pub strip: Strip,
    /// Powers that were held, by detector, to read the difference from.
    held: Option<Vec<Option<f32>>>,
}

impl PowerState {
    /// A chart of this window, of readings this far apart.
    pub(super) fn new(origin: Instant, window_s: u64, period: Duration) -> Self {
        Self { strip: Strip::new(origin, window_s, period), held: None }
    }

    /// Holds the powers as they are, or lets go of them.
    pub(super) fn hold(&mut self, context: &Context) {
        self.held = match self.held {
            Some(_) => None,
            None => Some((0..context.fixed.detectors.len()).map(|index| self.latest(index)).collect()),
        };
    }

    /// Whether powers are held.
    pub(super) const fn is_held(&self) -> bool {
        self.held.is_some()
    }

    /// The power that is held for a detector.
    pub(super) fn held(&self, index: usize) -> Option<f32> {
        self.held.as_ref().and_then(|held| held.get(index).copied().flatten())
    }

    /// The last power of a detector.
    pub(super) fn latest(&self, index: usize) -> Option<f32> {
        self.strip.history.latest(index).map(|(power, _)| power)
    }

    /// The powers as they are, as text with tabs.
    pub(super) fn as_text(&self, context: &Context) -> String {
        let line = |(index, (detector, name)): (usize, &(_, String))| {
            let power = self.latest(index).map_or_else(|| "-".into(), number::power);
            format!("{name}\t{detector}\t{power}\tdBm")
        };
        context.fixed.detectors.iter().enumerate().map(line).collect::<Vec<_>>().join("\n")
    }
}
