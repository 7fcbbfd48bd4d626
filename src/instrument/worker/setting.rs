//! Values: set one after the other, each read back with all that it moved.

use crate::core::consent::Consent;
use crate::core::event::Event;
use crate::core::outcome::{Doubt, Outcome, Refusal};
use crate::core::parameter::{Change, Parameter, Value};
use crate::instrument::ctp10;

use super::executor::Executor;
use super::item::Item;
use super::pending::Carried;
use super::port::{Port, Stream};
use super::work::{Stop, Work};

impl Executor {
    /// Reads again what should still be held; the order ends if it is not.
    pub(super) async fn still_held<S: Stream>(
        &mut self,
        port: &mut Port<S>,
        held: &[Change],
    ) -> Result<(), Stop> {
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

    /// Sets values one after the other, in the order in which none undoes another; the first that is refused is the last.
    pub(super) async fn set_all<S: Stream>(
        &mut self,
        port: &mut Port<S>,
        mut changes: Vec<Change>,
        consent: Option<&Consent>,
        work: &mut Work,
    ) -> Result<Carried, Stop> {
        let id = work.id;
        let count = changes.len();
        let (mut held, mut done) = (String::new(), 0);
        while let Some((parameter, value)) = self.state.snapshot.take_first(&mut changes) {
            let before = self.state.snapshot.held(parameter.moves());
            work.sent = false;
            let outcome = match self.set(port, (parameter, value), consent, work).await {
                Ok(outcome) | Err(Stop::Ended(outcome)) => outcome,
                Err(broken @ Stop::Broken(_)) => return Err(broken),
            };
            let after = self.state.snapshot.held(parameter.moves());
            self.state.tell(Event::Setting { id, parameter, outcome: outcome.clone(), before, after });
            match &outcome {
                Outcome::Done(words) => {
                    held.clone_from(words);
                    done += 1;
                }
                Outcome::Refused(why) if count > 1 => {
                    let why = Box::new(why.clone());
                    return Err(Refusal::OneOf { parameter, why, done, count }.into());
                }
                Outcome::Answer(_)
                | Outcome::Refused(_)
                | Outcome::Unknown(_)
                | Outcome::Lost(_)
                | Outcome::Cancelled(_) => return Ok(outcome.into()),
            }
        }
        Ok(Outcome::Done(if count == 1 { held } else { "held by the instrument".into() }).into())
    }

    async fn set<S: Stream>(
        &mut self,
        port: &mut Port<S>,
        (parameter, value): Change,
        consent: Option<&Consent>,
        work: &mut Work,
    ) -> Result<Outcome, Stop> {
        let permit = self.may_set(port, work.id, (parameter, value), consent).await?;
        let in_unit = |power| Value::Power(self.state.snapshot.in_unit(parameter, power));
        let value = value.power().map_or(value, in_unit);
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
}
