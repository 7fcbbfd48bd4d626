//! numpy's arrays: a magic word, a header that is a Python dictionary, and the bytes. What they have no place for
//! stands beside them in `NAME.npy.json`, with a sum of the levels that tells whether both belong together.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::error::{ArrayError, BesideError, FormatError};
use super::glimpse::Glimpse;
use super::meta::{Meta, known_unit};
use super::options::{Pick, ReadOptions};
use super::sheet::{Numbers, Part, Sheet};
use super::{Beside, Holds, NamedTrace, Out, Reads, Row, limits};
use crate::core::cast::{count_u64, index_of};
use crate::core::derived::crc32;
use crate::core::trace::{Spacing, Trace};

/// The row of `NumPy` arrays: a record for each sample.
pub(super) const FORMAT: Row = Row {
    ends: &["npy"],
    about: "one array of records with `wavelengths` (nm) and `values`: one trace alone; what is said of \
        it stands in `NAME.npy.json`",
    reads: Reads::Bytes,
    holds: Holds::One,
    write,
    read,
    says,
    beside: Some(BESIDE),
};

const BESIDE: Beside = Beside { end: "json", write: write_beside, read: read_both, says: says_beside };

/// What stands beside an array.
#[derive(Serialize, Deserialize)]
struct Said {
    meta: Meta,
    /// CRC-32 of the levels as little-endian float32: `zlib.crc32(values.astype('<f4').tobytes())` in Python.
    crc32: String,
    /// What the columns are in.
    #[serde(default)]
    units: BTreeMap<String, String>,
}

/// As long as a header is at most, bytes.
const HEADER: u64 = (1 << 16) + 10;

const MAGIC: &[u8] = b"\x93NUMPY\x01\x00";

/// The header of an array of one dimension, padded as numpy wants it.
pub(super) fn header(descr: &str, shape: &str) -> Vec<u8> {
    let mut text = format!("{{'descr': {descr}, 'fortran_order': False, 'shape': {shape}, }}");
    let before = MAGIC.len() + 2;
    while !(before + text.len() + 1).is_multiple_of(64) {
        text.push(' ');
    }
    text.push('\n');
    let mut header = MAGIC.to_vec();
    header.extend(u16::try_from(text.len()).unwrap_or(u16::MAX).to_le_bytes());
    header.extend(text.as_bytes());
    header
}

/// Writes so many wavelengths, nm, as little-endian float64.
pub(super) fn wavelengths(
    out: &mut (impl Write + ?Sized),
    spacing: Spacing,
    points: usize,
) -> io::Result<()> {
    /// Computed at once.
    const PIECE: usize = 1 << 15;
    let mut piece: Vec<f64> = Vec::with_capacity(PIECE);
    for from in (0..points).step_by(PIECE) {
        piece.clear();
        piece.extend((from..points.min(from + PIECE)).map(|index| spacing.nm(index)));
        out.write_all(little(&piece))?;
    }
    Ok(())
}

/// Bytes of numbers as numpy's little-endian types have them.
pub(in crate::export) fn little<T: bytemuck::Pod>(numbers: &[T]) -> &[u8] {
    const { assert!(cfg!(target_endian = "little"), "samples are written as they lie in memory") };
    bytemuck::cast_slice(numbers)
}

/// One trace as records of `wavelengths` (nm) and `values`.
fn write(out: Out, traces: &[NamedTrace]) -> Result<(), FormatError> {
    let Some((_, trace)) = traces.first() else { return Ok(()) };
    let values = known_unit(trace).map_or("'values'".into(), |unit| format!("('{unit}', 'values')"));
    out.write_all(&header_of_records(&values, trace.y.len()))?;
    /// In pieces, so that no second copy of a million points is ever held.
    const PIECE: usize = 1 << 14;
    for from in (0..trace.y.len()).step_by(PIECE) {
        out.write_all(&records(trace, from..from + PIECE))?;
    }
    Ok(())
}

/// Bytes of one record.
pub(crate) const RECORD: usize = 16;

/// What stands in front of so many records: 128 bytes where the values have a name alone.
pub(crate) fn header_of_records(values: &str, points: usize) -> Vec<u8> {
    header(&format!("[('wavelengths', '<f8'), ({values}, '<f8')]"), &format!("({points},)"))
}

/// Records of these samples, as many of them as there are.
pub(crate) fn records(trace: &Trace, samples: Range<usize>) -> Vec<u8> {
    let samples = trace.y.iter().enumerate().take(samples.end).skip(samples.start);
    let pairs: Vec<[f64; 2]> =
        samples.map(|(index, &level)| [trace.spacing.nm(index), f64::from(level)]).collect();
    little(&pairs).to_vec()
}

/// The description of an array and its bytes.
pub(super) fn parse(bytes: &[u8]) -> Result<(String, &[u8]), ArrayError> {
    let (version, rest) = bytes
        .strip_prefix(b"\x93NUMPY")
        .and_then(|rest| rest.split_first_chunk::<2>())
        .ok_or(ArrayError::None)?;
    let (length, rest) = match version[0] {
        1 => rest.split_first_chunk::<2>().map(|(n, rest)| (usize::from(u16::from_le_bytes(*n)), rest)),
        _ => rest.split_first_chunk::<4>().map(|(n, rest)| (index_of(u32::from_le_bytes(*n)), rest)),
    }
    .ok_or(ArrayError::Cut)?;
    let (header, data) = rest.split_at_checked(length).ok_or(ArrayError::Cut)?;
    Ok((String::from_utf8_lossy(header).into_owned(), data))
}

/// What its header says of one key: the text behind it.
fn told<'a>(header: &'a str, key: &str) -> Option<&'a str> {
    Some(header.split_once(key)?.1.trim_start_matches([':', ' ']))
}

/// The sizes of an array by its header; none where that is not whole.
fn shape(header: &str) -> Option<Vec<usize>> {
    let shape = told(header, "'shape'")?.strip_prefix('(')?.split_once(')')?.0;
    let sizes = shape.split(',').map(str::trim).filter(|size| !size.is_empty());
    sizes.map(|size| size.parse().ok()).collect()
}

/// The sizes as the header has them.
fn shape_words(header: &str) -> String {
    let shape = told(header, "'shape'").and_then(|shape| shape.split_once(')'));
    shape.map_or_else(String::new, |(shape, _)| format!("{shape})"))
}

/// Types of numbers that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Type {
    F32 { big: bool },
    F64 { big: bool },
}

impl Type {
    /// By its word in a header, with its quotes.
    fn of(dtype: &str) -> Option<Self> {
        match dtype.trim().trim_matches('\'') {
            "<f4" => Some(Self::F32 { big: false }),
            ">f4" => Some(Self::F32 { big: true }),
            "<f8" => Some(Self::F64 { big: false }),
            ">f8" => Some(Self::F64 { big: true }),
            _ => None,
        }
    }

    const fn bytes(self) -> usize {
        match self {
            Self::F32 { .. } => 4,
            Self::F64 { .. } => 8,
        }
    }

    /// The numbers at these places of each record.
    fn read(self, data: &[u8], record: usize, from: usize) -> Numbers {
        fn all<const N: usize, T>(data: &[u8], record: usize, from: usize, of: fn([u8; N]) -> T) -> Vec<T> {
            // As a whole, where all numbers are as long: looked at one record at a time it takes four times as long.
            let (all, every, first) = (data.as_chunks::<N>().0, record / N, from / N);
            if record.is_multiple_of(N) && from.is_multiple_of(N) && first < all.len().max(1) {
                return all[first.min(all.len())..].iter().step_by(every).map(|&bytes| of(bytes)).collect();
            }
            let bytes = data.chunks_exact(record).filter_map(|one| one.get(from..)?.first_chunk::<N>());
            bytes.map(|&bytes| of(bytes)).collect()
        }
        match self {
            Self::F32 { big: false } => Numbers::F32(all(data, record, from, f32::from_le_bytes)),
            Self::F32 { big: true } => Numbers::F32(all(data, record, from, f32::from_be_bytes)),
            Self::F64 { big: false } => Numbers::F64(all(data, record, from, f64::from_le_bytes)),
            Self::F64 { big: true } => Numbers::F64(all(data, record, from, f64::from_be_bytes)),
        }
    }
}

/// The numbers of an array of one dimension with this name.
///
/// # Errors
/// Where its type or its shape is another, or its length is not that of its header.
pub(super) fn numbers(name: &str, bytes: &[u8]) -> Result<Numbers, FormatError> {
    let (header, data) = parse(bytes)?;
    let dtype = told(&header, "'descr'").unwrap_or_default();
    let dtype =
        dtype.strip_prefix('\'').and_then(|dtype| dtype.split_once('\'')).map_or(dtype, |(dtype, _)| dtype);
    let Some(kind) = Type::of(dtype) else {
        return Err(ArrayError::Type { name: name.to_owned(), dtype: dtype.to_owned() }.into());
    };
    let Some([count]) = shape(&header).and_then(|sizes| <[usize; 1]>::try_from(sizes).ok()) else {
        return Err(ArrayError::Shape { name: name.to_owned(), shape: shape_words(&header) }.into());
    };
    limits::points(count)?;
    if count * kind.bytes() != data.len() {
        return Err(ArrayError::Length { name: name.to_owned(), count, bytes: data.len() }.into());
    }
    Ok(kind.read(data, kind.bytes(), 0))
}

fn write_beside(traces: &[NamedTrace]) -> Result<Vec<u8>, FormatError> {
    let (_, trace) = traces.first().ok_or(FormatError::NoTrace)?;
    let units = [("wavelengths", "nm".to_owned()), ("values", trace.level_unit().to_string())]
        .map(|(key, unit)| (key.into(), unit));
    let said = Said { meta: Meta::of(&traces[..1]), crc32: crc32(&trace.y), units: units.into() };
    Ok(serde_json::to_vec_pretty(&said)?)
}

/// An array says nothing of what it is of; whether it is one, and as long as it should be, its head tells.
fn says(mut file: File) -> Result<Vec<Glimpse>, FormatError> {
    let length = file.seek(SeekFrom::End(0))?;
    file.rewind()?;
    let mut head = Vec::new();
    file.take(HEADER).read_to_end(&mut head)?;
    let (header, rest) = parse(&head)?;
    let told = told(&header, "'descr'").unwrap_or_default();
    let records = told.starts_with("[('wavelengths', '<f8'), (").then(|| shape(&header)).flatten();
    let bytes = length - count_u64(head.len() - rest.len());
    match records.as_deref() {
        // As they are written here.
        Some([count]) if count_u64(*count).checked_mul(16) != Some(bytes) => Err(ArrayError::Cut.into()),
        _ => Ok(Vec::new()),
    }
}

/// What stands beside it.
fn says_beside(bytes: &[u8]) -> Result<Vec<Glimpse>, FormatError> {
    let said: Said = serde_json::from_slice(bytes).map_err(BesideError::Nothing)?;
    said.meta.glimpses()
}

/// An array with what stands beside it.
fn read_both(bytes: Vec<u8>, beside: Vec<u8>, options: &ReadOptions) -> Result<Vec<NamedTrace>, FormatError> {
    let said: Said = serde_json::from_slice(&beside).map_err(BesideError::Nothing)?;
    let letter = said.meta.traces.keys().next().copied().ok_or(BesideError::NoTrace)?;
    let fields = fields(&bytes)?;
    let values = fields.iter().find(|field| field.name == "values");
    let y = values.map(|values| values.numbers.clone().into_f32()).unwrap_or_default();
    if crc32(&y) != said.crc32 {
        return Err(BesideError::Others.into());
    }
    let mut sheet = Sheet::named(options).with_meta(said.meta);
    put(&mut sheet, fields, letter)?;
    sheet.traces()
}

/// Reads records of numbers, or a table of them without names.
fn read(bytes: Vec<u8>, options: &ReadOptions) -> Result<Vec<NamedTrace>, FormatError> {
    let fields = fields(&bytes)?;
    drop(bytes);
    let mut sheet = if fields.iter().all(|field| field.name.is_empty()) {
        Sheet::ordered(options)
    } else {
        Sheet::named(options)
    };
    put(&mut sheet, fields, 'A')?;
    sheet.traces()
}

/// One column of an array.
struct Field {
    /// Its title, if it has one: the unit of the values, as they are written here.
    title: String,
    /// Nothing in a table without names.
    name: String,
    numbers: Numbers,
}

/// Puts the columns into a sheet: `values` is the trace of this letter.
fn put(sheet: &mut Sheet, fields: Vec<Field>, letter: char) -> Result<(), FormatError> {
    let picks = sheet.picks().cloned();
    for (at, Field { title, name, numbers }) in fields.into_iter().enumerate() {
        if name.is_empty() {
            let is = |pick: &Pick| *pick == Pick::Number(at + 1);
            let part = match &picks {
                Some(picks) if is(&picks.axis) => Part::Axis(None),
                Some(picks) if picks.levels.iter().any(is) => Part::Level,
                Some(_) => Part::Other,
                None if at == 0 => Part::Axis(None),
                None => Part::Level,
            };
            sheet.add_as(&name, part, numbers)?;
        } else if name == "values" && picks.is_none() {
            let unit = if title.is_empty() { title } else { format!("_{title}") };
            sheet.add_as(&format!("{letter}{unit}"), Part::Level, numbers)?;
        } else {
            sheet.add(&name, numbers)?;
        }
    }
    Ok(())
}

/// The columns of an array: of records by their names, of a table of two dimensions in order.
fn fields(bytes: &[u8]) -> Result<Vec<Field>, FormatError> {
    let (header, data) = parse(bytes)?;
    let descr = told(&header, "'descr'").unwrap_or_default();
    let sizes = shape(&header).ok_or(ArrayError::NoCount)?;
    let records = descr.strip_prefix('[').and_then(|rest| rest.split_once(']'));
    match (records, &sizes[..]) {
        (Some((records, _)), &[count]) => of_records(records, count, data),
        (None, &[rows, columns]) => of_table(&header, descr, (rows, columns), data),
        _ => Err(ArrayError::Records(shape_words(&header)).into()),
    }
}

fn of_records(records: &str, count: usize, data: &[u8]) -> Result<Vec<Field>, FormatError> {
    // `('name', '<f8')`, or `(('title', 'name'), '<f8')`: words between quotes, and what stands in front of each.
    let pieces: Vec<&str> = records.split('\'').collect();
    let (mut described, mut title, mut name) = (Vec::new(), "", None);
    for piece in pieces.as_chunks::<2>().0 {
        let [before, word] = *piece;
        if before.ends_with("((") {
            title = word;
        } else if let Some(name) = name.take() {
            described.push((std::mem::take(&mut title), name, word));
        } else {
            name = Some(word);
        }
    }
    let kinds = described.iter().map(|(title, name, dtype)| {
        let wrong = || ArrayError::Type { name: (*name).to_owned(), dtype: (*dtype).to_owned() };
        Type::of(dtype).map(|kind| (*title, *name, kind)).ok_or_else(wrong)
    });
    let kinds: Vec<(&str, &str, Type)> = kinds.collect::<Result<_, _>>()?;
    if kinds.len() < 2 {
        return Err(ArrayError::Records(records.to_owned()).into());
    }
    limits::traces(kinds.len() - 1, count)?;
    let record: usize = kinds.iter().map(|(.., kind)| kind.bytes()).sum();
    if !data.len().is_multiple_of(record) {
        return Err(ArrayError::Cut.into());
    }
    limits::agree(count, data.len() / record)?;
    let mut from = 0;
    let field = |(title, name, kind): (&str, &str, Type)| {
        let numbers = kind.read(data, record, from);
        from += kind.bytes();
        Field { title: title.to_owned(), name: name.to_owned(), numbers }
    };
    Ok(kinds.into_iter().map(field).collect())
}

/// The longer side is that of the samples.
fn of_table(
    header: &str,
    descr: &str,
    (rows, columns): (usize, usize),
    data: &[u8],
) -> Result<Vec<Field>, FormatError> {
    let kind = descr.split(',').next().and_then(Type::of);
    let kind = kind.ok_or_else(|| ArrayError::Type { name: String::new(), dtype: descr.to_owned() })?;
    let fortran = told(header, "'fortran_order'").is_some_and(|order| order.starts_with("True"));
    let (points, count, turned) =
        if rows >= columns { (rows, columns, fortran) } else { (columns, rows, !fortran) };
    if count < 2 {
        return Err(ArrayError::Records(shape_words(header)).into());
    }
    limits::traces(count - 1, points)?;
    if points * count * kind.bytes() != data.len() {
        let name = shape_words(header);
        return Err(ArrayError::Length { name, count: points * count, bytes: data.len() }.into());
    }
    let size = kind.bytes();
    let column = |at: usize| {
        let numbers = if turned {
            kind.read(&data[at * points * size..(at + 1) * points * size], size, 0)
        } else {
            kind.read(data, count * size, at * size)
        };
        Field { title: String::new(), name: String::new(), numbers }
    };
    Ok((0..count).map(column).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_ends_at_a_multiple_of_64_with_a_line_break() {
        for points in [1, 10, 100, 940_001] {
            let header = header("'<f4'", &format!("({points},)"));
            assert!(header.len().is_multiple_of(64) && header.ends_with(b"\n"), "{points}: {}", header.len());
            let told = usize::from(u16::from_le_bytes([header[8], header[9]]));
            assert_eq!(told + 10, header.len());
        }
    }

    #[test]
    fn numbers_are_read_in_the_order_of_bytes_that_the_header_says() {
        let array = |descr: &str, bytes: &[u8]| [&header(descr, "(2,)"), bytes].concat();
        let both = |array: Vec<u8>| numbers("A", &array).unwrap().into_f64();
        let big = [1.5f32.to_be_bytes(), (-2.0f32).to_be_bytes()].concat();
        assert_eq!(both(array("'>f4'", &big)), [1.5, -2.0]);
        let little = [1.5f32.to_le_bytes(), (-2.0f32).to_le_bytes()].concat();
        assert_eq!(both(array("'<f4'", &little)), [1.5, -2.0]);
        let big = [1.5f64.to_be_bytes(), (-2.0f64).to_be_bytes()].concat();
        assert_eq!(both(array("'>f8'", &big)), [1.5, -2.0]);
    }
}
