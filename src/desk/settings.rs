//! Settings by their names: read, set and read back.

use std::time::Duration;

use super::door::Door;
use super::{Desk, Failed, Reply};
use crate::core::consent::Consent;
use crate::core::parameter::{Change, Parameter, Value};
use crate::core::request::Order;
use crate::core::snapshot::Snapshot;

/// How long one value may take to be read.
const VALUE: Duration = Duration::from_secs(30);

/// What the instrument changed beside what it was told to set.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Moved {
    /// The setting.
    pub(crate) parameter: Parameter,
    /// What it was before.
    pub(crate) before: Value,
    /// What it is now.
    pub(crate) now: Value,
}

impl Moved {
    /// As people are told.
    pub(crate) fn words(&self) -> String {
        let Self { parameter, before, now } = self;
        format!("the instrument changed {parameter} as well: {before} before, {now} now")
    }
}

impl<D: Door> Desk<D> {
    /// Takes in what else a setting moved, as it was read back.
    pub(super) fn take_moved(&mut self, set: Parameter, before: &[Change], after: &[Change]) {
        for &(parameter, now) in after.iter().filter(|(parameter, _)| *parameter != set) {
            let was = before.iter().find(|(other, _)| *other == parameter).map(|(_, value)| *value);
            // Of several settings it is the first value that it had, and the last.
            let was = self.moved.get(&parameter).map(|(first, _)| *first).or(was);
            if let Some(was) = was.filter(|was| !was.agrees(now)) {
                self.moved.insert(parameter, (was, now));
            } else {
                self.moved.remove(&parameter);
            }
        }
    }

    /// Every setting that the bench has.
    pub(crate) async fn settings(&mut self) -> Result<Vec<Change>, Failed> {
        self.complete().await?;
        Ok(self.bench().values.iter().map(|(&parameter, &value)| (parameter, value)).collect())
    }

    /// A value as the instrument tells it.
    ///
    /// # Errors
    /// Where there is no link, or no such value on this bench.
    pub(crate) async fn value(&mut self, parameter: Parameter) -> Result<Value, Failed> {
        self.linked().await?;
        let absent = || Failed::Refused(format!("there is no {parameter} on this bench"));
        let what = format!("reported the {parameter}");
        let told = self.until(VALUE, &what, |bench| {
            // What is not there when all that can be told was told is not on this bench.
            let never = bench.is_live() && bench.complete;
            bench.value(parameter).map(Some).or_else(|| never.then_some(None))
        });
        told.await?.ok_or_else(absent)
    }

    /// Sets a value: what the instrument holds then, and what else it changed.
    ///
    /// # Errors
    /// As [`Desk::set_all`].
    pub(crate) async fn set(
        &mut self,
        parameter: Parameter,
        value: Value,
    ) -> Result<(Value, Vec<Moved>), Failed> {
        // What it is held against: its own value, and those that may move with it.
        self.value(parameter).await?;
        let moves = parameter.moves();
        let read = |bench: &Snapshot| {
            let known = moves.iter().all(|&one| bench.value(one).is_some());
            (bench.is_live() && (known || bench.complete)).then_some(())
        };
        self.until(VALUE, "reported the dependent settings", read).await?;
        let moved = self.set_all(vec![(parameter, value)]).await?;
        Ok((self.bench().value(parameter).unwrap_or(value), moved))
    }

    /// Sets values one after the other; the first that is refused ends it. What else the instrument changed.
    ///
    /// # Errors
    /// Where one is not allowed, nobody agreed to light that it makes stronger, or the instrument refuses.
    pub(crate) async fn set_all(&mut self, changes: Vec<Change>) -> Result<Vec<Moved>, Failed> {
        self.are_allowed(&changes)?;
        let consent = self.consent_to_raise(&changes).await?;
        self.set_agreed(changes, consent).await
    }

    /// Refuses values of which one may not be sent, before anything is asked or sent.
    pub(super) fn are_allowed(&self, changes: &[Change]) -> Result<(), Failed> {
        let (bench, caps) = (self.bench(), self.caps());
        changes.iter().try_for_each(|&(parameter, value)| {
            let refused = |why| Failed::Refused(format!("{parameter} was not set: {why}"));
            bench.check(&caps, parameter, value).map_err(refused)
        })
    }

    /// Sets values of which all that needs somebody's consent has it.
    pub(super) async fn set_agreed(
        &mut self,
        changes: Vec<Change>,
        consent: Option<Consent>,
    ) -> Result<Vec<Moved>, Failed> {
        let set: Vec<Parameter> = changes.iter().map(|(parameter, _)| *parameter).collect();
        self.moved.clear();
        self.order(Order::set_all(changes, consent)).await?;
        // What was set as well is no surprise.
        let moved = std::mem::take(&mut self.moved).into_iter();
        let beside = moved.filter(|(parameter, _)| !set.contains(parameter));
        Ok(beside.map(|(parameter, (before, now))| Moved { parameter, before, now }).collect())
    }

    /// Gives an order and waits for its end; in words.
    pub(super) async fn order(&mut self, order: Order) -> Result<String, Failed> {
        let id = self.access().order(order).map_err(Failed::refused)?;
        Ok(match self.ended(id).await? {
            Reply::Done(words) | Reply::Answer(Some(words)) => words,
            Reply::Answer(None) => String::new(),
        })
    }
}
