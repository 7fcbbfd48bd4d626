//! The bench as it was last read: what the worker publishes and every panel draws from.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::condition::Condition;
use super::history::{Gap, Reading, Round, Tail};
use super::ids::{DetectorId, LaserId, LaserSet, TlsId};
use super::laser::{Emission, Fitted, Laser, Measured};
use super::parameter::{Parameter, Subject, Value};
use super::phase::Phase;
use super::reference::KnownReference;
use super::sweep;
use super::trace::TraceId;
use super::units::{Dbm, Power, Seconds, SpokenPower, Wavelength};
use crate::core::cast::{count_f64, index_of};

/// The state of the bench at one moment.
#[derive(Clone, Debug)]
pub struct Snapshot {
    /// The connection.
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
    pub(crate) spoken_powers: Arc<BTreeMap<Parameter, SpokenPower>>,
    /// Watched detectors that are not there, as the instrument says or as its silence does.
    pub(crate) absent: Arc<BTreeSet<DetectorId>>,
    /// Everything that this connection can tell was read at least once.
    pub complete: bool,
    /// Whether several questions go in one message; not known before it was tried.
    pub(crate) joined: Option<bool>,
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
    pub(crate) swept: Measured,
    /// Whether the last reference had light.
    pub(crate) referenced: Measured,
    /// The trace that is on the line.
    pub download: Option<Download>,
    /// Lasers asked to switch off and not yet read back as off.
    pub(crate) switching_off: LaserSet,
    /// Needs somebody's hands, until it is put right.
    pub(crate) alarm: Option<String>,
    /// Figures of the line.
    pub statistics: Statistics,
}

/// The connection.
#[derive(Clone, Debug, PartialEq)]
pub enum Link {
    /// Trying.
    Connecting,
    /// Connected and identified since then.
    Up(Instant),
    /// Lost or refused: why, since when, and when the next try is due.
    Down {
        /// In words.
        why: String,
        /// Since when.
        since: Instant,
        /// When it will be tried again.
        retry: Instant,
        /// It is lost because nothing came in time.
        late: bool,
    },
    /// Closed on the operator's word: the instrument is free for others.
    Closed,
}

/// Whether a second connection carries live power.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Monitor {
    /// Not tried yet.
    Untried,
    /// It does.
    Up,
    /// The instrument serves one connection, or the settings want it so.
    None,
}

/// Who answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// Maker.
    pub maker: String,
    /// Model.
    pub model: String,
    /// Serial number.
    pub serial: String,
    /// Firmware.
    pub firmware: String,
}

impl Identity {
    /// Columns of one field: it stands in fixed places.
    const COLUMNS: usize = 24;

    /// Takes the answer to `*IDN?` apart; missing fields stay empty, endless ones are cut.
    pub fn parse(answer: &str) -> Self {
        let mut fields = answer.splitn(4, ',').map(|field| super::text::clip(field.trim(), Self::COLUMNS));
        let mut next = || fields.next().unwrap_or_default();
        Self { maker: next(), model: next(), serial: next(), firmware: next() }
    }

    /// Whether it calls itself what this program is for.
    pub(crate) fn is_ctp10(&self) -> bool {
        let has = |field: &str, word: &str| field.to_ascii_uppercase().contains(word);
        has(&self.maker, "EXFO") && has(&self.model, "CTP10")
    }

    /// The simulator says so in its serial number, wherever it runs.
    pub(crate) fn is_simulated(&self) -> bool {
        self.serial.starts_with("SIM")
    }
}

/// A running scan.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Scan {
    /// When the scanning bit was first read.
    pub(crate) since: Instant,
    /// Its expected length, if the settings are known.
    pub(crate) expected: Option<Duration>,
}

/// A reference that is being taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReferenceRun {
    /// Whose.
    pub(crate) detector: DetectorId,
    /// When it was started.
    pub(crate) since: Instant,
}

/// A trace on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Download {
    /// Which.
    pub(crate) trace: TraceId,
    /// Downloads that wait behind it.
    pub(crate) waiting: usize,
    /// Bytes so far.
    pub have: usize,
    /// Bytes in all; 0 before the block has begun.
    pub of: usize,
    /// When the block began.
    pub(crate) since: Instant,
}

impl Download {
    /// Before this nobody knows how fast it is.
    const SURE: f64 = 0.2;

    /// How much of it is there, 0 to 1.
    pub(crate) fn part(&self) -> f64 {
        if self.of > 0 { count_f64(self.have) / count_f64(self.of) } else { 0.0 }
    }

    /// Bytes per second so far; 0 at the beginning.
    pub(crate) fn rate(&self, now: Instant) -> f64 {
        let gone = now.saturating_duration_since(self.since).as_secs_f64();
        if gone > Self::SURE { count_f64(self.have) / gone } else { 0.0 }
    }

    /// How long the rest will take; `None` at the beginning.
    pub(crate) fn left(&self, now: Instant) -> Option<Duration> {
        let rate = self.rate(now);
        let bytes = count_f64(self.of.saturating_sub(self.have));
        Seconds::try_from(bytes / rate).ok().filter(|_| rate > 0.0).map(Seconds::duration)
    }
}

/// Figures of the line.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Statistics {
    /// The last question's round trip.
    pub(crate) round_trip: Option<Duration>,
    /// Half of the latest round trips took no longer.
    pub(crate) median: Option<Duration>,
    /// 99 of 100 of them took no longer.
    pub(crate) slow: Option<Duration>,
    /// Questions answered since the start.
    pub answers: u64,
    /// Questions answered in the last second.
    pub(crate) per_second: f64,
    /// Bytes sent since the start.
    pub(crate) sent: u64,
    /// Bytes received since the start.
    pub(crate) received: u64,
    /// Connections made since the start.
    pub(crate) connections: u64,
    /// Answers that did not come in time since the start.
    pub(crate) time_outs: u64,
}

/// Light, in one word for the header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Light {
    /// Every laser was read back as off.
    Dark,
    /// Every laser was read back as off, and these were switched on since: light may come at any moment.
    SwitchingOn(LaserSet),
    /// These were read back as on.
    Emitting(LaserSet),
    /// It cannot be told: treat as on.
    Unknown,
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
            spoken_powers: Arc::default(),
            absent: Arc::default(),
            complete: false,
            joined: None,
            shared: false,
            references: Arc::default(),
            referencing: None,
            detectors,
            tail: Tail::default(),
            scan: None,
            swept: Measured::Unknown,
            referenced: Measured::Unknown,
            download: None,
            switching_off: LaserSet::default(),
            alarm: None,
            statistics: Statistics::default(),
        }
    }

    /// Nobody sees the instrument any more: values stay as they were read, but nothing counts as dark, as running, as
    /// agreed to, or as read just now.
    pub(crate) fn forget(&mut self) {
        for laser in &mut self.lasers {
            laser.emission = Emission::Unknown;
            laser.switching_on = None;
            laser.agreed = None;
        }
        (self.condition, self.scan, self.download, self.referencing) = (None, None, None, None);
        self.phase = Phase::Unknown;
        (self.swept, self.referenced) = (Measured::Unknown, Measured::Unknown);
        self.complete = false;
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
            spoken_powers,
            absent,
            complete,
            joined,
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
            || *spoken_powers != before.spoken_powers
            || *absent != before.absent
            || *complete != before.complete
            || *joined != before.joined
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

    /// One laser.
    pub(crate) const fn laser(&self, laser: LaserId) -> &Laser {
        &self.lasers[laser.index()]
    }

    /// Positions that hold a laser, or might.
    pub(crate) fn fitted(&self) -> LaserSet {
        LaserId::all().filter(|&id| self.laser(id).fitted.may_exist()).collect()
    }

    /// Positions where a laser is known to be, whether or not it told its name.
    pub(crate) fn models(&self) -> LaserSet {
        LaserId::all().filter(|&id| self.laser(id).fitted.model().is_some()).collect()
    }

    /// Positions that were not read yet.
    pub(crate) fn unread(&self) -> LaserSet {
        LaserId::all().filter(|&id| self.laser(id).fitted == Fitted::Unknown).collect()
    }

    /// Positions where nothing ever answered.
    pub(crate) fn silent(&self) -> LaserSet {
        LaserId::all().filter(|&id| self.laser(id).fitted == Fitted::Silent).collect()
    }

    /// Whether light comes out. Anything not known for certain is not dark.
    pub fn light(&self) -> Light {
        let on: LaserSet = LaserId::all().filter(|&id| self.laser(id).emission == Emission::On).collect();
        let known =
            self.is_live() && self.fitted().iter().all(|id| self.laser(id).emission != Emission::Unknown);
        match (known, on.is_empty()) {
            (false, true) => Light::Unknown,
            (false, false) if !self.is_live() => Light::Unknown,
            (true, true) if !self.switching_on().is_empty() => Light::SwitchingOn(self.switching_on()),
            (true, true) => Light::Dark,
            (_, false) => Light::Emitting(on),
        }
    }

    /// Lasers that were told to switch on and have not been read back as on yet.
    pub(crate) fn switching_on(&self) -> LaserSet {
        LaserId::all().filter(|&id| self.laser(id).switching_on.is_some()).collect()
    }

    /// A value as last read.
    pub(crate) fn value(&self, parameter: Parameter) -> Option<Value> {
        self.values.get(&parameter).copied()
    }

    /// A power as last read.
    pub(crate) fn power_of(&self, parameter: Parameter) -> Option<Power> {
        self.value(parameter).and_then(Value::power)
    }

    /// The most that a power may be: while it is not certain in which unit the laser answers, the worse of
    /// both readings.
    pub(crate) fn at_most(&self, parameter: Parameter) -> Option<Dbm> {
        self.power_of(parameter).map(Power::at_most)
    }

    /// A power that was read before its unit was known, as it is known now.
    #[must_use]
    pub(crate) fn settled(&self, parameter: Parameter, power: Power) -> Power {
        power.settled(self.spoken_powers.get(&parameter).copied())
    }

    /// Those of these parameters that were read, with their values.
    pub(crate) fn held(&self, parameters: impl IntoIterator<Item = Parameter>) -> Vec<(Parameter, Value)> {
        parameters.into_iter().filter_map(|parameter| Some((parameter, self.value(parameter)?))).collect()
    }

    /// The newest power of the detector at `index` in the watched list, dBm, with its time.
    pub fn power(&self, index: usize) -> Option<(f32, Instant)> {
        let round = self.tail.last()?;
        match &round.reading {
            Reading::Powers(powers) => powers.get(index).map(|&p| (p, round.at)),
            Reading::Gap(_) | Reading::Retracted { .. } => None,
        }
    }

    /// The tunable laser that the sweep panel shows: the first that has a laser.
    pub(crate) fn active_tls(&self) -> TlsId {
        TlsId::all()
            .find(|&tls| matches!(self.value(Parameter::TlsLaser(tls)), Some(Value::Whole(1..))))
            .unwrap_or(TlsId::FIRST)
    }

    /// The laser position that a tunable laser of the scan uses.
    pub(crate) fn laser_of(&self, tls: TlsId) -> Option<LaserId> {
        LaserId::new(self.value(Parameter::TlsLaser(tls))?.whole().map(index_of)?)
    }

    /// Whether a tunable laser's share of the scan is more than nothing, as far as is known.
    pub(crate) fn takes_part(&self, tls: TlsId) -> bool {
        let wavelength = |parameter| self.value(parameter).and_then(Value::wavelength);
        let apart = |low, high| wavelength(low).zip(wavelength(high)).is_some_and(|(low, high)| low > high);
        let (start, stop) = (Parameter::ScanStart, Parameter::ScanStop);
        !apart(Parameter::TlsStart(tls), stop) && !apart(start, Parameter::TlsStop(tls))
    }

    /// The settings that matter for a trace of this detector, in the command line's words, with units: scan,
    /// the tunable lasers that take part in it and their positions, the detector itself. One that nobody could read
    /// says so.
    pub fn settings_of(&self, detector: DetectorId) -> BTreeMap<String, String> {
        let words = |parameter: Parameter| {
            let value = self.value(parameter).map(|value| value.words(parameter));
            (parameter.command(), value.unwrap_or_else(|| "not readable".to_owned()))
        };
        self.parameters_of(detector).into_iter().map(words).collect()
    }

    /// Which settings these are, read or not.
    pub(crate) fn parameters_of(&self, detector: DetectorId) -> Vec<Parameter> {
        // A tunable laser that nothing is known of may have taken part.
        let unknown = |tls: &TlsId| self.value(Parameter::TlsLaser(*tls)).is_none();
        let unknown = TlsId::all().filter(unknown).map(Parameter::TlsLaser);
        let tls: Vec<TlsId> = TlsId::all().filter(|&tls| self.laser_of(tls).is_some()).collect();
        let lasers = tls.iter().filter_map(|&tls| self.laser_of(tls)).map(Subject::Laser);
        std::iter::once(Subject::Sweep)
            .chain(tls.iter().copied().map(Subject::Tls))
            .chain(lasers)
            .chain([Subject::Detector(detector)])
            .flat_map(Subject::parameters)
            .chain(unknown)
            .collect()
    }

    /// First and last wavelength and the sampling of the scan, once all three are known.
    pub fn scan_limits(&self) -> Option<(Wavelength, Wavelength, Wavelength)> {
        let wavelength = |parameter| self.value(parameter).and_then(Value::wavelength);
        Some((
            wavelength(Parameter::ScanStart)?,
            wavelength(Parameter::ScanStop)?,
            wavelength(Parameter::Sampling)?,
        ))
    }

    /// The laser of a TLS that takes part in the scan, and for how many seconds it sweeps.
    pub(crate) fn sweep_of(&self, tls: TlsId) -> Option<(LaserId, f64)> {
        let (start, stop, _) = self.scan_limits()?;
        let value = |parameter| self.value(parameter);
        let laser = self.laser_of(tls)?;
        let from = value(Parameter::TlsStart(tls))?.wavelength()?;
        let to = value(Parameter::TlsStop(tls))?.wavelength()?;
        let speed = value(Parameter::TlsSpeed(tls))?.whole()?;
        let covered = (to.m().min(stop.m()) - from.m().max(start.m())).max(0.0);
        (covered > 0.0 && speed > 0).then(|| {
            (laser, sweep::seconds(Wavelength::from_m(0.0), Wavelength::from_m(covered), speed, 0.0))
        })
    }

    /// How long the scan should take: each tunable laser covers its share at its speed, then settling.
    pub fn scan_duration(&self) -> Option<Duration> {
        let settling = self.value(Parameter::Stabilization).and_then(Value::settling);
        let settling = settling.map_or(0.0, Seconds::get);
        let shares = TlsId::all().filter_map(|tls| Some(self.sweep_of(tls)?.1));
        let sweeping: f64 = shares.sum();
        Seconds::try_from(sweeping + settling).ok().filter(|_| sweeping > 0.0).map(Seconds::duration)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn light_is_dark_only_when_every_laser_said_so_over_a_live_link() {
        let mut bench = Snapshot::new([].into());
        assert_eq!(bench.light(), Light::Unknown);
        bench.link = Link::Up(Instant::now());
        for laser in &mut bench.lasers {
            laser.emission = Emission::Off;
        }
        assert_eq!(bench.light(), Light::Dark);
        bench.lasers[1].switching_on = Some(Instant::now());
        assert_eq!(bench.light(), Light::SwitchingOn(LaserId::new(2).into_iter().collect()));
        bench.lasers[1].emission = Emission::On;
        bench.lasers[2].emission = Emission::Unknown;
        let two = LaserId::new(2).into_iter().collect();
        assert_eq!(bench.light(), Light::Emitting(two));
        bench.link = Link::Connecting;
        assert_eq!(bench.light(), Light::Unknown);
    }

    #[test]
    fn a_download_that_has_not_begun_has_no_part() {
        let trace =
            TraceId { detector: DetectorId::new(4, 1).unwrap(), kind: crate::core::ids::TraceType::TF_LIVE };
        let download = |have, of| Download { trace, waiting: 0, have, of, since: Instant::now() };
        assert_eq!((download(0, 0).part(), download(5, 20).part()), (0.0, 0.25));
    }

    #[test]
    fn every_difference_that_can_be_seen_is_one() {
        let bench = Snapshot::new([].into());
        let changes: [fn(&mut Snapshot); 8] = [
            |bench| bench.link = Link::Up(Instant::now()),
            |bench| bench.condition = Some(Condition(4)),
            |bench| bench.values = Arc::new(BTreeMap::from([(Parameter::ScanMode, Value::Whole(1))])),
            |bench| bench.complete = !bench.complete,
            |bench| bench.joined = Some(true),
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

    #[test]
    fn a_scan_takes_its_share_of_each_laser_and_the_settling() {
        let tls = TlsId::new(1).unwrap();
        let nm = |nm| Value::Wavelength(Wavelength::from_nm(nm));
        let seconds = Seconds::try_from(5.5).unwrap();
        let mut bench = Snapshot::new([].into());
        bench.lasers[0].fitted = Fitted::Model("T100S-HP".into());
        bench.values = Arc::new(BTreeMap::from([
            (Parameter::ScanStart, nm(1500.0)),
            (Parameter::ScanStop, nm(1560.0)),
            (Parameter::Sampling, Value::Wavelength(Wavelength::from_m(1e-12))),
            (Parameter::TlsLaser(tls), Value::Whole(1)),
            (Parameter::TlsStart(tls), nm(1520.0)),
            (Parameter::TlsStop(tls), nm(1600.0)),
            (Parameter::TlsSpeed(tls), Value::Whole(20)),
        ]));
        let alone = bench.scan_duration().unwrap();
        assert_eq!(alone, Duration::from_secs(2), "40 nm at 20 nm/s");
        let values = Arc::make_mut(&mut bench.values);
        values.insert(Parameter::Stabilization, Value::Stabilization { stays_on: true, seconds });
        assert_eq!(bench.scan_duration().unwrap(), Duration::from_millis(7500));
    }
}
