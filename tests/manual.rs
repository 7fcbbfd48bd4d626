//! README and manual can be followed: every command that they show is carried out, every program in Python runs, every
//! file that they show is read.

#![cfg(unix)]

#[path = "terminal/rig.rs"]
mod rig;

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use ctp10::analysis::limits::Limits;
use ctp10::config::settings::Settings;
use ctp10::manual::topic::Topic;
use ctp10::simulator::Scenario;
use rig::Sim;

/// The instrument's address on paper.
const ADDRESS: &str = "192.168.1.37";
/// Sweeps once, as whoever comes to the bench in the morning finds it.
const SWEEP: &str = ":INIT:TLS1:ID 1\n:INIT:TLS1:WAV:STAR 1548NM\n:INIT:TLS1:WAV:STOP 1552NM\n:INIT:WAV:STAR 1548NM\n:INIT:WAV:STOP 1552NM\n:INIT:WAV:SAMP 1PM\n:INIT\nwait 1\n";
/// What builds the program: `.ci/run` and every newcomer do it.
const BUILT: [&str; 3] = ["cargo run --release", "cargo test", "cargo install --path ."];

/// A block of code: where it stands, its language, its text.
struct Block {
    page: &'static str,
    language: &'static str,
    text: &'static str,
}

fn pages() -> Vec<(&'static str, &'static str)> {
    let topics = Topic::ALL.iter().map(|topic| (topic.word(), topic.text()));
    topics.chain([("README", include_str!("../README.md"))]).collect()
}

fn blocks(language: &str) -> Vec<Block> {
    let mut found = Vec::new();
    for (page, text) in pages() {
        for part in text.split("\n```").skip(1).step_by(2) {
            let (language, text) = part.split_once('\n').unwrap_or((part, ""));
            found.push(Block { page, language, text });
        }
    }
    found.retain(|block| block.language == language);
    found
}

/// A bench that answers, and a folder with what an operator has after a day.
struct Desk {
    bench: Sim,
    folder: tempfile::TempDir,
}

impl Desk {
    fn new() -> Self {
        let desk = Self { bench: Sim::start(&["--speedup", "100"]), folder: tempfile::tempdir().unwrap() };
        std::fs::write(desk.path("night.scpi"), SWEEP).unwrap();
        desk.settings(desk.folder.path());
        desk.does("ctp10 play night.scpi --run --with-harm --leave-on --address 192.168.1.37");
        for file in ["ring.npz", "ring.csv", "ring.nc"] {
            desk.does(&format!("ctp10 trace 4/1 --type tf --save {file} --address 192.168.1.37"));
        }
        for file in ["W3_R1_thru.npz", "W3_R2_thru.npz", "sweep-1.npz", "sweep-2.npz"] {
            std::fs::copy(desk.path("ring.npz"), desk.path(file)).unwrap();
        }
        std::fs::write(desk.path("ring.toml"), block_with("rows = { min").text).unwrap();
        let rows = (0..100)
            .map(|n| format!("{}e-9\t0.5\t{}\n", 1550.0 + f64::from(n) * 0.01, 1.0 - f64::from(n % 7) * 0.1));
        let head = "OSA\nresolution 0.02 nm\nsensitivity high\nwavelength\treference\tpower\n";
        std::fs::write(desk.path("osa.csv"), head.to_owned() + &rows.collect::<String>()).unwrap();
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A settings file in this home.
    fn settings(&self, home: &Path) {
        let folder = home.join(".config/ctp10");
        std::fs::create_dir_all(&folder).unwrap();
        let text = format!("[profile.bench2]\naddress = '{}'\n", self.bench.address);
        std::fs::write(folder.join("config.toml"), text).unwrap();
    }

    /// The same files in a folder of their own: what is saved on one page is not there on the next.
    fn tidy(&self) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        self.settings(folder.path());
        for entry in std::fs::read_dir(self.folder.path()).unwrap() {
            let entry = entry.unwrap();
            if entry.file_type().unwrap().is_file() {
                std::fs::copy(entry.path(), folder.path().join(entry.file_name())).unwrap();
            }
        }
        folder
    }

    fn run(&self, line: &str) -> Output {
        self.run_in(self.folder.path(), line)
    }

    fn run_in(&self, folder: &Path, line: &str) -> Output {
        let program = Path::new(env!("CARGO_BIN_EXE_ctp10")).parent().unwrap();
        let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap());
        let visa = format!("{ADDRESS}::5025");
        let address = self.bench.address.to_string();
        let line = line.replace(&visa, &address.replace(':', "::")).replace(ADDRESS, &address);
        Command::new("sh")
            .args(["-c", &line])
            .current_dir(folder)
            .env("PATH", path)
            .env("HOME", folder)
            // As the shell page says to name it.
            .env("CTP10_ADDRESS", &address)
            .stdin(Stdio::null())
            .output()
            .unwrap()
    }

    /// It ends well.
    fn does(&self, line: &str) {
        let output = self.run(line);
        assert!(output.status.success(), "{line}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

fn block_with(words: &str) -> Block {
    let found = blocks("toml").into_iter().find(|block| block.text.contains(words));
    found.unwrap_or_else(|| panic!("no file with {words} is shown"))
}

/// A line of a shell without what is said of it.
fn without_comment(line: &str) -> &str {
    line.split("  #").next().unwrap_or(line).trim()
}

#[test]
fn every_line_of_the_shell_is_carried_out() {
    let desk = Desk::new();
    let mut count = 0;
    for Block { page, text, .. } in blocks("sh") {
        let folder = desk.tidy();
        for line in
            text.lines().map(without_comment).filter(|line| !line.is_empty() && !line.starts_with('#'))
        {
            count += 1;
            let words: Vec<&str> = line.split(' ').collect();
            match words[..] {
                ["cargo", ..] => assert!(BUILT.contains(&line), "{page}: {line}"),
                // It needs a terminal, and says so: what was typed is right.
                ["ctp10"] | ["ctp10", "--address" | "--profile", _] => {
                    let output = desk.run(line);
                    assert_eq!(output.status.code(), Some(1), "{page}: {line}");
                }
                ["ctp10", "keys"] => assert_eq!(desk.run(line).status.code(), Some(2), "{page}: {line}"),
                // Whoever announces itself in this network is none of the tests': where nobody does, that is said.
                ["ctp10", "discover"] => {
                    let output = desk.run(line);
                    let said = String::from_utf8_lossy(&output.stderr).into_owned();
                    let nobody = output.status.code() == Some(3) && said.contains("nobody announces itself");
                    assert!(output.status.success() || nobody, "{page}: {line}: {said}");
                }
                // The bench of these tests is nearer.
                ["ctp10", "discover", "--range", range] => {
                    let port = desk.bench.address.port();
                    desk.does(&line.replace(range, &format!("127.0.0.1/32 --port {port}")));
                }
                // There is a file already, for the other lines.
                ["ctp10", "config", "init"] => {
                    std::fs::remove_file(folder.path().join(".config/ctp10/config.toml")).unwrap();
                    assert!(desk.run_in(folder.path(), line).status.success(), "{page}: {line}");
                }
                // It plays until it is told to end.
                ["ctp10", "sim", ..] => {
                    let output = desk.run(&format!("timeout 1 {}", line.replace(":5025", ":0")));
                    let said = String::from_utf8_lossy(&output.stdout).into_owned();
                    assert!(said.starts_with("listening on "), "{page}: {line}: {said}");
                }
                // It serves until it is told to end.
                ["ctp10", "serve", ..] => {
                    let line = line.replace(" --listen 127.0.0.1:8003", "");
                    let output =
                        desk.run_in(folder.path(), &format!("timeout 2 {line} --listen 127.0.0.1:0"));
                    let said = String::from_utf8_lossy(&output.stdout).into_owned();
                    assert!(said.starts_with("listening on http://"), "{page}: {line}: {said}");
                }
                // It records for a night, or until it is told to end.
                ["ctp10", "record", ..] => {
                    let line = format!("timeout --preserve-status -s INT 2 {line}");
                    let output = desk.run_in(folder.path(), &line);
                    let said = String::from_utf8_lossy(&output.stdout).into_owned();
                    assert!(
                        output.status.success() && said.contains(" rounds of "),
                        "{page}: {line}: {said}"
                    );
                }
                _ => {
                    // It saves what an operator has already.
                    let saved = words.iter().skip_while(|word| **word != "--save").nth(1);
                    saved.map(|name| std::fs::remove_file(folder.path().join(name)));
                    let output = desk.run_in(folder.path(), line);
                    let said = String::from_utf8_lossy(&output.stderr).into_owned();
                    // The simulated rings are not those of the limits.
                    let ends = if line.contains("--limits") { 5 } else { 0 };
                    assert_eq!(output.status.code(), Some(ends), "{page}: {line}: {said}");
                }
            }
        }
    }
    assert!(count > 20, "{count} lines");
}

#[test]
fn every_program_in_python_runs() {
    let desk = Desk::new();
    let mut count = 0;
    for Block { page, text, .. } in blocks("python") {
        let library = text.lines().filter_map(|line| line.strip_prefix("import "));
        let missing = |name: &&str| !desk.run(&format!("python3 -c 'import {name}'")).status.success();
        if let Some(name) = library.clone().find(missing) {
            assert!(std::env::var_os("CI").is_none(), "{name} is not installed");
            println!("SKIPPED: {name} is not installed");
            continue;
        }
        let file = format!("{page}{count}.py");
        std::fs::write(desk.path(&file), text).unwrap();
        let output = desk.run(&format!("python3 {file}"));
        assert!(output.status.success(), "{page}: {text}{}", String::from_utf8_lossy(&output.stderr));
        assert!(!output.stdout.is_empty(), "{page}: {text}");
        count += 1;
    }
}

#[test]
fn every_file_that_is_shown_is_read() {
    let mut count = 0;
    for Block { page, text, .. } in blocks("toml") {
        let read = match page {
            "settings" => Settings::parse(text, page).map(drop).map_err(|error| error.to_string()),
            "analysis" => Limits::parse(text).map(drop).map_err(|error| error.to_string()),
            // The bench is held against its file elsewhere.
            "simulator" if text.contains("[instrument]") => Ok(()),
            "simulator" => Scenario::parse(text, page).map(drop).map_err(|error| error.to_string()),
            _ => panic!("{page}: what is this? {text}"),
        };
        read.unwrap_or_else(|error| panic!("{page}: {error}"));
        count += 1;
    }
    assert_eq!(count, 4);
}

#[test]
fn every_link_leads_somewhere() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut count = 0;
    for (page, text) in pages() {
        let folder = if page == "README" { root.to_owned() } else { root.join("assets/manual") };
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            if !link.starts_with("http") {
                assert!(folder.join(link).exists(), "{page}: {link}");
                count += 1;
            }
        }
    }
    assert!(count > 20, "{count} links");
}
