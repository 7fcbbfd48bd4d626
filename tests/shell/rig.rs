//! `ctp10 sim` as a process, and `ctp10` as somebody else's shell starts it.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};

pub(crate) struct Sim {
    child: Child,
    pub(crate) address: String,
    pub(crate) folder: PathBuf,
}

impl Sim {
    pub(crate) fn start(name: &str, scenario: Option<&str>) -> Self {
        Self::with(name, scenario, "100", None)
    }

    pub(crate) fn with(name: &str, scenario: Option<&str>, speedup: &str, bench: Option<&str>) -> Self {
        let folder = std::env::temp_dir().join(format!("ctp10-shell-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_ctp10"));
        command.args(["sim", "--listen", "127.0.0.1:0", "--speedup", speedup]).env("HOME", &folder);
        if let Some(scenario) = scenario {
            let path = folder.join("scenario.toml");
            std::fs::write(&path, scenario).unwrap();
            command.arg("--scenario").arg(path);
        }
        if let Some(bench) = bench {
            let path = folder.join("bench.toml");
            std::fs::write(&path, bench).unwrap();
            command.arg("--bench").arg(path);
        }
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("listening on ").expect("its first line").to_owned();
        Self { child, address, folder }
    }

    /// A sweep, as somebody else would run it.
    pub(crate) fn sweep(&self) {
        self.sweep_then(&[]);
    }

    /// The same, and what that client changes afterwards.
    pub(crate) fn sweep_then(&self, changes: &[&str]) {
        let stream = TcpStream::connect(&self.address).unwrap();
        let mut reader = BufReader::new(stream);
        let mut ask = |line: &str| {
            reader.get_mut().write_all(format!("{line}\r\n").as_bytes()).unwrap();
            let mut answer = String::new();
            reader.read_line(&mut answer).unwrap();
            answer.trim_end().to_owned()
        };
        ask(":CTP:RLAS1:POW:STAT ON;*OPC?");
        while ask(":CTP:RLAS1:POW:STAT?") != "1" {}
        assert_eq!(ask(":INIT;*OPC?"), "1");
        for change in changes {
            assert_eq!(ask(&format!("{change};*OPC?")), "1");
        }
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// The program with these arguments, not yet started.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ctp10"));
        command.args(arguments).env("HOME", &self.folder).env_remove("CTP10_ADDRESS");
        command.current_dir(&self.folder);
        command
    }

    /// The same at this instrument.
    pub(crate) fn at(&self, arguments: &[&str]) -> Output {
        self.run(&[arguments, &["--address", &self.address]].concat())
    }

    /// Plays a script at this instrument.
    pub(crate) fn play(&self, script: &str, arguments: &[&str]) -> Output {
        let file = self.folder.join("script.scpi");
        std::fs::write(&file, script).unwrap();
        self.at(&[&["play", file.to_str().unwrap()][..], arguments].concat())
    }

    /// Asks past the program.
    pub(crate) fn ask(&self, question: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.write_all(format!("{question}\r\n").as_bytes()).unwrap();
        let mut answer = String::new();
        BufReader::new(stream).read_line(&mut answer).unwrap();
        answer.trim_end().to_owned()
    }

    pub(crate) fn file(&self, name: &str) -> String {
        self.folder.join(name).display().to_string()
    }
}

impl Drop for Sim {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

pub(crate) fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}
