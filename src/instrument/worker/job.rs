//! One request of the operator: sent once, its errors read, what it moved read back.

use tokio::time::Instant;

use crate::core::consent::Consent;
use crate::core::event::Event;
use crate::core::outcome::{Cancelled, Doubt, Outcome, Refusal};
use crate::core::parameter::{Change, Parameter, Value};
use crate::core::request::{Order, ScpiLine};
use crate::core::transcript::Cause;
use crate::instrument::ctp10;
use crate::instrument::scpi::line::Broken;
use crate::instrument::scpi::message::{Command, Question};

use super::connect::Connect;
use super::engine::Engine;
use super::handle::{Job, Queued};
use super::item::{Item, Reading, Taken};
use super::light::Permit;
use super::port::Port;
use super::urgent::Urgent;
use super::work::{Stop, Work};

impl<C: Connect> Engine<C> {
    /// Carries out a request and tells how it ended. An error ends the epoch.
    pub(super) async fn job(
        &mut self,
        port: &mut Port<C::Stream>,
        Queued { id, about, job }: Queued,
    ) -> Result<(), Broken> {
        let mut work = Work { id, asks: job.asks(), sent: false };
        port.line.cause = Cause::Operator;
        let ended = self.carry_out(port, job, &mut work).await;
        port.line.cause = Cause::Polling;
        match ended {
            Ok(Some(outcome)) | Err(Stop::Ended(outcome)) => {
                self.state.finish(id, about, outcome);
                Ok(())
            }
            Ok(None) => Ok(()),
            // Only the question came to nothing; what was sent before it was answered for.
            Err(Stop::Broken(broken)) if broken.is_in_step() => {
                self.found(port);
                self.state.carried_out();
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

    /// Carries out a request; its outcome, or none where that comes later.
    async fn carry_out(
        &mut self,
        port: &mut Port<C::Stream>,
        job: Job,
        work: &mut Work,
    ) -> Result<Option<Outcome>, Stop> {
        match job {
            Job::Look(lights) => {
                self.read_light(port, &lights).await?;
                Ok(Some(Outcome::Done(String::new())))
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

    /// Reads again what should still be held; the order ends if it is not.
    async fn still_held(&mut self, port: &mut Port<C::Stream>, held: &[Change]) -> Result<(), Stop> {
        let items: Vec<Item> = held.iter().map(|(parameter, _)| Item::Value(*parameter)).collect();
        self.reread(port, items).await?;
        let bench = &self.state.snapshot;
        let other = |&(parameter, held): &Change| {
            let is = bench.value(parameter).filter(|is| !held.agrees(*is))?;
            Some((parameter, held.to_string(), is.to_string()))
        };
        match held.iter().find_map(other) {
            None => Ok(()),
            Some((parameter, held, is)) => Err(Refusal::ChangedElsewhere { parameter, held, is }.into()),
        }
    }

    /// Sends a command once, by its permit if it lets light out; the inner result is the instrument's.
    pub(super) async fn order(
        &mut self,
        port: &mut Port<C::Stream>,
        command: &Command,
        permit: Option<&Permit>,
        work: &mut Work,
    ) -> Result<Result<(), Refusal>, Stop> {
        self.clear_errors(port).await?;
        if let Some(permit) = permit {
            let gate = |requested: &Urgent| {
                work.sent = self.opens(permit, requested);
                work.sent
            };
            if !port.send_through(command, gate).await? {
                return Err(Outcome::Cancelled(Cancelled::OffBefore).into());
            }
        } else {
            work.sent = true;
            #[cfg(test)]
            crate::planted::sent(Some(command.text()));
            port.send(command).await?;
        }
        let taken = self.taken(port).await?;
        #[cfg(test)]
        crate::planted::sent(None);
        Ok(taken)
    }

    /// Whether the instrument took what was sent last.
    pub(super) async fn taken(&mut self, port: &mut Port<C::Stream>) -> Result<Result<(), Refusal>, Broken> {
        let errors = port.drain_errors().await?;
        self.state.carried_out();
        if errors.is_empty() {
            return Ok(Ok(()));
        }
        Ok(Err(Refusal::Instrument(self.state.instrument_errors(&errors, true))))
    }

    /// Errors that were there before are not this command's; where another client is, they are that one's.
    pub(super) async fn clear_errors(&mut self, port: &mut Port<C::Stream>) -> Result<(), Broken> {
        if !self.state.snapshot.shared {
            let stamp = port.stamps.next();
            let before = port.drain_errors().await?;
            self.state.take([Taken { stamp, reading: Reading::Errors(before) }]);
        }
        Ok(())
    }

    /// Reads items and takes them in.
    pub(super) async fn reread(
        &mut self,
        port: &mut Port<C::Stream>,
        items: impl IntoIterator<Item = Item>,
    ) -> Result<(), Broken> {
        for item in items {
            // What is never answered cannot be asked again just now.
            if !self.poller.schedule.existence.is_mute(item) {
                let readings = self.poller.read(item, port, &self.state.snapshot).await?;
                self.state.take(readings);
            }
        }
        self.found(port);
        self.state.publish();
        Ok(())
    }

    /// Sets values one after the other; the first that is refused is the last.
    async fn set_all(
        &mut self,
        port: &mut Port<C::Stream>,
        changes: Vec<Change>,
        consent: Option<&Consent>,
        work: &mut Work,
    ) -> Result<Option<Outcome>, Stop> {
        let id = work.id;
        let count = changes.len();
        let mut held = String::new();
        for (done, (parameter, value)) in changes.into_iter().enumerate() {
            let before = self.state.snapshot.held(parameter.moves());
            work.sent = false;
            let outcome = match self.set(port, (parameter, value), consent, work).await {
                Ok(outcome) | Err(Stop::Ended(outcome)) => outcome,
                Err(broken @ Stop::Broken(_)) => return Err(broken),
            };
            let after = self.state.snapshot.held(parameter.moves());
            self.state.tell(Event::Setting { id, parameter, outcome: outcome.clone(), before, after });
            match &outcome {
                Outcome::Done(words) => held.clone_from(words),
                Outcome::Refused(why) if count > 1 => {
                    let why = Box::new(why.clone());
                    return Ok(Some(Outcome::Refused(Refusal::OneOf { parameter, why, done, count })));
                }
                Outcome::Answer(_)
                | Outcome::Refused(_)
                | Outcome::Unknown(_)
                | Outcome::Lost(_)
                | Outcome::Cancelled(_) => return Ok(Some(outcome)),
            }
        }
        Ok(Some(Outcome::Done(if count == 1 { held } else { "held by the instrument".into() })))
    }

    async fn set(
        &mut self,
        port: &mut Port<C::Stream>,
        (parameter, value): Change,
        consent: Option<&Consent>,
        work: &mut Work,
    ) -> Result<Outcome, Stop> {
        let permit = self.may_set(port, work.id, (parameter, value), consent).await?;
        let value = match value {
            Value::Power(power) => Value::Power(self.state.snapshot.in_unit(parameter, power)),
            other => other,
        };
        // The last gate before a power goes out, whoever asked.
        if let Err(refused) = self.state.snapshot.check(&self.caps.borrow(), parameter, value) {
            return Ok(Outcome::Refused(refused.into()));
        }
        let command = ctp10::parameter::set(parameter, value);
        let was = self.state.snapshot.value(parameter);
        let moved = || parameter.moves().into_iter().map(Item::Value);
        self.state.touch(moved());
        if let Parameter::PowerUnit(detector) = parameter {
            self.state.touch([Item::Power(detector)]);
        }
        let refused = self.order(port, &command, permit.as_ref(), work).await?;
        if let (Err(_), Some(permit)) = (&refused, &permit) {
            self.not_lit(permit);
        }
        self.reread(port, moved()).await?;
        if refused.is_ok() {
            self.state.recognise(parameter, value);
            self.state.publish();
        }
        let held = self.state.snapshot.value(parameter);
        let moved = was.is_some_and(|was| !value.agrees(was));
        let shared = self.state.snapshot.shared;
        Ok(match (refused, held) {
            // What is held now is what was asked: the error is of somebody else's making.
            (Err(refused), Some(held)) if (shared || moved) && value.agrees(held) => {
                Outcome::Done(format!("{held}; {refused}"))
            }
            (Err(refused), _) => Outcome::Refused(refused),
            (Ok(()), Some(held)) if value.agrees(held) => Outcome::Done(held.to_string()),
            (Ok(()), Some(held)) => {
                Outcome::Done(format!("requested {value}; the instrument reports {held}"))
            }
            (Ok(()), None) => Outcome::Unknown(Doubt::NoReadBack),
        })
    }

    async fn ask_typed(
        &mut self,
        port: &mut Port<C::Stream>,
        line: &ScpiLine,
    ) -> Result<Option<Outcome>, Stop> {
        let question = Question::new(line.text(), |answer| Some(answer.to_owned()));
        Ok(Some(Outcome::Answer(port.ask(&question).await?)))
    }

    /// Sends a line that changes something, if its light was agreed to.
    async fn say_order(
        &mut self,
        port: &mut Port<C::Stream>,
        line: &ScpiLine,
        consent: Option<&Consent>,
        work: &mut Work,
    ) -> Result<Option<Outcome>, Stop> {
        let permit = self.may_say(port, work.id, line, consent).await?;
        self.say(port, line, permit.as_ref(), work).await
    }

    /// Sends a line as it stands and hands back what came, with what the error queue says of it.
    async fn say(
        &mut self,
        port: &mut Port<C::Stream>,
        line: &ScpiLine,
        permit: Option<&Permit>,
        work: &mut Work,
    ) -> Result<Option<Outcome>, Stop> {
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
        Ok(None)
    }
}
