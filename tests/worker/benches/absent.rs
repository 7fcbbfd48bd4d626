//! Positions and detectors that are not there, and lasers that do not say who they are.

use std::time::Duration;

use ctp10::core::consent::Lights;
use ctp10::core::event::Severity;
use ctp10::core::history::History;
use ctp10::core::ids::LaserId;
use ctp10::core::ids::{DetectorId, LaserSet, TlsId, TraceType};
use ctp10::core::laser::{Fitted, PowerCaps};
use ctp10::core::modes::{MonitorMode, PollMode};
use ctp10::core::outcome::{Outcome, Refusal};
use ctp10::core::parameter::{Parameter, PowerUnit, Value};
use ctp10::core::request::{Order, Query};
use ctp10::core::snapshot::Light;
use ctp10::core::trace::TraceId;
use ctp10::core::units::Dbm;
use ctp10::instrument::worker::Setup;
use tokio::time::sleep;

use super::super::peer::Peer;
use super::super::{Rig, on_held_clock, switch_on};
use super::{HERE, fast, heard, laser, notices};

/// How the empty places of a bench are.
fn places_that(answer: &str, peer: &mut Peer, prefixes: impl Iterator<Item = String>) {
    match answer {
        "an error" => peer.missing.extend(prefixes),
        "nothing" => peer.silent.extend(prefixes),
        _ => {}
    }
}

#[test]
pub(crate) fn four_detectors_and_eight_lasers_that_are_not_there_cost_less_than_ten_seconds() {
    for monitor in [MonitorMode::Off, MonitorMode::Auto] {
        for answer in ["zero", "an error", "nothing"] {
            on_held_clock(async {
                let mut peer = Peer::new(2, Vec::new());
                peer.latency = Duration::from_millis(10);
                places_that(answer, &mut peer, (3..=10).map(|n| format!(":CTP:RLASer{n}:")));
                let gone = if answer == "zero" { "an error" } else { answer };
                places_that(gone, &mut peer, (1..=4).map(|c| format!(":CTP:SENSe9:CHANnel{c}:")));
                places_that(gone, &mut peer, (1..=4).map(|c| format!(":REFerence:SENSe9:CHANnel{c}:")));
                let places = [(4, 1), (4, 2), (9, 1), (9, 2), (9, 3), (9, 4)];
                let mut rig = Rig::with(peer, &places, Setup { monitor, ..fast() });
                sleep(Duration::from_secs(10)).await;
                let bench = rig.handle.observer().snapshot();
                assert!(bench.is_live(), "{answer}: {:?}", bench.link);
                assert_eq!(bench.statistics.connections, 1, "{answer}: the link was lost");
                assert_eq!(bench.light(), Light::Dark, "{answer}: {:?}", bench.lasers);
                assert_eq!(bench.absent.len(), 4, "{answer}: {:?}", bench.absent);
                assert_eq!(bench.fitted().iter().count(), 2, "{answer}");
                assert!(bench.complete, "{answer}: not everything is read");
                assert!(bench.power(0).is_some_and(|(power, _)| power == -10.5), "{answer}");
                assert!(bench.power(2).is_some_and(|(power, _)| power.is_nan()), "{answer}");
                // Then it is quiet about what is not there, and live power keeps its pace.
                let before = rig.peer.record.lock().unwrap().heard.len();
                sleep(Duration::from_secs(20)).await;
                assert_eq!(asked_of_nothing(&rig, before, answer), 0, "{answer}: it goes on asking in vain");
                let mut history = History::default();
                history.absorb(&rig.handle.observer().snapshot().tail);
                let rounds = history.newest(1000).count();
                assert!(rounds > 150, "{answer}: {rounds} rounds");
                all_off_raises_no_alarm(&mut rig, answer).await;
                nothing_is_set_there(&mut rig, answer).await;
            });
        }
    }
}

/// Questions since then about what is not there.
fn asked_of_nothing(rig: &Rig, since: usize, answer: &str) -> usize {
    let record = rig.peer.record.lock().unwrap();
    let in_vain = |line: &str| line.contains("SENSe9") || answer != "zero" && line.contains(":RLASer7:");
    record.heard[since..].iter().filter(|(_, line)| in_vain(line)).count()
}

async fn all_off_raises_no_alarm(rig: &mut Rig, answer: &str) {
    let on = rig.handle.submit(switch_on(&rig.handle, laser(1)).await).unwrap();
    assert!(matches!(rig.outcome(on).await, Outcome::Done(_)), "{answer}");
    let connections = rig.handle.observer().snapshot().statistics.connections;
    rig.handle.observer().switch_off(LaserSet::ALL);
    sleep(Duration::from_secs(10)).await;
    let bench = rig.handle.observer().snapshot();
    assert_eq!(bench.alarm, None, "{answer}");
    assert!(bench.switching_off.is_empty(), "{answer}");
    assert_eq!(bench.statistics.connections, connections, "{answer}: the link was lost over it");
    assert_eq!(bench.light(), Light::Dark, "{answer}");
    assert!(notices(rig).iter().all(|(level, _)| *level != Severity::Alarm), "{answer}");
    let sent = heard(rig, ":CTP:RLASer7:POWer:STATe OFF");
    // Where nothing ever answered there may be a laser all the same: it is sent OFF, once per connection.
    let wanted = if answer == "nothing" { 1..=2 } else { 0..=0 };
    assert!(wanted.contains(&sent), "{answer}: {sent} OFF");
}

async fn nothing_is_set_there(rig: &mut Rig, answer: &str) {
    let power = Order::set(Parameter::LaserPower(laser(7)), Value::Power(Dbm(1.0).into()));
    let unit = Order::set(Parameter::PowerUnit(DetectorId::new(9, 1).unwrap()), PowerUnit::Mw.into());
    for order in [power, unit] {
        let id = rig.handle.submit(order).unwrap();
        let outcome = rig.outcome(id).await;
        assert!(
            matches!(&outcome, Outcome::Refused(words)
                if words.to_string().contains("position is empty") || matches!(words, Refusal::NoLaser(_))),
            "{answer}: {outcome:?}"
        );
    }
    let lights = Lights::Laser(laser(7));
    assert!(rig.handle.observer().snapshot().beams(&lights, &PowerCaps::default()).is_err(), "{answer}");
    assert_eq!(heard(rig, ":CTP:RLASer7:POWer:STATe ON"), 0, "{answer}");
}

#[test]
fn a_trace_of_what_is_not_there_is_refused_in_words_and_the_link_stays() {
    on_held_clock(async {
        let mut peer = Peer::new(1, Vec::new());
        peer.missing.push(":TRACe:SENSe9:".into());
        let mut rig = Rig::new(peer, MonitorMode::Off, 1);
        rig.ready().await;
        let detector = DetectorId::new(9, 1).unwrap();
        let id = rig.handle.submit(Query::Download(TraceId { detector, kind: TraceType::TF_LIVE })).unwrap();
        let outcome = rig.outcome(id).await;
        assert!(
            matches!(&outcome, Outcome::Refused(words) if words.to_string().contains("Hardware missing (-241)")),
            "{outcome:?}"
        );
        assert_eq!(rig.handle.observer().snapshot().statistics.connections, 1);
    });
}

#[test]
fn a_laser_that_does_not_tell_its_name_is_a_laser_all_the_same() {
    on_held_clock(async {
        let mut peer = Peer::new(1, Vec::new());
        peer.silent = (1..=10).map(|n| format!(":CTP:RLASer{n}:IDN?")).collect();
        peer.silent.extend((3..=10).map(|n| format!(":CTP:RLASer{n}:")));
        peer.command(":CTP:RLASer2:POWer:STATe ON");
        let mut rig = Rig::new(peer, MonitorMode::Off, 1);
        sleep(Duration::from_secs(10)).await;
        let bench = rig.handle.observer().snapshot();
        assert_eq!(bench.light(), Light::Emitting(LaserSet::from_iter([laser(2)])));
        assert_eq!(bench.laser(laser(1)).fitted, Fitted::Nameless);
        assert_eq!(bench.statistics.connections, 1);
        rig.ready().await;
    });
}

#[test]
fn what_emits_is_a_laser_whatever_it_says_of_itself() {
    for nobody in ["0", "EXFO,NONE,0,0", "", "an error"] {
        for (monitor, poll) in [
            (MonitorMode::Off, PollMode::Single),
            (MonitorMode::Off, PollMode::Joined),
            (MonitorMode::Auto, PollMode::Auto),
        ] {
            on_held_clock(async {
                let mut peer = Peer::new(2, Vec::new());
                match nobody {
                    "an error" => peer.missing.extend((1..=10).map(|n| format!(":CTP:RLASer{n}:IDN?"))),
                    name => (peer.lasers, peer.nobody) = (0, name.into()),
                }
                // These prove not to be there; the others answer about their light.
                peer.missing.extend((5..=10).map(|n| format!(":CTP:RLASer{n}:")));
                peer.command(":CTP:RLASer2:POWer:STATe ON");
                let mut rig = Rig::with(peer, &HERE, Setup { monitor, poll, ..fast() });
                rig.ready().await;
                sleep(Duration::from_secs(5)).await;
                let case = format!("{nobody:?}, {monitor:?}, {poll:?}");
                let bench = rig.handle.observer().snapshot();
                assert_eq!(bench.statistics.connections, 1, "{case}");
                assert_eq!(bench.light(), Light::Emitting(LaserSet::from_iter([laser(2)])), "{case}");
                assert_eq!(bench.laser(laser(2)).fitted, Fitted::Nameless, "{case}");
                assert_eq!(bench.laser(laser(5)).fitted, Fitted::Empty, "{case}");
                assert!(bench.complete, "{case}");
                let beams = bench.beams(&Lights::Laser(laser(2)), &PowerCaps::default());
                assert_eq!(beams.unwrap().each()[0].model.as_deref(), Some("no name"), "{case}");
                // What proved absent is not asked again; the others are, now and then.
                let before = rig.peer.record.lock().unwrap().heard.len();
                rig.peer.command(":CTP:RLASer3:POWer:STATe ON");
                sleep(Duration::from_secs(15)).await;
                let both = LaserSet::from_iter([laser(2), laser(3)]);
                assert_eq!(rig.handle.observer().snapshot().light(), Light::Emitting(both), "{case}");
                let in_vain = |line: &str| (5..=10).any(|n| line.contains(&format!(":RLASer{n}:")));
                let vain = rig.peer.record.lock().unwrap().heard[before..]
                    .iter()
                    .filter(|(_, line)| in_vain(line))
                    .count();
                assert_eq!(vain, 0, "{case}: asked in vain");
                // All-off puts it out, and it is still known to be there.
                rig.handle.observer().switch_off(LaserSet::ALL);
                sleep(Duration::from_secs(3)).await;
                let bench = rig.handle.observer().snapshot();
                assert_eq!((bench.light(), bench.alarm.clone()), (Light::Dark, None), "{case}");
                assert!(!rig.peer.record.lock().unwrap().light[&2], "{case}");
                sleep(Duration::from_secs(40)).await;
                assert!(rig.handle.observer().snapshot().fitted().contains(laser(2)), "{case}");
            });
        }
    }
}

#[test]
fn all_off_reaches_a_laser_behind_a_name_that_means_empty() {
    for poll in [PollMode::Single, PollMode::Joined] {
        on_held_clock(async {
            let setup = Setup { monitor: MonitorMode::Off, poll, ..fast() };
            let mut rig = Rig::with(Peer::new(1, Vec::new()), &HERE, setup);
            rig.ready().await;
            sleep(Duration::from_secs(5)).await;
            assert_eq!(rig.handle.observer().snapshot().light(), Light::Dark);
            // Somebody else lights it, and nobody has looked since.
            rig.peer.command(":CTP:RLASer3:POWer:STATe ON");
            rig.handle.observer().switch_off(LaserSet::ALL);
            sleep(Duration::from_secs(2)).await;
            assert!(!rig.peer.record.lock().unwrap().light[&3], "{poll:?}: it is on");
            let bench = rig.handle.observer().snapshot();
            assert_eq!((bench.light(), bench.alarm.clone()), (Light::Dark, None), "{poll:?}");
        });
    }
}

#[test]
fn what_is_not_known_to_be_there_raises_no_alarm_and_is_known_soon() {
    // On a slower line it takes longer, see `slow`.
    for (millis, seconds) in [(50, 9), (100, 9), (200, 25)] {
        for silent in [false, true] {
            on_held_clock(async {
                let mut peer = Peer::new(1, Vec::new());
                peer.latency = Duration::from_millis(millis);
                let places = (3..=10).map(|n| format!(":CTP:RLASer{n}:")).collect();
                if silent {
                    peer.silent = places;
                } else {
                    peer.missing = places;
                }
                let setup = Setup { monitor: MonitorMode::Off, ..fast() };
                let rig = Rig::with(peer, &HERE, setup);
                let mut snapshots = rig.handle.observer().snapshots();
                snapshots.wait_for(|bench| bench.is_live()).await.unwrap();
                rig.handle.observer().switch_off(LaserSet::ALL);
                let case = format!("{millis} ms, silent: {silent}");
                for _ in 0..2 * seconds {
                    sleep(Duration::from_millis(500)).await;
                    // On a slow line the two that are there may be told; nothing else ever.
                    let alarm = rig.handle.observer().snapshot().alarm.clone().unwrap_or_default();
                    let there = ["laser 1:", "laser 2:", "lasers 1, 2:"];
                    let of_them = there.iter().any(|lasers| alarm.contains(lasers));
                    assert!(alarm.is_empty() || of_them, "{case}: {alarm}");
                }
                let bench = rig.handle.observer().snapshot();
                assert_eq!((bench.light(), bench.unread()), (Light::Dark, LaserSet::NONE), "{case}");
            });
        }
    }
}

#[test]
fn a_tls_is_not_given_an_empty_position() {
    on_held_clock(async {
        let mut rig = Rig::with(Peer::new(1, Vec::new()), &HERE, fast());
        rig.ready().await;
        sleep(Duration::from_secs(5)).await;
        let tls = Parameter::TlsLaser(TlsId::new(1).unwrap());
        let id = rig.handle.submit(Order::set(tls, Value::Laser(LaserId::new(7)))).unwrap();
        let outcome = rig.outcome(id).await;
        let empty = |why: &Refusal| why.to_string() == "laser 7: its position is empty";
        assert!(matches!(&outcome, Outcome::Refused(why) if empty(why)), "{outcome:?}");
        for position in [0, 2] {
            let id = rig.handle.submit(Order::set(tls, Value::Laser(LaserId::new(position)))).unwrap();
            let outcome = rig.outcome(id).await;
            assert!(!matches!(outcome, Outcome::Refused(_)), "{position}: {outcome:?}");
        }
        assert_eq!(heard(&rig, ":INITiate:TLS1:IDentifier 7"), 0);
    });
}

#[test]
fn a_position_that_never_answers_anything_is_not_asked_again() {
    on_held_clock(async {
        let mut peer = Peer::new(1, Vec::new());
        peer.silent.push(":CTP:RLASer3:".into());
        let mut rig = Rig::with(peer, &HERE, Setup { monitor: MonitorMode::Off, ..fast() });
        rig.ready().await;
        sleep(Duration::from_secs(20)).await;
        assert_eq!(rig.handle.observer().snapshot().laser(laser(3)).fitted, Fitted::Silent);
        let asked = heard(&rig, "RLASer3:");
        sleep(Duration::from_secs(70)).await;
        assert_eq!(heard(&rig, "RLASer3:"), asked);
    });
}
