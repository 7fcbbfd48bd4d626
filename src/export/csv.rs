//! Text: what is said of the traces as `# key: value`, then a line of names, then wavelengths and levels in columns.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};

use super::error::{FormatError, TableError};
use super::glimpse::Glimpse;
use super::limits;
use super::meta::{Meta, TraceMeta, letter};
use super::options::ReadOptions;
use super::row::{Holds, NamedTrace, Out, Reads, Row};
use super::table::{Table, whole};
use super::text::decode;
use crate::core::cast::{count_f64, floor_whole, signed};
use crate::core::level::LevelUnit;
use crate::core::trace::Trace;

/// The row of CSV: a line for each sample below what is said of the traces.
pub(super) const FORMAT: Row = Row {
    ends: &["csv"],
    about: "`# A key: value`, a line of names, then columns: `pandas.read_csv(f, comment=\"#\", \
        index_col=\"wavelength_nm\")`",
    reads: Reads::Text(&["txt", "tsv", "dat"]),
    holds: Holds::OneTable,
    write,
    read,
    says,
    beside: None,
};

fn write(out: Out, traces: &[NamedTrace]) -> Result<(), FormatError> {
    let head = format!("{}{}\n", said(traces), names(traces));
    out.write_all(head.as_bytes())?;
    Ok(rows(out, traces)?)
}

/// What is said of the traces, as lines that begin with `#`.
pub(super) fn said(traces: &[NamedTrace]) -> String {
    let mut head = String::new();
    for (letter, trace) in traces {
        for (key, value) in TraceMeta::of(trace).lines() {
            let line = format!("{letter} {key}: {value}").replace(['\r', '\n'], " ");
            let _ = writeln!(head, "# {}", guarded(&line));
        }
    }
    head
}

/// What separates the cells of a table for one spreadsheet or another.
const SEPARATORS: [char; 3] = [',', ';', '\t'];

/// Whether a spreadsheet would carry out a cell that begins so, apostrophes that were there before aside.
fn is_formula(cell: &str) -> bool {
    cell.trim_start_matches([' ', '"', '\'']).starts_with(['=', '+', '-', '@'])
}

/// Words as a cell. One that a spreadsheet would carry out gets an apostrophe in front, as in files of traces.
pub(super) fn quoted(words: &str) -> String {
    let guard = if is_formula(words) { "'" } else { "" };
    if words.contains([',', ';', '\t', '"', '\n', '\r']) {
        return format!("\"{guard}{}\"", words.replace('"', "\"\""));
    }
    format!("{guard}{words}")
}

/// Text for a line in which a spreadsheet sees cells: one that would be a formula gets an apostrophe in front.
fn guarded(line: &str) -> String {
    let cells = line.split_inclusive(SEPARATORS).enumerate();
    let guarded =
        |(n, cell): (usize, &str)| if n > 0 && is_formula(cell) { format!("'{cell}") } else { cell.into() };
    cells.map(guarded).collect()
}

/// The text before it was guarded.
fn unguarded(line: &str) -> String {
    let cells = line.split_inclusive(SEPARATORS).enumerate();
    let plain = |(n, cell): (usize, &str)| match cell.strip_prefix('\'') {
        Some(plain) if n > 0 && is_formula(cell) => plain.to_owned(),
        _ => cell.to_owned(),
    };
    cells.map(plain).collect()
}

/// The names of the columns.
fn names(traces: &[NamedTrace]) -> String {
    let column = |(letter, trace): &NamedTrace| match trace.level_unit() {
        LevelUnit::Unknown => letter.to_string(),
        unit @ (LevelUnit::Db | LevelUnit::Dbm) => format!("{letter}_{unit}"),
    };
    let columns = traces.iter().map(column);
    std::iter::once("wavelength_nm".to_owned()).chain(columns).collect::<Vec<_>>().join(",")
}

/// Rows of traces that lie on the wavelengths of the first one; the others are refused before.
pub(super) fn rows(out: Out, traces: &[NamedTrace]) -> io::Result<()> {
    /// Bytes after which a piece is handed on.
    const PIECE: usize = 1 << 16;
    let Some((_, first)) = traces.first() else { return Ok(()) };
    let others: Vec<&Trace> = traces.iter().map(|(_, trace)| trace.as_ref()).collect();
    let mut text: Vec<u8> = Vec::with_capacity(PIECE + 256);
    let (mut long, mut short) = (zmij::Buffer::new(), zmij::Buffer::new());
    let mut wavelengths = Wavelengths::new(first);
    for index in 0..first.y.len() {
        wavelengths.push(index, &mut text, &mut long);
        for trace in &others {
            text.push(b',');
            match trace.y.get(index) {
                Some(level) if level.is_finite() => {
                    text.extend_from_slice(short.format_finite(*level).as_bytes());
                }
                Some(level) if level.is_nan() => text.extend(b"nan"),
                Some(level) => text.extend(if *level > 0.0 { &b"inf"[..] } else { b"-inf" }),
                None => {}
            }
        }
        text.push(b'\n');
        if text.len() >= PIECE {
            out.write_all(&text)?;
            text.clear();
        }
    }
    out.write_all(&text)
}

/// Wavelengths in nm as text. Where start and step are whole femtometres, as the instrument's are, they are
/// counted in them: exact, short and quick.
struct Wavelengths<'a> {
    trace: &'a Trace,
    femtometres: Option<(i64, i64)>,
    /// The last whole nanometre, as text with its point.
    whole: (i64, Vec<u8>),
}

/// Femtometres in a nanometre.
const FEMTOMETRES: i64 = 1_000_000;
/// The numbers from 00 to 99 as text: two digits at once are a third of the time of one after the other.
const PAIRS: [[u8; 2]; 100] = {
    let mut pairs = [[b'0'; 2]; 100];
    let mut at = 0;
    let (mut ten, mut one) = (b'0', b'0');
    while at < 100 {
        pairs[at] = [ten, one];
        (ten, one) = if one == b'9' { (ten + 1, b'0') } else { (ten, one + 1) };
        at += 1;
    }
    pairs
};

impl<'a> Wavelengths<'a> {
    fn new(trace: &'a Trace) -> Self {
        let whole = |metres: f64, within: f64| {
            let femtometres = (metres * 1e15).round();
            ((metres * 1e15 - femtometres).abs() < within).then_some(floor_whole(femtometres))
        };
        // What the step is off adds up from sample to sample.
        let step = whole(trace.spacing.sampling.m(), 1e-3 / count_f64(trace.y.len().max(1)));
        let both = whole(trace.spacing.start.m(), 1e-3).zip(step);
        // Wavelengths are above 0, from the first to the last.
        let last = |(start, step): &(i64, i64)| start + step * signed(trace.y.len());
        let both = both.filter(|both| both.0 >= 0 && last(both) >= 0);
        Self { trace, femtometres: both, whole: (-1, Vec::new()) }
    }

    fn push(&mut self, index: usize, text: &mut Vec<u8>, buffer: &mut zmij::Buffer) {
        let Some((start, step)) = self.femtometres else {
            text.extend_from_slice(buffer.format(self.trace.spacing.nm(index)).as_bytes());
            return;
        };
        let femtometres = start + step * signed(index);
        let (whole, part) = (femtometres / FEMTOMETRES, femtometres % FEMTOMETRES);
        if self.whole.0 != whole {
            self.whole = (whole, format!("{whole}.").into_bytes());
        }
        text.extend_from_slice(&self.whole.1);
        let pair = |number: i64| PAIRS[usize::try_from(number % 100).unwrap_or(0)];
        for two in [pair(part / 10_000), pair(part / 100), pair(part)] {
            text.extend_from_slice(&two);
        }
    }
}

fn read(bytes: Vec<u8>, options: &ReadOptions) -> Result<Vec<NamedTrace>, FormatError> {
    let text = decode(bytes)?;
    let mut meta = Meta::default();
    let mut table = Table::new(options);
    for line in text.lines().skip(options.skip) {
        let Some(comment) = line.strip_prefix('#') else {
            table.line(line)?;
            continue;
        };
        let comment = unguarded(comment.trim());
        if !said_of(&comment, &mut meta)? && comment.contains("wavelength_nm") {
            table.names(&comment);
        }
    }
    whole(&text)?;
    table.sheet(meta)?.traces()
}

/// Takes in what a line says of a trace; whether it is a line with a key.
fn said_of(comment: &str, meta: &mut Meta) -> Result<bool, FormatError> {
    let said = comment.split_once(": ").or_else(|| comment.strip_suffix(':').map(|key| (key, "")));
    let Some((key, value)) = said else { return Ok(false) };
    if let Some((Some(letter), key)) = key.split_once(' ').map(|(l, key)| (letter(l), key)) {
        meta.traces.entry(letter).or_default().line(key, value)?;
    }
    Ok(true)
}

fn says(mut file: File) -> Result<Vec<Glimpse>, FormatError> {
    let mut meta = Meta::default();
    let mut head = BufReader::new((&file).take(limits::HEAD));
    let mut line = Vec::new();
    while head.read_until(b'\n', &mut line)? > 0 {
        let text = String::from_utf8_lossy(&line);
        let Some(comment) = text.strip_prefix('#') else { break };
        said_of(&unguarded(comment.trim()), &mut meta)?;
        line.clear();
    }
    if !meta.traces.is_empty() {
        ends_with(&mut file, b'\n')?;
    }
    meta.glimpses()
}

/// Whether a file that is not empty has its end.
///
/// # Errors
/// Where it has another one: it was cut.
pub(super) fn ends_with(file: &mut File, end: u8) -> Result<(), FormatError> {
    let mut byte = [0];
    file.seek(SeekFrom::End(-1))?;
    file.read_exact(&mut byte)?;
    if byte == [end] { Ok(()) } else { Err(TableError::Cut.into()) }
}
