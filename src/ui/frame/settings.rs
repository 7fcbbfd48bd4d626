//! The command of each setting, made from the table of parameters.

use crate::core::check::NotAllowed;
use crate::core::ids::{DetectorId, LaserId, TlsId};
use crate::core::parameter::{Parameter, Subject, Value, ValueKind};
use crate::core::typed_unit::TypedUnit;
use crate::ui::common::command::{
    Argument, ArgumentSlot, Arguments, Candidate, CommandError, CommandRow, linked, words,
};
use crate::ui::common::context::Context;
use crate::ui::common::effect::{Effect, Way};
use crate::ui::common::next::Next;

/// The settings of each kind of subject: a parameter of one of them, and its row, for all of them.
pub(super) fn settings() -> impl Iterator<Item = (Parameter, CommandRow<()>)> {
    parameters().map(|parameter| (parameter, setting(parameter, parameter.node())))
}

/// The rows of the subjects that are meant.
pub(super) fn rows(has: fn(Subject) -> bool) -> impl Iterator<Item = CommandRow<()>> {
    settings().filter(move |(parameter, _)| has(parameter.subject())).map(|(_, row)| row)
}

/// Other words for some of them.
pub(super) fn other_words() -> impl Iterator<Item = CommandRow<()>> {
    parameters().filter_map(|parameter| Some(setting(parameter, parameter.other_node()?)))
}

fn parameters() -> impl Iterator<Item = Parameter> {
    let some = [
        LaserId::all().next().map(Subject::Laser),
        TlsId::all().next().map(Subject::Tls),
        Some(Subject::Sweep),
        DetectorId::new(1, 1).map(Subject::Detector),
    ];
    some.into_iter().flatten().flat_map(Subject::parameters)
}

fn setting(parameter: Parameter, node: &str) -> CommandRow<()> {
    match parameter.subject() {
        Subject::Laser(_) => {
            setting_of("laser _ ", parameter, node, |(laser,): (LaserId,)| Subject::Laser(laser))
        }
        Subject::Tls(_) => setting_of("tls _ ", parameter, node, |(tls,): (TlsId,)| Subject::Tls(tls)),
        Subject::Sweep => setting_of("sweep ", parameter, node, |()| Subject::Sweep),
        Subject::Detector(_) => {
            setting_of("detector _ ", parameter, node, |(place,): (DetectorId,)| Subject::Detector(place))
        }
    }
}

fn setting_of<A: Arguments<()>>(
    place: &str,
    parameter: Parameter,
    node: &str,
    subject: fn(A) -> Subject,
) -> CommandRow<()> {
    let mut slots = A::slots();
    let places = slots.len();
    slots.push(ArgumentSlot::value(value_name(parameter), move |context, before| {
        let subject = A::read(context, before).ok().map(subject);
        subject.and_then(|subject| parameter.of(subject)).map_or_else(Vec::new, |one| offered(context, one))
    }));
    let about = format!("Set the {}", parameter.general_name());
    CommandRow::with(&format!("{place}{node} _"), slots, &about, move |(), context, typed| {
        let (place, value) = typed.split_at(places);
        let parameter = parameter.of(subject(A::read(context, place)?)).unwrap_or(parameter);
        let [value] = value else {
            return Err(CommandError::NoValue(parameter, example(context, parameter)));
        };
        let unit = TypedUnit::of(value);
        let value = checked(context, parameter, value)?;
        let mut next = vec![Next::TypedIn(parameter, unit)];
        next.extend(linked(context, Effect::Set(vec![(parameter, value)], Way::Set))?);
        Ok(next)
    })
}

/// What the value of a setting is called in its pattern.
fn value_name(parameter: Parameter) -> &'static str {
    match parameter.kind() {
        ValueKind::Wavelength => "wavelength",
        ValueKind::Sampling => "sampling",
        ValueKind::Power => "power",
        ValueKind::Stabilization => "on,seconds",
        ValueKind::Laser => "laser",
        ValueKind::Speed | ValueKind::Trigger { .. } => "number",
        // A placeholder is one word.
        ValueKind::Choice(_) => parameter.node().split(' ').next().unwrap_or_default(),
    }
}

/// The values that are offered for a setting: all of them where they are few, else the one it has and those a step away.
fn offered(context: &Context, parameter: Parameter) -> Vec<Candidate> {
    match parameter.kind() {
        ValueKind::Choice(choices) => {
            return words(choices.all().iter().map(|choice| choice.word()));
        }
        ValueKind::Laser => return <LaserId as Argument<()>>::candidates(&(), context),
        ValueKind::Speed => {
            if let Some(speeds) = context.speeds(parameter) {
                return words(speeds.iter().map(u32::to_string));
            }
        }
        ValueKind::Wavelength
        | ValueKind::Sampling
        | ValueKind::Power
        | ValueKind::Trigger { .. }
        | ValueKind::Stabilization => {}
    }
    let Some(held) = context.bench.value(parameter) else { return Vec::new() };
    let steps = [
        (held, "now"),
        (held.nudged(true, 10, None), "a step up"),
        (held.nudged(false, 10, None), "a step down"),
    ];
    let candidate =
        |(value, about): (Value, &str)| Candidate { word: value.typed(), about: about.to_owned() };
    steps.map(candidate).into()
}

/// A value of a setting as it is typed: the one it has, or what it may be.
fn example(context: &Context, parameter: Parameter) -> String {
    context.bench.value(parameter).map_or_else(
        || context.bench.limits(&context.link.caps, parameter),
        |held| format!("{} {}", parameter.command(), held.typed()),
    )
}

/// A value beyond what is allowed, in the unit that was typed.
#[derive(Debug, thiserror::Error)]
#[error("{}", .unit.refused(.why).unwrap_or_else(|| .why.to_string()))]
struct NotAllowedIn {
    why: NotAllowed,
    unit: TypedUnit,
}

/// A typed value that may be sent.
pub(in crate::ui) fn checked(
    context: &Context,
    parameter: Parameter,
    typed: &str,
) -> Result<Value, CommandError> {
    let value = parameter.parse(typed)?;
    context.bench.check(&context.link.caps, parameter, value).map_err(|why| match TypedUnit::of(typed) {
        Some(unit) => CommandError::from(NotAllowedIn { why, unit }),
        None => why.into(),
    })?;
    Ok(value)
}
