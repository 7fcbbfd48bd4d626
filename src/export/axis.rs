//! The axis of a file: which wavelengths its column holds, from its name and from what is plausible. What is not
//! certain is refused, because a wrong wavelength cannot be seen afterwards.

use std::collections::BTreeMap;

use super::error::AxisError;
use crate::core::cast::count_f64;
use crate::core::trace::Spacing;
use crate::core::units::Wavelength;

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

/// Units of an axis as they stand in names, with their nanometres; none for those of frequency.
const UNITS: [(&[&str], Option<f64>); 6] = [
    (&["nm", "nanometer", "nanometre"], Some(1.0)),
    (&["um", "µm", "μm", "micron"], Some(1e3)),
    (&["pm"], Some(1e-3)),
    (&["mm"], Some(1e6)),
    (&["m", "meter", "metre"], Some(1e9)),
    (&["hz", "khz", "mhz", "ghz", "thz"], None),
];

/// What a column of this name holds.
pub(super) fn role(name: &str) -> Role {
    let words = words(name);
    let first = words.first().map_or("", String::as_str);
    let index = ["no", "index", "idx", "n", "point", "sample", "unnamed", "number"];
    if words.is_empty() || index.contains(&first) || name.starts_with("__index_level") {
        return Role::Index;
    }
    let subject = ["wavelength", "lambda", "λ", "freq", "wl"];
    let axis = subject.iter().any(|subject| first.starts_with(subject))
        || words.len() == 1 && UNITS.iter().any(|(units, _)| units.contains(&first));
    if !axis {
        return Role::Level;
    }
    let last = name.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let mut chars = last.chars();
    let letter = chars.next().filter(|c| c.is_ascii_uppercase() && chars.next().is_none());
    Role::Axis(letter.filter(|_| words.len() > 1))
}

/// Wavelengths that lie evenly, as a file has them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Axis {
    /// Where the samples lie, from the shortest wavelength to the longest.
    pub(super) spacing: Spacing,
    /// How many they are.
    pub(super) points: usize,
    /// They stand from the longest to the shortest: levels are to be turned round.
    pub(super) descending: bool,
}

impl Axis {
    /// From a column with this name.
    ///
    /// # Errors
    /// Where the unit is not certain, or the wavelengths do not lie evenly.
    pub(super) fn new(name: &str, mut values: Vec<f64>) -> Result<Self, AxisError> {
        if let Some((row, &value)) = values.iter().enumerate().find(|(_, value)| !value.is_finite()) {
            return Err(AxisError::NotFinite { name: name.to_owned(), value, row: row + 1 });
        }
        let descending = values.first() > values.last();
        if descending {
            values.reverse();
        }
        let (Some(&first), Some(&last), true) = (values.first(), values.last(), values.len() > 1) else {
            return Err(AxisError::TooFew { name: name.to_owned(), count: values.len() });
        };
        let words = words(name);
        let named = UNITS.iter().find(|(units, _)| words.iter().any(|word| units.contains(&word.as_str())));
        let factor = match named {
            Some((_, Some(factor))) => *factor,
            None if !words.iter().any(|word| word.starts_with("freq")) => 1.0,
            _ => return Err(AxisError::Frequency(name.to_owned())),
        };
        let (shortest, longest) = (first * factor, last * factor);
        if !(PLAUSIBLE.contains(&shortest) && PLAUSIBLE.contains(&longest)) {
            return Err(AxisError::Implausible {
                name: name.to_owned(),
                first,
                last,
                named: named.is_some(),
            });
        }
        let step = (longest - shortest) / count_f64(values.len() - 1);
        let even = |n: usize| shortest + step * count_f64(n);
        let off = |(n, value): (usize, &f64)| (value * factor - even(n)).abs();
        // Rounding of float32 and of few digits stays below; a sample that is missing does not.
        if let Some((n, value)) = values.iter().enumerate().find(|&sample| off(sample) >= step.max(0.0) / 4.0)
        {
            return Err(AxisError::Uneven {
                sample: n + 1,
                nm: value * factor,
                step_nm: step,
                even_nm: even(n),
            });
        }
        let sound = Wavelength::measured(shortest * 1e-9).zip(Wavelength::step(step * 1e-9));
        let (start, sampling) = sound.ok_or(AxisError::Step(step))?;
        Ok(Self { spacing: Spacing { start, sampling }, points: values.len(), descending })
    }

    /// Holds it against what the header says.
    ///
    /// # Errors
    /// With the numbers of both.
    pub(super) fn agrees(&self, header: Spacing) -> Result<(), AxisError> {
        let last = self.points.saturating_sub(1);
        let within = header.sampling.nm() / 100.0;
        let ends = [0, last].map(|index| (header.nm(index), self.spacing.nm(index)));
        if ends.iter().all(|(told, found)| (told - found).abs() <= within) {
            return Ok(());
        }
        Err(AxisError::Header { told: ends.map(|(told, _)| told), found: ends.map(|(_, found)| found) })
    }
}

/// All axes of a file.
#[derive(Debug, Default)]
pub(super) struct Axes {
    shared: Option<Axis>,
    own: BTreeMap<char, Axis>,
}

impl Axes {
    /// Takes one in.
    ///
    /// # Errors
    /// Where it is none, or a second one for the same traces.
    pub(super) fn add(
        &mut self,
        letter: Option<char>,
        name: &str,
        values: Vec<f64>,
    ) -> Result<(), AxisError> {
        let axis = Axis::new(name, values)?;
        let before = match letter {
            Some(letter) => self.own.insert(letter, axis),
            None => self.shared.replace(axis),
        };
        match before {
            Some(_) => Err(AxisError::Second(name.to_owned())),
            None => Ok(()),
        }
    }

    /// That of a trace.
    pub(super) fn of(&self, letter: char) -> Option<Axis> {
        self.own.get(&letter).copied().or(self.shared)
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
            ("dB", Role::Level),
            ("A_dBm", Role::Level),
            ("No.", Role::Index),
            ("", Role::Index),
        ] {
            assert_eq!(role(name), wanted, "{name:?}");
        }
    }
}
