//! Whoever asks over the network, as a door: is told with the answer what came to light beside it, and agrees to light beforehand
//! where the start allowed it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::answer::HttpError;
use super::call::Call;
use super::policy::Right;
use crate::core::consent::{Beams, WithHarm};
use crate::core::parameter::Change;
use crate::core::request::Asking;
use crate::core::snapshot::Snapshot;
use crate::desk::Desk;
use crate::desk::door::Door;
use crate::desk::failed::Failed;
use crate::instrument::scpi::message::Question;

/// Somebody at the other end of a connection.
pub(super) struct Guest {
    /// Agreed to beforehand, if light may go out for this one.
    light: Option<WithHarm>,
    /// Light was not let out.
    refused: Arc<AtomicBool>,
}

impl Guest {
    /// One that only asks.
    pub(super) fn silent() -> Self {
        Self { light: None, refused: Arc::default() }
    }
}

impl Door for Guest {
    fn tell(&mut self, words: &str) {
        tracing::warn!("{words}");
    }

    fn progress(&mut self, _: Option<(&str, Option<f64>)>) {}

    async fn agree(&mut self, beams: &Beams) -> Option<WithHarm> {
        if self.light.is_some() {
            for words in beams.words() {
                tracing::warn!("laser emission: {words}");
            }
        } else {
            self.refused.store(true, Ordering::Relaxed);
        }
        self.light
    }
}

/// Whether light may go out for a request of such a row: the row says whether any does, and whether who asks may let it out is
/// asked then only.
fn agreed(right: Right, may_light: impl Fn() -> bool) -> Option<WithHarm> {
    match right {
        Right::Read | Right::Off | Right::Order => None,
        Right::Raise | Right::Light => WithHarm::given(may_light()),
    }
}

impl Call {
    /// Does a piece of work to its end, whether or not whoever asked waits for it; how it ended.
    ///
    /// # Errors
    /// Where it would have let out light that may not go out.
    pub(super) async fn try_work<T, W>(
        &self,
        work: impl FnOnce(Desk<Guest>) -> W,
    ) -> Result<Result<T, Failed>, HttpError>
    where
        W: Future<Output = Result<T, Failed>> + Send + 'static,
        T: Send + 'static,
    {
        let refused = Arc::new(AtomicBool::new(false));
        let light = agreed(self.right, || self.may(Right::Light).is_ok());
        let guest = Guest { light, refused: Arc::clone(&refused) };
        let (closing, work) = (self.service.closing.clone(), work(Desk::at(&self.line.access, guest)));
        // What the end of the service finds half done orders nothing more.
        let done = tokio::spawn(async move { closing.run_until_cancelled(work).await }).await;
        let done = done.map_err(|_| HttpError::defect("the work ended unexpectedly"))?;
        let Some(done) = done else { return Err(HttpError::not_connected()) };
        // Who may not let light out is told that, and not how he would have agreed to it.
        if done.is_err() && refused.load(Ordering::Relaxed) {
            self.may(Right::Light)?;
        }
        Ok(done)
    }

    /// The same; what came of it, or "Failed to set power: ...".
    pub(super) async fn work<T, W>(
        &self,
        phrase: &'static str,
        work: impl FnOnce(Desk<Guest>) -> W,
    ) -> Result<T, HttpError>
    where
        W: Future<Output = Result<T, Failed>> + Send + 'static,
        T: Send + 'static,
    {
        self.try_work(work).await?.map_err(|failed| HttpError::failed(phrase, failed))
    }

    /// Sets values in this order; the bench as it is then.
    pub(super) async fn set(
        &self,
        phrase: &'static str,
        changes: Vec<Change>,
    ) -> Result<Arc<Snapshot>, HttpError> {
        for &(parameter, _) in &changes {
            self.line.value(parameter).await?;
        }
        self.work(phrase, async move |mut desk| {
            let moved = desk.set_all(changes).await?;
            for moved in moved {
                tracing::info!("{}", moved.words());
            }
            Ok(desk.bench())
        })
        .await
    }

    /// Asks one question; the answer as it came.
    pub(super) async fn ask(&self, phrase: &'static str, question: &str) -> Result<String, HttpError> {
        let asking = Asking::new(question).map_err(|error| HttpError::failed(phrase, error))?;
        self.work(phrase, async move |mut desk| desk.answer(asking).await).await
    }

    /// Asks one question and reads its answer.
    pub(super) async fn read<R>(&self, phrase: &'static str, question: &Question<R>) -> Result<R, HttpError> {
        let answer = self.ask(phrase, question.text()).await?;
        let strange = || HttpError::failed(phrase, format!("the instrument answers {answer:?}"));
        question.read(&answer).ok_or_else(strange)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn light_goes_out_for_rows_that_say_so_and_for_nobody_who_may_not() {
        for right in [Right::Read, Right::Off, Right::Order] {
            assert_eq!(agreed(right, || true), None, "{right:?}");
        }
        for right in [Right::Raise, Right::Light] {
            assert!(agreed(right, || true).is_some() && agreed(right, || false).is_none(), "{right:?}");
        }
    }
}
