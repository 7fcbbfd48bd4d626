//! One connection's life, from identification to the first thing that is out of order.

use std::time::Duration;

use tokio::time::{Instant, sleep_until};

use crate::core::condition::Condition;
use crate::core::event::{Event, Level};
use crate::core::ids::LaserSet;
use crate::core::snapshot::{Monitor as MonitorState, Snapshot};
use crate::instrument::ctp10;
use crate::instrument::scpi::line::{Broken, Meter};

use super::connect::Connect;
use super::engine::Engine;
use super::monitor::Report;
use super::poll::{Duty, Item, Reading, drain_errors};
use super::port::Port;

/// How soon a wish that is not yet read back is looked at again.
const AGAIN: Duration = Duration::from_millis(50);
/// An abort that did not take is sent again after this long.
const ABORT_AGAIN: Duration = Duration::from_secs(1);

impl<C: Connect> Engine<C> {
    /// Runs until the line breaks (`Err`) or the program ends (`Ok`).
    pub(super) async fn epoch(&mut self, port: &mut Port<C::Stream>) -> Result<(), Broken> {
        let identity = port.ask(&ctp10::common::identity()).await?;
        let errors = drain_errors(port).await?;
        self.state.up(identity.clone());
        self.state.apply(Reading::Errors(errors));
        self.poller.restart();
        self.start_monitor(identity);
        loop {
            let again = self.settle_urgent(port).await?;
            self.settle_switching_on();
            self.settle_reference(port).await?;
            let look = self.look_at_light(port).await?;
            self.state.flush_unless(!self.operator.is_empty());
            let due = again.into_iter().chain(look).fold(self.poller.due(), Instant::min);
            tokio::select! {
                biased;
                () = self.cancel.cancelled() => return Ok(()),
                Ok(()) = self.urgent.changed() => {}
                Some(report) = self.monitor.reports.recv() => {
                    self.take_report(report);
                }
                Some(queued) = self.operator.recv() => {
                    self.job(port, queued).await?;
                    if self.poller.due() <= Instant::now() {
                        self.poll(port).await?;
                    }
                }
                Some(queued) = self.bulk.recv(), if self.bulk_turn => {
                    // Where live power shares the line, it comes once between two downloads.
                    self.bulk_turn = self.monitor.is_up() || self.state.snapshot.detectors.is_empty();
                    self.download(port, queued).await?;
                }
                () = sleep_until(due) => self.poll(port).await?,
            }
        }
    }

    async fn poll(&mut self, port: &mut Port<C::Stream>) -> Result<(), Broken> {
        port.empty = self.state.snapshot.empty();
        let Some(reading) = self.poller.poll(port, &self.state.snapshot).await? else {
            return Ok(());
        };
        self.bulk_turn |= matches!(reading, Reading::Round { .. }) || self.poller.duty() != Duty::All;
        self.state.apply(reading);
        self.reckon(&port.line.meter);
        self.state.publish();
        Ok(())
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
            statistics.per_second = (meter.answers - before) as f64 / gone.as_secs_f64();
            let mut trips: Vec<Duration> = meter.trips.iter().copied().collect();
            trips.sort_unstable();
            statistics.median = trips.get(trips.len() / 2).copied();
            statistics.slow = trips.get(trips.len() * 99 / 100).copied();
        }
    }

    /// Takes in what the monitor tells; which lasers it read back as off on somebody's wish.
    pub(super) fn take_report(&mut self, report: Report) -> LaserSet {
        let mut off = LaserSet::NONE;
        match report {
            Report::Up => {
                self.monitor.came_up(Instant::now());
                self.state.snapshot.monitor = MonitorState::Up;
                self.poller.set_duty(Duty::Settings);
            }
            Report::Down | Report::None => {
                self.monitor.went_down();
                self.state.snapshot.monitor = MonitorState::None;
                self.poller.set_duty(Duty::All);
                if self.state.snapshot.download.is_some() {
                    self.state.gap(crate::core::history::Gap::Downloading);
                }
            }
            Report::Read(reading) => self.state.apply(reading),
            Report::Off(laser) => off.insert(laser),
        }
        self.state.publish();
        off
    }

    /// Writes and reads back what is urgent; when to look again, if something is still open.
    async fn settle_urgent(&mut self, port: &mut Port<C::Stream>) -> Result<Option<Instant>, Broken> {
        let wish = port.wish();
        self.watch_urgent();
        if !self.book.is_open(&wish) {
            return Ok(None);
        }
        port.empty = self.state.snapshot.empty();
        port.flush_urgent().await?;
        let mut off = LaserSet::NONE;
        for laser in self.book.lasers(&wish).iter() {
            let item = Item::Emits(laser);
            if !port.empty.contains(laser) {
                if self.poller.is_mute(item) {
                    let words = format!("laser {laser}: OFF was sent, its state is never answered");
                    self.state.notice(Level::Warning, words);
                } else {
                    let reading = self.poller.read(item, port, &self.state.snapshot).await?;
                    let still_on = matches!(reading, Reading::Emits(_, true));
                    self.state.apply(reading);
                    if still_on {
                        port.line.send(&ctp10::laser::off(laser)).await?;
                        continue;
                    }
                }
                off.insert(laser);
            }
            self.book.done.fulfil_off(laser, &wish);
        }
        if !off.is_empty() {
            self.state.ours.dark(off);
            self.state.tell(Event::SwitchedOff(off));
        }
        if self.book.abort(&wish) {
            self.settle_abort(port, wish.abort).await?;
        }
        self.watch_urgent();
        self.state.publish();
        Ok(self.book.is_open(&wish).then(|| Instant::now() + AGAIN))
    }

    async fn settle_abort(&mut self, port: &mut Port<C::Stream>, wish: u64) -> Result<(), Broken> {
        const ABORTABLE: u16 = Condition::SCANNING | Condition::ABORTING | Condition::REFERENCING;
        self.reread(port, [Item::Condition]).await?;
        let condition = self.state.snapshot.condition.unwrap_or_default();
        if !condition.has(ABORTABLE) {
            self.book.done.abort = wish;
            self.state.tell(Event::Aborted);
        } else if self.book.since.is_some_and(|since| since.elapsed() > ABORT_AGAIN) {
            port.line.send(&ctp10::scan::abort()).await?;
        }
        Ok(())
    }

    /// Keeps what the screen says about open wishes, and the alarm.
    pub(super) fn watch_urgent(&mut self) {
        let wish = *self.urgent.borrow();
        let now = Instant::now();
        self.book.watch(&wish, now);
        self.state.snapshot.switching_off = self.book.lasers(&wish);
        let alarm = self.book.is_overdue(now).then(|| {
            let lasers = self.book.lasers(&wish);
            if lasers.is_empty() {
                "ABORT is not confirmed: stop the sweep at the instrument".to_owned()
            } else {
                format!("OFF is not confirmed for {lasers}: switch off at the instrument")
            }
        });
        if alarm != self.state.snapshot.alarm {
            if let Some(words) = &alarm {
                self.state.notice(Level::Alarm, words.clone());
            }
            self.state.snapshot.alarm = alarm;
        }
    }
}

impl Snapshot {
    /// Positions that are known to be empty.
    pub(super) fn empty(&self) -> LaserSet {
        LaserSet::ALL.without(self.fitted())
    }
}
