//! The tunable lasers of the scan.

use super::laser::{Lasers, power_dbm, quantised, wavelength};
use super::parameters::Parameters;
use super::reply::Reply;
use crate::core::cast::index_of;
use crate::simulator::error::{self, Code};
use crate::simulator::header::{Row, VALUE};
use crate::simulator::layout::PLATFORM_NM;
use crate::simulator::syntax::{self, nr3};

/// Spans below this are widened, m.
pub(super) const LEAST_SPAN: f64 = 1e-11;

/// A setting of a tunable laser of the scan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TlsSetting {
    Laser,
    Start,
    Stop,
    Speed,
    Power,
    Trigger,
}

pub(super) const HEADERS: &[Row<TlsSetting>] = &[
    ("INITiate:TLS<4>:IDentifier", VALUE, TlsSetting::Laser),
    ("INITiate:TLS<4>:WAVelength:STARt", VALUE, TlsSetting::Start),
    ("INITiate:TLS<4>:WAVelength:STOP", VALUE, TlsSetting::Stop),
    ("INITiate:TLS<4>:SPEed", VALUE, TlsSetting::Speed),
    ("INITiate:TLS<4>:POWer", VALUE, TlsSetting::Power),
    ("INITiate:TLS<4>:TRIGin", VALUE, TlsSetting::Trigger),
];

#[derive(Clone, Debug)]
pub(super) struct Tls {
    pub(super) laser: usize,
    pub(super) start: f64,
    pub(super) stop: f64,
    pub(super) speed: u32,
    pub(super) power: f64,
    pub(super) trigger: u32,
}

impl Tls {
    pub(super) fn execute(
        &mut self,
        setting: TlsSetting,
        p: &Parameters,
        lasers: &Lasers,
    ) -> Result<Reply, Code> {
        let model = if self.laser > 0 { lasers.model(self.laser) } else { None };
        let (first, last) = model.map_or(PLATFORM_NM, |m| (m.first_nm, m.last_nm));
        match setting {
            TlsSetting::Laser => {
                let mut laser = self.laser;
                let reply = p.exchange(&mut laser, usize::to_string, |text| {
                    Ok(index_of(syntax::whole(text, 0, 10)?))
                })?;
                if laser != self.laser {
                    self.change_laser(laser, lasers);
                }
                Ok(reply)
            }
            TlsSetting::Start => {
                let read = |text: &str| wavelength(text, first, last - LEAST_SPAN * 1e9);
                let reply = p.exchange(&mut self.start, |&m| nr3(m), read)?;
                self.stop = quantised(self.stop.max(self.start + LEAST_SPAN));
                Ok(reply)
            }
            TlsSetting::Stop => {
                let read = |text: &str| wavelength(text, first + LEAST_SPAN * 1e9, last);
                let reply = p.exchange(&mut self.stop, |&m| nr3(m), read)?;
                self.start = quantised(self.start.min(self.stop - LEAST_SPAN));
                Ok(reply)
            }
            TlsSetting::Speed => p.exchange(&mut self.speed, u32::to_string, |text| {
                let speed = syntax::whole(text, 1, 200)?;
                let offered = model.is_none_or(|model| model.speeds.contains(&speed));
                if offered { Ok(speed) } else { Err(error::ILLEGAL_VALUE) }
            }),
            TlsSetting::Power => {
                let most = model.map_or(10.0, |m| m.most_dbm.min(10.0));
                p.exchange(&mut self.power, |&dbm| nr3(dbm), |text| power_dbm(text, -10.0, most))
            }
            TlsSetting::Trigger => {
                p.exchange(&mut self.trigger, u32::to_string, |text| syntax::whole(text, 0, 8))
            }
        }
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
