//! A quantity over all files as a figure: how often it lies where, and how it goes from file to file.

use super::entry::Entry;
use super::report::Report;
use super::spread::{HistogramOf, Mean, TrendOf};
use crate::analysis::quantity::Quantity;
use crate::core::cast::count_f64;
use crate::core::scale::Scale;
use crate::core::text::PROGRAM;
use crate::core::wall_clock::hours;
use crate::export::figure::{About, Abscissa, Curve, Figure, Ordinate, Panel};

/// What a figure shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shown {
    /// How often a quantity lies where.
    Histogram(Quantity),
    /// How its mean goes from file to file.
    Trend(Quantity),
}

/// The figure; `None` where no row has the quantity.
pub(super) fn figure(shown: Shown, reports: &[Report]) -> Option<Figure<'static>> {
    let entries: Vec<&Entry> = reports.iter().flat_map(|report| &report.entries).collect();
    let (title, abscissa, ordinate, curves, from_nothing) = match shown {
        Shown::Histogram(quantity) => {
            let found = HistogramOf::of(&entries, quantity)?;
            let curve = Curve { name: String::new(), index: 0, stretches: vec![outline(&found)] };
            (found.headline(), Abscissa::Other(quantity.name()), Ordinate::Count, vec![curve], true)
        }
        Shown::Trend(quantity) => {
            let found = TrendOf::of(reports, quantity);
            let (abscissa, curves) = courses(&found);
            let title = [Some(found.headline()), found.slope_words()];
            let title = title.into_iter().flatten().collect::<Vec<_>>().join("; ");
            (title, abscissa, Ordinate::Other(quantity.name()), curves, false)
        }
    };
    let points = || curves.iter().flat_map(|curve| curve.stretches.iter().flatten().copied());
    let x = around(points().map(|(x, _)| x))?;
    let y = around(points().map(|(_, y)| y))?;
    let y = if from_nothing { Scale { low: 0.0, ..y } } else { y };
    let about = About {
        title,
        text: String::new(),
        program: PROGRAM.into(),
        simulated: reports.iter().any(|report| report.simulated),
    };
    let curves = Box::new(move |_: usize| curves.clone());
    let panel = Panel { abscissa, x, ordinate, y, curves, marks: Vec::new(), rules: Vec::new() };
    Some(Figure { about, panels: vec![panel], traces: Vec::new() })
}

/// The outline of the bars.
fn outline(found: &HistogramOf) -> Vec<(f64, f64)> {
    let mut points = Vec::new();
    for (bin, count) in found.bins.counts.iter().enumerate() {
        let (range, count) = (found.bins.range(bin), count_f64(*count));
        points.extend([(range.start, 0.0), (range.start, count), (range.end, count), (range.end, 0.0)]);
    }
    points
}

/// For each letter the means with a bar of the spread from row to row: over hours from the first on, or, where files do not say
/// when they were taken, over their numbers.
fn courses(found: &TrendOf) -> (Abscissa, Vec<Curve>) {
    let times: Option<Vec<f64>> = found.means.iter().map(|mean| hours(mean.taken?)).collect();
    let first = times.iter().flatten().copied().fold(f64::INFINITY, f64::min);
    let times = times.filter(|times| times.iter().any(|time| *time > first));
    let abscissa = Abscissa::Other(if times.is_some() { "Time (h)" } else { "File" });
    let mut files: Vec<&str> = Vec::new();
    let mut curves: Vec<Curve> = Vec::new();
    for (number, mean) in found.means.iter().enumerate() {
        if files.last() != Some(&mean.file) {
            files.push(mean.file);
        }
        let x = times.as_ref().map_or(count_f64(files.len()), |times| times[number] - first);
        let name = format!("trace {}", mean.letter);
        let at = curves.iter().position(|curve| curve.name == name).unwrap_or_else(|| {
            curves.push(Curve { name, index: curves.len(), stretches: vec![Vec::new()] });
            curves.len() - 1
        });
        let stretches = &mut curves[at].stretches;
        stretches[0].push((x, mean.value));
        stretches.extend(bar(x, mean));
    }
    for curve in &mut curves {
        curve.stretches[0].sort_by(|a, b| a.0.total_cmp(&b.0));
    }
    (abscissa, curves)
}

/// From one standard deviation below to one above.
fn bar(x: f64, mean: &Mean<'_>) -> Option<Vec<(f64, f64)>> {
    let spread = mean.spread.filter(|spread| *spread > 0.0)?;
    Some(vec![(x, mean.value - spread), (x, mean.value + spread)])
}

/// Closely around numbers, with some room; `None` where there are none.
fn around(numbers: impl Iterator<Item = f64>) -> Option<Scale> {
    /// Of what is seen, on each side.
    const FREE: f64 = 0.06;
    /// What a single number is shown in, of itself.
    const ALONE: f64 = 1e-3;
    let ends = numbers.map(|one| (one, one)).reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))?;
    let span = ends.1 - ends.0;
    let free = if span > 0.0 { FREE * span } else { (ALONE * ends.0.abs()).max(1e-9) };
    Some(Scale { low: ends.0 - free, high: ends.1 + free })
}

impl Shown {
    /// What it is of.
    pub(super) const fn quantity(self) -> Quantity {
        match self {
            Self::Histogram(quantity) | Self::Trend(quantity) => quantity,
        }
    }
}
