//! The way from anywhere in the program to light off, on a worker.

use std::sync::Arc;
use std::time::Duration;

use ctp10::core::ids::LaserSet;
use ctp10::core::laser::Ours;
use ctp10::core::modes::MonitorMode;
use ctp10::guard::OffSwitch;
use ctp10::instrument::worker::{Handle, Setup, start};
use tokio::time::Instant;

use super::emergencies::{dark, laser, light_on};
use super::peer::{Fault, Peer, Pipe};
use super::{Rig, on_held_clock, rig_setup, sweep};

const PATIENCE: Duration = Duration::from_secs(5);

fn lit() -> Ours {
    Ours { lit: LaserSet::from_iter([laser()]), scanning: false }
}

/// A switch on this worker, which must not need another one.
fn on(rig: &Rig) -> OffSwitch {
    let switch = OffSwitch::default();
    switch.hold(rig.handle.clone(), |_| -> Handle { unreachable!("the worker lives") });
    switch
}

#[test]
fn where_there_is_nobody_to_tell_it_is_said() {
    on_held_clock(async {
        let switch = OffSwitch::default();
        assert!(!switch.all_off());
        assert_eq!((switch.ours(), switch.end_session(PATIENCE).await), (Ours::default(), Ours::default()));
        let mut rig = Rig::new(Peer::new(1, Vec::new()), MonitorMode::Off, 1);
        light_on(&mut rig).await;
        let switch = on(&rig);
        assert_eq!(switch.ours(), lit());
        assert!(switch.all_off());
        rig.handle.observer().shut_down();
        rig.task.await.unwrap();
        assert!(!switch.all_off(), "the worker is gone");
        switch.let_go();
        assert_eq!((switch.all_off(), switch.ours()), (false, Ours::default()));
    });
}

#[test]
fn the_end_of_a_session_waits_until_what_it_lit_is_read_back_as_off() {
    on_held_clock(async {
        let mut rig = Rig::new(Peer::new(1, Vec::new()), MonitorMode::Off, 1);
        let switch = on(&rig);
        light_on(&mut rig).await;
        assert_eq!(switch.end_session(PATIENCE).await, Ours::default());
        assert!(dark(&rig));
        let commands = rig.peer.record.lock().unwrap().commands.clone();
        assert!(!commands.contains_key(":ABORt"), "no scan was started");
        let order = sweep(&rig.handle).await;
        let id = rig.handle.submit(order).unwrap();
        rig.outcome(id).await;
        assert!(switch.ours().scanning);
        assert_eq!(switch.end_session(PATIENCE).await, Ours::default());
        assert!(dark(&rig) && rig.peer.record.lock().unwrap().commands.contains_key(":ABORt"));
    });
}

#[test]
fn what_is_not_known_to_be_off_in_time_is_what_is_left() {
    on_held_clock(async {
        let gone = Instant::now() + Duration::from_secs(4);
        // From the fourth second on every connection is refused.
        let faults = [(gone, Fault::Reset)].into_iter().chain((0..200).map(|_| (gone, Fault::Refused)));
        let mut rig = Rig::new(Peer::new(1, faults.collect()), MonitorMode::Off, 1);
        let switch = on(&rig);
        light_on(&mut rig).await;
        rig.handle.observer().snapshots().wait_for(|bench| !bench.is_live()).await.unwrap();
        let begun = Instant::now();
        assert_eq!(switch.end_session(PATIENCE).await, lit());
        assert_eq!(begun.elapsed(), PATIENCE);
    });
}

#[test]
fn where_the_worker_is_gone_a_fresh_one_switches_off() {
    on_held_clock(async {
        let mut rig = Rig::new(Peer::new(1, Vec::new()), MonitorMode::Off, 1);
        light_on(&mut rig).await;
        let switch = OffSwitch::default();
        let peer = Arc::clone(&rig.peer);
        switch.hold(rig.handle.clone(), move |ours| {
            let setup = Setup { monitor: MonitorMode::Off, ours, ..rig_setup() };
            let (fresh, mut events, _) = start(Pipe(Arc::clone(&peer)), setup);
            tokio::spawn(async move { while events.recv().await.is_some() {} });
            fresh
        });
        rig.handle.observer().shut_down();
        (&mut rig.task).await.unwrap();
        assert!(!dark(&rig));
        assert_eq!(switch.end_session(PATIENCE).await, Ours::default());
        assert!(dark(&rig));
    });
}
