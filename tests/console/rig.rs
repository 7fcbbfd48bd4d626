//! The whole console without a terminal: keys in, screen and simulator state out, on a clock that the
//! test holds.

use std::io;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};
use ctp10::app::begin::{self, Plan};
use ctp10::app::console::{Console, End, Host};
use ctp10::app::input::Input;
use ctp10::app::lost::TerminalLost;
use ctp10::app::setup::setup;
use ctp10::app::wire::{Access, Wire};
use ctp10::config::address::Address;
use ctp10::config::session::Session;
use ctp10::config::settings::Settings;
use ctp10::core::consent::READ;
use ctp10::core::laser::Ours;
use ctp10::core::may::May;
use ctp10::core::snapshot::Snapshot;
use ctp10::core::transcript::Transcript;
use ctp10::instrument::worker::{Connect, Setup, start};
use ctp10::simulator::{Options, Server};
use ctp10::ui::frame::draw;
use ctp10::ui::frame::state::{InputMode, State};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, DuplexStream, duplex};
use tokio::sync::mpsc;
use tokio::time::sleep;

/// When everything happens, by the clock on the wall.
fn noon() -> jiff::Timestamp {
    "2026-11-27T12:00:00Z".parse().unwrap()
}

/// Connects to the simulator over a pipe.
#[derive(Clone, Debug)]
struct Pipe(Server);

impl Connect for Pipe {
    type Stream = DuplexStream;

    async fn connect(&self) -> io::Result<DuplexStream> {
        let (ours, theirs) = duplex(1 << 16);
        tokio::spawn(self.0.clone().session(theirs));
        Ok(ours)
    }

    fn reset(_: DuplexStream) {}
}

/// A host without a terminal, whose clock stands at noon and whose instrument is a simulator.
pub(crate) struct Noon {
    pipe: Pipe,
    setup: Setup,
    may: May,
    /// What was copied.
    pub(crate) copied: Arc<Mutex<String>>,
    /// How often the bell was rung.
    bells: Arc<AtomicU32>,
}

impl Host<TestBackend> for Noon {
    fn wall(&self) -> String {
        "12:00:00".into()
    }

    fn clock(&self) -> jiff::ZonedDateTime {
        noon().to_zoned_datetime(jiff::tz::TimeZone::UTC)
    }

    fn frame(&mut self, terminal: &mut Terminal<TestBackend>, state: &State) -> io::Result<()> {
        terminal.draw(|frame| draw::draw(state, frame)).map(drop).map_err(|never| match never {})
    }

    fn is_free(&self) -> bool {
        true
    }

    async fn written(&mut self) -> Result<(), TerminalLost> {
        Ok(())
    }

    fn asks(&mut self, _: bool) {}

    fn disconnected(&mut self) {}

    fn suspend(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn resume(&mut self, _: &mut Terminal<TestBackend>, _: &State) -> io::Result<()> {
        Ok(())
    }

    fn connect(&mut self, address: Option<Address>, time_out: Option<Duration>, ours: Ours) -> Wire {
        if let Some(time) = time_out {
            self.setup.clocks.answer = time;
        }
        let (handle, events, _) = start(self.pipe.clone(), Setup { ours, ..self.setup.clone() });
        let snapshots = handle.observer().snapshots();
        let access = Access::new(handle, self.may);
        let address = address.map_or_else(|| "built-in simulator".into(), |address| address.to_string());
        Wire { access, events, snapshots, address, built_in_simulator: true }
    }

    fn copy(&mut self, text: &str) -> io::Result<()> {
        text.clone_into(&mut self.copied.lock().unwrap());
        Ok(())
    }

    fn bell(&mut self) -> io::Result<()> {
        self.bells.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }

    fn mouse(&mut self, _: bool) -> io::Result<()> {
        Ok(())
    }
}

pub(crate) struct Rig {
    pub(crate) console: Console<TestBackend, Noon>,
    pub(crate) server: Server,
    pub(crate) copied: Arc<Mutex<String>>,
    /// How often the bell was rung.
    pub(crate) bells: Arc<AtomicU32>,
    /// A folder of its own, removed at the end.
    pub(crate) folder: PathBuf,
    keys: mpsc::Sender<Input>,
    inputs: mpsc::Receiver<Input>,
    pub(crate) end: Option<End>,
}

impl Drop for Rig {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

impl Rig {
    pub(crate) fn new(width: u16, height: u16, options: Options) -> Self {
        Self::with(width, height, options, Settings::default())
    }

    pub(crate) fn with(width: u16, height: u16, options: Options, settings: Settings) -> Self {
        let session = Session { toured: true, ..Session::default() };
        Self::after((width, height), options, settings, &session)
    }

    /// After a session that left this.
    pub(crate) fn after(
        (width, height): (u16, u16),
        options: Options,
        settings: Settings,
        session: &Session,
    ) -> Self {
        let server = Server::new(options);
        let transcript = Transcript::default();
        let mut setup = setup(&settings, transcript.clone());
        setup.seed = 1;
        setup.utc = noon;
        let copied = Arc::new(Mutex::new(String::new()));
        let bells = Arc::new(AtomicU32::new(0));
        let host = Noon {
            pipe: Pipe(server.clone()),
            setup,
            may: May::by(settings.read_only),
            copied: Arc::clone(&copied),
            bells: Arc::clone(&bells),
        };
        let plan = Plan { log: "/var/log/ctp10".into(), ..Plan::of(settings) };
        let state = begin::state(&plan, session, None, transcript);
        let terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
        let (keys, inputs) = mpsc::channel(1 << 16);
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("ctp10-console-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let mut console = Console::new(terminal, state, host, Some(folder.join("presets")));
        console.save_in(folder.clone());
        Self { console, server, copied, bells, folder, keys, inputs, end: None }
    }

    /// The bench as the worker last read it.
    pub(crate) fn snapshot(&self) -> Arc<Snapshot> {
        self.console.wire().expect("there is a worker").access.observer().snapshot()
    }

    /// Sends any event of the terminal, without letting time pass.
    pub(crate) fn send(&self, event: Event) {
        self.send_so(event, true);
    }

    /// The same; whether a key came by itself.
    pub(crate) fn send_so(&self, event: Event, alone: bool) {
        self.input(match event {
            Event::Key(key) => Input::Key { key, alone, off: false },
            Event::Mouse(mouse) => Input::Mouse(mouse),
            Event::Paste(text) => Input::Paste(text),
            _ => Input::Resized,
        });
    }

    /// Sends what a terminal's reader would, without letting time pass.
    pub(crate) fn input(&self, input: Input) {
        self.keys.try_send(input).unwrap();
    }

    /// Makes the screen another size.
    pub(crate) async fn resize(&mut self, width: u16, height: u16) {
        self.console.terminal.backend_mut().resize(width, height);
        self.send(Event::Resize(width, height));
        self.pass(Duration::from_millis(40)).await;
    }

    /// Types a command line and enters it.
    pub(crate) async fn command(&mut self, line: &str) {
        self.keys(":").await;
        self.type_text(line).await;
        self.keys("Enter").await;
    }

    /// Lets so much time pass.
    pub(crate) async fn pass(&mut self, time: Duration) {
        let end = self.console.run(&mut self.inputs, sleep(time)).await;
        if !matches!(end, End::Stopped) {
            self.end = Some(end);
        }
    }

    /// Presses keys, by name or as characters, and lets the console take them.
    pub(crate) async fn keys(&mut self, names: &str) {
        for name in names.split_whitespace() {
            if matches!(self.console.state.frame.mode, InputMode::Confirm(_))
                && matches!(name, "y" | "o" | "l")
            {
                // A question is read before it is agreed to.
                self.pass(READ + Duration::from_millis(40)).await;
            }
            self.send(Event::Key(key(name)));
            self.pass(Duration::from_millis(1)).await;
        }
        self.pass(Duration::from_millis(40)).await;
    }

    /// Presses keys in one burst: each comes together with others.
    pub(crate) async fn burst(&mut self, names: &str) {
        for name in names.split_whitespace() {
            self.input(Input::Key { key: key(name), alone: false, off: false });
        }
        self.pass(Duration::from_millis(40)).await;
    }

    /// Starts a sweep, and says yes to its light if that is asked.
    pub(crate) async fn sweep(&mut self) {
        self.keys("s").await;
        self.yes().await;
    }

    /// Says yes to the question that stands, if one does.
    pub(crate) async fn yes(&mut self) {
        if matches!(self.console.state.frame.mode, InputMode::Confirm(_)) {
            self.keys("y").await;
        }
    }

    /// Types characters.
    pub(crate) async fn type_text(&mut self, text: &str) {
        for c in text.chars() {
            self.send(Event::Key(KeyEvent::new(KeyCode::Char(c), KeyModifiers::NONE)));
        }
        self.pass(Duration::from_millis(40)).await;
    }

    pub(crate) async fn paste(&mut self, text: &str) {
        self.send(Event::Paste(text.into()));
        self.pass(Duration::from_millis(40)).await;
    }

    /// The screen as text.
    pub(crate) fn screen(&self) -> String {
        self.console.terminal.backend().to_string()
    }

    /// Lets time pass until the screen shows this.
    pub(crate) async fn until(&mut self, words: &str) {
        for _ in 0..600 {
            if self.screen().contains(words) {
                return;
            }
            self.pass(Duration::from_millis(50)).await;
        }
        panic!("{words:?} is not on the screen after 30 s:\n{}", self.screen());
    }

    /// Asks the simulator itself, past the console.
    pub(crate) async fn ask(&self, question: &str) -> String {
        let (mut ours, theirs) = duplex(1 << 16);
        tokio::spawn(self.server.clone().session(theirs));
        ours.write_all(format!("{question}\r\n").as_bytes()).await.unwrap();
        let mut answer = String::new();
        BufReader::new(ours).read_line(&mut answer).await.unwrap();
        answer.trim_end().to_owned()
    }

    pub(crate) async fn emits(&self, laser: usize) -> bool {
        self.ask(&format!("CTP:RLAS{laser}:POW:STAT?")).await == "1"
    }

    /// Switches laser 1 on as an operator does.
    pub(crate) async fn light(&mut self) {
        self.until("T200S-O-M").await;
        self.until("no laser on").await;
        self.keys("2 L y").await;
        self.until("EMITTING laser 1").await;
    }
}

pub(crate) fn key(name: &str) -> KeyEvent {
    let code = match name {
        "Enter" => KeyCode::Enter,
        "Esc" => KeyCode::Esc,
        "Tab" => KeyCode::Tab,
        "BackTab" => KeyCode::BackTab,
        "Space" => KeyCode::Char(' '),
        "Up" => KeyCode::Up,
        "Down" => KeyCode::Down,
        "Left" => KeyCode::Left,
        "Right" => KeyCode::Right,
        "Backspace" => KeyCode::Backspace,
        "PageUp" => KeyCode::PageUp,
        "Home" => KeyCode::Home,
        "End" => KeyCode::End,
        "PageDown" => KeyCode::PageDown,
        "Delete" => KeyCode::Delete,
        "F2" => KeyCode::F(2),
        "F7" => KeyCode::F(7),
        "F8" => KeyCode::F(8),
        "F12" => KeyCode::F(12),
        "Shift-Up" => return KeyEvent::new(KeyCode::Up, KeyModifiers::SHIFT),
        "Alt-Down" => return KeyEvent::new(KeyCode::Down, KeyModifiers::ALT),
        ctrl if ctrl.starts_with("Ctrl-") => {
            let letter = ctrl.chars().last().unwrap();
            return KeyEvent::new(KeyCode::Char(letter), KeyModifiers::CONTROL);
        }
        one => {
            let mut letters = one.chars();
            let (Some(letter), None) = (letters.next(), letters.next()) else { panic!("no key {one}") };
            KeyCode::Char(letter)
        }
    };
    KeyEvent::new(code, KeyModifiers::NONE)
}

/// The one thread for work with files, held up as by a server that is away; the clock is moved by hand meanwhile, since it
/// stands while that thread has work.
pub(crate) struct Away {
    answer: std::sync::mpsc::Sender<()>,
    thread: tokio::task::JoinHandle<()>,
    clock: tokio::task::JoinHandle<()>,
}

impl Away {
    /// From here on no file is written or read.
    pub(crate) fn begin() -> Self {
        let (answer, away) = std::sync::mpsc::channel::<()>();
        let thread = tokio::task::spawn_blocking(move || away.recv().unwrap());
        let clock = tokio::spawn(async {
            loop {
                tokio::time::advance(Duration::from_millis(1)).await;
            }
        });
        Self { answer, thread, clock }
    }

    /// The server is there again.
    pub(crate) async fn end(self) {
        self.answer.send(()).unwrap();
        self.thread.await.unwrap();
        self.clock.abort();
    }
}

/// The same with one thread for files, which [`Away`] can hold up.
pub(crate) fn with_one_thread_for_files(test: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .max_blocking_threads(1)
        .build()
        .unwrap()
        .block_on(test);
}

pub(crate) fn on_held_clock(test: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .unwrap()
        .block_on(test);
}

/// For what threads of their own do: on the computer's clock.
pub(crate) fn on_real_clock(test: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(test);
}
