//! An array as it stands in a file: what its header says, and its numbers.

use crate::core::cast::index_of;
use crate::export::error::{ArrayError, FormatError};
use crate::export::limits;
use crate::export::sheet::Numbers;

/// The description of an array and its bytes.
pub(in crate::export) fn parse(bytes: &[u8]) -> Result<(String, &[u8]), ArrayError> {
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
pub(super) fn told<'a>(header: &'a str, key: &str) -> Option<&'a str> {
    Some(header.split_once(key)?.1.trim_start_matches([':', ' ']))
}

/// The sizes of an array by its header; none where that is not whole.
pub(super) fn shape(header: &str) -> Option<Vec<usize>> {
    let shape = told(header, "'shape'")?.strip_prefix('(')?.split_once(')')?.0;
    let sizes = shape.split(',').map(str::trim).filter(|size| !size.is_empty());
    sizes.map(|size| size.parse().ok()).collect()
}

/// The sizes as the header has them.
pub(super) fn shape_words(header: &str) -> String {
    let shape = told(header, "'shape'").and_then(|shape| shape.split_once(')'));
    shape.map_or_else(String::new, |(shape, _)| format!("{shape})"))
}

/// Types of numbers that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Type {
    F32 { big: bool },
    F64 { big: bool },
}

impl Type {
    /// By its word in a header, with its quotes.
    pub(super) fn of(dtype: &str) -> Option<Self> {
        match dtype.trim().trim_matches('\'') {
            "<f4" => Some(Self::F32 { big: false }),
            ">f4" => Some(Self::F32 { big: true }),
            "<f8" => Some(Self::F64 { big: false }),
            ">f8" => Some(Self::F64 { big: true }),
            _ => None,
        }
    }

    pub(super) const fn bytes(self) -> usize {
        match self {
            Self::F32 { .. } => 4,
            Self::F64 { .. } => 8,
        }
    }

    /// The numbers at these places of each record.
    pub(super) fn read(self, data: &[u8], record: usize, from: usize) -> Numbers {
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
pub(in crate::export) fn numbers(name: &str, bytes: &[u8]) -> Result<Numbers, FormatError> {
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
