//! Powers over time as netCDF 4: a dimension of time, and a variable on it for each column. What is said of gaps is an
//! attribute: the container has arrays of numbers.

use std::io::{self, Write};

use super::container::{self, Data, Id, Object, ObjectKind, Value};
use super::text;
use crate::core::cast::whole_f64;
use crate::export::series::rows::{Series, gaps};

/// Writes a series. Its rows are gone through once for each column, so that no column is held.
pub(in crate::export) fn write(out: &mut dyn Write, series: &dyn Series) -> io::Result<()> {
    let (columns, rows) = (series.columns(), series.rows());
    let mut first = None;
    series.each(&mut |row| {
        first.get_or_insert(row.at);
        Ok(())
    })?;
    let start = first.unwrap_or(0);
    let began = jiff::Timestamp::from_nanosecond(start.into()).map(|time| time.to_string());
    // Root, time, columns: in this order.
    let variable = |n: usize| Id(2 + n);
    let links = columns.iter().enumerate().map(|(n, column)| (column.name.clone(), variable(n)));
    let root = Object {
        kind: ObjectKind::Group([("time".to_owned(), Id(1))].into_iter().chain(links).collect()),
        attributes: vec![
            ("Conventions", text("CF-1.11")),
            ("recording", text(series.says())),
            ("gaps", text(gaps(series)?)),
        ],
        links: 1,
    };
    let times = |out: &mut dyn Write| {
        series.each(&mut |row| {
            let seconds = whole_f64(row.at.saturating_sub(start)) / 1e9;
            out.write_all(&seconds.to_le_bytes())
        })
    };
    let axis = Object {
        kind: ObjectKind::Array(Data::Doubles(&times, rows)),
        attributes: vec![
            ("CLASS", Value::Word("DIMENSION_SCALE")),
            ("NAME", Value::Name("time".to_owned())),
            ("REFERENCE_LIST", Value::Users((0..columns.len()).map(variable).collect())),
            ("units", text(format!("seconds since {}", began.unwrap_or_default()))),
            ("standard_name", text("time")),
            ("calendar", text("standard")),
        ],
        links: 1,
    };
    let powers: Vec<_> = (0..columns.len())
        .map(|n| {
            move |out: &mut dyn Write| {
                series.each(&mut |row| {
                    let value = row.values.get(n).copied().unwrap_or(f32::NAN);
                    out.write_all(&value.to_le_bytes())
                })
            }
        })
        .collect();
    let variables = columns.iter().zip(&powers).map(|(column, powers)| Object {
        kind: ObjectKind::Array(Data::Singles(powers, rows)),
        attributes: vec![
            ("DIMENSION_LIST", Value::Scale(Id(1))),
            ("long_name", text(column.about.clone())),
            ("units", text(column.unit.clone())),
        ],
        links: 1,
    });
    let objects: Vec<Object> = [root, axis].into_iter().chain(variables).collect();
    container::write(out, &objects)
}
