//! Slow lines, and firmware that takes one question at a time.

use std::time::Duration;

use ctp10::core::event::Severity;
use ctp10::core::history::History;
use ctp10::core::ids::DetectorId;
use ctp10::core::modes::PollMode;
use ctp10::instrument::worker::Setup;
use tokio::time::{Instant, sleep, timeout};

use super::super::peer::{Joined, Peer};
use super::super::{Rig, on_held_clock, rig_setup};
use super::{HERE, fast, heard, notices};

#[test]
fn live_at_any_latency() {
    for (millis, poll) in
        [(300, PollMode::Auto), (300, PollMode::Single), (1500, PollMode::Auto), (2000, PollMode::Auto)]
    {
        on_held_clock(async {
            let mut peer = Peer::new(2, Vec::new());
            peer.latency = Duration::from_millis(millis);
            let rig = Rig::with(peer, &HERE, Setup { poll, ..fast() });
            let mut snapshots = rig.handle.observer().snapshots();
            let live = snapshots.wait_for(|bench| bench.is_live() && bench.power(0).is_some());
            timeout(Duration::from_secs(30), live).await.expect("live power").unwrap();
            sleep(Duration::from_secs(60)).await;
            let bench = rig.handle.observer().snapshot();
            assert_eq!(bench.statistics.connections, 1, "{millis} ms: the link was lost");
            let (_, at) = bench.power(0).expect("live power");
            let age = Instant::now().into_std() - at;
            // Four detectors one by one, and between two rounds the condition or the light of a laser.
            assert!(age <= Duration::from_millis(5 * millis), "{millis} ms: {age:?} old");
        });
    }
}

/// Rounds in ten seconds, at this latency.
fn rounds(millis: u64, poll: PollMode, joined: Joined) -> usize {
    let mut count = 0;
    on_held_clock(async {
        let mut peer = Peer::new(2, Vec::new());
        peer.latency = Duration::from_millis(millis);
        peer.joined = joined;
        let places = [(4, 1), (4, 2), (4, 3), (4, 4)];
        let period = Duration::from_millis(10);
        let rig = Rig::with(peer, &places, Setup { period, poll, ..rig_setup() });
        sleep(Duration::from_secs(10)).await;
        let mut history = History::default();
        history.absorb(&rig.handle.observer().snapshot().tail);
        for _ in 0..100 {
            sleep(Duration::from_millis(100)).await;
            count += history.absorb(&rig.handle.observer().snapshot().tail);
        }
        assert_eq!(rig.handle.observer().snapshot().statistics.connections, 1);
    });
    count
}

#[test]
fn a_round_of_live_power_costs_one_round_trip() {
    let (joined, single) =
        (rounds(40, PollMode::Auto, Joined::All), rounds(40, PollMode::Single, Joined::All));
    println!(
        "4 detectors at 40 ms: {} rounds/s joined, {} single",
        joined as f64 / 10.0,
        single as f64 / 10.0
    );
    assert!(joined >= 200, "{joined} rounds in 10 s");
    assert!(single >= 40, "{single} rounds in 10 s");
}

#[test]
fn firmware_that_takes_one_question_at_a_time_is_asked_one_at_a_time_without_a_lost_link() {
    for joined in [Joined::First, Joined::Lines, Joined::Refused] {
        on_held_clock(async {
            let mut peer = Peer::new(2, Vec::new());
            peer.joined = joined;
            let mut rig = Rig::with(peer, &HERE, fast());
            rig.ready().await;
            sleep(Duration::from_secs(20)).await;
            let bench = rig.handle.observer().snapshot();
            assert_eq!(bench.statistics.connections, 1, "{joined:?}: the link was lost");
            assert_eq!(heard(&rig, "?;"), 1, "{joined:?}: it is tried once");
            assert!(notices(&mut rig).iter().all(|(level, _)| *level == Severity::Info), "{joined:?}");
        });
    }
}

#[test]
fn all_settings_are_known_a_second_and_a_half_after_the_start_at_40_ms() {
    on_held_clock(async {
        let mut peer = Peer::new(2, Vec::new());
        peer.latency = Duration::from_millis(40);
        let begun = Instant::now();
        let rig = Rig::with(peer, &[(4, 1), (4, 2), (4, 3), (4, 4)], fast());
        let mut snapshots = rig.handle.observer().snapshots();
        timeout(Duration::from_secs(20), snapshots.wait_for(|bench| bench.complete)).await.unwrap().unwrap();
        let took = begun.elapsed();
        println!("everything is read after {took:?} at 40 ms");
        assert!(took <= Duration::from_millis(1500), "{took:?}");
        let bench = rig.handle.observer().snapshot();
        assert!(bench.settings_of(DetectorId::new(4, 3).unwrap()).len() >= 25, "{:?}", bench.values);
    });
}
