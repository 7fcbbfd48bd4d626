//! Text: what is said of the traces as `# key: value`, then a line of names, then wavelengths and levels in columns.

use std::fmt::Write as _;
use std::io;

use super::axis::{Axes, PLAUSIBLE, Role, role};
use super::error::{FormatError, LimitError, TableError};
use super::level::Level;
use super::meta::{Meta, TraceMeta, letter};
use super::{Holds, NamedTrace, Out, Row, limits};
use crate::core::cast::{count_f64, floor_whole, signed};
use crate::core::level::LevelUnit;
use crate::core::trace::Trace;

/// Its row.
pub(super) const FORMAT: Row = Row { ends: &["csv"], holds: Holds::OneTable, write, read, beside: None };

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
pub(super) fn is_formula(cell: &str) -> bool {
    cell.trim_start_matches([' ', '"', '\'']).starts_with(['=', '+', '-', '@'])
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
                Some(level) if level.is_finite() => text.extend(short.format_finite(*level).as_bytes()),
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
}

impl<'a> Wavelengths<'a> {
    fn new(trace: &'a Trace) -> Self {
        let whole = |metres: f64, within: f64| {
            let femtometres = (metres * 1e15).round();
            ((metres * 1e15 - femtometres).abs() < within).then_some(floor_whole(femtometres))
        };
        // What the step is off adds up from sample to sample.
        let step = whole(trace.spacing.sampling.m(), 1e-3 / count_f64(trace.y.len().max(1)));
        let both = whole(trace.spacing.start.m(), 1e-3).zip(step);
        Self { trace, femtometres: both }
    }

    fn push(&mut self, index: usize, text: &mut Vec<u8>, buffer: &mut zmij::Buffer) {
        let Some((start, step)) = self.femtometres else {
            text.extend(buffer.format(self.trace.spacing.nm(index)).as_bytes());
            return;
        };
        let femtometres = start + step * signed(index);
        let mut digits = [b'0'; 24];
        let (mut at, mut left) = (digits.len(), femtometres);
        // Six digits behind the point: a nanometre is a million femtometres.
        for place in 0.. {
            if place == 6 {
                at -= 1;
                digits[at] = b'.';
            }
            if left == 0 && place > 6 {
                break;
            }
            at -= 1;
            digits[at] = b'0' + u8::try_from(left % 10).unwrap_or_default();
            left /= 10;
        }
        text.extend(&digits[at..]);
    }
}

fn read(bytes: Vec<u8>) -> Result<Vec<NamedTrace>, FormatError> {
    let text = std::str::from_utf8(&bytes)?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut meta = Meta::default();
    let mut columns = Columns::default();
    for line in text.lines() {
        let Some(comment) = line.strip_prefix('#') else {
            columns.line(line)?;
            continue;
        };
        let comment = unguarded(comment.trim());
        let comment = comment.as_str();
        match comment.split_once(": ").or_else(|| comment.strip_suffix(':').map(|key| (key, ""))) {
            Some((key, value)) => {
                if let Some((Some(letter), key)) = key.split_once(' ').map(|(l, key)| (letter(l), key)) {
                    meta.traces.entry(letter).or_default().line(key, value)?;
                }
            }
            None if comment.contains("wavelength_nm") => columns.names(comment)?,
            None => {}
        }
    }
    whole(text)?;
    columns.join(meta)
}

/// Whether a text has its end: of a number that is cut nobody could tell.
pub(super) fn whole(text: &str) -> Result<(), TableError> {
    if text.is_empty() || text.ends_with('\n') { Ok(()) } else { Err(TableError::Cut) }
}

/// Columns of numbers being read.
#[derive(Default)]
pub(super) struct Columns {
    names: Vec<String>,
    /// What separates the cells, known from the first line.
    separator: Option<char>,
    /// Which column has the wavelengths; the first one where nothing is said.
    axis: usize,
    wavelengths: Vec<f64>,
    /// The other columns, those of indices empty.
    y: Vec<Vec<f32>>,
    lines: usize,
}

impl Columns {
    /// Takes the names of the columns in.
    fn names(&mut self, line: &str) -> Result<(), FormatError> {
        // Between quotes a separator is text.
        let separator = self.separator_of(&unquoted(line));
        let names = quoted_cells(line, separator).into_iter();
        let names: Vec<_> = names.map(|name| name.trim_matches(['"', ' ']).to_owned()).collect();
        limits::traces(names.len().saturating_sub(1), 1)?;
        let roles = names.iter().map(|name| role(name));
        let axes: Vec<usize> =
            roles.enumerate().filter(|(_, role)| matches!(role, Role::Axis(_))).map(|(n, _)| n).collect();
        self.axis = match axes[..] {
            [] => names.iter().take_while(|name| role(name) == Role::Index).count(),
            [one] => one,
            [one, other, ..] => {
                return Err(TableError::TwoAxes(names[one].clone(), names[other].clone()).into());
            }
        };
        self.names = names;
        Ok(())
    }

    fn cells<'a>(&mut self, line: &'a str) -> impl Iterator<Item = &'a str> + use<'a> {
        line.split(self.separator_of(line)).map(str::trim)
    }

    fn separator_of(&mut self, line: &str) -> char {
        let found = || SEPARATORS.into_iter().rev().find(|&separator| line.contains(separator));
        *self.separator.get_or_insert_with(|| found().unwrap_or(SEPARATORS[0]))
    }

    /// Takes a line of cells in.
    ///
    /// # Errors
    /// Where a cell is no number, or there are more or fewer than in the first line.
    pub(super) fn line(&mut self, line: &str) -> Result<(), FormatError> {
        if line.trim().is_empty() {
            return Ok(());
        }
        if self.y.is_empty() {
            // Names are found by their first cell that is no number, wherever commas between quotes fall.
            let separator = self.separator_of(&unquoted(line));
            let named = line
                .split(separator)
                .map(str::trim)
                .any(|cell| !cell.is_empty() && cell.parse::<f64>().is_err());
            if named && self.names.is_empty() {
                return self.names(line);
            }
            let count = self.cells(line).count();
            limits::traces(count.saturating_sub(1), 1)?;
            self.y = vec![Vec::new(); count];
        }
        self.lines += 1;
        limits::points(self.lines)?;
        let row = self.lines;
        let mut count = 0;
        for (n, cell) in self.cells(line).enumerate() {
            count += 1;
            if n == self.axis {
                let nm = cell.parse().map_err(|_| TableError::Wavelength { row, cell: cell.to_owned() })?;
                self.wavelengths.push(nm);
                continue;
            }
            let Some(column) = self.y.get_mut(n) else { break };
            // A blank cell is a sample that is missing, as tables write it.
            let level = if cell.is_empty() { Ok(f32::NAN) } else { cell.parse() };
            column.push(level.map_err(|_| TableError::Level { row, cell: cell.to_owned() })?);
        }
        let first = self.y.len();
        if count == first { Ok(()) } else { Err(TableError::Cells { row, cells: count, first }.into()) }
    }

    /// The traces with what is said of them.
    pub(super) fn join(mut self, meta: Meta) -> Result<Vec<NamedTrace>, FormatError> {
        if self.wavelengths.is_empty() || self.y.len() < 2 {
            return Err(TableError::NoColumns.into());
        }
        if !self.names.is_empty() && self.names.len() != self.y.len() {
            return Err(TableError::Names { names: self.names.len(), columns: self.y.len() }.into());
        }
        let mut levels = Vec::new();
        let mut free = ('A'..='Z').filter(|free| !self.names.iter().any(|name| letter(name) == Some(*free)));
        for (n, y) in std::mem::take(&mut self.y).into_iter().enumerate().filter(|(n, _)| *n != self.axis) {
            let name = self.names.get(n).map_or("", String::as_str);
            if self.names.is_empty() && plausible(&y) {
                return Err(TableError::BothAxes(self.axis + 1, n + 1).into());
            }
            if !name.is_empty() && role(name) == Role::Index || name.is_empty() && !self.names.is_empty() {
                continue;
            }
            let letter = letter(name).or_else(|| free.next()).ok_or(LimitError::Columns)?;
            levels.push(Level::new(letter, name, y)?);
        }
        let name = self.names.get(self.axis).map_or("column 1", String::as_str);
        let mut axes = Axes::default();
        axes.add(None, name, self.wavelengths)?;
        meta.join(levels, &axes)
    }
}

/// A line without what stands between quotes.
fn unquoted(line: &str) -> String {
    line.split('"').step_by(2).collect()
}

/// The cells of a line; what stands between quotes is one.
fn quoted_cells(line: &str, separator: char) -> Vec<&str> {
    let mut quoted = false;
    line.split(|c| {
        quoted ^= c == '"';
        c == separator && !quoted
    })
    .collect()
}

/// Whether numbers could be wavelengths in nm.
fn plausible(y: &[f32]) -> bool {
    y.iter().all(|&value| PLAUSIBLE.contains(&f64::from(value)))
}
