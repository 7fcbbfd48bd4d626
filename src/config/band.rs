//! Bands of a bench: what a tunable laser of the scan is set to for a range of wavelengths. Which laser sweeps it, on which
//! trigger and how fast is so on one bench and not on the next: the settings say it.

use crate::core::ids::TlsId;
use crate::core::parameter::{BadEntry, Change, Parameter, Value};
use crate::core::sweep;
use crate::core::text;

/// A band as it is written; what is left out is not set.
#[derive(Clone, Debug, Default)]
pub(super) struct Written {
    /// How it is typed.
    pub(super) name: String,
    /// The position of the laser that sweeps it.
    pub(super) laser: Option<u32>,
    /// The trigger input, 0 for none.
    pub(super) trigger: Option<u32>,
    /// nm/s.
    pub(super) speed_nm_s: Option<u32>,
    /// dBm.
    pub(super) power_dbm: Option<f64>,
    /// nm.
    pub(super) start_nm: Option<f64>,
    /// nm.
    pub(super) stop_nm: Option<f64>,
}

/// A band of a bench, with a value for each setting that it has.
#[derive(Clone, Debug, PartialEq)]
pub struct Band {
    /// How it is typed.
    pub name: String,
    laser: Option<Value>,
    trigger: Option<Value>,
    speed: Option<Value>,
    power: Option<Value>,
    start: Option<Value>,
    stop: Option<Value>,
}

/// A band that cannot be.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum BadBand {
    /// A value that no tunable laser can have.
    #[error("band {name:?}: {why}")]
    Value {
        /// Its name.
        name: String,
        /// What is wrong.
        why: BadEntry,
    },
    /// It cannot be typed as one word.
    #[error("{0:?} is not the name of a band: write one word")]
    Name(String),
    /// It ends below its start.
    #[error("band {0:?}: stop_nm must be above start_nm")]
    Downwards(String),
    /// It says nothing but its name.
    #[error("band {0:?} sets nothing")]
    Nothing(String),
    /// Two of one name.
    #[error("the band {0} is there twice")]
    Twice(String),
}

impl Band {
    pub(super) fn new(written: Written) -> Result<Self, BadBand> {
        let Written { name, laser, trigger, speed_nm_s, power_dbm, start_nm, stop_nm } = written;
        let name = text::clean(&name);
        if name.is_empty() || name.contains(char::is_whitespace) {
            return Err(BadBand::Name(name));
        }
        let value = |of: fn(TlsId) -> Parameter, typed: Option<String>| {
            let read = |typed: String| of(TlsId::FIRST).parse(&typed);
            let wrong = |why| BadBand::Value { name: name.clone(), why };
            typed.map(read).transpose().map_err(wrong)
        };
        let whole = |number: Option<u32>| number.map(|number| number.to_string());
        let in_unit = |number: Option<f64>, unit| number.map(|number| format!("{number}{unit}"));
        let band = Self {
            laser: value(Parameter::TlsLaser, whole(laser))?,
            trigger: value(Parameter::TlsTrigger, whole(trigger))?,
            speed: value(Parameter::TlsSpeed, whole(speed_nm_s))?,
            power: value(Parameter::TlsPower, in_unit(power_dbm, "dBm"))?,
            start: value(Parameter::TlsStart, in_unit(start_nm, "nm"))?,
            stop: value(Parameter::TlsStop, in_unit(stop_nm, "nm"))?,
            name: name.clone(),
        };
        let limit = |value: Option<Value>| value.and_then(Value::wavelength);
        if limit(band.start).zip(limit(band.stop)).is_some_and(|(start, stop)| !sweep::goes_up(start, stop)) {
            return Err(BadBand::Downwards(name));
        }
        if band.changes(TlsId::FIRST).is_empty() {
            return Err(BadBand::Nothing(name));
        }
        Ok(band)
    }

    /// What it sets at a TLS, in an order in which nothing takes back what was set before: another laser moves all else.
    pub(crate) fn changes(&self, tls: TlsId) -> Vec<Change> {
        let all = [
            (Parameter::TlsLaser(tls), self.laser),
            (Parameter::TlsTrigger(tls), self.trigger),
            (Parameter::TlsSpeed(tls), self.speed),
            (Parameter::TlsPower(tls), self.power),
            (Parameter::TlsStart(tls), self.start),
            (Parameter::TlsStop(tls), self.stop),
        ];
        all.into_iter().filter_map(|(parameter, value)| Some((parameter, value?))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::ids::LaserId;
    use crate::core::units::{Dbm, Wavelength};

    #[test]
    fn a_band_sets_what_it_says_and_nothing_else() {
        let band = Band::new(Written {
            name: "o".into(),
            laser: Some(2),
            power_dbm: Some(-3.5),
            start_nm: Some(1262.5),
            ..Written::default()
        });
        let tls = TlsId::new(3).unwrap();
        assert_eq!(
            band.unwrap().changes(tls),
            [
                (Parameter::TlsLaser(tls), Value::Laser(LaserId::new(2))),
                (Parameter::TlsPower(tls), Value::Power(Dbm(-3.5).into())),
                (Parameter::TlsStart(tls), Value::Wavelength(Wavelength::from_nm(1262.5))),
            ]
        );
    }

    #[test]
    fn what_is_wrong_with_a_band_is_named() {
        let of = |written: Written| Band::new(written).unwrap_err().to_string();
        let named = || Written { name: "o".into(), ..Written::default() };
        assert_eq!(of(named()), "band \"o\" sets nothing");
        assert!(of(Written { laser: Some(11), ..named() }).contains("11 is outside 0 to 10"));
        assert!(of(Written { power_dbm: Some(f64::NAN), ..named() }).starts_with("band \"o\": "));
        let down = Written { start_nm: Some(1600.0), stop_nm: Some(1500.0), ..named() };
        assert!(of(down).contains("above start_nm"));
        assert!(of(Written { name: "o band".into(), ..Written::default() }).contains("one word"));
    }
}
