//! Settings by their names: read, set and read back.

use std::time::Duration;

use color_eyre::eyre::Result;
use serde_json::{Value as Json, json};

use super::{Desk, Failed, Form, Reply};
use crate::app::print;
use crate::core::consent::{Lights, WithHarm};
use crate::core::parameter::{Change, Parameter, Value};
use crate::core::request::Order;

/// How long one value may take to be read.
const VALUE: Duration = Duration::from_secs(30);

/// A value for a program: a number with its unit where it is one, else its word.
pub(super) fn as_json(parameter: Parameter, value: Value) -> Json {
    let typed = parameter.typed(value);
    let (number, unit) = typed.split_once(' ').unwrap_or((&typed, ""));
    let value = number.parse::<f64>().map_or_else(|_| Json::from(typed.clone()), |number| json!(number));
    let unit = Some(unit).filter(|unit| value.is_number() && !unit.is_empty());
    json!({ "parameter": parameter.command(), "value": value, "unit": unit })
}

/// Prints one setting.
pub(crate) async fn get(mut desk: Desk, parameter: Parameter, form: Form) -> Result<()> {
    let value = desk.value(parameter).await?;
    match form {
        Form::People => print::line(parameter.typed(value)),
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
                print::line(format_args!("{name:widest$}  {}", parameter.typed(*value)));
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
    // What it is held against: its own value, and those that limit it.
    desk.value(parameter).await?;
    desk.set(vec![(parameter, value)], given).await?;
    let held = desk.bench().value(parameter).unwrap_or(value);
    match form {
        Form::People => print::line(parameter.typed(held)),
        Form::Json => print::line(as_json(parameter, held)),
    }
    Ok(())
}

impl Desk {
    /// A value as the instrument tells it.
    ///
    /// # Errors
    /// Where there is no link, or no such value on this bench.
    pub(super) async fn value(&mut self, parameter: Parameter) -> Result<Value, Failed> {
        self.linked().await?;
        let absent = || Failed::Refused(format!("there is no {parameter} on this bench"));
        let what = format!("told the {parameter}");
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
        let order = match consent {
            Some(consent) => Order::Raise(changes, consent),
            None => Order::Set(changes),
        };
        self.order(order).await.map(drop)
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
