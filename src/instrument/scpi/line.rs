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

use super::broken::{Broken, Why, broken};
use super::codec::{AnswerCodec, Expect, FrameError, Piece};
use super::message::{BlockQuestion, Command, Question};
use super::meter::Meter;
use crate::core::cast::count_u64;
use crate::core::text;
use crate::core::transcript::{Cause, Exchange, Response, Transcript};

/// How long each kind of wait may last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clocks {
    /// From a short question to its answer, at the least: it rises by itself where answers take longer
    /// (see `Meter::clock`).
    pub answer: Duration,
    /// From a block question to the block's first byte.
    pub(crate) block: Duration,
    /// Between two bytes of an answer.
    pub(crate) between: Duration,
    /// For a write to be taken.
    pub(crate) write: Duration,
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

/// A connection to an instrument.
pub struct Line<S> {
    framed: FramedRead<S, AnswerCodec>,
    clocks: Clocks,
    out: Vec<u8>,
    transcript: Transcript,
    /// When the open block was asked for, or its last bytes came: who waits may be called away and come
    /// back, and the clock must not restart with that.
    last_byte: Instant,
    /// Why the next messages are said, for the transcript.
    pub(crate) cause: Cause,
    /// Figures of what passed.
    pub(crate) meter: Meter,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Line<S> {
    /// Bytes read at once where the end of an answer is not known.
    const READ_AT_ONCE: usize = 4 << 10;
    /// How long an answer in a conversation may take: nobody knows what was asked.
    const CONVERSATION: Duration = Duration::from_secs(5);
    /// Bytes of a block that a conversation shows.
    const SHOWN: usize = 16;

    /// Takes a fresh connection.
    pub fn new(stream: S, clocks: Clocks) -> Self {
        Self {
            framed: FramedRead::with_capacity(stream, AnswerCodec::default(), Self::READ_AT_ONCE),
            clocks,
            out: Vec::with_capacity(128),
            transcript: Transcript::default(),
            last_byte: Instant::now(),
            cause: Cause::default(),
            meter: Meter::default(),
        }
    }

    /// Everything that is said goes into this transcript.
    #[must_use]
    pub(crate) fn recorded(self, transcript: Transcript) -> Self {
        Self { transcript, ..self }
    }

    /// Sends a command. There is no answer, so it may go out while an answer is awaited: TCP is full duplex.
    pub(crate) async fn send(&mut self, command: &Command) -> Result<(), Broken> {
        let begun = Instant::now();
        let written = self.write(command.text()).await;
        let response = written
            .as_ref()
            .map_or_else(|broken| Response::Failed(broken.why.to_string()), |()| Response::Nothing);
        self.record(command.text(), response, begun);
        written
    }

    /// Asks a question and reads its answer as what it must be.
    pub async fn ask<R>(&mut self, question: &Question<R>) -> Result<R, Broken> {
        let asked = self.put(question).await?;
        self.answer(question, asked).await
    }

    /// Writes a question; its time of asking goes to [`answer`](Self::answer).
    pub(crate) async fn put<R>(&mut self, question: &Question<R>) -> Result<Instant, Broken> {
        self.open(question.text(), Expect::Line).await?;
        Ok(Instant::now())
    }

    /// Waits for the answer to the question that was put. Cancel-safe: it can be called again.
    pub(crate) async fn answer<R>(&mut self, question: &Question<R>, asked: Instant) -> Result<R, Broken> {
        let during = question.text();
        let until = asked + self.clock();
        let answer = self.any_text(during, asked, until).await?;
        self.note_response(during, &answer, asked);
        question.read(&answer).ok_or_else(|| broken(during, Why::Shape(answer)))
    }

    /// Writes a question that is answered by one line; its time of asking goes to [`any_text`](Self::any_text).
    pub(crate) async fn put_text(&mut self, question: &str) -> Result<Instant, Broken> {
        self.open(question, Expect::Line).await?;
        Ok(Instant::now())
    }

    /// Writes one more question while the answer to another one is still open.
    pub(crate) async fn put_behind(&mut self, question: &str) -> Result<Instant, Broken> {
        self.write(question).await?;
        Ok(Instant::now())
    }

    /// One more line is to come.
    pub(crate) fn expect_more(&mut self) {
        self.framed.decoder_mut().expect(Expect::Line);
    }

    /// Waits for a line of which it shows only then what it answers: see [`note_response`](Self::note_response). Cancel-safe.
    pub(crate) async fn any_text(
        &mut self,
        during: &str,
        asked: Instant,
        until: Instant,
    ) -> Result<String, Broken> {
        match self.first(during, asked, until).await? {
            Piece::Line(answer) => Ok(text::clean_bytes(&answer)),
            Piece::BlockHead(_) => unreachable!("the codec gives a line where a line is expected"),
        }
    }

    /// Notes which question a line answers.
    pub(crate) fn note_response(&mut self, during: &str, answer: &str, asked: Instant) {
        self.note_line(during, answer.as_bytes(), asked);
    }

    /// How long an answer is waited for.
    pub(crate) fn clock(&self) -> Duration {
        self.meter.clock(self.clocks.answer)
    }

    /// How long the next answer is waited for once one has come, however late.
    pub(crate) fn next_clock(&self) -> Duration {
        self.meter.next(self.clocks.answer)
    }

    /// How long an answer is waited for that may never come, before the error queue is asked about it.
    pub(crate) fn probe_clock(&self) -> Duration {
        self.meter.probe(self.clocks.answer)
    }

    /// Not a byte of an answer has come.
    pub(crate) fn is_untouched(&self) -> bool {
        self.framed.read_buffer().is_empty() && self.framed.decoder().is_waiting()
    }

    /// Notes what a question came to that was not answered in time.
    pub(crate) fn failed(&self, during: &str, words: String, asked: Instant) {
        self.record(during, Response::Failed(words), asked);
    }

    /// Writes a question of which it is not known what the answer will be.
    pub(crate) async fn put_any(&mut self, text: &str) -> Result<Instant, Broken> {
        self.open(text, Expect::Any).await?;
        Ok(Instant::now())
    }

    /// Waits for whatever answers it: a line as it is, of a block its size and first bytes. The line is of
    /// no use any more when this is dropped half way.
    pub(crate) async fn answer_any(&mut self, text: &str, asked: Instant) -> Result<String, Broken> {
        let length = match self.first(text, asked, asked + self.clock().max(Self::CONVERSATION)).await? {
            Piece::Line(answer) => return Ok(self.note_line(text, &answer, asked)),
            Piece::BlockHead(length) => length,
        };
        self.last_byte = Instant::now();
        let (mut head, mut left) = (Vec::new(), length);
        let mut piece = vec![0; Self::READ_AT_ONCE];
        while left > 0 {
            let room = left.min(piece.len());
            let count = self.block_bytes(&mut piece[..room], text).await?;
            head.extend_from_slice(&piece[..count.min(Self::SHOWN.saturating_sub(head.len()))]);
            left -= count;
        }
        self.note_block(text, length, asked);
        let bytes: Vec<String> = head.iter().map(|byte| format!("{byte:02X}")).collect();
        let more = if length > head.len() { " ..." } else { "" };
        Ok(format!("block of {length} bytes: {}{more}", bytes.join(" ")))
    }

    /// The first piece of an answer.
    async fn first(&mut self, during: &str, asked: Instant, until: Instant) -> Result<Piece, Broken> {
        let first = match timeout_at(until, self.framed.next()).await {
            Ok(next) => piece(next, during),
            // What is done about it is noted by whoever does it.
            Err(_) => return Err(broken(during, Why::Silent(until - asked))),
        };
        if let Err(broken) = &first {
            self.record(during, Response::Failed(broken.why.to_string()), asked);
        }
        first
    }

    fn note_line(&mut self, during: &str, answer: &[u8], asked: Instant) -> String {
        self.meter.count(asked.elapsed(), answer.len() + 2);
        let answer = text::clean_bytes(answer);
        trace!(target: "wire", "< {answer}");
        self.record(during, Response::Answer(answer.clone()), asked);
        answer
    }

    /// Notes that a block came whole.
    pub(crate) fn note_block(&mut self, during: &str, length: usize, asked: Instant) {
        self.meter.received += count_u64(length);
        self.record(during, Response::Block(length), asked);
    }

    fn record(&self, message: &str, response: Response, since: Instant) {
        let (at, took) = (Instant::now(), since.elapsed());
        let exchange =
            Exchange { at: at.into_std(), cause: self.cause, message: message.to_owned(), response, took };
        self.transcript.push(exchange);
    }

    /// Writes a block question without waiting for anything.
    pub async fn ask_block(&mut self, question: &BlockQuestion, elements: usize) -> Result<(), Broken> {
        let expect = Expect::Block { element: question.element, elements: Some(elements) };
        self.last_byte = Instant::now();
        self.open(question.text(), expect).await
    }

    /// Waits for the head of the block. Cancel-safe.
    pub async fn block_head(&mut self, during: &str) -> Result<usize, Broken> {
        match timeout_at(self.last_byte + self.clocks.block, self.framed.next()).await {
            Err(_) => Err(broken(during, Why::Silent(self.clocks.block))),
            Ok(next) => match piece(next, during)? {
                Piece::BlockHead(length) => {
                    self.last_byte = Instant::now();
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
            self.last_byte = Instant::now();
            return Ok(count);
        }
        match timeout_at(self.last_byte + self.clocks.between, self.framed.get_mut().read(room)).await {
            Ok(Ok(0)) => Err(broken(during, Why::Closed)),
            Ok(Ok(count)) => {
                self.last_byte = Instant::now();
                Ok(count)
            }
            Ok(Err(error)) => Err(broken(during, Why::Io(error))),
            Err(_) => Err(broken(during, Why::Silent(self.clocks.between))),
        }
    }

    /// Hands the stream back, for closing it in a particular way.
    pub(crate) fn into_stream(self) -> S {
        self.framed.into_inner()
    }

    async fn open(&mut self, question: &str, expect: Expect) -> Result<(), Broken> {
        // Whatever is there before the question is asked belongs to nobody.
        match self.framed.next().now_or_never() {
            None => {}
            Some(None) => return Err(broken(question, Why::Closed)),
            Some(Some(Err(error))) => return Err(broken(question, frame(error))),
            Some(Some(Ok(_))) if planted!(LateAnswer) => {}
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
        self.meter.sent += count_u64(self.out.len());
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
    if let FrameError::Io(error) = error { Why::Io(error) } else { Why::Frame(error) }
}

#[cfg(test)]
mod tests;
