//! Settings by their names: read, set and read back.

use std::time::Duration;

use color_eyre::eyre::Result;
use serde_json::{Value as Json, json};

use super::{Desk, Failed, Form, Reply};
use crate::app::print::{self, complain};
use crate::core::consent::{Lights, WithHarm};
use crate::core::parameter::{Change, Parameter, Value, ValueKind, Whole};
use crate::core::request::Order;
use crate::core::snapshot::Snapshot;

/// How long one value may take to be read.
const VALUE: Duration = Duration::from_secs(30);

/// A value as it can be typed, with the unit of its number.
fn with_unit(parameter: Parameter, value: Value) -> String {
    let typed = parameter.typed(value);
    match parameter.kind() {
        ValueKind::Whole(Whole { unit, .. }) if !unit.is_empty() => format!("{typed} {unit}"),
        ValueKind::Whole(_)
        | ValueKind::Wavelength
        | ValueKind::Sampling
        | ValueKind::Power
        | ValueKind::Choice(_)
        | ValueKind::Stabilization => typed,
    }
}

/// A value for a program: a number with its unit where it is one, else its word.
pub(super) fn as_json(parameter: Parameter, value: Value) -> Json {
    let typed = with_unit(parameter, value);
    let (number, unit) = typed.split_once(' ').unwrap_or((&typed, ""));
    let value = number.parse::<f64>().map_or_else(|_| Json::from(typed.clone()), |number| json!(number));
    let unit = Some(unit).filter(|unit| value.is_number() && !unit.is_empty());
    json!({ "parameter": parameter.command(), "value": value, "unit": unit })
}

/// Prints one setting.
pub(crate) async fn get(mut desk: Desk, parameter: Parameter, form: Form) -> Result<()> {
    let value = desk.value(parameter).await?;
    match form {
        Form::People => print::line(with_unit(parameter, value)),
        Form::Json => print::line(as_json(parameter, value)),
    }
    Ok(())
}

/// Prints every setting that the bench has, by the names that [`get`] and [`set`] take.
pub(crate) async fn all(mut desk: Desk, form: Form) -> Result<()> {
    desk.complete().await?;
    let bench = desk.bench();
    let all: Vec<Change> = bench.values.iter().map(|(&parameter, &value)| (parameter, value)).collect();
    match form {
        Form::People => {
            let names: Vec<String> = all.iter().map(|(parameter, _)| parameter.command()).collect();
            let widest = names.iter().map(String::len).max().unwrap_or_default();
            for (name, (parameter, value)) in names.iter().zip(&all) {
                print::line(format_args!("{name:widest$}  {}", with_unit(*parameter, *value)));
            }
        }
        Form::Json => {
            let all: Vec<Json> = all.iter().map(|&(parameter, value)| as_json(parameter, value)).collect();
            print::line(json!({ "settings": all }));
        }
    }
    Ok(())
}

/// Sets a value and prints what the instrument holds then. Where it makes light stronger that is out already, somebody has
/// to agree.
pub(crate) async fn set(
    mut desk: Desk,
    parameter: Parameter,
    value: Value,
    given: Option<WithHarm>,
    form: Form,
) -> Result<()> {
    // What it is held against: its own value, and those that may move with it.
    desk.value(parameter).await?;
    let moves = parameter.moves();
    let read = |bench: &Snapshot| {
        let known = moves.iter().all(|&one| bench.value(one).is_some());
        (bench.is_live() && (known || bench.complete)).then_some(())
    };
    desk.until(VALUE, "reported the dependent settings", read).await?;
    desk.set(vec![(parameter, value)], given).await?;
    let held = desk.bench().value(parameter).unwrap_or(value);
    match form {
        Form::People => {
            print::line(with_unit(parameter, held));
            desk.tell_moved();
        }
        Form::Json => {
            let mut said = as_json(parameter, held);
            said["moved"] =
                desk.moved.iter().map(|(&parameter, &moved)| moved_json(parameter, moved)).collect();
            print::line(said);
        }
    }
    Ok(())
}

/// What the instrument changed by itself, for a program.
fn moved_json(parameter: Parameter, (before, now): (Value, Value)) -> Json {
    let mut said = as_json(parameter, now);
    said["before"] = as_json(parameter, before)["value"].take();
    said
}

impl Desk {
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

    /// Says what the instrument changed beside what was set.
    pub(super) fn tell_moved(&self) {
        for (&parameter, &(before, now)) in &self.moved {
            let (before, now) = (before.words(parameter), now.words(parameter));
            complain(&format!("the instrument changed {parameter} as well: {before} before, {now} now"));
        }
    }

    /// A value as the instrument tells it.
    ///
    /// # Errors
    /// Where there is no link, or no such value on this bench.
    pub(super) async fn value(&mut self, parameter: Parameter) -> Result<Value, Failed> {
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

    /// Sets values one after the other; the first that is refused ends it.
    ///
    /// # Errors
    /// Where one is not allowed, nobody agreed, or the instrument refuses.
    pub(super) async fn set(&mut self, changes: Vec<Change>, given: Option<WithHarm>) -> Result<(), Failed> {
        let bench = self.bench();
        for &(parameter, value) in &changes {
            let refused = |why| Failed::Refused(format!("{parameter} was not set: {why}"));
            bench.check(self.caps(), parameter, value).map_err(refused)?;
        }
        let lights = Lights::Raise(changes.clone());
        let of_light = changes.iter().any(|&(parameter, _)| bench.emitter_of(parameter).is_some());
        let consent = if of_light { self.consent_if_needed(&lights, given).await? } else { None };
        let set: Vec<Parameter> = changes.iter().map(|(parameter, _)| *parameter).collect();
        let order = match consent {
            Some(consent) => Order::Raise(changes, consent),
            None => Order::Set(changes),
        };
        self.order(order).await?;
        // What was set as well is no surprise.
        self.moved.retain(|parameter, _| !set.contains(parameter));
        Ok(())
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
