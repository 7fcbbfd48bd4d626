//! A recording as rows: its segments one behind the other, with what was taken back left out.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;

use super::END;
use super::format::{self, Detector, Head, NoSegment, Record, RecordEntry};
use super::reader::{Item, Segment, Unread};
use crate::core::cast::count_u64;
use crate::core::text::{clean_path, said};
use crate::files::{list, read};

/// What stands in the hole between two recordings.
const NOT_RECORDED: &str = "not recorded";

/// A row: a round of powers, or the beginning of a gap.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct RecordedRow<'a> {
    /// Nanoseconds since 1970, UTC.
    pub(crate) at: i64,
    /// A power for each detector, dBm; not-a-number where there is none.
    pub(crate) powers: &'a [f32],
    /// Why there is none.
    pub(crate) gap: Option<&'a str>,
}

/// What was taken back: of this detector, from then to then, nanoseconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct TakenBack {
    detector: usize,
    from: i64,
    to: i64,
}

/// A recording that was looked through once.
#[derive(Debug)]
pub(crate) struct Recording {
    /// Segments, with the beginning of each, nanoseconds since 1970.
    segments: Vec<(PathBuf, i64, Head)>,
    taken_back: Vec<TakenBack>,
    /// How many rows it has.
    pub(crate) rows: u64,
    /// Rounds of powers.
    pub(crate) rounds: u64,
    /// What is wrong in its files, in words.
    pub(crate) left_out: Vec<String>,
}

/// Why a recording cannot be read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NoRecording {
    #[error("{0}: {1}")]
    Segment(String, Unread),
    #[error("{0}: there is no recording in this folder (files that end in .{END})")]
    Empty(String),
    #[error("{0}: nothing was recorded")]
    Nothing(String),
    #[error("{0} rounds are too many for a chart; open some of its files, or convert it")]
    TooLong(u64),
    #[error("{0} has other detectors than {1}; convert them one at a time")]
    Detectors(String, String),
    #[error("{}: {}", .0, said(.1))]
    File(String, io::Error),
}

/// Whether this names a recording: a folder, or a file whose name ends so.
pub(crate) fn is_recording(path: &Path) -> bool {
    has_name_of_recording(path) || path.is_dir()
}

/// Whether a file is called as segments are.
pub(crate) fn has_name_of_recording(path: &Path) -> bool {
    path.extension().is_some_and(|end| end.eq_ignore_ascii_case(END))
}

fn open(path: &Path) -> Result<Segment<File>, NoRecording> {
    let failed = |error| NoRecording::File(clean_path(path), error);
    let (file, _) = read::open_limited(path, u64::MAX).map_err(failed)?;
    Segment::open(file).map_err(|why| NoRecording::Segment(clean_path(path), why))
}

/// The files of what was named.
fn files(paths: &[PathBuf]) -> Result<Vec<PathBuf>, NoRecording> {
    let mut files = Vec::new();
    for path in paths {
        if !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        let entries = list::entries(path).map_err(|error| NoRecording::File(clean_path(path), error))?;
        let inside = entries.map(|entry| entry.path());
        let before = files.len();
        files.extend(inside.filter(|path| has_name_of_recording(path) && !path.is_dir()));
        if files.len() == before {
            return Err(NoRecording::Empty(clean_path(path)));
        }
    }
    Ok(files)
}

/// What a segment says of itself.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Glance {
    pub(crate) head: Head,
    /// How long it is, if it has no gap.
    pub(crate) lasts: Duration,
}

/// What a segment says of itself: a page of it is read.
///
/// # Errors
/// If it is none.
pub(crate) fn glance(path: &Path) -> Result<Glance, NoRecording> {
    let head = open(path)?.head().clone();
    let bytes = std::fs::metadata(path).map_err(|error| NoRecording::File(clean_path(path), error))?.len();
    let rounds = bytes / count_u64(format::powers_length(head.detectors.len()));
    let lasts = Duration::from_nanos(rounds.saturating_mul(head.interval_ns));
    Ok(Glance { head, lasts })
}

/// The files of the recording that a file is part of: those beside it that began with it. Of a folder itself.
pub(crate) fn whole(path: &Path) -> Vec<PathBuf> {
    let began = |path: &Path| Some((open(path).ok()?.head().clone(), path.to_owned()));
    let one = || vec![path.to_owned()];
    let Some((head, _)) = (!path.is_dir()).then(|| began(path)).flatten() else { return one() };
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let Ok(entries) = list::entries(folder) else { return one() };
    let beside =
        entries.map(|entry| entry.path()).filter(|path| has_name_of_recording(path) && !path.is_dir());
    let same = |(other, _): &(Head, PathBuf)| {
        other.recording_utc == head.recording_utc && other.detectors == head.detectors
    };
    let found: Vec<PathBuf> =
        beside.filter_map(|path| began(&path)).filter(same).map(|(_, path)| path).collect();
    if found.is_empty() { one() } else { found }
}

impl Recording {
    /// Looks through files and folders of segments: what is in them, and what is not.
    ///
    /// # Errors
    /// If one is no segment, or is of other detectors. One that ends in its head has nothing in it, and is told.
    pub(crate) fn open(paths: &[PathBuf]) -> Result<Self, NoRecording> {
        let (mut segments, mut left_out) = (Vec::new(), Vec::new());
        for path in files(paths)? {
            match open(&path) {
                Ok(segment) => {
                    let start = segment.head().start_utc.parse::<Timestamp>();
                    let start = start.ok().and_then(|start| i64::try_from(start.as_nanosecond()).ok());
                    let damaged = || NoRecording::Segment(clean_path(&path), NoSegment::Damaged.into());
                    segments.push((path.clone(), start.ok_or_else(damaged)?, segment.head().clone()));
                }
                Err(NoRecording::Segment(name, Unread::NoSegment(NoSegment::Short)))
                    if paths.len() > 1 || paths[0].is_dir() =>
                {
                    left_out.push(format!("{name}: {}", NoSegment::Short));
                }
                Err(why) => return Err(why),
            }
        }
        segments.sort_by(|(_, a, one), (_, b, other)| (a, one.segment).cmp(&(b, other.segment)));
        segments.dedup_by(|(a, ..), (b, ..)| a == b);
        let Some((first, _, head)) = segments.first() else {
            return Err(NoRecording::Empty(paths.first().map(|path| clean_path(path)).unwrap_or_default()));
        };
        if let Some((other, ..)) = segments.iter().find(|(.., other)| other.detectors != head.detectors) {
            return Err(NoRecording::Detectors(clean_path(other), clean_path(first)));
        }
        let mut recording = Self { segments, taken_back: Vec::new(), rows: 0, rounds: 0, left_out };
        recording.look_through()?;
        Ok(recording)
    }

    /// What the first segment says.
    pub(crate) fn head(&self) -> &Head {
        &self.segments[0].2
    }

    /// The detectors of all segments.
    pub(crate) fn detectors(&self) -> &[Detector] {
        &self.head().detectors
    }

    fn look_through(&mut self) -> Result<(), NoRecording> {
        let (mut rows, mut rounds, mut taken_back, mut left_out) = (0, 0, Vec::new(), Vec::new());
        self.items(&mut |path, start, item| {
            match item {
                Came::NewRecording => rows += 1,
                Came::Item(Item::Record(Record { at, entry })) => match entry {
                    RecordEntry::Powers(_) => (rows, rounds) = (rows + 1, rounds + 1),
                    RecordEntry::Gap(_) => rows += 1,
                    RecordEntry::Retracted { since, detector } => taken_back.push(TakenBack {
                        detector: usize::from(*detector),
                        from: start.saturating_add(*since),
                        to: start.saturating_add(*at),
                    }),
                    RecordEntry::End(_) => {}
                },
                Came::Item(Item::Damaged(bytes)) => {
                    rows += 1;
                    left_out.push(format!("{}: {bytes} damaged bytes are left out", clean_path(path)));
                }
                Came::Item(Item::Torn(bytes)) => {
                    let words = "that were being written when the recorder ended are left out";
                    left_out.push(format!("{}: the last {bytes} bytes {words}", clean_path(path)));
                }
            }
            Ok::<(), NoRecording>(())
        })?;
        (self.rows, self.rounds, self.taken_back) = (rows, rounds, taken_back);
        self.left_out.extend(left_out);
        Ok(())
    }

    /// What comes, segment for segment.
    fn items<E: From<NoRecording>>(
        &self,
        each: &mut dyn FnMut(&Path, i64, Came<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut before: Option<&Head> = None;
        for (path, start, head) in &self.segments {
            if before.is_some_and(|before| before.recording_utc != head.recording_utc) {
                each(path, *start, Came::NewRecording)?;
            }
            before = Some(head);
            let mut segment = open(path)?;
            let failed = |error| NoRecording::File(clean_path(path), error);
            while let Some(item) = segment.next().map_err(failed)? {
                each(path, *start, Came::Item(&item))?;
            }
        }
        Ok(())
    }

    /// Hands each row on, in the order of time: the files are read once more, and no more of them is held than a row.
    ///
    /// # Errors
    /// If a file cannot be read any more, or what takes the rows fails.
    pub(crate) fn each<E: From<NoRecording>>(
        &self,
        row: &mut dyn FnMut(RecordedRow<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let none = vec![f32::NAN; self.detectors().len()];
        let (mut powers, mut last) = (none.clone(), None);
        self.items(&mut |_, start, item| {
            let mut gap = |at: i64, words: &str| row(RecordedRow { at, powers: &none, gap: Some(words) });
            match item {
                Came::NewRecording => gap(last.unwrap_or(start), NOT_RECORDED),
                Came::Item(Item::Damaged(_)) => gap(last.unwrap_or(start), "damaged"),
                Came::Item(Item::Torn(_)) => Ok(()),
                Came::Item(Item::Record(Record { at, entry })) => {
                    let at = start.saturating_add(*at);
                    last = Some(at);
                    match entry {
                        RecordEntry::Powers(read) => {
                            powers.copy_from_slice(read);
                            let gap = self.take_back(at, &mut powers);
                            row(RecordedRow { at, powers: &powers, gap: gap.as_deref() })
                        }
                        RecordEntry::Gap(words) => gap(at, words),
                        RecordEntry::Retracted { .. } | RecordEntry::End(_) => Ok(()),
                    }
                }
            }
        })
    }

    /// Leaves out what is not known any more; in words.
    fn take_back(&self, at: i64, powers: &mut [f32]) -> Option<String> {
        let mut words = Vec::new();
        for one in self.taken_back.iter().filter(|one| (one.from..=one.to).contains(&at)) {
            if let Some(power) = powers.get_mut(one.detector) {
                *power = f32::NAN;
                words.push(format!("{}: its unit changed", self.detectors()[one.detector].place));
            }
        }
        words.dedup();
        (!words.is_empty()).then(|| words.join("; "))
    }
}

/// What comes when a recording is read.
#[derive(Clone, Copy)]
enum Came<'a> {
    /// The next segment is of another recording.
    NewRecording,
    Item(&'a Item),
}
