//! A recording of the console. A thread of its own writes it, since a disk may take seconds and the screen does not wait.

use std::path::PathBuf;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::{Duration, Instant};

use ratatui::backend::Backend;
use tokio::sync::{mpsc, oneshot, watch};

use super::console::{Console, Host};
use super::folder::Folder;
use super::roll::{Follower, News, Roll, head, late};
use crate::core::event::Level;
use crate::core::snapshot::Snapshot;
use crate::record::format::Head;
use crate::record::writer::{Recorded, Target};
use crate::ui::common::context::Recording as Shown;
use crate::ui::common::effect::RecordOrder;
use crate::ui::frame::done::Done;

/// What may wait for the disk: more than a minute at 100 Hz.
const WAITING: usize = 8192;
/// How long the end of the program waits for a recording to be on the disk.
const FAREWELL: Duration = Duration::from_millis(80);

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
    /// Hands on what was learnt.
    fn take(&mut self, bench: &Snapshot) {
        let news = self.follower.news(bench);
        news.into_iter().for_each(|news| self.hand_on(news));
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
    fn goes_on(&self) -> bool {
        self.written.has_changed().is_ok()
    }

    /// What the screen shows of it.
    fn shown(&self) -> Shown {
        let Recorded { gaps, bytes, .. } = *self.written.borrow();
        Shown { since: self.since, gaps, bytes }
    }
}

/// What the writer begins with.
struct Beginning {
    typed: Option<PathBuf>,
    folder: Folder,
    head: Head,
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
    let came = ended.and_then(|_| synced);
    let _ = done.blocking_send(Done::Recorded(Some(recorded), came));
}

impl<B: Backend, H: Host<B>> Console<B, H>
where
    B::Error: Send + Sync + 'static,
{
    /// Begins a recording, or ends it.
    pub(super) fn record(&mut self, order: RecordOrder) {
        match (order, &self.recording) {
            (RecordOrder::Begin(_), Some(_)) => {
                self.state.tell(Level::Warning, "a recording goes on already; :record stop ends it");
            }
            (RecordOrder::Begin(typed), None) => self.begin_recording(typed),
            (RecordOrder::End, Some(_)) => self.end_recording("ended by the operator"),
            (RecordOrder::End, None) => self.state.inform("nothing is being recorded; :record begins it"),
        }
    }

    fn begin_recording(&mut self, typed: Option<PathBuf>) {
        let (bench, fixed) = (&self.state.context.bench, &self.state.context.fixed);
        if !bench.is_live() {
            return self.state.tell(Level::Warning, "not connected; nothing is recorded");
        }
        if fixed.detectors.is_empty() {
            return self.state.tell(Level::Warning, "there are no detectors: nothing is recorded");
        }
        if self.background.is_recording() {
            let words = "the recording before is still being written; begin again in a moment";
            return self.state.tell(Level::Warning, words);
        }
        let head = head(bench, &fixed.detectors, fixed.period);
        let beginning = Beginning { typed, folder: self.background.folder.clone(), head };
        let (writer, told) = sync_channel(WAITING);
        let (progress, written) = watch::channel(Recorded::default());
        let (over, ended) = oneshot::channel::<()>();
        let done = self.background.teller();
        let started = std::thread::Builder::new().name("recording".into()).spawn(move || {
            // However it ends, it is told that it did.
            let _over = over;
            write(beginning, &told, &progress, &done);
        });
        if let Err(error) = started {
            let words = format!("nothing is recorded: {}", crate::core::text::said(&error));
            return self.state.tell(Level::Warning, words);
        }
        self.background.follow(ended);
        let (follower, address) = (Follower::after(bench), self.state.context.link.address.clone());
        let since = self.state.context.now;
        self.recording = Some(Recording { writer, follower, missed: 0, written, since, address });
        self.show_recording();
    }

    /// Ends the recording in order, if one goes on.
    pub(super) fn end_recording(&mut self, why: &str) {
        if let Some(recording) = self.recording.take() {
            // Where it has no room it ends all the same, with another reason.
            let _ = recording.writer.try_send(Told::End(why.to_owned()));
        }
        self.show_recording();
    }

    /// The bench was read.
    pub(super) fn record_news(&mut self) {
        if let Some(recording) = &mut self.recording {
            recording.take(&self.state.context.bench);
        }
    }

    /// The worker is ended: nothing comes until there is another one.
    pub(super) fn record_silence(&mut self) {
        self.record_news();
        if let Some(recording) = &mut self.recording {
            recording.hand_on(News::gap("the connection was closed"));
            recording.follower.new_source();
        }
    }

    /// There is a worker at this address: the recording of another instrument is over.
    pub(super) fn record_at(&mut self, address: &str) {
        if self.recording.as_ref().is_some_and(|recording| recording.address != address) {
            self.end_recording("another instrument was connected");
        }
    }

    /// What the screen shows of the recording.
    pub(super) fn show_recording(&mut self) {
        self.recording = self.recording.take().filter(Recording::goes_on);
        self.state.context.recording = self.recording.as_ref().map(Recording::shown);
    }

    /// The program ends: the recording is ended in order, as far as the disk lets it be in a moment.
    pub async fn farewell(&mut self) {
        if self.recording.is_some() {
            self.end_recording("the console ended");
            let _ = tokio::time::timeout(FAREWELL, self.background.written()).await;
        }
    }
}
