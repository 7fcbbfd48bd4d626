//! A quantity over all files, for people: how often it lies where, and how it goes from file to file.

use std::fmt::Write as _;

use super::entry::Entry;
use super::report::Report;
use crate::analysis::drift::{mean_and_spread, trend};
use crate::analysis::histogram::Histogram;
use crate::analysis::measured::Measured;
use crate::analysis::quantity::Quantity;
use crate::core::cast::{count_f64, floor_index};
use crate::core::wall_clock::hours;

/// So many characters are the longest bar.
const LONGEST: usize = 50;
/// So many lines has a histogram at most.
const BINS: usize = 24;

fn all<'a>(entries: impl Iterator<Item = &'a Entry>, quantity: Quantity) -> Vec<Measured> {
    entries.filter_map(|entry| entry.values.get(quantity)).collect()
}

fn values(all: &[Measured]) -> Vec<f64> {
    all.iter().map(|one| one.value).collect()
}

/// How often a quantity lies where.
pub(super) struct HistogramOf {
    quantity: Quantity,
    pub(super) bins: Histogram,
    count: usize,
    /// So many of them are the least that they can be.
    bounds: usize,
    mean: Option<Measured>,
}

impl HistogramOf {
    /// `None` where no row has it.
    pub(super) fn of(entries: &[&Entry], quantity: Quantity) -> Option<Self> {
        let all = all(entries.iter().copied(), quantity);
        let values = values(&all);
        Some(Self {
            quantity,
            bins: Histogram::of(&values, BINS)?,
            count: values.len(),
            bounds: all.iter().filter(|one| one.is_least).count(),
            mean: mean_and_spread(&values).map(|(value, sigma)| Measured::new(value, sigma)),
        })
    }

    /// How many rows have it, and their mean.
    pub(super) fn headline(&self) -> String {
        let mean = self.mean.map(|mean| mean.words(self.quantity.decimals())).unwrap_or_default();
        let bounds = match self.bounds {
            0 => String::new(),
            count => format!(", of {count} the least that it can be"),
        };
        format!("{}: {} rows, mean {mean}{bounds}", self.quantity.name(), self.count)
    }
}

/// A line for each bin.
pub(super) fn histogram(entries: &[&Entry], quantity: Quantity) -> String {
    let Some(found) = HistogramOf::of(entries, quantity) else {
        return format!("{}: no row has it\n", quantity.name());
    };
    let decimals = quantity.decimals();
    let mut text = found.headline() + "\n";
    let counts = &found.bins.counts;
    let most = counts.iter().copied().max().unwrap_or(1).max(1);
    let edges: Vec<(String, String)> = (0..counts.len())
        .map(|bin| found.bins.range(bin))
        .map(|range| (format!("{:.decimals$}", range.start), format!("{:.decimals$}", range.end)))
        .collect();
    let width = edges.iter().flat_map(|(a, b)| [a.len(), b.len()]).max().unwrap_or(0);
    for ((from, to), &count) in edges.iter().zip(counts) {
        let bar = "█".repeat((count * LONGEST).div_ceil(most));
        let _ = writeln!(text, "{from:>width$} to {to:>width$}  {count:>5}  {bar}");
    }
    text
}

/// The mean of a quantity over the rows of a trace.
pub(super) struct Mean<'a> {
    pub(super) file: &'a str,
    pub(super) letter: char,
    /// When it was taken, if it says so.
    pub(super) taken: Option<&'a str>,
    pub(super) value: f64,
    /// From row to row.
    pub(super) spread: Option<f64>,
}

/// How a quantity goes from file to file.
pub(super) struct TrendOf<'a> {
    quantity: Quantity,
    pub(super) means: Vec<Mean<'a>>,
}

impl<'a> TrendOf<'a> {
    pub(super) fn of(reports: &'a [Report], quantity: Quantity) -> Self {
        let means = reports.iter().filter_map(|report| {
            let (value, spread) = mean_and_spread(&values(&all(report.entries.iter(), quantity)))?;
            let taken = report.entries.first().map(Entry::taken);
            Some(Mean { file: &report.file, letter: report.letter, taken, value, spread })
        });
        Self { quantity, means: means.collect() }
    }

    /// Of how many traces.
    pub(super) fn headline(&self) -> String {
        format!("{}: means of {} traces, ± from row to row", self.quantity.name(), self.means.len())
    }

    /// By how much it grows in an hour, where files say when they were taken.
    pub(super) fn slope_words(&self) -> Option<String> {
        let points = self.means.iter().map(|mean| Some((hours(mean.taken?)?, Measured::alone(mean.value))));
        let slope = trend(&points.collect::<Option<Vec<_>>>()?)?;
        Some(format!("{} in an hour", slope.words(self.quantity.decimals() + 1)))
    }
}

/// Of each trace the mean over its rows, and where that lies between the least and the greatest of all.
pub(super) fn over_files(reports: &[Report], quantity: Quantity) -> String {
    let found = TrendOf::of(reports, quantity);
    let means = || found.means.iter().map(|mean| mean.value);
    let (least, greatest) =
        (means().fold(f64::INFINITY, f64::min), means().fold(f64::NEG_INFINITY, f64::max));
    let mut text = found.headline() + "\n";
    let lines: Vec<(String, String, usize)> = found
        .means
        .iter()
        .map(|mean| {
            let part = if greatest > least { (mean.value - least) / (greatest - least) } else { 0.0 };
            let place = floor_index(part * count_f64(LONGEST));
            let words = Measured::new(mean.value, mean.spread).words(quantity.decimals());
            (format!("{} {}", mean.file, mean.letter), words, place)
        })
        .collect();
    let wide = |of: fn(&(String, String, usize)) -> &String| {
        lines.iter().map(|line| of(line).chars().count()).max().unwrap_or(0)
    };
    let (name_width, mean_width) = (wide(|line| &line.0), wide(|line| &line.1));
    for (name, mean, place) in &lines {
        let _ = writeln!(text, "{name:<name_width$}  {mean:<mean_width$}  {}●", "·".repeat(*place));
    }
    text += &found.slope_words().map_or_else(String::new, |words| words + "\n");
    text
}
