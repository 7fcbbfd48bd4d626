//! The real program in a real pseudo-terminal: it starts, is used, and leaves everything as it was.

use std::io::{Read, Write};
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtyPair, PtySize, native_pty_system};

const SIZE: PtySize = PtySize { rows: 24, cols: 80, pixel_width: 0, pixel_height: 0 };

/// What the program writes behind each frame: the end of a synchronised update.
const END_OF_FRAME: &[u8] = b"\x1b[?2026l";

struct Terminal {
    _master: Box<dyn MasterPty + Send>,
    child: Box<dyn Child + Send + Sync>,
    keys: Box<dyn Write + Send>,
    bytes: Receiver<Vec<u8>>,
    /// The beginning of a frame whose end has not come.
    unfinished: Vec<u8>,
    screen: vt100::Parser,
    home: PathBuf,
}

/// Starts the program in a new terminal and in a home of its own.
fn spawn(name: &str, arguments: &[&str]) -> (PtyPair, Box<dyn Child + Send + Sync>, PathBuf) {
    let pty = native_pty_system().openpty(SIZE).unwrap();
    let home = std::env::temp_dir().join(format!("ctp10-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&home).unwrap();
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_ctp10"));
    command.args(arguments);
    command.cwd(&home);
    command.env("HOME", &home);
    command.env("TERM", "xterm-256color");
    for unset in ["CTP10_ADDRESS", "CTP10_CONFIG", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "NO_COLOR"] {
        command.env_remove(unset);
    }
    let child = pty.slave.spawn_command(command).unwrap();
    (pty, child, home)
}

impl Terminal {
    fn start(name: &str, arguments: &[&str]) -> Self {
        let (pty, child, home) = spawn(name, arguments);
        let mut reader = pty.master.try_clone_reader().unwrap();
        let (sender, bytes) = channel();
        std::thread::spawn(move || {
            let mut buffer = vec![0; 65536];
            while let Ok(n @ 1..) = reader.read(&mut buffer) {
                if sender.send(buffer[..n].to_vec()).is_err() {
                    break;
                }
            }
        });
        let keys = pty.master.take_writer().unwrap();
        let (rows, columns) = (SIZE.rows.try_into().unwrap(), SIZE.cols.try_into().unwrap());
        let screen = vt100::Parser::new(rows, columns, 0);
        Self { _master: pty.master, child, keys, bytes, unfinished: Vec::new(), screen, home }
    }

    fn press(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).unwrap();
    }

    /// Takes bytes in, whole frames only, as a terminal with synchronised updates shows them. With half a
    /// frame on the screen a test would find words of the page before next to those of the new one, and
    /// press its next key too early: Esc and a letter that are read in one go are Alt with that letter.
    fn take_in(&mut self, bytes: &[u8]) {
        self.unfinished.extend_from_slice(bytes);
        let end = self.unfinished.windows(END_OF_FRAME.len()).rposition(|window| window == END_OF_FRAME);
        if let Some(end) = end {
            let rest = self.unfinished.split_off(end + END_OF_FRAME.len());
            self.screen.process(&self.unfinished);
            self.unfinished = rest;
        }
    }

    /// Waits until the screen shows this.
    fn shows(&mut self, words: &str) {
        let until = Instant::now() + Duration::from_secs(60);
        while !self.screen.screen().contents().contains(words) {
            match self.bytes.recv_timeout(until.saturating_duration_since(Instant::now())) {
                Ok(bytes) => self.take_in(&bytes),
                Err(error) => panic!("{words:?} never comes ({error}):\n{}", self.screen.screen().contents()),
            }
        }
    }

    /// Waits for the end and takes in what was still written.
    fn ends(&mut self) -> portable_pty::ExitStatus {
        let status = self.child.wait().unwrap();
        self.screen.process(&std::mem::take(&mut self.unfinished));
        while let Ok(bytes) = self.bytes.recv_timeout(Duration::from_millis(200)) {
            self.screen.process(&bytes);
        }
        let screen = self.screen.screen();
        assert!(!screen.alternate_screen(), "the other screen is left");
        assert!(!screen.bracketed_paste(), "pastes are plain again");
        assert!(!screen.hide_cursor(), "the cursor is back");
        assert_eq!(
            screen.mouse_protocol_mode(),
            vt100::MouseProtocolMode::None,
            "the mouse is the terminal's"
        );
        status
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = std::fs::remove_dir_all(&self.home);
    }
}

#[test]
fn it_starts_on_the_simulator_is_used_and_leaves_the_terminal_as_it_was() {
    let mut terminal = Terminal::start("use", &["--speedup", "20"]);
    terminal.shows("SIMULATED");
    terminal.shows("T200S-O-M");
    terminal.shows("no laser on");
    terminal.press("?");
    terminal.shows("Switch every laser off");
    terminal.press("\x1b");
    // The help is gone, and with it what took letters for words to search. Light is not asked for before its
    // power is known.
    terminal.shows("8.00 off");
    terminal.press("L");
    terminal.shows("one key by itself");
    terminal.press("y");
    terminal.shows("EMITTING laser 1");
    terminal.press("\r1555.5\r");
    // The field is closed when the instrument has confirmed.
    terminal.shows("laser 1 wavelength 1555.5 nm");
    terminal.press("q");
    terminal.shows("one key by itself");
    terminal.press("o");
    assert!(terminal.ends().success());
}

#[test]
fn a_signal_switches_off_what_the_session_switched_on_and_gives_the_terminal_back() {
    let mut terminal = Terminal::start("signal", &["--speedup", "20"]);
    terminal.shows("T200S-O-M");
    terminal.shows("8.00 off");
    terminal.press("L");
    terminal.shows("one key by itself");
    terminal.press("y");
    terminal.shows("EMITTING laser 1");
    let pid = rustix::process::Pid::from_raw(terminal.child.process_id().unwrap() as i32).unwrap();
    rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap();
    // A laser that is not read back as off would be an error.
    assert!(terminal.ends().success());
}

#[test]
fn a_terminal_that_goes_away_ends_the_program_in_order() {
    let (pty, mut child, home) = spawn("gone", &[]);
    let mut reader = pty.master.try_clone_reader().unwrap();
    let (mut buffer, mut seen) = (vec![0; 65536], Vec::new());
    while !seen.windows(9).any(|window| window == b"SIMULATED") {
        let read = reader.read(&mut buffer).unwrap();
        seen.extend_from_slice(&buffer[..read]);
    }
    // Nobody holds the other end any more: reading, writing and complaining all fail.
    drop((reader, pty));
    let code = child.wait().unwrap().exit_code();
    let log: String = std::fs::read_dir(home.join(".local/state/ctp10"))
        .unwrap()
        .filter_map(|entry| std::fs::read_to_string(entry.unwrap().path()).ok())
        .collect();
    std::fs::remove_dir_all(home).unwrap();
    assert!(code < 2 && !log.contains("panic"), "{code}: {log}");
}

#[test]
fn what_is_wrong_with_the_command_line_is_one_sentence() {
    for (arguments, words) in [
        (&["--address", "not an address"][..], "\"not an address\" is not an address; write"),
        (&["sim", "--listen", "0.0.0.0:5025"][..], "listens on loopback addresses only"),
        (&["--poll-hz", "1000"][..], "poll_hz = 1000 is outside"),
        (&["--theme", "pink"][..], "there is no theme \"pink\"; there are dark, light, high-contrast, plain"),
        (&["--glyphs", "runes"][..], "there are octant, braille, blocks, ascii"),
        (&["play", "/nonexistent.scpi", "--run"][..], "there must be an instrument"),
        (&["--keymap", "/nonexistent/keymap.toml"][..], "/nonexistent/keymap.toml cannot be read"),
        (&["--config", "/nonexistent/config.toml"][..], "/nonexistent/config.toml cannot be read"),
    ] {
        let output =
            std::process::Command::new(env!("CARGO_BIN_EXE_ctp10")).args(arguments).output().unwrap();
        let told = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{told}");
        assert!(told.contains(words) && told.trim_end().lines().count() == 1, "{told}");
    }
}
