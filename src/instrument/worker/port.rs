//! A connection on which the urgent comes first: between two questions at once, during a question after
//! a moment's grace for the answer that is about to come. Every wait ends when the connection is to be closed.

use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::watch;
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;

use crate::core::ids::LaserSet;
use crate::core::transcript::Cause;
use crate::instrument::ctp10;
use crate::instrument::ctp10::common::ErrorEntry;
use crate::instrument::scpi::broken::{Broken, Why, broken};
use crate::instrument::scpi::line::Line;
use crate::instrument::scpi::message::{Command, Question};

use super::stamp::Stamps;
use super::urgent::Urgent;

/// How long an open question may hold back something urgent.
const GRACE: Duration = Duration::from_millis(5);
/// How long a line that never answered anything may take to answer about its error queue.
const FIRST: Duration = Duration::from_secs(4);
/// Errors taken from the queue at once: more than any queue holds.
const MOST_ERRORS: usize = 100;

mod conversation;
mod joined;

/// What a connection is made of.
pub(super) trait Stream: AsyncRead + AsyncWrite + Unpin {}

impl<S: AsyncRead + AsyncWrite + Unpin> Stream for S {}

/// The connection.
pub(super) struct Port<S> {
    pub(super) line: Line<S>,
    pub(super) urgent: watch::Receiver<Urgent>,
    pub(super) stamps: Stamps,
    cancel: CancellationToken,
    /// What the main line read back as done: not worth a command any more.
    fulfilled: watch::Receiver<Urgent>,
    /// The urgent requests that were written on this connection.
    sent: Urgent,
    /// Positions that are known to be empty: not worth a command.
    pub(super) empty: LaserSet,
    /// It has answered something.
    lives: bool,
    /// Errors found beside those that explain why there was no answer.
    pub(super) found: Vec<ErrorEntry>,
}

/// What all connections of a worker share.
#[derive(Clone, Debug)]
pub(super) struct Shared {
    pub(super) stamps: Stamps,
    /// Ends every wait.
    pub(super) cancel: CancellationToken,
    /// What the main line read back as done.
    pub(super) fulfilled: watch::Receiver<Urgent>,
}

/// How long an answer is waited for before the error queue is asked about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Patience {
    /// As long as answers take here.
    Usual,
    /// Less: what is asked about may not be there.
    Probing,
}

impl<S: Stream> Port<S> {
    /// A port that will first write whatever is requested and not `done`.
    pub(super) fn new(
        line: Line<S>,
        urgent: watch::Receiver<Urgent>,
        done: Urgent,
        Shared { stamps, cancel, fulfilled }: Shared,
    ) -> Self {
        let found = Vec::new();
        Self {
            line,
            urgent,
            stamps,
            cancel,
            fulfilled,
            sent: done,
            empty: LaserSet::NONE,
            lives: false,
            found,
        }
    }

    /// The urgent requests as they stand.
    pub(super) fn requested(&self) -> Urgent {
        *self.urgent.borrow()
    }

    /// Writes every request that was not yet written here.
    pub(super) async fn flush_urgent(&mut self) -> Result<(), Broken> {
        let requested = *self.urgent.borrow_and_update();
        if requested == self.sent {
            return Ok(());
        }
        self.sent.merge(&self.fulfilled.borrow());
        let cause = std::mem::replace(&mut self.line.cause, Cause::Urgent);
        for laser in requested.off_since(&self.sent).without(self.empty).iter() {
            self.write(&ctp10::laser::off(laser)).await?;
        }
        if requested.abort > self.sent.abort {
            self.write(&ctp10::scan::abort()).await?;
        }
        self.line.cause = cause;
        self.sent = requested;
        Ok(())
    }

    async fn write(&mut self, command: &Command) -> Result<(), Broken> {
        tokio::select! {
            biased;
            () = self.cancel.cancelled() => Err(broken(command.text(), Why::Closing)),
            sent = self.line.send(command) => sent,
        }
    }

    /// Sends a command, the urgent first.
    pub(super) async fn send(&mut self, command: &Command) -> Result<(), Broken> {
        self.flush_urgent().await?;
        self.write(command).await
    }

    /// Sends a command if the gate opens when it has seen what is urgent; whether it did. Nothing is awaited between the
    /// two: what becomes urgent later is written behind the command.
    pub(super) async fn send_through(
        &mut self,
        command: &Command,
        gate: impl FnOnce(&Urgent) -> bool,
    ) -> Result<bool, Broken> {
        let opens = self.passes(gate).await?;
        if opens {
            self.write(command).await?;
        }
        Ok(opens)
    }

    /// Writes what is urgent and shows it to the gate; whether that opens.
    async fn passes(&mut self, gate: impl FnOnce(&Urgent) -> bool) -> Result<bool, Broken> {
        self.flush_urgent().await?;
        Ok(gate(&self.requested()))
    }

    /// Asks a question, the urgent first.
    pub(super) async fn ask<R>(&mut self, question: &Question<R>) -> Result<R, Broken> {
        let reads = |answer: &str| question.read(answer).is_some();
        let answer = self.ask_text(question.text(), Patience::Usual, reads).await?;
        question.read(&answer).ok_or_else(|| broken(question.text(), Why::Shape(answer)))
    }

    /// Asks for a line that reads as it should, the urgent first. One that does not come is followed, on the
    /// same line, by a question to the error queue, whose answer looks like no other: if that comes alone,
    /// there is no reply ([`Why::Unanswered`]) and the line is in step.
    pub(super) async fn ask_text(
        &mut self,
        question: &str,
        patience: Patience,
        reads: impl Fn(&str) -> bool,
    ) -> Result<String, Broken> {
        self.flush_urgent().await?;
        let asked = self.put(question).await?;
        match self.text(question, asked, asked + self.clock(patience)).await {
            Ok(answer) if reads(&answer) => Ok(answer),
            Ok(answer) => Err(broken(question, Why::Shape(answer))),
            Err(silent) if silent.is_late() && planted!(LateAnswer) => {
                Err(self.unanswered(question, asked, Vec::new(), false))
            }
            // There is nothing to ask the queue about itself.
            Err(silent) if silent.is_late() && question != ctp10::common::next_error().text() => {
                let (late, errors) = self.consult(question, asked, 1).await?;
                match late.into_iter().next() {
                    Some(answer) if reads(&answer) => {
                        self.found.extend(errors);
                        Ok(answer)
                    }
                    Some(answer) => Err(broken(question, Why::Shape(answer))),
                    None => Err(self.unanswered(question, asked, errors, false)),
                }
            }
            Err(broken) => {
                self.line.failed(question, broken.why.to_string(), asked);
                Err(broken)
            }
        }
    }

    /// What there is instead of a reply.
    fn unanswered(
        &mut self,
        question: &str,
        asked: Instant,
        errors: Vec<ErrorEntry>,
        in_part: bool,
    ) -> Broken {
        let (why, others): (Vec<_>, Vec<_>) = errors.into_iter().partition(explains);
        self.found.extend(others);
        let error = why.first().map(ToString::to_string);
        let not_there = why.first().map(|entry| entry.code);
        let broken = broken(question, Why::Unanswered { error, not_there, in_part });
        self.line.failed(question, broken.why.to_string(), asked);
        broken
    }

    /// Asks the error queue about a question that is open; the lines that came before its answer, at most so
    /// many, and what stood in it.
    pub(super) async fn consult(
        &mut self,
        during: &str,
        asked: Instant,
        most: usize,
    ) -> Result<(Vec<String>, Vec<ErrorEntry>), Broken> {
        let question = ctp10::common::next_error();
        let behind = tokio::select! {
            biased;
            () = self.cancel.cancelled() => return Err(broken(during, Why::Closing)),
            behind = self.line.put_behind(question.text()) => behind?,
        };
        let wait = if self.lives { self.line.clock() } else { self.line.clock().max(FIRST) };
        let mut until = behind + wait;
        let (mut before, mut errors) = (Vec::new(), Vec::new());
        let first = loop {
            self.line.expect_more();
            let text = self.any_text(during, asked, until).await.inspect_err(|broken| {
                self.line.failed(during, broken.why.to_string(), asked);
            })?;
            match queue_entry(&text) {
                Some(entry) => {
                    self.line.note_response(question.text(), &text, behind);
                    break entry;
                }
                None if before.len() == most => return Err(broken(during, Why::Shape(text))),
                None => {
                    self.line.note_response(during, &text, asked);
                    before.push(text);
                    // It answers again: what was asked behind that does not take long any more.
                    until = until.min(Instant::now() + self.line.next_clock());
                }
            }
        };
        let mut entry = first;
        while entry.code != 0 && errors.len() < MOST_ERRORS {
            errors.push(entry);
            let behind = self.put(question.text()).await?;
            let text = self.text(question.text(), behind, behind + self.line.clock()).await?;
            entry = queue_entry(&text).ok_or_else(|| broken(question.text(), Why::Shape(text)))?;
        }
        Ok((before, errors))
    }

    /// Empties the error queue.
    pub(super) async fn drain_errors(&mut self) -> Result<Vec<ErrorEntry>, Broken> {
        let mut errors = Vec::new();
        while errors.len() < MOST_ERRORS {
            let error = self.ask(&ctp10::common::next_error()).await?;
            if error.code == 0 {
                break;
            }
            errors.push(error);
        }
        Ok(errors)
    }

    fn clock(&self, patience: Patience) -> Duration {
        match patience {
            Patience::Usual => self.line.clock(),
            Patience::Probing => self.line.probe_clock(),
        }
    }

    async fn put(&mut self, question: &str) -> Result<Instant, Broken> {
        tokio::select! {
            biased;
            () = self.cancel.cancelled() => Err(broken(question, Why::Closing)),
            put = self.line.put_text(question) => put,
        }
    }

    /// Waits for a line, the urgent first.
    async fn text(&mut self, during: &str, asked: Instant, until: Instant) -> Result<String, Broken> {
        let text = self.any_text(during, asked, until).await?;
        self.line.note_response(during, &text, asked);
        Ok(text)
    }

    /// The same, when it is not known yet what it answers.
    async fn any_text(&mut self, during: &str, asked: Instant, until: Instant) -> Result<String, Broken> {
        let text = loop {
            tokio::select! {
                biased;
                text = self.line.any_text(during, asked, until) => break text,
                () = self.cancel.cancelled() => break Err(broken(during, Why::Closing)),
                Ok(()) = self.urgent.changed(), if !planted!(UrgentUnheard) => {}
            }
            tokio::select! {
                biased;
                text = self.line.any_text(during, asked, until) => break text,
                () = self.cancel.cancelled() => break Err(broken(during, Why::Closing)),
                () = sleep(GRACE) => {}
            }
            self.flush_urgent().await?;
        };
        self.lives |= text.is_ok();
        text
    }

    /// Ready when the connection is to be closed.
    pub(super) fn closing(&self) -> CancellationToken {
        self.cancel.clone()
    }
}

/// Whether an error says why a question has no reply.
fn explains(error: &ErrorEntry) -> bool {
    matches!(error.code, -241 | -114 | -113)
}

/// An answer of the error queue. Its shape is no other answer's: a whole number that is 0 or an error's, a
/// comma, and words that are no unit.
fn queue_entry(answer: &str) -> Option<ErrorEntry> {
    let (code, text) = answer.trim().split_once(',')?;
    let code: i32 = code.trim().parse().ok()?;
    let text = text.trim().trim_matches('"').trim();
    let worded = text.len() > 3 && text.starts_with(|c: char| c.is_ascii_alphabetic());
    let unit = ["DBM", "DBMA"].contains(&text.to_ascii_uppercase().as_str());
    let is_error = code == 0 && text.to_ascii_lowercase().starts_with("no error") || code <= -100 || code > 0;
    (worded && !unit && is_error).then(|| ErrorEntry { code, text: text.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::queue_entry;

    #[test]
    fn the_queue_answers_like_nothing_else() {
        for answer in [
            "0,No error",
            "+0,\"No error\"",
            "-241,\"Hardware missing\"",
            "-113,Undefined header",
            "-100,Command error",
            "+105,Laser too hot",
        ] {
            assert!(queue_entry(answer).is_some(), "{answer}");
        }
        for answer in [
            "0",
            "1,5.6",
            "0,0",
            "0,FREQ",
            "-99,FREQ",
            "1,0,20261124,120431",
            "1,\"0\",\"20261124\"",
            "-5,DBM",
            "-150,DBM",
            "-5.25,DBM",
            "1.0E-011,PM",
            "1550,NM",
            "EXFO,CTP10,1,2",
            "EXFO,NONE,0,0",
            "",
            "SING",
        ] {
            assert!(queue_entry(answer).is_none(), "{answer}");
        }
    }
}
