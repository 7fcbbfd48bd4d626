//! Off and abort, and the manners of the worker, one situation at a time.

use std::time::Duration;

use ctp10::core::consent::Lights;
use ctp10::core::consent::tests::written;
use ctp10::core::event::Event;
use ctp10::core::ids::{DetectorId, LaserId, LaserSet, TraceType};
use ctp10::core::laser::PowerCaps;
use ctp10::core::modes::MonitorMode;
use ctp10::core::operation::Operation;
use ctp10::core::outcome::{Doubt, Outcome};
use ctp10::core::parameter::{Parameter, Value};
use ctp10::core::phase::Phase;
use ctp10::core::request::{Order, Query};
use ctp10::core::snapshot::{Light, Monitor};
use ctp10::core::trace::TraceId;
use ctp10::core::units::Dbm;
use tokio::time::{Instant, sleep, sleep_until, timeout};

use super::peer::{Fault, Peer};
use super::{Rig, agreed, begin, on_held_clock, sweep};

const ONE: usize = 1;
const CONDITION: &str = ":STATus:OPERation:CONDition?";

pub(crate) fn laser() -> LaserId {
    LaserId::new(ONE).unwrap()
}

/// The order to switch a laser on, with the consent to what was last read.
fn on(rig: &Rig, laser: LaserId) -> Order {
    let beams = rig.handle.observer().snapshot().beams(&Lights::Laser(laser), &PowerCaps::default());
    begin(Operation::LaserOn(laser), beams.expect("all of it was read").agreed_beforehand(written()))
}

fn trace() -> Query {
    Query::Download(TraceId { detector: DetectorId::new(4, 1).unwrap(), kind: TraceType::TF_LIVE })
}

async fn switched_off(rig: &mut Rig) -> Duration {
    let asked = Instant::now();
    rig.handle.observer().switch_off(LaserSet::ALL);
    loop {
        if let Event::SwitchedOff(off) = rig.events.recv().await.expect("the worker lives")
            && off.contains(laser())
        {
            return asked.elapsed();
        }
    }
}

pub(super) async fn light_on(rig: &mut Rig) {
    rig.ready().await;
    let id = rig.handle.submit(on(rig, laser())).unwrap();
    assert!(matches!(rig.outcome(id).await, Outcome::Done(_)));
    assert!(matches!(rig.handle.observer().snapshot().light(), Light::Emitting(_)));
}

pub(super) fn dark(rig: &Rig) -> bool {
    rig.peer.record.lock().unwrap().light.get(&ONE) == Some(&false)
}

#[test]
pub(crate) fn off_in_the_middle_of_a_download_takes_less_than_a_second_however_many_connections() {
    for most in [1, 2] {
        on_held_clock(async {
            let mut peer = Peer::new(most, Vec::new());
            // 12 kB in pieces of 100 bytes: 12 s.
            peer.block_rate = Some(Duration::from_millis(100));
            let mut rig = Rig::new(peer, MonitorMode::Auto, 1);
            light_on(&mut rig).await;
            let download = rig.handle.submit(trace()).unwrap();
            sleep(Duration::from_secs(3)).await;
            assert!(rig.handle.observer().snapshot().download.is_some_and(|d| d.have > 0));
            let took = switched_off(&mut rig).await;
            assert!(took < Duration::from_secs(1), "{took:?} with {most} connections");
            assert!(dark(&rig));
            let lost = timeout(Duration::from_secs(20), rig.outcome(download)).await;
            assert!(!matches!(lost, Ok(Outcome::Done(_))), "{lost:?}");
        });
    }
}

#[test]
fn live_power_goes_on_during_a_download_where_a_second_connection_is_served() {
    for most in [1, 2] {
        on_held_clock(async {
            let mut peer = Peer::new(most, Vec::new());
            peer.block_rate = Some(Duration::from_millis(100));
            let mut rig = Rig::new(peer, MonitorMode::Auto, 1);
            rig.ready().await;
            sleep(Duration::from_secs(3)).await;
            let monitor = rig.handle.observer().snapshot().monitor;
            assert_eq!(monitor, if most == 2 { Monitor::Up } else { Monitor::None });
            let monitored = monitor == Monitor::Up;
            rig.handle.submit(trace()).unwrap();
            sleep(Duration::from_secs(5)).await;
            let bench = rig.handle.observer().snapshot();
            assert!(bench.download.is_some());
            // With one connection the history says so instead of showing old numbers.
            assert_eq!(bench.power(0).is_some(), monitored);
            if let Some((_, at)) = bench.power(0) {
                assert!(Instant::now().into_std() - at < Duration::from_secs(1));
            }
        });
    }
}

#[test]
fn off_is_carried_out_after_a_lost_link_and_on_is_not() {
    on_held_clock(async {
        let now = Instant::now();
        let lost = vec![
            (now + Duration::from_secs(4), Fault::Reset),
            (now + Duration::from_secs(4), Fault::Refused),
        ];
        let mut rig = Rig::new(Peer::new(1, lost), MonitorMode::Off, 1);
        light_on(&mut rig).await;
        let order = on(&rig, LaserId::new(2).unwrap());
        let mut snapshots = rig.handle.observer().snapshots();
        snapshots.wait_for(|bench| !bench.is_live()).await.unwrap();
        assert_eq!(rig.handle.observer().snapshot().light(), Light::Unknown);
        let on = rig.handle.submit(order).unwrap();
        assert!(matches!(rig.outcome(on).await, Outcome::Refused(_)));
        let took = switched_off(&mut rig).await;
        assert!(took < Duration::from_secs(3), "{took:?}");
        assert!(dark(&rig));
        assert_eq!(rig.peer.record.lock().unwrap().light.get(&2), Some(&false));
        sleep(Duration::from_secs(5)).await;
        assert!(!rig.peer.record.lock().unwrap().commands.contains_key(":CTP:RLASer2:POWer:STATe ON"));
    });
}

#[test]
fn off_does_not_wait_for_the_next_try_to_connect() {
    on_held_clock(async {
        let now = Instant::now();
        let mut lost = vec![(now + Duration::from_secs(4), Fault::Reset)];
        lost.extend((0..4).map(|_| (now + Duration::from_secs(4), Fault::Refused)));
        let mut rig = Rig::new(Peer::new(1, lost), MonitorMode::Off, 1);
        light_on(&mut rig).await;
        rig.handle.observer().snapshots().wait_for(|bench| !bench.is_live()).await.unwrap();
        // After 0.25, 0.5, 1 and 2 s, a fifth more or less: the next try is in some seconds.
        sleep(Duration::from_millis(4700)).await;
        let down = rig.handle.observer().snapshot();
        assert!(!down.is_live(), "{:?}", down.link);
        let took = switched_off(&mut rig).await;
        assert!(took < Duration::from_millis(100), "{took:?}");
        assert!(dark(&rig));
    });
}

#[test]
fn a_wish_to_switch_on_that_waits_is_void_after_off() {
    on_held_clock(async {
        let mut rig = Rig::new(Peer::new(1, Vec::new()), MonitorMode::Off, 1);
        rig.ready().await;
        let on = rig.handle.submit(on(&rig, laser())).unwrap();
        rig.handle.observer().switch_off(LaserSet::ALL);
        let outcome = rig.outcome(on).await;
        assert!(matches!(outcome, Outcome::Cancelled(_)), "{outcome:?}");
        sleep(Duration::from_secs(2)).await;
        assert!(!rig.peer.record.lock().unwrap().commands.contains_key(":CTP:RLASer1:POWer:STATe ON"));
    });
}

#[test]
fn without_a_read_back_there_is_an_alarm() {
    on_held_clock(async {
        let now = Instant::now();
        // From the fourth second on every connection is refused.
        let mut faults = vec![(now + Duration::from_secs(4), Fault::Reset)];
        faults.extend((0..200).map(|_| (now + Duration::from_secs(4), Fault::Refused)));
        let mut rig = Rig::new(Peer::new(1, faults), MonitorMode::Off, 1);
        light_on(&mut rig).await;
        let mut snapshots = rig.handle.observer().snapshots();
        snapshots.wait_for(|bench| !bench.is_live()).await.unwrap();
        rig.handle.observer().switch_off(LaserSet::from_iter([laser()]));
        sleep(Duration::from_secs(4)).await;
        let alarm = rig.handle.observer().snapshot().alarm.clone().expect("an alarm");
        assert!(alarm.contains("laser 1"), "{alarm}");
    });
}

#[test]
fn a_power_above_the_cap_is_never_sent() {
    on_held_clock(async {
        let mut rig = Rig::new(Peer::new(1, Vec::new()), MonitorMode::Off, 1);
        rig.ready().await;
        for power in [10.01, f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            let request = Order::set(Parameter::LaserPower(laser()), Value::Power(Dbm(power).into()));
            let id = rig.handle.submit(request).unwrap();
            assert!(matches!(rig.outcome(id).await, Outcome::Refused(_)), "{power}");
        }
        assert!(rig.peer.record.lock().unwrap().commands.keys().all(|c| !c.contains(":POWer ")));
    });
}

#[test]
fn a_question_that_is_never_answered_does_not_stop_the_rest() {
    on_held_clock(async {
        let mut peer = Peer::new(1, Vec::new());
        peer.silent = (3..=10).map(|n| format!(":CTP:RLASer{n}:IDN?")).collect();
        let mut rig = Rig::new(peer, MonitorMode::Off, 1);
        sleep(Duration::from_secs(8)).await;
        let before = rig.handle.observer().snapshot();
        assert!(before.is_live(), "{:?}", before.link);
        let connections = before.statistics.connections;
        sleep(Duration::from_secs(30)).await;
        let after = rig.handle.observer().snapshot();
        assert_eq!(after.statistics.connections, connections, "it goes on asking in vain");
        assert!(after.power(0).is_some());
        rig.ready().await;
    });
}

#[test]
fn a_download_can_be_given_up_and_the_next_one_comes_whole() {
    on_held_clock(async {
        let mut peer = Peer::new(1, Vec::new());
        peer.block_rate = Some(Duration::from_millis(10));
        let mut rig = Rig::new(peer, MonitorMode::Off, 1);
        rig.ready().await;
        let first = rig.handle.submit(trace()).unwrap();
        let waiting = rig.handle.submit(trace()).unwrap();
        sleep(Duration::from_millis(500)).await;
        rig.handle.observer().cancel_downloads();
        assert!(matches!(rig.outcome(first).await, Outcome::Cancelled(_)));
        assert!(matches!(rig.outcome(waiting).await, Outcome::Cancelled(_)));
        let second = rig.handle.submit(trace()).unwrap();
        let outcome = rig.outcome(second).await;
        assert_eq!(outcome, Outcome::Done("3000 points".into()));
    });
}

#[test]
fn a_block_that_stands_still_is_given_up_also_while_live_power_goes_on() {
    on_held_clock(async {
        let mut peer = Peer::new(2, Vec::new());
        peer.block_rate = Some(Duration::from_secs(3600));
        let mut rig = Rig::new(peer, MonitorMode::On, 1);
        rig.ready().await;
        sleep(Duration::from_secs(2)).await;
        assert_eq!(rig.handle.observer().snapshot().monitor, Monitor::Up);
        let begun = Instant::now();
        let download = rig.handle.submit(trace()).unwrap();
        let outcome = rig.outcome(download).await;
        assert!(
            matches!(&outcome, Outcome::Lost(broke) if broke.late && broke.words.contains("no response within 5 s")),
            "{outcome:?}"
        );
        assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
    });
}

#[test]
fn an_off_that_was_read_back_is_not_sent_again_behind_a_later_on() {
    on_held_clock(async {
        let mut peer = Peer::new(2, Vec::new());
        // The monitor is in the middle of this one when it hears of the OFF: it is told after a moment's grace.
        peer.slow = Some((CONDITION, Duration::from_millis(100)));
        let mut rig = Rig::new(peer, MonitorMode::On, 1);
        light_on(&mut rig).await;
        let mut snapshots = rig.handle.observer().snapshots();
        snapshots.wait_for(|bench| bench.monitor == Monitor::Up && bench.complete).await.unwrap();
        let asks = || {
            rig.peer
                .record
                .lock()
                .unwrap()
                .heard
                .iter()
                .filter(|(_, line)| line.starts_with(CONDITION))
                .count()
        };
        let before = asks();
        while asks() == before {
            sleep(Duration::from_millis(1)).await;
        }
        let took = switched_off(&mut rig).await;
        assert!(took < Duration::from_millis(5), "{took:?}: the monitor was sooner");
        let order = on(&rig, laser());
        let id = rig.handle.submit(order).unwrap();
        let outcome = rig.outcome(id).await;
        assert!(matches!(outcome, Outcome::Done(_)), "{outcome:?}");
        sleep(Duration::from_secs(2)).await;
        assert!(!dark(&rig), "an OFF came late");
    });
}

#[test]
fn off_that_the_instrument_does_not_carry_out_is_sent_again_and_never_told_as_done() {
    const OFF: &str = ":CTP:RLASer1:POWer:STATe OFF";
    on_held_clock(async {
        let mut rig = Rig::new(Peer::new(1, Vec::new()), MonitorMode::Off, 1);
        light_on(&mut rig).await;
        *rig.peer.ignored.lock().unwrap() = Some(OFF);
        rig.handle.observer().switch_off(LaserSet::from_iter([laser()]));
        sleep(Duration::from_secs(4)).await;
        while let Ok(Some(event)) = timeout(Duration::ZERO, rig.events.recv()).await {
            assert!(!matches!(event, Event::SwitchedOff(_)), "it is on");
        }
        let bench = rig.handle.observer().snapshot();
        assert!(bench.alarm.is_some() && matches!(bench.light(), Light::Emitting(_)));
        let sent = rig.peer.record.lock().unwrap().commands[OFF];
        assert!(sent > 10, "{sent} times in 4 s");
        *rig.peer.ignored.lock().unwrap() = None;
        let took = switched_off(&mut rig).await;
        assert!(took < Duration::from_millis(200), "{took:?}");
        assert!(dark(&rig) && rig.handle.observer().snapshot().alarm.is_none());
    });
}

#[test]
fn a_laser_that_warms_up_is_not_told_as_on_before_it_is() {
    on_held_clock(async {
        let mut peer = Peer::new(1, Vec::new());
        peer.warm_up = Duration::from_secs(2);
        let mut rig = Rig::new(peer, MonitorMode::Off, 1);
        rig.ready().await;
        let begun = Instant::now();
        let id = rig.handle.submit(on(&rig, laser())).unwrap();
        assert!(matches!(rig.outcome(id).await, Outcome::Done(_)));
        let took = begun.elapsed();
        assert!(took >= Duration::from_secs(2) && took < Duration::from_millis(2500), "{took:?}");
        assert_eq!(rig.handle.observer().snapshot().laser(laser()).switching_on, None);
    });
    on_held_clock(async {
        let mut peer = Peer::new(1, Vec::new());
        peer.warm_up = Duration::from_secs(100);
        let mut rig = Rig::new(peer, MonitorMode::Off, 1);
        rig.ready().await;
        let begun = Instant::now();
        let wanted = rig.handle.submit(on(&rig, laser())).unwrap();
        let told = loop {
            match rig.events.recv().await.unwrap() {
                Event::Finished { id, about, outcome } if id == wanted => break (about.to_string(), outcome),
                _ => {}
            }
        };
        let dark = Doubt::StillOff(Duration::from_secs(15));
        assert_eq!(told, ("laser 1 on".to_owned(), Outcome::Unknown(dark)));
        assert!(begun.elapsed() >= Duration::from_secs(15));
    });
}

#[test]
fn abort_that_the_instrument_does_not_carry_out_is_sent_again_and_never_told_as_done() {
    on_held_clock(async {
        let mut peer = Peer::new(1, Vec::new());
        peer.phases.scan = Duration::from_secs(60);
        let mut rig = Rig::new(peer, MonitorMode::Off, 1);
        rig.ready().await;
        let order = sweep(&rig.handle).await;
        let id = rig.handle.submit(order).unwrap();
        assert!(matches!(rig.outcome(id).await, Outcome::Done(_)));
        *rig.peer.ignored.lock().unwrap() = Some(":ABORt");
        rig.handle.abort();
        sleep(Duration::from_millis(900)).await;
        let sent = |rig: &Rig| rig.peer.record.lock().unwrap().commands[":ABORt"];
        assert_eq!(sent(&rig), 1);
        sleep(Duration::from_millis(1600)).await;
        let before = sent(&rig);
        sleep(Duration::from_millis(1500)).await;
        while let Ok(Some(event)) = timeout(Duration::ZERO, rig.events.recv()).await {
            assert!(!matches!(event, Event::Aborted), "it scans");
        }
        assert!(rig.handle.observer().snapshot().alarm.as_ref().is_some_and(|words| words.contains("ABORT")));
        assert!(before > 1 && sent(&rig) > before, "{before} times, then {}", sent(&rig));
        *rig.peer.ignored.lock().unwrap() = None;
        rig.handle.observer().snapshots().wait_for(|bench| bench.alarm.is_none()).await.unwrap();
        assert_eq!(rig.handle.observer().snapshot().phase, Phase::Idle);
    });
}

#[test]
fn off_in_the_middle_of_a_download_is_read_back_where_a_second_connection_is_served() {
    for monitor in [MonitorMode::On, MonitorMode::Off] {
        on_held_clock(async {
            let off = Instant::now() + Duration::from_secs(10);
            // The line that is reset for it is not to be had again: the other one must say it.
            let faults = (0..20).map(|_| (off + Duration::from_millis(5), Fault::Refused)).collect();
            let mut peer = Peer::new(2, faults);
            peer.block_rate = Some(Duration::from_millis(100));
            peer.latency = Duration::from_millis(20);
            let mut rig = Rig::new(peer, monitor, 1);
            agreed(&rig.handle, Lights::Laser(laser())).await;
            light_on(&mut rig).await;
            sleep_until(off - Duration::from_secs(2)).await;
            rig.handle.submit(trace()).unwrap();
            sleep_until(off).await;
            assert!(
                rig.handle.observer().snapshot().download.is_some_and(|d| d.have > 1000 && d.of == 12_000)
            );
            let took = switched_off(&mut rig).await;
            assert!(took < Duration::from_millis(300), "{took:?} with {monitor:?}");
        });
    }
}

#[test]
fn the_figures_of_the_line_are_those_of_the_line() {
    on_held_clock(async {
        let now = Instant::now();
        let late = Fault::Stalled(Duration::from_secs(9));
        let mut peer = Peer::new(1, vec![(now + Duration::from_secs(40), late)]);
        peer.latency = Duration::from_millis(10);
        let mut rig = Rig::new(peer, MonitorMode::Off, 1);
        rig.ready().await;
        sleep(Duration::from_secs(20)).await;
        let before = rig.handle.observer().snapshot().statistics;
        sleep(Duration::from_secs(10)).await;
        let after = rig.handle.observer().snapshot().statistics;
        let rate = (after.answers - before.answers) as f64 / 10.0;
        assert!(rate > 0.0 && (after.per_second / rate - 1.0).abs() < 0.5, "{} of {rate}", after.per_second);
        assert_eq!((after.median, after.time_outs), (Some(Duration::from_millis(10)), 0));
        assert!(after.sent > before.sent && after.received > before.received);
        sleep(Duration::from_secs(30)).await;
        let bench = rig.handle.observer().snapshot();
        assert_eq!((bench.statistics.time_outs, bench.statistics.connections), (1, 2));
    });
}
