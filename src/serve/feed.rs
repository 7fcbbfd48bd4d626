//! Live power for whoever listens: one task reads what the worker publishes and makes each text once, however many there are.
//! Who is slow loses readings, is told how many, and nobody else notices.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::ws::Utf8Bytes;
use tokio::sync::{broadcast, watch};
use tokio::time::Instant;

use super::answer::{Object, object};
use super::line::Line;
use super::reading;
use crate::core::history::Round;
use crate::core::snapshot::Snapshot;

/// Readings that wait for a listener.
const WAITING: usize = 64;

/// A round of live power.
#[derive(Clone, Debug)]
pub(super) struct Frame {
    /// When it was read.
    pub(super) at: Instant,
    /// As text, by module.
    pub(super) texts: Arc<BTreeMap<u8, Utf8Bytes>>,
}

impl Frame {
    /// Of a round; `None` where it holds no powers.
    pub(super) fn of(bench: &Snapshot, round: &Round) -> Option<Self> {
        let mut texts = BTreeMap::new();
        for place in bench.detectors.iter() {
            if let std::collections::btree_map::Entry::Vacant(free) = texts.entry(place.module())
                && let Some(told) = reading::of(bench, place.module(), round)
            {
                let data: Object = object! { "type": "data" };
                free.insert(data.and(told).text().into());
            }
        }
        (!texts.is_empty()).then(|| Self { at: Instant::from_std(round.at), texts: Arc::new(texts) })
    }
}

/// To listen to.
#[derive(Clone, Debug)]
pub(super) struct Feed(broadcast::Sender<Frame>);

impl Feed {
    /// With nobody who listens.
    pub(super) fn new() -> Self {
        Self(broadcast::Sender::new(WAITING))
    }

    /// What comes from now on.
    pub(super) fn listen(&self) -> broadcast::Receiver<Frame> {
        self.0.subscribe()
    }

    /// Reads what the workers on this line publish, until there is none any more.
    pub(super) async fn run(self, mut lines: watch::Receiver<Line>) {
        loop {
            let line = lines.borrow_and_update().clone();
            let mut snapshots = line.snapshots();
            let mut seen = snapshots.borrow_and_update().tail.count();
            loop {
                let published = tokio::select! {
                    changed = lines.changed() => match changed {
                        Ok(()) => break,
                        Err(_) => return,
                    },
                    changed = snapshots.changed() => changed.is_ok(),
                };
                if !published {
                    // That worker has ended: the next line comes, or none.
                    if lines.changed().await.is_err() {
                        return;
                    }
                    break;
                }
                let bench = Arc::clone(&snapshots.borrow_and_update());
                if self.0.receiver_count() > 0 {
                    let (_, rounds) = bench.tail.unseen(seen);
                    for frame in rounds.filter_map(|round| Frame::of(&bench, round)) {
                        // Nobody left is nobody to tell.
                        let _ = self.0.send(frame);
                    }
                }
                seen = bench.tail.count();
            }
        }
    }
}
