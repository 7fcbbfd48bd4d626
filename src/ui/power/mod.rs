//! Live power: its chart, and the powers that others are shown relative to.

pub(super) mod actions;
pub(super) mod align;
mod alignment;
pub(crate) mod chart;
pub(super) mod commands;
mod drift;
mod floor;
pub(super) mod panel;
mod zero;

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use crate::config::session::Zero as Kept;
use crate::core::ids::DetectorId;
use crate::core::units::Dbm;
use crate::ui::common::context::{Context, Page};
use crate::ui::common::effect::Effect;
use crate::ui::common::next::{Next, inform};
use crate::ui::kit::widgets::number;
use crate::ui::power::alignment::Alignment;
use crate::ui::power::chart::PowerChart;
use crate::ui::power::zero::Zero;

/// Instead of a number, of a detector that reads no light.
pub(super) const DARK: &str = "dark";

/// What is remembered of live power.
#[derive(Clone, Debug)]
pub struct PowerState {
    /// The live power chart.
    pub chart: PowerChart,
    /// The powers that others are shown relative to.
    zero: Option<Zero>,
    /// What was reached since the alignment view was opened.
    alignment: Alignment,
    /// The other detector of that view, if one was chosen.
    other: Option<usize>,
}

impl PowerState {
    /// A chart of this window, of readings this far apart, where what is below the floor is dark.
    pub(super) fn new(origin: Instant, window_s: u64, (period, floor): (Duration, Dbm)) -> Self {
        Self {
            chart: PowerChart::new(origin, window_s, period, floor),
            zero: None,
            alignment: Alignment::new(origin),
            other: None,
        }
    }

    /// Takes in what a snapshot brings. True if there was something new, or something was taken back.
    pub(super) fn absorb(&mut self, context: &Context) -> bool {
        let new = self.chart.absorb(&context.bench, context.now);
        if new {
            let (chart, of) = (&self.chart, context.selected_detector());
            self.alignment.absorb(&chart.history, |index| chart.floor(index), context.now, of);
        }
        new
    }

    /// An alignment begins: what was best before does not count.
    pub(super) fn begin_alignment(&mut self, context: &Context) {
        self.alignment = Alignment::new(context.now);
    }

    /// A tone, if a better power is to be heard and there was one.
    pub(super) fn wanted_tone(&mut self, context: &Context) -> Option<Effect> {
        let heard = context.fixed.align_tone && context.page == Page::Align;
        (heard && self.alignment.rings(context.now, context.selected_detector())).then_some(Effect::Bell)
    }

    /// The other detector of the alignment view: the next one, unless another was chosen; `None` if there is none.
    pub(super) fn other(&self, context: &Context) -> Option<usize> {
        let (count, selected) = (context.fixed.detectors.len(), context.selected_detector());
        let other = self.other.unwrap_or(selected + 1) % count.max(1);
        let other = if other == selected { (other + 1) % count.max(1) } else { other };
        (other != selected).then_some(other)
    }

    /// Chooses the other detector of the alignment view, so many on from the one that it is.
    pub(super) fn choose_other(&mut self, context: &Context, by: isize) {
        let (count, selected) = (context.fixed.detectors.len(), context.selected_detector());
        let Some(now) = self.other(context) else { return };
        let on = |from: usize| (from + if by < 0 { count - 1 } else { 1 }) % count;
        self.other = Some(if on(now) == selected { on(on(now)) } else { on(now) });
    }

    /// Another detector was selected: the tone is about that one.
    pub(super) const fn turned(&mut self) {
        self.alignment.turn();
    }

    /// Shows powers relative to what they are now, or in dBm again. What is dark is nothing to be relative to.
    pub(super) fn toggle_relative(&mut self, context: &Context) -> Vec<Next> {
        if self.relative(context).is_some() {
            self.zero = None;
            return Vec::new();
        }
        let detectors = context.fixed.detectors.iter().enumerate();
        let lit = detectors.filter_map(|(index, (detector, _))| Some((*detector, self.lit(index)?)));
        let lit: BTreeMap<DetectorId, f32> = lit.collect();
        if lit.is_empty() {
            return inform("no detector reads light: there is nothing to be relative to");
        }
        self.zero = Some(Zero::new(context.clock.timestamp(), context.link.address.clone(), lit));
        Vec::new()
    }

    /// What powers are shown relative to, if they are: that of another bench does not count on this one.
    pub(in crate::ui) fn relative(&self, context: &Context) -> Option<&Zero> {
        self.zero.as_ref().filter(|zero| zero.is_of(&context.link.address))
    }

    /// The power that a detector's is shown relative to, dBm.
    pub(super) fn zero(&self, context: &Context, index: usize) -> Option<f32> {
        let (detector, _) = context.fixed.detectors.get(index)?;
        self.relative(context)?.of(*detector)
    }

    /// For the next time.
    pub(crate) fn kept_zero(&self) -> Option<Kept> {
        self.zero.as_ref().map(Zero::kept)
    }

    /// As it was the last time.
    pub(crate) fn restore_zero(&mut self, kept: &Kept) {
        self.zero = Zero::again(kept);
    }

    /// What stands for a detector's power: the number, or a word, and the unit.
    pub(super) fn reading(&self, context: &Context, index: usize) -> (String, &'static str) {
        match (self.latest(index), self.zero(context, index)) {
            _ if self.chart.is_dark(index) => (DARK.to_owned(), ""),
            (None, _) => ("-".to_owned(), ""),
            (Some(level), Some(zero)) => (number::change(level - zero), "dB"),
            (Some(level), None) => (number::power(level), "dBm"),
        }
    }

    /// Whether a detector's last reading is older than those that are to be expected.
    pub(super) fn is_stale(&self, context: &Context, index: usize) -> bool {
        let late = context.fixed.period * 3 + Duration::from_millis(500);
        let last = self.chart.history.latest(index);
        last.is_some_and(|(_, at)| context.now.saturating_duration_since(at) > late)
    }

    /// The last power of a detector.
    pub(super) fn latest(&self, index: usize) -> Option<f32> {
        self.chart.history.latest(index).map(|(power, _)| power)
    }

    /// The last power of a detector that is not dark.
    fn lit(&self, index: usize) -> Option<f32> {
        self.latest(index).filter(|power| power.is_finite() && !self.chart.is_dark(index))
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
