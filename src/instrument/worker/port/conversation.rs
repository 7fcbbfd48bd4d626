//! A line as it was typed, whose answer nobody knows.

use super::{Port, Stream};
use crate::instrument::scpi::broken::{Broken, Why, broken};
use crate::instrument::worker::urgent::Urgent;

impl<S: Stream> Port<S> {
    /// Asks what nobody knows the answer of, through a gate as a command is sent through one; `None` if it did not open.
    /// Something urgent ends the line: what is still to come of a long answer cannot be waited for.
    pub(in crate::instrument::worker) async fn converse_through(
        &mut self,
        text: &str,
        gate: impl FnOnce(&Urgent) -> bool,
    ) -> Result<Option<String>, Broken> {
        if !self.passes(gate).await? {
            return Ok(None);
        }
        self.converse_at_once(text).await.map(Some)
    }

    async fn converse_at_once(&mut self, text: &str) -> Result<String, Broken> {
        let asked = self.line.put_any(text).await?;
        let answer = tokio::select! {
            biased;
            answer = self.line.answer_any(text, asked) => Some(answer),
            () = self.cancel.cancelled() => return Err(broken(text, Why::Closing)),
            Ok(()) = self.urgent.changed() => None,
        };
        match answer {
            // Only before the first byte: in the middle of an answer the queue's would not be told from it.
            Some(Err(silent)) if silent.is_late() && self.line.is_untouched() => {
                let (late, errors) = self.consult(text, asked, 1).await?;
                match late.into_iter().next() {
                    Some(answer) => {
                        self.found.extend(errors);
                        Ok(answer)
                    }
                    None => Err(self.unanswered(text, asked, errors, false)),
                }
            }
            Some(answer) => answer,
            None => {
                self.flush_urgent().await?;
                Err(broken(text, Why::Urgent))
            }
        }
    }
}
