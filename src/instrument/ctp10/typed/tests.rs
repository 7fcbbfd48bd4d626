use super::*;
use crate::core::ids::TlsId;
use crate::core::units::Dbm;

fn verdict(line: &str) -> Verdict {
    let mut caps = PowerCaps::default();
    caps.set(crate::core::ids::LaserId::new(2).unwrap(), Dbm(3.0));
    judge(&ScpiLine::new(line).unwrap(), &caps)
}

#[test]
fn questions_and_settings_go_out() {
    for line in [
        "*IDN?",
        "frobnicate?",
        ":INIT:WAV:STAR 1550NM",
        "ctp:sens4:chan1:unit:y mw",
        ":CTP:RLAS1:POW:STAT OFF",
        ":CTP:RLAS1:WAV?;POW?",
        ":ABOR",
    ] {
        assert_eq!(verdict(line), Verdict::Send, "{line}");
    }
}

#[test]
fn light_power_resets_and_the_unknown_ask() {
    for line in [
        "*RST",
        "*rst",
        ":CTP:RLAS1:POW:STAT ON",
        "CTP:RLASer10:POWer:STATe 1",
        ":ctp:rlase1:powe:state on",
        ":CTP:RLAS1:WAV 1550NM;POW:STAT ON",
        "*IDN?;:CTP:RLAS1:POW:STAT ON",
        ":CTP:RLAS1:POW?;POW:STAT 1",
        ":CTP:RLAS1:IDN?;POW 2DBM",
        ":CTP:RLAS1:POW 2DBM",
        ":INIT:TLS1:POW 2",
        ":INIT",
        "INIT:IMM",
        ":REF:SENS4:CHAN1:INIT",
        "FROBNICATE 3",
        ":INIT:WAV:STAR 1550NM;*RST",
    ] {
        assert!(matches!(verdict(line), Verdict::Ask { .. }), "{line}: {:?}", verdict(line));
    }
}

#[test]
fn a_power_above_the_cap_is_refused_in_every_disguise() {
    for line in [
        ":CTP:RLAS1:POW 10.1DBM",
        ":ctp:rlaser1:power 10.1 dbm",
        "CTP:RLAS:POW 20MW",
        ":CTP:RLAS2:POW 3.1DBM",
        ":CTP:RLAS1:WAV 1550NM;POW 12DBM",
        "*IDN?;:INIT:TLS1:POW 12",
        ":INIT:TLS1:SPE 20;POW 4",
        ":CTP:RLAS1:POW MAX",
        ":CTP:RLAS1:POW 1E1000",
        ":CTP:RLAS1:POW NAN",
        ":CTP:RLAS1:POW",
        ":CTP:RLAS1:POWE 12DBM",
        ":INIT:LAS:POW 12DBM",
        ":INIT:LAS2:POW 16MW",
        ":SOUR1:POWER 12",
    ] {
        assert!(matches!(verdict(line), Verdict::Refuse(_)), "{line}: {:?}", verdict(line));
    }
}

#[test]
fn a_line_that_sets_a_parameter_of_light_is_one_that_raises_it() {
    let (of_light, others): (Vec<_>, Vec<_>) =
        Parameter::all().partition(|parameter| parameter.is_of_light());
    for parameter in of_light {
        let line = format!("{} 2DBM", header(parameter));
        let raised = Lights::Raise(vec![(parameter, Value::Power(Dbm(2.0).into()))]);
        assert!(
            matches!(verdict(&line), Verdict::Ask { lights: Some(lights), .. } if lights == raised),
            "{line}: {:?}",
            verdict(&line)
        );
    }
    for parameter in others {
        assert_eq!(verdict(&format!("{} 1", header(parameter))), Verdict::Send, "{parameter}");
    }
}

#[test]
fn what_a_line_lights_is_told_where_nothing_else_stands_in_it() {
    let lights = |line: &str| {
        let told = verdict(line);
        let Verdict::Ask { lights, .. } = told else { panic!("{line}: {told:?}") };
        lights
    };
    let (laser, tls) = (LaserId::new(1).unwrap(), TlsId::new(1).unwrap());
    let power = |parameter| Lights::Raise(vec![(parameter, Value::Power(Dbm(2.0).into()))]);
    for (line, told) in [
        (":CTP:RLAS1:POW:STAT ON", Lights::Laser(laser)),
        ("*IDN?;:CTP:RLAS1:POW:STAT ON", Lights::Laser(laser)),
        (":CTP:RLAS1:POW 2DBM", power(Parameter::LaserPower(laser))),
        (":CTP:RLAS:POW 2DBM", power(Parameter::LaserPower(laser))),
        (":CTP:RLAS11:POW 2DBM", Lights::Untold),
        (":SOUR1:RLAS1:POW 2DBM", Lights::Untold),
        (":INIT:TLS1:POW 2", power(Parameter::TlsPower(tls))),
        (":INIT", Lights::Scan),
        (":INIT:WAV:STAR 1550NM;:INIT", Lights::Untold),
        (":CTP:RLAS1:POW:STAT ON;:ABOR", Lights::Untold),
        // What can let light out is the reason, whatever else cannot be taken back.
        (":CTP:RLAS1:POW:STAT ON;*RST", Lights::Untold),
        ("*RST;:CTP:RLAS1:POW:STAT ON", Lights::Untold),
    ] {
        assert_eq!(lights(line), Some(told), "{line}");
    }
    let Verdict::Ask { why, .. } = verdict(":CTP:RLAS1:POW:STAT ON;*RST") else { unreachable!() };
    assert!(why.contains("emission"), "{why}");
    // A node more or fewer is another command.
    assert_eq!(lights(":CTP:RLAS1:POW:STAT:MORE ON"), Some(Lights::Untold));
    assert!(headers().contains(&"INITiate:IMMediate"), "{:?}", headers());
}
