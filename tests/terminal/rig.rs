//! The real program between a pseudo-terminal and a tap on its line: what a person presses at one end, what
//! the instrument gets at the other, each with its time.

#![allow(dead_code, reason = "each user of this file needs a part of it")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child as Process, Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};

/// The command that switches laser 1 off.
pub(crate) const OFF: &str = ":CTP:RLASer1:POWer:STATe OFF";
/// What the program writes behind each frame: the end of a synchronised update.
const END_OF_FRAME: &[u8] = b"\x1b[?2026l";
/// How a program asks a terminal: for the cursor's place, for what it is, for its modes, for its keyboard.
const ASKS: [&[u8]; 5] = [b"\x1b[6n", b"\x1b[c", b"\x1b[0c", b"\x1b[5n", b"\x1b[?u"];
/// What it writes when it takes the terminal: the other screen.
const TAKEN: &[u8] = b"\x1b[?1049h";

/// `ctp10 sim` as a process of its own.
pub(crate) struct Sim {
    process: Process,
    pub(crate) address: SocketAddr,
}

impl Sim {
    pub(crate) fn start(arguments: &[&str]) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_ctp10"))
            .args(["sim", "--listen", "127.0.0.1:0"])
            .args(arguments)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("listening on ").expect("its first line").parse().unwrap();
        Self { process, address }
    }

    /// Asks past the console.
    pub(crate) fn ask(&self, question: &str) -> String {
        let mut stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        stream.write_all(format!("{question}\r\n").as_bytes()).unwrap();
        let mut answer = String::new();
        let _ = BufReader::new(stream).read_line(&mut answer);
        answer.trim_end().to_owned()
    }

    pub(crate) fn emits(&self, laser: usize) -> bool {
        self.ask(&format!(":CTP:RLAS{laser}:POW:STAT?")) == "1"
    }
}

impl Drop for Sim {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Commands with the times at which they came, questions left out.
type Seen = Arc<Mutex<Vec<(Instant, String)>>>;

/// Passes everything on and notes what comes from the console.
pub(crate) struct Tap {
    pub(crate) address: SocketAddr,
    seen: Seen,
    lines: Arc<Mutex<Vec<TcpStream>>>,
}

impl Tap {
    pub(crate) fn before(instrument: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let seen = Seen::default();
        let lines = Arc::<Mutex<Vec<TcpStream>>>::default();
        let (notes, open) = (Arc::clone(&seen), Arc::clone(&lines));
        std::thread::spawn(move || {
            for console in listener.incoming() {
                let Ok(console) = console else { return };
                let Ok(to_instrument) = TcpStream::connect(instrument) else { continue };
                console.set_nodelay(true).unwrap();
                to_instrument.set_nodelay(true).unwrap();
                let (answers, back) = (to_instrument.try_clone().unwrap(), console.try_clone().unwrap());
                open.lock().unwrap().push(console.try_clone().unwrap());
                let notes = Arc::clone(&notes);
                std::thread::spawn(move || pass_on(answers, back, None));
                std::thread::spawn(move || pass_on(console, to_instrument, Some(&notes)));
            }
        });
        Self { address, seen, lines }
    }

    /// Cuts every connection that there is.
    pub(crate) fn cut(&self) {
        for line in self.lines.lock().unwrap().drain(..) {
            let _ = line.shutdown(std::net::Shutdown::Both);
        }
    }

    /// The commands so far.
    pub(crate) fn seen(&self) -> Vec<(Instant, String)> {
        self.seen.lock().unwrap().clone()
    }

    /// How often commands with these words came.
    pub(crate) fn count(&self, words: &str) -> usize {
        self.seen.lock().unwrap().iter().filter(|(_, line)| line.contains(words)).count()
    }

    /// When this command came, at or after `since`; `None` if it does not come in time.
    pub(crate) fn comes(&self, command: &str, since: Instant, patience: Duration) -> Option<Instant> {
        let until = Instant::now() + patience;
        loop {
            let seen = self.seen.lock().unwrap();
            let found =
                seen.iter().rev().take_while(|(at, _)| *at >= since).filter(|(_, line)| line == command);
            if let Some((at, _)) = found.last() {
                return Some(*at);
            }
            drop(seen);
            if Instant::now() > until {
                return None;
            }
            std::thread::sleep(Duration::from_micros(200));
        }
    }
}

fn pass_on(mut from: TcpStream, mut to: TcpStream, notes: Option<&Seen>) {
    let (mut bytes, mut line) = (vec![0; 65536], Vec::new());
    while let Ok(count @ 1..) = from.read(&mut bytes) {
        let now = Instant::now();
        if to.write_all(&bytes[..count]).is_err() {
            break;
        }
        let Some(notes) = notes else { continue };
        for &byte in &bytes[..count] {
            if byte != b'\n' {
                line.push(byte);
                continue;
            }
            let text = String::from_utf8_lossy(&line).trim_end().to_owned();
            line.clear();
            if !text.contains('?') {
                notes.lock().unwrap().push((now, text));
            }
        }
    }
    let _ = (from.shutdown(std::net::Shutdown::Both), to.shutdown(std::net::Shutdown::Both));
}

/// Bytes per second that the terminal takes; 0 is none at all.
pub(crate) const STILL: u64 = 0;
pub(crate) const FAST: u64 = u64::MAX;

/// What the terminal's reading thread and everybody else know together.
struct Shared {
    rate: AtomicU64,
    closing: AtomicBool,
    closed: Mutex<Option<Instant>>,
    screen: Mutex<Frames>,
}

struct Frames {
    parser: vt100::Parser,
    /// The beginning of a frame whose end has not come.
    unfinished: Vec<u8>,
    /// How often the program took the terminal.
    taken: usize,
    /// How often it asked the terminal something.
    asked: usize,
    /// Ends of frames, with what the screen showed then; kept while wanted.
    record: Option<Vec<(Instant, String)>>,
}

impl Frames {
    /// Takes bytes in, whole frames only, as a terminal with synchronised updates shows them.
    fn take_in(&mut self, bytes: &[u8]) {
        self.unfinished.extend_from_slice(bytes);
        let end = self.unfinished.windows(END_OF_FRAME.len()).rposition(|window| window == END_OF_FRAME);
        let Some(end) = end else { return };
        let rest = self.unfinished.split_off(end + END_OF_FRAME.len());
        self.parser.process(&self.unfinished);
        self.taken += self.unfinished.windows(TAKEN.len()).filter(|window| *window == TAKEN).count();
        let asked = ASKS.iter().flat_map(|ask| self.unfinished.windows(ask.len()).filter(move |w| w == ask));
        self.asked += asked.count();
        self.unfinished = rest;
        if let Some(record) = &mut self.record {
            record.push((Instant::now(), self.parser.screen().contents()));
        }
    }
}

/// The program in a terminal of its own, in a home of its own.
pub(crate) struct Console {
    master: Option<Box<dyn MasterPty + Send>>,
    keys: Option<Box<dyn Write + Send>>,
    child: Box<dyn Child + Send + Sync>,
    shared: Arc<Shared>,
    reader: Option<std::thread::JoinHandle<()>>,
    pub(crate) home: PathBuf,
}

impl Console {
    pub(crate) fn start(size: (u16, u16), arguments: &[&str]) -> Self {
        Self::with(size, arguments, &[])
    }

    pub(crate) fn with(size: (u16, u16), arguments: &[&str], environment: &[(&str, &str)]) -> Self {
        Self::run(CommandBuilder::new(env!("CARGO_BIN_EXE_ctp10")), size, arguments, environment)
    }

    /// In a shell that goes on when the program has ended, until a line is typed.
    pub(crate) fn in_shell(size: (u16, u16), arguments: &[&str]) -> Self {
        let mut shell = CommandBuilder::new("sh");
        shell.args(["-c", "\"$0\" \"$@\"; read line", env!("CARGO_BIN_EXE_ctp10")]);
        Self::run(shell, size, arguments, &[])
    }

    fn run(
        mut command: CommandBuilder,
        (cols, rows): (u16, u16),
        arguments: &[&str],
        environment: &[(&str, &str)],
    ) -> Self {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let size = PtySize { rows, cols, pixel_width: 0, pixel_height: 0 };
        let pty = native_pty_system().openpty(size).unwrap();
        let home = std::env::temp_dir().join(format!("ctp10-pty-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&home).unwrap();
        command.args(arguments);
        command.cwd(&home);
        command.env("HOME", &home);
        command.env("TERM", "xterm-256color");
        for unset in ["CTP10_ADDRESS", "CTP10_CONFIG", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "NO_COLOR"] {
            command.env_remove(unset);
        }
        for (name, value) in environment {
            command.env(name, value);
        }
        let child = pty.slave.spawn_command(command).unwrap();
        let frames = Frames {
            parser: vt100::Parser::new(rows.try_into().unwrap(), cols.try_into().unwrap(), 0),
            unfinished: Vec::new(),
            taken: 0,
            asked: 0,
            record: None,
        };
        let shared = Arc::new(Shared {
            rate: AtomicU64::new(FAST),
            closing: AtomicBool::new(false),
            closed: Mutex::new(None),
            screen: Mutex::new(frames),
        });
        let reader = pty.master.try_clone_reader().unwrap();
        let known = Arc::clone(&shared);
        let reader = std::thread::spawn(move || show(reader, &known));
        let keys = pty.master.take_writer().unwrap();
        Self { master: Some(pty.master), keys: Some(keys), child, shared, reader: Some(reader), home }
    }

    /// Presses keys: the time just before the bytes went.
    pub(crate) fn press(&mut self, keys: &str) -> Instant {
        let now = Instant::now();
        self.keys.as_mut().expect("the terminal is open").write_all(keys.as_bytes()).unwrap();
        now
    }

    pub(crate) fn resize(&self, cols: u16, rows: u16) {
        let size = PtySize { rows, cols, pixel_width: 0, pixel_height: 0 };
        self.master.as_ref().unwrap().resize(size).unwrap();
        self.shared
            .screen
            .lock()
            .unwrap()
            .parser
            .screen_mut()
            .set_size(rows.try_into().unwrap(), cols.try_into().unwrap());
    }

    /// From here on the terminal takes so many bytes per second.
    pub(crate) fn takes(&self, rate: u64) {
        self.shared.rate.store(rate, Ordering::Release);
    }

    pub(crate) fn screen(&self) -> String {
        self.shared.screen.lock().unwrap().parser.screen().contents()
    }

    /// How often the program took the terminal.
    pub(crate) fn taken(&self) -> usize {
        self.shared.screen.lock().unwrap().taken
    }

    /// How often the program asked the terminal something.
    pub(crate) fn asked(&self) -> usize {
        self.shared.screen.lock().unwrap().asked
    }

    /// Notes frames from now on.
    pub(crate) fn record(&self) {
        self.shared.screen.lock().unwrap().record = Some(Vec::new());
    }

    pub(crate) fn recorded(&self) -> Vec<(Instant, String)> {
        self.shared.screen.lock().unwrap().record.take().unwrap_or_default()
    }

    /// Waits until the screen shows this.
    pub(crate) fn shows(&self, words: &str) {
        self.wait(words, |screen| screen.contains(words));
    }

    pub(crate) fn wait(&self, what: &str, wanted: impl Fn(&str) -> bool) {
        let until = Instant::now() + Duration::from_secs(60);
        while !wanted(&self.screen()) {
            assert!(Instant::now() < until, "{what:?} never comes:\n{}", self.screen());
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    pub(crate) fn pid(&self) -> rustix::process::Pid {
        rustix::process::Pid::from_raw(self.child.process_id().unwrap().cast_signed()).unwrap()
    }

    /// Whether it stands still until somebody lets it go on.
    pub(crate) fn is_stopped(&self) -> bool {
        let status = std::fs::read_to_string(format!("/proc/{}/stat", self.pid().as_raw_nonzero())).unwrap();
        status.rsplit(')').next().is_some_and(|rest| rest.trim_start().starts_with('T'))
    }

    /// The processes that this one started.
    pub(crate) fn children(&self) -> Vec<rustix::process::Pid> {
        let tasks = std::fs::read_dir(format!("/proc/{}/task", self.pid().as_raw_nonzero())).unwrap();
        let children =
            tasks.map(|task| std::fs::read_to_string(task.unwrap().path().join("children")).unwrap());
        let all = children.collect::<Vec<_>>().join(" ");
        let pids = all.split_whitespace().map(|pid| rustix::process::Pid::from_raw(pid.parse().unwrap()));
        pids.collect::<Option<_>>().unwrap()
    }

    /// Whether the terminal makes lines of what is typed and shows it, as it does for a shell.
    pub(crate) fn is_cooked(&self) -> bool {
        use rustix::termios::{LocalModes, OutputModes, tcgetattr};
        let name = self.master.as_ref().unwrap().tty_name().unwrap();
        let flags = rustix::fs::OFlags::NOCTTY | rustix::fs::OFlags::RDWR;
        let modes = tcgetattr(rustix::fs::open(name, flags, rustix::fs::Mode::empty()).unwrap()).unwrap();
        modes.local_modes.contains(LocalModes::ICANON | LocalModes::ECHO | LocalModes::ISIG)
            && modes.output_modes.contains(OutputModes::OPOST)
    }

    /// Makes the terminal as a shell has it.
    pub(crate) fn cook(&self) {
        use rustix::termios::{LocalModes, OptionalActions, OutputModes, tcgetattr, tcsetattr};
        let name = self.master.as_ref().unwrap().tty_name().unwrap();
        let flags = rustix::fs::OFlags::NOCTTY | rustix::fs::OFlags::RDWR;
        let terminal = rustix::fs::open(name, flags, rustix::fs::Mode::empty()).unwrap();
        let mut modes = tcgetattr(&terminal).unwrap();
        modes.local_modes |= LocalModes::ICANON | LocalModes::ECHO | LocalModes::ISIG;
        modes.output_modes |= OutputModes::OPOST;
        tcsetattr(&terminal, OptionalActions::Now, &modes).unwrap();
    }

    /// Whether the process is still there.
    pub(crate) fn is_there(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }

    /// Sends a signal: the time just before.
    pub(crate) fn signal(&self, signal: rustix::process::Signal) -> Instant {
        let now = Instant::now();
        rustix::process::kill_process(self.pid(), signal).unwrap();
        now
    }

    /// Closes the terminal; the time just before its last end was closed.
    pub(crate) fn close(&mut self) -> Instant {
        self.shared.closing.store(true, Ordering::Release);
        self.takes(FAST);
        drop((self.keys.take(), self.master.take()));
        let _ = self.reader.take().unwrap().join();
        self.shared.closed.lock().unwrap().expect("the reader closed it")
    }

    /// Waits for the end: how it ended and when that was seen.
    pub(crate) fn ended(&mut self, patience: Duration) -> Option<(ExitStatus, Instant)> {
        let until = Instant::now() + patience;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return Some((status, Instant::now()));
            }
            if Instant::now() > until {
                return None;
            }
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    /// What stands on the terminal after the end, once all of it was shown. The terminal must be as it was.
    pub(crate) fn last_words(&mut self) -> String {
        drop((self.keys.take(), self.master.take()));
        if let Some(reader) = self.reader.take() {
            let _ = reader.join();
        }
        let mut frames = self.shared.screen.lock().unwrap();
        let rest = std::mem::take(&mut frames.unfinished);
        frames.parser.process(&rest);
        let screen = frames.parser.screen();
        assert!(!screen.alternate_screen(), "the other screen is left");
        assert!(!screen.bracketed_paste(), "pastes are plain again");
        assert!(!screen.hide_cursor(), "the cursor is back");
        assert_eq!(
            screen.mouse_protocol_mode(),
            vt100::MouseProtocolMode::None,
            "the mouse is the terminal's"
        );
        screen.contents()
    }

    /// Waits until the bench is known.
    pub(crate) fn ready(&self) {
        self.shows("T200S-O-M");
        self.shows("8.00? off");
        self.shows("no laser on");
    }

    /// Switches laser 1 on as a person does: the question is read before it is answered.
    pub(crate) fn light(&mut self) {
        self.ready();
        self.answer("2L", "Switch laser 1 on?", "y");
        self.shows("EMITTING laser 1");
    }

    /// Presses keys, waits for a question, reads it, and answers.
    pub(crate) fn answer(&mut self, keys: &str, question: &str, answer: &str) {
        // Each key by itself: what comes in one go is a burst.
        for key in keys.chars() {
            self.press(&key.to_string());
            std::thread::sleep(Duration::from_millis(30));
        }
        self.shows(question);
        // Nobody reads it faster than the program takes a yes.
        std::thread::sleep(Duration::from_millis(400));
        self.press(answer);
    }
}

impl Drop for Console {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = std::fs::remove_dir_all(&self.home);
    }
}

fn show(mut terminal: Box<dyn Read + Send>, shared: &Shared) {
    let mut bytes = vec![0; 65536];
    while !shared.closing.load(Ordering::Acquire) {
        let rate = shared.rate.load(Ordering::Acquire);
        if rate == STILL {
            std::thread::sleep(Duration::from_millis(5));
            continue;
        }
        let most = if rate == FAST { bytes.len() } else { (rate / 50).max(1) as usize };
        let Ok(count @ 1..) = terminal.read(&mut bytes[..most]) else { break };
        shared.screen.lock().unwrap().take_in(&bytes[..count]);
        if rate != FAST {
            std::thread::sleep(Duration::from_millis(20));
        }
    }
    // Before it is closed: what follows may be quicker than this thread.
    *shared.closed.lock().unwrap() = Some(Instant::now());
    drop(terminal);
}
