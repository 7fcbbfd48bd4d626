//! The loop: what waits is taken in, then one frame is drawn if something changed and the last one is out.
//!
//! Generic over the terminal and the connection, so that tests run the same loop without a terminal, on a
//! clock of their own. It never writes to a terminal itself, and never waits for one.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use ratatui::Terminal;
use ratatui::backend::Backend;
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until};

use super::background::Background;
use super::beside::Guests;
use super::folder::Folder;
use super::input::Input;
use super::leave::Leave;
use super::lost::TerminalLost;
use super::recorder::Recording;
use super::wire::Wire;
use crate::config::address::Address;
use crate::core::event::{Event, Severity};
use crate::core::ids::LaserSet;
use crate::core::laser::Ours;
use crate::core::wall_clock;
use crate::ui::common::effect::Effect;
use crate::ui::frame::actions::screen::SUSPEND;
use crate::ui::frame::done::Done;
use crate::ui::frame::state::Typed;
use crate::ui::frame::state::{InputMode, State};

/// No two frames are closer.
const FRAME: Duration = Duration::from_millis(16);
/// Ages and progress move on at least this often.
const TICK: Duration = Duration::from_millis(250);
/// Keys that are taken in one go, for no longer than from frame to frame: more of them must keep neither a frame away, nor
/// what comes from the instrument.
const TURN: usize = 256;

/// Why the loop ended.
#[derive(Debug)]
pub enum End {
    /// The operator left, after these were switched off.
    Left(LaserSet),
    /// The operator went to the bench of the profile of this name, or to the simulator.
    Bench(Option<String>),
    /// The program was asked to stop from outside.
    Stopped,
    /// The terminal is gone.
    TerminalLost(TerminalLost),
    /// The worker is gone: a defect.
    WorkerLost,
}

/// What the loop cannot do itself.
pub trait Host<B: Backend> {
    /// Local time, `HH:MM:SS`.
    fn wall(&self) -> String;
    /// The same with its day and its time zone.
    fn clock(&self) -> jiff::ZonedDateTime {
        wall_clock::local()
    }
    /// Whether the last frame is on the terminal, so that another one may be drawn.
    fn is_free(&self) -> bool;
    /// Waits until the last frame is on the terminal; why that will never be. Cancel-safe.
    fn written(&mut self) -> impl Future<Output = Result<(), TerminalLost>>;
    /// Draws one frame.
    fn frame(&mut self, terminal: &mut Terminal<B>, state: &State) -> io::Result<()>;
    /// Whether a question stands, for whoever reads the keys.
    fn asks(&mut self, question: bool);
    /// The worker was ended on the operator's word.
    fn disconnected(&mut self);
    /// Whether the worker may be asked by others than the screen.
    fn lets_in(&mut self, _: bool) {}
    /// Sounds the terminal's bell, with the next frame.
    ///
    /// # Errors
    /// If the terminal is gone.
    fn bell(&mut self) -> io::Result<()>;
    /// Gives the terminal to the shell and stands still until somebody lets the program go on. That it goes on comes
    /// as [`Input::Resumed`], whoever made it stand still.
    ///
    /// # Errors
    /// If the system does not let it.
    fn suspend(&mut self) -> io::Result<()>;
    /// The program goes on after it stood still: takes the terminal again.
    ///
    /// # Errors
    /// If the terminal is gone.
    fn resume(&mut self, terminal: &mut Terminal<B>, state: &State) -> io::Result<()>;
    /// Starts a worker: at another address if there is one, with another time-out if there is one; what the one
    /// before it had lit there.
    fn connect(&mut self, address: Option<Address>, time_out: Option<Duration>, ours: Ours) -> Wire;
    /// Puts text into the terminal's clipboard.
    fn copy(&mut self, text: &str) -> io::Result<()>;
    /// Takes the mouse or gives it back.
    fn mouse(&mut self, take: bool) -> io::Result<()>;
}

/// The loop with all that it holds: screen, worker, work beside the screen.
pub struct Console<B: Backend, H> {
    /// The terminal, or what tests have in its place.
    pub terminal: Terminal<B>,
    /// Everything the screen is drawn from.
    pub state: State,
    pub(super) host: H,
    /// The worker; none while the connection is closed on the operator's word.
    pub(super) wire: Option<Wire>,
    /// Where presets are kept.
    pub(super) presets: Option<PathBuf>,
    pub(super) background: Background,
    /// What leaving waits for, once somebody leaves.
    pub(super) leave: Option<Leave>,
    /// The recording of live power, while one goes on.
    pub(super) recording: Option<Recording>,
    /// Who else is at this bench, where others are served.
    pub guests: Option<Guests>,
    dirty: bool,
    drawn: Option<Instant>,
    /// A frame of this number was drawn and is not known to be on the terminal.
    on_its_way: Option<u64>,
}

/// Why the loop woke.
enum Wakeup {
    Input(Input),
    Written,
    Event(Event),
    Snapshot,
    Deed(String),
    Done(Box<Done>),
    Tick,
    End(End),
}

impl<B: Backend, H: Host<B>> Console<B, H>
where
    B::Error: Send + Sync + 'static,
{
    /// Puts the parts together and connects.
    pub fn new(terminal: Terminal<B>, state: State, host: H, presets: Option<PathBuf>) -> Self {
        let mut console = Self::unconnected(terminal, state, host, presets);
        console.connect(None, None);
        console
    }

    /// Puts the parts together.
    pub(super) fn unconnected(
        terminal: Terminal<B>,
        state: State,
        host: H,
        presets: Option<PathBuf>,
    ) -> Self {
        Self {
            terminal,
            state,
            host,
            wire: None,
            presets,
            background: Background::new(),
            leave: None,
            recording: None,
            guests: None,
            dirty: true,
            drawn: None,
            on_its_way: None,
        }
    }

    /// The end of this console, not of its terminal: what it held comes back.
    pub(super) fn into_parts(mut self) -> (Terminal<B>, State, H) {
        self.disconnect();
        (self.terminal, self.state, self.host)
    }

    /// Files go into this folder whose names have none.
    pub fn save_in(&mut self, folder: PathBuf) {
        self.background.folder = Folder(Some(folder));
    }

    /// The worker, while there is one.
    pub const fn wire(&self) -> Option<&Wire> {
        self.wire.as_ref()
    }

    /// Runs until the operator leaves, the terminal is gone, or `stop` is ready.
    pub async fn run(&mut self, inputs: &mut mpsc::Receiver<Input>, stop: impl Future<Output = ()>) -> End {
        let mut stop = std::pin::pin!(stop);
        loop {
            if self.dirty && self.host.is_free() && self.drawn.is_none_or(|drawn| drawn.elapsed() >= FRAME) {
                self.clock();
                match self.frame() {
                    Ok(frame) => (self.dirty, self.on_its_way) = (false, Some(frame)),
                    Err(error) => return End::TerminalLost(error),
                }
                self.drawn = Some(Instant::now());
            }
            // A frame that has to wait for the one before it is drawn when that is out.
            let wake = match self.drawn {
                Some(last) if self.host.is_free() => last + if self.dirty { FRAME } else { TICK },
                Some(_) | None => Instant::now() + TICK,
            };
            let writing = self.leave.as_ref().is_some_and(|leave| leave.dark);
            let wakeup = tokio::select! {
                biased;
                () = &mut stop => Wakeup::End(End::Stopped),
                input = inputs.recv() => input.map_or(Wakeup::End(End::TerminalLost(TerminalLost::EndOfInput)), Wakeup::Input),
                wakeup = next(&mut self.wire) => wakeup,
                Some(deed) = Guests::deed(self.guests.as_mut()) => Wakeup::Deed(deed),
                done = self.background.next(writing) => done.map_or(Wakeup::Tick, |done| Wakeup::Done(Box::new(done))),
                written = self.host.written(), if self.on_its_way.is_some() => match written {
                    Ok(()) => Wakeup::Written,
                    Err(why) => Wakeup::End(End::TerminalLost(why)),
                },
                () = sleep_until(wake) => Wakeup::Tick,
            };
            self.clock();
            let mut seen = true;
            let effects = match wakeup {
                Wakeup::End(end) => return end,
                Wakeup::Written => {
                    if let Some(frame) = self.on_its_way.take() {
                        self.state.painted(frame, self.state.context.now);
                    }
                    continue;
                }
                Wakeup::Input(Input::Lost(why)) => return End::TerminalLost(why),
                Wakeup::Input(input) => self.take(input),
                Wakeup::Event(event) => {
                    if let (Event::SwitchedOff(off), Some(leave)) = (&event, &mut self.leave) {
                        leave.switched_off(*off);
                    }
                    self.state.note(event)
                }
                Wakeup::Done(done) => {
                    if let Some(leave) = &mut self.leave {
                        leave.failed |= done.is_unsaved();
                    }
                    self.state.done(*done)
                }
                Wakeup::Snapshot => {
                    if let Some(wire) = &mut self.wire {
                        let bench = Arc::clone(&wire.snapshots.borrow_and_update());
                        seen = self.state.absorb(bench);
                        self.record_news();
                    }
                    Vec::new()
                }
                Wakeup::Deed(words) => {
                    self.state.tell_again(words);
                    Vec::new()
                }
                Wakeup::Tick => Vec::new(),
            };
            self.dirty |= seen;
            if let Some(end) = self.perform(effects) {
                return end;
            }
            // Keys that are there already are taken before the next frame.
            let until = Instant::now() + FRAME;
            for _ in 0..TURN {
                let effects = match inputs.try_recv() {
                    Ok(Input::Lost(why)) => return End::TerminalLost(why),
                    Ok(input) => self.take(input),
                    Err(_) => break,
                };
                self.dirty = true;
                if let Some(end) = self.perform(effects) {
                    return end;
                }
                if Instant::now() >= until {
                    break;
                }
            }
            let wanted = self.wanted();
            if let Some(end) = self.perform(wanted) {
                return end;
            }
            if let Some(end) = self.go_on_leaving() {
                return end;
            }
            self.host.asks(matches!(self.state.frame.mode, InputMode::Confirm(_)));
        }
    }

    /// What the screen needs for what it shows now.
    fn wanted(&mut self) -> Vec<Effect> {
        let area = self.terminal.get_frame().area();
        self.state.wanted(area)
    }

    /// Draws one frame at the size that the terminal has now; its number.
    fn frame(&mut self) -> Result<u64, TerminalLost> {
        self.terminal.autoresize().map_err(|error| TerminalLost::Draw(Arc::new(error)))?;
        let frame = self.state.fit(self.terminal.get_frame().area());
        let drawn = self.host.frame(&mut self.terminal, &self.state);
        drawn.map_err(|error| TerminalLost::Draw(Arc::new(error)))?;
        Ok(frame)
    }

    fn clock(&mut self) {
        if let Some(wire) = &self.wire {
            self.state.take_ours(*wire.access.observer().ours().borrow());
        }
        self.show_recording();
        self.show_guests();
        self.state.context.now = Instant::now().into_std();
        self.state.context.wall = self.host.wall();
        self.state.context.clock = self.host.clock();
    }

    fn take(&mut self, input: Input) -> Vec<Effect> {
        match input {
            // Every laser was told already, by whoever read the key.
            Input::Off | Input::Key { off: true, .. } => self.state.all_off(),
            Input::Key { key, alone, .. } => self.state.key(key, Typed { alone }),
            Input::Mouse(event) => {
                let area = self.terminal.get_frame().area();
                self.state.mouse(event, area)
            }
            Input::Paste(text) => self.state.paste(&text),
            Input::PasteTooLong(bytes) => {
                let words = format!("a paste of {bytes} bytes was not taken; open a file with :open instead");
                self.state.tell(Severity::Warning, words);
                Vec::new()
            }
            Input::Dropped(count) => {
                let words =
                    format!("{count} keys were dropped: they arrived faster than they could be handled");
                self.state.tell(Severity::Warning, words);
                Vec::new()
            }
            Input::Resized => {
                self.state.resized();
                Vec::new()
            }
            Input::Suspend => self.state.act(SUSPEND),
            Input::Resumed => vec![Effect::Resume],
            Input::Lost(_) => Vec::new(),
        }
    }

    /// Starts a worker in place of the one there is.
    pub(super) fn connect(&mut self, address: Option<Address>, time_out: Option<Duration>) {
        // The same instrument still has on what this session lit.
        let old = self.wire.as_ref().filter(|_| address.is_none());
        let ours = old.map_or_else(Ours::default, |wire| *wire.access.observer().ours().borrow());
        if let Some(address) = &address {
            self.record_at(&address.to_string());
        }
        self.end_worker();
        let wire = self.host.connect(address, time_out, ours);
        wire.access.observer().lower_caps(&self.state.context.link.caps);
        self.state.connecting(wire.address.clone(), wire.built_in_simulator);
        self.wire = Some(wire);
    }

    /// Ends the worker on the operator's word: what is lit stays so, and is nobody's here any more.
    pub(super) fn disconnect(&mut self) {
        self.end_worker();
        self.host.disconnected();
    }

    /// Ends the worker; its connections are closed.
    fn end_worker(&mut self) {
        if let Some(wire) = self.wire.take() {
            wire.access.observer().shut_down();
            self.record_silence();
            self.state.closed();
        }
    }
}

/// The next thing from the worker; nothing ever, while there is none.
async fn next(wire: &mut Option<Wire>) -> Wakeup {
    let Some(wire) = wire else { return std::future::pending().await };
    tokio::select! {
        biased;
        event = wire.events.recv() => event.map_or(Wakeup::End(End::WorkerLost), Wakeup::Event),
        Ok(()) = wire.snapshots.changed() => Wakeup::Snapshot,
    }
}
