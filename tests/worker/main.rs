//! The worker over in-memory pipes on a clock that tests hold.
//!
//! `schedules` runs seeded faults against it; a failing seed is printed and is replayed with
//! `CTP10_SEED=<seed> cargo test --test worker replay -- --ignored`.

mod consent;
mod emergencies;
mod peer;
mod schedules;

use std::sync::Arc;
use std::time::Duration;

use ctp10::core::event::{Event, Outcome};
use ctp10::core::ids::DetectorId;
use ctp10::core::laser::{BeforeLight, Ours, PowerCaps};
use ctp10::core::request::RequestId;
use ctp10::core::transcript::Transcript;
use ctp10::instrument::scpi::line::Clocks;
use ctp10::instrument::worker::{Handle, MonitorMode, Setup, start};
use peer::{Peer, Pipe};
use tokio::sync::mpsc;

/// A worker on a peer.
struct Rig {
    peer: Arc<Peer>,
    handle: Handle,
    events: mpsc::Receiver<Event>,
}

impl Rig {
    fn new(peer: Peer, monitor: MonitorMode, seed: u64) -> Self {
        Self::on(Arc::new(peer), monitor, seed, None)
    }

    /// On a peer that somebody else looks into, too.
    fn on(peer: Arc<Peer>, monitor: MonitorMode, seed: u64, before_light: Option<BeforeLight>) -> Self {
        let detectors: Vec<DetectorId> = (1..=2).filter_map(|c| DetectorId::new(4, c)).collect();
        let setup = Setup {
            detectors: detectors.into(),
            period: Duration::from_millis(500),
            monitor,
            caps: PowerCaps::default(),
            clocks: Clocks::default(),
            check_x: false,
            transcript: Transcript::default(),
            ours: Ours::default(),
            before_light,
            seed,
        };
        let (handle, events, _) = start(Pipe(Arc::clone(&peer)), setup);
        Self { peer, handle, events }
    }

    /// Waits for a request to end.
    async fn outcome(&mut self, wanted: RequestId) -> Outcome {
        loop {
            if let Event::Finished { id, outcome, .. } = self.events.recv().await.expect("the worker lives")
                && id == wanted
            {
                return outcome;
            }
        }
    }

    /// Waits until the bench has been read.
    async fn ready(&mut self) {
        let mut snapshots = self.handle.snapshots();
        let ready = snapshots.wait_for(|bench| bench.is_live() && bench.power(0).is_some());
        tokio::time::timeout(Duration::from_secs(10), ready).await.expect("in time").expect("lives");
    }
}

fn on_held_clock(test: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap().block_on(
        async {
            let bound = tokio::time::timeout(Duration::from_secs(300), test);
            bound.await.expect("the test ends in time");
        },
    );
}
