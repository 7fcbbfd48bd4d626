//! numpy's arrays: a magic word, a header that is a Python dictionary, and the bytes. What they have no place for
//! stands beside them in `NAME.npy.json`, with a sum of the levels that tells whether they were edited: one of another length or on
//! another axis does not belong to it.

mod array;
mod fields;

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::ops::Range;

use serde::{Deserialize, Serialize};

pub(super) use array::{numbers, text};
use array::{parse, shape, told};
use fields::{fields, put};

use super::error::{ArrayError, BesideError, FormatError};
use super::glimpse::Glimpse;
use super::meta::{Meta, known_unit};
use super::options::ReadOptions;
use super::row::{Beside, Holds, NamedTrace, Out, Reads, Row};
use super::sheet::Sheet;
use crate::core::cast::count_u64;
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
    let mut sheet = Sheet::named(options).with_meta(said.meta.with_sum(letter, said.crc32));
    put(&mut sheet, fields(&bytes)?, letter)?;
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
        let both = |array: Vec<u8>| numbers("A", &array).unwrap().1.into_f64();
        let big = [1.5f32.to_be_bytes(), (-2.0f32).to_be_bytes()].concat();
        assert_eq!(both(array("'>f4'", &big)), [1.5, -2.0]);
        let little = [1.5f32.to_le_bytes(), (-2.0f32).to_le_bytes()].concat();
        assert_eq!(both(array("'<f4'", &little)), [1.5, -2.0]);
        let big = [1.5f64.to_be_bytes(), (-2.0f64).to_be_bytes()].concat();
        assert_eq!(both(array("'>f8'", &big)), [1.5, -2.0]);
    }
}
