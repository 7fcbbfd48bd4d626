//! Live power: its chart, and the powers that others are shown relative to.

pub(super) mod actions;
pub(super) mod align;
pub(crate) mod chart;
pub(super) mod commands;
pub(super) mod panel;

use std::time::{Duration, Instant};

use crate::ui::common::context::Context;
use crate::ui::kit::widgets::number;
use crate::ui::power::chart::PowerChart;

/// What is remembered of live power.
#[derive(Clone, Debug)]
pub struct PowerState {
    /// The live power chart.
    pub chart: PowerChart,
    /// The powers that others are shown relative to, by detector.
    zero: Option<Vec<Option<f32>>>,
}

impl PowerState {
    /// A chart of this window, of readings this far apart.
    pub(super) fn new(origin: Instant, window_s: u64, period: Duration) -> Self {
        Self { chart: PowerChart::new(origin, window_s, period), zero: None }
    }

    /// Shows powers relative to what they are now, or in dBm again.
    pub(super) fn toggle_relative(&mut self, context: &Context) {
        self.zero = match self.zero {
            Some(_) => None,
            None => Some((0..context.fixed.detectors.len()).map(|index| self.latest(index)).collect()),
        };
    }

    /// Whether powers are shown relative to earlier ones.
    pub(super) const fn is_relative(&self) -> bool {
        self.zero.is_some()
    }

    /// The power that a detector's is shown relative to, dBm.
    pub(super) fn zero(&self, index: usize) -> Option<f32> {
        self.zero.as_ref().and_then(|zero| zero.get(index).copied().flatten())
    }

    /// The last power of a detector.
    pub(super) fn latest(&self, index: usize) -> Option<f32> {
        self.chart.history.latest(index).map(|(power, _)| power)
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
