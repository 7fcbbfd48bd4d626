//! Whether the instrument answers, and how fast.

use std::time::Duration;

use tokio::time::Instant;

use super::ask::ask;
use super::{Desk, Failed};
use crate::core::request::{Asking, Query};
use crate::core::snapshot::Identity;

/// Questions whose answers are timed.
const QUESTIONS: usize = 20;

/// An instrument that answers.
#[derive(Clone, Debug)]
pub(crate) struct Answers {
    /// Who it is.
    pub(crate) identity: Identity,
    /// Half of the answers came within this time.
    pub(crate) median: Duration,
    /// The last of them.
    pub(crate) slowest: Duration,
}

/// Asks it who it is, several times.
///
/// # Errors
/// If it does not answer.
pub(crate) async fn answers(mut desk: Desk) -> Result<Answers, Failed> {
    let identity = desk.until(super::LINK, "identified itself", |bench| bench.identity.clone()).await?;
    let mut trips = Vec::with_capacity(QUESTIONS);
    for _ in 0..QUESTIONS {
        let asking = Asking::new("*IDN?").map_err(Failed::refused)?;
        let begun = Instant::now();
        ask(&mut desk, Query::Ask(asking)).await?;
        trips.push(begun.elapsed());
    }
    trips.sort_unstable();
    let at = |index: usize| trips.get(index).copied().unwrap_or_default();
    Ok(Answers { identity, median: at(QUESTIONS / 2), slowest: at(QUESTIONS - 1) })
}
