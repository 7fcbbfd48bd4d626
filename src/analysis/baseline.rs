//! The level that a trace would have without its resonances, and how far it strays from it upwards.

use super::noise::quantile;
use crate::core::cast::{count_f64, floor_index};

/// The base line: medians over windows, with straight lines between their middles and beyond the outer ones.
#[derive(Clone, Debug)]
pub(crate) struct BaseLine {
    /// Middle of the first window, and samples from one to the next.
    first: f64,
    step: f64,
    levels: Vec<f64>,
    stray: Vec<f64>,
}

/// Samples that are looked at in a window.
const LOOKED_AT: usize = 64;
/// Windows in the length of one: neighbours overlap.
const OVERLAP: usize = 4;

impl BaseLine {
    /// Of levels without holes, in dB, with windows of so many samples. `sign` is 1 where resonances go down, else -1.
    pub(crate) fn of(y: &[f32], window: usize, sign: f64) -> Self {
        let window = window.clamp(1, y.len().max(1));
        let rest = y.len() - window.min(y.len());
        let count = (rest * OVERLAP).div_ceil(window) + 1;
        let step = if count > 1 { count_f64(rest) / count_f64(count - 1) } else { 1.0 };
        let first = count_f64(window) / 2.0;
        let mut line =
            Self { first, step, levels: Vec::with_capacity(count), stray: Vec::with_capacity(count) };
        let samples = |number: usize| {
            let from = floor_index(count_f64(number) * step).min(rest);
            (from..from + window.min(y.len())).step_by((window / LOOKED_AT).max(1))
        };
        for number in 0..count {
            let mut looked: Vec<f64> = samples(number).map(|index| f64::from(y[index])).collect();
            line.levels.push(quantile(&mut looked, 0.5).unwrap_or(0.0));
        }
        for number in 0..count {
            let away = samples(number).map(|index| sign * (f64::from(y[index]) - line.at(count_f64(index))));
            let mut away: Vec<f64> = away.collect();
            line.stray.push(quantile(&mut away, 0.9).unwrap_or(0.0).max(0.0));
        }
        line
    }

    /// The level at a sample, dB.
    pub(crate) fn at(&self, index: f64) -> f64 {
        let place = (index - self.first) / self.step;
        let last = self.levels.len() - 1;
        // Beyond the outer windows it goes on as it does over the length of one.
        let beyond = if place < 0.0 { place } else { (place - count_f64(last)).max(0.0) };
        // Windows that hardly differ tell no slope: that of a trace hardly longer than one would be their noise, times ten.
        let slope = match (last < OVERLAP, beyond < 0.0) {
            (true, _) => 0.0,
            (false, true) => (self.levels[OVERLAP] - self.levels[0]) / count_f64(OVERLAP),
            (false, false) => (self.levels[last] - self.levels[last - OVERLAP]) / count_f64(OVERLAP),
        };
        between(&self.levels, place) + slope * beyond
    }

    /// So far nine of ten samples stray from it at most, to the side where there are no resonances, dB.
    pub(crate) fn stray(&self, index: f64) -> f64 {
        between(&self.stray, (index - self.first) / self.step)
    }
}

/// A number between two of a row, the outer ones beyond its ends.
fn between(numbers: &[f64], place: f64) -> f64 {
    let last = numbers.len() - 1;
    let at = floor_index(place).min(last);
    let part = (place - count_f64(at)).clamp(0.0, 1.0);
    numbers[at] + (numbers[(at + 1).min(last)] - numbers[at]) * part
}
