//! Repeated sweeps: how far each resonance is from where it was in the first file, and how it drifts.

use std::collections::BTreeMap;

use super::entry::Entry;
use super::report::Report;
use crate::analysis::drift::{matched, mean_and_spread, trend};
use crate::analysis::measured::Measured;
use crate::analysis::quantity::Quantity;
use crate::core::cast::count_f64;
use crate::core::digits::Number;
use crate::core::wall_clock::hours;
use crate::export::measured::{Cells, Column, Table};

/// Says of each entry which resonance of the first file it is, and how far it is from there. Traces of one letter are held
/// against each other.
pub(super) fn measure(reports: &mut [Report]) {
    let mut firsts: BTreeMap<char, Vec<Measured>> = BTreeMap::new();
    for report in reports {
        let here = report.entries.iter().filter_map(|entry| entry.values.get(Quantity::Wavelength));
        let here: Vec<Measured> = here.collect();
        let first = firsts.entry(report.letter).or_insert_with(|| here.clone());
        let nm = |all: &[Measured]| all.iter().map(|one| one.value).collect::<Vec<_>>();
        let pairs = matched(&nm(first), &nm(&here));
        for ((entry, nm), pair) in report.entries.iter_mut().zip(&here).zip(pairs) {
            let Some((number, before)) = pair.and_then(|at| Some((at + 1, first.get(at)?))) else { continue };
            let shift = Measured::difference(*nm, *before);
            entry.same = Some(number);
            entry.values.set(Quantity::Shift, shift.scaled(1e3));
        }
    }
}

/// Each resonance of the first file, and what became of it.
pub(super) fn summary(reports: &[Report]) -> Table {
    let mut rings: BTreeMap<(char, usize), Vec<&Entry>> = BTreeMap::new();
    for report in reports {
        for entry in &report.entries {
            if let Some(number) = entry.same {
                rings.entry((report.letter, number)).or_default().push(entry);
            }
        }
    }
    let rings: Vec<((char, usize), Vec<&Entry>)> = rings.into_iter().collect();
    let words = |name: &str, about, of: &dyn Fn(&(char, usize)) -> String| Column {
        name: name.to_owned(),
        about,
        cells: Cells::Words(rings.iter().map(|(ring, _)| of(ring)).collect()),
    };
    let numbers = |name: &str, about, of: &dyn Fn(&[&Entry]) -> Option<Number>| Column {
        name: name.to_owned(),
        about,
        cells: Cells::Numbers(rings.iter().map(|(_, entries)| of(entries)).collect()),
    };
    let mean = |entries: &[&Entry], quantity: Quantity| {
        let (value, sigma) = spread_of(entries, quantity)?;
        // As sure as sweeps agree.
        Some(Measured::new(value, sigma).number(quantity.decimals()))
    };
    let spread = |entries: &[&Entry], quantity: Quantity| {
        let (value, sigma) = spread_of(entries, quantity)?;
        Measured::new(value, sigma).sigma_number(quantity.decimals())
    };
    let drift = |entries: &[&Entry]| by_hour(entries, Quantity::Shift);
    Table(vec![
        words("trace", "The letter of the trace", &|(letter, _)| letter.to_string()),
        words("number", "Which one of the first file, from the left", &|(_, number)| number.to_string()),
        numbers("sweeps", "In so many of them it was found", &|entries| {
            Some(Number::plain(count_f64(entries.len()), 0))
        }),
        numbers("wavelength_nm", "Mean wavelength", &|entries| mean(entries, Quantity::Wavelength)),
        numbers("spread_pm", "Standard deviation of the wavelength from sweep to sweep", &|entries| {
            spread(entries, Quantity::Shift)
        }),
        numbers("last_shift_pm", "Where it was last, against the first sweep", &|entries| {
            Some(entries.last()?.values.get(Quantity::Shift)?.number(Quantity::Shift.decimals()))
        }),
        numbers("drift_pm_h", "How fast it moves", &|entries| Some(drift(entries)?.number(3))),
        numbers("drift_sigma_pm_h", "Standard deviation of the same", &|entries| {
            drift(entries)?.sigma_number(3)
        }),
        numbers("q", "Mean loaded quality", &|entries| mean(entries, Quantity::Q)),
        numbers("q_spread", "Standard deviation of the loaded quality from sweep to sweep", &|entries| {
            spread(entries, Quantity::Q)
        }),
        numbers("depth_db", "Mean depth", &|entries| mean(entries, Quantity::Depth)),
        numbers("depth_spread_db", "Standard deviation of the depth from sweep to sweep", &|entries| {
            spread(entries, Quantity::Depth)
        }),
    ])
}

/// Mean and standard deviation of a quantity over sweeps.
fn spread_of(entries: &[&Entry], quantity: Quantity) -> Option<(f64, Option<f64>)> {
    let all = entries.iter().filter_map(|entry| entry.values.get(quantity)).map(|one| one.value);
    mean_and_spread(&all.collect::<Vec<_>>())
}

/// By how much a quantity grows in an hour; `None` where files do not say when they were taken.
pub(super) fn by_hour(entries: &[&Entry], quantity: Quantity) -> Option<Measured> {
    let points = entries.iter().filter_map(|entry| {
        let measured = entry.values.get(quantity)?;
        Some(hours(entry.taken()).map(|hours| (hours, measured)))
    });
    trend(&points.collect::<Option<Vec<_>>>()?)
}
