//! Writes a recording: each record with one write as it comes, so that what was measured is the system's from then on and
//! no end of this program takes it away.

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};

use super::END;
use super::format::{self, Head, Record, RecordEntry};
use crate::core::cast::count_u64;
use crate::core::text::{clean_path, said};
use crate::files::append;

/// A segment of this age is followed by the next.
const LONGEST: Duration = Duration::from_secs(3600);
/// And one of so many bytes.
const LARGEST: u64 = 64 << 20;
/// The clock on the wall was set, or the computer slept, where it went so much further than the other one.
const CLOCKS_APART: SignedDuration = SignedDuration::from_millis(500);
/// Files of one name.
const NUMBERS: u32 = 1_000_000;

/// A moment on both clocks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Moment {
    /// On the one that nobody sets.
    pub(crate) at: Instant,
    /// On that on the wall.
    pub(crate) utc: Timestamp,
}

/// Where a recording goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// Into this folder, under names that say when it began.
    Folder(PathBuf),
    /// Into this file, and those beside it that have its name and a number.
    File(PathBuf),
}

impl Target {
    /// By its name: one that ends in `.rec` is a file.
    pub(crate) fn of(path: PathBuf) -> Self {
        let is_file = path.extension().is_some_and(|end| end.eq_ignore_ascii_case(END));
        if is_file { Self::File(path) } else { Self::Folder(path) }
    }

    fn lock(&self) -> PathBuf {
        match self {
            Self::Folder(folder) => folder.join(".ctp10-record.lock"),
            Self::File(file) => {
                let name = file.file_name().unwrap_or_default().to_string_lossy();
                file.with_file_name(format!(".{name}.lock"))
            }
        }
    }

    /// The name of a segment.
    fn name(&self, began: Timestamp, number: u32) -> PathBuf {
        let first = match self {
            Self::Folder(folder) => folder.join(format!("power-{}.{END}", began.strftime("%Y%m%dT%H%M%SZ"))),
            Self::File(file) => file.clone(),
        };
        if number == 1 {
            return first;
        }
        let stem = first.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let end = first.extension().unwrap_or_default().to_string_lossy().into_owned();
        first.with_file_name(format!("{stem}-{number}.{end}"))
    }
}

/// Why nothing is recorded, or no more.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unrecorded {
    #[error("{0}: another ctp10 record writes there")]
    Busy(String),
    #[error("{0}: already exists; not overwritten")]
    Taken(String),
    #[error("{}: {}", .0, said(.1))]
    File(String, io::Error),
}

/// What was recorded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Recorded {
    /// Rounds of powers.
    pub(crate) rounds: u64,
    /// Gaps.
    pub(crate) gaps: u64,
    /// Bytes of all segments.
    pub(crate) bytes: u64,
    /// The segments, the first one first.
    pub(crate) files: Vec<PathBuf>,
}

/// The segment that is being written.
struct Open {
    file: Arc<File>,
    path: PathBuf,
    seed: u32,
    length: u64,
    began: Moment,
}

/// A recording that is being written.
pub(crate) struct Recorder {
    target: Target,
    head: Head,
    began: Timestamp,
    /// The number of the next file that is tried.
    number: u32,
    open: Open,
    recorded: Recorded,
    buffer: Vec<u8>,
    /// Held as long as it lives.
    _lock: File,
}

impl Recorder {
    /// Begins a recording. The head's times and numbers are filled in here.
    ///
    /// # Errors
    /// If somebody else records there, if its file is there already, or cannot be written.
    pub(crate) fn begin(target: Target, head: Head, now: Moment) -> Result<Self, Unrecorded> {
        let failed = |path: &Path| {
            let shown = clean_path(path);
            move |error| Unrecorded::File(shown, error)
        };
        if let Target::Folder(folder) = &target {
            std::fs::create_dir_all(folder).map_err(failed(folder))?;
        }
        let (Target::Folder(path) | Target::File(path)) = &target;
        let lock = append::lock(&target.lock()).map_err(failed(path))?;
        let lock = lock.ok_or_else(|| Unrecorded::Busy(clean_path(path)))?;
        let head = Head { recording_utc: now.utc.to_string(), ..head };
        let mut number = 1;
        let open = Open::create(&target, &head, now.utc, &mut number, 1, now)?;
        let recorded = Recorded { bytes: open.length, files: vec![open.path.clone()], ..Recorded::default() };
        Ok(Self { target, head, began: now.utc, number, open, recorded, buffer: Vec::new(), _lock: lock })
    }

    /// The segment that is being written, to be brought to the disk.
    pub(crate) fn file(&self) -> Arc<File> {
        Arc::clone(&self.open.file)
    }

    /// What was recorded so far.
    pub(crate) const fn recorded(&self) -> &Recorded {
        &self.recorded
    }

    /// Writes what was learnt at a time; whether a new segment was begun for it.
    ///
    /// # Errors
    /// If it cannot be written, as on a full disk: the file ends with the last record that could.
    pub(crate) fn write(&mut self, at: Instant, entry: RecordEntry, now: Moment) -> Result<bool, Unrecorded> {
        let jumped = self.open.clocks_apart(now);
        let is_old = now.at.saturating_duration_since(self.open.began.at) >= LONGEST;
        let next = jumped || is_old || self.open.length >= LARGEST;
        if next {
            let segment = self.head.segment.max(1) + 1;
            self.head.segment = segment;
            self.open = Open::create(&self.target, &self.head, self.began, &mut self.number, segment, now)?;
            self.recorded.bytes += self.open.length;
            self.recorded.files.push(self.open.path.clone());
            if jumped {
                let words = "the computer's clock was set, or it slept";
                self.append(now.at, RecordEntry::Gap(words.to_owned()))?;
            }
        }
        self.append(at, entry)?;
        Ok(next)
    }

    fn append(&mut self, at: Instant, entry: RecordEntry) -> Result<(), Unrecorded> {
        self.buffer.clear();
        let record = Record { at: self.open.since(at), entry };
        format::put(&record, self.open.seed, &mut self.buffer);
        self.open
            .append(&self.buffer)
            .map_err(|error| Unrecorded::File(clean_path(&self.open.path), error))?;
        self.recorded.bytes += count_u64(self.buffer.len());
        match record.entry {
            RecordEntry::Powers(_) => self.recorded.rounds += 1,
            RecordEntry::Gap(_) => self.recorded.gaps += 1,
            RecordEntry::Retracted { .. } | RecordEntry::End(_) => {}
        }
        Ok(())
    }

    /// Nanoseconds from the beginning of the segment to then.
    pub(crate) fn since(&self, at: Instant) -> i64 {
        self.open.since(at)
    }
}

impl Open {
    fn create(
        target: &Target,
        head: &Head,
        began: Timestamp,
        number: &mut u32,
        segment: u32,
        now: Moment,
    ) -> Result<Self, Unrecorded> {
        let head = Head { segment, start_utc: now.utc.to_string(), ..head.clone() };
        let refused = matches!(target, Target::File(_)) && segment == 1;
        while *number < NUMBERS {
            let path = target.name(began, *number);
            *number += 1;
            let failed = |error| Unrecorded::File(clean_path(&path), error);
            let file = match append::create(&path) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists && refused => {
                    return Err(Unrecorded::Taken(clean_path(&path)));
                }
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => continue,
                created => created.map_err(failed)?,
            };
            let (bytes, seed) = format::head_bytes(&head).map_err(|error| failed(error.into()))?;
            let mut open = Self { file: Arc::new(file), path: path.clone(), seed, length: 0, began: now };
            open.append(&bytes).map_err(failed)?;
            return Ok(open);
        }
        Err(Unrecorded::Taken(clean_path(&target.name(began, 1))))
    }

    /// Appends whole records, or nothing.
    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        let mut file = &*self.file;
        if let Err(error) = file.write_all(bytes) {
            // What of it was written is no record; the reader would find that out, too.
            let _ = file.set_len(self.length);
            return Err(error);
        }
        self.length += count_u64(bytes.len());
        Ok(())
    }

    fn since(&self, at: Instant) -> i64 {
        let whole = |time: Duration| i64::try_from(time.as_nanos()).unwrap_or(i64::MAX);
        match at.checked_duration_since(self.began.at) {
            Some(after) => whole(after),
            None => -whole(self.began.at.saturating_duration_since(at)),
        }
    }

    fn clocks_apart(&self, now: Moment) -> bool {
        let went = now.at.saturating_duration_since(self.began.at);
        let went = SignedDuration::try_from(went).unwrap_or(SignedDuration::MAX);
        (now.utc.duration_since(self.began.utc) - went).abs() > CLOCKS_APART
    }
}
