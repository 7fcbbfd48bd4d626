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
mod tests {
    use super::*;

    /// Reads the register at these milliseconds; what came to pass, with its time.
    fn follow(tracker: &mut Tracker, from: Instant, readings: &[(u64, u16)]) -> Vec<(u64, Passed)> {
        let at = |ms| from + Duration::from_millis(ms);
        let read = |&(ms, bits): &(u64, u16)| Some((ms, tracker.read(Condition(bits), at(ms))?));
        readings.iter().filter_map(read).collect()
    }

    #[test]
    fn a_sweep_whose_bit_lags_is_not_done_before_it_began() {
        let (mut tracker, now) = (Tracker::default(), Instant::now());
        assert!(follow(&mut tracker, now, &[(0, 0)]).is_empty());
        tracker.order(Activity::Sweep, now);
        assert_eq!(tracker.phase(), Phase::Starting(Activity::Sweep));
        assert!(follow(&mut tracker, now, &[(10, 0), (30, 0)]).is_empty());
        assert_eq!(tracker.phase(), Phase::Starting(Activity::Sweep));
        let passed = follow(&mut tracker, now, &[(50, 4), (900, 4), (1000, 8), (2000, 8), (2100, 0)]);
        assert_eq!(passed, [(50, Passed::SweepBegan { ours: true }), (2100, Passed::SweepDone)]);
        assert_eq!(tracker.phase(), Phase::Idle);
    }

    #[test]
    fn between_scanning_and_analyzing_a_sweep_is_not_done() {
        let (mut tracker, now) = (Tracker::default(), Instant::now());
        let passed = follow(&mut tracker, now, &[(0, 4), (100, 0), (150, 0), (190, 8), (500, 0)]);
        assert_eq!(passed, [(0, Passed::SweepBegan { ours: false }), (500, Passed::SweepDone)]);
        let passed = follow(&mut tracker, now, &[(600, 4), (700, 0), (750, 0), (800, 0)]);
        assert_eq!(passed, [(600, Passed::SweepBegan { ours: false }), (800, Passed::SweepDone)]);
    }

    #[test]
    fn what_never_begins_is_said_after_two_seconds() {
        let (mut tracker, now) = (Tracker::default(), Instant::now());
        tracker.order(Activity::Sweep, now);
        let passed = follow(&mut tracker, now, &[(10, 0), (1990, 0), (2000, 0), (2500, 0)]);
        assert_eq!(passed, [(2000, Passed::NeverBegan(Activity::Sweep))]);
        assert_eq!(tracker.phase(), Phase::Idle);
    }

    #[test]
    fn an_aborted_sweep_is_never_done() {
        for readings in [&[(0, 4), (10, 16), (20, 0)][..], &[(0, 4), (20, 0)]] {
            let (mut tracker, now) = (Tracker::default(), Instant::now());
            follow(&mut tracker, now, &readings[..1]);
            tracker.abort(now);
            assert_eq!(tracker.phase(), Phase::Aborting);
            assert_eq!(follow(&mut tracker, now, &readings[1..]), [(20, Passed::SweepAborted)]);
        }
    }

    #[test]
    fn the_sweeps_of_a_reference_are_no_sweep() {
        let (mut tracker, now) = (Tracker::default(), Instant::now());
        tracker.order(Activity::Reference, now);
        let passed =
            follow(&mut tracker, now, &[(10, 0), (20, 4), (30, 68), (40, 4), (50, 8), (60, 0), (300, 0)]);
        assert!(passed.is_empty(), "{passed:?}");
        assert_eq!(tracker.phase(), Phase::Idle);
    }

    #[test]
    fn what_a_phase_means() {
        let both = [Activity::Sweep, Activity::Reference].map(Phase::Starting);
        let sweep = [both[0], Phase::Scanning, Phase::Analyzing, Phase::Ending];
        let reference = [both[1], Phase::Referencing];
        let (other, nothing) = ([Phase::Aborting, Phase::Busy], [Phase::Unknown, Phase::Idle]);
        for phase in [&sweep[..], &reference, &other, &nothing].concat() {
            assert_eq!(phase.is_sweep(), sweep.contains(&phase), "{phase:?}");
            assert_eq!(phase.is_reference(), reference.contains(&phase), "{phase:?}");
            assert_eq!(phase.can_abort(), !nothing.contains(&phase), "{phase:?}");
        }
        let words = [both[0], both[1], Phase::Aborting, Phase::Ending, Phase::Scanning].map(Phase::words);
        let told = ["starting the sweep", "starting the reference", "aborting", "the sweep is ending"];
        assert_eq!(words, [Some(told[0]), Some(told[1]), Some(told[2]), Some(told[3]), None]);
    }

    #[test]
    fn what_was_refused_is_not_waited_for() {
        let (mut tracker, now) = (Tracker::default(), Instant::now());
        assert_eq!(tracker.hurry(), None);
        tracker.order(Activity::Sweep, now);
        assert!(tracker.hurry().is_some_and(|wait| wait <= Duration::from_millis(20)));
        tracker.refused();
        assert!(follow(&mut tracker, now, &[(10, 0), (2500, 0)]).is_empty());
        assert_eq!((tracker.phase(), tracker.ordered(), tracker.hurry()), (Phase::Idle, None, None));
    }

    #[test]
    fn an_abort_ends_what_lags_within_a_quarter_of_a_second_and_then_counts_no_more() {
        let (mut tracker, now) = (Tracker::default(), Instant::now());
        tracker.order(Activity::Sweep, now);
        tracker.abort(now + Duration::from_millis(300));
        assert!(follow(&mut tracker, now, &[(500, 0)]).is_empty());
        assert_eq!(tracker.phase(), Phase::Aborting, "it may still begin");
        assert!(follow(&mut tracker, now, &[(550, 0)]).is_empty());
        assert_eq!((tracker.phase(), tracker.ordered()), (Phase::Idle, None));
        tracker.abort_done();
        follow(&mut tracker, now, &[(600, 4)]);
        assert_eq!(tracker.phase(), Phase::Scanning, "a new sweep is not the one that was aborted");
    }

    #[test]
    fn a_lost_link_says_whether_a_sweep_was_under_way() {
        let now = Instant::now();
        let lost = |readings: &[(u64, u16)], ordered: bool| {
            let mut tracker = Tracker::default();
            if ordered {
                tracker.order(Activity::Sweep, now);
            }
            follow(&mut tracker, now, readings);
            let swept = tracker.lost();
            assert_eq!((tracker.phase(), tracker.ordered()), (Phase::Unknown, None));
            swept
        };
        assert!(!lost(&[(0, 0)], false));
        assert!(lost(&[(0, 0), (10, 4)], false));
        assert!(lost(&[(0, 0)], true));
    }
}
