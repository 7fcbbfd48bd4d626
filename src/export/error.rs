//! Why traces cannot be written or read: what was found, with its values, and what to do about it. All sentences of
//! files stand here and in [`containers`]. A text of the file is quoted and escaped in them; what a library says
//! passes the door for text.

mod containers;
mod file;
mod gap;
pub(super) mod option;

use std::str::Utf8Error;

use parquet::errors::ParquetError;
use zip::result::ZipError;

pub use containers::{ArrayError, BesideError, ColumnsError, DatasetsError, MatError, TableError};
pub use file::{ExportError, Lack};
pub use gap::Gap;
pub use option::OptionError;

use super::options::{XUnit, YUnit, words};
use crate::core::ids::NotADetector;
use crate::core::level::LevelUnit;
use crate::core::text::{clean, said};

/// What is wrong within a file; which file is added outside.
#[derive(Debug, thiserror::Error)]
pub enum FormatError {
    /// Its wavelengths.
    #[error(transparent)]
    Axis(#[from] AxisError),
    /// Its levels.
    #[error(transparent)]
    Level(#[from] LevelError),
    /// What is said of its traces.
    #[error(transparent)]
    Header(#[from] HeaderError),
    /// It holds more than there may be.
    #[error(transparent)]
    Limit(#[from] LimitError),
    /// What was said of it.
    #[error(transparent)]
    Option(#[from] OptionError),
    /// Its rows and columns of text.
    #[error(transparent)]
    Table(#[from] TableError),
    /// Its arrays of numpy's.
    #[error(transparent)]
    Array(#[from] ArrayError),
    /// What stands beside an array.
    #[error(transparent)]
    Beside(#[from] BesideError),
    /// Its variables of MATLAB's.
    #[error(transparent)]
    Mat(#[from] MatError),
    /// Its columns of Parquet.
    #[error(transparent)]
    Columns(#[from] ColumnsError),
    /// Its datasets of HDF5.
    #[error(transparent)]
    Datasets(#[from] DatasetsError),
    /// There is nothing to write, or nothing was found.
    #[error("there is no trace")]
    NoTrace,
    /// It is not the text that it should be.
    #[error("{0}")]
    Text(#[from] Utf8Error),
    /// The file system, while it was written or unpacked.
    #[error("{}", said(.0))]
    File(#[from] std::io::Error),
    /// The library for JSON.
    #[error("{}", said(.0))]
    Json(#[from] serde_json::Error),
    /// The library for archives.
    #[error("{}", said(.0))]
    Zip(#[from] ZipError),
    /// The library for Parquet.
    #[error("{}", said(.0))]
    Parquet(#[from] ParquetError),
    /// The library for HDF5.
    #[error("{}", said(.0))]
    Hdf5(#[source] Box<hdf5_pure::Error>),
}

impl From<hdf5_pure::Error> for FormatError {
    /// In a box: it is much larger than the others.
    fn from(error: hdf5_pure::Error) -> Self {
        Self::Hdf5(Box::new(error))
    }
}

/// Who says which unit an axis has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::Display)]
pub enum UnitBy {
    /// Who opens the file.
    #[strum(serialize = "x-unit says")]
    Option,
    /// The name of the column.
    #[strum(serialize = "its name says")]
    Name,
    /// Nobody: it is the usual one.
    #[strum(serialize = "no unit is named, so it is taken for")]
    Nothing,
}

/// Wavelengths that are not certain.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum AxisError {
    /// A wavelength that is none.
    #[error("{name:?} has {value} in row {row}, which is no wavelength")]
    NotFinite {
        /// The column.
        name: String,
        /// What stands there.
        value: f64,
        /// Counted from 1.
        row: usize,
    },
    /// Of fewer nobody knows the step.
    #[error("{name:?} has {count} wavelengths; two are the fewest")]
    TooFew {
        /// The column.
        name: String,
        /// How many it has.
        count: usize,
    },
    /// No fibre bench measures there.
    #[error(
        "{name:?} runs from {first} to {last}; {by} {unit}, and that is outside of 600 to 2500 nm; say its unit \
         (--x-unit, or x-unit=m behind :open FILE), or name the column with it, such as wavelength_um"
    )]
    Implausible {
        /// The column.
        name: String,
        /// Its first number, as it stands there.
        first: f64,
        /// Its last one.
        last: f64,
        /// The unit that was taken.
        unit: &'static str,
        /// And why.
        by: UnitBy,
    },
    /// The column's name says no unit, and another quantity.
    #[error(
        "{name:?} would be the axis, and is no wavelength or frequency by its name; say its unit (--x-unit, or x-unit=nm behind \
         :open FILE), or which column is the axis (--columns, or columns=x,y)"
    )]
    Quantity {
        /// The column.
        name: String,
    },
    /// The column's name says a unit in which no light is told.
    #[error(
        "{name:?} would be the axis, and is in {unit:?} by its name or its attribute, which is no unit of wavelengths or frequencies ({}); \
         say its unit (--x-unit, or x-unit=nm behind :open FILE), or which column is the axis (--columns, or columns=x,y)",
        words::<XUnit>()
    )]
    Unit {
        /// The column.
        name: String,
        /// As it stands in its name.
        unit: String,
    },
    /// A step is much longer than those around it.
    #[error("{0}")]
    Missing(Box<Gap>),
    /// Two rows have one place.
    #[error(
        "rows {row} and {} are both at {value} {unit}: one is there twice, or the file has too few digits for its steps",
        .row + 1
    )]
    Twice {
        /// The first of them, counted from 1.
        row: usize,
        /// What stands in both.
        value: f64,
        /// Its unit.
        unit: &'static str,
    },
    /// Rows go up and down.
    #[error(
        "row {} is at {value} {unit} and the row before it at {before} {unit}: rows are in another order; sort them",
        .row + 1
    )]
    Order {
        /// The row before, counted from 1.
        row: usize,
        /// Its number.
        before: f64,
        /// That of the row behind it.
        value: f64,
        /// Their unit.
        unit: &'static str,
    },
    /// All at one place, or further apart than any.
    #[error("steps of {0} nm are none of a trace")]
    Step(f64),
    /// The header says even wavelengths, and the column has others.
    #[error(
        "its header says even wavelengths, and its column has {0}; if the column is right, remove start_m, sampling_m \
         and points from the header, and it is resampled"
    )]
    HeaderEven(String),
    /// The header says other wavelengths, nm, than the column has.
    #[error(
        "its header says wavelengths from {:.6} to {:.6} nm, and its column has {:.6} to {:.6} nm; if the column is \
         right, remove start_m, sampling_m and points from the header",
        .told[0], .told[1], .found[0], .found[1]
    )]
    Header {
        /// First and last by the header.
        told: [f64; 2],
        /// First and last in the column.
        found: [f64; 2],
    },
    /// Nobody knows which one is meant.
    #[error("{0:?} is a second axis for the same traces; leave one of them")]
    Second(String),
    /// An axis has another length than the levels on it.
    #[error("{letter} has {levels} levels, and its axis {wavelengths} wavelengths")]
    Length {
        /// The trace.
        letter: char,
        /// So many levels.
        levels: usize,
        /// So many wavelengths.
        wavelengths: usize,
    },
    /// Neither a column nor a header says where the samples lie.
    #[error(
        "it has no wavelengths; name their column wavelength_nm, or say which it is (--columns, or columns=x,y behind \
         :open FILE)"
    )]
    None,
    /// In a place for wavelengths stands something else.
    #[error("{0:?} is no name of wavelengths, such as wavelength_nm")]
    Name(String),
}

/// Levels that are none in dB or dBm.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LevelError {
    /// Nothing says a unit, and the numbers do not look like decibels.
    #[error(
        "the levels of {0} are not named as dB and none is below 0, as of a linear scale; say their unit (--y-unit, or \
         y-unit=mW behind :open FILE), or name the column with it, such as {0}_dB"
    )]
    Linear(char),
    /// The column's name says another unit.
    #[error(
        "{name:?} is in {unit:?} by its name or its attribute, which is no unit of levels that is read ({}); say what it is in (--y-unit, \
         or y-unit=dB behind :open FILE), or leave it out (--columns, or columns=x,y)",
        words::<YUnit>()
    )]
    Unit {
        /// The column.
        name: String,
        /// As it stands in its name.
        unit: String,
    },
    /// Header and column say different units.
    #[error("its header says that {letter} is in {header}, and its column says {column}")]
    Disagree {
        /// The trace.
        letter: char,
        /// By the header.
        header: LevelUnit,
        /// By the name of the column.
        column: LevelUnit,
    },
}

/// What a file says of its traces cannot be so.
#[derive(Debug, thiserror::Error)]
pub enum HeaderError {
    /// It has no levels.
    #[error("it has no trace: levels are in columns that are named A to Z, or A_dB, A_dBm")]
    NoLevels,
    /// Not a letter of a trace.
    #[error("{0:?} is not the letter of a trace; choose from A to Z")]
    Letter(char),
    /// What stands in its place is something else.
    #[error(
        "what its meta says is not what this program writes there ({}); remove meta for traces of another program",
        clean(&.0.to_string())
    )]
    Meta(#[source] serde_json::Error),
    /// Two traces have one letter.
    #[error("two columns are trace {0}; give each its own letter")]
    Twice(char),
    /// A detector alone is no identity.
    #[error(
        "its header names a detector of {0} and no type; give both, or remove both for a trace of another program"
    )]
    NoType(char),
    /// A type alone is none either.
    #[error(
        "its header names a type of {0} and no detector; give both, or remove both for a trace of another program"
    )]
    NoDetector(char),
    /// No such trace type.
    #[error("its header says that {letter} is of type {number}; there are 1 to 23")]
    Type {
        /// The trace.
        letter: char,
        /// What stands there.
        number: u8,
    },
    /// A number was expected.
    #[error("its header has {value:?} for {key}, which is no number")]
    Number {
        /// What is said.
        key: String,
        /// What stands there.
        value: String,
    },
    /// No such detector.
    #[error("its header says of {letter}: {source}")]
    Detector {
        /// The trace.
        letter: char,
        /// What stands there.
        source: NotADetector,
    },
}

/// More than a file of traces may hold, or not as much as it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LimitError {
    /// A trace is too long.
    #[error("a trace of {points} points; {most} are the most")]
    Points {
        /// So many.
        points: usize,
        /// So many may be.
        most: usize,
    },
    /// Samples are missing, or there are more.
    #[error("it says that a trace has {told} points, and {found} are there")]
    Disagree {
        /// By the file.
        told: usize,
        /// In the file.
        found: usize,
    },
    /// Too many traces.
    #[error("it has {traces} traces or more; {most} are the most")]
    Traces {
        /// So many.
        traces: usize,
        /// So many may be.
        most: usize,
    },
    /// Too many samples of all traces.
    #[error("{traces} traces of {points} points; {most} samples are the most")]
    Samples {
        /// So many.
        traces: usize,
        /// Of so many points each.
        points: usize,
        /// So many samples of all may be.
        most: usize,
    },
    /// Too many settings of a trace.
    #[error("it says more than {0} things of a trace")]
    Settings(usize),
    /// More columns than letters.
    #[error("it has more columns than there are letters")]
    Columns,
}
