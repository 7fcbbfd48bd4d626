//! A connection on which the urgent comes first: between two questions at once, during a question after
//! a moment's grace for the answer that is about to come.

use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::watch;
use tokio::time::sleep;

use crate::core::ids::LaserSet;
use crate::core::transcript::Cause;
use crate::instrument::ctp10;
use crate::instrument::scpi::line::{Broken, Line, Why, broken};
use crate::instrument::scpi::message::{Command, Question};

use super::urgent::Urgent;

/// How long an open question may hold back something urgent.
const GRACE: Duration = Duration::from_millis(5);

pub(super) struct Port<S> {
    pub(super) line: Line<S>,
    pub(super) urgent: watch::Receiver<Urgent>,
    /// The wishes that were written on this connection.
    sent: Urgent,
    /// Positions that are known to be empty: not worth a command.
    pub(super) empty: LaserSet,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Port<S> {
    /// A port that will first write whatever is wished and not `done`.
    pub(super) const fn new(line: Line<S>, urgent: watch::Receiver<Urgent>, done: Urgent) -> Self {
        Self { line, urgent, sent: done, empty: LaserSet::NONE }
    }

    /// The wishes as they stand.
    pub(super) fn wish(&self) -> Urgent {
        *self.urgent.borrow()
    }

    /// Writes every wish that was not yet written here.
    pub(super) async fn flush_urgent(&mut self) -> Result<(), Broken> {
        let wish = *self.urgent.borrow_and_update();
        if wish == self.sent {
            return Ok(());
        }
        let cause = std::mem::replace(&mut self.line.cause, Cause::Urgent);
        for laser in wish.off_since(&self.sent).iter().filter(|&laser| !self.empty.contains(laser)) {
            self.line.send(&ctp10::laser::off(laser)).await?;
        }
        if wish.abort > self.sent.abort {
            self.line.send(&ctp10::scan::abort()).await?;
        }
        self.line.cause = cause;
        self.sent = wish;
        Ok(())
    }

    /// Sends a command, the urgent first.
    pub(super) async fn send(&mut self, command: &Command) -> Result<(), Broken> {
        self.flush_urgent().await?;
        self.line.send(command).await
    }

    /// Asks a question, the urgent first.
    pub(super) async fn ask<R>(&mut self, question: &Question<R>) -> Result<R, Broken> {
        self.flush_urgent().await?;
        let asked = self.line.put(question).await?;
        loop {
            tokio::select! {
                biased;
                answer = self.line.answer(question, asked) => return answer,
                Ok(()) = self.urgent.changed() => {}
            }
            tokio::select! {
                biased;
                answer = self.line.answer(question, asked) => return answer,
                () = sleep(GRACE) => {}
            }
            self.flush_urgent().await?;
        }
    }

    /// Asks what nobody knows the answer of. Something urgent ends the line: what is still to come of a
    /// long answer cannot be waited for.
    pub(super) async fn converse(&mut self, text: &str) -> Result<String, Broken> {
        self.flush_urgent().await?;
        self.converse_at_once(text).await
    }

    /// The same behind what was written last, whatever became urgent since.
    pub(super) async fn converse_at_once(&mut self, text: &str) -> Result<String, Broken> {
        let asked = self.line.put_any(text).await?;
        tokio::select! {
            biased;
            answer = self.line.answer_any(text, asked) => return answer,
            Ok(()) = self.urgent.changed() => {}
        }
        self.flush_urgent().await?;
        Err(broken(text, Why::Urgent))
    }
}
