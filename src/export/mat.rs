//! MATLAB's MAT-files of level 5 (`save -v6` and `-v7`): the arrays of [`super::npz`] as variables, `meta` as text for
//! `jsondecode`, and `unit_A` beside each trace. Of other people's files vectors and tables of numbers are read, packed or
//! not, also those within a struct, and scans in an array of structs.

mod elements;
mod variables;

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};

use flate2::read::ZlibDecoder;

use elements::{Elements, characters, class, kind};
use variables::{Found, Head};

use super::error::{FormatError, MatError};
use super::glimpse::Glimpse;
use super::meta::{Meta, axes};
use super::npy::{little, wavelengths};
use super::options::ReadOptions;
use super::row::{Holds, NamedTrace, Out, Reads, Row};
use super::sheet::Sheet;
use super::{limits, pad};
use crate::core::cast::count_u64;
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
            return Meta::from_json(&characters(kind, data))?.glimpses();
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
