//! A recording that is being written: what a bench learns goes into its segments, and those to the disk.

mod disk;

use std::io;
use std::time::{Duration, Instant};

use crate::core::history::{Gap, Reading, Round};
use crate::core::ids::DetectorId;
use crate::core::snapshot::{Identity, Link, Snapshot};
use crate::core::text::{PROGRAM, clean_path};
use crate::core::wall_clock;
use crate::record::format::{Detector, Head, RecordEntry};
use crate::record::writer::{Moment, Recorded, Recorder, Target, Unrecorded};
use disk::Disk;

/// What was learnt, and when.
#[derive(Debug)]
pub(super) struct News {
    at: Instant,
    learnt: Learnt,
    /// When it was handed on, on both clocks.
    now: Moment,
}

#[derive(Debug)]
enum Learnt {
    /// A power for each detector, dBm.
    Powers(Box<[f32]>),
    /// From here on nothing, and why.
    Gap(String),
    /// What this detector read since then is not known any more.
    Retracted { detector: usize, since: Instant },
}

impl News {
    /// From now on nothing, and why.
    pub(super) fn gap(words: impl Into<String>) -> Self {
        let now = now();
        Self { at: now.at, learnt: Learnt::Gap(words.into()), now }
    }
}

/// Now, on both clocks.
fn now() -> Moment {
    Moment { at: tokio::time::Instant::now().into_std(), utc: wall_clock::utc() }
}

/// Takes from snapshots what came since the last one.
pub(super) struct Follower {
    /// Rounds of the bench that were looked at.
    seen: u64,
}

impl Follower {
    /// From the rounds on that come after this snapshot.
    pub(super) const fn after(bench: &Snapshot) -> Self {
        Self { seen: bench.tail.count() }
    }

    /// The next rounds come from another worker, which counts from one.
    pub(super) const fn new_source(&mut self) {
        self.seen = 0;
    }

    /// What was learnt since it was last looked.
    pub(super) fn news(&mut self, bench: &Snapshot) -> Vec<News> {
        let (missed, rounds) = bench.tail.unseen(self.seen);
        let now = now();
        let mut news = Vec::new();
        for round in rounds {
            if news.is_empty() && missed > 0 {
                news.push(News { at: round.at, learnt: Learnt::Gap(late(missed)), now });
            }
            news.push(News { at: round.at, learnt: learnt(round, bench), now });
        }
        self.seen = bench.tail.count();
        news
    }
}

/// That so many rounds are missing.
pub(super) fn late(missed: u64) -> String {
    format!("the recorder was late: {missed} rounds are missing")
}

fn learnt(round: &Round, bench: &Snapshot) -> Learnt {
    match &round.reading {
        Reading::Powers(powers) => Learnt::Powers(powers.clone()),
        Reading::Gap(gap) => Learnt::Gap(words(*gap, bench)),
        Reading::Retracted { detector, since } => Learnt::Retracted { detector: *detector, since: *since },
    }
}

/// Why live power stands still.
fn words(gap: Gap, bench: &Snapshot) -> String {
    match (gap, &bench.link) {
        (Gap::NoLink, Link::Down { why, .. }) => format!("{}: {why}", gap.words()),
        (Gap::Downloading | Gap::NoLink, _) => gap.words().to_owned(),
    }
}

/// What a recording of these detectors says of itself.
pub(super) fn head(bench: &Snapshot, detectors: &[(DetectorId, String)], interval: Duration) -> Head {
    let detector = |(place, name): &(DetectorId, String)| Detector {
        place: place.to_string(),
        name: name.clone(),
        unit: "dBm".to_owned(),
    };
    Head {
        program: PROGRAM.to_owned(),
        instrument: bench.identity.as_ref().map(Identity::words).unwrap_or_default(),
        recording_utc: String::new(),
        segment: 0,
        start_utc: String::new(),
        interval_ns: u64::try_from(interval.as_nanos()).unwrap_or(u64::MAX),
        detectors: detectors.iter().map(detector).collect(),
    }
}

/// A recording that is being written.
pub(super) struct Roll {
    recorder: Recorder,
    disk: Disk,
}

impl Roll {
    /// Begins one.
    ///
    /// # Errors
    /// If somebody else records there, if its file is there already, or cannot be written.
    pub(super) fn begin(target: Target, head: Head) -> Result<Self, Unrecorded> {
        let recorder = Recorder::begin(target, head, now())?;
        let disk = Disk::start(recorder.file()).map_err(|error| Unrecorded::File(place(&recorder), error))?;
        Ok(Self { recorder, disk })
    }

    /// Its first file.
    pub(super) fn place(&self) -> String {
        place(&self.recorder)
    }

    /// What was recorded so far.
    pub(super) const fn recorded(&self) -> &Recorded {
        self.recorder.recorded()
    }

    /// Writes what was learnt.
    ///
    /// # Errors
    /// If it cannot be written, as on a full disk: the file ends with the last record that could.
    pub(super) fn write(&mut self, News { at, learnt, now }: News) -> Result<(), Unrecorded> {
        let entry = match learnt {
            Learnt::Powers(powers) => RecordEntry::Powers(powers),
            Learnt::Gap(words) => RecordEntry::Gap(words),
            Learnt::Retracted { detector, since } => RecordEntry::Retracted {
                since: self.recorder.since(since),
                detector: u16::try_from(detector).unwrap_or(u16::MAX),
            },
        };
        self.put(at, entry, now)
    }

    fn put(&mut self, at: Instant, entry: RecordEntry, now: Moment) -> Result<(), Unrecorded> {
        if self.recorder.write(at, entry, now)? {
            self.disk.also(self.recorder.file());
        }
        Ok(())
    }

    /// What the disk says when it fails; waits for ever while it does not. Cancel-safe.
    pub(super) async fn failed(&mut self) -> Unrecorded {
        let error = self.disk.failed().await;
        self.unwritten(error)
    }

    /// What the disk said, if it failed.
    pub(super) fn failure(&mut self) -> Option<Unrecorded> {
        let error = self.disk.failure()?;
        Some(self.unwritten(error))
    }

    fn unwritten(&self, error: io::Error) -> Unrecorded {
        Unrecorded::File(self.place(), error)
    }

    /// Ends it in order, for this reason, with all of it on the disk; `None` where it could not be written any further.
    ///
    /// # Errors
    /// What the disk says. What was recorded is told all the same.
    pub(super) fn end(mut self, why: Option<&str>) -> (Recorded, Result<(), Unrecorded>) {
        let now = now();
        let ended = why.map_or(Ok(()), |why| self.put(now.at, RecordEntry::End(why.to_owned()), now));
        let (place, recorded) = (self.place(), self.recorder.recorded().clone());
        let synced = self.disk.end().map_err(|error| Unrecorded::File(place, error));
        (recorded, ended.and(synced))
    }
}

fn place(recorder: &Recorder) -> String {
    let first = recorder.recorded().files.first();
    first.map(|path| clean_path(path)).unwrap_or_default()
}
