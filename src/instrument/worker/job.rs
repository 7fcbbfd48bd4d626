//! One request of the operator: sent once, its errors read, what it moved read back.

use tokio::time::Instant;

use crate::core::consent::Consent;
use crate::core::event::{Event, Outcome};
use crate::core::parameter::{Change, Parameter, Value};
use crate::core::request::{Order, RequestId, ScpiLine};
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
use super::refusal::Refused;

impl<C: Connect> Engine<C> {
    /// Carries out a request and tells how it ended. An error ends the epoch.
    pub(super) async fn job(
        &mut self,
        port: &mut Port<C::Stream>,
        Queued { id, what, job }: Queued,
    ) -> Result<(), Broken> {
        let mut sent = false;
        port.line.cause = Cause::Operator;
        let ended = match job {
            Job::Look(lights) => {
                self.read_light(port, &lights).await.map(|()| Some(Outcome::Done(String::new())))
            }
            Job::Ask(asking) => self.ask_typed(port, asking.line()).await,
            Job::Say(asking) => self.say(port, id, asking.line(), None, &mut sent).await,
            Job::Order(Order::Say(line)) => self.say_order(port, id, &line, None, &mut sent).await,
            Job::Order(Order::SayLit(line, consent)) => {
                self.say_order(port, id, &line, Some(&consent), &mut sent).await
            }
            Job::Order(Order::Set(changes)) => self.set_all(port, id, changes, None, &mut sent).await,
            Job::Order(Order::Restore(changes, held)) => match self.overridden(port, &held).await {
                Ok(None) => self.set_all(port, id, changes, None, &mut sent).await,
                Ok(Some(outcome)) => Ok(Some(outcome)),
                Err(broken) => Err(broken),
            },
            Job::Order(Order::Raise(changes, consent)) => {
                self.set_all(port, id, changes, Some(&consent), &mut sent).await
            }
            Job::Order(Order::LaserOn(laser, consent)) => {
                self.laser_on(port, id, (laser, &consent), &mut sent).await
            }
            Job::Order(Order::SweepStart(consent)) => self.sweep_start(port, id, &consent, &mut sent).await,
            Job::Order(Order::Reference(detector, consent)) => {
                self.start_reference(port, id, (detector, &consent), &mut sent).await
            }
        };
        port.line.cause = Cause::Polling;
        match ended {
            Ok(Some(outcome)) => {
                self.state.finish(id, what, outcome);
                Ok(())
            }
            Ok(None) => Ok(()),
            // Only the question came to nothing; what was sent before it was answered for.
            Err(broken) if broken.is_in_step() => {
                self.found(port);
                self.state.settle();
                let outcome = if sent {
                    Outcome::Unknown(format!("{broken}; it cannot be read back"))
                } else {
                    Outcome::Refused(broken.to_string())
                };
                self.state.finish(id, what, outcome);
                Ok(())
            }
            Err(broken) => {
                let outcome = if sent {
                    Outcome::Unknown(format!("{broken}; it may or may not have been carried out"))
                } else {
                    Outcome::Refused(format!("not sent: {broken}"))
                };
                self.state.finish(id, what, outcome);
                Err(broken)
            }
        }
    }

    /// Reads again what should still be held; how the order ends if it is not.
    async fn overridden(
        &mut self,
        port: &mut Port<C::Stream>,
        held: &[Change],
    ) -> Result<Option<Outcome>, Broken> {
        let items: Vec<Item> = held.iter().map(|(parameter, _)| Item::Value(*parameter)).collect();
        self.reread(port, items).await?;
        let bench = &self.state.snapshot;
        let other = |&(parameter, held): &Change| {
            let is = bench.value(parameter).filter(|is| !held.agrees(*is))?;
            Some((parameter, held.words(parameter), is.words(parameter)))
        };
        Ok(held.iter().find_map(other).map(|(parameter, held, is)| {
            let words = format!("{parameter} is {is}, not {held}: another client changed it");
            Outcome::Refused(words)
        }))
    }

    /// Sends a command once; the inner result is the instrument's.
    pub(super) async fn order(
        &mut self,
        port: &mut Port<C::Stream>,
        command: &Command,
        sent: &mut bool,
    ) -> Result<Result<(), Refused>, Broken> {
        self.clear_errors(port).await?;
        *sent = true;
        #[cfg(test)]
        crate::planted::sent(Some(command.text()));
        port.send(command).await?;
        let taken = self.taken(port).await?;
        #[cfg(test)]
        crate::planted::sent(None);
        Ok(taken)
    }

    /// Whether the instrument took what was sent last.
    pub(super) async fn taken(&mut self, port: &mut Port<C::Stream>) -> Result<Result<(), Refused>, Broken> {
        let errors = port.drain_errors().await?;
        self.state.settle();
        if errors.is_empty() {
            return Ok(Ok(()));
        }
        Ok(Err(Refused(self.state.instrument_errors(&errors, true))))
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
        id: RequestId,
        changes: Vec<Change>,
        consent: Option<&Consent>,
        sent: &mut bool,
    ) -> Result<Option<Outcome>, Broken> {
        let count = changes.len();
        let mut held = String::new();
        for (done, (parameter, value)) in changes.into_iter().enumerate() {
            let before = self.state.snapshot.held(parameter.moves());
            *sent = false;
            let outcome = match self.may_set(port, id, (parameter, value), consent).await? {
                Ok(()) => self.set(port, parameter, value, sent).await?,
                Err(outcome) => outcome,
            };
            let after = self.state.snapshot.held(parameter.moves());
            self.state.tell(Event::Setting { id, parameter, outcome: outcome.clone(), before, after });
            match &outcome {
                Outcome::Done(words) => held.clone_from(words),
                Outcome::Refused(words) if count > 1 => {
                    let words =
                        format!("{parameter}: {words}; {done} of {count} done, nothing after it sent");
                    return Ok(Some(Outcome::Refused(words)));
                }
                Outcome::Answer(_)
                | Outcome::Refused(_)
                | Outcome::Unknown(_)
                | Outcome::Lost { .. }
                | Outcome::Cancelled(_) => return Ok(Some(outcome)),
            }
        }
        Ok(Some(Outcome::Done(if count == 1 { held } else { "held by the instrument".into() })))
    }

    async fn set(
        &mut self,
        port: &mut Port<C::Stream>,
        parameter: Parameter,
        value: Value,
        sent: &mut bool,
    ) -> Result<Outcome, Broken> {
        let value = match value {
            Value::Power(power) => Value::Power(self.state.snapshot.settled(parameter, power)),
            Value::Wavelength(_) | Value::Whole(_) | Value::Stabilization { .. } => value,
        };
        // The last gate before a power goes out, whoever asked.
        if let Err(refused) = self.state.snapshot.check(&self.caps.borrow(), parameter, value) {
            return Ok(Outcome::Refused(refused.to_string()));
        }
        let command = ctp10::parameter::set(parameter, value);
        let was = self.state.snapshot.value(parameter);
        let moved = || parameter.moves().into_iter().map(Item::Value);
        self.state.touch(moved());
        if let Parameter::PowerUnit(detector) = parameter {
            self.state.touch([Item::Power(detector)]);
        }
        let refused = self.order(port, &command, sent).await?;
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
                Outcome::Done(format!("{}; {refused}", held.words(parameter)))
            }
            (Err(refused), _) => Outcome::Refused(refused.to_string()),
            (Ok(()), Some(held)) if value.agrees(held) => Outcome::Done(held.words(parameter)),
            (Ok(()), Some(held)) => Outcome::Done(format!(
                "requested {}; the instrument reports {}",
                value.words(parameter),
                held.words(parameter)
            )),
            (Ok(()), None) => Outcome::Unknown("it cannot be read back".into()),
        })
    }

    async fn ask_typed(
        &mut self,
        port: &mut Port<C::Stream>,
        line: &ScpiLine,
    ) -> Result<Option<Outcome>, Broken> {
        let question = Question::new(line.text(), |answer| Some(answer.to_owned()));
        Ok(Some(Outcome::Answer(port.ask(&question).await?)))
    }

    /// Sends a line that changes something, if its light was agreed to.
    async fn say_order(
        &mut self,
        port: &mut Port<C::Stream>,
        id: RequestId,
        line: &ScpiLine,
        consent: Option<&Consent>,
        sent: &mut bool,
    ) -> Result<Option<Outcome>, Broken> {
        match self.may_say(port, id, line, consent).await? {
            Ok(permit) => self.say(port, id, line, permit.as_ref(), sent).await,
            Err(outcome) => Ok(Some(outcome)),
        }
    }

    /// Sends a line as it stands and hands back what came, with what the error queue says of it.
    async fn say(
        &mut self,
        port: &mut Port<C::Stream>,
        id: RequestId,
        line: &ScpiLine,
        permit: Option<&Permit>,
        sent: &mut bool,
    ) -> Result<Option<Outcome>, Broken> {
        self.clear_errors(port).await?;
        if let Some(permit) = permit
            && !self.opens(port, permit).await?
        {
            return Ok(Some(Outcome::Cancelled("switched off before it was sent".into())));
        }
        *sent = true;
        let changes = line.changes();
        if changes {
            let stamp = port.stamps.next();
            self.state.truth.touch_all(stamp);
        }
        let begun = Instant::now();
        let answer = if line.asks() {
            Some(match permit {
                Some(_) => port.converse_at_once(line.text()).await?,
                None => port.converse(line.text()).await?,
            })
        } else {
            let command = Command(line.text().to_owned());
            match permit {
                Some(_) => port.send_at_once(&command).await?,
                None => port.send(&command).await?,
            }
            None
        };
        let took = begun.elapsed();
        let errors = port.drain_errors().await?;
        self.state.settle();
        let errors = self.state.instrument_errors(&errors, true);
        self.state.tell(Event::Said { id, answer, errors, took });
        if changes {
            // Whatever it changed is read soon and not when its turn comes.
            self.state.snapshot.complete = false;
            self.poller.schedule.restart();
        }
        Ok(None)
    }
}
