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

fn numbers<'a>(entries: impl Iterator<Item = &'a Entry>, quantity: Quantity) -> Vec<f64> {
    entries.filter_map(|entry| entry.values.get(quantity)).map(|one| one.value).collect()
}

/// How often a quantity lies where, a line for each bin.
pub(super) fn histogram(entries: &[&Entry], quantity: Quantity) -> String {
    let numbers = numbers(entries.iter().copied(), quantity);
    let Some(found) = Histogram::of(&numbers, BINS) else {
        return format!("{}: no row has it\n", quantity.name());
    };
    let decimals = quantity.decimals();
    let spread = mean_and_spread(&numbers).map(|(value, sigma)| Measured { value, sigma }.words(decimals));
    let mut text =
        format!("{}: {} rows, mean {}\n", quantity.name(), numbers.len(), spread.unwrap_or_default());
    let most = found.counts.iter().copied().max().unwrap_or(1).max(1);
    let edges: Vec<(String, String)> = (0..found.counts.len())
        .map(|bin| found.range(bin))
        .map(|range| (format!("{:.decimals$}", range.start), format!("{:.decimals$}", range.end)))
        .collect();
    let width = edges.iter().flat_map(|(a, b)| [a.len(), b.len()]).max().unwrap_or(0);
    for ((from, to), &count) in edges.iter().zip(&found.counts) {
        let bar = "█".repeat((count * LONGEST).div_ceil(most));
        let _ = writeln!(text, "{from:>width$} to {to:>width$}  {count:>5}  {bar}");
    }
    text
}

/// How a quantity goes from file to file: of each trace the mean over its rows, and where that lies between the least and the
/// greatest of all.
pub(super) fn over_files(reports: &[Report], quantity: Quantity) -> String {
    let means = reports.iter().filter_map(|report| {
        let found = mean_and_spread(&numbers(report.entries.iter(), quantity))?;
        Some((report, found))
    });
    let means: Vec<(&Report, (f64, Option<f64>))> = means.collect();
    let least = means.iter().map(|(_, (mean, _))| *mean).fold(f64::INFINITY, f64::min);
    let greatest = means.iter().map(|(_, (mean, _))| *mean).fold(f64::NEG_INFINITY, f64::max);
    let decimals = quantity.decimals();
    let mut text = format!("{}: means of {} traces, ± from row to row\n", quantity.name(), means.len());
    let lines: Vec<(String, String, usize)> = means
        .iter()
        .map(|(report, (mean, spread))| {
            let part = if greatest > least { (mean - least) / (greatest - least) } else { 0.0 };
            let place = floor_index(part * count_f64(LONGEST));
            let name = format!("{} {}", report.file, report.letter);
            (name, Measured { value: *mean, sigma: *spread }.words(decimals), place)
        })
        .collect();
    let wide = |of: fn(&(String, String, usize)) -> &String| {
        lines.iter().map(|line| of(line).chars().count()).max().unwrap_or(0)
    };
    let (name_width, mean_width) = (wide(|line| &line.0), wide(|line| &line.1));
    for (name, mean, place) in &lines {
        let _ = writeln!(text, "{name:<name_width$}  {mean:<mean_width$}  {}●", "·".repeat(*place));
    }
    let points = means.iter().map(|(report, (mean, _))| {
        let taken = report.entries.first().map(Entry::taken)?;
        Some((hours(taken)?, Measured::alone(*mean)))
    });
    if let Some(slope) = points.collect::<Option<Vec<_>>>().and_then(|points| trend(&points)) {
        let _ = writeln!(text, "{} in an hour", slope.words(decimals + 1));
    }
    text
}
