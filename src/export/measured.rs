//! Tables of what was measured, a row for each thing, as files: CSV, JSON and Parquet; and as text for people.

mod columns;
mod error;
mod table;

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use columns::parquet;
pub(crate) use error::{ContentError, TableError};
pub(crate) use table::{Cells, Column, Table};

use super::ending::Ending;
use crate::core::text::clean_path;
use crate::files::place::{self, Readers};

/// How tables are written: the end of a file's name, and what writes them.
#[derive(Clone, Copy)]
pub(crate) struct TableFormat {
    ends: &'static [&'static str],
    write: fn(&mut (dyn Write + Send), &str, &Table) -> Result<(), ContentError>,
}

const FORMATS: [TableFormat; 4] = [
    TableFormat { ends: &["csv"], write: csv },
    TableFormat { ends: &["txt"], write: text },
    TableFormat { ends: &["parquet"], write: parquet },
    TableFormat { ends: &["json"], write: json },
];

impl Ending for TableFormat {
    fn all() -> impl Iterator<Item = Self> {
        FORMATS.into_iter()
    }

    fn every_end(self) -> &'static [&'static str] {
        self.ends
    }
}

impl TableFormat {
    /// The format that a file's name asks for.
    ///
    /// # Errors
    /// If it asks for none.
    pub(crate) fn of(path: &Path) -> Result<Self, TableError> {
        Self::of_name(path).ok_or_else(|| TableError::End(clean_path(path), Self::ends()))
    }
}

/// Writes a table; a taken name gets a number. The name it got. What it is about, in lines that begin with `#`, stands above
/// it in text, and in the metadata of Parquet; JSON is the rows alone.
///
/// # Errors
/// If the name asks for no format, or the file cannot be written.
pub(crate) fn save(path: &Path, about: &str, table: &Table) -> Result<PathBuf, TableError> {
    let format = TableFormat::of(path)?;
    let shown = || clean_path(path);
    // In memory first: tables are small, and what cannot be written leaves no file.
    let mut bytes: Vec<u8> = Vec::new();
    (format.write)(&mut bytes, about, table).map_err(|wrong| TableError::Content(shown(), wrong))?;
    place::new(path, Readers::ByMask, |file: &mut BufWriter<&mut File>| file.write_all(&bytes))
        .map_err(|error| TableError::File(shown(), error))
}

/// A line of names, then a line for each row, with commas.
fn csv(out: &mut (dyn Write + Send), about: &str, table: &Table) -> Result<(), ContentError> {
    separated(out, about, ',', table)
}

/// The same with tabs.
fn text(out: &mut (dyn Write + Send), about: &str, table: &Table) -> Result<(), ContentError> {
    separated(out, about, '\t', table)
}

fn separated(
    out: &mut (dyn Write + Send),
    about: &str,
    separator: char,
    table: &Table,
) -> Result<(), ContentError> {
    out.write_all(about.as_bytes())?;
    Ok(out.write_all(table.separated(separator).as_bytes())?)
}

/// An array with an object for each row.
fn json(out: &mut (dyn Write + Send), _: &str, table: &Table) -> Result<(), ContentError> {
    serde_json::to_writer_pretty(&mut *out, &table.objects())?;
    Ok(out.write_all(b"\n")?)
}

#[cfg(test)]
mod tests {
    use ::parquet::file::reader::{FileReader, SerializedFileReader};
    use ::parquet::record::RowAccessor;
    use serde_json::Value;

    use super::*;
    use crate::core::digits::Number;

    fn table() -> Table {
        let words = |name: &str, cells: [&str; 2]| Column {
            name: name.into(),
            about: "words",
            cells: Cells::Words(cells.map(str::to_owned).to_vec()),
        };
        let numbers = Cells::Numbers(vec![Some(Number::plain(1_550.123_456_7, 2)), None]);
        Table(vec![
            words("file", ["a, \"b\".npz", "=cmd|x"]),
            Column { name: "q".into(), about: "numbers", cells: numbers },
            words("µ", ["é", ""]),
        ])
    }

    fn written(format: &str) -> Vec<u8> {
        let mut bytes = Vec::new();
        let format = TableFormat::of(Path::new(&format!("x.{format}"))).unwrap();
        (format.write)(&mut bytes, "", &table()).unwrap();
        bytes
    }

    #[test]
    fn a_table_has_every_digit_in_a_file_and_few_for_people() {
        assert_eq!(
            String::from_utf8(written("csv")).unwrap(),
            "file,q,µ\n\"a, \"\"b\"\".npz\",1550.1234567,é\n'=cmd|x,,\n"
        );
        let json: Value = serde_json::from_slice(&written("json")).unwrap();
        assert_eq!((&json[0]["q"], &json[1]["q"]), (&Value::from(1_550.123_456_7), &Value::Null));
        assert_eq!((&json[1]["file"], &json[0]["µ"]), (&Value::from("=cmd|x"), &Value::from("é")));
        assert_eq!(table().aligned(), ["file              q  µ", "a, \"b\".npz  1550.12  é", "=cmd|x"]);
    }

    #[test]
    fn a_table_in_parquet_has_words_and_numbers_that_may_be_missing() {
        let reader = SerializedFileReader::new(bytes::Bytes::from(written("parquet"))).unwrap();
        let rows: Vec<_> = reader.get_row_iter(None).unwrap().map(Result::unwrap).collect();
        assert_eq!(rows.len(), 2);
        assert_eq!(rows[0].get_string(0).unwrap(), "a, \"b\".npz");
        assert_eq!(rows[0].get_double(1).unwrap(), 1_550.123_456_7);
        assert!(rows[1].get_double(1).is_err(), "it is missing");
    }

    #[test]
    fn a_name_without_a_format_is_refused() {
        let refused = save(Path::new("/tmp/x.xlsx"), "", &table()).unwrap_err().to_string();
        assert!(refused.contains(".csv .txt .parquet .json"), "{refused}");
    }

    #[test]
    fn what_a_table_is_about_stands_above_it_or_in_its_metadata() {
        let folder = tempfile::tempdir().unwrap();
        let saved = |end: &str| {
            let path = save(&folder.path().join(format!("t.{end}")), "# of a trace\n", &table()).unwrap();
            std::fs::read(path).unwrap()
        };
        let first = |end: &str| {
            String::from_utf8(saved(end)).unwrap().lines().take(2).map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(first("csv"), ["# of a trace", "file,q,µ"]);
        assert_eq!(first("txt"), ["# of a trace", "file\tq\tµ"]);
        assert_eq!(first("json")[0], "[", "the rows alone");
        let reader = SerializedFileReader::new(bytes::Bytes::from(saved("parquet"))).unwrap();
        let said = reader.metadata().file_metadata().key_value_metadata().unwrap();
        let about = said.iter().find(|pair| pair.key == "about").and_then(|pair| pair.value.as_deref());
        assert_eq!(about, Some("# of a trace\n"));
    }
}
