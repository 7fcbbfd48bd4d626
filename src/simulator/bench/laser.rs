//! Laser positions: what is fitted, its setting, its light.

use std::sync::Arc;

use tokio::time::Instant;

use super::pace::Pace;
use super::parameters::Parameters;
use super::reply::Reply;
use crate::simulator::error::{self, Code};
use crate::simulator::header::{QUERY, Row, VALUE};
use crate::simulator::layout::{Empty, Layout, Model, PLATFORM_NM, POSITIONS, PowerUnit};
use crate::simulator::optics::LIGHT;
use crate::simulator::syntax::{self, ON_OFF, nr3};

/// From the command to the light, at speed-up 1.
const WARM_UP_S: f64 = 1.2;

/// What a laser position is told or asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LaserCommand {
    Identity,
    Kind,
    Power,
    State,
    Wavelength,
}

pub(super) const HEADERS: &[Row<LaserCommand>] = &[
    ("CTP:RLASer<10>:IDN", QUERY, LaserCommand::Identity),
    ("CTP:RLASer<10>:TYPE", QUERY, LaserCommand::Kind),
    ("CTP:RLASer<10>:POWer", VALUE, LaserCommand::Power),
    ("CTP:RLASer<10>:POWer:STATe", VALUE, LaserCommand::State),
    ("CTP:RLASer<10>:WAVelength", VALUE, LaserCommand::Wavelength),
];

#[derive(Clone, Copy, Debug, Default)]
enum Light {
    #[default]
    Off,
    /// On from this time.
    On(Instant),
}

#[derive(Debug)]
struct Position {
    model: Option<Arc<Model>>,
    wavelength: f64,
    power: f64,
    light: Light,
}

impl Position {
    fn new(model: Option<Arc<Model>>) -> Self {
        let (first, last) = model.as_ref().map_or(PLATFORM_NM, |m| (m.first_nm, m.last_nm));
        let usual = [1550.0, 1310.0].into_iter().find(|nm| (first..=last).contains(nm));
        let wavelength = quantised(usual.unwrap_or(f64::midpoint(first, last)) * 1e-9);
        let power = model.as_ref().map_or(0.0, |m| m.power_dbm);
        Self { model, wavelength, power, light: Light::Off }
    }
}

#[derive(Debug)]
pub(super) struct Lasers {
    positions: [Position; POSITIONS],
    unit: PowerUnit,
    empty: Empty,
}

impl Lasers {
    pub(super) fn new(layout: &Layout) -> Self {
        Self {
            positions: layout.lasers.each_ref().map(|model| Position::new(model.clone())),
            unit: layout.instrument.laser_power,
            empty: layout.instrument.empty_lasers,
        }
    }

    pub(super) fn model(&self, laser: usize) -> Option<&Model> {
        self.positions[laser - 1].model.as_deref()
    }

    pub(super) fn identity(&self, laser: usize) -> String {
        match self.model(laser) {
            Some(m) => format!("EXFO,{},{},{}", m.name, m.serial, m.firmware),
            None => self.none("EXFO,NONE,0,0"),
        }
    }

    /// What kind of laser there is: its model, for nobody knows what a CTP10 answers.
    pub(super) fn kind(&self, laser: usize) -> String {
        self.model(laser).map_or_else(|| self.none("NONE"), |model| model.kind.clone())
    }

    /// What a position answers that has no laser, if it does; these words where its model has a name.
    fn none(&self, named: &str) -> String {
        match self.empty {
            Empty::Zero => "0".to_owned(),
            Empty::None | Empty::Error | Empty::Silent => named.to_owned(),
        }
    }

    pub(super) fn emits(&self, laser: usize, now: Instant) -> bool {
        matches!(self.positions[laser - 1].light, Light::On(from) if from <= now)
    }

    /// Wavelength (nm) and power (dBm) of every laser that emits.
    pub(super) fn emitting(&self, now: Instant) -> impl Iterator<Item = (f64, f64)> {
        (1..=POSITIONS).filter(move |&n| self.emits(n, now)).map(|n| {
            let position = &self.positions[n - 1];
            (position.wavelength * 1e9, position.power)
        })
    }

    /// When the last laser that warms up will be on.
    pub(super) fn warm_at(&self, now: Instant) -> Option<Instant> {
        let from = |position: &Position| match position.light {
            Light::On(from) => Some(from).filter(|from| *from > now),
            Light::Off => None,
        };
        self.positions.iter().filter_map(from).max()
    }

    /// From when on a laser emits; `None` if it is off.
    pub(super) fn lit_from(&self, laser: usize) -> Option<Instant> {
        match self.positions[laser - 1].light {
            Light::Off => None,
            Light::On(from) => Some(from),
        }
    }

    /// Switches a laser on that is fitted; one that is on already stays as it is.
    pub(super) fn switch_on(&mut self, laser: usize, at: Instant, pace: Pace) {
        let position = &mut self.positions[laser - 1];
        if let (Some(_), Light::Off) = (&position.model, position.light) {
            position.light = Light::On(at + pace.time(WARM_UP_S));
        }
    }

    pub(super) fn switch_off(&mut self, laser: usize) {
        self.positions[laser - 1].light = Light::Off;
    }

    pub(super) fn power(&mut self, laser: usize, p: &Parameters) -> Result<Reply, Code> {
        let position = &mut self.positions[laser - 1];
        let most = position.model.as_ref().map_or(13.0, |model| model.most_dbm);
        let answer = |dbm: &f64| nr3(if self.unit == PowerUnit::Mw { 10f64.powf(dbm / 10.0) } else { *dbm });
        p.exchange(&mut position.power, answer, |text| power_dbm(text, -10.0, most))
    }

    pub(super) fn wavelength(&mut self, laser: usize, p: &Parameters) -> Result<Reply, Code> {
        let position = &mut self.positions[laser - 1];
        let (first, last) = position.model.as_ref().map_or(PLATFORM_NM, |m| (m.first_nm, m.last_nm));
        p.exchange(&mut position.wavelength, |&m| nr3(m), |text| wavelength(text, first, last))
    }

    pub(super) fn state(
        &mut self,
        laser: usize,
        p: &Parameters,
        now: Instant,
        pace: Pace,
    ) -> Result<Reply, Code> {
        let Some(text) = p.set() else {
            return Ok(u8::from(self.emits(laser, now)).to_string().into());
        };
        if !syntax::choice(text, &ON_OFF)? {
            self.switch_off(laser);
        } else if self.model(laser).is_some() {
            self.switch_on(laser, now, pace);
        } else {
            return Err(error::HARDWARE_MISSING);
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
