//! Powers in mW: of detectors whose unit is changed from elsewhere, and of lasers that answer in it.

use std::time::Duration;

use ctp10::core::consent::Lights;
use ctp10::core::history::{History, Reading};
use ctp10::core::ids::TlsId;
use ctp10::core::laser::PowerCaps;
use ctp10::core::modes::{MonitorMode, PollMode};
use ctp10::core::outcome::Outcome;
use ctp10::core::parameter::{Parameter, Value};
use ctp10::core::request::Order;
use ctp10::core::units::{Dbm, LaserUnit, Power};
use ctp10::instrument::worker::Setup;
use tokio::time::sleep;

use super::super::peer::Peer;
use super::super::{Rig, on_held_clock, rig_setup, switch_on};
use super::{HERE, fast, heard, laser, notices};

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
                    history.absorb(&rig.handle.observer().snapshot().tail);
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
        let bench = rig.handle.observer().snapshot();
        assert!(
            bench.at_most(power).is_some_and(|most| (most.0 - 8.0).abs() < 1e-6),
            "{:?}",
            bench.value(power)
        );
        let id = rig.handle.submit(Order::set(power, Value::Power(Dbm(3.0).into()))).unwrap();
        assert_eq!(rig.outcome(id).await, Outcome::Done("3 dBm".into()));
        let bench = rig.handle.observer().snapshot();
        assert_eq!(bench.laser_units.get(&power), Some(&LaserUnit::Mw));
        rig.peer.command(":CTP:RLASer2:POWer 9DBM");
        sleep(Duration::from_secs(6)).await;
        let held = rig.handle.observer().snapshot().value(power).and_then(Value::power).unwrap();
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
                let beams = rig.handle.observer().snapshot().beams(&lights, caps);
                beams.map(|beams| beams.each()[0].power.shown()).map_err(|why| why.to_string())
            };
            let mut caps = PowerCaps::default();
            assert_eq!(shown(&rig, &caps), Ok(words.into()), "{parameter}");
            // The cap holds for the worse reading.
            caps.set(laser(1), Dbm(5.9));
            assert!(shown(&rig, &caps).is_err_and(|why| why.contains("above the cap")), "{parameter}");
            // Nobody can set it as it stands there: it may be either.
            let held = rig.handle.observer().snapshot().value(parameter).unwrap();
            assert!(matches!(held, Value::Power(Power::Unsure(_))), "{parameter}: {held:?}");
            let id = rig.handle.submit(Order::set(parameter, held)).unwrap();
            let outcome = rig.outcome(id).await;
            assert!(
                matches!(&outcome, Outcome::Refused(words) if words.to_string().contains("dBm or mW")),
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
            matches!(&outcome, Outcome::Refused(words) if words.to_string().contains("above the cap")),
            "{outcome:?}"
        );
        assert_eq!(heard(&rig, "STATe ON"), 0);
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
