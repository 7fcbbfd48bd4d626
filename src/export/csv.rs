//! Text: what is said of the traces as `# key: value`, then wavelengths and levels in columns.

use std::fmt::Write as _;
use std::io;

use super::meta::{Meta, TraceMeta, letter};
use super::{FormatError, Holds, NamedTrace, Out, Row, limits};
use crate::core::trace::Trace;

/// Its row.
pub(super) const FORMAT: Row = Row { ends: &["csv"], holds: Holds::OneTable, write, read };

fn write(out: Out, traces: &[NamedTrace]) -> Result<(), FormatError> {
    let head = format!("{}# {}\n", said(traces), names(traces, ""));
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

/// The names of the columns, each between quotes of this kind.
pub(super) fn names(traces: &[NamedTrace], quote: &str) -> String {
    let columns = traces.iter().map(|(letter, trace)| format!("{quote}{letter}_{}{quote}", trace.unit()));
    std::iter::once(format!("{quote}wavelength_nm{quote}")).chain(columns).collect::<Vec<_>>().join(",")
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
        let whole = |metres: f64| {
            let femtometres = (metres * 1e15).round();
            ((metres * 1e15 - femtometres).abs() < 1e-3).then_some(femtometres as i64)
        };
        let both = whole(trace.spacing.start.m()).zip(whole(trace.spacing.sampling.m()));
        Self { trace, femtometres: both }
    }

    fn push(&mut self, index: usize, text: &mut Vec<u8>, buffer: &mut zmij::Buffer) {
        let Some((start, step)) = self.femtometres else {
            text.extend(buffer.format(self.trace.spacing.nm(index)).as_bytes());
            return;
        };
        let femtometres = start + step * index as i64;
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
            digits[at] = b'0' + (left % 10) as u8;
            left /= 10;
        }
        text.extend(&digits[at..]);
    }
}

fn read(bytes: Vec<u8>) -> Result<Vec<NamedTrace>, FormatError> {
    let text = std::str::from_utf8(&bytes)?;
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
            None if comment.contains("wavelength_nm") => columns.names(comment),
            None => {}
        }
    }
    whole(text, &meta)?;
    columns.join(meta)
}

/// Whether a text that was written here has its end: of a number that is cut nobody could tell.
pub(super) fn whole(text: &str, meta: &Meta) -> Result<(), FormatError> {
    let ours = !meta.traces.is_empty();
    if ours && !text.ends_with('\n') { Err("its last line is cut".into()) } else { Ok(()) }
}

/// Columns of numbers being read.
#[derive(Default)]
pub(super) struct Columns {
    letters: Vec<char>,
    wavelengths: Vec<f64>,
    y: Vec<Vec<f32>>,
}

impl Columns {
    pub(super) fn names(&mut self, line: &str) {
        let names = line.split(',').skip(1).map(|name| name.trim().trim_matches('"'));
        self.letters = names
            .take(limits::TRACES)
            .enumerate()
            .map(|(n, name)| letter(name).unwrap_or((b'A' + n as u8 % 26) as char))
            .collect();
    }

    pub(super) fn line(&mut self, line: &str) -> Result<(), FormatError> {
        let mut fields = line.split(',').map(str::trim);
        let Some(first) = fields.next().filter(|first| !first.is_empty()) else { return Ok(()) };
        let Ok(nm) = first.parse() else {
            // A line of names without a mark.
            if self.wavelengths.is_empty() {
                self.names(line);
                return Ok(());
            }
            return Err(format!("{first:?} is no wavelength").into());
        };
        limits::points(self.wavelengths.len() + 1)?;
        self.wavelengths.push(nm);
        for (n, field) in fields.enumerate().filter(|(_, field)| !field.is_empty()) {
            let level = field.parse().map_err(|_| format!("{field:?} is no level"))?;
            if self.y.len() <= n {
                limits::traces(n + 1, 1)?;
                self.y.push(Vec::new());
            }
            self.y.get_mut(n).ok_or("the rows have different lengths")?.push(level);
        }
        Ok(())
    }

    pub(super) fn join(mut self, meta: Meta) -> Result<Vec<NamedTrace>, FormatError> {
        if self.y.is_empty() {
            return Err("it has no columns of wavelengths and levels".into());
        }
        limits::traces(self.y.len(), self.wavelengths.len())?;
        let last = self.letters.len();
        self.letters.extend((last..self.y.len()).map(|n| (b'A' + n as u8 % 26) as char));
        meta.join(self.letters.into_iter().zip(self.y).collect(), &self.wavelengths)
    }
}
