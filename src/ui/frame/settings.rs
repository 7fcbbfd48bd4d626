//! The command of each setting, made from the table of parameters.

use crate::core::ids::{DetectorId, LaserId, TlsId};
use crate::core::parameter::{Kind, Parameter, Subject, Value};
use crate::core::units::{Dbm, Wavelength};
use crate::ui::common::command::{Arguments, CommandError, Row, Slot, linked};
use crate::ui::common::context::Context;
use crate::ui::common::effect::{Effect, Way};
use crate::ui::sweep::commands::Step;

/// The settings of each kind of subject: a parameter of one of them, and its row, for all of them.
pub(super) fn settings() -> impl Iterator<Item = (Parameter, Row<()>)> {
    parameters().map(|parameter| (parameter, setting(parameter, parameter.node())))
}

/// The rows of the subjects that are meant.
pub(super) fn rows(has: fn(Subject) -> bool) -> impl Iterator<Item = Row<()>> {
    settings().filter(move |(parameter, _)| has(parameter.subject())).map(|(_, row)| row)
}

/// Other words for some of them.
pub(super) fn other_words() -> impl Iterator<Item = Row<()>> {
    parameters()
        .filter(|parameter| parameter.node() == "wavelength")
        .map(|parameter| setting(parameter, "frequency"))
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

fn setting(parameter: Parameter, node: &str) -> Row<()> {
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
    words: &str,
    parameter: Parameter,
    node: &str,
    subject: fn(A) -> Subject,
) -> Row<()> {
    let mut slots = A::slots();
    let places = slots.len();
    slots.push(value_slot(parameter));
    let about = format!("set the {}{node}", words.replace("_ ", ""));
    Row::with(&format!("{words}{node} _"), slots, &about, move |(), context, typed| {
        let (place, value) = typed.split_at(places);
        let parameter = parameter.of(subject(A::read(context, place)?)).unwrap_or(parameter);
        let [value] = value else {
            return Err(CommandError::NoValue(parameter, example(context, parameter)));
        };
        let value = checked(context, parameter, value)?;
        linked(context, Effect::Set(vec![(parameter, value)], Way::Set))
    })
}

/// Where the value of a setting stands.
fn value_slot(parameter: Parameter) -> Slot<()> {
    match parameter.kind() {
        Kind::Wavelength => Slot::value_of::<Wavelength>(),
        Kind::Sampling => Slot::value_of::<Step>(),
        Kind::Power => Slot::value_of::<Dbm>(),
        Kind::Stabilization => Slot::value("on,seconds", &[]),
        Kind::Whole(_) if matches!(parameter, Parameter::TlsLaser(_)) => Slot::value_of::<LaserId>(),
        Kind::Whole(_) => Slot::value("number", &[]),
        Kind::Choice(choices) => Slot::value(
            if matches!(parameter, Parameter::SpectralUnit(_)) { "spectral" } else { parameter.node() },
            choices,
        ),
    }
}

/// A value of a setting as it is typed: the one it has, or what it may be.
fn example(context: &Context, parameter: Parameter) -> String {
    context.bench.value(parameter).map_or_else(
        || context.bench.limits(&context.link.caps, parameter),
        |held| format!("{} {}", parameter.command(), parameter.typed(held)),
    )
}

/// A typed value that may be sent.
pub(in crate::ui) fn checked(
    context: &Context,
    parameter: Parameter,
    typed: &str,
) -> Result<Value, CommandError> {
    let value = parameter.parse(typed)?;
    context.bench.check(&context.link.caps, parameter, value)?;
    Ok(value)
}
