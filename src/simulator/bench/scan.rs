//! Settings of the scan.

use super::block::Record;
use super::laser::{Lasers, power_dbm, quantised, wavelength};
use super::parameters::Parameters;
use super::reply::Reply;
use super::source::Source;
use super::tls::{LEAST_SPAN, Tls};
use crate::core::cast::floor_index;
use crate::simulator::error::{self, Code};
use crate::simulator::header::{ONE_OR_TWO, Row, VALUE};
use crate::simulator::layout::{Layout, PLATFORM_NM};
use crate::simulator::syntax::{self, ON_OFF, nr3};

const SHORTEST_NM: f64 = PLATFORM_NM.0;
const LONGEST_NM: f64 = PLATFORM_NM.1;
/// Spans of more points than this are cut.
const MOST_POINTS: f64 = 940_001.0;

/// A setting of the scan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ScanSetting {
    Start,
    Stop,
    Sampling,
    Stabilization,
    Mode,
    Power,
    Combiner,
    DetectorCombiner,
    #[cfg(test)]
    MadeUp,
}

pub(super) const HEADERS: &[Row<ScanSetting>] = &[
    ("INITiate:WAVelength:STARt", VALUE, ScanSetting::Start),
    ("INITiate:WAVelength:STOP", VALUE, ScanSetting::Stop),
    ("INITiate:WAVelength:SAMPling", VALUE, ScanSetting::Sampling),
    ("INITiate:STABilization", ONE_OR_TWO, ScanSetting::Stabilization),
    ("INITiate:SMODe", VALUE, ScanSetting::Mode),
    ("INITiate:LASer:POWer", VALUE, ScanSetting::Power),
    #[cfg(test)]
    ("INITiate:MADeup", VALUE, ScanSetting::MadeUp),
    ("INITiate:FBC:SENSe", VALUE, ScanSetting::Combiner),
    ("CTP:SENSe:FBC", VALUE, ScanSetting::DetectorCombiner),
];

#[derive(Clone, Debug)]
pub(super) struct Scan {
    tls: [Tls; 4],
    start: f64,
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
    #[cfg(test)]
    made_up: f64,
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
            #[cfg(test)]
            made_up: 0.0,
        }
    }

    /// Whether a tunable laser of the scan uses this position.
    pub(super) fn uses(&self, laser: usize) -> bool {
        self.tls.iter().any(|tls| tls.laser == laser)
    }

    /// Points of a trace.
    fn points(&self) -> usize {
        floor_index(((self.stop - self.start) * 1e12 / self.sampling_pm).round()) + 1
    }

    /// Sampling step, m.
    fn sampling(&self) -> f64 {
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
    fn nominal_power(&self) -> f64 {
        self.tls.iter().find(|tls| tls.laser > 0).map_or(0.0, |tls| tls.power)
    }

    /// What a scan of these sources leaves behind.
    pub(super) fn record(&self, seed: u64, number: u64, sources: Vec<Source>) -> Record {
        Record {
            seed,
            number,
            start: self.start,
            sampling: self.sampling(),
            points: self.points(),
            sources,
            nominal_dbm: self.nominal_power(),
        }
    }

    /// The tunable laser with this number, counted from 1.
    pub(super) fn tls(&mut self, number: usize) -> &mut Tls {
        &mut self.tls[number - 1]
    }

    pub(super) fn execute(&mut self, setting: ScanSetting, p: &Parameters) -> Result<Reply, Code> {
        let (most_span, whole) = (self.most_span(), |text: &str| syntax::whole(text, 0, 20));
        let reply = match setting {
            ScanSetting::Start => {
                let read = |text: &str| wavelength(text, SHORTEST_NM, LONGEST_NM - LEAST_SPAN * 1e9);
                let reply = p.exchange(&mut self.start, |&m| nr3(m), read)?;
                self.stop = self.stop.clamp(self.start + LEAST_SPAN, self.start + most_span);
                reply
            }
            ScanSetting::Stop => {
                let read = |text: &str| wavelength(text, SHORTEST_NM + LEAST_SPAN * 1e9, LONGEST_NM);
                let reply = p.exchange(&mut self.stop, |&m| nr3(m), read)?;
                self.start = self.start.clamp(self.stop - most_span, self.stop - LEAST_SPAN);
                reply
            }
            ScanSetting::Sampling => {
                let reply = p.exchange(&mut self.sampling_pm, |&pm| nr3(pm * 1e-12), sampling_pm)?;
                self.stop = self.stop.min(self.start + self.most_span());
                reply
            }
            ScanSetting::Stabilization => self.stabilization(p)?,
            ScanSetting::Mode => {
                let answer = |&continuous: &bool| if continuous { "CONT" } else { "SING" }.into();
                let words = [("SINGle", false), ("CONTinuous", true)];
                p.exchange(&mut self.continuous, answer, |text| syntax::choice(text, &words))?
            }
            ScanSetting::Combiner => p.exchange(&mut self.combiner, u32::to_string, whole)?,
            ScanSetting::DetectorCombiner => {
                p.exchange(&mut self.detector_combiner, u32::to_string, whole)?
            }
            ScanSetting::Power => {
                p.exchange(&mut self.power, |&dbm| nr3(dbm), |text| power_dbm(text, -10.0, 13.0))?
            }
            #[cfg(test)]
            ScanSetting::MadeUp => {
                p.exchange(&mut self.made_up, |&dbm| nr3(dbm), |text| power_dbm(text, -10.0, 10.0))?
            }
        };
        self.start = quantised(self.start);
        self.stop = quantised(self.stop);
        Ok(reply)
    }

    /// Whether lasers stay on, and the settling time, which may be left out.
    fn stabilization(&mut self, p: &Parameters) -> Result<Reply, Code> {
        let Some(text) = p.set() else {
            return Ok(format!("{},{}", u8::from(self.stays_on), self.settling).into());
        };
        let stays_on = syntax::choice(text, &ON_OFF)?;
        if let Some(seconds) = p.get(1) {
            let (seconds, ()) = syntax::number(seconds, &[("S", ()), ("SEC", ())])?;
            if !(0.0..=60.0).contains(&seconds) {
                return Err(error::OUT_OF_RANGE);
            }
            self.settling = seconds;
        }
        self.stays_on = stays_on;
        Ok(Reply::Nothing)
    }

    fn most_span(&self) -> f64 {
        (MOST_POINTS - 1.0) * self.sampling()
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
