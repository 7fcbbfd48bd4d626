//! Consent that was given to light, and whether it holds for what would come out now.

use std::time::{Duration, Instant};

use super::beams::{ALIKE_DB, ALIKE_M, Afterwards, Beam, Beams, span};
use crate::core::ids::{LaserId, LaserSet};
use crate::core::units::{Power, Wavelength};

/// How long a question stands painted before a key can say yes to it.
pub const READ: Duration = Duration::from_millis(300);

impl Beams {
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
