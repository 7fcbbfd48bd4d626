//! Powers over time: rows that are handed on one by one, however many there are.

use std::io;

use jiff::Timestamp;
use serde_json::{Value as Json, json};

/// A row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct SeriesRow<'a> {
    /// Nanoseconds since 1970, UTC.
    pub(crate) at: i64,
    /// A number for each column; not-a-number where there is none.
    pub(crate) values: &'a [f32],
    /// Why there is none.
    pub(crate) gap: Option<&'a str>,
}

/// What takes the rows, one by one.
pub(crate) type Each<'a> = &'a mut dyn FnMut(SeriesRow<'_>) -> io::Result<()>;

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Column {
    /// Its name, with the unit.
    pub(crate) name: String,
    /// What it is.
    pub(crate) about: String,
    /// In what its numbers are.
    pub(crate) unit: String,
}

/// Rows that can be gone through as often as a format needs it.
pub(crate) trait Series: Sync {
    /// Its columns beside time and gap.
    fn columns(&self) -> Vec<Column>;
    /// How many rows it has.
    fn rows(&self) -> usize;
    /// What is said of it: an object of JSON.
    fn says(&self) -> String;
    /// Hands each row on, in the order of time.
    ///
    /// # Errors
    /// If they cannot be read, or what takes them fails.
    fn each(&self, row: Each<'_>) -> io::Result<()>;
}

/// A time as RFC 3339 has it, to the nanosecond.
pub(super) fn time(at: i64) -> String {
    let time = Timestamp::from_nanosecond(at.into());
    time.map_or_else(|_| String::new(), |time| time.strftime("%Y-%m-%dT%H:%M:%S.%9fZ").to_string())
}

/// The gaps of a series, for a format whose columns are numbers: a list of JSON.
pub(in crate::export) fn gaps(series: &dyn Series) -> io::Result<String> {
    let mut gaps = Vec::new();
    series.each(&mut |row| {
        gaps.extend(row.gap.map(|gap| json!({ "time_utc": time(row.at), "reason": gap })));
        Ok(())
    })?;
    Ok(Json::from(gaps).to_string())
}
