//! What a trace does with a new measurement of the same thing: a row for each mode, with its function.

use strum::{EnumIter, EnumString, IntoEnumIterator, IntoStaticStr};

use crate::analysis::maths;

/// Measurements in a rolling average, unless another number is typed.
pub(crate) const AVERAGED: u32 = 10;

/// How the samples of a new measurement join those that are there.
#[derive(Clone, Copy)]
pub(super) enum Join {
    /// They take their place.
    Replace,
    /// They are left out.
    Keep,
    /// Each becomes what this makes of the old and the new one.
    Hold(fn(&[f32], &[f32]) -> Vec<f32>),
    /// Each becomes what this makes of the mean of so many and the new one.
    Mean(fn(&[f32], &[f32], u32) -> Vec<f32>),
}

/// Makes everything that is told of each mode from its row: the variant with the word that is typed, how it is shown,
/// and its function.
macro_rules! modes {
    ($($(#[$attribute:meta])* $about:literal $name:ident, $word:literal, $shown:literal, $join:expr;)*) => {
        /// What a trace does with a new measurement of the same thing.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, EnumIter, EnumString, IntoStaticStr)]
        pub enum TraceMode {
            $($(#[$attribute])* #[doc = $about] #[strum(serialize = $word)] $name,)*
        }

        impl TraceMode {
            /// How it is shown.
            pub(crate) const fn shown(self) -> &'static str {
                match self { $(Self::$name => $shown,)* }
            }

            pub(super) const fn join(self) -> Join {
                match self { $(Self::$name => $join,)* }
            }
        }
    };
}

modes! {
    #[default]
    "Each measurement replaces the one before."
    Live, "live", "live", Join::Replace;
    "It stays as it is."
    Fixed, "fixed", "fixed", Join::Keep;
    "It keeps the greatest level of each sample."
    Maximum, "max", "max hold", Join::Hold(maths::maximum);
    "It keeps the least level of each sample."
    Minimum, "min", "min hold", Join::Hold(maths::minimum);
    "It is the mean of the last measurements."
    Average, "average", "average", Join::Mean(maths::averaged);
}

/// A mode in which measurements join, with how many there are in a mean at the most where it is one.
#[derive(Clone, Copy)]
pub(crate) struct Joining {
    mode: TraceMode,
    of: Of,
}

/// What the samples are made of.
#[derive(Clone, Copy)]
enum Of {
    /// The old and the new ones.
    Both(fn(&[f32], &[f32]) -> Vec<f32>),
    /// The mean of the old ones, and the new ones.
    Mean(fn(&[f32], &[f32], u32) -> Vec<f32>, u32),
}

impl Joining {
    /// The samples of so many measurements and a new one.
    pub(super) fn samples(self, before: &[f32], count: u32, new: &[f32]) -> Vec<f32> {
        match self.of {
            Of::Both(hold) => hold(before, new),
            Of::Mean(mean, average_of) => mean(before, new, count.min(average_of - 1)),
        }
    }

    /// What is done, in words.
    pub(super) fn words(self) -> String {
        match self.of {
            Of::Both(_) => self.mode.shown().to_owned(),
            Of::Mean(_, average_of) => format!("{}, rolling over {average_of}", self.mode.shown()),
        }
    }

    /// Measurements in a mean at the most.
    const fn average_of(self) -> Option<u32> {
        match self.of {
            Of::Both(_) => None,
            Of::Mean(_, average_of) => Some(average_of),
        }
    }
}

impl PartialEq for Joining {
    /// A mode has one function.
    fn eq(&self, other: &Self) -> bool {
        (self.mode, self.average_of()) == (other.mode, other.average_of())
    }
}

impl TraceMode {
    /// How measurements join in this mode, if they do.
    pub(super) const fn joining(self, average_of: u32) -> Option<Joining> {
        let of = match self.join() {
            Join::Replace | Join::Keep => return None,
            Join::Hold(hold) => Of::Both(hold),
            Join::Mean(mean) => Of::Mean(mean, average_of),
        };
        Some(Joining { mode: self, of })
    }

    /// The mode that the key for the next one gives; after the last comes the first.
    #[must_use]
    pub(crate) fn next(self) -> Self {
        Self::iter().cycle().skip_while(|mode| *mode != self).nth(1).unwrap_or_default()
    }

    /// Whether it is of so many measurements.
    pub(crate) const fn counts(self) -> bool {
        matches!(self.join(), Join::Mean(_))
    }
}
