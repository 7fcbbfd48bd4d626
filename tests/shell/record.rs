//! `ctp10 record` and its recordings read back: the real program at a simulator, through a relay that counts what was
//! answered.

#![cfg(unix)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value as Json;

use crate::rig::{Sim, told};

/// Asks for the power of the first detector.
const QUESTION: &str = "CHANnel1:POWer?";

/// Passes everything on and counts the rounds that were answered: the instrument answers in the order of the questions.
struct Relay {
    address: String,
    answered: Arc<AtomicU64>,
}

impl Relay {
    fn before(instrument: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let (answered, instrument) = (Arc::new(AtomicU64::new(0)), instrument.to_owned());
        let counts = Arc::clone(&answered);
        std::thread::spawn(move || {
            while let Ok((client, _)) = listener.accept() {
                let Ok(server) = TcpStream::connect(&instrument) else { continue };
                client.set_nodelay(true).unwrap();
                server.set_nodelay(true).unwrap();
                let (asked, questions) = std::sync::mpsc::channel();
                let (from, mut to) = (client.try_clone().unwrap(), server.try_clone().unwrap());
                std::thread::spawn(move || {
                    for line in BufReader::new(from).lines().map_while(Result::ok) {
                        if line.contains('?') {
                            let _ = asked.send(line.contains(QUESTION));
                        }
                        if to.write_all(format!("{line}\n").as_bytes()).is_err() {
                            return;
                        }
                    }
                    let _ = to.shutdown(std::net::Shutdown::Both);
                });
                let (counts, mut to) = (Arc::clone(&counts), client);
                std::thread::spawn(move || {
                    for line in BufReader::new(server).lines().map_while(Result::ok) {
                        let is_power = questions.try_recv().unwrap_or(false);
                        if to.write_all(format!("{line}\n").as_bytes()).is_err() {
                            return;
                        }
                        counts.fetch_add(u64::from(is_power), Ordering::SeqCst);
                    }
                    let _ = to.shutdown(std::net::Shutdown::Both);
                });
            }
        });
        Self { address, answered }
    }

    fn answered(&self) -> u64 {
        self.answered.load(Ordering::SeqCst)
    }
}

/// A recorder that is running.
struct Recorder {
    child: Child,
    errors: BufReader<std::process::ChildStderr>,
}

impl Recorder {
    fn start(sim: &Sim, arguments: &[&str]) -> Self {
        let mut command = sim.command(&[&["record"], arguments].concat());
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut errors = BufReader::new(child.stderr.take().unwrap());
        let mut line = String::new();
        errors.read_line(&mut line).unwrap();
        assert!(line.contains("recording to ") && line.contains("Ctrl-C ends it"), "{line}");
        Self { child, errors }
    }

    fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.child), signal).unwrap();
    }

    /// Its code and what it printed, and what it said.
    fn ended(mut self) -> (Option<i32>, String, String) {
        let (mut out, mut errors) = (String::new(), String::new());
        self.child.stdout.take().unwrap().read_to_string(&mut out).unwrap();
        self.errors.read_to_string(&mut errors).unwrap();
        (self.child.wait().unwrap().code(), out, errors)
    }
}

/// Waits for what comes.
fn until(what: &str, is: impl Fn() -> bool) {
    let late = Instant::now() + Duration::from_secs(60);
    while !is() {
        assert!(Instant::now() < late, "{what} never came");
        std::thread::yield_now();
    }
}

fn size(folder: &Path) -> u64 {
    let files = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let recordings = files.filter(|file| file.path().extension().is_some_and(|end| end == "rec"));
    recordings.map(|file| file.metadata().unwrap().len()).sum()
}

fn ok(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(0), "{}", told(output));
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// The rows of a recording, by way of JSON lines, and what is said of it.
fn rows(sim: &Sim, recording: &str) -> (Vec<Json>, Json) {
    let file = sim.file(&format!("rows-{}.json", recording.replace(['/', '.'], "_")));
    let said = ok(&sim.run(&["convert", recording, "-o", &file, "--json"]));
    let text = std::fs::read_to_string(&file).unwrap();
    let rows = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    std::fs::remove_file(&file).unwrap();
    (rows, serde_json::from_str::<Json>(&said).unwrap()["written"][0].clone())
}

fn gaps(rows: &[Json]) -> Vec<String> {
    rows.iter().filter_map(|row| Some(row["gap"].as_str()?.to_owned())).collect()
}

/// Kills recorders at moments of their own, and holds what is in their files against what was answered.
fn kills(sim: &Sim, count: u64) {
    let relay = Relay::before(&sim.address);
    let mut most = 0;
    for number in 0..count {
        let name = format!("killed-{number}");
        let folder = sim.folder.join(&name);
        let arguments = ["4/1", "4/2", "--to", &name, "--interval", "10ms", "--address", &relay.address];
        let recorder = Recorder::start(sim, &arguments);
        let (began, before) = (size(&folder), relay.answered());
        // Another number of rounds each time, and another moment within a round.
        let wanted = before + 5 + number * 7 % 40;
        until("power", || relay.answered() >= wanted);
        (0..number * 997 % 5000).for_each(|_| std::hint::spin_loop());
        let answered = relay.answered();
        recorder.signal(Signal::KILL);
        let (code, ..) = recorder.ended();
        assert_eq!(code, None, "it was killed");
        assert!(size(&folder) > began, "{name}");
        let (rows, said) = rows(sim, &name);
        assert_eq!(gaps(&rows), Vec::<String>::new());
        let rounds = said["rounds"].as_u64().unwrap();
        // The one on its way, and the one before it, whose last answer may be.
        let lost = (answered - before).saturating_sub(rounds);
        most = most.max(lost);
        assert!(lost <= 3, "{name}: {answered} - {before} rounds answered, {rounds} recorded");
        assert!(rows.iter().all(|row| row["IN1_dBm"].is_number() && row["IN2_dBm"].is_number()));
        let times: Vec<&str> = rows.iter().map(|row| row["time_utc"].as_str().unwrap()).collect();
        assert!(times.is_sorted(), "{times:?}");
        std::fs::remove_dir_all(folder).unwrap();
    }
    println!("{count} kills, at most {most} rounds of 10 ms lost");
}

#[test]
fn nothing_is_lost_when_the_recorder_is_killed() {
    kills(&Sim::start("record-killed", None), 30);
}

#[test]
#[ignore = "300 of them"]
fn soak_nothing_is_lost_when_the_recorder_is_killed_often() {
    kills(&Sim::start("record-soak", None), 300);
}

#[test]
fn a_recording_ends_in_order_and_is_read_back_in_every_form() {
    let sim = Sim::start("record", None);
    let at = ["--address", &sim.address];
    for (signal, name) in [(Signal::INT, "int.rec"), (Signal::TERM, "term.rec")] {
        let recorder =
            Recorder::start(&sim, &[&["--to", name, "--interval", "10ms", "--json"], &at[..]].concat());
        let file = sim.folder.join(name);
        until("records", || std::fs::metadata(&file).unwrap().len() > 2000);
        recorder.signal(signal);
        let (code, out, errors) = recorder.ended();
        assert_eq!(code, Some(0), "{errors}");
        let said: Json = serde_json::from_str(&out).unwrap();
        let size = std::fs::metadata(&file).unwrap().len();
        assert_eq!((&said["ended"], &said["bytes"]), (&"interrupted".into(), &size.into()), "{said}");
        assert_eq!((&said["gaps"], &said["files"]), (&0.into(), &serde_json::json!([name])));
        let (rows, read) = rows(&sim, name);
        assert_eq!(
            (&read["rounds"], rows.len()),
            (&said["rounds"], said["rounds"].as_u64().unwrap() as usize)
        );
        assert_eq!(read["left_out"], serde_json::json!([]));
    }
    // For a time, in words.
    let output = sim.at(&["record", "4/2", "--to", "night", "--for", "0.5s"]);
    let said = ok(&output);
    assert!(
        said.contains(" rounds of 1 detector in 0.5 s, no gap, ") && said.contains("night/power-"),
        "{said}"
    );
    let (expected, _) = rows(&sim, "night");
    let csv = ok(&sim.run(&["convert", "night", "--to", "csv"]));
    assert_eq!(csv.trim(), "night.csv");
    let csv = std::fs::read_to_string(sim.folder.join("night.csv")).unwrap();
    let mut lines = csv.lines();
    assert_eq!(lines.next(), Some("time_utc,IN2_dBm,gap"));
    for (line, row) in lines.clone().zip(&expected) {
        let mut cells = line.split(',');
        assert_eq!(cells.next(), row["time_utc"].as_str());
        assert_eq!(cells.next().unwrap().parse::<f64>().ok(), row["IN2_dBm"].as_f64());
    }
    assert_eq!(lines.count(), expected.len());
    for end in ["parquet", "nc"] {
        ok(&sim.run(&["convert", "night", "--to", end]));
        assert!(sim.folder.join(format!("night.{end}")).exists());
    }
    for (arguments, code, says) in [
        (&["convert", "night", "--to", "csv"][..], 1, "already exists; not overwritten"),
        (&["convert", "night", "--to", "npz"], 2, ".csv .json .jsonl .parquet .nc .h5 .hdf5"),
        (&["convert", "night", "a.npz", "--to", "csv"], 2, "no recording"),
        (&["convert", "int.rec", "night", "--to", "json"], 1, "other detectors"),
        (&["convert", "nothing.rec", "--to", "json"], 1, "nothing.rec"),
    ] {
        let output = sim.run(arguments);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {}", told(&output));
        assert!(told(&output).contains(says), "{arguments:?}: {}", told(&output));
    }
}

#[test]
fn a_second_recorder_of_a_folder_is_refused_and_no_file_is_written_over() {
    let sim = Sim::start("record-twice", None);
    let first = Recorder::start(&sim, &["--to", "night", "--address", &sim.address]);
    let output = sim.at(&["record", "--to", "night"]);
    assert_eq!(output.status.code(), Some(1), "{}", told(&output));
    assert!(told(&output).contains("night: another ctp10 record writes there"), "{}", told(&output));
    first.signal(Signal::KILL);
    assert_eq!(first.ended().0, None);
    // Its lock went with it.
    ok(&sim.at(&["record", "--to", "night", "--for", "0.05s"]));
    std::fs::write(sim.folder.join("mine.rec"), "mine").unwrap();
    for (arguments, code, says) in [
        (&["record", "--to", "mine.rec"][..], 1, "mine.rec: already exists; not overwritten"),
        (&["record", "--to", "mine.rec/in"], 1, "mine.rec/in"),
        (&["record", "9/1"], 1, "9/1"),
        (&["record", "4/1", "IN1"], 2, "4/1 is named twice"),
        (&["record", "--for", "5"], 2, "unit"),
        (&["record", "--interval", "1ms"], 2, "10ms to 10s"),
    ] {
        let output = sim.at(arguments);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {}", told(&output));
        assert!(told(&output).contains(says), "{arguments:?}: {}", told(&output));
    }
    assert_eq!(std::fs::read(sim.folder.join("mine.rec")).unwrap(), b"mine");
}

#[test]
fn a_full_disk_ends_it_in_words_with_all_that_fitted() {
    let sim = Sim::start("record-full", None);
    // No file may have more than two blocks of 512 bytes; who writes on gets an error, and would get a signal.
    let line = "ulimit -f 2; exec \"$0\" record 4/1 --to full --interval 10ms --for 60s --address \"$1\"";
    let program = env!("CARGO_BIN_EXE_ctp10");
    let mut shell = Command::new("sh");
    shell.args(["-c", line, program, &sim.address]).env("HOME", &sim.folder).current_dir(&sim.folder);
    let output = shell.output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", told(&output));
    let said = told(&output);
    assert!(said.contains("ctp10: full/power-") && said.contains("File too large"), "{said}");
    let (rows, read) = rows(&sim, "full");
    assert!(rows.len() > 10 && said.contains(&format!("{} rounds of", rows.len())), "{said}");
    assert_eq!(read["left_out"], serde_json::json!([]), "nothing is torn");
}

#[test]
fn a_limit_of_file_sizes_is_said_where_a_trace_or_a_table_is_saved() {
    let sim = Sim::start("limited", None);
    sim.sweep();
    ok(&sim.at(&["trace", "4/1", "--save", "a.npz"]));
    ok(&sim.at(&["record", "4/1", "--to", "r.rec", "--interval", "10ms", "--for", "1s"]));
    let limited = |arguments: &[&str]| {
        let mut shell = Command::new("sh");
        shell.args(["-c", "ulimit -f 2; exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_ctp10")]).args(arguments);
        shell.env("HOME", &sim.folder).current_dir(&sim.folder).output().unwrap()
    };
    for (arguments, file) in [
        (&["trace", "4/1", "--save", "b.npz", "--address", &sim.address][..], "b.npz"),
        (&["convert", "a.npz", "--to", "csv"], "a.csv"),
        (&["convert", "r.rec", "--to", "json"], "r.json"),
    ] {
        let output = limited(arguments);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {output:?}");
        assert!(told(&output).contains("File too large"), "{arguments:?}: {}", told(&output));
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(said.lines().all(|line| line.starts_with("ctp10: ")), "no library says a word: {said}");
        assert!(!sim.folder.join(file).exists(), "{file} is whole or not there");
    }
}

/// A simulator at a port of its own.
fn sim_at(address: &str, home: &Path) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ctp10"));
    command.args(["sim", "--listen", address]).env("HOME", home).stdout(Stdio::piped()).stderr(Stdio::null());
    let late = Instant::now() + Duration::from_secs(60);
    loop {
        // The port is free again in a moment.
        let mut child = command.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        if line.starts_with("listening on ") {
            return child;
        }
        child.wait().unwrap();
        assert!(Instant::now() < late, "{address} is taken");
    }
}

#[test]
fn a_link_that_is_lost_is_a_gap_with_its_reason_and_recording_goes_on() {
    let sim = Sim::start("record-lost", None);
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    let mut instrument = sim_at(&free, &sim.folder);
    let recorder = Recorder::start(&sim, &["4/1", "--to", "lost", "--interval", "10ms", "--address", &free]);
    let folder: PathBuf = sim.folder.join("lost");
    let grows = |by: u64| {
        let before = size(&folder);
        until("records", || size(&folder) > before + by);
    };
    grows(200);
    instrument.kill().unwrap();
    instrument.wait().unwrap();
    let mut instrument = sim_at(&free, &sim.folder);
    // More than a gap: powers again.
    grows(600);
    recorder.signal(Signal::INT);
    let (code, out, errors) = recorder.ended();
    assert_eq!(code, Some(0), "{errors}");
    assert!(out.contains(", 1 gap, "), "{out}");
    let (rows, _) = rows(&sim, "lost");
    let reasons = gaps(&rows);
    assert!(reasons.len() == 1 && reasons[0].starts_with("no link"), "{reasons:?}");
    let at = rows.iter().position(|row| row["gap"].is_string()).unwrap();
    assert!(rows[at]["IN1_dBm"].is_null() && rows[at + 1..].iter().any(|row| row["IN1_dBm"].is_number()));
    instrument.kill().unwrap();
    instrument.wait().unwrap();
}
