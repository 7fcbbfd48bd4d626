//! Powers over time as files: rows that are handed on one by one, however many there are.

mod columns;
pub(in crate::export) mod rows;

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use serde_json::{Map, Value as Json};
use strum::{EnumIter, IntoEnumIterator};

use super::csv::quoted;
use super::ending::Ending;
use super::hdf5;
use crate::core::text::{clean_path, said};
use crate::files::place::{self, Readers, Taken};
use columns::parquet;
use rows::time;
pub(crate) use rows::{Column, Each, Series, SeriesRow};

/// How they are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter)]
pub(crate) enum Form {
    /// A line of names, then one for each row.
    Csv,
    /// An object for each row, on a line of its own.
    JsonLines,
    /// Columns.
    Parquet,
    /// netCDF 4, which is HDF5.
    NetCdf,
}

impl Ending for Form {
    fn all() -> impl Iterator<Item = Self> {
        Self::iter()
    }

    fn every_end(self) -> &'static [&'static str] {
        match self {
            Self::Csv => &["csv"],
            Self::JsonLines => &["json", "jsonl"],
            Self::Parquet => &["parquet"],
            Self::NetCdf => &["nc", "h5", "hdf5"],
        }
    }
}

/// Rows that are not written.
#[derive(Debug, thiserror::Error)]
#[error("{}: {}", .0, said(.1))]
pub(crate) struct Unwritten(String, io::Error);

/// Writes rows where no file is.
///
/// # Errors
/// Also if the name is taken: what is there stays as it is.
pub(crate) fn save(path: &Path, form: Form, series: &dyn Series) -> Result<PathBuf, Unwritten> {
    let write = |file: &mut BufWriter<&mut File>| match form {
        Form::Csv => csv(file, series),
        Form::JsonLines => json_lines(file, series),
        Form::Parquet => parquet(file, series),
        Form::NetCdf => hdf5::series::write(file, series),
    };
    place::new_or(path, Readers::ByMask, Taken::Refused, write)
        .map_err(|error| Unwritten(clean_path(path), error))
}

fn csv(out: &mut dyn Write, series: &dyn Series) -> io::Result<()> {
    write!(out, "time_utc")?;
    for column in series.columns() {
        write!(out, ",{}", quoted(&column.name))?;
    }
    writeln!(out, ",gap")?;
    series.each(&mut |row| {
        write!(out, "{}", time(row.at))?;
        for value in row.values {
            out.write_all(b",")?;
            if value.is_finite() {
                out.write_all(zmij::Buffer::new().format(*value).as_bytes())?;
            }
        }
        writeln!(out, ",{}", quoted(row.gap.unwrap_or_default()))
    })
}

fn json_lines(out: &mut dyn Write, series: &dyn Series) -> io::Result<()> {
    let columns = series.columns();
    series.each(&mut |row| {
        let mut object = Map::new();
        object.insert("time_utc".to_owned(), time(row.at).into());
        for (column, value) in columns.iter().zip(row.values) {
            // With the digits that it has as a single, and no others.
            let digits = value.is_finite().then(|| zmij::Buffer::new().format(*value).parse::<f64>().ok());
            object.insert(column.name.clone(), digits.flatten().map_or(Json::Null, Json::from));
        }
        object.insert("gap".to_owned(), row.gap.map_or(Json::Null, Json::from));
        serde_json::to_writer(&mut *out, &object)?;
        out.write_all(b"\n")
    })
}

#[cfg(test)]
mod tests {
    use ::parquet::file::reader::{FileReader, SerializedFileReader};
    use ::parquet::record::RowAccessor;

    use super::columns::PART;
    use super::*;

    /// Rounds a tenth of a second apart, the last one a gap.
    struct Rounds(usize);

    /// 2026-11-24T12:00:00Z.
    const NOON: i64 = 1_795_521_600_000_000_000;

    impl Series for Rounds {
        fn columns(&self) -> Vec<Column> {
            let column = |n| Column {
                name: format!("IN{n}_dBm"),
                about: format!("power at detector 4/{n}"),
                unit: "dBm".into(),
            };
            (1..=2).map(column).collect()
        }

        fn rows(&self) -> usize {
            self.0
        }

        fn says(&self) -> String {
            "{}".into()
        }

        fn each(&self, row: Each<'_>) -> io::Result<()> {
            for n in 0..i32::try_from(self.0).unwrap() {
                let at = NOON + i64::from(n) * 100_000_000 + 1;
                let gap = (n + 1 == self.0 as i32).then_some("no link, as it seems");
                let values = if gap.is_some() { [f32::NAN; 2] } else { [-10.1, n as f32] };
                row(SeriesRow { at, values: &values, gap })?;
            }
            Ok(())
        }
    }

    fn saved(form: Form, rows: usize) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = save(&folder.path().join(format!("a.{}", form.end())), form, &Rounds(rows)).unwrap();
        (folder, path)
    }

    #[test]
    fn text_has_times_in_utc_powers_and_reasons() {
        let (_folder, path) = saved(Form::Csv, 3);
        assert_eq!(
            std::fs::read_to_string(path).unwrap(),
            "time_utc,IN1_dBm,IN2_dBm,gap\n\
             2026-11-24T12:00:00.000000001Z,-10.1,0.0,\n\
             2026-11-24T12:00:00.100000001Z,-10.1,1.0,\n\
             2026-11-24T12:00:00.200000001Z,,,\"no link, as it seems\"\n"
        );
        let (_folder, path) = saved(Form::JsonLines, 2);
        let text = std::fs::read_to_string(path).unwrap();
        let lines: Vec<Json> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(lines[0]["IN1_dBm"], Json::from(-10.1));
        assert_eq!(lines[0]["gap"], Json::Null);
        assert_eq!((&lines[1]["IN1_dBm"], &lines[1]["gap"]), (&Json::Null, &"no link, as it seems".into()));
    }

    #[test]
    fn parquet_has_them_in_parts() {
        let (_folder, path) = saved(Form::Parquet, PART + 2);
        let reader = SerializedFileReader::new(File::open(path).unwrap()).unwrap();
        assert_eq!(reader.num_row_groups(), 2);
        let rows: Vec<_> = reader.get_row_iter(None).unwrap().map(Result::unwrap).collect();
        assert_eq!(rows.len(), PART + 2);
        assert_eq!((rows[1].get_float(1).unwrap(), rows[1].get_float(2).unwrap()), (-10.1, 1.0));
        assert_eq!(reader.metadata().row_group(0).column(0).column_type(), ::parquet::basic::Type::INT64);
        let last = &rows[PART + 1];
        assert!(last.get_float(1).is_err() && last.get_string(3).unwrap() == "no link, as it seems");
    }

    #[test]
    fn netcdf_has_a_dimension_of_time_and_the_gaps_as_an_attribute() {
        let (_folder, path) = saved(Form::NetCdf, 3);
        let file = hdf5_pure::File::from_bytes(std::fs::read(path).unwrap()).unwrap();
        let root = file.root();
        assert_eq!(root.dataset("time").unwrap().read_f64().unwrap(), [0.0, 0.1, 0.2]);
        let powers = root.dataset("IN2_dBm").unwrap().read_f32().unwrap();
        assert_eq!(powers[..2], [0.0, 1.0]);
        assert!(powers[2].is_nan());
        let gaps = format!("{:?}", root.attrs().unwrap()["gaps"]);
        assert!(gaps.contains("no link, as it seems") && gaps.contains("12:00:00.200000001Z"), "{gaps}");
    }

    #[test]
    fn what_is_there_stays_as_it_is() {
        let (folder, path) = saved(Form::Csv, 3);
        let refused = save(&path, Form::Csv, &Rounds(1)).unwrap_err().to_string();
        assert!(refused.ends_with("not overwritten"), "{refused}");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
