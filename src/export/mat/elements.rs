//! What a MAT-file is made of: elements with the type and the length of their data.

use crate::core::cast::index_of;
use crate::export::error::MatError;
use crate::export::pad;

/// Elements, one after the other.
pub(super) struct Elements<'a>(pub(super) &'a [u8]);

impl<'a> Elements<'a> {
    pub(super) fn next(&mut self) -> Result<(u32, &'a [u8]), MatError> {
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

pub(super) fn characters(kind: u32, data: &[u8]) -> String {
    if kind == kind::UINT16 {
        let units: Vec<u16> = data.as_chunks::<2>().0.iter().map(|unit| u16::from_le_bytes(*unit)).collect();
        return String::from_utf16_lossy(&units);
    }
    String::from_utf8_lossy(data).into_owned()
}

/// Types of data, by the numbers of the format.
pub(super) mod kind {
    pub(in super::super) const INT8: u32 = 1;
    pub(in super::super) const UINT8: u32 = 2;
    pub(in super::super) const INT16: u32 = 3;
    pub(in super::super) const UINT16: u32 = 4;
    pub(in super::super) const INT32: u32 = 5;
    pub(in super::super) const UINT32: u32 = 6;
    pub(in super::super) const SINGLE: u32 = 7;
    pub(in super::super) const DOUBLE: u32 = 9;
    pub(in super::super) const MATRIX: u32 = 14;
    pub(in super::super) const COMPRESSED: u32 = 15;
}

/// Classes of variables, by the numbers of the format.
pub(super) mod class {
    pub(in super::super) const STRUCT: u32 = 2;
    pub(in super::super) const CHAR: u32 = 4;
    pub(in super::super) const DOUBLE: u32 = 6;
    pub(in super::super) const SINGLE: u32 = 7;
    /// The last one that holds numbers.
    pub(in super::super) const LAST_NUMBER: u32 = 15;
}
