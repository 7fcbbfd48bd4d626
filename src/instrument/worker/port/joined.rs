//! Several questions in one message, where the instrument answers so.

use super::{Patience, Port, Stream, explains};
use crate::instrument::ctp10;
use crate::instrument::scpi::broken::{Broken, Why, broken};

impl<S: Stream> Port<S> {
    /// Asks several questions in one message, whose answers come in one line with `;` between; as many as
    /// there were questions. [`Why::Unanswered`]: the error queue says why there are fewer.
    pub(in crate::instrument::worker) async fn ask_joined(
        &mut self,
        questions: &[String],
        patience: Patience,
    ) -> Result<Vec<String>, Broken> {
        let message = questions.join(";");
        let parts = |answer: &str| {
            let mut parts: Vec<_> = answer.split(';').map(str::to_owned).collect();
            let powers = questions[0].starts_with(":CTP:SENSe") && questions[0].ends_with(":POWer?");
            if planted!(ShortAnswer) && powers && parts.len() + 1 == questions.len() {
                parts.extend(parts.last().cloned());
            }
            parts
        };
        let whole = |answer: &str| parts(answer).len() == questions.len();
        self.flush_urgent().await?;
        let asked = self.put(&message).await?;
        let first = match self.text(&message, asked, asked + self.clock(patience)).await {
            Ok(answer) if whole(&answer) => return Ok(parts(&answer)),
            Ok(answer) => Some(answer),
            Err(silent) if silent.is_late() => None,
            Err(broken) => return Err(broken),
        };
        let most = questions.len() - usize::from(first.is_some());
        let (late, errors) = self.consult(&message, asked, most).await?;
        match (first, late.as_slice()) {
            (None, [answer]) if whole(answer) => {
                self.found.extend(errors);
                Ok(parts(answer))
            }
            (first, []) if !errors.is_empty() || patience == Patience::Probing => {
                Err(self.unanswered(&message, asked, errors, first.is_some()))
            }
            // Nothing explains it: it may be an answer that was cut.
            (first, late) => {
                Err(broken(&message, Why::Shape(first.into_iter().chain(late.to_vec()).collect())))
            }
        }
    }

    /// Tries whether two questions in one message are answered as two. Known is what the first one answers.
    pub(in crate::instrument::worker) async fn try_joined(&mut self, identity: &str) -> Result<bool, Broken> {
        let questions =
            [ctp10::common::identity().text().to_owned(), ctp10::common::condition().text().into()];
        let message = questions.join(";");
        self.flush_urgent().await?;
        let asked = self.put(&message).await?;
        let until = asked + self.line.probe_clock();
        let first = match self.text(&message, asked, until).await {
            Ok(answer) => Some(answer),
            Err(silent) if silent.is_late() => None,
            Err(broken) => return Err(broken),
        };
        let both = |answer: &str| {
            let condition = answer.rsplit_once(';').filter(|(first, _)| first.trim() == identity.trim());
            condition.is_some_and(|(_, condition)| ctp10::common::condition().read(condition).is_some())
        };
        if first.as_deref().is_some_and(both) {
            return Ok(true);
        }
        let (late, errors) = self.consult(&message, asked, questions.len()).await?;
        self.found.extend(errors.into_iter().filter(|error| !explains(error) && error.code != -102));
        Ok(late.len() == 1 && both(&late[0]))
    }
}
