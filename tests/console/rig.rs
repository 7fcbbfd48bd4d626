//! The whole console without a terminal: keys in, screen and simulator state out, on a clock that the
//! test holds.

use std::io;
use std::time::Duration;

use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};
use ctp10::app::console::{Console, End, Host};
use ctp10::config::settings::Settings;
use ctp10::instrument::scpi::line::Clocks;
use ctp10::instrument::worker::{Connect, Handle, Setup, start};
use ctp10::simulator::{Options, Server};
use ctp10::ui::draw;
use ctp10::ui::input::keymap::Keymap;
use ctp10::ui::state::{Fixed, State};
use ctp10::ui::theme::Theme;
use futures_util::stream::{self, BoxStream, StreamExt};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, DuplexStream, duplex};
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep};

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

/// A host without a terminal, whose clock stands at noon.
pub(crate) struct Noon;

impl Host<TestBackend> for Noon {
    fn wall(&self) -> String {
        "12:00:00".into()
    }

    fn frame(&mut self, terminal: &mut Terminal<TestBackend>, state: &State) -> io::Result<()> {
        terminal.draw(|frame| draw::draw(state, frame)).map(drop).map_err(|never| match never {})
    }

    fn suspend(&mut self, _: &mut Terminal<TestBackend>) -> io::Result<()> {
        Ok(())
    }
}

pub(crate) struct Rig {
    pub(crate) console: Console<TestBackend, Noon>,
    pub(crate) handle: Handle,
    server: Server,
    keys: mpsc::UnboundedSender<Event>,
    stream: BoxStream<'static, io::Result<Event>>,
    pub(crate) end: Option<End>,
}

impl Rig {
    pub(crate) fn new(width: u16, height: u16, options: Options) -> Self {
        let server = Server::new(options);
        let settings = Settings::default();
        let detectors: Vec<_> = settings.detectors.iter().map(|(detector, _)| *detector).collect();
        let setup = Setup {
            detectors: detectors.into(),
            period: settings.period,
            monitor: settings.monitor,
            caps: settings.caps.clone(),
            clocks: Clocks::default(),
            seed: 1,
        };
        let (handle, events, _) = start(Pipe(server.clone()), setup);
        let fixed = Fixed {
            keymap: Keymap::built_in(),
            theme: Theme::new(true),
            detectors: settings.detectors,
            caps: settings.caps,
            period: settings.period,
            address: "built-in simulator".into(),
            built_in_simulator: true,
            log: "/var/log/ctp10".into(),
        };
        let state = State::new(fixed, settings.window_s, Instant::now().into_std());
        let terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
        let (keys, receiver) = mpsc::unbounded_channel();
        let stream = stream::unfold(receiver, |mut receiver| async move {
            receiver.recv().await.map(|event| (Ok(event), receiver))
        });
        Self {
            console: Console::new(terminal, state, Noon, handle.clone(), events),
            handle,
            server,
            keys,
            stream: stream.boxed(),
            end: None,
        }
    }

    /// Lets so much time pass.
    pub(crate) async fn pass(&mut self, time: Duration) {
        let end = self.console.run(&mut self.stream, sleep(time)).await;
        if end != End::Stopped {
            self.end = Some(end);
        }
    }

    /// Presses keys, by name or as characters, and lets the console take them.
    pub(crate) async fn keys(&mut self, names: &str) {
        for name in names.split_whitespace() {
            self.keys.send(Event::Key(key(name))).unwrap();
        }
        self.pass(Duration::from_millis(40)).await;
    }

    /// Types characters.
    pub(crate) async fn type_text(&mut self, text: &str) {
        for c in text.chars() {
            self.keys.send(Event::Key(KeyEvent::new(KeyCode::Char(c), KeyModifiers::NONE))).unwrap();
        }
        self.pass(Duration::from_millis(40)).await;
    }

    pub(crate) async fn paste(&mut self, text: &str) {
        self.keys.send(Event::Paste(text.into())).unwrap();
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

fn key(name: &str) -> KeyEvent {
    let code = match name {
        "Enter" => KeyCode::Enter,
        "Esc" => KeyCode::Esc,
        "Tab" => KeyCode::Tab,
        "BackTab" => KeyCode::BackTab,
        "Space" => KeyCode::Char(' '),
        "Down" => KeyCode::Down,
        "F12" => KeyCode::F(12),
        "Ctrl-c" => return KeyEvent::new(KeyCode::Char('c'), KeyModifiers::CONTROL),
        one => KeyCode::Char(one.chars().next().unwrap()),
    };
    KeyEvent::new(code, KeyModifiers::NONE)
}

pub(crate) fn on_held_clock(test: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .unwrap()
        .block_on(test);
}
