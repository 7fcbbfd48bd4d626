//! The worker over in-memory pipes on a clock that tests hold.
//!
//! `schedules` runs seeded faults against it; a failing seed is printed and is replayed with
//! `CTP10_SEED=<seed> cargo test --lib worker::schedules::replay -- --ignored`.

pub(crate) mod benches;
mod callers;
pub(crate) mod consent;
pub(crate) mod cuts;
pub(crate) mod emergencies;
mod guard;
mod peer;
pub(crate) mod phases;
mod samples;
pub(crate) mod schedules;
mod slow;

use std::sync::Arc;
use std::time::Duration;

use ctp10::core::consent::tests::written;
use ctp10::core::consent::{Consent, Lights};
use ctp10::core::event::Event;
use ctp10::core::ids::{DetectorId, LaserId};
use ctp10::core::laser::PowerCaps;
use ctp10::core::modes::MonitorMode;
use ctp10::core::operation::{Operation, Run};
use ctp10::core::outcome::Outcome;
use ctp10::core::request::{Order, RequestId};
use ctp10::instrument::worker::{Handle, Setup, start};
use peer::{Peer, Pipe};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

/// A worker on a peer.
struct Rig {
    peer: Arc<Peer>,
    handle: Handle,
    events: mpsc::Receiver<Event>,
    task: JoinHandle<()>,
}

impl Rig {
    fn new(peer: Peer, monitor: MonitorMode, seed: u64) -> Self {
        Self::with(peer, &[(4, 1), (4, 2)], Setup { monitor, seed, ..rig_setup() })
    }

    /// Watches these detectors.
    fn with(peer: Peer, places: &[(u8, u8)], setup: Setup) -> Self {
        Self::on(Arc::new(peer), places, setup)
    }

    fn on(peer: Arc<Peer>, places: &[(u8, u8)], setup: Setup) -> Self {
        let detectors: Vec<DetectorId> = places.iter().filter_map(|&(m, c)| DetectorId::new(m, c)).collect();
        let setup = Setup { detectors: detectors.into(), ..setup };
        let (handle, events, task) = start(Pipe(Arc::clone(&peer)), setup);
        Self { peer, handle, events, task }
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
        let mut snapshots = self.handle.observer().snapshots();
        let ready = snapshots.wait_for(|bench| bench.is_live() && bench.power(0).is_some());
        tokio::time::timeout(Duration::from_secs(10), ready).await.expect("in time").expect("lives");
    }
}

/// The orders that let light out, with the consent to what was last read; none before it was.
fn light(handle: &Handle, lights: &Lights) -> Option<Consent> {
    let beams = handle.observer().snapshot().beams(lights, &PowerCaps::default());
    Some(beams.ok()?.agreed_beforehand(written()))
}

/// The same once it was read.
async fn agreed(handle: &Handle, lights: Lights) -> Consent {
    let mut snapshots = handle.observer().snapshots();
    let read = snapshots.wait_for(|bench| bench.beams(&lights, &PowerCaps::default()).is_ok());
    tokio::time::timeout(Duration::from_secs(20), read).await.expect("in time").expect("lives");
    light(handle, &lights).expect("it was read")
}

/// Begins this with a consent to its light.
fn begin(operation: Operation, consent: Consent) -> Order {
    Run::agreed(operation, consent).into()
}

async fn switch_on(handle: &Handle, laser: LaserId) -> Order {
    begin(Operation::LaserOn(laser), agreed(handle, Lights::Laser(laser)).await)
}

async fn sweep(handle: &Handle) -> Order {
    begin(Operation::SweepStart, agreed(handle, Lights::Scan).await)
}

async fn reference(handle: &Handle, detector: DetectorId) -> Order {
    begin(Operation::Reference(detector), agreed(handle, Lights::Scan).await)
}

fn rig_setup() -> Setup {
    Setup { period: Duration::from_millis(500), ..Setup::default() }
}

fn on_held_clock(test: impl Future<Output = ()>) {
    on_held_clock_for(Duration::from_secs(300), test);
}

fn on_held_clock_for(most: Duration, test: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap().block_on(
        async {
            let bound = tokio::time::timeout(most, test);
            bound.await.expect("the test ends in time");
        },
    );
}
