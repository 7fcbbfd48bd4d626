//! numpy's arrays: a magic word, a header that is a Python dictionary, and the bytes.

use std::sync::Arc;

use super::meta::{TraceMeta, even};
use super::{FormatError, Holds, NamedTrace, Out, Row, limits};

/// Its row.
pub(super) const FORMAT: Row = Row { ends: &["npy"], holds: Holds::One, write, read };

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
    header.extend((text.len() as u16).to_le_bytes());
    header.extend(text.as_bytes());
    header
}

/// Bytes of numbers as numpy's little-endian types have them.
pub(super) fn little<T: bytemuck::Pod>(numbers: &[T]) -> &[u8] {
    const { assert!(cfg!(target_endian = "little"), "samples are written as they lie in memory") };
    bytemuck::cast_slice(numbers)
}

/// One trace as records of `wavelengths` (nm) and `values`.
fn write(out: Out, traces: &[NamedTrace]) -> Result<(), FormatError> {
    let Some((_, trace)) = traces.first() else { return Ok(()) };
    let descr = "[('wavelengths', '<f8'), ('values', '<f8')]";
    out.write_all(&header(descr, &format!("({},)", trace.y.len())))?;
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
pub(super) fn parse(bytes: &[u8]) -> Result<(String, &[u8]), FormatError> {
    let (version, rest) = bytes
        .strip_prefix(b"\x93NUMPY")
        .and_then(|rest| rest.split_first_chunk::<2>())
        .ok_or("it is no numpy array")?;
    let (length, rest) = match version[0] {
        1 => rest.split_first_chunk::<2>().map(|(n, rest)| (u16::from_le_bytes(*n) as usize, rest)),
        _ => rest.split_first_chunk::<4>().map(|(n, rest)| (u32::from_le_bytes(*n) as usize, rest)),
    }
    .ok_or("it is cut short")?;
    let (header, data) = rest.split_at_checked(length).ok_or("it is cut short")?;
    Ok((String::from_utf8_lossy(header).into_owned(), data))
}

/// How many records its header says of an array of one dimension.
fn count(header: &str) -> Option<usize> {
    header.split_once("'shape': (")?.1.split_once(',')?.0.trim().parse().ok()
}

/// Little-endian numbers of eight bytes.
pub(super) fn doubles(bytes: &[u8]) -> Vec<f64> {
    bytes.as_chunks::<8>().0.iter().map(|&number| f64::from_le_bytes(number)).collect()
}

/// Little-endian numbers of four bytes.
pub(super) fn singles(bytes: &[u8]) -> Vec<f32> {
    bytes.as_chunks::<4>().0.iter().map(|&number| f32::from_le_bytes(number)).collect()
}

/// Reads records of wavelengths and values.
fn read(bytes: Vec<u8>) -> Result<Vec<NamedTrace>, FormatError> {
    let (header, data) = parse(&bytes)?;
    if !(header.contains("'wavelengths', '<f8'") && header.contains("'values', '<f8'")) {
        return Err("it has no fields wavelengths and values".into());
    }
    limits::points(data.len() / 16)?;
    let told = count(&header).ok_or("its header says no number of points")?;
    limits::agree(told, data.len() / 16)?;
    let numbers = doubles(data);
    let wavelengths: Vec<f64> = numbers.iter().step_by(2).copied().collect();
    let y = numbers.iter().skip(1).step_by(2).map(|&level| level as f32).collect();
    even(&wavelengths)?;
    Ok(vec![('A', Arc::new(TraceMeta::default().trace(y, &wavelengths)?))])
}
