//! numpy's archive: a zip file of arrays, not packed, so that it is written as fast as bytes go.

use std::io::{Cursor, Read, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::axis::{Axes, Role, role};
use super::error::{ArrayError, FormatError};
use super::level::Level;
use super::meta::{Meta, axes, letter};
use super::npy::{Numbers, header, little, parse, wavelengths};
use super::{Holds, NamedTrace, Out, Row, limits};

/// Bytes of one array: wavelengths of the longest trace, and a header.
#[expect(clippy::as_conversions, reason = "`From` is not const")]
const MOST: u64 = limits::POINTS as u64 * 8 + (1 << 16);

/// Its row.
pub(super) const FORMAT: Row = Row { ends: &["npz"], holds: Holds::All, write, read, beside: None };

fn write(out: Out, traces: &[NamedTrace]) -> Result<(), FormatError> {
    let mut zip = ZipWriter::new(out);
    let options =
        SimpleFileOptions::default().compression_method(CompressionMethod::Stored).large_file(false);
    for ((letter, trace), axis) in traces.iter().zip(axes(traces)) {
        if let Some(name) = axis {
            zip.start_file(format!("{name}.npy"), options)?;
            zip.write_all(&header("'<f8'", &format!("({},)", trace.y.len())))?;
            wavelengths(&mut zip, trace.spacing, trace.y.len())?;
        }
        zip.start_file(format!("{letter}.npy"), options)?;
        zip.write_all(&header("'<f4'", &format!("({},)", trace.y.len())))?;
        zip.write_all(little(&trace.y))?;
    }
    let meta: Vec<u32> = Meta::of(traces).json()?.chars().map(u32::from).collect();
    zip.start_file("meta.npy", options)?;
    zip.write_all(&header(&format!("'<U{}'", meta.len()), "()"))?;
    zip.write_all(little(&meta))?;
    zip.finish()?;
    Ok(())
}

fn read(bytes: Vec<u8>) -> Result<Vec<NamedTrace>, FormatError> {
    let mut zip = ZipArchive::new(Cursor::new(&bytes))?;
    let mut meta = Meta::default();
    let (mut axes, mut levels) = (Axes::default(), Vec::new());
    for index in 0..zip.len() {
        let file = zip.by_index(index)?;
        let name = file.name()?.into_owned();
        let mut content = Vec::new();
        // Several names may stand for the same bytes: each alone is as much as a trace has.
        file.take(MOST).read_to_end(&mut content)?;
        let name = name.strip_suffix(".npy").unwrap_or(&name);
        let letter = letter(name);
        match role(name) {
            _ if name == "meta" => meta = serde_json::from_str(&text(&content)?)?,
            Role::Axis(letter) => axes.add(letter, name, Numbers::of(name, &content)?.into_f64())?,
            Role::Index => {}
            Role::Level => {
                let Some(letter) = letter else { continue };
                let y = Numbers::of(name, &content)?.into_f32();
                limits::traces(levels.len() + 1, y.len())?;
                levels.push(Level::new(letter, name, y)?);
            }
        }
    }
    meta.join(levels, &axes)
}

/// Text of an array of four bytes a character.
fn text(content: &[u8]) -> Result<String, ArrayError> {
    let (_, data) = parse(content)?;
    let characters = data.as_chunks::<4>().0.iter();
    Ok(characters.filter_map(|&c| char::from_u32(u32::from_le_bytes(c))).collect())
}
