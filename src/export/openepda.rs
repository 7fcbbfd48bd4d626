//! The openEPDA data format 0.2: YAML, a line of three dots, columns.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};

use super::csv::{ends_with, rows};
use super::error::{FormatError, TableError};
use super::glimpse::Glimpse;
use super::limits;
use super::meta::{Meta, TraceMeta, letter};
use super::options::ReadOptions;
use super::row::{Holds, NamedTrace, Out, Reads, Row};
use super::table::{Table, whole};
use super::text::decode;
use crate::core::level::LevelUnit;

/// The row of openEPDA measurement data.
pub(super) const FORMAT: Row = Row {
    ends: &["openepda"],
    about: "openEPDA data format 0.2",
    reads: Reads::Text(&[]),
    holds: Holds::OneTable,
    write,
    read,
    says,
    beside: None,
};

/// A YAML string between quotes: JSON's strings are YAML's.
fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap_or_else(|_| "\"\"".into())
}

fn write(out: Out, traces: &[NamedTrace]) -> Result<(), FormatError> {
    let taken = traces.first().map_or("", |(_, trace)| trace.provenance.taken.as_str());
    let mut head =
        format!("# openEPDA DATA FORMAT\n_timestamp: {}\n_openEPDA_version: '0.2'\n", quoted(taken));
    for (letter, trace) in traces {
        let _ = writeln!(head, "trace_{letter}:");
        for (key, value) in TraceMeta::of(trace).lines() {
            let value = if TraceMeta::is_plain(&key) { value } else { quoted(&value) };
            let _ = writeln!(head, "  {}: {value}", quoted(&key));
        }
    }
    head.push_str("...\n");
    head.push_str("\"wavelength, nm\"");
    for (letter, trace) in traces {
        let what = match trace.level_unit() {
            LevelUnit::Db => "transmission, dB",
            LevelUnit::Dbm => "power, dBm",
            LevelUnit::Unknown => "level",
        };
        let _ = write!(head, ",\"{letter} {what}\"");
    }
    head.push('\n');
    out.write_all(head.as_bytes())?;
    Ok(rows(out, traces)?)
}

/// Reads what is written here: nested YAML of strings, and the columns.
fn read(bytes: Vec<u8>, options: &ReadOptions) -> Result<Vec<NamedTrace>, FormatError> {
    let text = decode(bytes)?;
    let (head, table) =
        text.split_once("\n...\n").or_else(|| text.split_once("\n---\n")).ok_or(TableError::NoDots)?;
    let meta = said(head.lines())?;
    whole(table)?;
    let mut columns = Table::new(options);
    table.lines().skip(options.skip).try_for_each(|line| columns.line(line))?;
    columns.sheet(meta)?.traces()
}

fn says(mut file: File) -> Result<Vec<Glimpse>, FormatError> {
    let mut lines = Vec::new();
    for line in BufReader::new((&file).take(limits::HEAD)).lines() {
        match line {
            Ok(line) if line == "..." => break,
            Ok(line) => lines.push(line),
            // Not the text that is written here.
            Err(_) => return Ok(Vec::new()),
        }
    }
    let meta = said(lines.iter().map(String::as_str))?;
    if !meta.traces.is_empty() {
        ends_with(&mut file, b'\n')?;
    }
    meta.glimpses()
}

/// What the lines of the head say of the traces.
fn said<'a>(lines: impl Iterator<Item = &'a str>) -> Result<Meta, FormatError> {
    let mut meta = Meta::default();
    let mut open = None;
    for line in lines {
        if let Some(name) = line.strip_prefix("trace_") {
            open = letter(name.trim_end_matches(':'));
        } else if let (Some(letter), Some((key, value))) = (open, line.trim().split_once("\": ")) {
            let unquoted =
                |text: &str| serde_json::from_str::<String>(text).unwrap_or_else(|_| text.to_owned());
            meta.traces.entry(letter).or_default().line(&unquoted(&format!("{key}\"")), &unquoted(value))?;
        }
    }
    Ok(meta)
}
