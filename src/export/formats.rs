//! All formats of traces, by the ends of their files' names.

use std::fmt;
use std::path::Path;

use super::ending::{Ending, end_of, told};
use super::error::{ExportError, Lack};
#[cfg(test)]
use super::made_up;
use super::row::{Beside, Holds, NamedTrace, Row};
use super::{csv, hdf5, json, mat, npy, npz, openepda, parquet};
use crate::core::text::clean_path;

/// All formats.
const FORMATS: &[&Row] = &[
    &npz::FORMAT,
    &npy::FORMAT,
    &csv::FORMAT,
    &openepda::FORMAT,
    &json::FORMAT,
    &parquet::FORMAT,
    &hdf5::FORMAT,
    &mat::FORMAT,
    #[cfg(test)]
    &made_up::FORMAT,
];

/// How traces are written, by the end of the file's name.
#[derive(Clone, Copy)]
pub struct Format(pub(super) &'static Row);

/// Each row stands once.
impl PartialEq for Format {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.0, other.0)
    }
}

impl fmt::Debug for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for Format {
    /// The end of a file's name, without the dot.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.end())
    }
}

impl Ending for Format {
    fn all() -> impl Iterator<Item = Self> {
        FORMATS.iter().copied().map(Self)
    }

    fn every_end(self) -> &'static [&'static str] {
        self.0.ends
    }
}

impl Format {
    /// All of them with what is in such a file: a table in Markdown.
    pub fn table() -> String {
        let row = |Self(row): Self| {
            let ends: Vec<String> = row.ends.iter().map(|end| format!("`.{end}`")).collect();
            format!("| {} | {} |\n", ends.join(" "), row.about)
        };
        "| end | what is in the file |\n|---|---|\n".to_owned() + &Self::all().map(row).collect::<String>()
    }

    /// What of these traces it does not hold.
    pub(super) fn lacks(self, traces: &[NamedTrace]) -> Option<Lack> {
        let (letter, first) = traces.first()?;
        match self.0.holds {
            Holds::OneTable => {
                let (other, _) = traces.iter().find(|(_, trace)| !trace.lies_on(first))?;
                Some(Lack::Wavelengths { first: *letter, other: *other, all: Self::ends_for_all() })
            }
            Holds::All | Holds::One => self.lacks_room(traces.len()),
        }
    }

    /// The same of so many traces of one sweep, before there are any.
    pub(super) fn lacks_room(self, traces: usize) -> Option<Lack> {
        match self.0.holds {
            Holds::All | Holds::OneTable => None,
            Holds::One => (traces > 1).then(|| Lack::Others { traces, all: Self::ends_for_all() }),
        }
    }

    /// The format that a file's name asks for.
    ///
    /// # Errors
    /// If it asks for none.
    pub fn of(path: &Path) -> Result<Self, ExportError> {
        Self::of_name(path).ok_or_else(|| ExportError::End(clean_path(path), Self::ends()))
    }

    /// The ends of those that hold whatever traces there are.
    fn ends_for_all() -> String {
        let all = Self::all().filter(|format| format.0.holds == Holds::All);
        told(all.map(Self::end))
    }

    /// Whether a file of this name stands beside one of this format.
    pub(super) fn has_beside(self, path: &Path) -> bool {
        let is_its = |beside: Beside| path.extension().is_some_and(|end| end == beside.end);
        let first = path.file_stem().map(Path::new);
        self.0.beside.is_some_and(is_its)
            && first.is_some_and(|first| Self::of(first).is_ok_and(|of| of == self))
    }

    /// The format that is read by this name: also by ends that are not written.
    ///
    /// # Errors
    /// If it is none.
    pub(super) fn of_read(path: &Path) -> Result<Self, ExportError> {
        let end = end_of(path);
        let is = |format: &Self| [format.0.ends, format.0.reads.ends()].concat().contains(&end.as_str());
        let ends = || format!("{} {}", Self::ends(), Self::read_ends());
        Self::all().find(is).ok_or_else(|| ExportError::End(clean_path(path), ends()))
    }

    /// The ends that are read and not written, each with its dot.
    pub fn read_ends() -> String {
        told(FORMATS.iter().flat_map(|row| row.reads.ends()).copied())
    }
}
