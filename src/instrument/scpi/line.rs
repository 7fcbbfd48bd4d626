//! One connection, one exchange at a time, every wait with its clock.
//!
//! Nothing here retries or resynchronises: after any error the line is not usable and must be closed.

use std::time::Duration;

use bytes::Buf;
use futures_util::{FutureExt, StreamExt};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::time::{Instant, timeout, timeout_at};
use tokio_util::codec::FramedRead;
use tracing::trace;

use super::codec::{AnswerCodec, Expect, FrameError, Piece};
use super::message::{BlockQuestion, Command, Question};
use crate::core::text;

/// How long each kind of wait may last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clocks {
    /// From a short question to its answer's first byte.
    pub answer: Duration,
    /// From a block question to the block's first byte.
    pub block: Duration,
    /// Between two bytes of an answer.
    pub between: Duration,
    /// For a write to be taken.
    pub write: Duration,
}

impl Default for Clocks {
    fn default() -> Self {
        Self {
            answer: Duration::from_secs(1),
            block: Duration::from_secs(30),
            between: Duration::from_secs(5),
            write: Duration::from_millis(500),
        }
    }
}

/// Why a line is no longer usable, and during what.
#[derive(Debug, thiserror::Error)]
#[error("{why} ({during})")]
pub struct Broken {
    /// The message that was under way.
    pub during: String,
    /// What went wrong.
    #[source]
    pub why: Why,
}

/// What ends a line.
#[derive(Debug, thiserror::Error)]
pub enum Why {
    /// The instrument closed it.
    #[error("the instrument closed the connection")]
    Closed,
    /// The operating system reports an error.
    #[error("the connection broke: {0}")]
    Io(std::io::Error),
    /// Nothing came in time.
    #[error("no reply for {} s", .0.as_secs_f32())]
    Silent(Duration),
    /// A write was not taken in time.
    #[error("the instrument takes no more commands")]
    Stuck,
    /// What came cannot be the answer.
    #[error("out of step: {0}")]
    Frame(FrameError),
    /// The answer does not read as what was asked for.
    #[error("out of step: the answer was {0:?}")]
    Shape(String),
    /// Something urgent took the line.
    #[error("given up for something urgent")]
    Urgent,
}

/// A connection to an instrument.
pub struct Line<S> {
    framed: FramedRead<S, AnswerCodec>,
    clocks: Clocks,
    out: Vec<u8>,
    /// The last short question's round trip.
    pub round_trip: Duration,
    /// Questions answered.
    pub answers: u64,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Line<S> {
    /// Bytes read at once where the end of an answer is not known.
    const READ_AT_ONCE: usize = 4 << 10;

    /// Takes a fresh connection.
    pub fn new(stream: S, clocks: Clocks) -> Self {
        Self {
            framed: FramedRead::with_capacity(stream, AnswerCodec::default(), Self::READ_AT_ONCE),
            clocks,
            out: Vec::with_capacity(128),
            round_trip: Duration::ZERO,
            answers: 0,
        }
    }

    /// Sends a command. There is no answer, so it may go out while an answer is awaited: TCP is full duplex.
    pub async fn send(&mut self, command: &Command) -> Result<(), Broken> {
        self.write(command.text()).await
    }

    /// Asks a question and reads its answer as what it must be.
    pub async fn ask<R>(&mut self, question: &Question<R>) -> Result<R, Broken> {
        let asked = self.put(question).await?;
        self.answer(question, asked).await
    }

    /// Writes a question; its time of asking goes to [`answer`](Self::answer).
    pub async fn put<R>(&mut self, question: &Question<R>) -> Result<Instant, Broken> {
        self.open(question.text(), Expect::Line).await?;
        Ok(Instant::now())
    }

    /// Waits for the answer to the question that was put. Cancel-safe: it can be called again.
    pub async fn answer<R>(&mut self, question: &Question<R>, asked: Instant) -> Result<R, Broken> {
        let due = asked + self.clocks.answer;
        let during = question.text();
        let answer = match timeout_at(due, self.framed.next()).await {
            Err(_) => return Err(broken(during, Why::Silent(self.clocks.answer))),
            Ok(next) => match piece(next, during)? {
                Piece::Line(answer) => text::clean_bytes(&answer),
                Piece::BlockHead(_) => unreachable!("the codec gives a line where a line is expected"),
            },
        };
        self.count(asked);
        trace!(target: "wire", "< {answer}");
        question.read(&answer).ok_or_else(|| broken(during, Why::Shape(answer)))
    }

    /// Writes a block question without waiting for anything.
    pub async fn ask_block(&mut self, question: &BlockQuestion, elements: usize) -> Result<(), Broken> {
        let expect = Expect::Block { element: question.element, elements: Some(elements) };
        self.open(question.text(), expect).await
    }

    /// Waits for the head of the block. Cancel-safe.
    pub async fn block_head(&mut self, during: &str) -> Result<usize, Broken> {
        match timeout(self.clocks.block, self.framed.next()).await {
            Err(_) => Err(broken(during, Why::Silent(self.clocks.block))),
            Ok(next) => match piece(next, during)? {
                Piece::BlockHead(length) => {
                    trace!(target: "wire", "< block of {length} bytes");
                    Ok(length)
                }
                Piece::Line(_) => unreachable!("the codec gives a head where a block is expected"),
            },
        }
    }

    /// Reads the next bytes of the open block to where they belong, `room`, which must not be longer than
    /// what is left of the block; how many came. Cancel-safe.
    pub async fn block_bytes(&mut self, room: &mut [u8], during: &str) -> Result<usize, Broken> {
        // What came together with the head.
        let early = self.framed.read_buffer_mut();
        if !early.is_empty() {
            let count = early.len().min(room.len());
            early.copy_to_slice(&mut room[..count]);
            return Ok(count);
        }
        match timeout(self.clocks.between, self.framed.get_mut().read(room)).await {
            Ok(Ok(0)) => Err(broken(during, Why::Closed)),
            Ok(Ok(count)) => Ok(count),
            Ok(Err(error)) => Err(broken(during, Why::Io(error))),
            Err(_) => Err(broken(during, Why::Silent(self.clocks.between))),
        }
    }

    /// Hands the stream back, for closing it in a particular way.
    pub fn into_stream(self) -> S {
        self.framed.into_inner()
    }

    fn count(&mut self, asked: Instant) {
        self.round_trip = asked.elapsed();
        self.answers += 1;
    }

    async fn open(&mut self, question: &str, expect: Expect) -> Result<(), Broken> {
        // Whatever is there before the question is asked belongs to nobody.
        match self.framed.next().now_or_never() {
            None => {}
            Some(None) => return Err(broken(question, Why::Closed)),
            Some(Some(Err(error))) => return Err(broken(question, frame(error))),
            Some(Some(Ok(_))) => unreachable!("nothing is expected between questions"),
        }
        self.framed.decoder_mut().expect(expect);
        self.write(question).await
    }

    async fn write(&mut self, message: &str) -> Result<(), Broken> {
        debug_assert!(!message.contains(['\r', '\n']), "one line a message");
        trace!(target: "wire", "> {message}");
        self.out.clear();
        self.out.extend_from_slice(message.as_bytes());
        self.out.extend_from_slice(b"\r\n");
        match timeout(self.clocks.write, self.framed.get_mut().write_all(&self.out)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) => Err(broken(message, Why::Io(error))),
            Err(_) => Err(broken(message, Why::Stuck)),
        }
    }
}

fn piece(next: Option<Result<Piece, FrameError>>, during: &str) -> Result<Piece, Broken> {
    match next {
        Some(Ok(piece)) => Ok(piece),
        Some(Err(error)) => Err(broken(during, frame(error))),
        None => Err(broken(during, Why::Closed)),
    }
}

fn frame(error: FrameError) -> Why {
    match error {
        FrameError::Io(error) => Why::Io(error),
        error => Why::Frame(error),
    }
}

/// A broken line, during this message.
pub(crate) fn broken(during: &str, why: Why) -> Broken {
    Broken { during: text::clean(during), why }
}
