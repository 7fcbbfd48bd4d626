//! A slow line with one connection and one question at a time: everything wants it, and each thing has its share.

use std::time::Duration;

use ctp10::core::history::{History, Reading, Round};
use ctp10::core::ids::{DetectorId, LaserId, LaserSet};
use ctp10::core::modes::{MonitorMode, PollMode};
use ctp10::core::phase::Phase;
use ctp10::core::snapshot::Light;
use ctp10::instrument::worker::Setup;
use tokio::time::{Instant, sleep, timeout};

use super::peer::Peer;
use super::{Rig, on_held_clock_for, rig_setup};

/// What tells of phase and light is so many answers' time old at the most.
const OLD: u32 = 14;
/// The same with this many lasers where there are more than two: each of them.
const OLD_EACH: u32 = 5;
/// From one live power of a detector to the next, answers.
const LIVE: u32 = 16;
/// Once everything is known, from one live power of a detector to the next, answers, taking all together.
const ROUND: u32 = 10;
/// From one look at a detector's unit to the next, answers for each detector.
const UNIT_EACH: u32 = 10;
/// Everything is known after so many answers' time, also where each empty position has to be found out.
const KNOWN: u32 = 560;
/// And after so many more for each detector whose settings are to be read besides.
const KNOWN_EACH: u32 = 30;
const LATENCIES: [u64; 5] = [200, 300, 500, 1000, 2000];
const DETECTORS: [(u8, u8); 4] = [(4, 1), (4, 2), (4, 3), (4, 4)];
const CONDITION: &str = ":STATus:OPERation:CONDition?";

/// How positions are that hold no laser.
#[derive(Clone, Copy, Debug)]
enum Empty {
    Name,
    Error,
    Nothing,
}

fn slow(millis: u64, lasers: usize, empty: Empty) -> Peer {
    let mut peer = Peer::new(1, Vec::new());
    (peer.latency, peer.lasers) = (Duration::from_millis(millis), lasers);
    let places = (lasers + 1..=10).map(|n| format!(":CTP:RLASer{n}:"));
    match empty {
        Empty::Name => {}
        Empty::Error => peer.missing.extend(places),
        Empty::Nothing => peer.silent.extend(places),
    }
    peer
}

fn one_at_a_time() -> Setup {
    let period = Duration::from_millis(100);
    Setup { monitor: MonitorMode::Off, poll: PollMode::Single, period, ..rig_setup() }
}

fn on_slow_clock(test: impl Future<Output = ()>) {
    on_held_clock_for(Duration::from_secs(10_000), test);
}

/// When this was asked.
fn asked(rig: &Rig, question: &str) -> impl Iterator<Item = Instant> {
    let record = rig.peer.record.lock().unwrap();
    let asks = |line: &String| line.split(';').any(|asked| asked == question);
    let asked: Vec<Instant> = record.heard.iter().filter(|(_, line)| asks(line)).map(|(at, _)| *at).collect();
    asked.into_iter()
}

/// The longest time from one such question to the next, from the first one on.
fn longest(rig: &Rig, question: &str) -> Duration {
    let asked: Vec<Instant> = asked(rig, question).collect();
    let end = asked.last().map(Instant::elapsed);
    asked.windows(2).map(|pair| pair[1] - pair[0]).chain(end).max().expect("it was asked")
}

fn state(laser: usize) -> String {
    format!(":CTP:RLASer{laser}:POWer:STATe?")
}

/// A bench on a slow line until everything is known and a while longer, and what was old then.
fn shares(millis: u64, places: &[(u8, u8)], lasers: usize, empty: Empty, setup: Setup) {
    on_slow_clock(async {
        let case = format!(
            "{millis} ms, {} detectors, {lasers} lasers, {empty:?}, settings of {} more",
            places.len(),
            setup.settings_of.len()
        );
        let answer = Duration::from_millis(millis);
        let joined = setup.poll == PollMode::Joined;
        let more = setup.settings_of.len() as u32;
        let most = answer * (KNOWN + KNOWN_EACH * more);
        let rig = Rig::with(slow(millis, lasers, empty), places, setup);
        let mut snapshots = rig.handle.observer().snapshots();
        let begun = Instant::now();
        let known = snapshots.wait_for(|bench| bench.complete);
        timeout(most, known).await.unwrap_or_else(|_| panic!("{case}: not all is known")).unwrap();
        let known = begun.elapsed();
        sleep(answer * 300).await;
        let light = (1..=lasers).map(|n| longest(&rig, &state(n))).max().unwrap();
        let (condition, power) = (longest(&rig, CONDITION), longest(&rig, ":CTP:SENSe4:CHANnel1:POWer?"));
        let rounds = asked(&rig, ":CTP:SENSe4:CHANnel1:POWer?").filter(|&at| at > begun + known).count();
        let unit = longest(&rig, ":CTP:SENSe4:CHANnel1:UNIT:Y?");
        let times = |time: Duration| time.as_secs_f64() / answer.as_secs_f64();
        println!(
            "{case}: condition {:.0}, light {:.0}, power {:.0}, unit {:.0} answers old; all known after {:.0}, \
             then live power every {:.1}",
            times(condition),
            times(light),
            times(power),
            times(unit),
            times(known),
            300.0 / rounds as f64,
        );
        if joined {
            let all = [condition, light, power, unit];
            // Light is asked for about once a second.
            let most = answer * 6 + Duration::from_secs(1);
            assert!(all.iter().all(|&old| old <= most), "{case}: {all:?}");
            assert!(known <= answer * 40, "{case}: {known:?}");
        } else {
            assert!(condition <= answer * OLD, "{case}: the condition is {condition:?} old");
            let old = OLD.max(OLD_EACH * lasers as u32);
            assert!(light <= answer * old, "{case}: light is {light:?} old");
            assert!(power <= answer * LIVE, "{case}: power is {power:?} old");
            assert!(rounds as u32 * ROUND >= 300, "{case}: live power {rounds} times in 300 answers");
            assert!(unit <= answer * UNIT_EACH * places.len() as u32, "{case}: a unit is {unit:?} old");
        }
        assert_eq!(rig.handle.observer().snapshot().statistics.connections, 1, "{case}");
        assert_eq!(rig.handle.observer().snapshot().light(), Light::Dark, "{case}");
    });
}

#[test]
fn on_a_slow_line_everything_has_its_share() {
    for millis in LATENCIES {
        shares(millis, &DETECTORS[..2], 2, Empty::Name, one_at_a_time());
        for empty in [Empty::Name, Empty::Error, Empty::Nothing] {
            shares(millis, &DETECTORS, 2, empty, one_at_a_time());
        }
        shares(millis, &DETECTORS, 10, Empty::Name, one_at_a_time());
        // Of more settings each has less; nothing else is any older.
        for more in [1, 2, 3, 7, 15, 30] {
            let settings_of = DetectorId::all().filter(|of| of.module() > 4).take(more).collect();
            shares(millis, &DETECTORS, 2, Empty::Name, Setup { settings_of, ..one_at_a_time() });
        }
    }
}

#[test]
fn several_questions_in_one_message_make_a_slow_line_a_quick_one() {
    for millis in LATENCIES {
        for lasers in [2, 10] {
            let setup = Setup { poll: PollMode::Joined, ..one_at_a_time() };
            shares(millis, &DETECTORS, lasers, Empty::Name, setup);
        }
    }
}

#[test]
fn live_power_goes_on_while_a_scan_is_looked_at_that_stays_dark() {
    on_slow_clock(async {
        let answer = Duration::from_millis(300);
        // Nobody knows which of ten lasers the scan uses: all of them are looked at.
        let mut peer = slow(300, 10, Empty::Name);
        peer.missing.push(":INITiate:TLS".into());
        (peer.phases.scan, peer.warm_up) = (answer * 300, answer * 10_000);
        let rig = Rig::with(peer, &DETECTORS, one_at_a_time());
        let mut snapshots = rig.handle.observer().snapshots();
        timeout(answer * KNOWN * 2, snapshots.wait_for(|bench| bench.complete))
            .await
            .expect("in time")
            .unwrap();
        rig.peer.command(":INITiate:IMMediate");
        sleep(answer * 200).await;
        assert_eq!(rig.handle.observer().snapshot().phase, Phase::Scanning);
        let power = longest(&rig, ":CTP:SENSe4:CHANnel1:POWer?");
        assert!(power <= answer * (LIVE * 2), "live power is {power:?} old");
    });
}

#[test]
fn a_unit_changed_elsewhere_is_known_soon_and_takes_back_what_was_read_in_it() {
    for millis in [0, 40, 300, 1000] {
        on_slow_clock(async {
            let answer = Duration::from_millis(millis);
            let rig = Rig::with(slow(millis, 2, Empty::Name), &DETECTORS, one_at_a_time());
            let mut snapshots = rig.handle.observer().snapshots();
            let known = snapshots.wait_for(|bench| bench.complete);
            timeout(answer * KNOWN + Duration::from_secs(10), known).await.expect("in time").unwrap();
            let mut history = History::default();
            for unit in ["MW", "DBM", "MW"] {
                rig.peer.command(&format!(":CTP:SENSe4:CHANnel2:UNIT:Y {unit}"));
                let most = answer * (UNIT_EACH * DETECTORS.len() as u32) + Duration::from_millis(800);
                for _ in 0..100 {
                    sleep(most / 100).await;
                    history.absorb(&rig.handle.observer().snapshot().tail);
                }
                let read = |round: &Round| match &round.reading {
                    Reading::Powers(powers) => powers[1],
                    Reading::Gap(_) | Reading::Retracted { .. } => f32::NAN,
                };
                let wrong = |power: f32| !power.is_nan() && (power + 20.5).abs() > 1e-3;
                let all: Vec<f32> = history.newest(1000).map(read).collect();
                assert!(!all.iter().any(|&power| wrong(power)), "{millis} ms, {unit}: {all:?}");
            }
            sleep(answer * LIVE * 2 + Duration::from_secs(1)).await;
            assert_eq!(
                rig.handle.observer().snapshot().power(1).map(|(power, _)| power),
                Some(-20.5),
                "{millis} ms"
            );
        });
    }
}

#[test]
fn light_and_scans_from_elsewhere_are_seen_on_a_slow_line_too() {
    for millis in LATENCIES {
        on_slow_clock(async {
            let answer = Duration::from_millis(millis);
            let mut peer = slow(millis, 2, Empty::Name);
            peer.phases.scan = answer * (OLD + 1);
            let rig = Rig::with(peer, &DETECTORS, one_at_a_time());
            let mut snapshots = rig.handle.observer().snapshots();
            let dark = snapshots.wait_for(|bench| bench.light() == Light::Dark);
            timeout(answer * 300, dark).await.expect("it is dark in time").unwrap();
            let two: LaserSet = LaserId::new(2).into_iter().collect();
            rig.peer.command(":CTP:RLASer2:POWer:STATe ON");
            let seen = snapshots.wait_for(|bench| bench.light() == Light::Emitting(two));
            timeout(answer * (OLD + 1), seen).await.expect("its light is seen in time").unwrap();
            rig.peer.command(":INITiate:IMMediate");
            let seen = snapshots.wait_for(|bench| bench.phase == Phase::Scanning);
            timeout(answer * (OLD + 1), seen).await.expect("the scan is seen in time").unwrap();
        });
    }
}
