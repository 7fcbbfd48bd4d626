use std::sync::Arc;
use std::time::{Duration, Instant};

use super::*;
use crate::core::condition::Condition;
use crate::core::ids::{LaserId, TlsId};
use crate::core::laser::{Emission, Fitted, PowerCaps};
use crate::core::parameter::{Parameter, Subject, Value, ValueKind};
use crate::core::snapshot::{Link, Snapshot};
use crate::core::units::{Dbm, Seconds, Wavelength};

const NOW: fn() -> Instant = Instant::now;

fn laser(number: usize) -> LaserId {
    LaserId::new(number).unwrap()
}

/// Two lasers; TLS 1 sweeps the first.
fn bench() -> Snapshot {
    let mut bench = Snapshot::new([].into());
    bench.link = Link::Up(NOW());
    for (index, laser) in bench.lasers.iter_mut().enumerate() {
        laser.fitted = if index < 2 { Fitted::Model("T100S-HP".into()) } else { Fitted::Empty };
        laser.emission = Emission::Off;
    }
    let (tls, nm) = (TlsId::new(1).unwrap(), |nm| Value::Wavelength(Wavelength::from_nm(nm)));
    for (parameter, value) in [
        (Parameter::ScanStart, nm(1520.0)),
        (Parameter::ScanStop, nm(1580.0)),
        (Parameter::TlsLaser(tls), Value::Laser(LaserId::new(1))),
        (Parameter::TlsStart(tls), nm(1502.0)),
        (Parameter::TlsStop(tls), nm(1627.0)),
        (Parameter::TlsPower(tls), Value::Power(Dbm(8.0).into())),
        (Parameter::LaserPower(laser(1)), Value::Power(Dbm(8.0).into())),
        (Parameter::LaserPower(laser(2)), Value::Power(Dbm(3.0).into())),
        (Parameter::LaserWavelength(laser(1)), nm(1550.0)),
        (Parameter::LaserWavelength(laser(2)), nm(1310.0)),
    ] {
        put(&mut bench, parameter, value);
    }
    bench
}

fn put(bench: &mut Snapshot, parameter: Parameter, value: Value) {
    Arc::make_mut(&mut bench.values).insert(parameter, value);
}

fn power(bench: &mut Snapshot, parameter: Parameter, dbm: f64) {
    put(bench, parameter, Value::Power(Dbm(dbm).into()));
}

fn beams(bench: &Snapshot, lights: &Lights) -> Beams {
    bench.beams(lights, &PowerCaps::default()).unwrap()
}

#[test]
pub(crate) fn a_yes_needs_300_ms_of_the_whole_question_and_a_key_alone() {
    let start = NOW();
    let after = |ms| start + Duration::from_millis(ms);
    let mut sight = Sight::new(7);
    assert_eq!(sight.yes(true, after(10_000)), None, "never painted");
    sight.painted(7, true, after(0));
    assert_eq!(sight.yes(true, after(10_000)), None, "that frame was drawn before it was asked");
    sight.painted(8, true, after(1000));
    sight.painted(9, true, after(1200));
    assert_eq!(sight.yes(true, after(1299)), None, "too early");
    assert_eq!(sight.yes(false, after(1300)), None, "not alone");
    assert!(sight.yes(true, after(1300)).is_some());
    sight.painted(10, false, after(1400));
    assert_eq!(sight.yes(true, after(9000)), None, "not whole any more");
    sight.painted(11, true, after(9000));
    assert_eq!(sight.yes(true, after(9299)), None, "it counts from anew");
}

/// `--with-harm`, as a script's consent has it.
pub(crate) fn written() -> WithHarm {
    WithHarm::given(true).expect("it was given")
}

/// A consent to whatever it is.
pub(crate) fn any() -> Consent {
    bench().beams(&Lights::Untold, &PowerCaps::default()).unwrap().agreed_beforehand(written())
}

#[test]
fn without_the_flag_nobody_agreed_beforehand() {
    assert_eq!(WithHarm::given(false), None);
}

#[test]
pub(crate) fn what_was_shown_holds_and_no_more() {
    let mut bench = bench();
    let on = Lights::Laser(laser(1));
    let consent = beams(&bench, &on).agreed_beforehand(written());
    assert_eq!(consent.covers(&beams(&bench, &on)), Ok(()));
    power(&mut bench, Parameter::LaserPower(laser(1)), 7.0);
    assert_eq!(consent.covers(&beams(&bench, &on)), Ok(()), "less is no more");
    power(&mut bench, Parameter::LaserPower(laser(1)), 8.01);
    let told = consent.covers(&beams(&bench, &on)).expect_err("more power").to_string();
    assert_eq!(told, "laser 1: 8.00 dBm was shown, now it is 8.01 dBm; ask again");
    power(&mut bench, Parameter::LaserPower(laser(1)), 8.0);
    put(&mut bench, Parameter::LaserWavelength(laser(1)), Value::Wavelength(Wavelength::from_nm(1610.0)));
    let told = consent.covers(&beams(&bench, &on)).expect_err("another wavelength").to_string();
    assert_eq!(told, "laser 1: 1550.000 nm was shown, now it is 1610.000 nm; ask again");
    let other = beams(&bench, &Lights::Laser(laser(2)));
    let told = consent.covers(&other).unwrap_err().to_string();
    assert_eq!(
        told,
        "laser 1, 1550.000 nm, 8.00 dBm was shown, now it is laser 2, 1310.000 nm, 3.00 dBm; ask again"
    );
    assert_eq!(consent.covers(&beams(&bench, &Lights::Untold)), Err(Differs::Untold));
    bench.statistics.connections += 1;
    assert_eq!(consent.covers(&beams(&bench, &on)), Err(Differs::Epoch), "another connection");
}

#[test]
fn nothing_is_shown_that_is_not_there_not_known_not_finite_or_above_the_cap() {
    let mut bench = bench();
    let caps = PowerCaps::default();
    let ask = |bench: &Snapshot, lights: &Lights| bench.beams(lights, &caps).map(drop);
    assert_eq!(ask(&bench, &Lights::Laser(laser(3))), Err(NoBeam::Empty(laser(3))));
    for dbm in [10.01, f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        power(&mut bench, Parameter::LaserPower(laser(1)), dbm);
        assert!(matches!(ask(&bench, &Lights::Laser(laser(1))), Err(NoBeam::Power(_))), "{dbm}");
        power(&mut bench, Parameter::TlsPower(TlsId::new(1).unwrap()), dbm);
        assert!(matches!(ask(&bench, &Lights::Scan), Err(NoBeam::Power(_))), "{dbm}");
    }
    Arc::make_mut(&mut bench.values).remove(&Parameter::LaserPower(laser(1)));
    let unknown = NoBeam::Unknown(Parameter::LaserPower(laser(1)));
    assert_eq!(ask(&bench, &Lights::Laser(laser(1))), Err(unknown));
    bench.link = Link::Connecting;
    assert_eq!(ask(&bench, &Lights::Laser(laser(2))), Err(NoBeam::NoLink));
}

#[test]
fn a_scan_lights_the_lasers_of_its_tls_over_their_share_of_it() {
    let mut bench = bench();
    let (first, second) = (TlsId::new(1).unwrap(), TlsId::new(2).unwrap());
    assert_eq!(
        beams(&bench, &Lights::Scan).each()[0].to_string(),
        "laser 1, 1520.000 to 1580.000 nm, 8.00 dBm"
    );
    let consent = beams(&bench, &Lights::Scan).agreed_beforehand(written());
    // Another laser, a span that is not within, more power: asked again. Within and less: the same consent.
    put(&mut bench, Parameter::ScanStart, Value::Wavelength(Wavelength::from_nm(1530.0)));
    power(&mut bench, Parameter::TlsPower(first), 7.0);
    assert!(consent.again(&beams(&bench, &Lights::Scan)).is_some());
    put(&mut bench, Parameter::ScanStart, Value::Wavelength(Wavelength::from_nm(1519.9)));
    assert!(consent.again(&beams(&bench, &Lights::Scan)).is_none());
    put(&mut bench, Parameter::ScanStart, Value::Wavelength(Wavelength::from_nm(1520.0)));
    power(&mut bench, Parameter::TlsPower(first), 8.1);
    assert!(consent.again(&beams(&bench, &Lights::Scan)).is_none());
    put(&mut bench, Parameter::TlsLaser(first), Value::Laser(LaserId::new(2)));
    assert!(consent.again(&beams(&bench, &Lights::Scan)).is_none());
    // Nothing to light it: an empty position, none, or one that does not meet the scan.
    for laser in [3, 0] {
        put(&mut bench, Parameter::TlsLaser(first), Value::Laser(LaserId::new(laser)));
        assert_eq!(bench.beams(&Lights::Scan, &PowerCaps::default()), Err(NoBeam::Nothing));
    }
    put(&mut bench, Parameter::TlsLaser(second), Value::Laser(LaserId::new(0)));
    bench.lasers[1].emission = Emission::On;
    let scan = beams(&bench, &Lights::Scan);
    assert!(scan.each().is_empty(), "light is out already: none is added");
    assert!(scan.need_consent(&Lights::Scan), "a scan moves the light that is out");
}

#[test]
fn who_was_told_that_the_light_goes_off_did_not_agree_that_it_stays() {
    let set = |bench: &mut Snapshot, stays_on| {
        let seconds = Seconds::try_from(0.0).unwrap();
        put(bench, Parameter::Stabilization, Value::Stabilization { stays_on, seconds });
        beams(bench, &Lights::Scan)
    };
    let mut bench = bench();
    let unread = beams(&bench, &Lights::Scan);
    let [off, on] = [false, true].map(|stays_on| set(&mut bench, stays_on));
    let afterwards = [&unread, &off, &on].map(Beams::afterwards);
    assert_eq!(afterwards, [Afterwards::Unknown, Afterwards::GoesOff, Afterwards::StaysOn].map(Some));
    assert_eq!(beams(&bench, &Lights::Laser(laser(1))).afterwards(), None);
    for (shown, now, holds) in [
        (&off, &off, Ok(())),
        (&off, &on, Err(Differs::Afterwards)),
        (&off, &unread, Err(Differs::Afterwards)),
        (&on, &off, Ok(())),
        (&unread, &on, Ok(())),
    ] {
        assert_eq!(shown.agreed_beforehand(written()).covers(now), holds);
    }
}

#[test]
fn more_power_than_was_agreed_to_is_asked_while_light_is_out() {
    let mut bench = bench();
    let set = |dbm| Lights::Raise(vec![(Parameter::LaserPower(laser(1)), Value::Power(Dbm(dbm).into()))]);
    let raised = |bench: &Snapshot, dbm| !beams(bench, &set(dbm)).each().is_empty();
    assert!(!raised(&bench, 9.9), "it is dark");
    bench.lasers[0].emission = Emission::On;
    assert!(raised(&bench, 9.9) && !raised(&bench, 8.0) && !raised(&bench, 3.0), "lit by somebody else");
    bench.lasers[0].agreed = Some(Dbm(9.0));
    assert!(raised(&bench, 9.1) && !raised(&bench, 9.0));
    bench.lasers[0].emission = Emission::Unknown;
    assert!(raised(&bench, 9.1), "unknown counts as on");
    bench.lasers[0].emission = Emission::Off;
    bench.lasers[0].switching_on = Some(NOW());
    assert!(raised(&bench, 9.1), "it warms up");
}

#[test]
fn every_power_of_a_laser_is_asked_while_it_is_on() {
    let mut bench = bench();
    let tls = TlsId::all().flat_map(|tls| Subject::Tls(tls).parameters());
    for tls in TlsId::all() {
        put(&mut bench, Parameter::TlsLaser(tls), Value::Laser(LaserId::new(1)));
    }
    bench.lasers[0].emission = Emission::On;
    let powers: Vec<Parameter> = Subject::Laser(laser(1))
        .parameters()
        .into_iter()
        .chain(tls)
        .chain(Subject::Sweep.parameters())
        .filter(|parameter| parameter.kind() == ValueKind::Power)
        .collect();
    assert!(powers.contains(&Parameter::MadeUp) && powers.len() > 5, "{powers:?}");
    for parameter in powers {
        let set = |dbm| Lights::Raise(vec![(parameter, Value::Power(Dbm(dbm).into()))]);
        assert_eq!(beams(&bench, &set(9.9)).each()[0].laser, laser(1), "{parameter}");
        assert!(beams(&bench, &set(8.0)).each().is_empty(), "{parameter}");
        let no_power = Lights::Raise(vec![(parameter, Value::Speed(1))]);
        assert!(bench.beams(&no_power, &PowerCaps::default()).is_err(), "{parameter}");
    }
}

#[test]
fn what_decides_what_a_scan_lights_is_said_by_the_rows() {
    let second = TlsId::new(2).unwrap();
    let nm = |nm| Value::Wavelength(Wavelength::from_nm(nm));
    let mut bench = bench();
    // A share that ends within the scan, where the other one's ends beyond it.
    for (parameter, value) in [
        (Parameter::TlsLaser(second), Value::Laser(LaserId::new(2))),
        (Parameter::TlsStart(second), nm(1530.0)),
        (Parameter::TlsStop(second), nm(1570.0)),
        (Parameter::TlsPower(second), Value::Power(Dbm(3.0).into())),
    ] {
        put(&mut bench, parameter, value);
    }
    let lit = beams(&bench, &Lights::Scan);
    let others = |parameter: Parameter| match parameter.kind() {
        ValueKind::Wavelength => [1510.0, 1540.0, 1590.0].map(nm).to_vec(),
        ValueKind::Power => vec![Value::Power(Dbm(1.0).into())],
        ValueKind::Laser => [0, 1, 2].map(|position| Value::Laser(LaserId::new(position))).to_vec(),
        kind
        @ (ValueKind::Sampling | ValueKind::Speed | ValueKind::Trigger { .. } | ValueKind::Choice(_)) => {
            kind.samples()
        }
        ValueKind::Stabilization => [true, false]
            .map(|stays_on| Value::Stabilization { stays_on, seconds: Seconds::try_from(1.0).unwrap() })
            .to_vec(),
    };
    let held: Vec<Parameter> = bench.scan_light().collect();
    for parameter in Parameter::all() {
        let beams = others(parameter).into_iter().map(|value| {
            let mut other = bench.clone();
            put(&mut other, parameter, value);
            other.beams(&Lights::Scan, &PowerCaps::default())
        });
        let beams: Vec<_> = beams.collect();
        let decides = beams.iter().any(|other| other.as_ref().map(Beams::each) != Ok(lit.each()));
        // A TLS without a laser lights nothing, wherever its share is.
        let of_nobody = parameter.subject().tls().is_some_and(|tls| bench.laser_of(tls).is_none());
        let of_nobody = of_nobody && !matches!(parameter, Parameter::TlsLaser(_));
        assert_eq!(decides, parameter.is_of_scan_light() && !of_nobody, "{parameter}");
        let is_read = held.contains(&parameter) || matches!(parameter, Parameter::TlsLaser(_));
        let counts = beams.iter().any(|other| *other != Ok(lit.clone()));
        assert!(is_read || !counts, "{parameter} is not read before a scan");
    }
}

#[test]
fn two_tls_of_one_laser_are_one_beam_of_all_that_either_may_let_out() {
    let (first, second) = (TlsId::new(1).unwrap(), TlsId::new(2).unwrap());
    let nm = |nm| Value::Wavelength(Wavelength::from_nm(nm));
    for (one, other) in [(first, second), (second, first)] {
        let mut bench = bench();
        for (tls, from, to, dbm) in [(one, 1502.0, 1560.0, 3.0), (other, 1540.0, 1570.0, 8.0)] {
            put(&mut bench, Parameter::TlsLaser(tls), Value::Laser(LaserId::new(1)));
            put(&mut bench, Parameter::TlsStart(tls), nm(from));
            put(&mut bench, Parameter::TlsStop(tls), nm(to));
            power(&mut bench, Parameter::TlsPower(tls), dbm);
        }
        let told = |bench: &Snapshot| -> Vec<String> {
            beams(bench, &Lights::Scan).each().iter().map(Beam::to_string).collect()
        };
        assert_eq!(told(&bench), ["laser 1, 1520.000 to 1570.000 nm, 8.00 dBm"]);
        put(&mut bench, Parameter::TlsLaser(second), Value::Laser(LaserId::new(2)));
        assert_eq!(told(&bench).len(), 2, "two lasers are two beams");
    }
}

#[test]
fn where_it_cannot_be_told_what_is_lit_every_laser_that_is_there_is_held_to_its_cap() {
    let mut bench = bench();
    power(&mut bench, Parameter::LaserPower(laser(3)), 11.0);
    assert!(!beams(&bench, &Lights::Untold).told(), "position 3 is empty");
    assert!(beams(&bench, &Lights::Scan).told());
    power(&mut bench, Parameter::LaserPower(laser(2)), 11.0);
    assert!(matches!(bench.beams(&Lights::Untold, &PowerCaps::default()), Err(NoBeam::Power(_))));
}

#[test]
fn the_power_of_a_tls_is_light_while_its_laser_is_lit_and_it_is_not_known_to_be_idle() {
    let mut bench = bench();
    let first = TlsId::new(1).unwrap();
    let set = Lights::Raise(vec![(Parameter::TlsPower(first), Value::Power(Dbm(9.9).into()))]);
    for (emission, condition, asked) in [
        (Emission::On, Some(0), false),
        (Emission::On, Some(4), true),
        (Emission::On, None, true),
        (Emission::Off, Some(4), false),
        (Emission::Off, Some(0), false),
    ] {
        bench.lasers[0].emission = emission;
        bench.condition = condition.map(Condition);
        assert_eq!(!beams(&bench, &set).each().is_empty(), asked, "{emission:?} {condition:?}");
    }
}
