//! One request of the operator: sent once, its errors read, what it moved read back.

use tokio::time::Instant;

use crate::core::consent::Consent;
use crate::core::event::Event;
use crate::core::outcome::{Cancelled, Doubt, Outcome, Refusal};
use crate::core::request::{Order, ScpiLine};
use crate::core::transcript::Cause;
use crate::instrument::scpi::broken::Broken;
use crate::instrument::scpi::message::{Command, Question};

use super::executor::Executor;
use super::handle::{Job, Queued};
use super::pending::{Carried, Pending};
use super::permit::Permit;
use super::port::{Port, Stream};
use super::urgent::Urgent;
use super::work::{Stop, Work};

impl Executor {
    /// Carries out a request and tells how it ended. An error ends the epoch.
    pub(super) async fn job<S: Stream>(
        &mut self,
        port: &mut Port<S>,
        pending: &mut Pending,
        Queued { id, about, job }: Queued,
    ) -> Result<(), Broken> {
        if let Some(why) = pending.excludes(&about) {
            self.state.finish(id, about, Outcome::Refused(why));
            return Ok(());
        }
        let mut work = Work { id, asks: job.asks(), sent: false };
        port.line.cause = Cause::Operator;
        let ended = self.carry_out(port, job, &mut work).await;
        port.line.cause = Cause::Polling;
        match ended {
            Ok(Carried::Ended(outcome)) | Err(Stop::Ended(outcome)) => {
                self.state.finish(id, about, outcome);
                Ok(())
            }
            Ok(Carried::Told) => Ok(()),
            Ok(Carried::Later(order)) => {
                pending.push(id, about, order);
                Ok(())
            }
            // Only the question came to nothing; what was sent before it was answered for.
            Err(Stop::Broken(broken)) if broken.is_in_step() => {
                self.found(port);
                if !work.asks {
                    self.state.carried_out();
                }
                let told = broken.told();
                let outcome = if work.is_doubtful() {
                    Outcome::Unknown(Doubt::NoAnswer(told))
                } else {
                    Outcome::Refused(Refusal::NoAnswer(told))
                };
                self.state.finish(id, about, outcome);
                Ok(())
            }
            Err(Stop::Broken(broken)) => {
                let told = broken.told();
                let outcome = if work.is_doubtful() {
                    Outcome::Unknown(Doubt::Broken(told))
                } else if work.asks {
                    Outcome::Lost(told)
                } else {
                    Outcome::Refused(Refusal::NotSent(told))
                };
                self.state.finish(id, about, outcome);
                Err(broken)
            }
        }
    }

    /// Carries out a request.
    async fn carry_out<S: Stream>(
        &mut self,
        port: &mut Port<S>,
        job: Job,
        work: &mut Work,
    ) -> Result<Carried, Stop> {
        match job {
            Job::Look(lights) => {
                self.read_light(port, &lights).await?;
                Ok(Outcome::Done(String::new()).into())
            }
            Job::Ask(asking) => self.ask_typed(port, asking.line()).await,
            Job::Say(asking) => self.say(port, asking.line(), None, work).await,
            Job::Order(Order::Say(line, consent)) => {
                self.say_order(port, &line, consent.as_ref(), work).await
            }
            Job::Order(Order::Set { changes, still, consent }) => {
                self.still_held(port, &still).await?;
                self.set_all(port, changes, consent.as_ref(), work).await
            }
            Job::Order(Order::Run(run)) => self.operate(port, &run, work).await,
        }
    }

    async fn ask_typed<S: Stream>(&mut self, port: &mut Port<S>, line: &ScpiLine) -> Result<Carried, Stop> {
        let question = Question::new(line.text(), |answer| Some(answer.to_owned()));
        Ok(Outcome::Answer(port.ask(&question).await?).into())
    }

    /// Sends a line that changes something, if its light was agreed to.
    async fn say_order<S: Stream>(
        &mut self,
        port: &mut Port<S>,
        line: &ScpiLine,
        consent: Option<&Consent>,
        work: &mut Work,
    ) -> Result<Carried, Stop> {
        let permit = self.may_say(port, work.id, line, consent).await?;
        self.say(port, line, permit.as_ref(), work).await
    }

    /// Sends a line as it stands and hands back what came, with what the error queue says of it.
    async fn say<S: Stream>(
        &mut self,
        port: &mut Port<S>,
        line: &ScpiLine,
        permit: Option<&Permit>,
        work: &mut Work,
    ) -> Result<Carried, Stop> {
        self.clear_errors(port).await?;
        let changes = line.changes();
        if changes {
            let stamp = port.stamps.next();
            self.state.truth.touch_all(stamp);
        }
        let begun = Instant::now();
        let gate = |requested: &Urgent| {
            work.sent = permit.is_none_or(|permit| self.opens(permit, requested));
            work.sent
        };
        let (went, answer) = if line.asks() {
            let answer = port.converse_through(line.text(), gate).await?;
            (answer.is_some(), answer)
        } else {
            (port.send_through(&Command::line(line.text().to_owned()), gate).await?, None)
        };
        if !went {
            return Err(Outcome::Cancelled(Cancelled::OffBefore).into());
        }
        let took = begun.elapsed();
        let errors = port.drain_errors().await?;
        self.state.carried_out();
        let errors = self.state.instrument_errors(&errors, true);
        self.state.tell(Event::Said { id: work.id, answer, errors, took });
        if changes {
            // Whatever it changed is read soon and not when its turn comes.
            self.state.snapshot.complete = false;
            self.poller.schedule.restart();
        }
        Ok(Carried::Told)
    }
}
