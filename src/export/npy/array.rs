//! An array as it stands in a file: what its header says, and its numbers.

use crate::core::cast::{index_of, u64_f64, whole_f64};
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

/// The text of an array of characters of four bytes; `None` of an array of something else.
///
/// # Errors
/// Where it is none, or one of Python's objects.
pub(in crate::export) fn text(name: &str, bytes: &[u8]) -> Result<Option<String>, ArrayError> {
    let (header, data) = parse(bytes)?;
    let dtype = told(&header, "'descr'").unwrap_or_default().trim_start_matches('\'');
    let character = match dtype.get(..2) {
        Some("<U") => u32::from_le_bytes,
        Some(">U") => u32::from_be_bytes,
        Some("|O") => return Err(ArrayError::Objects(name.to_owned())),
        _ => return Ok(None),
    };
    let characters = data.as_chunks::<4>().0.iter();
    Ok(Some(characters.filter_map(|&bytes| char::from_u32(character(bytes))).collect()))
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

/// A type of numbers that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::export) struct Type {
    kind: Kind,
    /// The first byte is the highest.
    big: bool,
}

/// Numbers by their size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    F32,
    F64,
    I8,
    I16,
    I32,
    I64,
    U8,
    U16,
    U32,
    U64,
}

impl Type {
    /// By its word in a header, with its quotes.
    pub(super) fn of(dtype: &str) -> Option<Self> {
        let mut rest = dtype.trim().trim_matches('\'').chars();
        let big = match rest.next()? {
            '<' | '|' => false,
            '>' => true,
            _ => return None,
        };
        let kind = match rest.as_str() {
            "f4" => Kind::F32,
            "f8" => Kind::F64,
            "i1" => Kind::I8,
            "i2" => Kind::I16,
            "i4" => Kind::I32,
            "i8" => Kind::I64,
            "u1" => Kind::U8,
            "u2" => Kind::U16,
            "u4" => Kind::U32,
            "u8" => Kind::U64,
            _ => return None,
        };
        Some(Self { kind, big })
    }

    /// Whether it has whole numbers alone.
    pub(in crate::export) const fn is_whole(self) -> bool {
        !matches!(self.kind, Kind::F32 | Kind::F64)
    }

    pub(super) const fn bytes(self) -> usize {
        match self.kind {
            Kind::I8 | Kind::U8 => 1,
            Kind::I16 | Kind::U16 => 2,
            Kind::F32 | Kind::I32 | Kind::U32 => 4,
            Kind::F64 | Kind::I64 | Kind::U64 => 8,
        }
    }

    /// The numbers at these places of each record.
    pub(super) fn read(self, data: &[u8], record: usize, from: usize) -> Numbers {
        let at = Place { data, record, from, big: self.big };
        match self.kind {
            Kind::F32 => Numbers::F32(at.all(f32::from_le_bytes)),
            Kind::F64 => Numbers::F64(at.all(f64::from_le_bytes)),
            Kind::I8 => Numbers::F64(at.all(|bytes| i8::from_le_bytes(bytes).into())),
            Kind::I16 => Numbers::F64(at.all(|bytes| i16::from_le_bytes(bytes).into())),
            Kind::I32 => Numbers::F64(at.all(|bytes| i32::from_le_bytes(bytes).into())),
            Kind::I64 => Numbers::F64(at.all(|bytes| whole_f64(i64::from_le_bytes(bytes)))),
            Kind::U8 => Numbers::F64(at.all(|bytes| u8::from_le_bytes(bytes).into())),
            Kind::U16 => Numbers::F64(at.all(|bytes| u16::from_le_bytes(bytes).into())),
            Kind::U32 => Numbers::F64(at.all(|bytes| u32::from_le_bytes(bytes).into())),
            Kind::U64 => Numbers::F64(at.all(|bytes| u64_f64(u64::from_le_bytes(bytes)))),
        }
    }
}

/// Where numbers stand: at one place of each record.
#[derive(Clone, Copy)]
struct Place<'a> {
    data: &'a [u8],
    record: usize,
    from: usize,
    big: bool,
}

impl Place<'_> {
    fn all<const N: usize, T>(self, of: fn([u8; N]) -> T) -> Vec<T> {
        let Self { data, record, from, big } = self;
        let of = |&bytes: &[u8; N]| {
            let mut bytes = bytes;
            if big {
                bytes.reverse();
            }
            of(bytes)
        };
        // As a whole, where all numbers are as long: looked at one record at a time it takes four times as long.
        let (all, every, first) = (data.as_chunks::<N>().0, record / N, from / N);
        if record.is_multiple_of(N) && from.is_multiple_of(N) && first < all.len().max(1) {
            return all[first.min(all.len())..].iter().step_by(every).map(of).collect();
        }
        let bytes = data.chunks_exact(record).filter_map(|one| one.get(from..)?.first_chunk::<N>());
        bytes.map(of).collect()
    }
}

/// The numbers of an array of one dimension with this name.
///
/// # Errors
/// Where its type or its shape is another, or its length is not that of its header.
pub(in crate::export) fn numbers(name: &str, bytes: &[u8]) -> Result<(Type, Numbers), FormatError> {
    let (header, data) = parse(bytes)?;
    let dtype = told(&header, "'descr'").unwrap_or_default();
    let dtype =
        dtype.strip_prefix('\'').and_then(|dtype| dtype.split_once('\'')).map_or(dtype, |(dtype, _)| dtype);
    let Some(kind) = Type::of(dtype) else {
        if dtype.starts_with("|O") {
            return Err(ArrayError::Objects(name.to_owned()).into());
        }
        return Err(ArrayError::Type { name: name.to_owned(), dtype: dtype.to_owned() }.into());
    };
    let Some([count]) = shape(&header).and_then(|sizes| <[usize; 1]>::try_from(sizes).ok()) else {
        return Err(ArrayError::Shape { name: name.to_owned(), shape: shape_words(&header) }.into());
    };
    limits::points(count)?;
    if count * kind.bytes() != data.len() {
        return Err(ArrayError::Length { name: name.to_owned(), count, bytes: data.len() }.into());
    }
    Ok((kind, kind.read(data, kind.bytes(), 0)))
}
