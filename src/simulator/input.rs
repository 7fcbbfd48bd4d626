//! What a client sends, message by message.

use std::io;

use bytes::BytesMut;
use tokio::io::{AsyncRead, AsyncReadExt, ReadHalf};

use super::{error, http};

/// A program message longer than this overruns the input buffer.
const INPUT: usize = 64 << 10;

/// The bytes of one client that are not carried out yet.
pub(super) struct Input<S> {
    reader: ReadHalf<S>,
    buffer: BytesMut,
    /// The client has said its last.
    pub(super) ended: bool,
    /// Within a message that is too long: thrown away up to its end.
    overrun: bool,
    /// The first line is there, and is none of HTTP.
    is_scpi: bool,
}

impl<S: AsyncRead> Input<S> {
    pub(super) fn new(reader: ReadHalf<S>) -> Self {
        let buffer = BytesMut::with_capacity(1024);
        Self { reader, buffer, ended: false, overrun: false, is_scpi: false }
    }

    /// Takes what comes. Cancel-safe.
    pub(super) async fn fill(&mut self) -> io::Result<()> {
        self.ended = self.reader.read_buf(&mut self.buffer).await? == 0;
        Ok(())
    }

    /// A client that floods while it waits for an answer has to wait, too.
    pub(super) fn wants_more(&self) -> bool {
        !self.ended && self.buffer.len() <= INPUT
    }

    /// Whether it is HTTP that comes: then nothing of it is a message.
    pub(super) fn is_http(&mut self) -> bool {
        if self.is_scpi {
            return false;
        }
        let http = http::begins(&self.buffer);
        self.is_scpi = http == Some(false);
        http == Some(true)
    }

    /// The next message that is there already, without its end; `Err` if it was too long.
    pub(super) fn message(&mut self) -> Option<Result<String, error::Code>> {
        loop {
            let end = self.buffer.iter().position(|&b| b == b'\n');
            match end {
                None if self.buffer.len() > INPUT => {
                    self.buffer.clear();
                    if !std::mem::replace(&mut self.overrun, true) {
                        return Some(Err(error::INPUT_OVERRUN));
                    }
                    return None;
                }
                None => return None,
                Some(end) => {
                    let line = self.buffer.split_to(end + 1);
                    if std::mem::take(&mut self.overrun) {
                        continue;
                    }
                    // Bytes that are no text become a character that no header has.
                    return Some(Ok(String::from_utf8_lossy(&line)
                        .trim_end_matches(['\r', '\n'])
                        .to_owned()));
                }
            }
        }
    }
}
