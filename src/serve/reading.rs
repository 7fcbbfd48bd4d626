//! A reading of a module's detectors, as the ancestor tells it.

use std::time::Instant as Moment;

use tokio::time::Instant;

use super::answer::{Object, object};
use crate::core::cast::whole_f64;
use crate::core::history::{Reading, Round};
use crate::core::ids::DetectorId;
use crate::core::parameter::{Choice, Parameter, PowerUnit, Value};
use crate::core::snapshot::Snapshot;
use crate::core::units::{Dbm, Wavelength, tidy};
use crate::core::wall_clock;

/// Channels that are told of a module.
pub(super) const CHANNELS: [u8; 4] = [1, 2, 3, 4];

/// A moment as seconds since 1970.
pub(super) fn unix(at: Moment) -> f64 {
    let now = whole_f64(wall_clock::utc().as_microsecond()) * 1e-6;
    let ago = Instant::now().into_std().saturating_duration_since(at).as_secs_f64();
    tidy(now - ago, 1e6)
}

/// The word of a detector's unit of power, by its setting.
pub(super) fn unit(held: Option<Value>) -> &'static str {
    Choice::from(held.and_then(Value::power_unit).unwrap_or(PowerUnit::Dbm)).word()
}

/// Whether any detector of a module is watched.
pub(super) fn is_watched(bench: &Snapshot, module: u8) -> bool {
    bench.detectors.iter().any(|place| place.module() == module && !bench.absent.contains(place))
}

/// Whether a round holds a power of each detector of a module that is there: none is missing since its unit was set.
pub(super) fn is_whole(bench: &Snapshot, module: u8, round: &Round) -> bool {
    let Reading::Powers(powers) = &round.reading else { return false };
    let mut all = bench.detectors.iter().zip(powers);
    all.all(|(place, power)| place.module() != module || bench.absent.contains(place) || !power.is_nan())
}

/// What a round says of a module; `None` where it says nothing of it.
pub(super) fn of(bench: &Snapshot, module: u8, round: &Round) -> Option<Object> {
    let Reading::Powers(powers) = &round.reading else { return None };
    let channel = |channel| {
        let place = DetectorId::new(module, channel)?;
        let at = bench.detectors.iter().position(|other| *other == place)?;
        powers.get(at).copied().map(f64::from)
    };
    let first = (1..=6).find(|&one| channel(one).is_some())?;
    let first = DetectorId::new(module, first)?;
    let unit = unit(bench.value(Parameter::PowerUnit(first)));
    let wavelength = bench.value(Parameter::DetectorWavelength(first));
    let told = |dbm: f64| if unit == "mW" { Dbm(dbm).mw() } else { tidy(dbm, 1e6) };
    let powers = CHANNELS.map(|number| channel(number).map(told));
    Some(as_object(round.at, (module, wavelength, unit), powers))
}

/// A reading of a module: its wavelength and its unit are those of its first detector, the powers stand by channel.
pub(super) fn as_object(
    at: Moment,
    (module, wavelength, unit): (u8, Option<Value>, &'static str),
    powers: [Option<f64>; CHANNELS.len()],
) -> Object {
    let [one, two, three, four] = powers;
    object! {
        "timestamp": unix(at),
        "module": module,
        "wavelength_nm": wavelength.and_then(Value::wavelength).map(Wavelength::nm),
        "unit": unit,
        "ch1_power": one,
        "ch2_power": two,
        "ch3_power": three,
        "ch4_power": four,
    }
}
