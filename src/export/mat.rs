//! MATLAB's MAT-files of level 5 (`save -v6` and `-v7`): the arrays of [`super::npz`] as variables, `meta` as text for
//! `jsondecode`, and `unit_A` beside each trace. Of other people's files vectors and tables of numbers are read, packed or
//! not, also those within a struct, and scans in an array of structs.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};

use flate2::read::ZlibDecoder;

use super::error::{FormatError, MatError};
use super::glimpse::Glimpse;
use super::meta::{Meta, axes};
use super::npy::{little, wavelengths};
use super::options::ReadOptions;
use super::sheet::{Numbers, Part, Sheet};
use super::{Holds, NamedTrace, Out, Reads, Row, limits, pad};
use crate::core::cast::{count_u64, index_of};
use crate::core::text::PROGRAM;

/// The row of MATLAB files of level 5.
pub(super) const FORMAT: Row = Row {
    ends: &["mat"],
    about: "MATLAB, level 5: variables `wavelength_nm`, `A`, `unit_A`, ..., and `meta` for `jsondecode`",
    reads: Reads::Bytes,
    holds: Holds::All,
    write,
    read,
    says,
    beside: None,
};

/// Bytes in front of the first variable.
const HEAD: usize = 128;
/// Bytes that tell kind and length of an element ...
const TAG: u64 = 8;
/// ... and with what a variable is called.
const BEGIN: u64 = 128;
/// Bytes of one packed variable.
const MOST: u64 = 1 << 28;

/// Types of data, by the numbers of the format.
mod kind {
    pub(super) const INT8: u32 = 1;
    pub(super) const UINT8: u32 = 2;
    pub(super) const INT16: u32 = 3;
    pub(super) const UINT16: u32 = 4;
    pub(super) const INT32: u32 = 5;
    pub(super) const UINT32: u32 = 6;
    pub(super) const SINGLE: u32 = 7;
    pub(super) const DOUBLE: u32 = 9;
    pub(super) const MATRIX: u32 = 14;
    pub(super) const COMPRESSED: u32 = 15;
}

/// Classes of variables, by the numbers of the format.
mod class {
    pub(super) const STRUCT: u32 = 2;
    pub(super) const CHAR: u32 = 4;
    pub(super) const DOUBLE: u32 = 6;
    pub(super) const SINGLE: u32 = 7;
    /// The last one that holds numbers.
    pub(super) const LAST_NUMBER: u32 = 15;
}

fn size(bytes: usize) -> Result<u32, MatError> {
    u32::try_from(bytes).map_err(|_| MatError::Size)
}

/// An element as it stands in the file.
fn element(to: &mut Vec<u8>, kind: u32, data: &[u8]) -> Result<(), MatError> {
    to.extend(kind.to_le_bytes());
    to.extend(size(data.len())?.to_le_bytes());
    to.extend(data);
    pad::fill(to);
    Ok(())
}

/// What stands in front of the numbers of a variable.
struct Variable<'a> {
    name: &'a str,
    class: u32,
    rows: usize,
    columns: usize,
    /// The type of its data, and how many bytes they have.
    kind: u32,
    bytes: usize,
}

fn head(out: Out, variable: &Variable) -> Result<(), FormatError> {
    let mut head = Vec::new();
    element(&mut head, kind::UINT32, &[variable.class.to_le_bytes(), [0; 4]].concat())?;
    let shape = [size(variable.rows)?.to_le_bytes(), size(variable.columns)?.to_le_bytes()].concat();
    element(&mut head, kind::INT32, &shape)?;
    element(&mut head, kind::INT8, variable.name.as_bytes())?;
    head.extend(variable.kind.to_le_bytes());
    head.extend(size(variable.bytes)?.to_le_bytes());
    let all = head.len() + pad::up(variable.bytes);
    out.write_all(&kind::MATRIX.to_le_bytes())?;
    out.write_all(&size(all)?.to_le_bytes())?;
    out.write_all(&head)?;
    Ok(())
}

/// A row of text.
fn text(out: Out, name: &str, text: &str) -> Result<(), FormatError> {
    let units: Vec<u16> = text.encode_utf16().collect();
    let (columns, bytes) = (units.len(), units.len() * 2);
    head(out, &Variable { name, class: class::CHAR, rows: 1, columns, kind: kind::UINT16, bytes })?;
    out.write_all(little(&units))?;
    Ok(pad::write(out, bytes)?)
}

fn write(out: Out, traces: &[NamedTrace]) -> Result<(), FormatError> {
    let words = format!("MATLAB 5.0 MAT-file, {PROGRAM}");
    out.write_all(format!("{words:116.116}").as_bytes())?;
    out.write_all(&[0, 0, 0, 0, 0, 0, 0, 0, 0, 1, b'I', b'M'])?;
    for ((letter, trace), axis) in traces.iter().zip(axes(traces)) {
        let rows = trace.y.len();
        if let Some(name) = &axis {
            let (class, kind, bytes) = (class::DOUBLE, kind::DOUBLE, rows * 8);
            head(out, &Variable { name, class, rows, columns: 1, kind, bytes })?;
            wavelengths(out, trace.spacing, rows)?;
        }
        let (name, bytes) = (letter.to_string(), rows * 4);
        let (class, kind) = (class::SINGLE, kind::SINGLE);
        head(out, &Variable { name: &name, class, rows, columns: 1, kind, bytes })?;
        out.write_all(little(&trace.y))?;
        pad::write(out, bytes)?;
        text(out, &format!("unit_{letter}"), &trace.level_unit().to_string())?;
    }
    text(out, "meta", &Meta::of(traces).json()?)
}

/// Elements, one after the other.
struct Elements<'a>(&'a [u8]);

impl<'a> Elements<'a> {
    fn next(&mut self) -> Result<(u32, &'a [u8]), MatError> {
        let (tag, rest) = self.0.split_first_chunk::<8>().ok_or(MatError::Cut)?;
        let ([kind, size], _) = tag.as_chunks::<4>() else { return Err(MatError::Cut) };
        let word = u32::from_le_bytes(*kind);
        // Up to four bytes stand in the tag itself.
        if word >> 16 != 0 {
            let data = self.0.get(4..4 + index_of(word >> 16).min(4)).ok_or(MatError::Cut)?;
            self.0 = rest;
            return Ok((word & 0xffff, data));
        }
        let bytes = index_of(u32::from_le_bytes(*size));
        let data = rest.get(..bytes).ok_or(MatError::Cut)?;
        // What is packed is not filled up.
        let until = if word == kind::COMPRESSED { bytes } else { pad::up(bytes) };
        self.0 = rest.get(until..).unwrap_or_default();
        Ok((word, data))
    }
}

fn read(bytes: Vec<u8>, options: &ReadOptions) -> Result<Vec<NamedTrace>, FormatError> {
    let body = check(&bytes)?;
    let mut found = Found { sheet: Sheet::named(options), scans: Sheet::ordered(options) };
    let mut elements = Elements(body);
    while !elements.0.is_empty() {
        match elements.next()? {
            (kind::MATRIX, data) => found.variable(data)?,
            (kind::COMPRESSED, data) => {
                let mut unpacked = Vec::new();
                ZlibDecoder::new(data).take(MOST).read_to_end(&mut unpacked)?;
                if let (kind::MATRIX, data) = Elements(&unpacked).next()? {
                    found.variable(data)?;
                }
            }
            _ => {}
        }
    }
    found.traces()
}

/// What lies behind the head of a file.
///
/// # Errors
/// Where it is none of this format and version.
fn check(bytes: &[u8]) -> Result<&[u8], MatError> {
    let Some((head, body)) = bytes.split_at_checked(HEAD) else { return Err(MatError::None) };
    if head.starts_with(b"MATLAB 7.3") || bytes.starts_with(b"\x89HDF") {
        return Err(MatError::Hdf5);
    }
    match &head[124..] {
        [0, 1, b'I', b'M'] => Ok(body),
        [1, 0, b'M', b'I'] => Err(MatError::BigEndian),
        _ => Err(MatError::Version),
    }
}

/// Looks at the head of each variable, and at the content of the one that says what the traces are.
fn says(mut file: File) -> Result<Vec<Glimpse>, FormatError> {
    let length = file.seek(SeekFrom::End(0))?;
    file.rewind()?;
    let mut head = Vec::new();
    (&file).take(count_u64(HEAD)).read_to_end(&mut head)?;
    check(&head)?;
    let mut at = count_u64(HEAD);
    while at < length {
        file.seek(SeekFrom::Start(at))?;
        let mut begin = Vec::new();
        (&file).take(BEGIN).read_to_end(&mut begin)?;
        let ([kind, bytes, ..], _) = begin.as_chunks::<4>() else { return Err(MatError::Cut.into()) };
        let (kind, bytes) = (u32::from_le_bytes(*kind), u64::from(u32::from_le_bytes(*bytes)));
        if at + TAG + bytes > length {
            return Err(MatError::Cut.into());
        }
        if kind == kind::MATRIX && is_meta(&begin) {
            let mut content = Vec::new();
            file.seek(SeekFrom::Start(at + TAG))?;
            (&file).take(bytes.min(limits::HEAD)).read_to_end(&mut content)?;
            let mut parts = Elements(&content);
            Head::read(&mut parts)?;
            let (kind, data) = parts.next()?;
            return serde_json::from_str::<Meta>(&characters(kind, data))?.glimpses();
        }
        at += TAG + bytes;
    }
    Ok(Vec::new())
}

/// Whether a variable that begins so is the text that says what the traces are.
fn is_meta(begin: &[u8]) -> bool {
    let mut parts = Elements(begin.get(8..).unwrap_or_default());
    Head::read(&mut parts).is_ok_and(|head| head.name == "meta" && head.class == class::CHAR)
}

/// What stands in front of the content of a variable.
struct Head {
    name: String,
    class: u32,
    /// Rows, columns, and further ones.
    sizes: Vec<usize>,
}

impl Head {
    fn read(parts: &mut Elements) -> Result<Self, MatError> {
        let (_, flags) = parts.next()?;
        let class = u32::from(*flags.first().ok_or(MatError::NoClass)?);
        let (_, shape) = parts.next()?;
        let (_, name) = parts.next()?;
        let sizes = shape.as_chunks::<4>().0.iter().map(|size| index_of(u32::from_le_bytes(*size)));
        Ok(Self { name: String::from_utf8_lossy(name).into_owned(), class, sizes: sizes.collect() })
    }
}

/// How the numbers of a variable lie.
#[derive(Clone, Copy)]
struct Shape {
    /// Samples: its longer side.
    points: usize,
    /// Columns of so many.
    count: usize,
    /// They stand below each other.
    tall: bool,
}

impl Head {
    /// `None` where it is no vector and no table of numbers.
    fn shape(&self) -> Option<Shape> {
        let &[rows, columns] = &self.sizes[..] else { return None };
        let (points, count) = (rows.max(columns), rows.min(columns));
        let has_numbers = (class::DOUBLE..=class::LAST_NUMBER).contains(&self.class);
        let is_one = has_numbers && points >= 2 && (1..=limits::TRACES).contains(&count);
        is_one.then_some(Shape { points, count, tall: rows >= columns })
    }
}

impl Shape {
    /// All numbers, in the order of the file.
    fn numbers(self, name: &str, parts: &mut Elements) -> Result<Vec<f64>, FormatError> {
        let Self { points, count, .. } = self;
        limits::traces(count, limits::points(points)?)?;
        let (kind, data) = parts.next()?;
        let told = points * count;
        if data.len() > told * 8 {
            return Err(MatError::Length { name: name.to_owned(), told, bytes: data.len() }.into());
        }
        let numbers = numbers(name, kind, data)?;
        limits::agree(told, numbers.len())?;
        Ok(numbers)
    }

    /// Those of one column: MATLAB goes down the columns first.
    fn column(self, numbers: &[f64], number: usize) -> Numbers {
        Numbers::F64(if self.tall {
            numbers[number * self.points..(number + 1) * self.points].to_vec()
        } else {
            numbers.iter().skip(number).step_by(self.count).copied().collect()
        })
    }
}

/// What a file has.
struct Found<'a> {
    sheet: Sheet<'a>,
    /// What was found in arrays of structs: an axis, and behind it the levels on it.
    scans: Sheet<'a>,
}

impl Found<'_> {
    fn variable(&mut self, data: &[u8]) -> Result<(), FormatError> {
        let mut parts = Elements(data);
        let head = Head::read(&mut parts)?;
        match head.class {
            class::CHAR if head.name == "meta" => {
                let (kind, data) = parts.next()?;
                self.sheet.meta = serde_json::from_str(&characters(kind, data))?;
                Ok(())
            }
            class::CHAR => Ok(()),
            class::STRUCT => self.structs(&head, &mut parts),
            _ => self.numbers(&head, &mut parts),
        }
    }

    /// The fields of structs: of a single one as `SiEPIC` has them, `wavelength` and `power`; of several scans.
    fn structs(&mut self, head: &Head, parts: &mut Elements) -> Result<(), FormatError> {
        let (_, length) = parts.next()?;
        let length = length.first_chunk().map_or(0, |length| index_of(u32::from_le_bytes(*length)));
        let (_, names) = parts.next()?;
        let name = |name: &[u8]| {
            let name = name.split(|&byte| byte == 0).next().unwrap_or_default();
            String::from_utf8_lossy(name).into_owned()
        };
        let names: Vec<String> = names.chunks(length.max(1)).map(name).collect();
        let has_axis = names.iter().any(|name| matches!(self.sheet.part(name), Part::Axis(_)));
        let mut number = 0;
        // There may be fewer of them than their sizes say, and no more.
        while !names.is_empty() && !parts.0.is_empty() {
            number += 1;
            for name in &names {
                let (_, data) = parts.next()?;
                // Some programs write nothing for what has no value.
                if data.is_empty() {
                    continue;
                }
                let mut field = Elements(data);
                let field_head = Head { name: name.clone(), ..Head::read(&mut field)? };
                match field_head.class {
                    // Text is nothing, and structs within structs are left.
                    class::CHAR => {}
                    // One port alone is an array of one.
                    _ if head.sizes == [1, 1] && (has_axis || !is_scan(&field_head, &field)) => {
                        self.numbers(&field_head, &mut field)?;
                    }
                    _ => self.scan(&format!("{} {number}", head.name), &field_head, &mut field)?,
                }
            }
        }
        Ok(())
    }

    /// A scan: a table of two columns, wavelengths and levels, as `scanResults(port).Data` of `SiEPIC`'s.
    fn scan(&mut self, name: &str, head: &Head, parts: &mut Elements) -> Result<(), FormatError> {
        let Some(shape) = head.shape().filter(|shape| shape.count == 2 && shape.points > 2) else {
            self.sheet.leave(&format!("{name}.{}", head.name));
            return Ok(());
        };
        self.scans.room(shape.points)?;
        let numbers = shape.numbers(name, parts)?;
        self.scans.add_as("wavelength", Part::Axis(None), shape.column(&numbers, 0))?;
        Ok(self.scans.add_as(name, Part::Level, shape.column(&numbers, 1))?)
    }

    /// A vector, or a table whose longer side is that of the samples: one column for each port.
    fn numbers(&mut self, head: &Head, parts: &mut Elements) -> Result<(), FormatError> {
        let (name, part) = (&head.name, self.sheet.part(&head.name));
        let is_read = |shape: &Shape| part != Part::Other && (shape.count == 1 || part == Part::Level);
        let Some(shape) = head.shape().filter(is_read) else {
            self.sheet.leave(name);
            return Ok(());
        };
        self.sheet.room(shape.points)?;
        let numbers = shape.numbers(name, parts)?;
        if shape.count == 1 {
            return Ok(self.sheet.add(name, Numbers::F64(numbers))?);
        }
        for port in 0..shape.count {
            let column = shape.column(&numbers, port);
            self.sheet.add_as(&format!("{name} {}", port + 1), part, column)?;
        }
        Ok(())
    }

    /// Those of vectors and tables; where there are none those of scans.
    fn traces(self) -> Result<Vec<NamedTrace>, FormatError> {
        let Self { sheet, scans } = self;
        if sheet.has_levels() {
            return sheet.traces();
        }
        if scans.has_levels() && scans.picks().is_none() {
            return scans.traces();
        }
        if !sheet.others().is_empty() {
            return Err(MatError::NoVector(sheet.others().to_vec()).into());
        }
        sheet.traces()
    }
}

/// Whether a field is a table of two columns of which the first can be an axis: it goes one way.
fn is_scan(head: &Head, field: &Elements) -> bool {
    let shape = head.shape().filter(|shape| shape.count == 2 && shape.points > 2);
    let numbers = shape.and_then(|shape| shape.numbers(&head.name, &mut Elements(field.0)).ok());
    let axis = shape.zip(numbers).map(|(shape, numbers)| shape.column(&numbers, 0).into_f64());
    let goes = |way: fn(&[f64]) -> bool| axis.as_ref().is_some_and(|axis| axis.windows(2).all(way));
    // Levels may go one way, too; they are not above 0, as what stands on an axis is.
    let is_above_nothing = axis.as_ref().is_some_and(|axis| axis.iter().all(|place| *place > 0.0));
    is_above_nothing && (goes(|two| two[0] < two[1]) || goes(|two| two[0] > two[1]))
}

fn characters(kind: u32, data: &[u8]) -> String {
    if kind == kind::UINT16 {
        let units: Vec<u16> = data.as_chunks::<2>().0.iter().map(|unit| u16::from_le_bytes(*unit)).collect();
        return String::from_utf16_lossy(&units);
    }
    String::from_utf8_lossy(data).into_owned()
}

/// Numbers of whichever type they are kept in: MATLAB takes the smallest.
fn numbers(name: &str, kind: u32, data: &[u8]) -> Result<Vec<f64>, MatError> {
    fn all<const N: usize, T: Into<f64>>(data: &[u8], read: fn([u8; N]) -> T) -> Vec<f64> {
        data.as_chunks::<N>().0.iter().map(|bytes| read(*bytes).into()).collect()
    }
    Ok(match kind {
        kind::INT8 => all(data, i8::from_le_bytes),
        kind::UINT8 => all(data, u8::from_le_bytes),
        kind::INT16 => all(data, i16::from_le_bytes),
        kind::UINT16 => all(data, u16::from_le_bytes),
        kind::INT32 => all(data, i32::from_le_bytes),
        kind::UINT32 => all(data, u32::from_le_bytes),
        kind::SINGLE => all(data, f32::from_le_bytes),
        kind::DOUBLE => all(data, f64::from_le_bytes),
        _ => return Err(MatError::Numbers { name: name.to_owned(), kind }),
    })
}
