use super::*;

#[test]
fn a_parameter_is_found_by_its_own_words() {
    let (laser, tls) = (LaserId::new(10).unwrap(), TlsId::new(4).unwrap());
    let detector = Subject::Detector(DetectorId::new(20, 6).unwrap());
    let subjects = [Subject::Laser(laser), Subject::Tls(tls), Subject::Sweep, detector];
    for parameter in subjects.into_iter().flat_map(Subject::parameters) {
        let command = parameter.command();
        let words: Vec<&str> = command.split(' ').collect();
        assert_eq!(Parameter::find(&words), Some(parameter), "{command}");
    }
    for words in [
        &["laser", "11", "power"][..],
        &["tls", "5", "start"],
        &["sweep", "power"],
        &["detector", "21/1", "unit"],
        &[],
    ] {
        assert_eq!(Parameter::find(words), None, "{words:?}");
    }
}

#[test]
fn a_parameter_has_one_other_word_at_the_most_and_is_found_by_it() {
    for parameter in Parameter::all() {
        let other = parameter.command().replace(parameter.node(), "frequency");
        let words: Vec<&str> = other.split(' ').collect();
        let is_wavelength = parameter.node() == "wavelength";
        assert_eq!(Parameter::find(&words) == Some(parameter), is_wavelength, "{other}");
    }
}

#[test]
fn a_parameter_is_told_by_its_row() {
    let (laser, tls) = (LaserId::new(10).unwrap(), TlsId::new(1).unwrap());
    let told = |parameter: Parameter| (parameter.to_string(), parameter.general_name());
    let both = |name: &str, general: &str| (name.to_owned(), general.to_owned());
    assert_eq!(told(Parameter::LaserPower(laser)), both("laser 10 power", "laser power"));
    assert_eq!(told(Parameter::TlsSpeed(tls)), both("TLS 1 speed", "TLS speed"));
    assert_eq!(told(Parameter::Sampling), both("sampling", "sampling"));
    assert_eq!(told(Parameter::ScanMode), both("sweep mode", "sweep mode"));
}

#[test]
fn a_unit_that_is_not_its_own_is_refused() {
    const UNITS: [&str; 18] = [
        "m", "um", "nm", "pm", "fm", "Hz", "GHz", "THz", "dB", "dBm", "W", "mW", "uW", "nm/s", "s", "ms",
        "%", "x",
    ];
    for parameter in Parameter::all() {
        let (typed, own): (&str, &[&str]) = match parameter.kind() {
            ValueKind::Wavelength => ("1550", &["m", "um", "nm", "pm", "Hz", "GHz", "THz"]),
            ValueKind::Sampling => ("50", &["nm", "pm", "fm"]),
            ValueKind::Power => ("1", &["dBm", "W", "mW", "uW"]),
            ValueKind::Speed => ("20", &["nm/s"]),
            ValueKind::Laser | ValueKind::Trigger { .. } | ValueKind::Choice(_) => ("1", &[]),
            ValueKind::Stabilization => ("on,5", &["s"]),
        };
        for unit in UNITS {
            let understood = match parameter.parse(&format!("{typed} {unit}")) {
                Ok(_) | Err(BadEntry::NotOffered { .. } | BadEntry::OutOfRange { .. }) => true,
                Err(BadEntry::Value(_) | BadEntry::NotAChoice { .. }) => false,
            };
            assert_eq!(understood, own.contains(&unit), "{parameter} {typed} {unit}");
        }
    }
}

#[test]
fn a_change_moves_what_shares_a_value_with_it_and_nothing_else() {
    let channels = |channel| {
        let moved = Parameter::DetectorWavelength(DetectorId::new(4, channel).unwrap()).moves();
        let channel = |one: Parameter| match one.subject() {
            Subject::Detector(detector) => detector.channel(),
            other @ (Subject::Laser(_) | Subject::Tls(_) | Subject::Sweep) => panic!("{other}"),
        };
        moved.into_iter().map(channel).collect::<Vec<_>>()
    };
    assert_eq!((channels(1), channels(3), channels(5)), (vec![1], vec![2, 3, 4], vec![2, 3, 4, 5]));
}
