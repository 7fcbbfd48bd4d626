//! A WebSocket client made by hand: texts in, texts out; it answers pings only when it reads.

use std::io::{BufReader, ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use serde_json::Value as Json;

use crate::http;

/// A handshake's headers.
pub(crate) const HANDSHAKE: [(&str, &str); 4] = [
    ("upgrade", "websocket"),
    ("connection", "Upgrade"),
    ("sec-websocket-version", "13"),
    ("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="),
];

pub(crate) struct Socket(BufReader<TcpStream>);

/// A frame that is no text.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Frame {
    Text(String),
    Close,
    Gone,
}

/// The code of a handshake, and the socket where it was taken.
pub(crate) fn open(address: &str, path: &str, headers: &[(&str, &str)]) -> (u16, Option<Socket>) {
    let mut stream = BufReader::new(http::connect(address));
    let mut text = format!("GET {path} HTTP/1.1\r\n");
    let host = [("host", address)];
    let host = if headers.iter().any(|(name, _)| *name == "host") { &[][..] } else { &host };
    for (name, value) in HANDSHAKE.iter().chain(host).chain(headers) {
        text = format!("{text}{name}: {value}\r\n");
    }
    stream.get_mut().write_all(format!("{text}\r\n").as_bytes()).unwrap();
    let status = http::read(&mut stream).status;
    (status, (status == 101).then_some(Socket(stream)))
}

impl Socket {
    pub(crate) fn open(address: &str, path: &str) -> Self {
        let (status, socket) = open(address, path, &[]);
        socket.unwrap_or_else(|| panic!("{path}: {status}"))
    }

    fn put(&mut self, kind: u8, payload: &[u8]) {
        let mut frame = vec![0x80 | kind, 0x80 | u8::try_from(payload.len()).unwrap(), 0, 0, 0, 0];
        frame.extend(payload);
        let _ = self.0.get_mut().write_all(&frame);
    }

    pub(crate) fn say(&mut self, text: &str) {
        self.put(1, text.as_bytes());
    }

    /// The next text, or the end.
    pub(crate) fn frame(&mut self) -> Frame {
        loop {
            let mut head = [0; 2];
            match self.0.read_exact(&mut head) {
                Ok(()) => {}
                Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
                    panic!("nothing came in time")
                }
                Err(_) => return Frame::Gone,
            }
            let mut length = u64::from(head[1] & 0x7f);
            if length == 126 {
                let mut more = [0; 2];
                self.0.read_exact(&mut more).unwrap();
                length = u64::from(u16::from_be_bytes(more));
            } else if length == 127 {
                let mut more = [0; 8];
                self.0.read_exact(&mut more).unwrap();
                length = u64::from_be_bytes(more);
            }
            let mut payload = vec![0; length as usize];
            self.0.read_exact(&mut payload).unwrap();
            match head[0] & 0x0f {
                1 => return Frame::Text(String::from_utf8(payload).unwrap()),
                8 => return Frame::Close,
                9 => self.put(10, &payload),
                _ => {}
            }
        }
    }

    pub(crate) fn text(&mut self) -> String {
        match self.frame() {
            Frame::Text(text) => text,
            end @ (Frame::Close | Frame::Gone) => panic!("{end:?}"),
        }
    }

    /// The next one of this type.
    pub(crate) fn next(&mut self, kind: &str) -> Json {
        loop {
            let message: Json = serde_json::from_str(&self.text()).unwrap();
            if message["type"] == kind {
                return message;
            }
        }
    }

    /// Until when the other end holds the connection, without reading a byte that a client would.
    pub(crate) fn held(self) -> Duration {
        let begun = Instant::now();
        let stream = self.0.into_inner();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        let mut rest = Vec::new();
        // Bytes are taken from the socket, but no word of them is answered.
        let _ = (&stream).read_to_end(&mut rest);
        begun.elapsed()
    }
}
