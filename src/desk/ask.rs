//! Questions as they stand: the identity, a line of SCPI, the error queue, and how fast they are answered.

use std::time::Duration;

use tokio::time::Instant;

use super::door::Door;
use super::{Desk, Failed, LINK, Reply};
use crate::core::request::{Asking, Query};
use crate::core::snapshot::Identity;
use crate::instrument::ctp10::common::next_error;

/// Questions whose answers are timed.
const QUESTIONS: usize = 20;

/// An instrument that answers, and how fast.
#[derive(Clone, Debug)]
pub(crate) struct Answers {
    /// Who it is.
    pub(crate) identity: Identity,
    /// Half of the answers came within this time.
    pub(crate) median: Duration,
    /// The last of them.
    pub(crate) slowest: Duration,
}

impl<D: Door> Desk<D> {
    /// Who answers.
    pub(crate) async fn identity(&mut self) -> Result<Identity, Failed> {
        self.until(LINK, "identified itself", |bench| bench.identity.clone()).await
    }

    /// Asks it who it is, several times.
    pub(crate) async fn answers(&mut self) -> Result<Answers, Failed> {
        let identity = self.identity().await?;
        let mut trips = Vec::with_capacity(QUESTIONS);
        for _ in 0..QUESTIONS {
            let asking = Asking::new("*IDN?").map_err(Failed::refused)?;
            let begun = Instant::now();
            self.ask(Query::Ask(asking)).await?;
            trips.push(begun.elapsed());
        }
        trips.sort_unstable();
        let at = |index: usize| trips.get(index).copied().unwrap_or_default();
        Ok(Answers { identity, median: at(QUESTIONS / 2), slowest: at(QUESTIONS - 1) })
    }

    /// The answer to one question, asked like those of the screen: the error queue, which may hold another client's errors, is
    /// left alone.
    ///
    /// # Errors
    /// Where there is no answer.
    pub(crate) async fn answer(&mut self, asking: Asking) -> Result<String, Failed> {
        self.linked().await?;
        Ok(self.ask(Query::Ask(asking)).await?.unwrap_or_default())
    }

    /// The answer to one question of a person, and nothing where there is none. What the error queue says of it is an error.
    pub(crate) async fn query(&mut self, asking: Asking) -> Result<String, Failed> {
        self.linked().await?;
        Ok(self.ask(Query::Say(asking)).await?.unwrap_or_default())
    }

    /// Reads the error queue until it is empty: what stood there.
    pub(crate) async fn errors(&mut self) -> Result<Vec<String>, Failed> {
        /// An instrument that always has one more is not asked for ever.
        const MOST: usize = 1000;
        self.linked().await?;
        let question = next_error();
        let mut all = Vec::new();
        while all.len() < MOST {
            let asking = Asking::new(question.text()).map_err(Failed::refused)?;
            let answer = self.ask(Query::Ask(asking)).await?.unwrap_or_default();
            if question.read(&answer).is_some_and(|entry| entry.code == 0) {
                break;
            }
            all.push(answer);
        }
        Ok(all)
    }

    async fn ask(&mut self, query: Query) -> Result<Option<String>, Failed> {
        let id = self.access().ask(query).map_err(Failed::refused)?;
        Ok(match self.ended(id).await? {
            Reply::Answer(answer) => answer,
            Reply::Done(words) => Some(words),
        })
    }
}
