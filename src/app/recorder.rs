//! A recording of the console. A thread of its own writes it, since a disk may take seconds and the screen does not wait.

use std::io;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::Instant;

use tokio::sync::{mpsc, oneshot, watch};

use super::folder::Folder;
use super::roll::{Follower, News, Roll, late};
use crate::core::snapshot::Snapshot;
use crate::record::format::Head;
use crate::record::writer::{Recorded, Target};
use crate::ui::common::context::Recording as Shown;
use crate::ui::frame::done::Done;

/// What may wait for the disk: more than a minute at 100 Hz.
const WAITING: usize = 8192;

/// What the writer is told.
enum Told {
    News(News),
    /// It is over, and why.
    End(String),
}

/// A recording that goes on.
pub(super) struct Recording {
    writer: SyncSender<Told>,
    follower: Follower,
    /// Rounds for which the writer had no room.
    missed: u64,
    /// What was written so far.
    written: watch::Receiver<Recorded>,
    since: Instant,
    /// Where the instrument is.
    address: String,
}

impl Recording {
    /// Begins one; it is over when that comes.
    ///
    /// # Errors
    /// If the system gives no thread.
    pub(super) fn begin(
        beginning: Beginning,
        (bench, since, address): (&Snapshot, Instant, String),
        done: mpsc::Sender<Done>,
    ) -> io::Result<(Self, oneshot::Receiver<()>)> {
        let (writer, told) = sync_channel(WAITING);
        let (progress, written) = watch::channel(Recorded::default());
        let (over, ended) = oneshot::channel::<()>();
        std::thread::Builder::new().name("recording".into()).spawn(move || {
            // However it ends, it is told that it did.
            let _over = over;
            write(beginning, &told, &progress, &done);
        })?;
        let follower = Follower::after(bench);
        Ok((Self { writer, follower, missed: 0, written, since, address }, ended))
    }

    /// Ends it in order. Where it has no room for the reason it ends all the same, with another one.
    pub(super) fn end(self, why: &str) {
        let _ = self.writer.try_send(Told::End(why.to_owned()));
    }

    /// Nothing comes until there is another worker, which counts from one.
    pub(super) fn silence(&mut self, why: &str) {
        self.hand_on(News::gap(why));
        self.follower.new_source();
    }

    /// Whether it is that of the instrument there.
    pub(super) fn is_at(&self, address: &str) -> bool {
        self.address == address
    }

    /// Hands on what was learnt.
    pub(super) fn take(&mut self, bench: &Snapshot) {
        for news in self.follower.news(bench) {
            self.hand_on(news);
        }
    }

    /// Hands on one thing: where there is no room for it that is told as soon as there is.
    fn hand_on(&mut self, news: News) {
        let missing = (self.missed > 0).then(|| News::gap(late(self.missed)));
        if missing.is_none_or(|gap| self.writer.try_send(Told::News(gap)).is_ok()) {
            self.missed = 0;
        }
        if self.missed > 0 || self.writer.try_send(Told::News(news)).is_err() {
            self.missed += 1;
        }
    }

    /// Whether it is being written.
    pub(super) fn goes_on(&self) -> bool {
        self.written.has_changed().is_ok()
    }

    /// What the screen shows of it.
    pub(super) fn shown(&self) -> Shown {
        let Recorded { gaps, bytes, .. } = *self.written.borrow();
        Shown { since: self.since, gaps, bytes }
    }
}

/// What the writer begins with.
pub(super) struct Beginning {
    /// The file or folder that was typed.
    pub(super) typed: Option<PathBuf>,
    pub(super) folder: Folder,
    pub(super) head: Head,
}

impl Beginning {
    /// Waits for the disk.
    fn target(&self) -> Target {
        match &self.typed {
            Some(typed) => Target::of(self.folder.to_save(typed)),
            None => Target::Folder(self.folder.to_list(None)),
        }
    }
}

/// Writes until it is told to end, or nobody is left who tells.
fn write(
    beginning: Beginning,
    told: &Receiver<Told>,
    written: &watch::Sender<Recorded>,
    done: &mpsc::Sender<Done>,
) {
    let mut roll = match Roll::begin(beginning.target(), beginning.head) {
        Ok(roll) => roll,
        Err(why) => return drop(done.blocking_send(Done::Recorded(None, Err(why)))),
    };
    let first = roll.recorded().files.first().cloned().unwrap_or_default();
    let _ = done.blocking_send(Done::Recording(first));
    let ended = loop {
        written.send_replace(roll.recorded().clone());
        let came = match told.recv() {
            Ok(Told::News(news)) => match roll.failure() {
                Some(failed) => Err(failed),
                None => roll.write(news),
            },
            Ok(Told::End(why)) => break Ok(why),
            Err(_) => break Ok("the console ended".to_owned()),
        };
        if let Err(why) = came {
            break Err(why);
        }
    };
    let (recorded, synced) = roll.end(ended.as_deref().ok());
    let came = ended.and(synced);
    let _ = done.blocking_send(Done::Recorded(Some(recorded), came));
}
