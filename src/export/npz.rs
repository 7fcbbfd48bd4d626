//! numpy's archive: a zip file of arrays, not packed, so that it is written as fast as bytes go.

use std::fs::File;
use std::io::{self, BufReader, Cursor, Read, Seek, SeekFrom, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::error::FormatError;
use super::glimpse::Glimpse;
use super::limits;
use super::meta::{Meta, axes};
use super::npy::{header, little, numbers, text, wavelengths};
use super::options::ReadOptions;
use super::row::{Holds, NamedTrace, Out, Reads, Row};
use super::sheet::Sheet;
use crate::core::cast::count_u64;

/// Bytes of one array: wavelengths of the longest trace, and a header.
#[expect(clippy::as_conversions, reason = "`From` is not const")]
const MOST: u64 = limits::POINTS as u64 * 8 + (1 << 16);

/// The row of `NumPy` archives: an array for each trace and its wavelengths.
pub(super) const FORMAT: Row = Row {
    ends: &["npz"],
    about: "`numpy.load`: `wavelength_nm`, one float32 array per trace (`A`, `B`, ...), `meta` as one \
        JSON string",
    reads: Reads::Bytes,
    holds: Holds::All,
    write,
    read,
    says,
    beside: None,
};

/// A disk that is full once is full: what comes behind the first failure goes nowhere, and the failure is told at the end. The
/// archive would else try once more when it is dropped, and print what it thinks of that over the screen.
struct UntilItFails<'a> {
    out: Out<'a>,
    /// Where the next byte would go.
    at: u64,
    failed: Option<io::Error>,
}

impl UntilItFails<'_> {
    fn or<T>(&mut self, done: io::Result<T>, instead: T) -> T {
        done.unwrap_or_else(|error| {
            self.failed = Some(error);
            instead
        })
    }
}

impl Write for UntilItFails<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let done = if self.failed.is_some() { Ok(bytes.len()) } else { self.out.write(bytes) };
        // It is tried again.
        if done.as_ref().is_err_and(|error| error.kind() == io::ErrorKind::Interrupted) {
            return done;
        }
        let written = self.or(done, bytes.len());
        self.at += u64::try_from(written).unwrap_or(u64::MAX);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        let done = if self.failed.is_some() { Ok(()) } else { self.out.flush() };
        self.or(done, ());
        Ok(())
    }
}

impl Seek for UntilItFails<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let would_be = match to {
            SeekFrom::Start(at) => at,
            SeekFrom::Current(by) => self.at.saturating_add_signed(by),
            // An archive that is written from its beginning is never asked for its end.
            SeekFrom::End(_) => self.at,
        };
        let done = if self.failed.is_some() { Ok(would_be) } else { self.out.seek(to) };
        self.at = self.or(done, would_be);
        Ok(self.at)
    }
}

fn write(out: Out, traces: &[NamedTrace]) -> Result<(), FormatError> {
    let mut zip = ZipWriter::new(UntilItFails { out, at: 0, failed: None });
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
    zip.finish()?.failed.map_or(Ok(()), |failed| Err(failed.into()))
}

fn read(bytes: Vec<u8>, options: &ReadOptions) -> Result<Vec<NamedTrace>, FormatError> {
    let mut zip = ZipArchive::new(Cursor::new(&bytes))?;
    let mut sheet = Sheet::named(options);
    for index in 0..zip.len() {
        let file = zip.by_index(index)?;
        let name = file.name()?.into_owned();
        // Room for what lies there unpacked, and not for what a header says of itself.
        let room = file.size().min(MOST).min(count_u64(bytes.len()));
        let mut content = Vec::with_capacity(usize::try_from(room).unwrap_or(0));
        // Several names may stand for the same bytes: each alone is as much as a trace has.
        file.take(MOST).read_to_end(&mut content)?;
        let name = name.strip_suffix(".npy").unwrap_or(&name);
        if name == "meta" {
            match text(name, &content)? {
                Some(json) => sheet.meta = Meta::from_json(&json)?,
                // Another program has numbers of that name.
                None => sheet.leave(name),
            }
            continue;
        }
        match numbers(name, &content) {
            Ok((kind, _)) if kind.is_whole() && !sheet.may_be_whole(name.into()) => sheet.leave(name),
            Ok((_, numbers)) => sheet.add(name, numbers)?,
            Err(error) if sheet.must_have(name) => return Err(error),
            Err(_) => sheet.leave(name),
        }
    }
    sheet.traces()
}

fn says(file: File) -> Result<Vec<Glimpse>, FormatError> {
    let mut zip = ZipArchive::new(BufReader::new(file))?;
    let Some(index) = zip.index_for_name("meta.npy") else { return Ok(Vec::new()) };
    let mut content = Vec::new();
    zip.by_index(index)?.take(limits::HEAD).read_to_end(&mut content)?;
    text("meta", &content)?.map_or(Ok(Vec::new()), |json| Meta::from_json(&json)?.glimpses())
}
