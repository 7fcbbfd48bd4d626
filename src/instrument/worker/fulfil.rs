//! What goes ahead of everything: lasers off and abort, written at once and again until they are read back.

use std::time::Duration;

use tokio::time::Instant;

use crate::core::condition::Condition;
use crate::core::event::{Event, Severity};
use crate::core::ids::{LaserId, LaserSet};
use crate::core::laser::Fitted;
use crate::core::snapshot::Snapshot;
use crate::instrument::ctp10;
use crate::instrument::scpi::broken::Broken;

use super::clock;
use super::executor::Executor;
use super::item::{Item, ItemReading};
use super::port::{Port, Stream};

/// How soon an urgent request that is not yet read back is looked at again.
const AGAIN: Duration = Duration::from_millis(50);
/// An abort that did not take is sent again after this long.
const ABORT_AGAIN: Duration = Duration::from_secs(1);

impl Executor {
    /// Keeps what is wanted off, before anything is read that may say that it is.
    pub(super) fn note_wanted_off(&mut self) {
        self.state.wanted_off = self.urgency.wanted_off();
    }

    /// Writes and reads back what is urgent; when to look again, if something is still open.
    pub(super) async fn fulfil_urgent<S: Stream>(
        &mut self,
        port: &mut Port<S>,
    ) -> Result<Option<Instant>, Broken> {
        let requested = port.requested();
        self.note_wanted_off();
        self.watch_urgent();
        if !self.urgency.unfulfilled.is_open(&requested) {
            return Ok(None);
        }
        port.empty = self.state.snapshot.empty();
        port.flush_urgent().await?;
        let (mut off, mut unsure) = (LaserSet::NONE, None);
        for laser in self.urgency.unfulfilled.lasers(&requested).iter() {
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
                        self.state.notice(Severity::Warning, words);
                    }
                }
            }
            self.urgency.unfulfilled.done.fulfil_off(laser, &requested);
        }
        if let Some(laser) = unsure.filter(|_| std::mem::take(&mut self.urgency.probe_turn)) {
            // Of a position that is said to be empty its light alone is in doubt.
            let said_empty = self.state.snapshot.laser(laser).fitted == Fitted::Empty;
            let item = if said_empty { Item::Emits(laser) } else { Item::Fitted(laser) };
            let begun = Instant::now();
            self.reread(port, [item]).await?;
            self.poller.schedule.had(item, &self.state.snapshot, begun.elapsed());
            // Read since it was ordered dark, and it is.
            if said_empty && self.state.snapshot.laser(laser).fitted == Fitted::Empty {
                self.urgency.unfulfilled.done.fulfil_off(laser, &requested);
            }
        }
        if !off.is_empty() {
            self.state.switched_off(off);
        }
        if self.urgency.unfulfilled.abort(&requested) {
            self.fulfil_abort(port, requested.abort).await?;
        }
        self.watch_urgent();
        self.state.publish();
        Ok(self.urgency.unfulfilled.is_open(&requested).then(|| Instant::now() + AGAIN))
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
    async fn switched_off<S: Stream>(
        &mut self,
        port: &mut Port<S>,
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
        let off = readings.iter().any(|taken| matches!(taken.reading, ItemReading::Emits(_, false)));
        self.state.take(readings);
        self.found(port);
        if !off {
            port.send(&ctp10::laser::off(laser)).await?;
        }
        Ok(Some(off))
    }

    async fn fulfil_abort<S: Stream>(&mut self, port: &mut Port<S>, requested: u64) -> Result<(), Broken> {
        const ABORTABLE: u16 = Condition::SCANNING | Condition::ABORTING | Condition::REFERENCING;
        self.state.tracker.abort(clock::now());
        self.reread(port, [Item::Condition]).await?;
        let condition = self.state.snapshot.condition.unwrap_or_default();
        // What was ordered just before may still begin.
        if !condition.has(ABORTABLE) && self.state.tracker.ordered().is_none() {
            self.urgency.unfulfilled.done.abort = requested;
            self.state.tracker.abort_done();
            self.state.follow_phase();
            self.state.tell(Event::Aborted);
        } else if self.urgency.unfulfilled.since.is_some_and(|since| since.elapsed() > ABORT_AGAIN) {
            port.send(&ctp10::scan::abort()).await?;
        }
        Ok(())
    }

    /// Keeps what the screen says about open urgent requests, and the alarm.
    pub(super) fn watch_urgent(&mut self) {
        let requested = self.urgency.requested();
        let now = Instant::now();
        self.urgency.unfulfilled.watch(&requested, now);
        self.urgency.tell_done();
        let open = self.urgency.unfulfilled.lasers(&requested).intersection(self.state.snapshot.fitted());
        self.state.snapshot.switching_off = open;
        self.state.snapshot.off_asked = requested.latest_off();
        // While somebody answers, what is not known to be there raises no alarm.
        let live = self.state.snapshot.is_live();
        let lasers = if live { open.intersection(self.state.snapshot.models()) } else { open };
        let alarm = if !self.urgency.unfulfilled.is_overdue(now) {
            None
        } else if !lasers.is_empty() {
            Some(format!("OFF is not confirmed for {lasers}: switch off at the instrument"))
        } else {
            let words = "ABORT is not confirmed: stop the sweep at the instrument";
            self.urgency.unfulfilled.abort(&requested).then(|| words.to_owned())
        };
        if alarm != self.state.snapshot.alarm {
            if let Some(words) = &alarm {
                self.state.notice(Severity::Alarm, words.clone());
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
