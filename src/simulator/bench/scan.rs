//! Settings of the scan and of its tunable lasers.

use super::laser::{Lasers, power_dbm, quantised, wavelength};
use super::sweep::Source;
use super::{Code, Command, Header, Parameters, Reply, error};
use crate::core::cast::{floor_index, index_of};
use crate::simulator::layout::{Layout, PLATFORM_NM};
use crate::simulator::syntax::{self, ON_OFF, nr3};

const SHORTEST_NM: f64 = PLATFORM_NM.0;
const LONGEST_NM: f64 = PLATFORM_NM.1;
/// Spans below this are widened.
const LEAST_SPAN: f64 = 1e-11;
/// Spans of more points than this are cut.
const MOST_POINTS: f64 = 940_001.0;

#[derive(Clone, Debug)]
pub(super) struct Tls {
    laser: usize,
    start: f64,
    stop: f64,
    speed: u32,
    power: f64,
    trigger: u32,
}

#[derive(Clone, Debug)]
pub(super) struct Scan {
    tls: [Tls; 4],
    pub(super) start: f64,
    stop: f64,
    /// In picometres, as offered.
    sampling_pm: f64,
    pub(super) stays_on: bool,
    settling: f64,
    pub(super) continuous: bool,
    /// Held and answered, for clients that set them; what they do on a CTP10 is not known.
    combiner: u32,
    detector_combiner: u32,
    power: f64,
}

impl Scan {
    /// The scan of an instrument that was just switched on: its tunable lasers are the first that are
    /// fitted, its limits lie within the first one's.
    pub(super) fn new(layout: &Layout) -> Self {
        let mut fitted =
            (1..).zip(&layout.lasers).filter_map(|(laser, model)| Some((laser, model.as_deref()?)));
        let first = fitted.clone().next().map_or(PLATFORM_NM, |(_, model)| (model.first_nm, model.last_nm));
        let (start_nm, stop_nm) = match first {
            (first, last) if first <= 1520.0 && last >= 1580.0 => (1520.0, 1580.0),
            (first, last) => {
                let middle = f64::midpoint(first, last);
                (first.max(middle - 30.0), last.min(middle + 30.0))
            }
        };
        let tls = std::array::from_fn(|_| {
            let empty = Tls { laser: 0, start: 1500e-9, stop: 1600e-9, speed: 20, power: 8.0, trigger: 0 };
            fitted.next().map_or(empty.clone(), |(laser, model)| Tls {
                laser,
                start: quantised(model.first_nm * 1e-9),
                stop: quantised(model.last_nm * 1e-9),
                speed: model.speed(20),
                power: model.most_dbm.min(8.0),
                ..empty
            })
        });
        Self {
            tls,
            start: quantised(start_nm * 1e-9),
            stop: quantised(stop_nm * 1e-9),
            sampling_pm: 1.0,
            stays_on: true,
            settling: 0.0,
            continuous: false,
            combiner: 0,
            detector_combiner: 0,
            power: 0.0,
        }
    }

    /// Whether a tunable laser of the scan uses this position.
    pub(super) fn uses(&self, laser: usize) -> bool {
        self.tls.iter().any(|tls| tls.laser == laser)
    }

    /// Points of a trace.
    pub(super) fn points(&self) -> usize {
        floor_index(((self.stop - self.start) * 1e12 / self.sampling_pm).round()) + 1
    }

    /// Sampling step, m.
    pub(super) fn sampling(&self) -> f64 {
        self.sampling_pm * 1e-12
    }

    /// First and last wavelength, nm.
    pub(super) fn limits_nm(&self) -> (f64, f64) {
        (self.start * 1e9, self.stop * 1e9)
    }

    /// Seconds a scan takes: each laser its share at its speed, then settling. `None` without a laser.
    pub(super) fn seconds(&self) -> Option<f64> {
        let active = || self.tls.iter().filter(|tls| tls.laser > 0);
        let slowest = active().map(|tls| tls.speed).min()?;
        let covered: f64 = active().map(|tls| self.span_of(tls) * 1e9 / f64::from(tls.speed)).sum();
        let sweeping =
            if covered > 0.0 { covered } else { (self.stop - self.start) * 1e9 / f64::from(slowest) };
        Some(sweeping + self.settling)
    }

    /// What a tunable laser has to sweep, m.
    fn span_of(&self, tls: &Tls) -> f64 {
        (tls.stop.min(self.stop) - tls.start.max(self.start)).max(0.0)
    }

    /// The tunable lasers that take part: those that are fitted and have something to sweep.
    pub(super) fn sources(&self, lasers: &Lasers) -> Vec<Source> {
        let takes_part =
            |tls: &&Tls| tls.laser > 0 && lasers.model(tls.laser).is_some() && self.span_of(tls) > 0.0;
        let source = |tls: &Tls| Source::new(tls.laser, tls.start * 1e9, tls.stop * 1e9, tls.power);
        self.tls.iter().filter(takes_part).map(source).collect()
    }

    /// The power of the first laser of the scan, dBm.
    pub(super) fn nominal_power(&self) -> f64 {
        self.tls.iter().find(|tls| tls.laser > 0).map_or(0.0, |tls| tls.power)
    }

    pub(super) fn execute(&mut self, header: Header, p: &Parameters, lasers: &Lasers) -> Result<Reply, Code> {
        let number = header.suffixes[0] - 1;
        let Some(text) = p.set() else {
            return Ok(self.answer(header.command, number).into());
        };
        match header.command {
            Command::ScanStart => {
                self.start = wavelength(text, SHORTEST_NM, LONGEST_NM - LEAST_SPAN * 1e9)?;
                self.stop = self.stop.clamp(self.start + LEAST_SPAN, self.start + self.most_span());
            }
            Command::ScanStop => {
                self.stop = wavelength(text, SHORTEST_NM + LEAST_SPAN * 1e9, LONGEST_NM)?;
                self.start = self.start.clamp(self.stop - self.most_span(), self.stop - LEAST_SPAN);
            }
            Command::Sampling => {
                self.sampling_pm = sampling_pm(text)?;
                self.stop = self.stop.min(self.start + self.most_span());
            }
            Command::Stabilization => {
                let stays_on = syntax::choice(text, &ON_OFF)?;
                if let Some(seconds) = p.get(1) {
                    let (seconds, ()) = syntax::number(seconds, &[("S", ()), ("SEC", ())])?;
                    if !(0.0..=60.0).contains(&seconds) {
                        return Err(error::OUT_OF_RANGE);
                    }
                    self.settling = seconds;
                }
                self.stays_on = stays_on;
            }
            Command::ScanMode => {
                let words = [("SINGle", false), ("CONTinuous", true)];
                self.continuous = syntax::choice(text, &words)?;
            }
            Command::ScanCombiner => self.combiner = syntax::whole(text, 0, 20)?,
            Command::DetectorCombiner => self.detector_combiner = syntax::whole(text, 0, 20)?,
            Command::ScanPower => self.power = power_dbm(text, -10.0, 13.0)?,
            command => self.tls[number].set(command, text, lasers)?,
        }
        self.start = quantised(self.start);
        self.stop = quantised(self.stop);
        Ok(Reply::Nothing)
    }

    fn most_span(&self) -> f64 {
        (MOST_POINTS - 1.0) * self.sampling()
    }

    fn answer(&self, command: Command, number: usize) -> String {
        let tls = &self.tls[number.min(3)];
        match command {
            Command::ScanStart => nr3(self.start),
            Command::ScanStop => nr3(self.stop),
            Command::Sampling => nr3(self.sampling()),
            Command::Stabilization => format!("{},{}", u8::from(self.stays_on), self.settling),
            Command::ScanMode => if self.continuous { "CONT" } else { "SING" }.into(),
            Command::ScanCombiner => self.combiner.to_string(),
            Command::DetectorCombiner => self.detector_combiner.to_string(),
            Command::ScanPower => nr3(self.power),
            Command::TlsStart => nr3(tls.start),
            Command::TlsStop => nr3(tls.stop),
            Command::TlsSpeed => tls.speed.to_string(),
            Command::TlsPower => nr3(tls.power),
            Command::TlsTrigger => tls.trigger.to_string(),
            _ => tls.laser.to_string(),
        }
    }
}

impl Tls {
    fn set(&mut self, command: Command, text: &str, lasers: &Lasers) -> Result<(), Code> {
        let model = if self.laser > 0 { lasers.model(self.laser) } else { None };
        let (first, last) = model.map_or(PLATFORM_NM, |m| (m.first_nm, m.last_nm));
        match command {
            Command::TlsIdentifier => {
                let laser = index_of(syntax::whole(text, 0, 10)?);
                if laser != self.laser {
                    self.change_laser(laser, lasers);
                }
            }
            Command::TlsStart => {
                self.start = wavelength(text, first, last - LEAST_SPAN * 1e9)?;
                self.stop = quantised(self.stop.max(self.start + LEAST_SPAN));
            }
            Command::TlsStop => {
                self.stop = wavelength(text, first + LEAST_SPAN * 1e9, last)?;
                self.start = quantised(self.start.min(self.stop - LEAST_SPAN));
            }
            Command::TlsSpeed => {
                let speed = syntax::whole(text, 1, 200)?;
                if model.is_some_and(|m| !m.speeds.contains(&speed)) {
                    return Err(error::ILLEGAL_VALUE);
                }
                self.speed = speed;
            }
            Command::TlsPower => {
                self.power = power_dbm(text, -10.0, model.map_or(10.0, |m| m.most_dbm.min(10.0)))?;
            }
            _ => self.trigger = syntax::whole(text, 0, 8)?,
        }
        Ok(())
    }

    /// Another laser brings its own range and defaults.
    fn change_laser(&mut self, laser: usize, lasers: &Lasers) {
        self.laser = laser;
        if let Some(model) = (laser > 0).then(|| lasers.model(laser)).flatten() {
            (self.start, self.stop) = (model.first_nm * 1e-9, model.last_nm * 1e-9);
            (self.start, self.stop) = (quantised(self.start), quantised(self.stop));
            (self.speed, self.power, self.trigger) = (model.speed(20), 0.0, 0);
        }
    }
}

/// Reads a sampling step that is offered; without a unit it is in metres.
fn sampling_pm(text: &str) -> Result<f64, Code> {
    let (value, scale) = syntax::number(text, &[("M", 1e12), ("NM", 1e3), ("PM", 1.0)])?;
    let pm = value * scale;
    let offered = [0.02, 0.05, 0.1, 0.2, 0.5].into_iter().chain((1..=250).map(f64::from));
    if !(0.0199..=250.1).contains(&pm) {
        return Err(error::OUT_OF_RANGE);
    }
    offered.into_iter().find(|o| (o - pm).abs() < 1e-6 * o).ok_or(error::ILLEGAL_VALUE)
}
