//! Formats by the ends of their files' names: said once, for traces, tables, figures and series.

use std::path::Path;

/// A format that the end of a file's name asks for: a row of a table of formats.
pub trait Ending: Copy + 'static {
    /// All that there are, in the order in which they are told.
    fn all() -> impl Iterator<Item = Self>;

    /// How names of its files may end, without the dot; the first one is the usual one.
    fn every_end(self) -> &'static [&'static str];

    /// How they usually do.
    fn end(self) -> &'static str {
        self.every_end()[0]
    }

    /// The usual ends of all, each with its dot.
    fn ends() -> String {
        told(Self::all().map(Self::end))
    }

    /// Each end that is written, with its dot.
    fn all_ends() -> String {
        told(Self::all().flat_map(Self::every_end).copied())
    }

    /// The format that an end asks for, with its dot or without, in any case.
    fn asked(end: &str) -> Option<Asked<Self>> {
        let end = end.trim_start_matches('.').to_lowercase();
        let of = |format: Self| {
            let end = format.every_end().iter().find(|one| **one == end)?;
            Some(Asked { format, end })
        };
        Self::all().find_map(of)
    }

    /// The format that a file's name asks for.
    fn of_name(path: &Path) -> Option<Self> {
        Self::asked(&end_of(path)).map(|asked| asked.format)
    }
}

/// A format, and by which of its ends it was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked<F> {
    /// The format.
    pub format: F,
    /// The end, without its dot.
    pub end: &'static str,
}

/// Ends in words.
pub(super) fn told<'a>(ends: impl Iterator<Item = &'a str>) -> String {
    ends.map(|end| format!(".{end}")).collect::<Vec<_>>().join(" ")
}

/// How a name ends, in lower case.
pub(super) fn end_of(path: &Path) -> String {
    path.extension().map(|end| end.to_string_lossy().to_lowercase()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::super::series::Form;
    use super::super::{Format, figure, measured};
    use super::*;

    fn each_asks_for_its_own<F: Ending>(table: &str) {
        for end in F::all().flat_map(F::every_end) {
            for typed in [(*end).to_owned(), format!(".{end}"), end.to_uppercase()] {
                assert_eq!(F::asked(&typed).map(|asked| asked.end), Some(*end), "{table}: {typed}");
            }
            let has = |format: &F| format.every_end().contains(end);
            assert_eq!(F::all().filter(has).count(), 1, "{table}: {end}");
            assert!(F::of_name(Path::new(&format!("a.b.{end}"))).is_some(), "{table}: {end}");
        }
        assert!(F::asked("").is_none() && F::of_name(Path::new("csv")).is_none(), "{table}");
    }

    #[test]
    fn each_end_asks_for_one_format_of_its_table() {
        each_asks_for_its_own::<Format>("traces");
        each_asks_for_its_own::<measured::TableFormat>("tables");
        each_asks_for_its_own::<figure::FigureFormat>("figures");
        each_asks_for_its_own::<Form>("series");
        assert_eq!(Form::all_ends(), ".csv .json .jsonl .parquet .nc .h5 .hdf5");
        assert_eq!(Form::asked("h5").map(|asked| asked.end), Some("h5"), "and not .nc");
    }
}
