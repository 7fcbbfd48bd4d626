//! Tables of what was measured, a row for each thing, as files: CSV, JSON and Parquet; and as text for people.

use std::fmt;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical, ZstdLevel};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;
use serde_json::{Map, Value};
use unicode_width::UnicodeWidthStr;

use super::arrow::{self, Content, Field};
use super::csv::quoted;
use super::parquet::KEY;
use crate::core::digits::Number;
use crate::core::text::{PROGRAM, clean_path, said};
use crate::files::place::{self, Readers};

/// What a column holds, row by row.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Cells {
    /// Words.
    Words(Vec<String>),
    /// Numbers; `None` where there is none.
    Numbers(Vec<Option<Number>>),
}

/// A column.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Column {
    /// Its name, with the unit.
    pub(crate) name: String,
    /// What it is.
    pub(crate) about: &'static str,
    /// What is in it.
    pub(crate) cells: Cells,
}

impl Column {
    fn len(&self) -> usize {
        match &self.cells {
            Cells::Words(cells) => cells.len(),
            Cells::Numbers(cells) => cells.len(),
        }
    }

    /// Whether no row has anything in it.
    pub(crate) fn is_empty(&self) -> bool {
        match &self.cells {
            Cells::Words(cells) => cells.iter().all(String::is_empty),
            Cells::Numbers(cells) => cells.iter().all(Option::is_none),
        }
    }

    /// A cell for programs; empty where there is nothing.
    fn written(&self, row: usize) -> String {
        match &self.cells {
            Cells::Words(cells) => cells.get(row).map(|cell| quoted(cell)).unwrap_or_default(),
            Cells::Numbers(cells) => {
                let cell = cells.get(row).copied().flatten();
                cell.map_or_else(String::new, |cell| zmij::Buffer::new().format(cell.value).to_owned())
            }
        }
    }

    /// A cell for people; empty where there is nothing.
    fn shown(&self, row: usize) -> String {
        match &self.cells {
            Cells::Words(cells) => cells.get(row).cloned().unwrap_or_default(),
            Cells::Numbers(cells) => cells.get(row).copied().flatten().map(Number::shown).unwrap_or_default(),
        }
    }
}

/// Columns of one length.
#[derive(Clone, Default, PartialEq)]
pub(crate) struct Table(pub(crate) Vec<Column>);

/// How large it is: the loop logs what carries a table.
impl fmt::Debug for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Table({} columns, {} rows)", self.0.len(), self.rows())
    }
}

impl Table {
    /// How many rows it has.
    fn rows(&self) -> usize {
        self.0.first().map_or(0, Column::len)
    }

    /// An object for each row; what is not there is null.
    pub(crate) fn objects(&self) -> Vec<Map<String, Value>> {
        let cell = |column: &Column, row: usize| match &column.cells {
            Cells::Words(cells) => cells.get(row).map_or(Value::Null, |cell| Value::from(cell.as_str())),
            Cells::Numbers(cells) => {
                cells.get(row).copied().flatten().map_or(Value::Null, |cell| Value::from(cell.value))
            }
        };
        let object =
            |row: usize| self.0.iter().map(|column| (column.name.clone(), cell(column, row))).collect();
        (0..self.rows()).map(object).collect()
    }

    /// For programs: a line of names and one for each row, with every digit, cells as RFC 4180 has them.
    pub(crate) fn separated(&self, separator: char) -> String {
        let mut text = String::new();
        let mut line = |cells: &mut dyn Iterator<Item = String>| {
            for (at, cell) in cells.enumerate() {
                if at > 0 {
                    text.push(separator);
                }
                text += &cell;
            }
            text.push('\n');
        };
        line(&mut self.0.iter().map(|column| quoted(&column.name)));
        for row in 0..self.rows() {
            line(&mut self.0.iter().map(|column| column.written(row)));
        }
        text
    }

    /// For people: a line of names and one for each row, columns below each other. Numbers stand on the right with their
    /// points below each other, words on the left.
    pub(crate) fn aligned(&self) -> Vec<String> {
        let columns = self.0.iter().map(|column| {
            let below = (0..self.rows()).map(|row| column.shown(row)).collect();
            let below = match column.cells {
                Cells::Words(_) => below,
                Cells::Numbers(_) => by_their_points(below),
            };
            let cells: Vec<String> = std::iter::once(column.name.clone()).chain(below).collect();
            let width = cells.iter().map(|cell| cell.width()).max().unwrap_or(0);
            let padded = move |cell: &String| {
                let room = " ".repeat(width - cell.width());
                match column.cells {
                    Cells::Words(_) => format!("{cell}{room}"),
                    Cells::Numbers(_) => format!("{room}{cell}"),
                }
            };
            cells.iter().map(padded).collect::<Vec<_>>()
        });
        let columns: Vec<Vec<String>> = columns.collect();
        let line = |at: usize| {
            let cells = columns.iter().filter_map(|column| column.get(at).map(String::as_str));
            cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
        };
        (0..=self.rows()).map(line).collect()
    }
}

/// Numbers with blanks behind them, so that their points stand below each other.
fn by_their_points(numbers: Vec<String>) -> Vec<String> {
    let behind = |number: &String| number.find('.').map_or(0, |at| number.len() - at);
    let most = numbers.iter().map(behind).max().unwrap_or(0);
    let padded = |number: String| format!("{number}{}", " ".repeat(most - behind(&number)));
    numbers.into_iter().map(|number| if number.is_empty() { number } else { padded(number) }).collect()
}

/// A table that cannot be written.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TableError {
    /// The end of the name says no format.
    #[error("{0:?} has no extension that names a format of tables; use one of {1}")]
    End(String, String),
    /// The file system says no.
    #[error("the table {}: {}", .0, said(.1))]
    File(String, io::Error),
    /// It cannot be put into its format.
    #[error("the table {0} cannot be written: {1}")]
    Content(String, ContentError),
}

/// A library that writes a format fails.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ContentError {
    #[error(transparent)]
    Parquet(#[from] ParquetError),
    #[error(transparent)]
    Json(#[from] serde_json::Error),
    #[error("{}", said(.0))]
    Bytes(#[from] io::Error),
}

/// How tables are written: the end of a file's name, and what writes them.
#[derive(Clone, Copy)]
pub(crate) struct Format {
    end: &'static str,
    write: fn(&mut (dyn Write + Send), &str, &Table) -> Result<(), ContentError>,
}

const FORMATS: [Format; 4] = [
    Format { end: "csv", write: csv },
    Format { end: "txt", write: text },
    Format { end: "parquet", write: parquet },
    Format { end: "json", write: json },
];

impl Format {
    /// The end of a file's name in each.
    pub(crate) fn each() -> [&'static str; FORMATS.len()] {
        FORMATS.map(|format| format.end)
    }

    /// The ends of all, each with its dot.
    pub(crate) fn ends() -> String {
        Self::each().map(|end| format!(".{end}")).join(" ")
    }

    /// The format that a file's name asks for.
    ///
    /// # Errors
    /// If it asks for none.
    pub(crate) fn of(path: &Path) -> Result<Self, TableError> {
        let end = path.extension().map(|end| end.to_string_lossy().to_lowercase()).unwrap_or_default();
        let asked = FORMATS.into_iter().find(|format| format.end == end);
        asked.ok_or_else(|| TableError::End(clean_path(path), Self::ends()))
    }
}

/// Writes a table; a taken name gets a number. The name it got. What it is about, in lines that begin with `#`, stands above
/// it in text, and in the metadata of Parquet; JSON is the rows alone.
///
/// # Errors
/// If the name asks for no format, or the file cannot be written.
pub(crate) fn save(path: &Path, about: &str, table: &Table) -> Result<PathBuf, TableError> {
    let format = Format::of(path)?;
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

/// Columns of doubles that may be missing, and of words.
fn parquet(out: &mut (dyn Write + Send), about: &str, table: &Table) -> Result<(), ContentError> {
    let fields = table.0.iter().map(|column| {
        let built = match column.cells {
            Cells::Words(_) => Type::primitive_type_builder(&column.name, Physical::BYTE_ARRAY)
                .with_repetition(Repetition::REQUIRED)
                .with_logical_type(Some(LogicalType::String)),
            Cells::Numbers(_) => Type::primitive_type_builder(&column.name, Physical::DOUBLE)
                .with_repetition(Repetition::OPTIONAL),
        };
        Ok::<_, ContentError>(Arc::new(built.build()?))
    });
    let fields = fields.collect::<Result<Vec<_>, _>>()?;
    let schema = Arc::new(Type::group_type_builder("table").with_fields(fields).build()?);
    let mut said = vec![
        KeyValue::new(arrow::KEY.to_owned(), arrow::schema(&described(table), (KEY, PROGRAM))),
        KeyValue::new(KEY.to_owned(), PROGRAM.to_owned()),
    ];
    if !about.is_empty() {
        said.push(KeyValue::new("about".to_owned(), about.to_owned()));
    }
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(3)?))
        .set_key_value_metadata(Some(said))
        .build();
    let mut writer = SerializedFileWriter::new(out, schema, Arc::new(properties))?;
    let mut group = writer.next_row_group()?;
    for column in &table.0 {
        let Some(mut to) = group.next_column()? else { break };
        match &column.cells {
            Cells::Words(cells) => {
                let cells: Vec<ByteArray> = cells.iter().map(|cell| ByteArray::from(cell.as_str())).collect();
                to.typed::<ByteArrayType>().write_batch(&cells, None, None)?;
            }
            Cells::Numbers(cells) => {
                let there: Vec<i16> = cells.iter().map(|cell| i16::from(cell.is_some())).collect();
                let numbers: Vec<f64> = cells.iter().flatten().map(|cell| cell.value).collect();
                to.typed::<DoubleType>().write_batch(&numbers, Some(&there), None)?;
            }
        }
        to.close()?;
    }
    group.close()?;
    writer.close()?;
    Ok(())
}

/// What is said of each column.
fn described(table: &Table) -> Vec<Field> {
    let field = |column: &Column| {
        let (content, may_be_missing) = match column.cells {
            Cells::Words(_) => (Content::Text, false),
            Cells::Numbers(_) => (Content::Double, true),
        };
        let says = vec![("long_name", column.about.to_owned())];
        Field { name: column.name.clone(), content, may_be_missing, says }
    };
    table.0.iter().map(field).collect()
}

#[cfg(test)]
mod tests {
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::RowAccessor;

    use super::*;

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
        let format = Format::of(Path::new(&format!("x.{format}"))).unwrap();
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
