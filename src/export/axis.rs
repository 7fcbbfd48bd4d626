//! The axis of a file: which wavelengths its column holds, by what who opens it says, by its name, and by what is
//! plausible. What is not certain is refused, because a wrong wavelength cannot be seen afterwards. What its steps are
//! is told by [`steps`]; an axis of frequencies, or of uneven steps, is resampled to even wavelengths, and the trace says
//! so.

mod quantity;
mod resampled;
mod steps;
mod straight;

use std::collections::BTreeMap;
use std::sync::Arc;

use self::quantity::{is_another, words};
use self::resampled::Resampled;
use self::steps::{Fault, Steps, is_by_float32};
use self::straight::Line;
use super::error::{AxisError, FormatError, Gap, UnitBy};
use super::limits;
use super::named_unit::{Heading, Known, Named};
use super::options::XUnit;
use crate::core::cast::{floor_index, nearest};
use crate::core::own_axis::OwnAxis;
use crate::core::text::without_zeros;
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

/// The units of axes, and what else may stand between the brackets of their names. Behind the name of the quantity the
/// letter of a trace may stand, which is no unit.
pub(super) const AXIS_UNITS: Known<XUnit> = Known {
    unit: |word| XUnit::of_word(word).filter(|_| word != "M"),
    remarks: &["wl", "vacuum", "vac", "port", "ch", "channel", "tr", "trace"],
};

/// The unit of an axis: what was said, else what its name says, else the only one in which its first number is
/// plausible for what its name says, else nm.
///
/// # Errors
/// Where nobody says one and its name says another than those of an axis, or another quantity.
fn unit(
    name: &str,
    asked: Option<XUnit>,
    named: &Named<XUnit>,
    first: f64,
) -> Result<(XUnit, UnitBy), AxisError> {
    let words = words(name);
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
    match (asked, named) {
        (Some(unit), _) => Ok((unit, UnitBy::Option)),
        (None, Named::Unit(unit)) => Ok((*unit, UnitBy::Name)),
        (None, Named::Other(unit)) => Err(AxisError::Unit { name: name.to_owned(), unit: unit.clone() }),
        (None, Named::Nothing) if quantity.is_empty() && is_another(&words) => {
            Err(AxisError::Quantity { name: name.to_owned() })
        }
        (None, Named::Nothing) => {
            Ok((plausible().or(quantity.first().copied()).unwrap_or(XUnit::Nm), UnitBy::Nothing))
        }
    }
}

/// What is said of the unit of a name that who opens the file passes over.
fn instead(asked: XUnit, other: &str) -> String {
    format!("axis read in {}, as was said, and not in {other}, as its name says", asked.word())
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
    /// The unit that was said, and not that of its name.
    said: Option<String>,
    /// What was made of its steps.
    made: Made,
}

/// What was made of the steps of a file.
#[derive(Clone, Debug, PartialEq)]
enum Made {
    /// They are even, and so is the axis.
    Even,
    /// The axis is even and they are not quite, in these words. Where more than rounding is between them, they lie here.
    Taken(String, Option<OwnAxis>),
    /// Its levels lie elsewhere.
    Resampled(Arc<Resampled>),
}

/// Some of the points that were measured, one behind the other.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Piece {
    /// Where they lie.
    pub(super) spacing: Spacing,
}

/// A number without the zeros behind it.
fn short(number: f64) -> String {
    without_zeros(&format!("{number:.6}")).to_owned()
}

/// Lengths on an axis in words: in GHz of frequencies, in pm of wavelengths.
fn shown(unit: XUnit) -> (f64, &'static str) {
    match (unit.hz(), unit.nm()) {
        (Some(hz), _) => (hz * 1e-9, "GHz"),
        (None, nm) => (nm.unwrap_or(1.0) * 1e3, "pm"),
    }
}

/// Steps in words, and what the file has instead of them.
fn told(unit: XUnit, steps: Steps) -> String {
    let (factor, shown) = shown(unit);
    let short = |number: f64| short(number * factor);
    match steps {
        Steps::Even(line) => format!("steps of {} {shown}", short(line.step)),
        Steps::Rounded { line, digits } => {
            let (step, digits) = (short(line.step), short(digits));
            format!("steps of {step} {shown}, which the file rounds to {digits} {shown}")
        }
        Steps::Jitter { line, off } => {
            let (step, off) = (short(line.step), short(off));
            format!("steps of {step} {shown}, from which the file is up to {off} {shown} away")
        }
        Steps::Uneven { least, greatest } => {
            format!("uneven steps of {} to {} {shown}", short(least), short(greatest))
        }
    }
}

impl Axis {
    /// From a column with this name and attribute, in this unit if one is said.
    ///
    /// # Errors
    /// Where the unit is not certain, rows are missing or in another order, or there would be more points than there may
    /// be.
    pub(super) fn new<'h>(
        heading: impl Into<Heading<'h>>,
        mut values: Vec<f64>,
        asked: Option<XUnit>,
    ) -> Result<Self, FormatError> {
        let heading = heading.into();
        let name = heading.name;
        if let Some((row, value)) = not_finite(&values) {
            return Err(AxisError::NotFinite { name: name.to_owned(), value, row: row + 1 }.into());
        }
        let (Some(&first), Some(&last), true) = (values.first(), values.last(), values.len() > 1) else {
            return Err(AxisError::TooFew { name: name.to_owned(), count: values.len() }.into());
        };
        let named = AXIS_UNITS.of(heading);
        let (unit, by) = unit(name, asked, &named, first)?;
        if ![first, last].iter().all(|&end| PLAUSIBLE.contains(&nm(unit, end))) {
            let unit = unit.word();
            return Err(AxisError::Implausible { name: name.to_owned(), first, last, unit, by }.into());
        }
        let said = asked.and_then(|asked| Some(instead(asked, &named.passed_over(asked)?)));
        // Steps are looked at in the unit of the file, upwards.
        let turned = first > last;
        if turned {
            values.reverse();
        }
        let points = values.len();
        let (line, made) = match unit.nm() {
            Some(factor) => lengths(values, unit, factor, turned)?,
            None => frequencies(&values, unit, turned)?,
        };
        let spacing = spacing(line)?;
        Ok(Self { spacing, points, descending: turned == unit.nm().is_some(), said, made })
    }

    /// Levels as they stand in the file, from the shortest wavelength to the longest.
    pub(super) fn turned(&self, mut y: Vec<f32>) -> Vec<f32> {
        if self.descending {
            y.reverse();
        }
        y
    }

    /// Levels that were turned, put onto these wavelengths.
    pub(super) fn resampled(&self, y: Vec<f32>) -> Vec<f32> {
        match &self.made {
            Made::Resampled(resampled) => resampled.interpolate(&y, self.spacing),
            Made::Even | Made::Taken(..) => y,
        }
    }

    /// Whether levels become others on it.
    pub(super) const fn is_resampled(&self) -> bool {
        matches!(self.made, Made::Resampled(_))
    }

    /// Where its samples lie one by one, where that is known better than the even axis says.
    pub(super) fn own(&self) -> Option<OwnAxis> {
        if let Made::Taken(_, own) = &self.made { own.clone() } else { None }
    }

    /// What was done, for the trace: nothing where wavelengths and levels stayed as they are. Where a header says where
    /// samples lie, as it does in files of this program, that is no matter of the column's digits.
    pub(super) fn done(&self, by_header: bool) -> Vec<String> {
        let made = match &self.made {
            Made::Even => None,
            Made::Taken(..) if by_header => None,
            Made::Taken(steps, _) => Some(format!("taken for even {steps}")),
            Made::Resampled(resampled) => {
                let (from, step) = (&resampled.from, short(self.spacing.sampling.pm()));
                let onto = "on straight lines between samples";
                Some(format!("resampled from {from} onto steps of {step} pm, {onto}"))
            }
        };
        self.said.clone().into_iter().chain(made).collect()
    }

    /// Which of so many points of a header these are; `None` where they are not some of them one behind the other.
    pub(super) fn piece_of(&self, header: Spacing, points: usize) -> Option<Piece> {
        let before = (self.spacing.nm(0) - header.nm(0)) / header.sampling.nm();
        let from = floor_index(nearest(before));
        let is_within = self.points < points && before > -0.5 && from <= points - self.points;
        let start = Wavelength::measured(header.nm(from) * 1e-9).filter(|_| is_within)?;
        let spacing = Spacing { start, sampling: header.sampling };
        self.agrees(spacing).is_ok().then_some(Piece { spacing })
    }

    /// Holds it against what the header says.
    ///
    /// # Errors
    /// With the numbers of both.
    pub(super) fn agrees(&self, header: Spacing) -> Result<(), AxisError> {
        if let Made::Resampled(resampled) = &self.made {
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

/// The first number that is none, and its place. Stretches are looked at as a whole, which is done several numbers at a
/// time.
fn not_finite(values: &[f64]) -> Option<(usize, f64)> {
    let is_sound = |values: &[f64]| values.iter().fold(true, |sound, value| sound & value.is_finite());
    if values.chunks(1 << 10).all(is_sound) {
        return None;
    }
    values.iter().copied().enumerate().find(|(_, value)| !value.is_finite())
}

/// Wavelengths of this factor to nm, upwards; the file has them so, or turned round.
fn lengths(values: Vec<f64>, unit: XUnit, factor: f64, turned: bool) -> Result<(Line, Made), FormatError> {
    let steps = Steps::of(&values).map_err(|fault| named(fault, &values, unit, turned))?;
    let kept = |line: Line, made: Made| (Line { start: line.start * factor, step: line.step * factor }, made);
    Ok(match steps {
        Steps::Even(line) => kept(line, Made::Even),
        // Digits that are much finer than the steps are no matter.
        Steps::Rounded { line, .. } if line.is_near(&values) => kept(line, Made::Even),
        Steps::Rounded { line, .. } => kept(line, Made::Taken(told(unit, steps), None)),
        Steps::Jitter { line, off } => {
            let own = || OwnAxis::of(values.iter().map(|value| value * factor));
            kept(line, Made::Taken(told(unit, steps), (!is_by_float32(&values, off)).then(own)))
        }
        Steps::Uneven { .. } => {
            let nm = values.into_iter().map(|value| value * factor).collect();
            resampled(nm, told(unit, steps))?
        }
    })
}

/// Frequencies, upwards. They are not even in wavelength, and are taken so only where the difference is nothing.
fn frequencies(values: &[f64], unit: XUnit, turned: bool) -> Result<(Line, Made), FormatError> {
    let lengths =
        |values: &[f64]| -> Vec<f64> { values.iter().rev().map(|&value| nm(unit, value)).collect() };
    let found = lengths(values);
    if let Some(line) = Line::through_ends(&found).filter(|line| line.is_near(&found)) {
        return Ok((line, Made::Even));
    }
    let steps = Steps::of(values).map_err(|fault| named(fault, values, unit, turned))?;
    let nm = match steps {
        Steps::Even(line) | Steps::Rounded { line, .. } => {
            let even: Vec<f64> = (0..values.len()).map(|index| line.at(index)).collect();
            lengths(&even)
        }
        Steps::Jitter { .. } | Steps::Uneven { .. } => found,
    };
    resampled(nm, told(unit, steps))
}

fn resampled(nm: Vec<f64>, from: String) -> Result<(Line, Made), FormatError> {
    let resampled = Resampled::new(nm, from);
    limits::points(resampled.points)?;
    Ok((resampled.line, Made::Resampled(Arc::new(resampled))))
}

/// What is wrong with steps, with rows and numbers as the file has them.
fn named(fault: Fault, values: &[f64], unit: XUnit, turned: bool) -> AxisError {
    let (at, missing) = match fault {
        Fault::Order(row) => (row, None),
        Fault::Missing { row, usual, gaps } => (row, Some((usual, gaps))),
    };
    let (factor, of) = shown(unit);
    let length = |number: f64| format!("{} {of}", short(number * factor));
    let both = [at, at + 1].map(|at| values.get(at).copied().unwrap_or(f64::NAN));
    let (row, [before, value]) =
        if turned { (values.len().saturating_sub(at + 1), [both[1], both[0]]) } else { (at + 1, both) };
    let unit = unit.word();
    match missing {
        Some((usual, gaps)) => {
            let (apart, usual) = (length((value - before).abs()), length(usual));
            AxisError::Missing(Box::new(Gap { row, before, value, unit, apart, usual, gaps }))
        }
        None if before == value => AxisError::Twice { row, value, unit },
        None => AxisError::Order { row, before, value, unit },
    }
}

/// Where samples lie, nm.
fn spacing(line: Line) -> Result<Spacing, AxisError> {
    let sound = Wavelength::measured(line.start * 1e-9).zip(Wavelength::step(line.step * 1e-9));
    let (start, sampling) = sound.ok_or(AxisError::Step(line.step))?;
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
mod tests;
