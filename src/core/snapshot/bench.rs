//! All that is known of the bench at one moment; what follows from it stands in the files of its subjects.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Instant;

use super::identity::Identity;
use super::link::{Link, Monitor, Statistics};
use super::under_way::{Download, ReferenceRun, Scan};
use crate::core::condition::Condition;
use crate::core::history::{Gap, Reading, Round, Tail};
use crate::core::ids::{DetectorId, LaserId, LaserSet};
use crate::core::laser::{Emission, Laser, LightSeen};
use crate::core::parameter::{Parameter, Value};
use crate::core::phase::Phase;
use crate::core::reference::KnownReference;
use crate::core::units::LaserUnit;

/// The state of the bench at one moment.
#[derive(Clone, Debug)]
pub struct Snapshot {
    /// Whether there is a connection, and since when, or why not.
    pub link: Link,
    /// The second connection, for live power.
    pub monitor: Monitor,
    /// The answer to `*IDN?`, taken apart.
    pub(crate) identity: Option<Identity>,
    /// The condition register.
    pub(crate) condition: Option<Condition>,
    /// What the instrument is doing: from the register and from the orders that were given.
    pub(crate) phase: Phase,
    /// The laser positions.
    pub(crate) lasers: [Laser; LaserId::COUNT],
    /// Every value that was read.
    pub values: Arc<BTreeMap<Parameter, Value>>,
    /// The unit in which a laser's powers are answered, once that is certain.
    pub(crate) laser_units: Arc<BTreeMap<Parameter, LaserUnit>>,
    /// Watched detectors that are not there, as the instrument says or as its silence does.
    pub(crate) absent: Arc<BTreeSet<DetectorId>>,
    /// Everything that this connection can tell was read at least once.
    pub complete: bool,
    /// Another client changes things, or reads the error queue.
    pub(crate) shared: bool,
    /// References of the watched detectors, and of any that was taken from here.
    pub(crate) references: Arc<BTreeMap<DetectorId, KnownReference>>,
    /// The reference that is being taken from here.
    pub referencing: Option<ReferenceRun>,
    /// The watched detectors, in the order of each round of powers.
    pub detectors: Arc<[DetectorId]>,
    /// The last rounds of live power.
    pub tail: Tail,
    /// When the running sweep was first seen, and how long its scan should take.
    pub(crate) scan: Option<Scan>,
    /// Whether the last sweep had light.
    pub(crate) swept: LightSeen,
    /// Whether the last reference had light.
    pub(crate) referenced: LightSeen,
    /// The trace that is on the line.
    pub download: Option<Download>,
    /// Lasers asked to switch off and not yet read back as off.
    pub(crate) switching_off: LaserSet,
    /// The number of the latest request to switch lasers off that this bench knows of: an older reading says nothing of a
    /// later request.
    pub(crate) off_asked: u64,
    /// Needs somebody's hands, until it is put right.
    pub(crate) alarm: Option<String>,
    /// Figures of the line.
    pub statistics: Statistics,
}

impl Snapshot {
    /// Nothing known yet.
    pub fn new(detectors: Arc<[DetectorId]>) -> Self {
        Self {
            link: Link::Connecting,
            monitor: Monitor::Untried,
            identity: None,
            condition: None,
            phase: Phase::Unknown,
            lasers: std::array::from_fn(|_| Laser::default()),
            values: Arc::default(),
            laser_units: Arc::default(),
            absent: Arc::default(),
            complete: false,
            shared: false,
            references: Arc::default(),
            referencing: None,
            detectors,
            tail: Tail::default(),
            scan: None,
            swept: LightSeen::Unknown,
            referenced: LightSeen::Unknown,
            download: None,
            switching_off: LaserSet::default(),
            off_asked: 0,
            alarm: None,
            statistics: Statistics::default(),
        }
    }

    /// Nobody sees the instrument any more: values stay as they were read, but nothing counts as dark, as running, as
    /// agreed to, or as read just now.
    pub(crate) fn forget(&mut self) {
        let Self {
            condition,
            phase,
            lasers,
            complete,
            referencing,
            scan,
            swept,
            referenced,
            download,
            // The line has its own story.
            link: _,
            monitor: _,
            statistics: _,
            switching_off: _,
            off_asked: _,
            alarm: _,
            // What was read stays as it was.
            identity: _,
            values: _,
            laser_units: _,
            absent: _,
            shared: _,
            references: _,
            detectors: _,
            tail: _,
        } = self;
        for laser in lasers {
            laser.emission = Emission::Unknown;
            laser.switching_on = None;
            laser.agreed = None;
        }
        (*condition, *scan, *download, *referencing) = (None, None, None, None);
        *phase = Phase::Unknown;
        (*swept, *referenced) = (LightSeen::Unknown, LightSeen::Unknown);
        *complete = false;
    }

    /// The line was given back: nobody tries to see the instrument.
    pub(crate) fn close(&mut self, now: Instant) {
        self.forget();
        self.link = Link::Closed;
        self.monitor = Monitor::Untried;
        self.switching_off = LaserSet::NONE;
        self.alarm = None;
        self.tail.push(Round { at: now, reading: Reading::Gap(Gap::NoLink) });
    }

    /// Whether this differs from an earlier reading in anything but live power and the figures of the line, both of
    /// which are new each time.
    pub(crate) fn differs(&self, before: &Self) -> bool {
        let Self {
            link,
            monitor,
            identity,
            condition,
            phase,
            lasers,
            values,
            laser_units,
            absent,
            complete,
            shared,
            references,
            referencing,
            detectors,
            tail: _,
            scan,
            swept,
            referenced,
            download,
            switching_off,
            off_asked: _,
            alarm,
            statistics: _,
        } = self;
        *link != before.link
            || *monitor != before.monitor
            || *identity != before.identity
            || *condition != before.condition
            || *phase != before.phase
            || *lasers != before.lasers
            || *values != before.values
            || *laser_units != before.laser_units
            || *absent != before.absent
            || *complete != before.complete
            || *shared != before.shared
            || *references != before.references
            || *referencing != before.referencing
            || *detectors != before.detectors
            || *scan != before.scan
            || *swept != before.swept
            || *referenced != before.referenced
            || *download != before.download
            || *switching_off != before.switching_off
            || *alarm != before.alarm
    }

    /// Whether what stands here is being kept up to date.
    pub const fn is_live(&self) -> bool {
        matches!(self.link, Link::Up(_))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_difference_that_can_be_seen_is_one() {
        let bench = Snapshot::new([].into());
        let changes: [fn(&mut Snapshot); 7] = [
            |bench| bench.link = Link::Up(Instant::now()),
            |bench| bench.condition = Some(Condition(4)),
            |bench| {
                bench.values = Arc::new(BTreeMap::from([(
                    Parameter::ScanMode,
                    crate::core::parameter::ScanMode::Continuous.into(),
                )]));
            },
            |bench| bench.complete = !bench.complete,
            |bench| bench.shared = !bench.shared,
            |bench| bench.lasers[3].emission = Emission::On,
            |bench| bench.alarm = Some("OFF is not confirmed".into()),
        ];
        assert!(!bench.differs(&bench.clone()));
        for (number, change) in changes.iter().enumerate() {
            let mut other = bench.clone();
            change(&mut other);
            assert!(other.differs(&bench), "change {number}");
        }
        let mut counted = bench.clone();
        counted.statistics.answers += 1;
        assert!(!counted.differs(&bench), "a count alone is not drawn");
    }
}
