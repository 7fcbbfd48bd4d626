//! What the worker knows and how it tells: the snapshot, and the events that may not be lost.

use std::sync::Arc;

use tokio::sync::watch;
use tokio::time::Instant;

use crate::core::event::{Event, Severity, SweepEnd};
use crate::core::history::{Gap, Reading, Round};
use crate::core::ids::LaserSet;
use crate::core::laser::Emission;
use crate::core::outcome::Outcome;
use crate::core::phase::{Passed, Tracker};
use crate::core::request::{About, RequestId};
use crate::core::snapshot::{Identity, Link, ReferenceTook, Snapshot};
use crate::instrument::ctp10::common::ErrorEntry;

use super::clock::now;
use super::coming::Coming;
use super::item::Item;
use super::listeners::Listeners;
use super::lit::Run;
use super::ours;
use super::provenance::Watched;
use super::stamp::Stamps;
use super::truth::Truth;
use super::units::Units;
use crate::core::modes::ErrorMode;

pub(super) struct WorkerState {
    pub(super) snapshot: Snapshot,
    publisher: watch::Sender<Arc<Snapshot>>,
    pub(super) listeners: Listeners,
    /// What this session lit.
    pub(super) ours: ours::Ledger,
    /// Light that a scan or a reference is about to let out.
    pub(super) coming: Coming,
    /// The scan or the reference that runs.
    pub(super) run: Option<Run>,
    /// The order that began the sweep that runs; `None` where it was begun elsewhere.
    pub(super) sweep_of: Option<RequestId>,
    /// How long the last reference took.
    pub(super) reference_took: ReferenceTook,
    /// The last sweep, if it was watched.
    pub(super) watched: Option<Watched>,
    /// The line was closed on purpose: neither its end nor its return is news.
    quiet: bool,
    pub(super) stamps: Stamps,
    pub(super) truth: Truth,
    pub(super) tracker: Tracker,
    pub(super) units: Units,
    /// The last thing that came to pass, until it is looked at.
    pub(super) passed: Option<Passed>,
    /// When the register was last read.
    pub(super) condition_read: Option<Instant>,
    /// When it was asked for what was read last.
    pub(super) condition_asked: Option<std::time::Instant>,
    /// The error queue may be read although nothing was ordered.
    pub(super) errors: ErrorMode,
    /// The time in UTC.
    pub(super) utc: fn() -> jiff::Timestamp,
    /// Lasers that this session wants off and that are not read back as off.
    pub(super) wanted_off: LaserSet,
    /// When something was last ordered: errors may come of it for a while.
    ordered: Option<Instant>,
}

impl WorkerState {
    pub(super) fn new(
        snapshot: Snapshot,
        publisher: watch::Sender<Arc<Snapshot>>,
        listeners: Listeners,
        ours: ours::Ledger,
        (errors, utc): (ErrorMode, fn() -> jiff::Timestamp),
    ) -> Self {
        Self {
            snapshot,
            publisher,
            listeners,
            ours,
            coming: Coming::default(),
            run: None,
            sweep_of: None,
            reference_took: ReferenceTook::default(),
            watched: None,
            quiet: false,
            stamps: Stamps::default(),
            truth: Truth::default(),
            tracker: Tracker::default(),
            units: Units::default(),
            passed: None,
            condition_read: None,
            condition_asked: None,
            errors,
            utc,
            wanted_off: LaserSet::NONE,
            ordered: None,
        }
    }

    pub(super) fn publish(&mut self) {
        self.publisher.send_replace(Arc::new(self.snapshot.clone()));
        self.listeners.flush();
    }

    pub(super) fn tell(&mut self, event: Event) {
        self.listeners.tell(event);
    }

    /// A sweep that was seen is over.
    pub(super) fn sweep_ended(&mut self, how: SweepEnd) {
        let of = self.sweep_of.take();
        self.tell(Event::SweepEnded { of, how });
    }

    pub(super) fn notice(&mut self, level: Severity, words: impl Into<String>) {
        let words = words.into();
        tracing::info!("{words}");
        self.tell(Event::Notice(level, words));
    }

    pub(super) fn finish(&mut self, id: RequestId, about: About, outcome: Outcome) {
        tracing::info!("{about}: {outcome:?}");
        self.tell(Event::Finished { id, about, outcome });
    }

    /// An order that lets light out of these is about to be sent: what was read before does not make them
    /// dark any more.
    pub(super) fn lights(&mut self, lasers: LaserSet) {
        self.touch(lasers.iter().map(Item::Emits));
        for laser in lasers.iter() {
            let laser = &mut self.snapshot.lasers[laser.index()];
            if laser.emission == Emission::Off {
                laser.emission = Emission::Unknown;
            }
        }
        self.publish();
    }

    /// A scan or a reference may light these now.
    pub(super) fn expect(&mut self, lasers: LaserSet) {
        let dark = lasers.iter().filter(|&laser| self.snapshot.laser(laser).emission != Emission::On);
        self.coming.scanned(dark.collect(), now());
    }

    /// These were switched off, and read back as off after that.
    pub(super) fn switched_off(&mut self, lasers: LaserSet) {
        self.ours.dark(lasers);
        self.dark(lasers);
        self.tell(Event::SwitchedOff(lasers));
    }

    /// No light of these is to come any more.
    pub(super) fn dark(&mut self, lasers: LaserSet) {
        self.coming.forget(lasers);
        for laser in lasers.iter() {
            self.snapshot.lasers[laser.index()].switching_on = None;
        }
    }

    /// An order that may move these is about to be sent.
    pub(super) fn touch(&mut self, items: impl IntoIterator<Item = Item>) {
        let stamp = self.stamps.next();
        self.truth.touch(items, stamp);
    }

    /// What was ordered is carried out, or never will be.
    pub(super) fn carried_out(&mut self) {
        let stamp = self.stamps.next();
        self.truth.carried_out(stamp);
        self.ordered = Some(Instant::now());
    }

    pub(super) const fn ordered_at(&self) -> Option<Instant> {
        self.ordered
    }

    /// Connected and identified.
    pub(super) fn up(&mut self, identity: Identity) {
        let words = format!("connected to {} {} {}", identity.maker, identity.model, identity.serial);
        if !identity.is_ctp10() && self.snapshot.identity.as_ref() != Some(&identity) {
            let words =
                format!("{} {} is not a CTP10; how it behaves is unknown", identity.maker, identity.model);
            self.notice(Severity::Warning, words);
        }
        self.snapshot.identity = Some(identity);
        self.snapshot.link = Link::Up(now());
        self.snapshot.statistics.connections += 1;
        if !std::mem::take(&mut self.quiet) {
            self.notice(Severity::Info, words);
        }
        self.publish();
    }

    /// The link was closed on purpose and reconnects at once.
    pub(super) fn given_up(&mut self) {
        self.quiet = true;
        self.down("reconnecting".into(), (false, false), Instant::now());
    }

    /// The link is lost. What was read stays, but nothing counts as known to be dark any more.
    /// `late` because nothing came in time, `stranger` because who answers is no CTP10.
    pub(super) fn down(&mut self, why: String, (late, stranger): (bool, bool), retry: Instant) {
        let since = match self.snapshot.link {
            Link::Down { since, .. } => since,
            Link::Connecting | Link::Up(_) | Link::Closed => now(),
        };
        if self.snapshot.is_live() && !self.quiet {
            self.notice(Severity::Warning, format!("link lost: {why}"));
        }
        // Whether what was sent last is carried out is not known: nothing that was asked for before counts.
        self.carried_out();
        if self.tracker.lost() {
            self.sweep_ended(SweepEnd::Unseen);
            self.notice(Severity::Warning, "a sweep was running; whether it was completed is unknown");
        }
        self.snapshot.forget();
        self.snapshot.phase = self.tracker.phase();
        // Whatever is swept meanwhile, nobody sees it.
        (self.run, self.watched) = (None, None);
        self.coming = Coming::default();
        self.snapshot.link = Link::Down { why, since, retry: retry.into_std(), late, stranger };
    }

    /// Live power stands still from here on.
    pub(super) fn gap(&mut self, gap: Gap) {
        self.snapshot.tail.push(Round { at: now(), reading: Reading::Gap(gap) });
    }

    /// What stood in the error queue: told, and kept in a list of its own. In words.
    pub(super) fn instrument_errors(&mut self, errors: &[ErrorEntry], of_order: bool) -> Vec<String> {
        let words: Vec<String> = errors.iter().map(ToString::to_string).collect();
        if !words.is_empty() {
            tracing::info!("the instrument reports {words:?}");
            self.tell(Event::InstrumentErrors { words: words.clone(), of_order });
        }
        words
    }
}

#[cfg(test)]
mod tests {
    use tokio::sync::mpsc;

    use super::*;
    use crate::core::request::Caller;
    use crate::core::wall_clock;
    use crate::instrument::worker::listeners::Joining;

    fn state() -> (WorkerState, mpsc::Receiver<Event>) {
        let snapshot = Snapshot::new([].into());
        let (publisher, _) = watch::channel(Arc::new(snapshot.clone()));
        let (sender, joining) = mpsc::unbounded_channel();
        let (first, receiver) = Joining::new(Caller::FIRST);
        sender.send(first).unwrap();
        let ours = ours::Ledger::new(watch::Sender::default(), None);
        (
            WorkerState::new(
                snapshot,
                publisher,
                Listeners::new(joining),
                ours,
                (ErrorMode::Auto, wall_clock::utc),
            ),
            receiver,
        )
    }

    #[tokio::test]
    async fn a_link_that_is_given_up_on_purpose_is_no_news() {
        let identity = || crate::instrument::ctp10::common::read_identity("EXFO,CTP10,1,2");
        let (mut state, mut events) = state();
        let mut news = |state: &mut WorkerState| {
            state.listeners.flush();
            std::iter::from_fn(|| events.try_recv().ok())
                .filter_map(|event| if let Event::Notice(_, words) = event { Some(words) } else { None })
                .collect::<Vec<_>>()
        };
        state.up(identity());
        assert_eq!(news(&mut state), ["connected to EXFO CTP10 1"]);
        state.given_up();
        assert!(!state.snapshot.is_live());
        state.up(identity());
        assert_eq!(news(&mut state), [""; 0]);
        state.down("why".into(), (false, false), Instant::now());
        assert_eq!(news(&mut state), ["link lost: why"]);
        state.down("why again".into(), (false, false), Instant::now());
        assert_eq!(news(&mut state), [""; 0], "it was lost already");
        state.up(identity());
        assert_eq!(news(&mut state), ["connected to EXFO CTP10 1"]);
    }
}
