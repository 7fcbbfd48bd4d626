//! What an order would let out as the bench was last read.

use super::beams::{ALIKE_DB, Afterwards, Beam, Beams, Epoch, Lights, NoBeam};
use crate::core::ids::{LaserId, TlsId};
use crate::core::laser::{Emission, Fitted, PowerCaps};
use crate::core::parameter::{Change, Emitter, Parameter, Subject, Value};
use crate::core::snapshot::{Link, Snapshot};
use crate::core::units::{Dbm, Power, Wavelength};

impl Snapshot {
    /// The connection on which the bench is read, while there is one.
    pub const fn epoch(&self) -> Option<Epoch> {
        match self.link {
            Link::Up(since) => Some(Epoch { since, number: self.statistics.connections }),
            Link::Connecting | Link::Down { .. } | Link::Closed => None,
        }
    }

    /// What this would let out as the bench was last read.
    pub fn beams(&self, lights: &Lights, caps: &PowerCaps) -> Result<Beams, NoBeam> {
        let epoch = self.epoch().ok_or(NoBeam::NoLink)?;
        let beams = match lights {
            Lights::Laser(laser) => vec![self.beam(*laser, caps)?],
            Lights::Scan => self.scan_beams(caps)?,
            Lights::Raise(changes) => self.raised(changes, caps)?,
            Lights::Untold => {
                // It may be any of them: all are held to their caps.
                for laser in LaserId::all() {
                    let power = self.at_most(Parameter::LaserPower(laser));
                    if let Some(power) = power.filter(|_| self.laser(laser).fitted != Fitted::Empty) {
                        caps.check(Some(laser), power)?;
                    }
                }
                Vec::new()
            }
        };
        for beam in &beams {
            caps.check(Some(beam.laser), beam.power.at_most())?;
        }
        let is_lit = |laser: &LaserId| self.laser(*laser).emission == Emission::On;
        let scanned = beams.iter().map(|beam| beam.laser).filter(|_| *lights == Lights::Scan);
        let lit = scanned.filter(is_lit).collect();
        let afterwards = (*lights == Lights::Scan).then(|| self.afterwards());
        Ok(Beams { each: beams, epoch, told: *lights != Lights::Untold, lit, afterwards })
    }

    fn afterwards(&self) -> Afterwards {
        match self.value(Parameter::Stabilization).and_then(Value::stabilization) {
            Some((true, _)) => Afterwards::StaysOn,
            Some((false, _)) => Afterwards::GoesOff,
            None => Afterwards::Unknown,
        }
    }

    fn wavelength_of(&self, parameter: Parameter) -> Result<Wavelength, NoBeam> {
        let wavelength = self.value(parameter).and_then(Value::wavelength);
        wavelength.ok_or(NoBeam::Unknown(parameter))
    }

    /// A power as it is shown. While it is not certain in which unit the laser answers, the worse reading must
    /// be within the cap.
    fn capped_power(&self, laser: LaserId, parameter: Parameter, caps: &PowerCaps) -> Result<Power, NoBeam> {
        let power = self.power_of(parameter).ok_or(NoBeam::Unknown(parameter))?;
        match (power, caps.check(Some(laser), power.at_most())) {
            (_, Ok(())) => Ok(power),
            (Power::Known(_), Err(refused)) => Err(refused.into()),
            (Power::Unsure(_), Err(refused)) => Err(NoBeam::Reading { power, refused }),
        }
    }

    fn made(
        &self,
        laser: LaserId,
        (from, to): (Wavelength, Wavelength),
        (set_by, power): (Parameter, Power),
        caps: &PowerCaps,
    ) -> Beam {
        let model = self.laser(laser).fitted.model().map(str::to_owned);
        Beam { laser, model, from, to, power, set_by, cap: caps.cap(Some(laser)) }
    }

    /// A laser that is switched on by itself.
    fn beam(&self, laser: LaserId, caps: &PowerCaps) -> Result<Beam, NoBeam> {
        if !self.laser(laser).fitted.may_exist() {
            return Err(NoBeam::Empty(laser));
        }
        let at = self.wavelength_of(Parameter::LaserWavelength(laser))?;
        let set_by = Parameter::LaserPower(laser);
        let power = self.capped_power(laser, set_by, caps)?;
        Ok(self.made(laser, (at, at), (set_by, power), caps))
    }

    /// The lasers of the TLSs that take part in a scan, each over its share of it.
    fn scan_beams(&self, caps: &PowerCaps) -> Result<Vec<Beam>, NoBeam> {
        let (start, stop) =
            (self.wavelength_of(Parameter::ScanStart)?, self.wavelength_of(Parameter::ScanStop)?);
        let mut beams: Vec<Beam> = Vec::new();
        for tls in TlsId::all() {
            let Some(laser) = self.laser_of(tls).filter(|&laser| self.laser(laser).fitted.may_exist()) else {
                continue;
            };
            let from = self.wavelength_of(Parameter::TlsStart(tls))?.m().max(start.m());
            let to = self.wavelength_of(Parameter::TlsStop(tls))?.m().min(stop.m());
            if from > to {
                continue;
            }
            let set_by = Parameter::TlsPower(tls);
            let power = self.capped_power(laser, set_by, caps)?;
            let (from, to) = (Wavelength::from_m(from), Wavelength::from_m(to));
            let beam = self.made(laser, (from, to), (set_by, power), caps);
            match beams.iter_mut().find(|other| other.laser == laser) {
                // Two TLSs of one laser: all that either of them may let out.
                Some(other) => {
                    other.from = if beam.from < other.from { beam.from } else { other.from };
                    other.to = if beam.to > other.to { beam.to } else { other.to };
                    if beam.power.at_most() > other.power.at_most() {
                        (other.power, other.set_by) = (beam.power, beam.set_by);
                    }
                }
                None => beams.push(beam),
            }
        }
        let lit = LaserId::all().any(|laser| self.laser(laser).emission == Emission::On);
        if beams.is_empty() && !lit { Err(NoBeam::Nothing) } else { Ok(beams) }
    }

    /// What decides what a scan lights and whether it stays on, apart from which lasers the TLSs have: its span, what
    /// those TLSs have that have a laser, and the stabilization.
    pub(crate) fn scan_light(&self) -> impl Iterator<Item = Parameter> {
        let decides = |parameter: &Parameter| match (parameter.is_of_scan_light(), parameter.subject()) {
            (true, Subject::Tls(tls)) => {
                *parameter != Parameter::TlsLaser(tls) && self.laser_of(tls).is_some()
            }
            (of_scan, Subject::Tls(_) | Subject::Laser(_) | Subject::Sweep | Subject::Detector(_)) => of_scan,
        };
        Parameter::all().filter(decides).chain([Parameter::Stabilization])
    }

    /// Lasers whose light these changes make stronger than was agreed to. A laser whose light cannot be told counts
    /// as one that emits; its position must not be known to be empty.
    fn raised(&self, changes: &[Change], caps: &PowerCaps) -> Result<Vec<Beam>, NoBeam> {
        let busy = self.condition.is_none_or(|condition| condition.0 != 0);
        let mut beams = Vec::new();
        for &(parameter, value) in changes {
            let Some(laser) = self.emitter_of(parameter).filter(|&laser| self.may_emit(laser)) else {
                continue;
            };
            let is_out = match parameter.emitter() {
                Emitter::Tls(_) => busy,
                Emitter::Laser(_) | Emitter::Scan | Emitter::None => true,
            };
            if !is_out {
                continue;
            }
            // A value that is no power is within no cap.
            let power = value.power().unwrap_or(Power::Known(Dbm(f64::NAN)));
            let power = self.in_unit(parameter, power);
            let agreed = self.laser(laser).agreed;
            let held = self.power_of(Parameter::LaserPower(laser));
            let allowed = match (agreed, held) {
                (Some(agreed), _) => agreed.0,
                // Lit by somebody else: what comes out already is no news.
                (None, Some(held)) => held.at_least().0,
                (None, None) => f64::NEG_INFINITY,
            };
            if power.at_most().0 <= allowed + ALIKE_DB {
                continue;
            }
            let at = self.wavelength_of(Parameter::LaserWavelength(laser))?;
            beams.push(self.made(laser, (at, at), (parameter, power), caps));
        }
        Ok(beams)
    }

    fn may_emit(&self, laser: LaserId) -> bool {
        let laser = self.laser(laser);
        laser.emission != Emission::Off || laser.switching_on.is_some()
    }
}
