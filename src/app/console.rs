//! The loop: everything that waits is taken in, then one frame is drawn if something changed.
//!
//! Generic over the terminal, the source of keys and the connection, so that tests run the same loop
//! without a terminal, on a clock of their own.

use std::io;
use std::time::Duration;

use crossterm::event::Event as TerminalEvent;
use futures_util::{FutureExt, Stream, StreamExt};
use ratatui::Terminal;
use ratatui::backend::Backend;
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, sleep_until};

use crate::core::event::{Event, Level};
use crate::core::ids::LaserSet;
use crate::core::request::{Request, RequestId};
use crate::core::snapshot::Snapshot;
use crate::instrument::worker::{Handle, LaneFull};
use crate::ui::state::State;
use crate::ui::update::Effect;

/// No two frames are closer.
const FRAME: Duration = Duration::from_millis(16);
/// Ages and progress move on at least this often.
const TICK: Duration = Duration::from_millis(250);
/// How long leaving waits for lasers to be read back as off.
const FAREWELL: Duration = Duration::from_secs(4);

/// Why the loop ended.
#[derive(Debug, PartialEq, Eq)]
pub enum End {
    /// The operator left, after these were switched off.
    Left(LaserSet),
    /// The program was asked to stop from outside.
    Stopped,
    /// The terminal is gone.
    TerminalLost(String),
    /// The worker is gone: a defect.
    WorkerLost,
}

/// What the loop cannot do itself.
pub trait Host<B: Backend> {
    /// Local time, `HH:MM:SS`.
    fn wall(&self) -> String;
    /// Draws one frame.
    fn frame(&mut self, terminal: &mut Terminal<B>, state: &State) -> io::Result<()>;
    /// Suspends to the shell and comes back.
    fn suspend(&mut self, terminal: &mut Terminal<B>) -> io::Result<()>;
}

/// The console.
pub struct Console<B: Backend, H> {
    /// Where it draws.
    pub terminal: Terminal<B>,
    /// What it draws.
    pub state: State,
    host: H,
    handle: Handle,
    events: mpsc::Receiver<Event>,
    snapshots: watch::Receiver<std::sync::Arc<Snapshot>>,
    dirty: bool,
    drawn: Option<Instant>,
}

impl<B: Backend, H: Host<B>> Console<B, H>
where
    B::Error: std::fmt::Display,
{
    /// Puts the parts together.
    pub fn new(
        terminal: Terminal<B>,
        state: State,
        host: H,
        handle: Handle,
        events: mpsc::Receiver<Event>,
    ) -> Self {
        let snapshots = handle.snapshots();
        Self { terminal, state, host, handle, events, snapshots, dirty: true, drawn: None }
    }

    /// Runs until the operator leaves, the terminal is gone, or `stop` is ready.
    pub async fn run(
        &mut self,
        mut keys: impl Stream<Item = io::Result<TerminalEvent>> + Unpin,
        stop: impl Future<Output = ()>,
    ) -> End {
        let mut stop = std::pin::pin!(stop);
        loop {
            if self.dirty && self.drawn.is_none_or(|drawn| drawn.elapsed() >= FRAME) {
                self.clock();
                if let Err(error) = self.host.frame(&mut self.terminal, &self.state) {
                    return End::TerminalLost(error.to_string());
                }
                self.dirty = false;
                self.drawn = Some(Instant::now());
            }
            let last = self.drawn.unwrap_or_else(Instant::now);
            let wake = last + if self.dirty { FRAME } else { TICK };
            let effects = tokio::select! {
                biased;
                () = &mut stop => return End::Stopped,
                key = keys.next() => match key {
                    Some(Ok(event)) => self.take(event),
                    Some(Err(error)) => return End::TerminalLost(error.to_string()),
                    None => return End::TerminalLost("end of input".into()),
                },
                event = self.events.recv() => match event {
                    Some(event) => {
                        self.clock();
                        self.state.note(event);
                        self.dirty = true;
                        Vec::new()
                    }
                    None => return End::WorkerLost,
                },
                Ok(()) = self.snapshots.changed() => {
                    self.clock();
                    let bench = self.snapshots.borrow_and_update().clone();
                    self.state.absorb(bench);
                    self.dirty = true;
                    Vec::new()
                }
                () = sleep_until(wake) => {
                    self.dirty = true;
                    Vec::new()
                }
            };
            if let Some(end) = self.perform(effects).await {
                return end;
            }
            // Keys that are there already are taken before the next frame.
            while let Some(Some(Ok(event))) = keys.next().now_or_never() {
                let effects = self.take(event);
                if let Some(end) = self.perform(effects).await {
                    return end;
                }
            }
        }
    }

    fn clock(&mut self) {
        self.state.now = Instant::now().into_std();
        self.state.wall = self.host.wall();
    }

    fn take(&mut self, event: TerminalEvent) -> Vec<Effect> {
        self.clock();
        self.dirty = true;
        match event {
            TerminalEvent::Key(key) => self.state.key(key),
            TerminalEvent::Paste(text) => {
                self.state.paste(&text);
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    async fn perform(&mut self, effects: Vec<Effect>) -> Option<End> {
        for effect in effects {
            tracing::debug!("{effect:?}");
            match effect {
                Effect::Set(parameter, value) => {
                    if let Some(id) = self.submit(Request::Set(parameter, value)) {
                        self.state.pending.insert(parameter, (id, value));
                    }
                }
                Effect::On(consent) => {
                    let laser = consent.laser();
                    if self.submit(Request::LaserOn(consent)).is_some() {
                        self.state.switched_on.insert(laser);
                    }
                }
                Effect::Off(lasers) => self.handle.switch_off(lasers),
                Effect::SweepStart => drop(self.submit(Request::SweepStart)),
                Effect::Abort => self.handle.abort(),
                Effect::Download(trace) => drop(self.submit(Request::Download(trace))),
                Effect::DownloadCancel => self.handle.cancel_downloads(),
                Effect::Redraw => {
                    if let Err(error) = self.terminal.clear() {
                        return Some(End::TerminalLost(error.to_string()));
                    }
                }
                Effect::Suspend => {
                    if let Err(error) = self.host.suspend(&mut self.terminal) {
                        return Some(End::TerminalLost(error.to_string()));
                    }
                }
                Effect::Quit(lasers) => {
                    let left_on = self.switch_off(lasers).await;
                    if left_on.is_empty() {
                        return Some(End::Left(lasers));
                    }
                    let words = format!("{left_on} not confirmed off; still here");
                    self.state.tell(Level::Alarm, words);
                }
            }
            self.dirty = true;
        }
        None
    }

    fn submit(&mut self, request: Request) -> Option<RequestId> {
        match self.handle.submit(request) {
            Ok(id) => Some(id),
            Err(full @ LaneFull(_)) => {
                self.state.tell(Level::Warning, full.to_string());
                None
            }
        }
    }

    /// Switches lasers off and waits for the read-back; which are still not known to be off.
    pub async fn switch_off(&mut self, lasers: LaserSet) -> LaserSet {
        if lasers.is_empty() {
            return lasers;
        }
        self.handle.switch_off(lasers);
        let until = Instant::now() + FAREWELL;
        let mut waiting = lasers;
        while !waiting.is_empty() {
            match tokio::time::timeout_at(until, self.events.recv()).await {
                Ok(Some(event)) => {
                    if let Event::SwitchedOff(off) = &event {
                        waiting = waiting.without(*off);
                    }
                    self.state.note(event);
                }
                Ok(None) | Err(_) => break,
            }
        }
        waiting
    }
}
