//! The axis of a file: which wavelengths its column holds, by what who opens it says, by its name, and by what is
//! plausible. What is not certain is refused, because a wrong wavelength cannot be seen afterwards. An axis of
//! frequencies, or of steps that are not even, is resampled to even wavelengths, and the trace says so.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::error::{AxisError, FormatError, UnitBy};
use super::limits;
use super::options::XUnit;
use crate::core::cast::{count_f64, floor_index, level_f32};
use crate::core::trace::Spacing;
use crate::core::units::{LIGHT, Wavelength};

/// Wavelengths that a fibre bench measures at, nm: an axis outside has another unit than it seems.
pub(super) const PLAUSIBLE: std::ops::RangeInclusive<f64> = 600.0..=2500.0;

/// What the name of a column says that it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// Wavelengths or frequencies, of all traces or of this one.
    Axis(Option<char>),
    /// The number of the row.
    Index,
    /// Levels, or anything else.
    Level,
}

/// The words of a column's name, in lower case: `Wavelength (nm)` has two.
fn words(name: &str) -> Vec<String> {
    let words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}

/// What a column of this name holds.
pub(super) fn role(name: &str) -> Role {
    let words = words(name);
    let first = words.first().map_or("", String::as_str);
    let index = ["no", "index", "idx", "n", "point", "sample", "unnamed", "number"];
    if words.is_empty() || index.contains(&first) || name.starts_with("__index_level") {
        return Role::Index;
    }
    let subject = ["wavelength", "lambda", "λ", "freq", "wl"];
    // A capital alone is the letter of a trace, and `Tr A(WL)` is how one maker's analyzers name an axis.
    let letter = words.len() == 1 && name.trim().len() == 1 && name.trim() != "m";
    let axis = subject.iter().any(|subject| first.starts_with(subject))
        || words.last().is_some_and(|last| last == "wl")
        || words.len() == 1 && !letter && XUnit::of_word(first).is_some();
    if !axis {
        return Role::Level;
    }
    let last = name.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let mut chars = last.chars();
    let letter = chars.next().filter(|c| c.is_ascii_uppercase() && chars.next().is_none());
    Role::Axis(letter.filter(|_| words.len() > 1))
}

/// The unit of an axis: what was said, else what its name says, else the only one in which its first number is
/// plausible for what its name says, else nm.
fn unit(name: &str, asked: Option<XUnit>, first: f64) -> (XUnit, UnitBy) {
    let words = words(name);
    // Behind the name of the quantity the letter of a trace may stand, which is no unit.
    let named = words.iter().find_map(|word| XUnit::of_word(word).filter(|_| word != "m"));
    let metres = || words.iter().any(|word| word == "m").then_some(XUnit::M);
    let is = |quantity: &str| words.iter().any(|word| word.starts_with(quantity));
    let quantity: &[XUnit] = if is("freq") {
        &[XUnit::Thz, XUnit::Ghz, XUnit::Hz]
    } else if is("wavelength") || is("lambda") {
        &[XUnit::Nm, XUnit::Um, XUnit::M]
    } else {
        &[]
    };
    // The ranges of all units lie apart.
    let plausible = || quantity.iter().copied().find(|&unit| PLAUSIBLE.contains(&nm(unit, first)));
    match (asked, named.or_else(metres)) {
        (Some(unit), _) => (unit, UnitBy::Option),
        (None, Some(unit)) => (unit, UnitBy::Name),
        (None, None) => (plausible().or(quantity.first().copied()).unwrap_or(XUnit::Nm), UnitBy::Nothing),
    }
}

/// A number of an axis as a wavelength, nm.
fn nm(unit: XUnit, number: f64) -> f64 {
    match (unit.nm(), unit.hz()) {
        (Some(factor), _) => number * factor,
        (None, Some(hz)) => LIGHT / (number * hz) * 1e9,
        (None, None) => f64::NAN,
    }
}

/// Wavelengths that lie evenly, as a file has them or as they are resampled.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Axis {
    /// Where the samples lie, from the shortest wavelength to the longest.
    pub(super) spacing: Spacing,
    /// How many the file has.
    pub(super) points: usize,
    /// They stand from the longest to the shortest: levels are to be turned round.
    descending: bool,
    resampled: Option<Arc<Resampled>>,
}

/// Wavelengths that did not lie evenly.
#[derive(Debug, PartialEq)]
struct Resampled {
    /// Where the samples of the file lie, nm, upwards.
    nm: Vec<f64>,
    /// How many there are afterwards.
    points: usize,
    /// The steps of the file, in words.
    from: String,
}

/// The least and the greatest step between neighbours, whichever way they go; none where one is none, or where rows
/// are missing: then one step is much longer than most.
fn regular(values: &[f64]) -> Option<(f64, f64)> {
    let up = values.first() < values.last();
    let pairs = values.iter().zip(values.iter().skip(1));
    let mut steps: Vec<f64> = pairs.map(|(one, next)| if up { next - one } else { one - next }).collect();
    let middle = steps.len() / 2;
    let (_, &mut median, _) = steps.select_nth_unstable_by(middle, f64::total_cmp);
    let least = steps.iter().copied().fold(f64::INFINITY, f64::min);
    let greatest = steps.iter().copied().fold(0.0, f64::max);
    (least > 0.0 && least >= median * 0.5 && greatest <= median * 1.5).then_some((least, greatest))
}

/// A number without the zeros behind it.
fn short(number: f64) -> String {
    let text = format!("{number:.6}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Steps in words: GHz of frequencies, pm of wavelengths.
fn steps(unit: XUnit, (least, greatest): (f64, f64)) -> String {
    let (factor, shown) = match (unit.hz(), unit.nm()) {
        (Some(hz), _) => (hz * 1e-9, "GHz"),
        (None, nm) => (nm.unwrap_or(1.0) * 1e3, "pm"),
    };
    let (least, greatest) = (least * factor, greatest * factor);
    if greatest <= least * 1.02 {
        format!("steps of {} {shown}", short(least.midpoint(greatest)))
    } else {
        format!("uneven steps of {} to {} {shown}", short(least), short(greatest))
    }
}

impl Axis {
    /// From a column with this name, in this unit if one is said.
    ///
    /// # Errors
    /// Where the unit is not certain, or the wavelengths lie neither evenly nor so that they can be resampled.
    pub(super) fn new(name: &str, mut values: Vec<f64>, asked: Option<XUnit>) -> Result<Self, FormatError> {
        if let Some((row, &value)) = values.iter().enumerate().find(|(_, value)| !value.is_finite()) {
            return Err(AxisError::NotFinite { name: name.to_owned(), value, row: row + 1 }.into());
        }
        let (Some(&first), Some(&last), true) = (values.first(), values.last(), values.len() > 1) else {
            return Err(AxisError::TooFew { name: name.to_owned(), count: values.len() }.into());
        };
        let (unit, by) = unit(name, asked, first);
        let ends = [nm(unit, first), nm(unit, last)];
        if !ends.iter().all(|end| PLAUSIBLE.contains(end)) {
            let unit = unit.word();
            return Err(AxisError::Implausible { name: name.to_owned(), first, last, unit, by }.into());
        }
        // Of frequencies the steps are to be looked at as they are.
        let frequencies = unit.hz().map(|_| values.clone());
        if unit != XUnit::Nm {
            for value in &mut values {
                *value = nm(unit, *value);
            }
        }
        let descending = ends[0] > ends[1];
        if descending {
            values.reverse();
        }
        let (shortest, longest) = (ends[0].min(ends[1]), ends[0].max(ends[1]));
        let step = (longest - shortest) / count_f64(values.len() - 1);
        let even = |n: usize| shortest + step * count_f64(n);
        // Rounding of float32 and of few digits stays below; a sample that is missing does not. Frequencies are not
        // even in wavelength, and are taken so only where the difference is nothing.
        let within = step.max(0.0) / if frequencies.is_some() { 100.0 } else { 4.0 };
        let off = |(n, value): (usize, &f64)| (value - even(n)).abs();
        let uneven = values.iter().enumerate().find(|&sample| off(sample) >= within);
        let Some((n, &nm)) = uneven else {
            return Ok(Self {
                spacing: spacing(shortest, step)?,
                points: values.len(),
                descending,
                resampled: None,
            });
        };
        // Steps are shown as the file has them: of wavelengths they were in its unit.
        let told = match &frequencies {
            Some(frequencies) => regular(frequencies).map(|both| steps(unit, both)),
            None => regular(&values).map(|both| steps(XUnit::Nm, both)),
        };
        let Some(from) = told else {
            let uneven = AxisError::Uneven { sample: n + 1, nm, step_nm: step, even_nm: even(n) };
            return Err(uneven.into());
        };
        Self::resampled(values, descending, from)
    }

    /// On even wavelengths, as fine as the finest step of the file, in whole femtometres where that is no matter.
    fn resampled(nm: Vec<f64>, descending: bool, from: String) -> Result<Self, FormatError> {
        /// Femtometres of a nanometre.
        const FEMTO: f64 = 1e6;
        let steps = nm.iter().zip(nm.iter().skip(1)).map(|(one, next)| next - one);
        let finest = steps.fold(f64::INFINITY, f64::min);
        let whole = (finest * FEMTO).floor();
        let step = if whole >= 100.0 { whole / FEMTO } else { finest };
        let (shortest, longest) = (nm.first().copied().unwrap_or(0.0), nm.last().copied().unwrap_or(0.0));
        // What the last sample is off by rounding is no sample less.
        let points = limits::points(floor_index((longest - shortest) / step + 1e-6) + 1)?;
        let spacing = spacing(shortest, step)?;
        let points_of_file = nm.len();
        let resampled = Some(Arc::new(Resampled { nm, points, from }));
        Ok(Self { spacing, points: points_of_file, descending, resampled })
    }

    /// Levels as they stand in the file, put onto these wavelengths.
    pub(super) fn put(&self, mut y: Vec<f32>) -> Vec<f32> {
        if self.descending {
            y.reverse();
        }
        match &self.resampled {
            Some(resampled) => resampled.interpolate(&y, self.spacing),
            None => y,
        }
    }

    /// What was done to the levels, for the trace; nothing where they stayed as they are.
    pub(super) fn done(&self) -> Option<String> {
        let Resampled { from, .. } = &**self.resampled.as_ref()?;
        let step = short(self.spacing.sampling.pm());
        Some(format!("resampled from {from} onto steps of {step} pm, on straight lines between samples"))
    }

    /// Holds it against what the header says.
    ///
    /// # Errors
    /// With the numbers of both.
    pub(super) fn agrees(&self, header: Spacing) -> Result<(), AxisError> {
        if let Some(resampled) = &self.resampled {
            return Err(AxisError::HeaderEven(resampled.from.clone()));
        }
        let last = self.points.saturating_sub(1);
        let within = header.sampling.nm() / 100.0;
        let ends = [0, last].map(|index| (header.nm(index), self.spacing.nm(index)));
        if ends.iter().all(|(told, found)| (told - found).abs() <= within) {
            return Ok(());
        }
        Err(AxisError::Header { told: ends.map(|(told, _)| told), found: ends.map(|(_, found)| found) })
    }
}

impl Resampled {
    /// Levels on the straight lines between those of the file. What lies beside a hole is one.
    fn interpolate(&self, y: &[f32], spacing: Spacing) -> Vec<f32> {
        let mut at = 0;
        let level = |index: usize| {
            let nm = spacing.nm(index);
            while at + 2 < self.nm.len() && self.nm[at + 1] <= nm {
                at += 1;
            }
            let (Some(&left), Some(&right)) = (y.get(at), y.get(at + 1)) else { return f32::NAN };
            let part = (nm - self.nm[at]) / (self.nm[at + 1] - self.nm[at]);
            // A sample that lies there is taken as it is, also where its neighbour is infinite.
            if part < 1e-6 {
                return left;
            }
            if part > 1.0 - 1e-6 {
                return right;
            }
            level_f32(f64::from(left) * (1.0 - part) + f64::from(right) * part)
        };
        (0..self.points).map(level).collect()
    }
}

/// Where samples lie that begin there and have this step, nm.
fn spacing(shortest: f64, step: f64) -> Result<Spacing, AxisError> {
    let sound = Wavelength::measured(shortest * 1e-9).zip(Wavelength::step(step * 1e-9));
    let (start, sampling) = sound.ok_or(AxisError::Step(step))?;
    Ok(Spacing { start, sampling })
}

/// All axes of a file.
#[derive(Debug, Default)]
pub(super) struct Axes {
    shared: Option<Axis>,
    own: BTreeMap<char, Axis>,
}

impl Axes {
    /// Takes one in, of all traces or of this one; what it is called stands in the refusal.
    ///
    /// # Errors
    /// Where it is a second one for the same traces.
    pub(super) fn add(&mut self, letter: Option<char>, name: &str, axis: Axis) -> Result<(), AxisError> {
        let before = match letter {
            Some(letter) => self.own.insert(letter, axis),
            None => self.shared.replace(axis),
        };
        if before.is_some() { Err(AxisError::Second(name.to_owned())) } else { Ok(()) }
    }

    /// That of a trace.
    pub(super) fn of(&self, letter: char) -> Option<&Axis> {
        self.own.get(&letter).or(self.shared.as_ref())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_is_an_axis_by_its_name() {
        for (name, wanted) in [
            ("wavelength_nm", Role::Axis(None)),
            ("nm", Role::Axis(None)),
            ("wavelength_nm_B", Role::Axis(Some('B'))),
            ("IN1_nm", Role::Level),
            ("M", Role::Level),
            ("m", Role::Axis(None)),
            ("Tr A(WL)", Role::Axis(None)),
            ("Tr A(LEVEL)", Role::Level),
            ("frequency [THz]", Role::Axis(None)),
            ("dB", Role::Level),
            ("A_dBm", Role::Level),
            ("No.", Role::Index),
            ("", Role::Index),
        ] {
            assert_eq!(role(name), wanted, "{name:?}");
        }
    }

    fn read(name: &str, values: &[f64]) -> Result<Axis, FormatError> {
        Axis::new(name, values.to_vec(), None)
    }

    #[test]
    fn a_unit_is_what_was_said_then_what_is_named_then_what_is_plausible() {
        let start = |name: &str, values: [f64; 2], asked| {
            Axis::new(name, values.to_vec(), asked).map(|axis| axis.spacing.nm(0).round()).ok()
        };
        for (name, values, asked, wanted) in [
            ("x", [1550.0, 1551.0], None, Some(1550.0)),
            ("x", [1.55, 1.551], None, None),
            ("x", [1.55, 1.551], Some(XUnit::Um), Some(1550.0)),
            ("wavelength_nm", [1.55e-6, 1.551e-6], None, None),
            ("wavelength_nm", [1.55e-6, 1.551e-6], Some(XUnit::M), Some(1550.0)),
            ("wavelength", [1.55e-6, 1.551e-6], None, Some(1550.0)),
            ("wavelength_M", [1.55e-6, 1.551e-6], None, Some(1550.0)),
            ("freq", [193.5, 193.4], None, Some(1549.0)),
            ("freq", [193.5, 193.4], Some(XUnit::Ghz), None),
            ("x", [193.5, 193.4], None, None),
        ] {
            assert_eq!(start(name, values, asked), wanted, "{name} {asked:?}");
        }
    }

    #[test]
    fn frequencies_are_resampled_and_each_level_lies_on_the_line_of_its_neighbours() {
        let thz: Vec<f64> = (0..5001).map(|n| 191.0 + f64::from(n) * 0.001).collect();
        let axis = read("frequency_thz", &thz).unwrap();
        // A level that is straight in frequency is nearly so in wavelength.
        let found = axis.put(thz.iter().map(|&thz| level_f32(-thz)).collect());
        assert!(found.len() > thz.len() && found.len() < thz.len() * 11 / 10, "{}", found.len());
        for (index, level) in found.iter().enumerate() {
            let thz = axis.spacing.thz(index);
            assert!((f64::from(*level) + thz).abs() < 5e-5, "{level} at {thz} THz");
        }
        let done = axis.done().unwrap();
        assert!(done.starts_with("resampled from steps of 1 GHz onto steps of 7.8"), "{done}");
        let down: Vec<f64> = thz.iter().rev().copied().collect();
        let turned = read("frequency_thz", &down).unwrap();
        assert_eq!(turned.put(down.iter().map(|&thz| level_f32(-thz)).collect()), found);
    }

    #[test]
    fn uneven_wavelengths_are_resampled_and_missing_rows_are_not_made_up() {
        let jitter = |n: u32| 1550.0 + f64::from(n) * 0.01 + f64::from(n * 7 % 5) * 0.001 - 0.002;
        let uneven: Vec<f64> = (0..400).map(jitter).map(|nm| nm + nm.sin() * 0.02).collect();
        let axis = read("wavelength_nm", &uneven).unwrap();
        assert!(axis.done().unwrap().starts_with("resampled from uneven steps of"), "{axis:?}");
        let levels: Vec<f32> = uneven.iter().map(|nm| level_f32(nm - 1560.0)).collect();
        for (index, level) in axis.put(levels).iter().enumerate() {
            let nm = axis.spacing.nm(index);
            assert!((f64::from(*level) - (nm - 1560.0)).abs() < 1e-5, "{level} at {nm}");
        }
        let mut gone = uneven.clone();
        gone.remove(200);
        let refused = read("wavelength_nm", &gone).unwrap_err();
        assert!(matches!(refused, FormatError::Axis(AxisError::Uneven { .. })), "{refused}");
        let header = axis.agrees(axis.spacing).unwrap_err();
        assert!(matches!(header, AxisError::HeaderEven(_)), "{header}");
    }

    #[test]
    fn a_hole_stays_one_when_an_axis_is_resampled() {
        let thz: Vec<f64> = (0..2001).map(|n| 191.0 + f64::from(n) * 0.002).collect();
        let axis = read("frequency_thz", &thz).unwrap();
        let mut y = vec![-1.0; 2001];
        y[1000] = f32::NAN;
        let holes = axis.put(y).iter().filter(|level| level.is_nan()).count();
        assert!((1..=3).contains(&holes), "{holes}");
    }
}
