//! What the console does about its recording: begins it, hands on what comes, ends it.

use std::path::PathBuf;
use std::time::Duration;

use ratatui::backend::Backend;

use super::console::{Console, Host};
use super::recorder::{Beginning, Recording};
use super::roll::head;
use crate::core::event::Severity;
use crate::core::text::said;
use crate::ui::common::effect::RecordOrder;

/// How long the end of the program waits for a recording to be on the disk.
const FAREWELL: Duration = Duration::from_millis(80);

impl<B: Backend, H: Host<B>> Console<B, H>
where
    B::Error: Send + Sync + 'static,
{
    /// Begins a recording, or ends it.
    pub(super) fn record(&mut self, order: RecordOrder) {
        match (order, &self.recording) {
            (RecordOrder::Begin(_), Some(_)) => {
                self.state.tell(Severity::Warning, "a recording goes on already; :record stop ends it");
            }
            (RecordOrder::Begin(typed), None) => self.begin_recording(typed),
            (RecordOrder::End, Some(_)) => self.end_recording("ended by the operator"),
            (RecordOrder::End, None) => self.state.inform("nothing is being recorded; :record begins it"),
        }
    }

    fn begin_recording(&mut self, typed: Option<PathBuf>) {
        let (bench, fixed) = (&self.state.context.bench, &self.state.context.fixed);
        if !bench.is_live() {
            return self.state.tell(Severity::Warning, "not connected; nothing is recorded");
        }
        if fixed.detectors.is_empty() {
            return self.state.tell(Severity::Warning, "there are no detectors: nothing is recorded");
        }
        if self.background.is_recording() {
            let words = "the recording before is still being written; begin again in a moment";
            return self.state.tell(Severity::Warning, words);
        }
        let head = head(bench, &fixed.detectors, fixed.period);
        let beginning = Beginning { typed, folder: self.background.folder.clone(), head };
        let of = (&**bench, self.state.context.now, self.state.context.link.address.clone());
        match Recording::begin(beginning, of, self.background.teller()) {
            Ok((recording, ended)) => {
                self.background.follow(ended);
                self.recording = Some(recording);
            }
            Err(error) => {
                self.state.tell(Severity::Warning, format!("nothing is recorded: {}", said(&error)));
            }
        }
        self.show_recording();
    }

    /// Ends the recording in order, if one goes on.
    pub(super) fn end_recording(&mut self, why: &str) {
        if let Some(recording) = self.recording.take() {
            recording.end(why);
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
            recording.silence("the connection was closed");
        }
    }

    /// There is to be a worker at this address: the recording of another instrument is over.
    pub(super) fn record_at(&mut self, address: &str) {
        if self.recording.as_ref().is_some_and(|recording| !recording.is_at(address)) {
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
