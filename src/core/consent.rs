//! Consent to light: which laser, over which wavelengths, with how much power, on which connection, as a person saw
//! it. What is asked is made here from the bench as it was read, and held here against the bench as it is just before
//! the order goes out. An order that lets light out cannot be built without one.

use std::fmt;
use std::time::{Duration, Instant};

use super::ids::{LaserId, LaserSet, TlsId};
use super::laser::{Emission, Fitted, PowerCaps, PowerRefused};
use super::parameter::{Change, Emitter, Parameter, Subject, Value};
use super::snapshot::{Link, Snapshot};
use super::units::{Dbm, Power, Wavelength};

/// How long a question stands painted before a key can say yes to it.
pub const READ: Duration = Duration::from_millis(300);
/// Wavelengths that are shown alike are alike: half of the last digit, m.
const ALIKE_M: f64 = 0.5e-12;
/// Powers that are shown alike are alike: half of the last digit, dB.
const ALIKE_DB: f64 = 0.005;

/// The life of one connection. No two are equal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Epoch {
    since: Instant,
    number: u64,
}

/// Light of one laser.
#[derive(Clone, Debug, PartialEq)]
pub struct Beam {
    /// The laser.
    pub(crate) laser: LaserId,
    /// Its model, if it said so.
    pub(crate) model: Option<String>,
    /// The shortest wavelength.
    pub(crate) from: Wavelength,
    /// The longest; the same one where it stands still.
    pub(crate) to: Wavelength,
    /// No more power than this.
    pub(crate) power: Power,
    /// The setting that it is read from.
    pub(crate) set_by: Parameter,
    /// The most that is allowed for this laser.
    pub(crate) cap: Dbm,
}

impl fmt::Display for Beam {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "laser {}, {}, {}", self.laser, self.span(), self.power.shown())
    }
}

impl Beam {
    /// From where to where, in words.
    pub(crate) fn span(&self) -> String {
        span(self.from, self.to)
    }
}

fn span(from: Wavelength, to: Wavelength) -> String {
    if (to.m() - from.m()).abs() <= ALIKE_M {
        format!("{:.3} nm", from.nm())
    } else {
        format!("{:.3} to {:.3} nm", from.nm(), to.nm())
    }
}

/// What lets light out.
#[derive(Clone, Debug, PartialEq)]
pub enum Lights {
    /// This laser is switched on.
    Laser(LaserId),
    /// A scan or a reference, which scans.
    Scan,
    /// Values are set of which some may make light that is out already stronger.
    Raise(Vec<Change>),
    /// A line of which it cannot be told what it lights.
    Untold,
}

/// What becomes of the light of a scan when it is over, by the setting of stabilization as it was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Afterwards {
    /// It stays on.
    StaysOn,
    /// It goes off.
    GoesOff,
    /// The setting was not read.
    Unknown,
}

impl Afterwards {
    /// In words, behind a question or an answer.
    pub(crate) const fn words(self) -> &'static str {
        match self {
            Self::StaysOn => "afterwards the light stays on",
            Self::GoesOff => "afterwards the light goes off",
            Self::Unknown => "unknown whether it goes off afterwards",
        }
    }
}

/// The light that an order would let out as the bench was last read: what a person is asked about.
#[derive(Clone, Debug, PartialEq)]
pub struct Beams {
    each: Vec<Beam>,
    epoch: Epoch,
    /// It could be told. Where it could not, every laser may be lit.
    told: bool,
    /// Those of a scan's lasers that were on: whoever switches one off wants it to stay so.
    lit: LaserSet,
    /// What becomes of a scan's light; none where nothing scans.
    afterwards: Option<Afterwards>,
}

/// Nothing can be lit, or it cannot be told what would be.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum NoBeam {
    /// Nobody answers.
    #[error("there is no link to the instrument")]
    NoLink,
    /// There is no laser at this position.
    #[error("position {0} is empty")]
    Empty(LaserId),
    /// A value that has to be shown was never read.
    #[error("{0} is not known yet")]
    Unknown(Parameter),
    /// More power than the cap, or none that is a number.
    #[error(transparent)]
    Power(#[from] PowerRefused),
    /// In one of its readings more power than the cap.
    #[error("{} of unknown unit: {refused}", .power.number())]
    Reading {
        /// As it was answered.
        power: Power,
        /// The worse reading.
        refused: PowerRefused,
    },
    /// No tunable laser of the scan has a laser whose range meets the scan's.
    #[error("no TLS has a laser for this span: the result would be dark")]
    Nothing,
}

impl Beams {
    /// Each beam.
    pub(crate) fn each(&self) -> &[Beam] {
        &self.each
    }

    /// Each beam in words; where there is none to be told, that.
    pub(crate) fn words(&self) -> Vec<String> {
        match self.each.as_slice() {
            _ if !self.told => vec!["any laser may be switched on".into()],
            [] => vec!["no further laser is switched on".into()],
            each => each.iter().map(|beam| format!("{beam}{}", self.on_already(beam))).collect(),
        }
    }

    /// Behind the words of a beam: that its laser is on before a scan moves its light.
    fn on_already(&self, beam: &Beam) -> &'static str {
        if self.lit.contains(beam.laser) { ", on already" } else { "" }
    }

    /// Those of a scan's lasers that are on already.
    pub(crate) const fn lit(&self) -> LaserSet {
        self.lit
    }

    /// Whether it could be told what would be lit.
    pub(crate) const fn told(&self) -> bool {
        self.told
    }

    /// What becomes of the light when the scan is over; none where nothing scans.
    pub(crate) const fn afterwards(&self) -> Option<Afterwards> {
        self.afterwards
    }

    /// Whether somebody has to agree before this is ordered: it makes light stronger, or nobody can tell, or it scans,
    /// which moves the light that is out already.
    pub(crate) fn need_consent(&self, lights: &Lights) -> bool {
        !self.told || !self.each.is_empty() || *lights == Lights::Scan
    }

    /// The connection on which it was read.
    pub(crate) const fn epoch(&self) -> Epoch {
        self.epoch
    }

    /// The lasers.
    pub fn lasers(&self) -> LaserSet {
        self.each.iter().map(|beam| beam.laser).collect()
    }

    /// A person saw these and said yes.
    pub(crate) fn agreed(&self, _: Yes) -> Consent {
        Consent(self.clone())
    }

    /// A person agreed beforehand to what a script lights; what goes out is printed.
    pub(crate) fn agreed_beforehand(&self, _: WithHarm) -> Consent {
        Consent(self.clone())
    }
}

/// A yes that counts. Only [`Sight::yes`] makes one.
///
/// ```compile_fail
/// let yes = ctp10::core::consent::Yes(());
/// ```
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Yes(());

/// Somebody without a screen agreed to light: by a flag of the command line before it is known (`--with-harm` of a script,
/// `--yes` of a command), or by a word typed behind what was printed. Only these make one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct WithHarm(());

impl WithHarm {
    /// From the flag as it was given.
    pub(crate) const fn given(flag: bool) -> Option<Self> {
        if flag { Some(Self(())) } else { None }
    }

    /// From the line that was typed behind the question: the whole word, and nothing else.
    pub(crate) fn typed(line: &str) -> Option<Self> {
        (line.trim_end_matches(['\r', '\n']) == "yes").then_some(Self(()))
    }
}

/// Since when a question stands before a person's eyes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sight {
    /// The frame that was drawn last when it was asked: it is on none up to this.
    before: u64,
    since: Option<Instant>,
}

impl Sight {
    /// Asked after this frame was drawn.
    pub(crate) const fn new(before: u64) -> Self {
        Self { before, since: None }
    }

    /// A frame was written to the terminal; whether all of the question has room on it.
    pub(crate) fn painted(&mut self, frame: u64, whole: bool, now: Instant) {
        if frame > self.before {
            self.since = if whole { self.since.or(Some(now)) } else { None };
        }
    }

    /// Whether it stands there long enough to have been read.
    pub(crate) fn is_read(&self, now: Instant) -> bool {
        let read = |since| now.saturating_duration_since(since) >= READ || planted!(YesUnread);
        self.since.is_some_and(read)
    }

    /// A yes to it, if it could be read and the key came by itself.
    pub(crate) fn yes(&self, alone: bool, now: Instant) -> Option<Yes> {
        ((alone || planted!(YesInBurst)) && self.is_read(now)).then_some(Yes(()))
    }
}

/// A person's consent to light as it was shown. It cannot be copied, each order has its own, and only
/// `Beams::agreed` with its `Yes` and `Beams::agreed_beforehand` with its `WithHarm` make one.
///
/// ```compile_fail
/// fn forged(beams: ctp10::core::consent::Beams) -> ctp10::core::consent::Consent {
///     ctp10::core::consent::Consent(beams)
/// }
/// ```
///
/// ```compile_fail
/// fn twice(consent: ctp10::core::consent::Consent) -> [ctp10::core::consent::Consent; 2] {
///     [consent.clone(), consent]
/// }
/// ```
#[derive(Debug, PartialEq)]
pub struct Consent(Beams);

/// Why a consent does not hold for what would come out now.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Differs {
    /// It was given on a connection that is gone.
    #[error("the connection was lost since it was asked; ask again")]
    Epoch,
    /// Another laser.
    #[error("{shown} was shown, now it is {now}; ask again")]
    Laser {
        /// What was shown.
        shown: String,
        /// What would come out.
        now: Beam,
    },
    /// Wavelengths that were not shown.
    #[error("laser {laser}: {} was shown, now it is {}; ask again", span(.shown.0, .shown.1), span(.now.0, .now.1))]
    Wavelength {
        /// The laser.
        laser: LaserId,
        /// From where to where as it was shown.
        shown: (Wavelength, Wavelength),
        /// As it is.
        now: (Wavelength, Wavelength),
    },
    /// More power than was shown.
    #[error("laser {laser}: {} was shown, now it is {}; ask again", .shown.shown(), .now.shown())]
    Power {
        /// The laser.
        laser: LaserId,
        /// As it was shown.
        shown: Power,
        /// As it is.
        now: Power,
    },
    /// Lasers that were on when it was given were switched off.
    #[error("{} {} switched off meanwhile; ask again", .0, if .0.iter().count() > 1 { "were" } else { "was" })]
    SwitchedOff(LaserSet),
    /// It was shown that the light goes off when the scan is over.
    #[error("afterwards the light was to go off, now it may stay on; ask again")]
    Afterwards,
    /// Nobody could tell what it lights, and something was shown; or the other way round.
    #[error("what would be switched on is not what was shown; ask again")]
    Untold,
}

impl Consent {
    /// The light that was agreed to.
    pub(crate) const fn beams(&self) -> &Beams {
        &self.0
    }

    /// Whether what would come out now is no more than was shown, and nobody switched it off meanwhile.
    pub(crate) fn covers(&self, now: &Beams) -> Result<(), Differs> {
        let off = self.0.lit.without(now.lit);
        if !off.is_empty() && !planted!(SwitchedOffForgotten) {
            return Err(Differs::SwitchedOff(off));
        }
        self.shows(now)
    }

    /// Whether what would come out now is no more than was shown.
    fn shows(&self, now: &Beams) -> Result<(), Differs> {
        let shown = &self.0;
        if shown.epoch != now.epoch && !planted!(ConsentOutlivesLink) {
            return Err(Differs::Epoch);
        }
        if shown.told != now.told {
            return Err(Differs::Untold);
        }
        if shown.afterwards == Some(Afterwards::GoesOff) && now.afterwards != shown.afterwards {
            return Err(Differs::Afterwards);
        }
        now.each.iter().try_for_each(|beam| {
            let Some(seen) = shown.each.iter().find(|seen| seen.laser == beam.laser) else {
                let shown = if shown.each.is_empty() {
                    "no laser".to_owned()
                } else {
                    shown.each.iter().map(Beam::to_string).collect::<Vec<_>>().join(" and ")
                };
                return Err(Differs::Laser { shown, now: beam.clone() });
            };
            let laser = beam.laser;
            let within = beam.from.m() >= seen.from.m() - ALIKE_M && beam.to.m() <= seen.to.m() + ALIKE_M;
            if !within && !planted!(ConsentToAnyWavelength) {
                return Err(Differs::Wavelength {
                    laser,
                    shown: (seen.from, seen.to),
                    now: (beam.from, beam.to),
                });
            }
            // Also what is not a number is not what was shown.
            let no_more = beam.power.is_no_more_than(seen.power, ALIKE_DB) || planted!(ConsentToAnyPower);
            if no_more { Ok(()) } else { Err(Differs::Power { laser, shown: seen.power, now: beam.power }) }
        })
    }

    /// The same consent for another scan that lets out no more than was agreed to, with the light that there is now.
    pub(crate) fn again(&self, now: &Beams) -> Option<Self> {
        self.shows(now).is_ok().then(|| Self(Beams { lit: now.lit, ..self.0.clone() }))
    }
}

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

#[cfg(test)]
pub(crate) mod tests;
