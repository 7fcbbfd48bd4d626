//! A client that says exactly what a test wants said.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::Value as Json;

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    /// A header, if it is there.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    pub(crate) fn json(&self) -> Json {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    /// The words of a refusal.
    pub(crate) fn detail(&self) -> String {
        self.json()["detail"].as_str().unwrap_or_else(|| panic!("{}", self.text())).to_owned()
    }

    /// The names of the fields, in their order.
    pub(crate) fn fields(&self) -> Vec<String> {
        fields(self.text())
    }
}

/// The names of an object's own fields, in the order in which they stand in its text.
pub(crate) fn fields(text: &str) -> Vec<String> {
    let (mut depth, mut names, mut rest) = (0, Vec::new(), text);
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        match c {
            '{' | '[' => depth += 1,
            '}' | ']' => depth -= 1,
            '"' => {
                let mut end = 0;
                while rest.as_bytes()[end] != b'"' {
                    end += if rest.as_bytes()[end] == b'\\' { 2 } else { 1 };
                }
                let word = &rest[..end];
                rest = &rest[end + 1..];
                if depth == 1 && rest.starts_with(':') {
                    names.push(word.to_owned());
                }
            }
            _ => {}
        }
    }
    names
}

/// A connection that waits for no answer for ever.
pub(crate) fn connect(address: &str) -> TcpStream {
    let stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    stream
}

/// Says this as it stands, and reads one answer.
pub(crate) fn say(address: &str, bytes: &[u8]) -> Answer {
    let mut stream = connect(address);
    // Who is refused early may find the connection closed while he still speaks.
    let _ = stream.write_all(bytes);
    read(&mut BufReader::new(stream))
}

/// The same without its body: there are answers without an end.
pub(crate) fn ask_head(address: &str, bytes: &[u8]) -> Answer {
    let mut stream = connect(address);
    let _ = stream.write_all(bytes);
    head(&mut BufReader::new(stream))
}

/// Reads one answer.
pub(crate) fn read(stream: &mut impl BufRead) -> Answer {
    let mut answer = head(stream);
    if answer.status == 101 {
        return answer;
    }
    match answer.header("content-length") {
        Some(length) => {
            answer.body = vec![0; length.parse().unwrap()];
            stream.read_exact(&mut answer.body).unwrap();
        }
        None if answer.header("transfer-encoding") == Some("chunked") => answer.body = chunks(stream),
        None => drop(stream.read_to_end(&mut answer.body).unwrap()),
    }
    answer
}

fn head(stream: &mut impl BufRead) -> Answer {
    let mut line = String::new();
    stream.read_line(&mut line).unwrap();
    let status = line.split(' ').nth(1).unwrap_or_else(|| panic!("no answer: {line:?}")).parse().unwrap();
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).unwrap();
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    Answer { status, headers, body: Vec::new() }
}

fn chunks(stream: &mut impl BufRead) -> Vec<u8> {
    let mut all = Vec::new();
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).unwrap();
        let length = usize::from_str_radix(line.trim(), 16).unwrap();
        let mut chunk = vec![0; length + 2];
        stream.read_exact(&mut chunk).unwrap();
        all.extend(&chunk[..length]);
        if length == 0 {
            return all;
        }
    }
}

/// A request's text.
pub(crate) fn request(host: &str, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Vec<u8> {
    let mut text = format!("{method} {path} HTTP/1.1\r\nconnection: close\r\n");
    if !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("host")) {
        text = format!("{text}host: {host}\r\n");
    }
    for (name, value) in headers {
        text = format!("{text}{name}: {value}\r\n");
    }
    if !body.is_empty() {
        let length = body.len();
        text = format!("{text}content-type: application/json\r\ncontent-length: {length}\r\n");
    }
    format!("{text}\r\n{body}").into_bytes()
}
