//! Seeded schedules of requests and faults, and what must hold after each.

use std::collections::HashMap;
use std::time::Duration;

use ctp10::core::consent::Lights;
use ctp10::core::event::{Event, Outcome};
use ctp10::core::history::Reading;
use ctp10::core::ids::{DetectorId, LaserId, LaserSet, TraceType};
use ctp10::core::laser::PowerCaps;
use ctp10::core::parameter::{Parameter, Value};
use ctp10::core::request::{Asking, Order, Query, Request, RequestId};
use ctp10::core::trace::TraceId;
use ctp10::core::units::Dbm;
use ctp10::instrument::worker::MonitorMode;
use tokio::time::{Instant, sleep_until, timeout};

use super::peer::{Fault, POINTS, Peer};
use super::{Rig, on_held_clock};

/// Schedules in each of the tests below; 2,000 in all.
const EACH: u64 = 500;

#[test]
fn schedules_0() {
    run(0..EACH);
}

#[test]
fn schedules_1() {
    run(EACH..2 * EACH);
}

#[test]
fn schedules_2() {
    run(2 * EACH..3 * EACH);
}

#[test]
fn schedules_3() {
    run(3 * EACH..4 * EACH);
}

#[test]
#[ignore = "replays one schedule: CTP10_SEED=<seed>"]
fn replay() {
    let seed = std::env::var("CTP10_SEED").expect("CTP10_SEED").parse().expect("a number");
    run(seed..seed + 1);
}

fn run(seeds: std::ops::Range<u64>) {
    for seed in seeds {
        let failed = std::panic::catch_unwind(|| on_held_clock(schedule(seed))).is_err();
        assert!(
            !failed,
            "schedule {seed} failed: CTP10_SEED={seed} cargo test --test worker replay -- --ignored"
        );
    }
}

/// A small generator, so that a seed means the same everywhere.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        ((mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb) >> 33) % limit
    }

    fn millis(&mut self, limit: u64) -> Duration {
        Duration::from_millis(self.below(limit))
    }

    fn fault(&mut self) -> Fault {
        match self.below(10) {
            0 | 1 => Fault::Late(self.millis(4000)),
            2 => Fault::Cut,
            3 => Fault::Stalled(self.millis(9000)),
            4 => Fault::Reset,
            5 => Fault::Garbage,
            6 => Fault::Duplicate,
            7 => Fault::ResetAfterCommand,
            8 => Fault::ResetBeforeCommand,
            _ => Fault::Refused,
        }
    }
}

/// What was asked, to hold against what came.
enum Asked {
    Nonce(u64),
    Power(String),
    On(LaserId),
    Trace(DetectorId),
}

async fn schedule(seed: u64) {
    let mut chance = Chance(seed);
    let begin = Instant::now();
    let busy = Duration::from_secs(8);
    let faults: Vec<_> =
        (0..=chance.below(6)).map(|_| (begin + chance.millis(8000), chance.fault())).collect();
    let last_fault = faults.iter().map(|(at, _)| *at).max().unwrap_or(begin);
    let most = 1 + chance.below(3) as usize;
    let monitor = [MonitorMode::Auto, MonitorMode::On, MonitorMode::Off][chance.below(3) as usize];
    let mut rig = Rig::new(Peer::new(most, faults), monitor, seed);
    let mut asked = HashMap::new();
    let mut light_wanted = LaserSet::NONE;
    let mut ons = 0;
    for n in 0..chance.below(25) {
        sleep_until(begin + busy / 25 * n as u32 + chance.millis(300)).await;
        let laser = LaserId::new(1 + chance.below(2) as usize).unwrap();
        let (request, meaning): (Request, Asked) = match chance.below(8) {
            0..=2 => {
                (Query::Ask(Asking::new(&format!("TEST:NONCE? {seed}-{n}")).unwrap()).into(), Asked::Nonce(n))
            }
            3 | 4 => {
                // A value that no other request has: carried out twice would show.
                let power = Dbm(1.0 + n as f64 / 8.0);
                let command = format!(":CTP:RLASer{laser}:POWer {}DBM", 1.0 + n as f64 / 8.0);
                (Order::set(Parameter::LaserPower(laser), Value::Power(power)).into(), Asked::Power(command))
            }
            5 => {
                // Without a link there is nothing to agree to.
                let beams = rig.handle.snapshot().beams(&Lights::Laser(laser), &PowerCaps::default());
                let Ok(beams) = beams else { continue };
                light_wanted.insert(laser);
                ons += 1;
                (Order::LaserOn(laser, beams.on_the_command_line()).into(), Asked::On(laser))
            }
            6 => {
                rig.handle.switch_off(LaserSet::ALL);
                continue;
            }
            _ => {
                let detector = DetectorId::new(4, 1 + chance.below(2) as u8).unwrap();
                let kind = TraceType::TF_LIVE;
                (Query::Download(TraceId { detector, kind }).into(), Asked::Trace(detector))
            }
        };
        let id = rig.handle.submit(request).expect("the lane has room");
        asked.insert(id, meaning);
    }
    // Ten seconds after the last fault everything is in order again.
    sleep_until(last_fault.max(begin + busy)).await;
    let calm = rig.peer.calm();
    sleep_until(calm.max(Instant::now()) + Duration::from_secs(10)).await;
    let mut ended: HashMap<RequestId, Outcome> = HashMap::new();
    while let Ok(Some(event)) = timeout(Duration::ZERO, rig.events.recv()).await {
        check_event(event, &asked, &mut ended, seed);
    }
    let bench = rig.handle.snapshot();
    assert!(bench.is_live(), "seed {seed}: the link is {:?}", bench.link);
    let (power, at) = bench.power(0).expect("live power");
    let age = Instant::now().into_std() - at;
    assert!(age < Duration::from_secs(2), "seed {seed}: power {power} is {age:?} old");
    check_record(&rig, &asked, &ended, seed);
    let record = rig.peer.record.lock().unwrap();
    let switched_on: u32 =
        record.commands.iter().filter(|(c, _)| c.ends_with("STATe ON")).map(|(_, n)| n).sum();
    assert!(switched_on <= ons, "seed {seed}: {switched_on} times on for {ons} requests");
    for (laser, _) in record.light.iter().filter(|(_, on)| **on) {
        assert!(light_wanted.contains(LaserId::new(*laser).unwrap()), "seed {seed}: laser {laser} by itself");
    }
    rig.handle.shut_down();
}

fn check_event(
    event: Event,
    asked: &HashMap<RequestId, Asked>,
    ended: &mut HashMap<RequestId, Outcome>,
    seed: u64,
) {
    match event {
        Event::Finished { id, outcome, .. } => {
            if let (Asked::Nonce(n), Outcome::Answer(answer)) = (&asked[&id], &outcome) {
                // Garbage in place of an answer cannot be told from one where any text will do; an answer
                // to another question can.
                let right = *answer == format!("nonce {seed}-{n}") || answer.ends_with("garbage␇");
                assert!(right, "seed {seed}: {answer:?} answers another question");
            }
            assert!(ended.insert(id, outcome).is_none(), "seed {seed}: a request ended twice");
        }
        Event::Trace(trace) => {
            let channel = f32::from(trace.id.detector.channel());
            assert_eq!(trace.y.len(), POINTS, "seed {seed}");
            let right = trace.y.iter().enumerate().all(|(i, &y)| y == channel * 1000.0 + i as f32);
            assert!(right, "seed {seed}: samples of another trace");
        }
        _ => {}
    }
}

fn check_record(
    rig: &Rig,
    asked: &HashMap<RequestId, Asked>,
    ended: &HashMap<RequestId, Outcome>,
    seed: u64,
) {
    let record = rig.peer.record.lock().unwrap();
    for (id, meaning) in asked {
        let outcome = ended.get(id).unwrap_or_else(|| panic!("seed {seed}: request {id:?} never ended"));
        match meaning {
            Asked::Power(command) => {
                let times = record.commands.get(command).copied().unwrap_or(0);
                let right = match outcome {
                    Outcome::Done(_) => times == 1,
                    Outcome::Refused(_) => times == 0,
                    _ => times <= 1,
                };
                assert!(right, "seed {seed}: {command} {times} times, told {outcome:?}");
            }
            Asked::On(laser) => {
                if let Outcome::Cancelled(_) = outcome {
                    assert_ne!(record.light.get(&laser.number()), None, "seed {seed}");
                }
            }
            Asked::Trace(detector) => {
                assert!(!matches!(outcome, Outcome::Unknown(_)), "seed {seed}: {detector}");
            }
            Asked::Nonce(_) => {}
        }
    }
    // Every reading of live power is of its own detector.
    let bench = rig.handle.snapshot();
    let last = bench.tail.last().map(|round| round.reading.clone());
    if let Some(Reading::Powers(powers)) = last {
        assert_eq!(*powers, [-10.5, -20.5], "seed {seed}: powers of other detectors");
    }
}
