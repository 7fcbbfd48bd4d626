use super::*;
use crate::core::ids::{LaserId, TlsId};
use crate::core::parameter::{Parameter, ScanMode};

#[test]
fn a_field_takes_what_an_operator_types() {
    let tls = TlsId::new(1).unwrap();
    assert_eq!(Parameter::TlsSpeed(tls).parse("20 nm/s"), Ok(Value::Speed(20)));
    assert_eq!(Parameter::ScanMode.parse("cont"), Ok(ScanMode::Continuous.into()));
    assert_eq!(
        Parameter::Stabilization.parse("on, 5.6 s"),
        Ok(Value::Stabilization { stays_on: true, seconds: Seconds::try_from(5.6).unwrap() })
    );
}

#[test]
fn a_nudge_goes_to_the_next_value_there_is() {
    let nudged = |parameter: Parameter, typed: &str, up, tenths| {
        parameter.parse(typed).unwrap().nudged(up, tenths, Some(&[10, 20, 50])).typed()
    };
    let speed = Parameter::TlsSpeed(TlsId::new(1).unwrap());
    assert_eq!(nudged(speed, "20", true, 10), "50");
    assert_eq!(nudged(speed, "50", true, 100), "50");
    assert_eq!(nudged(Parameter::Sampling, "0.5", true, 10), "1 pm");
    assert_eq!(nudged(Parameter::Sampling, "1", false, 100), "0.02 pm");
    assert_eq!(nudged(Parameter::ScanStart, "1550", true, 100), "1551 nm");
    assert_eq!(nudged(Parameter::ScanStart, "1550", false, 1), "1549.99 nm");
    assert_eq!(nudged(Parameter::LaserPower(LaserId::new(1).unwrap()), "-0.05", true, 10), "0.05 dBm");
    assert_eq!(nudged(Parameter::Stabilization, "on,0", false, 10), "on,0");
}

#[test]
fn limits_are_told_with_what_would_do() {
    let tls = TlsId::new(1).unwrap();
    let words = |p: Parameter, typed| p.parse(typed).unwrap_err().to_string();
    assert_eq!(
        words(Parameter::Sampling, "0.03pm"),
        "a sampling of 0.03 pm is not offered; the nearest is 0.02 pm"
    );
    assert_eq!(words(Parameter::TlsTrigger(tls), "9"), "9 is outside 0 to 8");
    assert!(words(Parameter::TlsSpeed(tls), "20.5").contains("whole nm/s"));
    assert!(words(Parameter::Stabilization, "1,61").contains("0 to 60"));
}

#[test]
fn a_value_is_typed_so_that_it_reads_as_itself() {
    for parameter in Parameter::all() {
        for value in parameter.kind().samples() {
            assert!(
                parameter.parse(&value.typed()).is_ok_and(|read| read.agrees(value)),
                "{parameter} {value}"
            );
            assert!(parameter.kind().holds(value), "{parameter} {value}");
        }
    }
    assert_eq!(Value::from(ScanMode::Continuous).typed(), "continuous", "a choice by its word");
}

#[test]
fn a_value_agrees_with_none_of_another_kind() {
    let all: Vec<_> = Parameter::all().flat_map(|parameter| parameter.kind().samples()).collect();
    for (one, other) in all.iter().flat_map(|one| all.iter().map(move |other| (*one, *other))) {
        let alike = std::mem::discriminant(&one) == std::mem::discriminant(&other);
        assert!(alike || !one.agrees(other), "{one:?} {other:?}");
    }
}

#[test]
fn a_step_ends_at_the_last_value_there_is() {
    for parameter in Parameter::all() {
        let ends_at = |up| {
            let first = parameter.kind().samples()[0];
            (0..300).fold(first, |held, _| held.nudged(up, 10, None))
        };
        let ends = (ends_at(false).typed(), ends_at(true).typed());
        let wanted = match parameter.kind() {
            ValueKind::Laser => ("0", "10"),
            ValueKind::Speed => ("1", "200"),
            ValueKind::Trigger { .. } => ("0", "8"),
            ValueKind::Choice(Choices::ScanMode) => ("single", "continuous"),
            ValueKind::Choice(Choices::PowerUnit) => ("dBm", "mW"),
            ValueKind::Choice(Choices::SpectralUnit) => ("nm", "THz"),
            ValueKind::Stabilization => ("on,0", "on,60"),
            ValueKind::Wavelength | ValueKind::Sampling | ValueKind::Power => continue,
        };
        assert_eq!((ends.0.as_str(), ends.1.as_str()), wanted, "{parameter}");
    }
}

#[test]
fn what_is_no_choice_is_refused_with_the_words_there_are() {
    let refused = Parameter::ScanMode.parse("sometimes").unwrap_err().to_string();
    assert_eq!(refused, "\"sometimes\" is not single or continuous");
}

#[test]
fn both_parts_of_a_stabilization_are_to_be_held() {
    let value =
        |stays_on, seconds| Value::Stabilization { stays_on, seconds: Seconds::try_from(seconds).unwrap() };
    let asked = value(true, 5.6);
    assert!(asked.agrees(value(true, 5.62)));
    assert!(!asked.agrees(value(false, 5.6)) && !asked.agrees(value(true, 6.0)));
}
