//! The gate before light: the worker holds what was agreed to against the instrument as it is, and tells what is lit
//! before the first byte of the order goes out.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use ctp10::core::consent::tests::written;
use ctp10::core::consent::{Consent, Lights, NoBeam};
use ctp10::core::ids::{DetectorId, LaserId, LaserSet, TlsId};
use ctp10::core::laser::{BeforeLight, Emission, Ours, PowerCaps};
use ctp10::core::modes::MonitorMode;
use ctp10::core::operation::{Operation, Run};
use ctp10::core::outcome::Outcome;
use ctp10::core::parameter::{Parameter, Value};
use ctp10::core::request::{Order, Query, ScpiLine};
use ctp10::core::units::Dbm;
use ctp10::instrument::worker::Setup;
use tokio::time::{Instant, sleep};

use super::peer::{Fault, Peer};
use super::{Rig, begin, on_held_clock, rig_setup};

fn laser(number: usize) -> LaserId {
    LaserId::new(number).unwrap()
}

fn agreed(rig: &Rig, lights: &Lights) -> Consent {
    let beams = rig.handle.observer().snapshot().beams(lights, &PowerCaps::default());
    beams.expect("all of it was read").agreed_beforehand(written())
}

async fn known(rig: &mut Rig) {
    rig.ready().await;
    let caps = PowerCaps::default();
    let all = [Lights::Laser(laser(1)), Lights::Laser(laser(2)), Lights::Scan];
    let mut snapshots = rig.handle.observer().snapshots();
    let read =
        |bench: &Arc<ctp10::core::snapshot::Snapshot>| all.iter().all(|l| bench.beams(l, &caps).is_ok());
    snapshots.wait_for(read).await.unwrap();
}

fn sent(rig: &Rig, end: &str) -> u32 {
    let record = rig.peer.record.lock().unwrap();
    record.commands.iter().filter(|(command, _)| command.ends_with(end)).map(|(_, times)| times).sum()
}

/// The words with which an order is refused, and why it must be.
async fn refused(rig: &mut Rig, order: Order, why: &str) -> String {
    let id = rig.handle.submit(order).unwrap();
    match rig.outcome(id).await {
        Outcome::Refused(why) => why.to_string(),
        other => panic!("not refused {why}: {other:?}"),
    }
}

#[test]
pub(crate) fn a_cap_that_was_lowered_holds_in_the_worker() {
    on_held_clock(async {
        let mut rig = Rig::new(Peer::new(1, Vec::new()), MonitorMode::Off, 1);
        known(&mut rig).await;
        let (on, scan) = (agreed(&rig, &Lights::Laser(laser(2))), agreed(&rig, &Lights::Scan));
        let mut caps = PowerCaps::default();
        caps.set(laser(2), Dbm(1.5));
        caps.set(laser(1), Dbm(0.5));
        rig.handle.observer().lower_caps(&caps);
        // They are not raised again by what is above them.
        rig.handle.observer().lower_caps(&PowerCaps::default());
        let told = refused(&mut rig, begin(Operation::LaserOn(laser(2)), on), "above the cap").await;
        // 2 may be mW.
        assert!(told.contains("3.0103 dBm is above the cap of 1.5 dBm for laser 2"), "{told}");
        let told = refused(&mut rig, begin(Operation::SweepStart, scan), "above the cap").await;
        assert!(told.contains("1 dBm is above the cap of 0.5 dBm for laser 1"), "{told}");
        let set = Order::set(Parameter::LaserPower(laser(2)), Value::Power(Dbm(1.6).into()));
        assert!(refused(&mut rig, set, "above the cap").await.contains("above the cap of 1.5 dBm"));
        let line = ScpiLine::new(":CTP:RLAS2:POW 1.6DBM").unwrap();
        assert!(
            refused(&mut rig, Order::Say(line, None), "above the cap")
                .await
                .contains("above the cap of 1.5 dBm")
        );
        assert_eq!(sent(&rig, "STATe ON") + sent(&rig, "IMMediate"), 0);
    });
}

#[test]
pub(crate) fn what_is_not_what_was_agreed_to_is_refused() {
    on_held_clock(async {
        let mut rig = Rig::new(Peer::new(1, Vec::new()), MonitorMode::Off, 1);
        known(&mut rig).await;
        let one = agreed(&rig, &Lights::Laser(laser(1)));
        let told = refused(&mut rig, begin(Operation::LaserOn(laser(2)), one), "for another laser").await;
        assert!(told.contains("was shown, now it is laser 2"), "{told}");
        let two = agreed(&rig, &Lights::Laser(laser(2)));
        rig.peer.record.lock().unwrap().powers.insert(2, 9.9);
        let told = refused(&mut rig, begin(Operation::LaserOn(laser(2)), two), "with more power").await;
        let unsure = |number: &str| format!("{number} (unit unknown: {number} dBm or {number} mW)");
        let words = format!("laser 2: {} was shown, now it is {}; ask again", unsure("2"), unsure("9.9"));
        assert_eq!(told, words);
        rig.peer.record.lock().unwrap().powers.insert(2, 2.0);
        rig.peer.record.lock().unwrap().wavelengths.insert(2, 1610.0);
        let order = begin(Operation::LaserOn(laser(2)), agreed(&rig, &Lights::Laser(laser(2))));
        let told = refused(&mut rig, order, "at another wavelength").await;
        assert_eq!(told, "laser 2: 1550.200 nm was shown, now it is 1610.000 nm; ask again");
        for strange in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            let two = agreed(&rig, &Lights::Laser(laser(2)));
            rig.peer.record.lock().unwrap().powers.insert(2, strange);
            let id = rig.handle.submit(begin(Operation::LaserOn(laser(2)), two)).unwrap();
            let outcome = rig.outcome(id).await;
            assert!(!matches!(outcome, Outcome::Done(_)), "{strange}: {outcome:?}");
            rig.peer.record.lock().unwrap().powers.insert(2, 2.0);
            sleep(Duration::from_secs(15)).await;
        }
        let told =
            refused(&mut rig, Order::Say(ScpiLine::new(":CTP:RLAS1:POW:STAT ON").unwrap(), None), "unasked")
                .await;
        assert!(told.contains("no confirmation was given"), "{told}");
        assert_eq!(sent(&rig, "ON"), 0);
    });
}

#[test]
fn an_operation_goes_out_once_and_one_that_lights_something_through_the_gate() {
    on_held_clock(async {
        let mut rig = Rig::new(Peer::new(1, Vec::new()), MonitorMode::Off, 1);
        known(&mut rig).await;
        let dark = Run::dark(Operation::MadeUp(DetectorId::new(4, 1).unwrap())).unwrap();
        done(&mut rig, dark.into()).await;
        assert_eq!(sent(&rig, ":CTP:SENSe4:CHANnel1:MADeup"), 1);
        let two = || Operation::MadeUpLight(laser(2));
        let other = agreed(&rig, &Lights::Laser(laser(1)));
        refused(&mut rig, begin(two(), other), "for another laser").await;
        assert_eq!(sent(&rig, ":MADeup:STATe ON"), 0);
        let own = agreed(&rig, &Lights::Laser(laser(2)));
        done(&mut rig, begin(two(), own)).await;
        assert_eq!(sent(&rig, ":CTP:RLASer2:MADeup:STATe ON"), 1);
        let own = agreed(&rig, &Lights::Laser(laser(2)));
        let id = rig.handle.submit(begin(two(), own)).unwrap();
        rig.handle.observer().switch_off(LaserSet::ALL);
        assert!(matches!(rig.outcome(id).await, Outcome::Cancelled(_)));
        assert_eq!(sent(&rig, ":MADeup:STATe ON"), 1, "behind an off");
    });
}

#[test]
pub(crate) fn a_laser_that_was_switched_off_elsewhere_is_not_lit_again_unasked() {
    on_held_clock(async {
        let mut rig = Rig::new(Peer::new(1, Vec::new()), MonitorMode::Off, 1);
        known(&mut rig).await;
        rig.peer.record.lock().unwrap().light.insert(1, true);
        let mut snapshots = rig.handle.observer().snapshots();
        snapshots.wait_for(|bench| bench.laser(laser(1)).emission == Emission::On).await.unwrap();
        let first = agreed(&rig, &Lights::Scan);
        // A later scan is agreed to by the first one's consent, with the light that the screen knows of.
        let later = first
            .again(&rig.handle.observer().snapshot().beams(&Lights::Scan, &PowerCaps::default()).unwrap());
        rig.peer.record.lock().unwrap().light.insert(1, false);
        for consent in [first, later.expect("nothing changed")] {
            let told = refused(&mut rig, begin(Operation::SweepStart, consent), "after OFF").await;
            assert_eq!(told, "laser 1 was switched off meanwhile; ask again");
        }
        assert_eq!(sent(&rig, "IMMediate"), 0);
        // Known to be off it is lit by a scan that is agreed to now.
        let id = rig.handle.submit(begin(Operation::SweepStart, agreed(&rig, &Lights::Scan))).unwrap();
        assert!(matches!(rig.outcome(id).await, Outcome::Done(_)));
    });
}

#[test]
pub(crate) fn a_consent_dies_with_its_connection() {
    on_held_clock(async {
        let lost = vec![(Instant::now() + Duration::from_secs(6), Fault::Reset)];
        let mut rig = Rig::new(Peer::new(1, lost), MonitorMode::Off, 1);
        known(&mut rig).await;
        let (on, scan) = (agreed(&rig, &Lights::Laser(laser(1))), agreed(&rig, &Lights::Scan));
        sleep(Duration::from_secs(10)).await;
        rig.ready().await;
        for order in [begin(Operation::LaserOn(laser(1)), on), begin(Operation::SweepStart, scan)] {
            let told = refused(&mut rig, order, "on another connection").await;
            assert!(told.contains("the connection was lost since it was asked"), "{told}");
        }
        assert_eq!(sent(&rig, "ON") + sent(&rig, "IMMediate"), 0);
    });
}

#[test]
fn more_power_for_a_laser_that_emits_needs_a_consent_to_it() {
    on_held_clock(async {
        let mut rig = Rig::new(Peer::new(1, Vec::new()), MonitorMode::Off, 1);
        known(&mut rig).await;
        let power = |dbm| vec![(Parameter::LaserPower(laser(2)), Value::Power(Dbm(dbm).into()))];
        let id = rig.handle.submit(Order::set_all(power(3.0), None)).unwrap();
        assert!(matches!(rig.outcome(id).await, Outcome::Done(_)), "it is dark");
        // Somebody else switches it on: the worker looks before it sets.
        rig.peer.record.lock().unwrap().light.insert(2, true);
        let told = refused(&mut rig, Order::set_all(power(3.5), None), "unasked").await;
        assert!(told.contains("no confirmation was given"), "{told}");
        let consent = agreed(&rig, &Lights::Raise(power(3.5)));
        let told = refused(&mut rig, Order::set_all(power(3.6), Some(consent)), "with more power").await;
        assert!(told.contains("3.50 dBm was shown, now it is 3.60 dBm"), "{told}");
        let consent = agreed(&rig, &Lights::Raise(power(3.5)));
        let id = rig.handle.submit(Order::set_all(power(3.5), Some(consent))).unwrap();
        assert!(matches!(rig.outcome(id).await, Outcome::Done(_)));
        let id = rig.handle.submit(Order::set_all(power(3.4), None)).unwrap();
        assert!(matches!(rig.outcome(id).await, Outcome::Done(_)), "less goes out at once");
    });
}

#[test]
pub(crate) fn what_is_lit_is_told_before_the_order_goes_out() {
    for scan in [false, true] {
        on_held_clock(async {
            let told: Arc<Mutex<Vec<(Ours, u32)>>> = Arc::default();
            let peer = Arc::new(Peer::new(1, Vec::new()));
            let hook = {
                let (told, peer) = (Arc::clone(&told), Arc::clone(&peer));
                BeforeLight(Arc::new(move |ours| {
                    let record = peer.record.lock().unwrap();
                    let lit = |command: &&String| command.ends_with("ON") || command.ends_with("IMMediate");
                    let sent = record.commands.keys().filter(lit).count() as u32;
                    told.lock().unwrap().push((ours, sent));
                }))
            };
            let setup = Setup { monitor: MonitorMode::Off, seed: 1, before_light: Some(hook), ..rig_setup() };
            let mut rig = Rig::on(peer, &[(4, 1), (4, 2)], setup);
            known(&mut rig).await;
            let one = LaserSet::from_iter([laser(1)]);
            let order = if scan {
                begin(Operation::SweepStart, agreed(&rig, &Lights::Scan))
            } else {
                begin(Operation::LaserOn(laser(1)), agreed(&rig, &Lights::Laser(laser(1))))
            };
            let id = rig.handle.submit(order).unwrap();
            assert!(matches!(rig.outcome(id).await, Outcome::Done(_)));
            let wanted = [(Ours { lit: one, scanning: scan }, 0)];
            assert_eq!(told.lock().unwrap()[..], wanted, "told before the order");
            rig.handle.observer().switch_off(LaserSet::ALL);
            sleep(Duration::from_secs(4)).await;
            assert_eq!(told.lock().unwrap().last().unwrap().0, Ours::default());
            assert_eq!(*rig.handle.observer().ours().borrow(), Ours::default());
        });
    }
}

#[test]
pub(crate) fn off_that_comes_while_an_order_is_prepared_leaves_it_unsent() {
    // At every moment of the exchanges before and after the order, with a laser that takes its time: it is sent
    // before OFF, or not at all. Behind OFF it would come on when nobody looks any more.
    let mut unsent = 0;
    for ms in 0..60 {
        on_held_clock(async {
            let mut peer = Peer::new(1, Vec::new());
            peer.latency = Duration::from_millis(8);
            peer.warm_up = Duration::from_secs(2);
            let mut rig = Rig::new(peer, MonitorMode::Off, 1);
            known(&mut rig).await;
            let order = begin(Operation::LaserOn(laser(1)), agreed(&rig, &Lights::Laser(laser(1))));
            let id = rig.handle.submit(order).unwrap();
            sleep(Duration::from_millis(ms)).await;
            rig.handle.observer().switch_off(LaserSet::ALL);
            let outcome = rig.outcome(id).await;
            sleep(Duration::from_secs(8)).await;
            let dark = rig.peer.record.lock().unwrap().light.get(&1) != Some(&true);
            assert!(dark, "lit behind OFF after {ms} ms: {outcome:?}");
            unsent += u32::from(sent(&rig, "ON") == 0);
        });
    }
    assert!((1..60).contains(&unsent), "both come up: {unsent} of 60 unsent");
}

async fn done(rig: &mut Rig, order: Order) -> String {
    let id = rig.handle.submit(order).unwrap();
    match rig.outcome(id).await {
        Outcome::Done(words) => words,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_line_of_which_it_cannot_be_told_what_it_lights_may_have_lit_every_laser() {
    on_held_clock(async {
        let mut rig = Rig::new(Peer::new(1, Vec::new()), MonitorMode::Off, 1);
        known(&mut rig).await;
        let line = || ScpiLine::new(":CTP:RLASer1:POWer:STATe ON").unwrap();
        let untold = agreed(&rig, &Lights::Untold);
        let told =
            refused(&mut rig, Order::Say(line(), Some(untold)), "because it lights what was not shown").await;
        assert!(told.contains("not what was shown"), "{told}");
        let consent = agreed(&rig, &Lights::Laser(laser(1)));
        rig.handle.submit(Order::Say(line(), Some(consent))).unwrap();
        let ours = rig.handle.observer().ours().wait_for(|ours| !ours.lit.is_empty()).await.unwrap().lit;
        assert_eq!(ours, LaserSet::from_iter([laser(1)]));
        rig.handle
            .observer()
            .snapshots()
            .wait_for(|bench| bench.laser(laser(1)).emission == Emission::On)
            .await
            .unwrap();
        let consent = agreed(&rig, &Lights::Untold);
        rig.handle.submit(Order::Say(ScpiLine::new("FROBNICATE 3").unwrap(), Some(consent))).unwrap();
        let ours = rig.handle.observer().ours().wait_for(|ours| ours.scanning).await.unwrap().lit;
        assert_eq!(ours, LaserSet::from_iter([laser(1), laser(2)]), "the other one was dark");
        assert_eq!((sent(&rig, "STATe ON"), sent(&rig, "FROBNICATE 3")), (1, 1));
    });
}

#[test]
fn less_power_later_takes_nothing_back_of_what_was_agreed_to() {
    on_held_clock(async {
        let mut rig = Rig::new(Peer::new(1, Vec::new()), MonitorMode::Off, 1);
        known(&mut rig).await;
        let power = |dbm| vec![(Parameter::LaserPower(laser(2)), Value::Power(Dbm(dbm).into()))];
        let consent = agreed(&rig, &Lights::Laser(laser(2)));
        done(&mut rig, begin(Operation::LaserOn(laser(2)), consent)).await;
        let consent = agreed(&rig, &Lights::Raise(power(3.5)));
        done(&mut rig, Order::set_all(power(3.5), Some(consent))).await;
        done(&mut rig, Order::set_all(power(2.5), None)).await;
        let consent = agreed(&rig, &Lights::Laser(laser(2)));
        done(&mut rig, begin(Operation::LaserOn(laser(2)), consent)).await;
        done(&mut rig, Order::set_all(power(3.5), None)).await;
        assert!(
            refused(&mut rig, Order::set_all(power(3.6), None), "for its power")
                .await
                .contains("no confirmation was given")
        );
    });
}

#[test]
fn more_power_for_a_tls_that_sweeps_needs_a_consent_to_it() {
    on_held_clock(async {
        let mut peer = Peer::new(1, Vec::new());
        peer.phases.scan = Duration::from_secs(20);
        let mut rig = Rig::new(peer, MonitorMode::Off, 1);
        known(&mut rig).await;
        let consent = agreed(&rig, &Lights::Scan);
        done(&mut rig, begin(Operation::SweepStart, consent)).await;
        let power = Order::set(Parameter::TlsPower(TlsId::new(1).unwrap()), Value::Power(Dbm(5.0).into()));
        assert!(refused(&mut rig, power, "for its power").await.contains("no confirmation was given"));
        assert_eq!(sent(&rig, "POWer 5DBM"), 0);
    });
}

#[test]
fn of_several_settings_the_first_that_is_refused_is_the_last() {
    on_held_clock(async {
        let mut rig = Rig::new(Peer::new(1, Vec::new()), MonitorMode::Off, 1);
        known(&mut rig).await;
        let power = |n, dbm| (Parameter::LaserPower(laser(n)), Value::Power(Dbm(dbm).into()));
        let job = Order::set_all(vec![power(1, 2.5), power(2, 99.0), power(1, 3.5)], None);
        let told = refused(&mut rig, job, "for the second power").await;
        assert!(told.ends_with("1 of 3 done, nothing after it sent"), "{told}");
        assert_eq!((sent(&rig, "POWer 2.5DBM"), sent(&rig, "POWer 3.5DBM")), (1, 0));
        let told = refused(&mut rig, Order::set_all(vec![power(2, 99.0)], None), "for its power").await;
        assert!(!told.contains("done"), "{told}");
        let all = done(&mut rig, Order::set_all(vec![power(1, 2.0), power(2, 3.0)], None)).await;
        assert_eq!(all, "held by the instrument");
        assert_eq!(done(&mut rig, Order::set_all(vec![power(2, 4.0)], None)).await, "4 dBm");
        // It holds something else.
        *rig.peer.ignored.lock().unwrap() = Some(":CTP:RLASer2:POWer");
        let held = done(&mut rig, Order::set_all(vec![power(2, 5.0)], None)).await;
        assert_eq!(held, "requested 5 dBm; the instrument reports 4 dBm");
    });
}

#[test]
fn an_error_that_was_there_before_is_not_the_orders() {
    on_held_clock(async {
        let mut rig = Rig::new(Peer::new(1, Vec::new()), MonitorMode::Off, 1);
        known(&mut rig).await;
        // The second one is refused.
        rig.peer.command(":INITiate:IMMediate");
        rig.peer.command(":INITiate:IMMediate");
        let power = Order::set(Parameter::LaserPower(laser(2)), Value::Power(Dbm(1.5).into()));
        assert_eq!(done(&mut rig, power).await, "1.5 dBm");
    });
}

#[test]
fn light_of_a_scan_without_lasers_of_its_own_is_read_before_it_is_asked_about() {
    on_held_clock(async {
        let mut peer = Peer::new(1, Vec::new());
        peer.tls_laser = 0;
        let mut rig = Rig::new(peer, MonitorMode::Off, 1);
        rig.ready().await;
        sleep(Duration::from_secs(15)).await;
        let beams = |rig: &Rig| {
            rig.handle.observer().snapshot().beams(&Lights::Scan, &PowerCaps::default()).map(drop)
        };
        assert_eq!(beams(&rig), Err(NoBeam::Nothing), "no TLS has a laser, and all are dark");
        rig.peer.command(":CTP:RLASer2:POWer:STATe ON");
        sleep(rig.peer.warm_up).await;
        let id = rig.handle.submit(Query::Look(Lights::Scan)).unwrap();
        assert!(matches!(rig.outcome(id).await, Outcome::Done(_)));
        assert_eq!(beams(&rig), Ok(()), "laser 2 is on");
    });
}

#[test]
fn a_stronger_power_never_follows_an_off_that_came_while_it_waited() {
    // From the order to its last answer takes some 100 ms: OFF comes at every moment of it.
    for after in (0..200).step_by(5) {
        on_held_clock(async {
            let mut peer = Peer::new(1, Vec::new());
            peer.latency = Duration::from_millis(10);
            let mut rig = Rig::new(peer, MonitorMode::Off, 1);
            known(&mut rig).await;
            rig.peer.record.lock().unwrap().light.insert(2, true);
            let mut snapshots = rig.handle.observer().snapshots();
            snapshots.wait_for(|bench| bench.laser(laser(2)).emission == Emission::On).await.unwrap();
            let change = (Parameter::LaserPower(laser(2)), Value::Power(Dbm(3.5).into()));
            let consent = agreed(&rig, &Lights::Raise(vec![change]));
            let id = rig.handle.submit(Order::set_all(vec![change], Some(consent))).unwrap();
            sleep(Duration::from_millis(after)).await;
            rig.handle.observer().switch_off([laser(2)].into_iter().collect());
            rig.outcome(id).await;
            sleep(Duration::from_secs(1)).await;
            let heard = rig.peer.record.lock().unwrap().heard.clone();
            let at = |end: &str| heard.iter().position(|(_, line)| line.contains(end));
            let off = at("RLASer2:POWer:STATe OFF").unwrap_or_else(|| panic!("{heard:?}"));
            let Some(power) = at("RLASer2:POWer 3.5DBM").filter(|&power| power > off) else { return };
            // Only where it was read as dark, and the power lets nothing out.
            let looked = heard[off..power].iter().any(|(_, line)| line.contains("RLASer2:POWer:STATe?"));
            assert!(looked, "the power follows an OFF that came after {after} ms");
        });
    }
}
