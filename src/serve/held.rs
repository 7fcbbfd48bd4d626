//! What the bench holds, in the ancestor's units and forms.

use serde_json::Value as Json;

use super::answer::Object;
use super::call::Call;
use crate::core::ids::LaserId;
use crate::core::parameter::{Parameter, Value};
use crate::core::snapshot::Snapshot;
use crate::core::units::{Power, Wavelength};

/// A value as it was last read: wavelengths in nm, steps in pm, powers in dBm where their unit is known; null where there is none.
pub(super) fn held(bench: &Snapshot, parameter: Parameter) -> Json {
    match bench.value(parameter) {
        Some(Value::Wavelength(wavelength)) => Wavelength::nm(wavelength).into(),
        Some(Value::Power(Power::Known(power))) => power.0.into(),
        Some(Value::Power(Power::Unsure(number))) => number.into(),
        Some(Value::Sampling(step)) => step.pm().into(),
        Some(Value::Laser(laser)) => laser.map_or(0, LaserId::number).into(),
        Some(Value::Speed(speed)) => speed.into(),
        Some(Value::Trigger(input)) => input.into(),
        Some(Value::Choice(choice)) => choice.word().into(),
        Some(Value::Stabilization { .. }) | None => Json::Null,
    }
}

/// Those of these fields that were given with a request, as they are held now.
pub(super) fn given<const N: usize>(call: &Call, fields: [(&'static str, Json); N]) -> Object {
    let given = fields.into_iter().filter(|(name, _)| call.values.contains_key(name));
    given.fold(Object::default(), |all, (name, held)| all.with(name, held))
}
