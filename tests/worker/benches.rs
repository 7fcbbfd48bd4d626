//! Benches unlike ours: detectors and lasers that are not there, lasers that answer in mW, units changed from
//! elsewhere, slow lines, another maker, firmware that takes one question at a time, and other clients.

use std::sync::Arc;
use std::time::Duration;

use ctp10::core::consent::Lights;
use ctp10::core::event::{Event, Level, Outcome};
use ctp10::core::history::{History, Reading};
use ctp10::core::ids::{DetectorId, LaserId, LaserSet, TlsId, TraceType};
use ctp10::core::laser::{Fitted, PowerCaps};
use ctp10::core::modes::{ErrorMode, MonitorMode, PollMode};
use ctp10::core::parameter::{Parameter, Value};
use ctp10::core::request::{Asking, Order, Query};
use ctp10::core::snapshot::{Light, Monitor};
use ctp10::core::trace::TraceId;
use ctp10::core::units::{Dbm, Power, SpokenPower};
use ctp10::instrument::worker::Setup;
use tokio::time::{Instant, sleep, sleep_until, timeout};

use super::peer::{Fault, Joined, Peer};
use super::{Rig, on_held_clock, rig_setup, sweep, switch_on};

const HERE: [(u8, u8); 2] = [(4, 1), (4, 2)];

fn laser(number: usize) -> LaserId {
    LaserId::new(number).unwrap()
}

fn fast() -> Setup {
    Setup { period: Duration::from_millis(100), ..rig_setup() }
}

fn notices(rig: &mut Rig) -> Vec<(Level, String)> {
    let mut notices = Vec::new();
    while let Ok(event) = rig.events.try_recv() {
        if let Event::Notice(level, words) = event {
            notices.push((level, words));
        }
    }
    notices
}

fn heard(rig: &Rig, what: &str) -> usize {
    rig.peer.record.lock().unwrap().heard.iter().filter(|(_, line)| line.contains(what)).count()
}

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
                let bench = rig.handle.snapshot();
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
                history.absorb(&rig.handle.snapshot().tail);
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
    let connections = rig.handle.snapshot().statistics.connections;
    rig.handle.switch_off(LaserSet::ALL);
    sleep(Duration::from_secs(10)).await;
    let bench = rig.handle.snapshot();
    assert_eq!(bench.alarm, None, "{answer}");
    assert!(bench.switching_off.is_empty(), "{answer}");
    assert_eq!(bench.statistics.connections, connections, "{answer}: the link was lost over it");
    assert_eq!(bench.light(), Light::Dark, "{answer}");
    assert!(notices(rig).iter().all(|(level, _)| *level != Level::Alarm), "{answer}");
    let sent = heard(rig, ":CTP:RLASer7:POWer:STATe OFF");
    // Where nothing ever answered there may be a laser all the same: it is sent OFF, once per connection.
    let wanted = if answer == "nothing" { 1..=2 } else { 0..=0 };
    assert!(wanted.contains(&sent), "{answer}: {sent} OFF");
}

async fn nothing_is_set_there(rig: &mut Rig, answer: &str) {
    let power = Order::set(Parameter::LaserPower(laser(7)), Value::Power(Dbm(1.0).into()));
    let unit = Order::set(Parameter::PowerUnit(DetectorId::new(9, 1).unwrap()), Value::Whole(1));
    for order in [power, unit] {
        let id = rig.handle.submit(order).unwrap();
        let outcome = rig.outcome(id).await;
        assert!(
            matches!(&outcome, Outcome::Refused(words)
                if words.contains("the position is empty") || words.contains("there is no laser")),
            "{answer}: {outcome:?}"
        );
    }
    let lights = Lights::Laser(laser(7));
    assert!(rig.handle.snapshot().beams(&lights, &PowerCaps::default()).is_err(), "{answer}");
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
            matches!(&outcome, Outcome::Refused(words) if words.contains("Hardware missing (-241)")),
            "{outcome:?}"
        );
        assert_eq!(rig.handle.snapshot().statistics.connections, 1);
    });
}

#[test]
fn a_question_that_nobody_knows_is_answered_by_the_error_queue() {
    on_held_clock(async {
        let mut peer = Peer::new(1, Vec::new());
        peer.missing.push("FROBNICATE?".into());
        let mut rig = Rig::new(peer, MonitorMode::Off, 1);
        rig.ready().await;
        let id = rig.handle.submit(Query::Ask(Asking::new("FROBNICATE?").unwrap())).unwrap();
        let outcome = rig.outcome(id).await;
        assert!(matches!(&outcome, Outcome::Refused(words) if words.contains("-241")), "{outcome:?}");
        let id = rig.handle.submit(Query::Ask(Asking::new("TEST:NONCE? 5").unwrap())).unwrap();
        assert_eq!(rig.outcome(id).await, Outcome::Answer("nonce 5".into()));
        assert_eq!(rig.handle.snapshot().statistics.connections, 1);
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
        let bench = rig.handle.snapshot();
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
                let bench = rig.handle.snapshot();
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
                assert_eq!(rig.handle.snapshot().light(), Light::Emitting(both), "{case}");
                let in_vain = |line: &str| (5..=10).any(|n| line.contains(&format!(":RLASer{n}:")));
                let vain = rig.peer.record.lock().unwrap().heard[before..]
                    .iter()
                    .filter(|(_, line)| in_vain(line))
                    .count();
                assert_eq!(vain, 0, "{case}: asked in vain");
                // All-off puts it out, and it is still known to be there.
                rig.handle.switch_off(LaserSet::ALL);
                sleep(Duration::from_secs(3)).await;
                let bench = rig.handle.snapshot();
                assert_eq!((bench.light(), bench.alarm.clone()), (Light::Dark, None), "{case}");
                assert!(!rig.peer.record.lock().unwrap().light[&2], "{case}");
                sleep(Duration::from_secs(40)).await;
                assert!(rig.handle.snapshot().fitted().contains(laser(2)), "{case}");
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
            assert_eq!(rig.handle.snapshot().light(), Light::Dark);
            // Somebody else lights it, and nobody has looked since.
            rig.peer.command(":CTP:RLASer3:POWer:STATe ON");
            rig.handle.switch_off(LaserSet::ALL);
            sleep(Duration::from_secs(2)).await;
            assert!(!rig.peer.record.lock().unwrap().light[&3], "{poll:?}: it is on");
            let bench = rig.handle.snapshot();
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
                let mut snapshots = rig.handle.snapshots();
                snapshots.wait_for(|bench| bench.is_live()).await.unwrap();
                rig.handle.switch_off(LaserSet::ALL);
                let case = format!("{millis} ms, silent: {silent}");
                for _ in 0..2 * seconds {
                    sleep(Duration::from_millis(500)).await;
                    // On a slow line the two that are there may be told; nothing else ever.
                    let alarm = rig.handle.snapshot().alarm.clone().unwrap_or_default();
                    let there = ["laser 1:", "laser 2:", "lasers 1, 2:"];
                    let of_them = there.iter().any(|lasers| alarm.contains(lasers));
                    assert!(alarm.is_empty() || of_them, "{case}: {alarm}");
                }
                let bench = rig.handle.snapshot();
                assert_eq!((bench.light(), bench.unread()), (Light::Dark, LaserSet::NONE), "{case}");
            });
        }
    }
}

#[test]
fn an_answer_without_end_holds_nothing_up() {
    on_held_clock(async {
        let mut peer = Peer::new(1, Vec::new());
        peer.identity = format!("EXFO,CTP10,PEER,{}", "x".repeat(1_000_000));
        let mut rig = Rig::with(peer, &HERE, fast());
        rig.ready().await;
        rig.peer.command(":CTP:RLASer2:POWer:STATe ON");
        rig.handle.switch_off(LaserSet::ALL);
        sleep(Duration::from_secs(1)).await;
        assert!(!rig.peer.record.lock().unwrap().light[&2]);
    });
}

#[test]
fn an_error_of_another_client_does_not_hide_that_a_sweep_runs() {
    on_held_clock(async {
        let mut rig =
            Rig::with(Peer::new(1, Vec::new()), &HERE, Setup { monitor: MonitorMode::Off, ..fast() });
        rig.ready().await;
        sleep(Duration::from_secs(5)).await;
        let beams = rig.handle.snapshot().beams(&Lights::Scan, &PowerCaps::default()).unwrap();
        let id = rig.handle.submit(Order::SweepStart(beams.on_the_command_line())).unwrap();
        // It comes into the queue behind the look that clears it, and before what is asked of the order.
        let peer = Arc::clone(&rig.peer);
        let begun = async {
            while peer.record.lock().unwrap().sweeps.is_empty() {
                tokio::task::yield_now().await;
            }
            peer.complain("-113,\"Undefined header\"");
        };
        let (outcome, ()) = tokio::join!(rig.outcome(id), begun);
        assert!(matches!(outcome, Outcome::Done(_)), "{outcome:?}");
        assert!(rig.handle.ours().borrow().scanning, "it is ours, and ends with this session");
    });
}

#[test]
fn a_tls_is_not_given_an_empty_position() {
    on_held_clock(async {
        let mut rig = Rig::with(Peer::new(1, Vec::new()), &HERE, fast());
        rig.ready().await;
        sleep(Duration::from_secs(5)).await;
        let tls = Parameter::TlsLaser(TlsId::new(1).unwrap());
        let id = rig.handle.submit(Order::set(tls, Value::Whole(7))).unwrap();
        assert_eq!(rig.outcome(id).await, Outcome::Refused("the position is empty: laser 7".into()));
        for position in [0, 2] {
            let id = rig.handle.submit(Order::set(tls, Value::Whole(position))).unwrap();
            let outcome = rig.outcome(id).await;
            assert!(!matches!(outcome, Outcome::Refused(_)), "{position}: {outcome:?}");
        }
        assert_eq!(heard(&rig, ":INITiate:TLS1:IDentifier 7"), 0);
    });
}

#[test]
fn live_at_any_latency() {
    for (millis, poll) in
        [(300, PollMode::Auto), (300, PollMode::Single), (1500, PollMode::Auto), (2000, PollMode::Auto)]
    {
        on_held_clock(async {
            let mut peer = Peer::new(2, Vec::new());
            peer.latency = Duration::from_millis(millis);
            let rig = Rig::with(peer, &HERE, Setup { poll, ..fast() });
            let mut snapshots = rig.handle.snapshots();
            let live = snapshots.wait_for(|bench| bench.is_live() && bench.power(0).is_some());
            timeout(Duration::from_secs(30), live).await.expect("live power").unwrap();
            sleep(Duration::from_secs(60)).await;
            let bench = rig.handle.snapshot();
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
        history.absorb(&rig.handle.snapshot().tail);
        for _ in 0..100 {
            sleep(Duration::from_millis(100)).await;
            count += history.absorb(&rig.handle.snapshot().tail);
        }
        assert_eq!(rig.handle.snapshot().statistics.connections, 1);
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
            let bench = rig.handle.snapshot();
            assert_eq!(bench.joined, Some(false), "{joined:?}");
            assert_eq!(bench.statistics.connections, 1, "{joined:?}: the link was lost");
            assert_eq!(heard(&rig, "?;"), 1, "{joined:?}: it is tried once");
            assert!(notices(&mut rig).iter().all(|(level, _)| *level == Level::Info), "{joined:?}");
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
        let mut snapshots = rig.handle.snapshots();
        timeout(Duration::from_secs(20), snapshots.wait_for(|bench| bench.complete)).await.unwrap().unwrap();
        let took = begun.elapsed();
        println!("everything is read after {took:?} at 40 ms");
        assert!(took <= Duration::from_millis(1500), "{took:?}");
        let bench = rig.handle.snapshot();
        assert!(bench.settings_of(DetectorId::new(4, 3).unwrap()).len() >= 25, "{:?}", bench.values);
    });
}

#[test]
pub(crate) fn a_unit_changed_from_elsewhere_never_leaves_a_false_value() {
    for (monitor, poll) in [
        (MonitorMode::Off, PollMode::Single),
        (MonitorMode::Auto, PollMode::Single),
        (MonitorMode::Auto, PollMode::Auto),
    ] {
        on_held_clock(async {
            let mut rig = Rig::with(Peer::new(2, Vec::new()), &HERE, Setup { monitor, poll, ..fast() });
            rig.ready().await;
            let mut history = History::default();
            for (unit, times) in [("MW", 37), ("DBM", 43), ("MW", 51)] {
                rig.peer.command(&format!(":CTP:SENSe4:CHANnel2:UNIT:Y {unit}"));
                for _ in 0..times {
                    sleep(Duration::from_millis(100)).await;
                    history.absorb(&rig.handle.snapshot().tail);
                }
                let known: Vec<f32> = history
                    .newest(1000)
                    .filter_map(
                        |round| if let Reading::Powers(p) = &round.reading { Some(p[1]) } else { None },
                    )
                    .filter(|power| !power.is_nan())
                    .collect();
                let wrong = known.iter().filter(|&&power| (power + 20.5).abs() > 1e-3).count();
                assert_eq!(wrong, 0, "{monitor:?} {poll:?} {unit}: {known:?}");
                assert!(known.len() > 15, "{monitor:?} {poll:?}: {} are known", known.len());
            }
        });
    }
}

#[test]
fn a_laser_that_answers_in_milliwatts_is_recognised_by_what_was_set() {
    on_held_clock(async {
        let mut peer = Peer::new(1, Vec::new());
        peer.milliwatts = true;
        peer.command(":CTP:RLASer2:POWer 8DBM");
        let mut rig = Rig::new(peer, MonitorMode::Off, 1);
        rig.ready().await;
        sleep(Duration::from_secs(3)).await;
        let power = Parameter::LaserPower(laser(2));
        // 6.31 mW may be 6.31 dBm or 8 dBm: for the cap it is the more.
        let bench = rig.handle.snapshot();
        assert!(
            bench.at_most(power).is_some_and(|most| (most.0 - 8.0).abs() < 1e-6),
            "{:?}",
            bench.value(power)
        );
        let id = rig.handle.submit(Order::set(power, Value::Power(Dbm(3.0).into()))).unwrap();
        assert_eq!(rig.outcome(id).await, Outcome::Done("3 dBm".into()));
        let bench = rig.handle.snapshot();
        assert_eq!(bench.spoken_powers.get(&power), Some(&SpokenPower::Mw));
        rig.peer.command(":CTP:RLASer2:POWer 9DBM");
        sleep(Duration::from_secs(6)).await;
        let held = rig.handle.snapshot().value(power).and_then(Value::power).unwrap();
        assert!(held.known().is_some_and(|held| (held.0 - 9.0).abs() < 1e-6), "{held}");
    });
}

#[test]
fn a_power_is_shown_as_what_it_may_be_until_its_unit_is_known() {
    on_held_clock(async {
        let mut peer = Peer::new(1, Vec::new());
        peer.milliwatts = true;
        peer.command(":CTP:RLASer1:POWer 6DBM");
        peer.command(":INITiate:TLS1:POWer 6DBM");
        let mut rig = Rig::new(peer, MonitorMode::Off, 1);
        rig.ready().await;
        sleep(Duration::from_secs(5)).await;
        // 6 dBm are 3.981072 mW, and so they are answered.
        let words = "3.981072 (unit unknown: 3.981072 dBm or 3.981072 mW)";
        for (lights, parameter) in [
            (Lights::Laser(laser(1)), Parameter::LaserPower(laser(1))),
            (Lights::Scan, Parameter::TlsPower(TlsId::new(1).unwrap())),
        ] {
            let shown = |rig: &Rig, caps: &PowerCaps| {
                let beams = rig.handle.snapshot().beams(&lights, caps);
                beams.map(|beams| beams.each()[0].power.shown()).map_err(|why| why.to_string())
            };
            let mut caps = PowerCaps::default();
            assert_eq!(shown(&rig, &caps), Ok(words.into()), "{parameter}");
            // The cap holds for the worse reading.
            caps.set(laser(1), Dbm(5.9));
            assert!(shown(&rig, &caps).is_err_and(|why| why.contains("above the cap")), "{parameter}");
            // Nobody can set it as it stands there: it may be either.
            let held = rig.handle.snapshot().value(parameter).unwrap();
            assert!(matches!(held, Value::Power(Power::Unsure(_))), "{parameter}: {held:?}");
            let id = rig.handle.submit(Order::set(parameter, held)).unwrap();
            let outcome = rig.outcome(id).await;
            assert!(
                matches!(&outcome, Outcome::Refused(words) if words.contains("dBm or mW")),
                "{outcome:?}"
            );
            // What was set tells the unit, also of what was read before.
            let id = rig.handle.submit(Order::set(parameter, Value::Power(Dbm(3.0).into()))).unwrap();
            assert_eq!(rig.outcome(id).await, Outcome::Done("3 dBm".into()), "{parameter}");
            assert_eq!(shown(&rig, &PowerCaps::default()), Ok("3.00 dBm".into()), "{parameter}");
            let id = rig.handle.submit(Order::set(parameter, held)).unwrap();
            assert_eq!(rig.outcome(id).await, Outcome::Done("6 dBm".into()), "{parameter}");
        }
    });
}

#[test]
fn until_the_unit_is_certain_the_cap_holds_for_the_worse_reading() {
    on_held_clock(async {
        let mut peer = Peer::new(1, Vec::new());
        peer.milliwatts = true;
        // 12 dBm are 15.8 mW, 9.8 dBm are 9.55: read as dBm that is below the cap of 9.6.
        peer.command(":CTP:RLASer1:POWer 9.8DBM");
        let mut setup = Setup { monitor: MonitorMode::Off, ..rig_setup() };
        setup.caps.set(laser(1), Dbm(9.6));
        let mut rig = Rig::with(peer, &HERE, setup);
        rig.ready().await;
        let on = rig.handle.submit(switch_on(&rig.handle, laser(1)).await).unwrap();
        let outcome = rig.outcome(on).await;
        assert!(
            matches!(&outcome, Outcome::Refused(words) if words.contains("above the cap")),
            "{outcome:?}"
        );
        assert_eq!(heard(&rig, "STATe ON"), 0);
    });
}

#[test]
fn another_makers_instrument_is_said_to_be_one() {
    on_held_clock(async {
        let mut peer = Peer::new(1, Vec::new());
        peer.identity = "KEYSIGHT,N7744A,1,2".into();
        let mut rig = Rig::new(peer, MonitorMode::Off, 1);
        rig.ready().await;
        let said = notices(&mut rig).into_iter().any(|(level, words)| {
            level == Level::Warning && words.contains("KEYSIGHT N7744A is not a CTP10")
        });
        assert!(said);
    });
}

#[test]
fn the_error_queue_is_left_to_another_client() {
    on_held_clock(async {
        // By the settings.
        let setup = Setup { errors: ErrorMode::Own, ..fast() };
        let mut rig = Rig::with(Peer::new(2, Vec::new()), &HERE, setup);
        rig.ready().await;
        sleep(Duration::from_secs(10)).await;
        assert_eq!(heard(&rig, ":SYSTem:ERRor?"), 0);
        let order = Order::set(Parameter::LaserPower(laser(1)), Value::Power(Dbm(1.0).into()));
        let id = rig.handle.submit(order).unwrap();
        rig.outcome(id).await;
        assert!(heard(&rig, ":SYSTem:ERRor?") > 0, "after an order of its own");
        rig.handle.shut_down();
        // By itself, once another client is seen.
        let mut rig = Rig::with(Peer::new(2, Vec::new()), &HERE, fast());
        rig.ready().await;
        sleep(Duration::from_secs(5)).await;
        assert!(!rig.handle.snapshot().shared && heard(&rig, ":SYSTem:ERRor?") > 3);
        rig.peer.command(":INITiate:IMMediate");
        sleep(Duration::from_secs(1)).await;
        assert!(rig.handle.snapshot().shared);
        let before = heard(&rig, ":SYSTem:ERRor?");
        sleep(Duration::from_secs(10)).await;
        assert_eq!(heard(&rig, ":SYSTem:ERRor?"), before);
        rig.peer.command(":INITiate:IMMediate");
        sleep(Duration::from_secs(1)).await;
        let told = notices(&mut rig).iter().filter(|(_, words)| words.contains("another client")).count();
        assert_eq!(told, 1, "once, however often it is seen");
        rig.ready().await;
    });
}

#[test]
fn what_was_ordered_from_here_is_no_sign_of_another_client() {
    on_held_clock(async {
        let mut rig = Rig::with(Peer::new(2, Vec::new()), &HERE, fast());
        rig.ready().await;
        sleep(Duration::from_secs(3)).await;
        let detector = DetectorId::new(4, 1).unwrap();
        for order in [
            Order::set(Parameter::PowerUnit(detector), Value::Whole(1)),
            sweep(&rig.handle).await,
            Order::Say(ctp10::core::request::Line::new(":CTP:SENSe4:CHANnel1:UNIT:Y DBM").unwrap()),
        ] {
            rig.handle.submit(order).unwrap();
            sleep(Duration::from_secs(10)).await;
        }
        assert!(!rig.handle.snapshot().shared, "{:?}", notices(&mut rig));
    });
}

#[test]
fn an_error_that_nothing_from_here_explains_is_a_sign_of_another_client() {
    // Nothing was ordered; something was a moment ago; a sweep of ours runs.
    for (ordered, sweeps, shared) in [(false, false, true), (true, false, false), (false, true, false)] {
        on_held_clock(async {
            let mut peer = Peer::new(1, Vec::new());
            peer.phases.scan = Duration::from_secs(20);
            let mut rig = Rig::with(peer, &HERE, Setup { monitor: MonitorMode::Off, ..fast() });
            rig.ready().await;
            let consent = sweep(&rig.handle).await;
            if sweeps {
                rig.handle.submit(consent).unwrap();
            }
            sleep(Duration::from_secs(5)).await;
            if ordered {
                let order = Order::set(Parameter::LaserPower(laser(1)), Value::Power(Dbm(1.0).into()));
                let id = rig.handle.submit(order).unwrap();
                rig.outcome(id).await;
            }
            rig.peer.complain("-310,\"System error\"");
            sleep(Duration::from_millis(1500)).await;
            assert_eq!(rig.handle.snapshot().shared, shared, "ordered: {ordered}, sweeps: {sweeps}");
            let told = std::iter::from_fn(|| rig.events.try_recv().ok()).any(|event| {
                matches!(event, Event::InstrumentErrors { words, of_order: false } if words[0].contains("-310"))
            });
            assert!(told, "the operator reads it");
        });
    }
}

#[test]
fn an_error_beside_the_reason_why_there_is_no_reply_is_told_too() {
    on_held_clock(async {
        let mut peer = Peer::new(1, Vec::new());
        peer.missing.push("TEST:GONE?".into());
        let mut rig = Rig::with(peer, &HERE, Setup { monitor: MonitorMode::Off, ..fast() });
        rig.ready().await;
        sleep(Duration::from_secs(3)).await;
        rig.peer.complain("-310,\"System error\"");
        let id = rig.handle.submit(Query::Ask(Asking::new("TEST:GONE?").unwrap())).unwrap();
        let (mut outcome, mut errors) = (None, None);
        while outcome.is_none() || errors.is_none() {
            match rig.events.recv().await.unwrap() {
                Event::Finished { id: ended, outcome: told, .. } if ended == id => outcome = Some(told),
                Event::InstrumentErrors { words, .. } => errors = Some(words),
                _ => {}
            }
        }
        assert_eq!(errors.unwrap(), ["System error (-310)"]);
        let told = outcome.unwrap();
        assert!(
            matches!(&told, Outcome::Refused(words) if words.contains("Hardware missing (-241)")),
            "{told:?}"
        );
        assert!(rig.handle.snapshot().is_live());
    });
}

#[test]
fn an_instrument_that_gives_up_one_connection_for_the_next_is_left_with_one() {
    on_held_clock(async {
        let mut peer = Peer::new(2, Vec::new());
        peer.latest_only = true;
        let mut rig = Rig::with(peer, &HERE, fast());
        rig.ready().await;
        sleep(Duration::from_secs(20)).await;
        let before = rig.handle.snapshot();
        assert!(
            before.is_live() && before.monitor == Monitor::None,
            "{:?} {:?}",
            before.link,
            before.monitor
        );
        sleep(Duration::from_secs(60)).await;
        let after = rig.handle.snapshot();
        assert_eq!(after.statistics.connections, before.statistics.connections, "it goes on trying");
        rig.ready().await;
    });
}

#[test]
fn what_is_asked_for_before_there_is_a_link_is_refused() {
    on_held_clock(async {
        let mut peer = Peer::new(1, Vec::new());
        peer.latency = Duration::from_millis(100);
        let mut rig = Rig::with(peer, &HERE, fast());
        let id = rig.handle.submit(Query::Ask(Asking::new("TEST:NONCE? 1").unwrap())).unwrap();
        let outcome = rig.outcome(id).await;
        assert!(matches!(&outcome, Outcome::Refused(words) if words.contains("no link")), "{outcome:?}");
        assert_eq!(heard(&rig, "NONCE"), 0);
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
        assert_eq!(rig.handle.snapshot().laser(laser(3)).fitted, Fitted::Silent);
        let asked = heard(&rig, "RLASer3:");
        sleep(Duration::from_secs(70)).await;
        assert_eq!(heard(&rig, "RLASer3:"), asked);
    });
}

#[test]
fn an_error_of_another_client_is_not_a_refusal() {
    on_held_clock(async {
        let mut rig =
            Rig::with(Peer::new(1, Vec::new()), &HERE, Setup { monitor: MonitorMode::Off, ..fast() });
        rig.ready().await;
        sleep(Duration::from_secs(5)).await;
        let power = |dbm| Order::set(Parameter::LaserPower(laser(2)), Value::Power(Dbm(dbm).into()));
        rig.peer.command(":INITiate:IMMediate");
        sleep(Duration::from_secs(5)).await;
        assert!(rig.handle.snapshot().shared);
        // What it holds already, and something else.
        for dbm in [2.0, 2.5] {
            rig.peer.complain("-310,\"System error\"");
            let id = rig.handle.submit(power(dbm)).unwrap();
            let outcome = rig.outcome(id).await;
            let words = format!("{dbm} (dBm or mW); the instrument says System error (-310)");
            assert_eq!(outcome, Outcome::Done(words));
        }
    });
}

#[test]
fn that_a_laser_answers_in_milliwatts_is_told_once_and_only_where_it_does() {
    for milliwatts in [false, true] {
        on_held_clock(async {
            let mut peer = Peer::new(1, Vec::new());
            peer.milliwatts = milliwatts;
            let mut rig = Rig::with(peer, &HERE, Setup { monitor: MonitorMode::Off, ..fast() });
            rig.ready().await;
            sleep(Duration::from_secs(5)).await;
            for dbm in [3.0, 4.0, 5.0] {
                let order = Order::set(Parameter::LaserPower(laser(1)), Value::Power(Dbm(dbm).into()));
                rig.handle.submit(order).unwrap();
                sleep(Duration::from_secs(1)).await;
            }
            let told = notices(&mut rig)
                .iter()
                .filter(|(_, words)| words.contains("in mW; it is shown in dBm"))
                .count();
            assert_eq!(told, usize::from(milliwatts));
        });
    }
}

#[test]
fn an_answer_that_is_late_is_taken_and_one_that_is_torn_ends_the_line() {
    on_held_clock(async {
        let mut peer = Peer::new(1, Vec::new());
        peer.slow = Some(("TEST:NONCE?", Duration::from_millis(1500)));
        peer.missing.push("TEST:GONE?".into());
        let mut rig = Rig::with(peer, &HERE, Setup { monitor: MonitorMode::Off, ..fast() });
        rig.ready().await;
        let asking = |text| Asking::new(text).unwrap();
        let id = rig.handle.submit(Query::Ask(asking("TEST:NONCE? 1"))).unwrap();
        assert_eq!(rig.outcome(id).await, Outcome::Answer("nonce 1".into()));
        let id = rig.handle.submit(Query::Say(asking("TEST:GONE?"))).unwrap();
        let outcome = rig.outcome(id).await;
        assert!(
            matches!(&outcome, Outcome::Unknown(words) if words.contains("Hardware missing")),
            "{outcome:?}"
        );
        assert_eq!(rig.handle.snapshot().statistics.connections, 1);
    });
    on_held_clock(async {
        let stalled = (Instant::now() + Duration::from_secs(5), Fault::Stalled(Duration::from_secs(9)));
        let mut rig =
            Rig::with(Peer::new(1, vec![stalled]), &HERE, Setup { monitor: MonitorMode::Off, ..fast() });
        rig.ready().await;
        sleep_until(stalled.0).await;
        let id = rig.handle.submit(Query::Say(Asking::new("TEST:NONCE? 1").unwrap())).unwrap();
        let outcome = rig.outcome(id).await;
        assert!(!matches!(outcome, Outcome::Answer(_) | Outcome::Done(_)), "{outcome:?}");
        sleep(Duration::from_secs(20)).await;
        assert_eq!(rig.handle.snapshot().statistics.connections, 2);
    });
}

#[test]
fn a_trace_says_what_it_is_of() {
    on_held_clock(async {
        let setup = Setup { monitor: MonitorMode::Off, check_x: true, ..fast() };
        let mut rig = Rig::with(Peer::new(1, Vec::new()), &HERE, setup);
        rig.handle.snapshots().wait_for(|bench| bench.complete).await.unwrap();
        let trace = TraceId { detector: DetectorId::new(4, 1).unwrap(), kind: TraceType::TF_LIVE };
        rig.handle.submit(Query::Download(trace)).unwrap();
        let trace = loop {
            if let Event::Trace(trace) = rig.events.recv().await.unwrap() {
                break trace;
            }
        };
        let of = &trace.provenance;
        assert_eq!((of.instrument.as_str(), of.reference.as_str()), ("EXFO,CTP10,PEER,1", "none"));
        assert_eq!(of.program, concat!("ctp10 ", env!("CARGO_PKG_VERSION")));
        assert!(of.taken.starts_with("20") && of.taken.ends_with('Z'), "{}", of.taken);
        assert!(!of.settings.is_empty());
        assert!(
            trace.x_difference_pm.is_some_and(|pm| (pm - 0.2).abs() < 0.01),
            "{:?}",
            trace.x_difference_pm
        );
    });
}

#[test]
fn a_trace_that_is_longer_than_any_is_not_fetched() {
    on_held_clock(async {
        let mut peer = Peer::new(1, Vec::new());
        peer.says_points = Some("16777217");
        let mut rig = Rig::with(peer, &HERE, Setup { monitor: MonitorMode::Off, ..fast() });
        rig.ready().await;
        let trace = TraceId { detector: DetectorId::new(4, 1).unwrap(), kind: TraceType::TF_LIVE };
        let id = rig.handle.submit(Query::Download(trace)).unwrap();
        let outcome = rig.outcome(id).await;
        let words = "16777217 points are more than any trace has";
        assert!(matches!(&outcome, Outcome::Refused(told) if told.contains(words)), "{outcome:?}");
        assert_eq!((heard(&rig, "IMMediate?"), rig.handle.snapshot().statistics.connections), (0, 1));
    });
}

#[test]
fn a_setting_that_nothing_from_here_changed_is_a_sign_of_another_client() {
    on_held_clock(async {
        let mut rig =
            Rig::with(Peer::new(1, Vec::new()), &HERE, Setup { monitor: MonitorMode::Off, ..fast() });
        rig.ready().await;
        // After this everything is read again, and what is changed then was not changed by it.
        let line = ctp10::core::request::Line::new(":CTP:SENSe4:CHANnel1:UNIT:Y DBM").unwrap();
        rig.handle.submit(Order::Say(line)).unwrap();
        sleep(Duration::from_secs(10)).await;
        assert!(!rig.handle.snapshot().shared);
        rig.peer.command(":CTP:SENSe4:CHANnel1:UNIT:Y MW");
        sleep(Duration::from_secs(3)).await;
        assert!(rig.handle.snapshot().shared, "{:?}", notices(&mut rig));
    });
}

#[test]
fn a_monitor_that_served_for_long_is_kept_when_either_line_breaks() {
    for main in [true, false] {
        on_held_clock(async {
            let at = Instant::now() + Duration::from_millis(30_050);
            let mut rig = Rig::with(Peer::new(2, vec![(at, Fault::Reset)]), &HERE, fast());
            rig.ready().await;
            sleep_until(at).await;
            let mut snapshots = rig.handle.snapshots();
            let before = rig.handle.snapshot();
            assert!(before.is_live() && before.monitor == Monitor::Up);
            if main {
                rig.handle.submit(Query::Ask(Asking::new("TEST:NONCE? 1").unwrap())).unwrap();
                snapshots.wait_for(|bench| !bench.is_live()).await.unwrap();
            } else {
                snapshots.wait_for(|bench| bench.monitor != Monitor::Up).await.unwrap();
                assert!(rig.handle.snapshot().is_live(), "it was the other one's line");
            }
            sleep(Duration::from_secs(5)).await;
            let after = rig.handle.snapshot();
            assert_eq!((after.monitor, after.is_live()), (Monitor::Up, true));
            assert_eq!(after.statistics.connections, if main { 2 } else { 1 });
        });
    }
}
