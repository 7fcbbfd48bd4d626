//! Laser positions: what is fitted, its setting, its light.

use std::time::Duration;

use tokio::time::Instant;

use super::{Code, Parameters, Reply, error};
use crate::simulator::faults;
use crate::simulator::syntax::{self, ON_OFF, nr3};

/// From the command to the light, at speed-up 1.
const WARM_UP: Duration = Duration::from_millis(1200);
/// Speed of light, m/s.
const LIGHT: f64 = 299_792_458.0;

/// A laser that can be fitted.
#[derive(Debug)]
pub(super) struct Model {
    name: &'static str,
    serial: &'static str,
    firmware: &'static str,
    pub(super) first_nm: f64,
    pub(super) last_nm: f64,
    pub(super) speeds: &'static [u32],
    power_dbm: f64,
}

static T100S: Model = Model {
    name: "T100S-HP",
    serial: "0",
    firmware: "6.06",
    first_nm: 1502.0,
    last_nm: 1627.0,
    speeds: &[5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 17, 18, 20, 22, 25, 29, 33, 40, 50, 67, 100],
    power_dbm: 8.0,
};

static T200S: Model = Model {
    name: "T200S-O-M",
    serial: "0",
    firmware: "2.01",
    first_nm: 1262.5,
    last_nm: 1355.0,
    speeds: &[10, 20, 50, 100, 200],
    power_dbm: 10.0,
};

#[derive(Clone, Copy, Debug, Default)]
enum Light {
    #[default]
    Off,
    /// On from this time.
    On(Instant),
}

#[derive(Debug)]
struct Position {
    model: Option<&'static Model>,
    wavelength: f64,
    power: f64,
    light: Light,
}

#[derive(Debug)]
pub(super) struct Lasers([Position; 10]);

impl Default for Lasers {
    fn default() -> Self {
        Self(std::array::from_fn(|index| {
            let model = [Some(&T100S), Some(&T200S)].get(index).copied().flatten();
            Position {
                model,
                wavelength: if index == 1 { 1310e-9 } else { 1550e-9 },
                power: model.map_or(0.0, |m| m.power_dbm),
                light: Light::Off,
            }
        }))
    }
}

impl Lasers {
    pub(super) fn model(&self, laser: usize) -> Option<&'static Model> {
        self.0[laser - 1].model
    }

    pub(super) fn identity(&self, laser: usize) -> String {
        match self.model(laser) {
            Some(m) => format!("EXFO,{},{},{}", m.name, m.serial, m.firmware),
            None => "EXFO,NONE,0,0".into(),
        }
    }

    pub(super) fn emits(&self, laser: usize, now: Instant) -> bool {
        matches!(self.0[laser - 1].light, Light::On(from) if from <= now)
    }

    /// Wavelength (nm) and power (dBm) of every laser that emits.
    pub(super) fn emitting(&self, now: Instant) -> impl Iterator<Item = (f64, f64)> {
        (1..=10).filter(move |&n| self.emits(n, now)).map(|n| {
            let position = &self.0[n - 1];
            (position.wavelength * 1e9, position.power)
        })
    }

    /// When the last laser that warms up will be on.
    pub(super) fn warm_at(&self, now: Instant) -> Option<Instant> {
        let from = |position: &Position| match position.light {
            Light::On(from) if from > now => Some(from),
            _ => None,
        };
        self.0.iter().filter_map(from).max()
    }

    pub(super) fn switch_off(&mut self, laser: usize) {
        self.0[laser - 1].light = Light::Off;
    }

    pub(super) fn power(&mut self, laser: usize, p: &Parameters) -> Result<Reply, Code> {
        let position = &mut self.0[laser - 1];
        let Some(text) = p.set() else {
            return Ok(nr3(position.power).into());
        };
        position.power = power_dbm(text, -10.0, 13.0)?;
        Ok(Reply::Nothing)
    }

    pub(super) fn wavelength(&mut self, laser: usize, p: &Parameters) -> Result<Reply, Code> {
        let position = &mut self.0[laser - 1];
        let Some(text) = p.set() else {
            return Ok(nr3(position.wavelength).into());
        };
        let (first, last) = position.model.map_or((1240.0, 1680.0), |m| (m.first_nm, m.last_nm));
        position.wavelength = wavelength(text, first, last)?;
        Ok(Reply::Nothing)
    }

    pub(super) fn state(
        &mut self,
        laser: usize,
        p: &Parameters,
        now: Instant,
        speedup: f64,
    ) -> Result<Reply, Code> {
        let Some(text) = p.set() else {
            return Ok(u8::from(self.emits(laser, now)).to_string().into());
        };
        let on = syntax::choice(text, &ON_OFF)?;
        let position = &mut self.0[laser - 1];
        match (on, position.light) {
            (false, _) => position.light = Light::Off,
            (true, _) if position.model.is_none() => return Err(error::HARDWARE_MISSING),
            (true, Light::On(_)) => {}
            (true, Light::Off) => {
                position.light = Light::On(now + faults::seconds(WARM_UP.as_secs_f64() / speedup));
            }
        }
        Ok(Reply::Nothing)
    }
}

/// Reads a power; without a unit it is in dBm.
pub(super) fn power_dbm(text: &str, least: f64, most: f64) -> Result<f64, Code> {
    let (value, milliwatts) = syntax::number(text, &[("DBM", false), ("MW", true)])?;
    let dbm = if milliwatts { 10.0 * value.log10() } else { value };
    // Half a unit of the last digit that is answered, so that a limit in mW is within it.
    if dbm >= least - 5e-9 && dbm <= most + 5e-9 { Ok(dbm) } else { Err(error::OUT_OF_RANGE) }
}

/// Reads a wavelength or a frequency as metres on the instrument's grid of 10 fm; without a unit it is
/// in metres.
pub(super) fn wavelength(text: &str, first_nm: f64, last_nm: f64) -> Result<f64, Code> {
    #[derive(Clone, Copy)]
    enum In {
        Metres(f64),
        Hertz(f64),
    }
    let units = [
        ("M", In::Metres(1.0)),
        ("NM", In::Metres(1e-9)),
        ("PM", In::Metres(1e-12)),
        ("UM", In::Metres(1e-6)),
        ("HZ", In::Hertz(1.0)),
        ("GHZ", In::Hertz(1e9)),
        ("THZ", In::Hertz(1e12)),
    ];
    let metres = match syntax::number(text, &units)? {
        (value, In::Metres(scale)) => value * scale,
        (value, In::Hertz(scale)) => LIGHT / (value * scale),
    };
    let metres = quantised(metres);
    let inside = metres >= quantised(first_nm * 1e-9) && metres <= quantised(last_nm * 1e-9);
    if inside { Ok(metres) } else { Err(error::OUT_OF_RANGE) }
}

/// The nearest wavelength that the instrument can answer with its nine digits.
pub(super) fn quantised(metres: f64) -> f64 {
    (metres * 1e14).round() / 1e14
}
