//! The words by which somebody says how a figure is to look: the same on the command line and in the console.

use std::str::FromStr;

use strum::{EnumIter, EnumString, IntoEnumIterator, IntoStaticStr};

use super::ticks::Offset;
use crate::core::text::clean;

/// How large a figure is, and for whom.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Width {
    /// For a screen, with what is known of it.
    #[default]
    Screen,
    /// 86 mm: a column of a journal.
    Column,
    /// 178 mm: two columns of a journal.
    Page,
}

/// A word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, EnumString, IntoStaticStr)]
#[strum(serialize_all = "lowercase")]
pub enum Word {
    /// The size of a screen.
    Screen,
    /// The size of a column.
    #[strum(serialize = "86mm")]
    Column,
    /// The size of a page.
    #[strum(serialize = "178mm")]
    Page,
    /// A panel for each trace.
    Panels,
    /// Picometres from a wavelength.
    Offset,
    /// Whole wavelengths.
    Whole,
    /// Decibels.
    Decibels,
    /// Milliwatts, or parts of one.
    Linear,
    /// Wavelengths.
    Wavelength,
    /// Frequencies.
    Frequency,
}

impl Word {
    /// All of them.
    pub fn all() -> impl Iterator<Item = Self> {
        Self::iter()
    }

    /// As it is typed.
    pub fn word(self) -> &'static str {
        self.into()
    }

    /// What it does.
    pub const fn about(self) -> &'static str {
        match self {
            Self::Screen => "1600 by 900 pixels, with title, instrument and settings",
            Self::Column => "for a column of a journal",
            Self::Page => "for two columns of a journal",
            Self::Panels => "each trace in a panel of its own",
            Self::Offset => "the bottom in pm or GHz from a round value",
            Self::Whole => "the bottom in whole nm or THz, however narrow",
            Self::Decibels => "the side in dB or dBm",
            Self::Linear => "the side in mW or parts of one",
            Self::Wavelength => "the bottom in nm",
            Self::Frequency => "the bottom in THz",
        }
    }
}

/// How a figure is to look. What is not said is as the chart has it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FigureOptions {
    /// Its size.
    pub width: Option<Width>,
    /// Each trace in a panel of its own.
    pub panels: bool,
    /// How the bottom is counted.
    pub offset: Option<Offset>,
    /// Linear, or in decibels.
    pub linear: Option<bool>,
    /// Frequencies, or wavelengths.
    pub frequency: Option<bool>,
}

/// What was said of a figure that nobody can draw.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum OptionsError {
    /// No such word.
    #[error("a figure cannot be {0:?}; it can be {1}")]
    Unknown(String, String),
    /// Two words for the same.
    #[error("a figure cannot be {0:?} and something else that this excludes; leave one out")]
    Twice(&'static str),
}

impl FigureOptions {
    /// All words, as they are told.
    pub fn words() -> String {
        Word::all().map(Word::word).collect::<Vec<_>>().join(", ")
    }

    fn take(&mut self, word: Word) -> Result<(), OptionsError> {
        let twice = match word {
            Word::Screen => self.width.replace(Width::Screen).is_some(),
            Word::Column => self.width.replace(Width::Column).is_some(),
            Word::Page => self.width.replace(Width::Page).is_some(),
            Word::Panels => std::mem::replace(&mut self.panels, true),
            Word::Offset => self.offset.replace(Offset::Always).is_some(),
            Word::Whole => self.offset.replace(Offset::Never).is_some(),
            Word::Decibels => self.linear.replace(false).is_some(),
            Word::Linear => self.linear.replace(true).is_some(),
            Word::Wavelength => self.frequency.replace(false).is_some(),
            Word::Frequency => self.frequency.replace(true).is_some(),
        };
        if twice { Err(OptionsError::Twice(word.word())) } else { Ok(()) }
    }
}

impl FromStr for FigureOptions {
    type Err = OptionsError;

    /// Words with commas between them; nothing says nothing.
    fn from_str(typed: &str) -> Result<Self, OptionsError> {
        let mut options = Self::default();
        for word in typed.split(',').map(str::trim).filter(|word| !word.is_empty()) {
            let known = || OptionsError::Unknown(clean(word), Self::words());
            options.take(word.to_lowercase().parse().map_err(|_| known())?)?;
        }
        Ok(options)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_say_how_it_looks_and_two_for_the_same_are_refused() {
        let read = |typed: &str| typed.parse::<FigureOptions>();
        let wide = read("178mm, Panels,linear").unwrap();
        assert_eq!((wide.width, wide.panels, wide.linear), (Some(Width::Page), true, Some(true)));
        assert_eq!(read("86mm,178mm"), Err(OptionsError::Twice("178mm")));
        assert_eq!(read("offset,whole"), Err(OptionsError::Twice("whole")));
        let wrong = read("87mm").unwrap_err().to_string();
        assert!(wrong.contains("cannot be \"87mm\"; it can be screen, 86mm, 178mm, panels"), "{wrong}");
        for word in Word::all() {
            assert_ne!(read(word.word()).unwrap(), FigureOptions::default(), "{word:?}");
        }
    }
}
