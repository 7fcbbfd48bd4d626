//! `ctp10 serve` as a process, on a port of its own.

use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Stdio};

use serde_json::Value as Json;

use crate::http::{self, Answer};

/// A service.
pub(crate) struct Serve {
    pub(crate) child: Child,
    /// Host and port.
    pub(crate) address: String,
    pub(crate) folder: PathBuf,
    pub(crate) token: String,
    _stdout: BufReader<ChildStdout>,
}

/// The program with these arguments and a home of its own.
pub(crate) fn command(name: &str, arguments: &[&str]) -> (Command, PathBuf) {
    let folder = std::env::temp_dir().join(format!("ctp10-serve-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_ctp10"));
    command.args(["serve", "--token-file"]).arg(folder.join("token")).args(arguments);
    command.env("HOME", &folder).env_remove("CTP10_ADDRESS").env_remove("XDG_CONFIG_HOME");
    (command, folder)
}

impl Serve {
    /// At the built-in simulator, on loopback.
    pub(crate) fn start(name: &str, arguments: &[&str]) -> Self {
        Self::listen(name, "127.0.0.1:0", arguments)
    }

    /// The same, with this in the environment.
    pub(crate) fn with(name: &str, arguments: &[&str], environment: &[(&str, &str)]) -> Self {
        let (mut command, folder) = command(name, &[&["--listen", "127.0.0.1:0"], arguments].concat());
        command.envs(environment.iter().copied());
        Self::run(command, folder)
    }

    /// The same, somewhere.
    pub(crate) fn listen(name: &str, listen: &str, arguments: &[&str]) -> Self {
        let (command, folder) = command(name, &[&["--listen", listen][..], arguments].concat());
        Self::run(command, folder)
    }

    fn run(mut command: Command, folder: PathBuf) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("listening on http://").expect("its first line").to_owned();
        let token = std::fs::read_to_string(folder.join("token")).unwrap().trim().to_owned();
        Self { child, address, folder, token, _stdout: stdout }
    }

    /// Asks with these headers and this body.
    pub(crate) fn say(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        http::say(&self.address, &http::request(&self.address, method, path, headers, body))
    }

    /// How it begins to answer.
    pub(crate) fn head(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
        http::ask_head(&self.address, &http::request(&self.address, method, path, headers, ""))
    }

    /// The same service, called by another address.
    pub(crate) fn at<'a>(&'a self, address: &'a str) -> At<'a> {
        At { address, _serve: self }
    }

    /// Asks as the ancestor's clients do.
    pub(crate) fn get(&self, path: &str) -> Answer {
        self.say("GET", path, &[], "")
    }

    /// The answer of a question that is answered.
    pub(crate) fn told(&self, path: &str) -> Json {
        let answer = self.get(path);
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        answer.json()
    }

    /// Orders with the token.
    pub(crate) fn post(&self, path: &str, body: &str) -> Answer {
        let token = format!("Bearer {}", self.token);
        self.say("POST", path, &[("authorization", &token)], body)
    }
}

impl Drop for Serve {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// A service by another of its addresses.
pub(crate) struct At<'a> {
    address: &'a str,
    _serve: &'a Serve,
}

impl At<'_> {
    pub(crate) fn say(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        http::say(self.address, &http::request(self.address, method, path, headers, body))
    }
}

/// An instrument of its own, that others can ask as well.
pub(crate) struct Sim {
    child: Child,
    pub(crate) address: String,
}

impl Sim {
    pub(crate) fn start() -> Self {
        Self::with(&[])
    }

    /// The same, which plays otherwise.
    pub(crate) fn with(arguments: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ctp10"));
        command.args(["sim", "--listen", "127.0.0.1:0", "--speedup", "100"]).args(arguments);
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("listening on ").expect("its first line").to_owned();
        Self { child, address }
    }

    /// Asks past the service.
    pub(crate) fn ask(&self, question: &str) -> String {
        let mut stream = std::net::TcpStream::connect(&self.address).unwrap();
        stream.write_all(format!("{question}\r\n").as_bytes()).unwrap();
        let mut answer = String::new();
        BufReader::new(stream).read_line(&mut answer).unwrap();
        answer.trim_end().to_owned()
    }
}

impl Drop for Sim {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
