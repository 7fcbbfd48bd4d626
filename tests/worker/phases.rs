//! Sweeps and references on an instrument whose bits lag, and the end of the worker in the middle of things.

use std::sync::Arc;
use std::time::Duration;

use ctp10::core::event::{Event, Outcome, SweepEnd};
use ctp10::core::ids::{DetectorId, LaserId, TraceType};
use ctp10::core::laser::Emission;
use ctp10::core::modes::MonitorMode;
use ctp10::core::phase::{Activity, Phase};
use ctp10::core::request::Query;
use ctp10::core::trace::TraceId;
use ctp10::instrument::worker::Setup;
use tokio::time::{Instant, sleep, timeout};

use super::peer::{Peer, Phases};
use super::{Rig, on_held_clock, reference, rig_setup, sweep, switch_on};

fn ms(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

fn lagging() -> Phases {
    Phases { lag: ms(50), scan: ms(700), pause: ms(40), analysis: ms(600) }
}

/// When the sweep is told to be done.
async fn done(rig: &mut Rig) -> Instant {
    loop {
        if matches!(
            rig.events.recv().await.expect("the worker lives"),
            Event::SweepEnded { how: SweepEnd::Done, .. }
        ) {
            return Instant::now();
        }
    }
}

#[test]
pub(crate) fn a_sweep_is_done_when_its_traces_are_computed_and_not_before_it_began() {
    for monitor in [MonitorMode::Off, MonitorMode::Auto] {
        for latency in [0, 10, 40, 100] {
            on_held_clock(async {
                let mut peer = Peer::new(2, Vec::new());
                (peer.latency, peer.phases) = (ms(latency), lagging());
                let mut rig = Rig::new(peer, monitor, 1);
                rig.ready().await;
                sleep(ms(1000)).await;
                for _ in 0..5 {
                    let id = rig.handle.submit(sweep(&rig.handle).await).unwrap();
                    let begun = loop {
                        match rig.events.recv().await.expect("the worker lives") {
                            Event::Finished { id: ended, outcome, .. } if ended == id => break outcome,
                            Event::SweepEnded { how: SweepEnd::Done, .. } => {
                                panic!("{monitor:?} {latency} ms: too early, before it began")
                            }
                            _ => {}
                        }
                    };
                    assert_eq!(begun, Outcome::Done("scanning".into()));
                    let told = timeout(Duration::from_secs(5), done(&mut rig)).await.expect("an end");
                    let (_, over) = *rig.peer.record.lock().unwrap().sweeps.last().unwrap();
                    assert!(told >= over, "{monitor:?} {latency} ms: {:?} too early", over - told);
                    assert!(told - over < ms(700), "{monitor:?} {latency} ms: {:?} late", told - over);
                    sleep(ms(500)).await;
                }
            });
        }
    }
}

#[test]
fn a_sweep_that_somebody_else_starts_counts_too() {
    on_held_clock(async {
        let mut peer = Peer::new(2, Vec::new());
        peer.phases = lagging();
        let mut rig = Rig::new(peer, MonitorMode::Auto, 1);
        rig.ready().await;
        sleep(ms(1000)).await;
        rig.peer.command(":INITiate:IMMediate");
        let mut snapshots = rig.handle.observer().snapshots();
        for phase in [Phase::Scanning, Phase::Analyzing, Phase::Idle] {
            let seen = snapshots.wait_for(|bench| bench.phase == phase);
            timeout(Duration::from_secs(3), seen).await.expect("in time").unwrap();
        }
        timeout(ms(1), done(&mut rig)).await.expect("it is told");
    });
}

#[test]
fn a_sweep_whose_bit_lags_is_starting() {
    on_held_clock(async {
        let mut peer = Peer::new(1, Vec::new());
        peer.phases = Phases { lag: ms(1500), ..lagging() };
        let mut rig = Rig::new(peer, MonitorMode::Off, 1);
        rig.ready().await;
        let id = rig.handle.submit(sweep(&rig.handle).await).unwrap();
        sleep(ms(1000)).await;
        assert_eq!(rig.handle.observer().snapshot().phase, Phase::Starting(Activity::Sweep));
        assert_eq!(rig.outcome(id).await, Outcome::Done("scanning".into()));
    });
}

#[test]
fn a_sweep_that_never_begins_is_said_after_two_seconds() {
    on_held_clock(async {
        let mut peer = Peer::new(1, Vec::new());
        peer.phases = Phases::default();
        let mut rig = Rig::new(peer, MonitorMode::Off, 1);
        rig.ready().await;
        let begun = Instant::now();
        let id = rig.handle.submit(sweep(&rig.handle).await).unwrap();
        let outcome = rig.outcome(id).await;
        assert!(matches!(&outcome, Outcome::Unknown(words) if words.contains("within 2 s")), "{outcome:?}");
        assert!((ms(2000)..ms(2200)).contains(&begun.elapsed()), "{:?}", begun.elapsed());
        assert_eq!(rig.handle.observer().snapshot().phase, Phase::Idle);
    });
}

#[test]
fn an_aborted_sweep_is_aborted_and_not_done() {
    on_held_clock(async {
        let mut peer = Peer::new(2, Vec::new());
        peer.phases = lagging();
        let mut rig = Rig::new(peer, MonitorMode::Auto, 1);
        rig.ready().await;
        sleep(ms(1000)).await;
        for wait in [0, 20, 300] {
            rig.handle.submit(sweep(&rig.handle).await).unwrap();
            sleep(ms(wait)).await;
            rig.handle.abort();
            let aborted = async {
                loop {
                    match rig.events.recv().await.expect("the worker lives") {
                        Event::Aborted => return,
                        Event::SweepEnded { how: SweepEnd::Done, .. } => {
                            panic!("done, aborted after {wait} ms")
                        }
                        _ => {}
                    }
                }
            };
            timeout(Duration::from_secs(3), aborted).await.expect("it is told");
            sleep(ms(2500)).await;
            assert_eq!(rig.handle.observer().snapshot().phase, Phase::Idle, "after {wait} ms");
            while let Ok(event) = rig.events.try_recv() {
                assert!(
                    !matches!(event, Event::SweepEnded { how: SweepEnd::Done, .. }),
                    "done, aborted after {wait} ms"
                );
            }
        }
    });
}

#[test]
fn a_reference_whose_bit_lags_is_waited_for() {
    for (lag, latency) in [(0, 0), (50, 0), (1500, 40), (50, 100)] {
        on_held_clock(async {
            let mut peer = Peer::new(2, Vec::new());
            peer.latency = ms(latency);
            peer.phases = Phases { lag: ms(lag), scan: ms(6000), ..Phases::default() };
            let mut rig = Rig::new(peer, MonitorMode::Auto, 1);
            rig.ready().await;
            let begun = Instant::now();
            let id = rig.handle.submit(reference(&rig.handle, DetectorId::new(4, 1).unwrap()).await).unwrap();
            let outcome = rig.outcome(id).await;
            assert!(matches!(&outcome, Outcome::Done(words) if words.contains("valid")), "{outcome:?}");
            let took = begun.elapsed();
            // Before the order some dozen settings that decide about its light are read, a round trip each.
            assert!((ms(6000)..ms(9000 + 5 * latency)).contains(&took), "lag {lag} ms: {took:?}");
        });
    }
}

#[test]
pub(crate) fn light_that_was_ordered_is_never_told_dark() {
    for latency in [1, 10, 40, 100] {
        for warm_up in [0, 300] {
            on_held_clock(async {
                let mut peer = Peer::new(2, Vec::new());
                (peer.latency, peer.warm_up) = (ms(latency), ms(warm_up));
                let rig = Rig::new(peer, MonitorMode::Auto, 1);
                let laser = LaserId::new(1).unwrap();
                let mut snapshots = rig.handle.observer().snapshots();
                snapshots.wait_for(|bench| bench.complete && bench.power(0).is_some()).await.unwrap();
                for n in 0..15 {
                    sleep(ms(1000 + 37 * n)).await;
                    rig.handle.submit(switch_on(&rig.handle, laser).await).unwrap();
                    let (mut was_on, until) = (false, Instant::now() + ms(2500));
                    while let Ok(Ok(())) = tokio::time::timeout_at(until, snapshots.changed()).await {
                        let emission = snapshots.borrow_and_update().laser(laser).emission;
                        assert!(
                            !was_on || emission == Emission::On,
                            "{latency} ms: {emission:?} while it shines"
                        );
                        was_on |= emission == Emission::On;
                    }
                    assert!(was_on, "{latency} ms: never on");
                    rig.handle.observer().switch_off([laser].into_iter().collect());
                    snapshots.wait_for(|bench| bench.laser(laser).emission == Emission::Off).await.unwrap();
                }
            });
        }
    }
}

#[test]
fn the_line_is_free_a_quarter_of_a_second_after_the_worker_is_told_to_end() {
    on_held_clock(async {
        let mut peer = Peer::new(2, Vec::new());
        // 20 kB/s.
        peer.block_rate = Some(ms(5));
        let mut rig = Rig::new(peer, MonitorMode::Auto, 1);
        rig.ready().await;
        sleep(ms(1000)).await;
        let detector = DetectorId::new(4, 1).unwrap();
        let id = rig.handle.submit(Query::Download(TraceId { detector, kind: TraceType::TF_LIVE })).unwrap();
        sleep(ms(200)).await;
        assert!(rig.handle.observer().snapshot().download.is_some_and(|download| download.have > 0));
        let told = Instant::now();
        rig.handle.observer().shut_down();
        (&mut rig.task).await.unwrap();
        assert!(told.elapsed() < ms(250), "{:?}", told.elapsed());
        while *rig.peer.connections.lock().unwrap() > 0 {
            sleep(ms(1)).await;
        }
        assert!(told.elapsed() < ms(250), "{:?}", told.elapsed());
        let outcome = rig.outcome(id).await;
        assert!(outcome.reason().is_some(), "{outcome:?}");
    });
}

#[test]
fn a_worker_begins_when_the_one_before_has_left_the_instrument() {
    on_held_clock(async {
        let mut peer = Peer::new(1, Vec::new());
        peer.latency = ms(100);
        let peer = Arc::new(peer);
        let setup = Setup { monitor: MonitorMode::Auto, ..rig_setup() };
        let mut first = Rig::on(Arc::clone(&peer), &[(4, 1), (4, 2)], setup.clone());
        first.ready().await;
        for _ in 0..20 {
            let mut second = Rig::on(Arc::clone(&peer), &[(4, 1), (4, 2)], setup.clone());
            sleep(ms(350)).await;
            assert!(!second.handle.observer().snapshot().is_live(), "two workers on one instrument");
            first.handle.observer().shut_down();
            second.ready().await;
            let refused = second.handle.observer().snapshot().statistics.connections;
            assert_eq!(refused, 1);
            first = second;
        }
    });
}

#[test]
fn nobody_has_to_listen() {
    on_held_clock(async {
        let peer = Arc::new(Peer::new(2, Vec::new()));
        let Rig { handle, events, task, .. } = Rig::on(Arc::clone(&peer), &[(4, 1)], rig_setup());
        drop(events);
        let laser = LaserId::new(1).unwrap();
        sleep(ms(2000)).await;
        handle.submit(switch_on(&handle, laser).await).unwrap();
        for _ in 0..40 {
            let asking = ctp10::core::request::Asking::new("*IDN?").unwrap();
            handle.observer().ask(Query::Ask(asking)).unwrap();
            sleep(ms(13)).await;
        }
        assert!(peer.record.lock().unwrap().light[&1]);
        handle.observer().switch_off([laser].into_iter().collect());
        sleep(ms(500)).await;
        assert!(!peer.record.lock().unwrap().light[&1]);
        handle.observer().shut_down();
        task.await.unwrap();
    });
}

/// What a reference of the first detector comes to, if that happens while it is taken.
async fn referenced(peer: Peer, happens: impl AsyncFn(&Peer)) -> (String, Outcome) {
    let mut rig = Rig::new(peer, MonitorMode::Off, 1);
    rig.ready().await;
    let order = reference(&rig.handle, DetectorId::new(4, 1).unwrap()).await;
    let wanted = rig.handle.submit(order).unwrap();
    happens(&rig.peer).await;
    let told = loop {
        match rig.events.recv().await.unwrap() {
            Event::Finished { id, about, outcome } if id == wanted => break (about.to_string(), outcome),
            _ => {}
        }
    };
    assert_eq!(rig.handle.observer().snapshot().referencing, None);
    told
}

#[test]
fn a_reference_that_comes_to_nothing_is_told_so() {
    on_held_clock(async {
        let peer = Peer::new(1, Vec::new());
        *peer.ignored.lock().unwrap() = Some(":REFerence");
        let begun = Instant::now();
        let (what, outcome) = referenced(peer, async |_| ()).await;
        assert_eq!(what, format!("reference of {}", DetectorId::new(4, 1).unwrap()));
        assert!(
            matches!(&outcome, Outcome::Unknown(words) if words.contains("did not read as referencing within 2 s")),
            "{outcome:?}"
        );
        assert!(begun.elapsed() >= ms(2000) && begun.elapsed() < ms(6000), "{:?}", begun.elapsed());
        let mut peer = Peer::new(1, Vec::new());
        peer.phases.scan = ms(20_000);
        let (_, outcome) = referenced(peer, async |peer| {
            sleep(ms(5000)).await;
            peer.command(":ABORt");
            peer.record.lock().unwrap().references -= 1;
        })
        .await;
        assert_eq!(outcome, Outcome::Refused("the instrument has finished without a new one".into()));
    });
}

#[test]
fn a_sweep_that_is_refused_is_not_waited_for() {
    on_held_clock(async {
        let mut peer = Peer::new(1, Vec::new());
        peer.phases.scan = ms(5000);
        let mut rig = Rig::new(peer, MonitorMode::Off, 1);
        rig.ready().await;
        let order = sweep(&rig.handle).await;
        // Another client is first.
        rig.peer.command(":INITiate:IMMediate");
        let id = rig.handle.submit(order).unwrap();
        assert!(matches!(rig.outcome(id).await, Outcome::Refused(_)));
        assert_eq!(rig.handle.observer().snapshot().phase, Phase::Scanning);
        done(&mut rig).await;
        sleep(ms(3000)).await;
        assert_eq!(rig.handle.observer().snapshot().phase, Phase::Idle);
        let told = std::iter::from_fn(|| rig.events.try_recv().ok());
        let never = |event: Event| matches!(event, Event::Notice(_, words) if words.contains("did not read as scanning"));
        assert!(!told.into_iter().any(never));
    });
}
