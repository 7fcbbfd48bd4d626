//! What the instrument is in the middle of: made from its condition register and from the orders that were
//! given, because a bit may rise some 10 ms after its order and a sweep is two bits one after the other.

use std::time::{Duration, Instant};

use super::condition::Condition;

/// What an order sets going.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Activity {
    /// A scan, with the computing of its traces.
    Sweep,
    /// A reference.
    Reference,
}

/// What the instrument is doing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Phase {
    /// Not read, or not since the link was lost.
    #[default]
    Unknown,
    /// Nothing.
    Idle,
    /// Ordered from here; its bit does not stand yet.
    Starting(Activity),
    /// A laser sweeps.
    Scanning,
    /// Traces are being computed.
    Analyzing,
    /// The scan is over; whether computing follows is not certain yet.
    Ending,
    /// A reference is being taken.
    Referencing,
    /// It is being stopped.
    Aborting,
    /// Anything else; the register says what.
    Busy,
}

impl Phase {
    /// A sweep is under way: ordered, scanning, or computing its traces.
    pub(crate) const fn is_sweep(self) -> bool {
        match self {
            Self::Starting(Activity::Sweep) | Self::Scanning | Self::Analyzing | Self::Ending => true,
            Self::Unknown
            | Self::Idle
            | Self::Starting(Activity::Reference)
            | Self::Referencing
            | Self::Aborting
            | Self::Busy => false,
        }
    }

    /// A sweep has begun, as far as the register says, and is not over.
    pub(crate) const fn is_begun_sweep(self) -> bool {
        match self {
            Self::Scanning | Self::Analyzing | Self::Ending => true,
            Self::Unknown
            | Self::Idle
            | Self::Starting(_)
            | Self::Referencing
            | Self::Aborting
            | Self::Busy => false,
        }
    }

    /// A reference is under way.
    pub(crate) const fn is_reference(self) -> bool {
        match self {
            Self::Starting(Activity::Reference) | Self::Referencing => true,
            Self::Unknown
            | Self::Idle
            | Self::Starting(Activity::Sweep)
            | Self::Scanning
            | Self::Analyzing
            | Self::Ending
            | Self::Aborting
            | Self::Busy => false,
        }
    }

    /// The result of a reference may still come: it is being taken, or stopped.
    pub(crate) const fn keeps_reference(self) -> bool {
        match self {
            Self::Referencing | Self::Aborting => true,
            Self::Unknown
            | Self::Idle
            | Self::Starting(_)
            | Self::Scanning
            | Self::Analyzing
            | Self::Ending
            | Self::Busy => false,
        }
    }

    /// Something that an abort would stop.
    pub(crate) const fn can_abort(self) -> bool {
        match self {
            Self::Unknown | Self::Idle => false,
            Self::Starting(_)
            | Self::Scanning
            | Self::Analyzing
            | Self::Ending
            | Self::Referencing
            | Self::Aborting
            | Self::Busy => true,
        }
    }

    /// In words; none where the register's own are better.
    pub(crate) const fn words(self) -> Option<&'static str> {
        match self {
            Self::Starting(Activity::Sweep) => Some("starting the sweep"),
            Self::Starting(Activity::Reference) => Some("starting the reference"),
            Self::Aborting => Some("aborting"),
            Self::Ending => Some("the sweep is ending"),
            Self::Unknown
            | Self::Idle
            | Self::Scanning
            | Self::Analyzing
            | Self::Referencing
            | Self::Busy => None,
        }
    }
}

/// Something that came to pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Passed {
    /// A sweep began; ordered from here, or by somebody else.
    SweepBegan {
        /// From here.
        ours: bool,
    },
    /// A sweep is over, its traces are computed.
    SweepDone,
    /// A sweep was stopped.
    SweepAborted,
    /// What was ordered did not begin in time.
    NeverBegan(Activity),
}

#[derive(Clone, Copy, Debug)]
struct Ordered {
    activity: Activity,
    until: Instant,
    aborted: bool,
}

#[derive(Clone, Copy, Debug)]
struct Sweep {
    aborted: bool,
    analyzed: bool,
    /// Neither of its bits has stood since.
    quiet: Option<Instant>,
}

/// Follows the register and the orders.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Tracker {
    condition: Option<Condition>,
    ordered: Option<Ordered>,
    sweep: Option<Sweep>,
    reference: bool,
    abort: bool,
}

impl Tracker {
    /// A bit that does not stand this long after its order will not rise.
    pub(crate) const LAG: Duration = Duration::from_secs(2);
    /// The same after an abort.
    const LAG_ABORTED: Duration = Duration::from_millis(250);
    /// Computing begins no later than this after the scan.
    pub(crate) const SETTLING: Duration = Duration::from_millis(100);
    const SWEEP: u16 = Condition::SCANNING | Condition::ANALYZING;

    /// An order was given.
    pub(crate) fn order(&mut self, activity: Activity, now: Instant) {
        self.ordered = Some(Ordered { activity, until: now + Self::LAG, aborted: false });
        if planted!(DoneBeforeBegun) && activity == Activity::Sweep {
            self.sweep = Some(Sweep { aborted: false, analyzed: true, quiet: None });
        }
    }

    /// The order was refused.
    pub(crate) const fn refused(&mut self) {
        self.ordered = None;
    }

    /// An abort was asked for.
    pub(crate) fn abort(&mut self, now: Instant) {
        self.abort = true;
        if let Some(ordered) = &mut self.ordered {
            ordered.aborted = true;
            ordered.until = ordered.until.min(now + Self::LAG_ABORTED);
        }
        if let Some(sweep) = &mut self.sweep {
            sweep.aborted = true;
        }
    }

    /// An abort was asked for, or what was under way was aborted.
    pub(crate) fn is_aborting(&self) -> bool {
        self.abort || self.sweep.is_some_and(|sweep| sweep.aborted)
    }

    /// The abort was carried out.
    pub(crate) const fn abort_done(&mut self) {
        self.abort = false;
    }

    /// The link is lost: nothing is known. True if a sweep was under way.
    pub(crate) const fn lost(&mut self) -> bool {
        let swept = self.sweep.is_some() || self.ordered.is_some();
        *self = Self { condition: None, ordered: None, sweep: None, reference: false, abort: self.abort };
        swept
    }

    /// What was ordered, as long as its bit may still rise.
    pub(crate) fn ordered(&self) -> Option<Activity> {
        self.ordered.map(|ordered| ordered.activity)
    }

    /// When the register must be read again at the latest, counted from the last reading.
    pub(crate) fn hurry(&self) -> Option<Duration> {
        if self.ordered.is_some() {
            return Some(Duration::from_millis(20));
        }
        self.sweep.and_then(|sweep| sweep.quiet).map(|_| Self::SETTLING)
    }

    /// Takes in the register, asked for at this time.
    pub(crate) fn read(&mut self, condition: Condition, asked: Instant) -> Option<Passed> {
        self.condition = Some(condition);
        let referencing = condition.has(Condition::REFERENCING);
        if referencing {
            self.reference = true;
        } else if !condition.has(Self::SWEEP | Condition::ABORTING) {
            self.reference = false;
        }
        if self.reference {
            if self.ordered() == Some(Activity::Reference) {
                self.ordered = None;
            }
            return None;
        }
        if let Some(passed) = self.begun(condition) {
            return Some(passed);
        }
        if let Some(ordered) = self.ordered.filter(|ordered| asked >= ordered.until) {
            self.ordered = None;
            return (!ordered.aborted).then_some(Passed::NeverBegan(ordered.activity));
        }
        self.ended(condition, asked)
    }

    fn begun(&mut self, condition: Condition) -> Option<Passed> {
        let waits = self.ordered() == Some(Activity::Reference);
        if !condition.has(Self::SWEEP) || waits {
            return None;
        }
        let analyzed = condition.has(Condition::ANALYZING);
        if let Some(sweep) = &mut self.sweep {
            sweep.analyzed |= analyzed;
            sweep.quiet = None;
            return None;
        }
        let ordered = self.ordered.take();
        let aborted = ordered.is_some_and(|ordered| ordered.aborted);
        self.sweep = Some(Sweep { aborted, analyzed, quiet: None });
        Some(Passed::SweepBegan { ours: ordered.is_some() })
    }

    fn ended(&mut self, condition: Condition, asked: Instant) -> Option<Passed> {
        let sweep = self.sweep.as_mut()?;
        if condition.has(Condition::ABORTING) {
            sweep.aborted = true;
            return None;
        }
        if condition.has(Condition::SCANNING) || condition.has(Self::SWEEP) && !planted!(DoneBeforeAnalyzed) {
            return None;
        }
        let quiet = *sweep.quiet.get_or_insert(asked);
        let over = sweep.analyzed || sweep.aborted || asked >= quiet + Self::SETTLING;
        let passed = if sweep.aborted { Passed::SweepAborted } else { Passed::SweepDone };
        over.then(|| {
            self.sweep = None;
            passed
        })
    }

    /// What it all amounts to.
    pub(crate) fn phase(&self) -> Phase {
        let starting = self.ordered().map(Phase::Starting);
        let Some(condition) = self.condition else { return starting.unwrap_or_default() };
        let working = self.sweep.is_some() || self.ordered.is_some() || condition.has(Self::SWEEP);
        if condition.has(Condition::ABORTING) || self.abort && (working || self.reference) {
            Phase::Aborting
        } else if self.reference {
            Phase::Referencing
        } else if condition.has(Condition::SCANNING) {
            Phase::Scanning
        } else if condition.has(Condition::ANALYZING) {
            Phase::Analyzing
        } else if let Some(starting) = starting {
            starting
        } else if self.sweep.is_some() {
            Phase::Ending
        } else if condition.0 == 0 {
            Phase::Idle
        } else {
            Phase::Busy
        }
    }
}

#[cfg(test)]
mod tests;
