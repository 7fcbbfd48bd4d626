//! What a bench answers, for programs: units stand in the names, what is not known is null.

use serde_json::{Value as Json, json};

use super::{Moved, NamedDetector};
use crate::core::condition::Condition;
use crate::core::consent::Afterwards;
use crate::core::ids::{LaserId, TlsId};
use crate::core::laser::Emission;
use crate::core::parameter::{Parameter, Subject, Value};
use crate::core::snapshot::{Identity, Light, Snapshot};
use crate::core::units::{Power, tidy};

/// Who answers.
pub(crate) fn identity(who: &Identity) -> Json {
    json!({ "maker": who.maker, "model": who.model, "serial": who.serial, "firmware": who.firmware })
}

/// A value for a program: a number with its unit where it is one, else its word. A power of unknown unit has none.
pub(crate) fn setting(parameter: Parameter, value: Value) -> Json {
    let (value, unit) = match value {
        Value::Wavelength(wavelength) => (json!(wavelength.nm()), Some("nm")),
        Value::Sampling(step) => (json!(step.pm()), Some("pm")),
        Value::Power(Power::Known(power)) => (json!(tidy(power.0, 1e6)), Some("dBm")),
        Value::Power(Power::Unsure(number)) => (json!(tidy(number, 1e6)), None),
        Value::Laser(laser) => (json!(laser.map_or(0, LaserId::number)), None),
        Value::Speed(speed) => (json!(speed), Some("nm/s")),
        Value::Trigger(input) => (json!(input), None),
        Value::Choice(choice) => (json!(choice.word()), None),
        Value::Stabilization { stays_on, seconds } => {
            (json!({ "stays_on": stays_on, "settling_s": seconds.get() }), None)
        }
    };
    json!({ "parameter": parameter.command(), "value": value, "unit": unit })
}

/// What the instrument changed by itself.
pub(crate) fn moved(moved: &Moved) -> Json {
    let mut said = setting(moved.parameter, moved.now);
    said["before"] = setting(moved.parameter, moved.before)["value"].take();
    said
}

/// Whether light stays on when what has begun is over.
pub(crate) fn stays_on(afterwards: Option<Afterwards>) -> Option<bool> {
    match afterwards? {
        Afterwards::StaysOn => Some(true),
        Afterwards::GoesOff => Some(false),
        Afterwards::Unknown => None,
    }
}

/// What it is doing, in the words of its register.
pub(crate) fn doing(bench: &Snapshot) -> String {
    let of_register = || bench.condition.and_then(Condition::words).unwrap_or_else(|| "idle".to_owned());
    bench.phase.words().map_or_else(of_register, str::to_owned)
}

/// A laser's emission, as it was read back.
pub(crate) const fn emission(of: Emission) -> &'static str {
    match of {
        Emission::Unknown => "unknown",
        Emission::Off => "off",
        Emission::On => "on",
    }
}

/// The power of a watched detector, dBm, if it was read.
pub(crate) fn power(bench: &Snapshot, index: usize) -> Option<f32> {
    bench.power(index).map(|(power, _)| power).filter(|power| power.is_finite())
}

/// All that is known of the bench.
pub(crate) fn bench(bench: &Snapshot, detectors: &[NamedDetector]) -> Json {
    let settings = |subject: Subject| -> Vec<Json> {
        let held = bench.held(subject.parameters());
        held.into_iter().map(|(parameter, value)| setting(parameter, value)).collect()
    };
    let lasers = bench.fitted();
    let lasers = lasers.iter().map(|laser: LaserId| {
        let known = bench.laser(laser);
        json!({
            "laser": laser.number(),
            "model": known.fitted.model(),
            "emission": emission(known.emission),
            "wavelength_range_nm": bench.range_nm_of(Parameter::LaserWavelength(laser)),
            "settings": settings(Subject::Laser(laser)),
        })
    });
    let tunable = TlsId::all().map(|tls| {
        json!({
            "tls": tls.number(),
            "laser": bench.laser_of(tls).map(LaserId::number),
            "settings": settings(Subject::Tls(tls)),
        })
    });
    let all = detectors.iter().enumerate().map(|(index, (place, name))| {
        json!({
            "detector": place.to_string(),
            "name": name,
            "present": !bench.absent.contains(place),
            "power_dbm": power(bench, index),
        })
    });
    let light = match bench.light() {
        Light::Dark => "dark",
        Light::SwitchingOn(_) => "switching on",
        Light::Emitting(_) => "emitting",
        Light::Unknown => "unknown",
    };
    json!({
        "instrument": bench.identity.as_ref().map(identity),
        "doing": doing(bench),
        "light": light,
        "lasers": lasers.collect::<Vec<_>>(),
        "tls": tunable.collect::<Vec<_>>(),
        "detectors": all.collect::<Vec<_>>(),
        "sweep": settings(Subject::Sweep),
    })
}
