//! One connection's life, from identification to the first thing that is out of order.

use std::time::Duration;

use tokio::time::{Instant, sleep_until};

use crate::core::cast::u64_f64;
use crate::core::condition::Condition;
use crate::core::event::{Event, Level};
use crate::core::ids::{LaserId, LaserSet};
use crate::core::laser::Fitted;
use crate::core::snapshot::{Monitor as MonitorState, Snapshot};
use crate::instrument::ctp10;
use crate::instrument::scpi::line::{Broken, Meter, Why, broken};
use crate::instrument::scpi::message::Question;

use super::connect::Connect;
use super::engine::Engine;
use super::item::{Item, Reading};
use super::monitor::Report;
use super::port::Port;
use super::schedule::Duty;

/// How soon an urgent request that is not yet read back is looked at again.
const AGAIN: Duration = Duration::from_millis(50);
/// An abort that did not take is sent again after this long.
const ABORT_AGAIN: Duration = Duration::from_secs(1);

impl<C: Connect> Engine<C> {
    /// Runs until the line breaks (`Err`) or the program ends (`Ok`).
    pub(super) async fn epoch(&mut self, port: &mut Port<C::Stream>) -> Result<(), Broken> {
        let question = ctp10::common::identity();
        let raw = port.ask(&Question::new(question.text(), |answer| Some(answer.to_owned()))).await?;
        let identity = question.read(&raw).ok_or_else(|| broken(question.text(), Why::Shape(raw.clone())))?;
        let errors = if self.state.snapshot.shared { Vec::new() } else { port.drain_errors().await? };
        self.state.up(identity.clone());
        let stale = self.state.instrument_errors(&errors, false);
        if !stale.is_empty() {
            tracing::info!("found in the error queue at connection: {stale:?}");
        }
        #[cfg(test)]
        if let Some(command) = crate::planted::lost() {
            port.send(&crate::instrument::scpi::message::Command(command)).await?;
        }
        self.poller.schedule.restart();
        self.start_monitor(identity);
        let existence = self.poller.schedule.existence.clone();
        if existence.joined().is_none() {
            // Tried once: a line that breaks over it is not tried again.
            existence.set_joined(false);
            existence.set_joined(port.try_joined(&raw).await?);
        }
        loop {
            let again = self.fulfil_urgent(port).await?;
            self.follow_switching_on();
            let phase_due = self.follow_register(port).await?;
            let look = self.look_at_light(port).await?;
            let reference_due = self.follow_reference(port).await?;
            self.state.listeners.flush_unless(!self.operator.is_empty());
            let looks = [again, phase_due, look, reference_due].into_iter().flatten();
            let due = looks.fold(self.poller.schedule.due(&self.state.snapshot), Instant::min);
            tokio::select! {
                biased;
                () = self.cancel.cancelled() => return Ok(()),
                Ok(()) = self.urgent.changed(), if !planted!(UrgentSlept) => {}
                Some(report) = self.monitor.reports.recv() => {
                    self.take_report(report);
                    while let Ok(report) = self.monitor.reports.try_recv() {
                        self.take_report(report);
                    }
                }
                Some(queued) = self.operator.recv() => {
                    self.job(port, queued).await?;
                    if self.poller.schedule.due(&self.state.snapshot) <= Instant::now() {
                        self.poll(port).await?;
                    }
                }
                Some(queued) = self.bulk.recv(), if self.bulk_turn => {
                    // Where live power shares the line, it comes once between two downloads.
                    self.bulk_turn = self.monitor.is_up()
                        || self.state.snapshot.detectors.is_empty()
                        || !self.setup.live_power;
                    self.download(port, queued).await?;
                    if !self.bulk_turn {
                        self.poller.schedule.owe_power();
                    }
                }
                () = sleep_until(due) => self.poll(port).await?,
            }
        }
    }

    /// Keeps what is wanted off, before anything is read that may say that it is.
    fn note_wanted_off(&mut self) {
        self.state.wanted_off = self.unfulfilled.lasers(&self.urgent.borrow());
    }

    async fn poll(&mut self, port: &mut Port<C::Stream>) -> Result<(), Broken> {
        port.empty = self.state.snapshot.empty();
        self.probe_turn = true;
        let readings = self.poller.poll(port, &self.state.snapshot).await?;
        self.found(port);
        self.note_wanted_off();
        if readings.is_empty() {
            return Ok(());
        }
        let round = readings.iter().any(|taken| matches!(taken.reading, Reading::Round { .. }));
        self.bulk_turn |= round || self.poller.schedule.duty() != Duty::All;
        self.state.take(readings);
        if !self.state.snapshot.complete && self.poller.schedule.is_complete(&self.state.snapshot) {
            self.state.snapshot.complete = true;
            self.state.truth.all_read();
        }
        self.reckon(&port.line.meter);
        self.state.publish();
        Ok(())
    }

    /// What the error queue held beside the reason why a question has no reply.
    pub(super) fn found(&mut self, port: &mut Port<C::Stream>) {
        if !port.found.is_empty() {
            let errors = std::mem::take(&mut port.found);
            self.state.instrument_errors(&errors, false);
        }
    }

    /// Keeps the figures of the line; those that cost something once a second.
    fn reckon(&mut self, meter: &Meter) {
        let statistics = &mut self.state.snapshot.statistics;
        statistics.round_trip = meter.trips.back().copied();
        statistics.answers = meter.answers;
        (statistics.sent, statistics.received) = (meter.sent, meter.received);
        let (since, before) = *self.reckoned.get_or_insert_with(|| (Instant::now(), meter.answers));
        let gone = since.elapsed();
        if gone >= Duration::from_secs(1) {
            self.reckoned = Some((Instant::now(), meter.answers));
            statistics.per_second = u64_f64(meter.answers - before) / gone.as_secs_f64();
            (statistics.median, statistics.slow) = meter.reckon().unzip();
        }
    }

    /// Takes in what the monitor tells; which lasers it read back as off on somebody's request.
    pub(super) fn take_report(&mut self, report: Report) -> LaserSet {
        let mut off = LaserSet::NONE;
        self.note_wanted_off();
        match report {
            Report::Up => {
                self.monitor.came_up(Instant::now());
                self.state.snapshot.monitor = MonitorState::Up;
                self.poller.schedule.set_duty(Duty::Settings);
            }
            Report::Down | Report::None => {
                self.monitor.went_down();
                self.state.snapshot.monitor = MonitorState::None;
                self.poller.schedule.set_duty(Duty::All);
                if self.state.snapshot.download.is_some() {
                    self.state.gap(crate::core::history::Gap::Downloading);
                }
            }
            Report::Read(readings) => self.state.take(readings),
            Report::Off(laser) => off.insert(laser),
        }
        self.state.publish();
        off
    }

    /// Writes and reads back what is urgent; when to look again, if something is still open.
    async fn fulfil_urgent(&mut self, port: &mut Port<C::Stream>) -> Result<Option<Instant>, Broken> {
        let requested = port.requested();
        self.note_wanted_off();
        self.watch_urgent();
        if !self.unfulfilled.is_open(&requested) {
            return Ok(None);
        }
        port.empty = self.state.snapshot.empty();
        port.flush_urgent().await?;
        let (mut off, mut unsure) = (LaserSet::NONE, None);
        for laser in self.unfulfilled.lasers(&requested).iter() {
            if self.may_hide_one(laser) {
                // That takes its time: one at a time, after those that are known to be there.
                unsure.get_or_insert(laser);
                continue;
            }
            // Where nothing is, or nothing ever answered, OFF was sent and that is all.
            if self.state.snapshot.laser(laser).fitted.may_exist() {
                match self.switched_off(port, laser).await? {
                    Some(true) => off.insert(laser),
                    Some(false) => continue,
                    None => {
                        let words =
                            format!("laser {laser}: OFF was sent; the instrument never answers its state");
                        self.state.notice(Level::Warning, words);
                    }
                }
            }
            self.unfulfilled.done.fulfil_off(laser, &requested);
        }
        if let Some(laser) = unsure.filter(|_| std::mem::take(&mut self.probe_turn)) {
            // Of a position that is said to be empty its light alone is in doubt.
            let said_empty = self.state.snapshot.laser(laser).fitted == Fitted::Empty;
            let item = if said_empty { Item::Emits(laser) } else { Item::Fitted(laser) };
            let begun = Instant::now();
            self.reread(port, [item]).await?;
            self.poller.schedule.had(item, &self.state.snapshot, begun.elapsed());
            // Read since it was ordered dark, and it is.
            if said_empty && self.state.snapshot.laser(laser).fitted == Fitted::Empty {
                self.unfulfilled.done.fulfil_off(laser, &requested);
            }
        }
        if !off.is_empty() {
            self.state.switched_off(off);
        }
        if self.unfulfilled.abort(&requested) {
            self.fulfil_abort(port, requested.abort).await?;
        }
        self.watch_urgent();
        self.state.publish();
        Ok(self.unfulfilled.is_open(&requested).then(|| Instant::now() + AGAIN))
    }

    /// Whether there may be a laser where none is known: nobody looked yet, or it only says so, and somebody may have
    /// switched it on since.
    fn may_hide_one(&self, laser: LaserId) -> bool {
        match self.state.snapshot.laser(laser).fitted {
            Fitted::Unknown => true,
            Fitted::Empty => !self.poller.schedule.existence.is_mute(Item::Emits(laser)),
            Fitted::Silent | Fitted::Nameless | Fitted::Model(_) => false,
        }
    }

    /// Whether a laser reads back as off; if not, OFF is sent again. None: it never answers.
    async fn switched_off(
        &mut self,
        port: &mut Port<C::Stream>,
        laser: LaserId,
    ) -> Result<Option<bool>, Broken> {
        let item = Item::Emits(laser);
        if planted!(OffUnconfirmed) {
            return Ok(Some(true));
        }
        if self.poller.schedule.existence.is_mute(item) {
            return Ok(None);
        }
        let readings = self.poller.read(item, port, &self.state.snapshot).await?;
        let off = readings.iter().any(|taken| matches!(taken.reading, Reading::Emits(_, false)));
        self.state.take(readings);
        self.found(port);
        if !off {
            port.send(&ctp10::laser::off(laser)).await?;
        }
        Ok(Some(off))
    }

    async fn fulfil_abort(&mut self, port: &mut Port<C::Stream>, requested: u64) -> Result<(), Broken> {
        const ABORTABLE: u16 = Condition::SCANNING | Condition::ABORTING | Condition::REFERENCING;
        self.state.tracker.abort(super::clock::now());
        self.reread(port, [Item::Condition]).await?;
        let condition = self.state.snapshot.condition.unwrap_or_default();
        // What was ordered just before may still begin.
        if !condition.has(ABORTABLE) && self.state.tracker.ordered().is_none() {
            self.unfulfilled.done.abort = requested;
            self.state.tracker.abort_done();
            self.state.follow_phase();
            self.state.tell(Event::Aborted);
        } else if self.unfulfilled.since.is_some_and(|since| since.elapsed() > ABORT_AGAIN) {
            port.send(&ctp10::scan::abort()).await?;
        }
        Ok(())
    }

    /// Keeps what the screen says about open urgent requests, and the alarm.
    pub(super) fn watch_urgent(&mut self) {
        let requested = *self.urgent.borrow();
        let now = Instant::now();
        self.unfulfilled.watch(&requested, now);
        self.fulfilled.send_replace(self.unfulfilled.done);
        let open = self.unfulfilled.lasers(&requested).intersection(self.state.snapshot.fitted());
        self.state.snapshot.switching_off = open;
        // While somebody answers, what is not known to be there raises no alarm.
        let live = self.state.snapshot.is_live();
        let lasers = if live { open.intersection(self.state.snapshot.models()) } else { open };
        let alarm = if !self.unfulfilled.is_overdue(now) {
            None
        } else if !lasers.is_empty() {
            Some(format!("OFF is not confirmed for {lasers}: switch off at the instrument"))
        } else {
            let words = "ABORT is not confirmed: stop the sweep at the instrument";
            self.unfulfilled.abort(&requested).then(|| words.to_owned())
        };
        if alarm != self.state.snapshot.alarm {
            if let Some(words) = &alarm {
                self.state.notice(Level::Alarm, words.clone());
            }
            self.state.snapshot.alarm = alarm;
        }
    }
}

impl Snapshot {
    /// Positions that are known to be empty; where nothing ever answered that is not known.
    pub(super) fn empty(&self) -> LaserSet {
        LaserSet::ALL.without(self.fitted()).without(self.silent())
    }
}
