//! Other clients of the instrument: their errors, their settings, their sweeps.

use std::sync::Arc;
use std::time::Duration;

use ctp10::core::consent::Lights;
use ctp10::core::consent::tests::written;
use ctp10::core::event::Event;
use ctp10::core::ids::DetectorId;
use ctp10::core::laser::PowerCaps;
use ctp10::core::modes::{ErrorMode, MonitorMode};
use ctp10::core::operation::Operation;
use ctp10::core::outcome::Outcome;
use ctp10::core::parameter::{Parameter, PowerUnit, Value};
use ctp10::core::request::Order;
use ctp10::core::units::Dbm;
use ctp10::instrument::worker::Setup;
use tokio::time::sleep;

use super::super::peer::Peer;
use super::super::{Rig, begin, on_held_clock, sweep};
use super::{HERE, fast, heard, laser, notices};

#[test]
fn an_error_of_another_client_does_not_hide_that_a_sweep_runs() {
    on_held_clock(async {
        let mut rig =
            Rig::with(Peer::new(1, Vec::new()), &HERE, Setup { monitor: MonitorMode::Off, ..fast() });
        rig.ready().await;
        sleep(Duration::from_secs(5)).await;
        let beams = rig.handle.observer().snapshot().beams(&Lights::Scan, &PowerCaps::default()).unwrap();
        let id = rig.handle.submit(begin(Operation::SweepStart, beams.agreed_beforehand(written()))).unwrap();
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
        assert!(rig.handle.observer().ours().borrow().scanning, "it is ours, and ends with this session");
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
        rig.handle.observer().shut_down();
        // By itself, once another client is seen.
        let mut rig = Rig::with(Peer::new(2, Vec::new()), &HERE, fast());
        rig.ready().await;
        sleep(Duration::from_secs(5)).await;
        assert!(!rig.handle.observer().snapshot().shared && heard(&rig, ":SYSTem:ERRor?") > 3);
        rig.peer.command(":INITiate:IMMediate");
        sleep(Duration::from_secs(1)).await;
        assert!(rig.handle.observer().snapshot().shared);
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
            Order::set(Parameter::PowerUnit(detector), PowerUnit::Mw.into()),
            sweep(&rig.handle).await,
            Order::Say(ctp10::core::request::ScpiLine::new(":CTP:SENSe4:CHANnel1:UNIT:Y DBM").unwrap(), None),
        ] {
            rig.handle.submit(order).unwrap();
            sleep(Duration::from_secs(10)).await;
        }
        assert!(!rig.handle.observer().snapshot().shared, "{:?}", notices(&mut rig));
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
            assert_eq!(
                rig.handle.observer().snapshot().shared,
                shared,
                "ordered: {ordered}, sweeps: {sweeps}"
            );
            let told = std::iter::from_fn(|| rig.events.try_recv().ok()).any(|event| {
                matches!(event, Event::InstrumentErrors { words, of_order: false } if words[0].contains("-310"))
            });
            assert!(told, "the operator reads it");
        });
    }
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
        assert!(rig.handle.observer().snapshot().shared);
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
fn a_setting_that_nothing_from_here_changed_is_a_sign_of_another_client() {
    on_held_clock(async {
        let mut rig =
            Rig::with(Peer::new(1, Vec::new()), &HERE, Setup { monitor: MonitorMode::Off, ..fast() });
        rig.ready().await;
        // After this everything is read again, and what is changed then was not changed by it.
        let line = ctp10::core::request::ScpiLine::new(":CTP:SENSe4:CHANnel1:UNIT:Y DBM").unwrap();
        rig.handle.submit(Order::Say(line, None)).unwrap();
        sleep(Duration::from_secs(10)).await;
        assert!(!rig.handle.observer().snapshot().shared);
        rig.peer.command(":CTP:SENSe4:CHANnel1:UNIT:Y MW");
        sleep(Duration::from_secs(3)).await;
        assert!(rig.handle.observer().snapshot().shared, "{:?}", notices(&mut rig));
    });
}
