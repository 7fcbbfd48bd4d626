//! numpy's archive: a zip file of arrays, not packed, so that it is written as fast as bytes go.

use std::io::{Cursor, Read, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::meta::{Meta, axes};
use super::npy::{doubles, header, little, parse, singles};
use super::{FormatError, Holds, NamedTrace, Out, Row, limits};

/// Bytes of one array: wavelengths of the longest trace, and a header.
const MOST: u64 = limits::POINTS as u64 * 8 + (1 << 16);

/// Its row.
pub(super) const FORMAT: Row = Row { ends: &["npz"], holds: Holds::All, write, read };

fn write(out: Out, traces: &[NamedTrace]) -> Result<(), FormatError> {
    let mut zip = ZipWriter::new(out);
    let options =
        SimpleFileOptions::default().compression_method(CompressionMethod::Stored).large_file(false);
    for ((letter, trace), axis) in traces.iter().zip(axes(traces)) {
        if let Some(name) = axis {
            zip.start_file(format!("{name}.npy"), options)?;
            zip.write_all(&header("'<f8'", &format!("({},)", trace.y.len())))?;
            let mut piece: Vec<f64> = Vec::with_capacity(1 << 15);
            for from in (0..trace.y.len()).step_by(1 << 15) {
                piece.clear();
                piece
                    .extend((from..trace.y.len().min(from + (1 << 15))).map(|index| trace.spacing.nm(index)));
                zip.write_all(little(&piece))?;
            }
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
    let (mut wavelengths, mut columns) = (Vec::new(), Vec::new());
    for index in 0..zip.len() {
        let file = zip.by_index(index)?;
        let name = file.name()?.into_owned();
        let mut content = Vec::new();
        // Several names may stand for the same bytes: each alone is as much as a trace has.
        file.take(MOST).read_to_end(&mut content)?;
        let (header, data) = parse(&content)?;
        match name.strip_suffix(".npy").unwrap_or(&name) {
            "wavelength_nm" => wavelengths = doubles(data),
            "meta" => {
                let text: String = data
                    .as_chunks::<4>()
                    .0
                    .iter()
                    .filter_map(|&c| char::from_u32(u32::from_le_bytes(c)))
                    .collect();
                meta = serde_json::from_str(&text)?;
            }
            name => {
                let y = if header.contains("<f4") {
                    singles(data)
                } else if header.contains("<f8") {
                    doubles(data).into_iter().map(|level| level as f32).collect()
                } else {
                    continue;
                };
                if let Some(letter) = super::meta::letter(name) {
                    limits::traces(columns.len() + 1, y.len())?;
                    columns.push((letter, y));
                }
            }
        }
    }
    meta.join(columns, &wavelengths)
}
