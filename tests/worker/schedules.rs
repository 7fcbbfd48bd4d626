//! Seeded schedules of requests and faults, and what must hold after each.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use ctp10::core::consent::Lights;
use ctp10::core::event::{Event, SweepEnd};
use ctp10::core::history::{History, Reading};
use ctp10::core::ids::{DetectorId, LaserId, LaserSet, TraceType};
use ctp10::core::laser::Emission;
use ctp10::core::modes::MonitorMode;
use ctp10::core::operation::Operation;
use ctp10::core::outcome::Outcome;
use ctp10::core::parameter::{Parameter, Value};
use ctp10::core::phase::Phase;
use ctp10::core::request::{Asking, Order, Query, Request, RequestId};
use ctp10::core::snapshot::Snapshot;
use ctp10::core::trace::TraceId;
use ctp10::core::units::Dbm;
use ctp10::instrument::worker::Setup;
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until, timeout};

use super::peer::{Fault, Joined, POINTS, Peer, Phases, level};
use super::{Rig, light, on_held_clock, rig_setup};

/// Schedules in each of the tests below; 10,000 in all.
const EACH: u64 = 2_500;

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

/// The first seed is `CTP10_SEED`, if it is set, and `CTP10_COUNT` says how many. `CTP10_TOLD` shows what was said.
#[test]
#[ignore = "a million schedules: an hour or more"]
fn soak() {
    let number = |name| std::env::var(name).ok().and_then(|number| number.parse().ok());
    let first: u64 = number("CTP10_SEED").unwrap_or(0);
    run(first..first + number("CTP10_COUNT").unwrap_or(1_000_000));
}

/// Seeds that once failed: garbage in place of the error queue's answer, after late answers had raised the clock,
/// and an all-off that probes positions while everything else waits to be read.
#[test]
fn however_late_answers_were_a_line_that_stands_still_is_made_anew_within_10_s() {
    for seed in [126_959, 202_307, 140_409, 161_952, 187_341, 323_743] {
        run(seed..seed + 1);
    }
}

fn run(seeds: std::ops::Range<u64>) {
    for seed in seeds {
        let failed = std::panic::catch_unwind(|| one(seed)).is_err();
        assert!(
            !failed,
            "schedule {seed} failed: CTP10_SEED={seed} cargo test --lib worker::schedules::replay -- --ignored"
        );
    }
}

pub(crate) fn one(seed: u64) {
    on_held_clock(schedule(seed));
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
#[derive(Debug)]
enum Asked {
    Nonce(u64),
    Power(String),
    On(LaserId),
    Trace(DetectorId),
    Sweep,
    Reference,
}

fn peer(chance: &mut Chance, begin: Instant) -> (Peer, Instant) {
    let faults: Vec<_> =
        (0..=chance.below(6)).map(|_| (begin + chance.millis(8000), chance.fault())).collect();
    let last_fault = faults.iter().map(|(at, _)| *at).max().unwrap_or(begin);
    let mut peer = Peer::new(1 + chance.below(3) as usize, faults);
    peer.latency = Duration::from_millis([0, 1, 7, 40][chance.below(4) as usize]);
    peer.joined =
        [Joined::All, Joined::All, Joined::First, Joined::Lines, Joined::Refused][chance.below(5) as usize];
    peer.warm_up = chance.millis(600);
    peer.phases = Phases {
        lag: chance.millis(60),
        scan: Duration::from_millis(200) + chance.millis(1500),
        pause: chance.millis(60),
        analysis: chance.millis(600) * chance.below(2) as u32,
    };
    let gone = ":CTP:SENSe9:".to_owned();
    match chance.below(4) {
        0 => peer.missing.push(gone),
        1 => peer.silent.push(gone),
        _ => {}
    }
    if chance.below(4) == 0 {
        peer.missing.extend((3..=10).map(|n| format!(":CTP:RLASer{n}:")));
    }
    (peer, last_fault)
}

#[expect(clippy::too_many_lines, reason = "one schedule from its beginning to its end")]
async fn schedule(seed: u64) {
    let mut chance = Chance(seed);
    let begin = Instant::now();
    let busy = Duration::from_secs(8);
    let (peer, last_fault) = peer(&mut chance, begin);
    let gone = peer.missing.iter().chain(&peer.silent).any(|gone| gone.contains("SENSe9"));
    let monitor = [MonitorMode::Auto, MonitorMode::On, MonitorMode::Off][chance.below(3) as usize];
    let places: &[(u8, u8)] = if gone { &[(4, 1), (9, 1), (4, 2)] } else { &[(4, 1), (4, 2)] };
    let mut rig = Rig::with(peer, places, Setup { monitor, seed, ..rig_setup() });
    let truth = tokio::spawn(watch_truth(Arc::clone(&rig.peer), rig.handle.observer().snapshots(), seed));
    let mut watches = Vec::new();
    let mut asked: HashMap<RequestId, Asked> = HashMap::new();
    let (mut light_wanted, mut ons) = (LaserSet::NONE, 0);
    for n in 0..chance.below(14) {
        sleep_until(begin + chance.millis(busy.as_millis() as u64)).await;
        let laser = LaserId::new(1 + chance.below(2) as usize).unwrap();
        let detector = DetectorId::new(4, 1 + chance.below(2) as u8).unwrap();
        let kind = chance.below(12);
        if kind == 7 {
            // Light that was ordered before it is none that is wanted.
            light_wanted = LaserSet::NONE;
            watches.push(tokio::spawn(watch_off(&rig, seed)));
            rig.handle.observer().switch_off(LaserSet::ALL);
            if chance.below(2) == 0 {
                continue;
            }
        }
        let (request, meaning): (Request, Asked) = match kind {
            0..=2 => {
                (Query::Ask(Asking::new(&format!("TEST:NONCE? {seed}-{n}")).unwrap()).into(), Asked::Nonce(n))
            }
            3 | 4 => {
                // A value that no other request has: carried out twice would show.
                let power = Dbm(1.0 + n as f64 / 8.0);
                let command = format!(":CTP:RLASer{laser}:POWer {}DBM", 1.0 + n as f64 / 8.0);
                (
                    Order::set(Parameter::LaserPower(laser), Value::Power(power.into())).into(),
                    Asked::Power(command),
                )
            }
            // Right behind OFF, too.
            5..=7 => {
                // Without a link there is nothing to agree to.
                let Some(consent) = light(&rig.handle, &Lights::Laser(laser)) else { continue };
                light_wanted.insert(laser);
                ons += 1;
                (super::begin(Operation::LaserOn(laser), consent).into(), Asked::On(laser))
            }
            8 => {
                let Some(consent) = light(&rig.handle, &Lights::Scan) else { continue };
                light_wanted.insert(LaserId::new(1).unwrap());
                (super::begin(Operation::SweepStart, consent).into(), Asked::Sweep)
            }
            9 => {
                let Some(consent) = light(&rig.handle, &Lights::Scan) else { continue };
                light_wanted.insert(LaserId::new(1).unwrap());
                (super::begin(Operation::Reference(detector), consent).into(), Asked::Reference)
            }
            10 => {
                // Another client changes a unit. Changed back between two looks it would go unseen.
                let unit = "MW";
                let line = format!(":CTP:SENSe4:CHANnel{}:UNIT:Y {unit}", detector.channel());
                rig.peer.command(&line);
                rig.peer.record.lock().unwrap().heard.push((Instant::now(), format!("elsewhere {line}")));
                continue;
            }
            _ => {
                let kind = TraceType::TF_LIVE;
                (Query::Download(TraceId { detector, kind }).into(), Asked::Trace(detector))
            }
        };
        // A caller may go away at once: nothing hangs on it.
        let id = rig.handle.clone().submit(request).expect("the lane has room");
        asked.insert(id, meaning);
    }
    // Ten seconds after the last fault everything is in order again.
    sleep_until(last_fault.max(begin + busy)).await;
    let calm = rig.peer.calm();
    sleep_until(calm.max(Instant::now()) + Duration::from_secs(10)).await;
    truth.abort();
    for watch in [truth].into_iter().chain(watches) {
        if let Err(error) = watch.await
            && error.is_panic()
        {
            std::panic::resume_unwind(error.into_panic());
        }
    }
    let mut ended: HashMap<RequestId, Outcome> = HashMap::new();
    let mut sweeps_done = 0;
    while let Ok(Some(event)) = timeout(Duration::ZERO, rig.events.recv()).await {
        sweeps_done += usize::from(matches!(event, Event::SweepEnded { how: SweepEnd::Done, .. }));
        check_event(event, &asked, &mut ended, seed);
    }
    let sweeps = rig.peer.record.lock().unwrap().sweeps.len();
    assert!(
        sweeps_done <= sweeps,
        "seed {seed}: {sweeps_done} times a sweep is told to be done, of {sweeps}"
    );
    let bench = rig.handle.observer().snapshot();
    if std::env::var_os("CTP10_TOLD").is_some() {
        for (at, line) in &rig.peer.record.lock().unwrap().heard {
            println!("{:?} {line}", *at - begin);
        }
        println!("at {:?}: {:?} {:?} {:?}", begin.elapsed(), bench.link, bench.monitor, bench.statistics);
    }
    assert!(bench.is_live(), "seed {seed}: the link is {:?}", bench.link);
    let (power, at) = bench.power(0).expect("live power");
    let age = Instant::now().into_std() - at;
    assert!(age < Duration::from_secs(2), "seed {seed}: power {power} is {age:?} old");
    check_record(&rig, &asked, &ended, seed);
    check_orders(&rig, &asked, light_wanted, ons, seed);
    rig.handle.observer().shut_down();
}

/// Nothing was ordered that was not asked for, and no light comes out that was not.
fn check_orders(rig: &Rig, asked: &HashMap<RequestId, Asked>, light_wanted: LaserSet, ons: u32, seed: u64) {
    let record = rig.peer.record.lock().unwrap();
    let count = |wanted: fn(&str) -> bool| -> u32 {
        record.commands.iter().filter(|(command, _)| wanted(command)).map(|(_, times)| times).sum()
    };
    let asked_for = |wanted: fn(&Asked) -> bool| asked.values().filter(|asked| wanted(asked)).count() as u32;
    let switched_on = count(|command| command.ends_with("STATe ON"));
    assert!(switched_on <= ons, "seed {seed}: {switched_on} times on for {ons} requests");
    assert!(count(|c| c == ":INITiate:IMMediate") <= asked_for(|a| matches!(a, Asked::Sweep)), "seed {seed}");
    assert!(count(|c| c.starts_with(":REF")) <= asked_for(|a| matches!(a, Asked::Reference)), "seed {seed}");
    for (laser, _) in record.light.iter().filter(|(_, on)| **on) {
        let wanted = light_wanted.contains(LaserId::new(*laser).unwrap());
        assert!(wanted, "seed {seed}: laser {laser} is lit after all-off, or by itself");
    }
}

/// What every snapshot says of light and of the sweep is what the peer was in at some moment since it was
/// asked: after an order was carried out, nothing that was asked before it counts.
async fn watch_truth(peer: Arc<Peer>, mut snapshots: watch::Receiver<Arc<Snapshot>>, seed: u64) {
    let mut last_down = Instant::now();
    while snapshots.changed().await.is_ok() {
        let bench = Arc::clone(&snapshots.borrow_and_update());
        let now = Instant::now();
        if !bench.is_live() {
            last_down = now;
            continue;
        }
        let wrong = untrue(&peer, &bench, now, last_down);
        assert!(wrong.is_none(), "seed {seed}: {}", wrong.unwrap_or_default());
    }
}

/// What a snapshot says that is not so.
fn untrue(peer: &Peer, bench: &Snapshot, now: Instant, last_down: Instant) -> Option<String> {
    let record = peer.record.lock().unwrap();
    for laser in LaserId::all() {
        let (n, known) = (laser.number(), bench.laser(laser));
        let Some(&lit) = record.lit.get(&n) else { continue };
        let ordered = lit - peer.warm_up;
        if known.emission == Emission::Off && known.fitted.may_exist() {
            let told = record.told_dark.get(&n).is_some_and(|&told| told >= ordered);
            if !told {
                return Some(format!("laser {n} is told dark, it was lit {:?} ago", now - lit));
            }
        }
    }
    let mut running = record.sweeps.iter().filter(|&&(begun, over)| begun < now && now < over);
    let (begun, over) = running.find(|&&(begun, _)| bench.phase == Phase::Idle && last_down < begun)?;
    let (after, before) = (now - *begun, *over - now);
    Some(format!("idle is told, {after:?} after a sweep began and {before:?} before its end"))
}

/// OFF that is about to be wished waits for nothing: while the link stands it is on the wire at once for what is
/// lit, whatever is being asked.
fn watch_off(rig: &Rig, seed: u64) -> impl Future<Output = ()> + use<> {
    const AT_ONCE: Duration = Duration::from_millis(20);
    let (peer, bench, wished) = (Arc::clone(&rig.peer), rig.handle.observer().snapshots(), Instant::now());
    let before = Arc::clone(&bench.borrow());
    let lit: Vec<usize> = {
        let record = peer.record.lock().unwrap();
        record.light.iter().filter(|(_, on)| **on).map(|(laser, _)| *laser).collect()
    };
    async move {
        sleep_until(wished + AT_ONCE).await;
        let now = Arc::clone(&bench.borrow());
        if !before.is_live() || !now.is_live() || now.statistics.connections != before.statistics.connections
        {
            return;
        }
        for laser in lit {
            let off = format!(":CTP:RLASer{laser}:POWer:STATe OFF");
            let is_it = |(at, line): &(Instant, String)| *at >= wished && *line == off;
            let sent = peer.record.lock().unwrap().written.iter().any(is_it);
            assert!(
                sent,
                "seed {seed}: OFF for laser {laser} is not on the wire {AT_ONCE:?} after it was wished"
            );
        }
    }
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
        Event::Trace { trace, .. } => {
            let channel = trace.origin.trace().unwrap().detector.channel().into();
            assert_eq!(trace.y.len(), POINTS, "seed {seed}");
            let right = trace.y.iter().enumerate().all(|(i, &y)| y == level(channel, i));
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
        // An OFF of the second connection may reach the instrument after an ON that was ordered later: that it
        // does not come on is said after 15 s.
        let waits = |laser: LaserId| rig.handle.observer().snapshot().laser(laser).switching_on.is_some();
        if matches!(meaning, Asked::On(laser) if ended.get(id).is_none() && waits(*laser)) {
            continue;
        }
        let outcome = ended.get(id).unwrap_or_else(|| panic!("seed {seed}: {meaning:?} {id:?} never ended"));
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
            Asked::Reference => {
                if let Outcome::Done(words) = outcome {
                    assert!(record.references > 0 && words.contains("valid"), "seed {seed}: {words}");
                }
            }
            Asked::Nonce(_) | Asked::Sweep => {}
        }
    }
    // Every power that stands there is its own detector's, in dBm, whatever the units were: a unit that turned
    // out changed took back what it made uncertain.
    let bench = rig.handle.observer().snapshot();
    let mut tail = History::default();
    tail.absorb(&bench.tail);
    for round in tail.newest(1000) {
        if let Reading::Powers(powers) = &round.reading {
            let right = |(&power, wanted): (&f32, f32)| power.is_nan() || (power - wanted).abs() < 1e-3;
            let wanted: &[f32] = if powers.len() == 3 { &[-10.5, f32::NAN, -20.5] } else { &[-10.5, -20.5] };
            let all = powers.iter().zip(wanted.iter().copied()).all(right);
            let age = Instant::now().into_std() - round.at;
            assert!(all, "seed {seed}: powers {powers:?}, {age:?} old");
        }
    }
}
