//! numpy's arrays: a magic word, a header that is a Python dictionary, and the bytes. What they have no place for
//! stands beside them in `NAME.npy.json`, with a sum of the levels that tells whether both belong together.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::{Deserialize, Serialize};

use super::axis::Axes;
use super::error::{ArrayError, BesideError, FormatError};
use super::level::Level;
use super::meta::{Meta, known_unit};
use super::{Beside, Holds, NamedTrace, Out, Row, limits};
use crate::core::cast::{index_of, level_f32};
use crate::core::derived::crc32;
use crate::core::trace::Spacing;

/// Its row.
pub(super) const FORMAT: Row = Row { ends: &["npy"], holds: Holds::One, write, read, beside: Some(BESIDE) };

const BESIDE: Beside = Beside { end: "json", write: write_beside, read: read_both };

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
    let descr = format!("[('wavelengths', '<f8'), ({values}, '<f8')]");
    out.write_all(&header(&descr, &format!("({},)", trace.y.len())))?;
    // In pieces, so that no second copy of a million points is ever held.
    let mut piece: Vec<f64> = Vec::with_capacity(1 << 15);
    for (index, &level) in trace.y.iter().enumerate() {
        piece.extend([trace.spacing.nm(index), f64::from(level)]);
        if piece.len() == piece.capacity() {
            out.write_all(little(&piece))?;
            piece.clear();
        }
    }
    out.write_all(little(&piece))?;
    Ok(())
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

/// How many records its header says of an array of one dimension; none for other shapes.
fn count(header: &str) -> Option<usize> {
    let shape = told(header, "'shape'")?.strip_prefix('(')?.split_once(')')?.0;
    let mut sizes = shape.split(',').map(str::trim).filter(|size| !size.is_empty());
    sizes.next().filter(|_| sizes.next().is_none())?.parse().ok()
}

/// The numbers of an array of one dimension.
pub(super) enum Numbers {
    /// Of four bytes each.
    F32(Vec<f32>),
    /// Of eight bytes each.
    F64(Vec<f64>),
}

impl Numbers {
    /// Of the bytes of an array with this name.
    ///
    /// # Errors
    /// Where its type or its shape is another, or its length is not that of its header.
    pub(super) fn of(name: &str, bytes: &[u8]) -> Result<Self, FormatError> {
        let (header, data) = parse(bytes)?;
        let dtype = told(&header, "'descr'").unwrap_or_default();
        let dtype = dtype
            .strip_prefix('\'')
            .and_then(|dtype| dtype.split_once('\''))
            .map_or(dtype, |(dtype, _)| dtype);
        let size = match dtype {
            "<f4" | ">f4" => 4,
            "<f8" | ">f8" => 8,
            _ => {
                return Err(ArrayError::Type { name: name.to_owned(), dtype: dtype.to_owned() }.into());
            }
        };
        let Some(count) = count(&header) else {
            let shape = told(&header, "'shape'")
                .and_then(|shape| shape.split_once(')'))
                .map_or("", |(shape, _)| shape);
            return Err(ArrayError::Shape { name: name.to_owned(), shape: format!("{shape})") }.into());
        };
        limits::points(count)?;
        if count * size != data.len() {
            return Err(ArrayError::Length { name: name.to_owned(), count, bytes: data.len() }.into());
        }
        Ok(match dtype {
            "<f4" => Self::F32(data.as_chunks().0.iter().map(|&number| f32::from_le_bytes(number)).collect()),
            ">f4" => Self::F32(data.as_chunks().0.iter().map(|&number| f32::from_be_bytes(number)).collect()),
            "<f8" => Self::F64(doubles(data)),
            _ => Self::F64(data.as_chunks().0.iter().map(|&number| f64::from_be_bytes(number)).collect()),
        })
    }

    pub(super) fn into_f32(self) -> Vec<f32> {
        match self {
            Self::F32(numbers) => numbers,
            Self::F64(numbers) => numbers.into_iter().map(level_f32).collect(),
        }
    }

    pub(super) fn into_f64(self) -> Vec<f64> {
        match self {
            Self::F32(numbers) => numbers.into_iter().map(f64::from).collect(),
            Self::F64(numbers) => numbers,
        }
    }
}

/// Little-endian numbers of eight bytes.
fn doubles(bytes: &[u8]) -> Vec<f64> {
    bytes.as_chunks().0.iter().map(|&number| f64::from_le_bytes(number)).collect()
}

fn write_beside(traces: &[NamedTrace]) -> Result<Vec<u8>, FormatError> {
    let (_, trace) = traces.first().ok_or(FormatError::NoTrace)?;
    let units = [("wavelengths", "nm".to_owned()), ("values", trace.level_unit().to_string())]
        .map(|(key, unit)| (key.into(), unit));
    let said = Said { meta: Meta::of(&traces[..1]), crc32: crc32(&trace.y), units: units.into() };
    Ok(serde_json::to_vec_pretty(&said)?)
}

/// An array with what stands beside it.
fn read_both(bytes: Vec<u8>, beside: Vec<u8>) -> Result<Vec<NamedTrace>, FormatError> {
    let said: Said = serde_json::from_slice(&beside).map_err(BesideError::Nothing)?;
    let letter = said.meta.traces.keys().next().copied().ok_or(BesideError::NoTrace)?;
    let Records { level, axes } = records(&bytes)?;
    if crc32(&level.y) != said.crc32 {
        return Err(BesideError::Others.into());
    }
    said.meta.join(vec![Level { letter, ..level }], &axes)
}

/// Reads records of wavelengths and values. The title of the values is their unit: `(('dB', 'values'), '<f8')`.
fn read(bytes: Vec<u8>) -> Result<Vec<NamedTrace>, FormatError> {
    let Records { level, axes } = records(&bytes)?;
    Meta::default().join(vec![level], &axes)
}

/// Wavelengths and levels as an array has them.
struct Records {
    level: Level,
    axes: Axes,
}

fn records(bytes: &[u8]) -> Result<Records, FormatError> {
    let (header, data) = parse(bytes)?;
    let descr = told(&header, "'descr'").and_then(|rest| rest.split_once(']')).map_or("", |(descr, _)| descr);
    let unit = match descr {
        "[('wavelengths', '<f8'), (('dB', 'values'), '<f8')" => "_dB",
        "[('wavelengths', '<f8'), (('dBm', 'values'), '<f8')" => "_dBm",
        "[('wavelengths', '<f8'), ('values', '<f8')" => "",
        _ => return Err(ArrayError::Records.into()),
    };
    limits::points(data.len() / 16)?;
    let told = count(&header).ok_or(ArrayError::NoCount)?;
    limits::agree(told, data.len() / 16)?;
    let numbers = doubles(data);
    let y = numbers.iter().skip(1).step_by(2).map(|&level| level_f32(level)).collect();
    let mut axes = Axes::default();
    axes.add(None, "wavelengths", numbers.iter().step_by(2).copied().collect())?;
    Ok(Records { level: Level::new('A', &format!("A{unit}"), y)?, axes })
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
        let both = |numbers: Numbers| numbers.into_f64();
        let big = [1.5f32.to_be_bytes(), (-2.0f32).to_be_bytes()].concat();
        assert_eq!(both(Numbers::of("A", &array("'>f4'", &big)).unwrap()), [1.5, -2.0]);
        let little = [1.5f32.to_le_bytes(), (-2.0f32).to_le_bytes()].concat();
        assert_eq!(both(Numbers::of("A", &array("'<f4'", &little)).unwrap()), [1.5, -2.0]);
        let big = [1.5f64.to_be_bytes(), (-2.0f64).to_be_bytes()].concat();
        assert_eq!(both(Numbers::of("A", &array("'>f8'", &big)).unwrap()), [1.5, -2.0]);
    }
}
