//! Taking in what was read: only what is newer than the last thing that touched its item.

use std::sync::Arc;

use tokio::time::Instant;

use crate::core::condition::Condition;
use crate::core::event::{Severity, SweepEnd};
use crate::core::history::{Reading, Round};
use crate::core::ids::DetectorId;
use crate::core::ids::LaserId;
use crate::core::laser::{Emission, Fitted, LightSeen};
use crate::core::parameter::{Parameter, ScanMode, Value, ValueKind};
use crate::core::phase::{Activity, Passed, Phase};
use crate::core::reference::{KnownReference, Reference};
use crate::core::snapshot::Scan;
use crate::core::units::{LaserUnit, Power};
use crate::instrument::ctp10::common::ErrorEntry;

use super::clock::now;
use super::coming::Off;
use super::item::{Item, ItemReading, Sample, Taken};
use super::lit::{MEASURING, Run};
use super::provenance::follow;
use super::stamp::Stamp;
use super::state::WorkerState;
use super::units::{told_by_setting, told_by_value};

impl WorkerState {
    /// Takes in what was read, if it still counts.
    pub(super) fn take(&mut self, readings: impl IntoIterator<Item = Taken>) {
        for taken in readings {
            self.take_one(taken);
        }
    }

    fn take_one(&mut self, Taken { stamp, reading }: Taken) {
        match reading {
            ItemReading::Errors(errors) => self.errors_found(&errors),
            ItemReading::Round { at, samples } => self.round(stamp, at, &samples),
            ItemReading::Absent(detector) => {
                if Arc::make_mut(&mut self.snapshot.absent).insert(detector) {
                    self.notice(Severity::Warning, format!("detector {detector} is not there"));
                }
            }
            ItemReading::Nothing(Item::Emits(laser)) => {
                self.snapshot.lasers[laser.index()].emission = Emission::Unknown;
            }
            ItemReading::Nothing(_) => {}
            ItemReading::Condition(condition)
                if self.truth.admits(Item::Condition, stamp) || planted!(StalePhase) =>
            {
                self.condition(condition, stamp);
            }
            ItemReading::Fitted(laser, fitted) if self.truth.admits(Item::Fitted(laser), stamp) => {
                self.fitted(laser, fitted, stamp);
            }
            ItemReading::Emits(laser, on)
                if self.truth.admits(Item::Emits(laser), stamp) || planted!(StaleLight) =>
            {
                self.emits(laser, on, stamp);
            }
            ItemReading::Value(parameter, value) if self.truth.admits(Item::Value(parameter), stamp) => {
                self.value(parameter, value, stamp);
            }
            ItemReading::Reference(detector, reference)
                if self.truth.admits(Item::Reference(detector), stamp) =>
            {
                self.reference(detector, reference);
            }
            // Something newer is known.
            ItemReading::Condition(_)
            | ItemReading::Fitted(..)
            | ItemReading::Emits(..)
            | ItemReading::Value(..)
            | ItemReading::Reference(..) => {}
        }
    }

    fn fitted(&mut self, id: LaserId, fitted: Fitted, stamp: Stamp) {
        let laser = &mut self.snapshot.lasers[id.index()];
        if fitted.may_exist() {
            laser.fitted = fitted;
        } else if laser.fitted == Fitted::Nameless {
            // It was known by its light, and is no other for being dark now.
        } else if self.truth.is_newer(Item::Emits(id), stamp) || laser.emission != Emission::On {
            laser.fitted = fitted;
            laser.emission = Emission::Off;
        }
    }

    fn emits(&mut self, id: LaserId, on: bool, stamp: Stamp) {
        self.moved_by_others(id, on);
        let comes = !on
            && match self.coming.reads_off(id, now()) {
                Off::NotYet => true,
                Off::NotYetIfScanned => self.snapshot.may_be_scanned(id),
                Off::Dark => false,
            };
        let laser = &mut self.snapshot.lasers[id.index()];
        laser.emission = if on { Emission::On } else { Emission::Off };
        laser.switching_on = comes.then(|| laser.switching_on.unwrap_or_else(now));
        if on {
            self.coming.forget([id].into_iter().collect());
            if !laser.fitted.may_exist() {
                // Whatever it says of itself: what emits is there.
                laser.fitted = Fitted::Nameless;
            }
        }
        if self.ours.read(id, on) {
            laser.agreed = None;
        }
        if let Some(run) = &mut self.run {
            run.read(id, on, stamp);
        }
    }

    /// Says it where another client switched a laser. What a line or a sweep of somebody's may have done is not told.
    fn moved_by_others(&mut self, id: LaserId, on: bool) {
        let before = self.snapshot.laser(id).emission;
        let moved = before == (if on { Emission::Off } else { Emission::On });
        let ours = self.truth.is_ours(Item::Emits(id))
            || self.ours.may_have_moved(id, on)
            || self.wanted_off.contains(id);
        if moved && !ours && self.snapshot.phase == Phase::Idle {
            let word = if on { "on" } else { "off" };
            self.notice(Severity::Info, format!("laser {id} {word}: not from here"));
        }
    }

    fn reference(&mut self, detector: DetectorId, reference: Reference) {
        let known = self.snapshot.references.get(&detector);
        if known.is_none_or(|known| known.reference != reference) {
            let known = KnownReference { reference, under: None, light: LightSeen::Unknown };
            Arc::make_mut(&mut self.snapshot.references).insert(detector, known);
        }
    }

    fn value(&mut self, parameter: Parameter, answered: Option<Value>, stamp: Stamp) {
        let value = match answered.and_then(Value::power) {
            Some(power) => Some(Value::Power(self.in_unit(parameter, power))),
            None => answered,
        };
        let before = self.snapshot.value(parameter);
        if let Parameter::PowerUnit(detector) = parameter {
            let changed = before.is_some() && before != value && !planted!(UnitUnnoticed);
            self.unit(detector, changed, stamp);
        }
        let ours = self.truth.is_ours(Item::Value(parameter));
        if before == value {
            return;
        }
        // A laser's power may be what really came out, which moves by itself.
        if before.is_some() && !ours && parameter.kind() != ValueKind::Power {
            if let Some(value) = value {
                self.notice(Severity::Info, format!("{parameter} {value}: not from here"));
            }
            self.somebody_else(&format!("{parameter} was changed from elsewhere"));
        }
        let values = Arc::make_mut(&mut self.snapshot.values);
        match value {
            Some(value) => drop(values.insert(parameter, value)),
            // A number that cannot be is no value.
            None => drop(values.remove(&parameter)),
        }
    }

    /// A detector's unit was read. If it is not what it was, what was sampled since it was last certain may
    /// have been in either.
    fn unit(&mut self, detector: DetectorId, changed: bool, stamp: Stamp) {
        let certain = self.units.certain.insert(detector, stamp.at);
        let watched = self.snapshot.detectors.iter().position(|&watched| watched == detector);
        if let (true, Some(since), Some(index)) = (changed, certain, watched) {
            // Samples under way are in the old one, too.
            self.truth.admits(Item::Power(detector), stamp);
            let reading = Reading::Retracted { detector: index, since };
            self.snapshot.tail.push(Round { at: now(), reading });
        }
    }

    fn round(&mut self, stamp: Stamp, at: std::time::Instant, samples: &[Sample]) {
        if !self.truth.admits(Item::Round, stamp) {
            return;
        }
        let detectors = Arc::clone(&self.snapshot.detectors);
        // A unit that came in the same message is the power's own.
        for (&detector, sample) in detectors.iter().zip(samples) {
            let parameter = Parameter::PowerUnit(detector);
            if let Some(unit) = sample.unit
                && self.truth.admits(Item::Value(parameter), stamp)
            {
                self.value(parameter, Some(unit.into()), stamp);
            }
        }
        let power = |(&detector, sample): (&DetectorId, &Sample)| {
            if sample.unit.is_none() && !self.truth.is_newer(Item::Power(detector), stamp) {
                return f32::NAN;
            }
            let unit =
                sample.unit.or_else(|| self.snapshot.value(Parameter::PowerUnit(detector))?.power_unit());
            super::units::dbm(sample.power, unit)
        };
        let powers = detectors.iter().zip(samples).map(power).collect();
        self.snapshot.tail.push(Round { at, reading: Reading::Powers(powers) });
    }

    fn condition(&mut self, condition: Condition, stamp: Stamp) {
        let before = self.snapshot.condition.replace(condition);
        let asked = self.condition_asked.replace(stamp.at);
        self.measured(before, condition, asked);
        let passed = self.tracker.read(condition, stamp.at);
        self.condition_read = Some(Instant::now());
        self.passed = passed.or(self.passed);
        self.follow_phase();
        follow(&mut self.watched, passed, &self.snapshot, self.utc);
        self.ours.does(self.snapshot.phase != Phase::Idle);
        match passed {
            Some(Passed::SweepBegan { ours: false }) => {
                self.sweep_of = None;
                self.somebody_else("a sweep was started from elsewhere");
            }
            Some(Passed::SweepBegan { ours: true }) | None => {}
            Some(Passed::SweepDone) => {
                tracing::info!("the sweep is done");
                self.sweep_ended(SweepEnd::Done);
                match self.snapshot.swept {
                    LightSeen::Unknown | LightSeen::Lit => {}
                    LightSeen::Partly => self.notice(
                        Severity::Warning,
                        "the sweep had no light for a part of it: its traces are PARTLY DARK",
                    ),
                    LightSeen::Dark => {
                        self.notice(Severity::Warning, "the sweep had no light: its traces are DARK");
                    }
                }
            }
            Some(Passed::SweepAborted) => {
                tracing::info!("the sweep was aborted");
                self.sweep_ended(SweepEnd::Aborted);
            }
            Some(Passed::NeverBegan(Activity::Sweep)) => self.notice(
                Severity::Warning,
                "the instrument did not read as scanning within 2 s of the order: look at its screen",
            ),
            Some(Passed::NeverBegan(Activity::Reference)) => {}
        }
    }

    /// Keeps whether what is measured has light. What it was before was asked then.
    fn measured(&mut self, before: Option<Condition>, is: Condition, asked: Option<std::time::Instant>) {
        let was = before.unwrap_or_default();
        // What is aborted when it is first looked at had begun, too.
        let begun = MEASURING | Condition::ABORTING;
        if is.has(begun) && !was.has(begun) {
            self.expect(LaserId::all().collect());
        }
        if is.has(MEASURING) && !was.has(MEASURING) {
            // Between sweeps that follow each other it may be dark.
            let goes_on = self.snapshot.value(Parameter::ScanMode) == Some(ScanMode::Continuous.into());
            let scans = is.has(Condition::SCANNING) && !goes_on;
            self.run = Some(Run::new(&self.snapshot, before.and(asked), scans));
            if is.has(Condition::SCANNING) {
                self.snapshot.swept = LightSeen::Unknown;
            }
        }
        if was.has(MEASURING) && !is.has(begun) && !self.tracker.is_aborting() {
            let over = self.coming.scan_over();
            self.dark(over);
        }
        if was.has(MEASURING) && !is.has(MEASURING) {
            let measured =
                self.run.take().zip(asked).map(|(run, asked)| run.ended(asked)).unwrap_or_default();
            if was.has(Condition::SCANNING) {
                self.snapshot.swept = measured;
            } else {
                self.snapshot.referenced = measured;
            }
        }
    }

    /// Keeps what the snapshot says of the phase.
    pub(super) fn follow_phase(&mut self) {
        let phase = self.tracker.phase();
        let scans = phase.is_begun_sweep();
        if !scans {
            self.snapshot.scan = None;
        } else if self.snapshot.scan.is_none() {
            self.snapshot.scan = Some(Scan { since: now(), expected: self.snapshot.scan_duration() });
        }
        self.snapshot.phase = phase;
    }

    /// Errors that no order explains.
    fn errors_found(&mut self, errors: &[ErrorEntry]) {
        let recent = |ordered: Instant| ordered.elapsed() < std::time::Duration::from_secs(2);
        let ours = self.ordered_at().is_some_and(recent) || self.snapshot.phase != Phase::Idle;
        self.instrument_errors(errors, false);
        if !errors.is_empty() && !ours {
            self.somebody_else("the error queue holds an error that no command from here explains");
        }
    }

    /// Another client is seen: its error queue is not emptied behind its back any more.
    fn somebody_else(&mut self, sign: &str) {
        if !self.snapshot.shared && self.errors == crate::core::modes::ErrorMode::Auto {
            self.snapshot.shared = true;
            let words = format!(
                "{sign}: from now on errors are read only after commands from here, so that another client finds its own"
            );
            self.notice(Severity::Info, words);
        }
    }
}

impl WorkerState {
    /// A laser's power as far as its unit is known, from what it answered.
    pub(super) fn in_unit(&mut self, parameter: Parameter, answered: Power) -> Power {
        // A unit that came with the number is its own, and tells nothing of numbers without one.
        let Power::Unsure(number) = answered else { return answered };
        self.units.answered.insert(parameter, number);
        if let Some(unit) = told_by_value(number) {
            self.speaks(parameter, unit);
        }
        self.snapshot.in_unit(parameter, answered)
    }

    fn speaks(&mut self, parameter: Parameter, unit: LaserUnit) {
        if Arc::make_mut(&mut self.snapshot.laser_units).insert(parameter, unit) != Some(unit)
            && unit == LaserUnit::Mw
        {
            self.notice(
                Severity::Warning,
                format!("the instrument gives {parameter} in mW; it is shown in dBm"),
            );
        }
    }

    /// A power was set to `asked` and read back: this may tell in which unit it is answered.
    pub(super) fn recognise(&mut self, parameter: Parameter, asked: Value) {
        let asked = asked.power().and_then(Power::known);
        let (Some(asked), Some(&answered)) = (asked, self.units.answered.get(&parameter)) else {
            return;
        };
        let Some(unit) = told_by_setting(asked.0, answered) else { return };
        self.speaks(parameter, unit);
        let value = Value::Power(Power::told(answered, Some(unit)));
        Arc::make_mut(&mut self.snapshot.values).insert(parameter, value);
    }
}
