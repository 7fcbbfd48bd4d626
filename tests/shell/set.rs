//! Settings from the command line: as they are typed, and what the instrument makes of them.

use serde_json::{Value as Json, json};

use crate::rig::{Sim, told};

fn said(sim: &Sim, arguments: &[&str]) -> String {
    let output = sim.at(arguments);
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", told(&output));
    String::from_utf8(output.stdout).unwrap().trim_end().to_owned()
}

fn object(sim: &Sim, arguments: &[&str]) -> Json {
    serde_json::from_str(&said(sim, &[arguments, &["--json"]].concat())).unwrap()
}

#[test]
fn a_negative_power_is_typed_with_its_unit_in_one_word() {
    let sim = Sim::start("negative", None);
    for (typed, held) in [
        (&["-3dBm"][..], "-3.00000000E+000"),
        (&["-3.5", "dBm"], "-3.50000000E+000"),
        (&["-4.25dBm", "--yes"], "-4.25000000E+000"),
    ] {
        said(&sim, &[&["set", "laser", "1", "power"][..], typed].concat());
        assert_eq!(sim.ask("CTP:RLAS1:POW?"), held, "{typed:?}");
    }
    let output = sim.at(&["set", "laser", "1", "power", "-x"]);
    assert_eq!(output.status.code(), Some(2), "{}", told(&output));
}

#[test]
fn a_detector_has_its_name_in_the_settings_wherever_one_is_named() {
    let sim = Sim::start("named", None);
    assert_eq!(said(&sim, &["set", "detector", "IN2", "unit", "mW"]), "mW");
    assert_eq!(sim.ask("CTP:SENS4:CHAN2:UNIT:Y?"), "1");
    assert_eq!(said(&sim, &["get", "detector", "in2", "unit"]), "mW");
    assert_eq!(object(&sim, &["get", "detector", "TLS-IN", "unit"])["parameter"], "detector 4/3 unit");
    let output = sim.at(&["get", "detector", "nobody", "unit"]);
    assert_eq!(output.status.code(), Some(2), "{}", told(&output));
    assert!(told(&output).contains("nobody"), "{}", told(&output));
}

#[test]
fn numbers_have_their_units_and_heads_are_words() {
    let sim = Sim::start("units", None);
    assert_eq!(said(&sim, &["get", "tls", "1", "speed"]), "20 nm/s");
    let speed = object(&sim, &["get", "tls", "1", "speed"]);
    assert_eq!((&speed["value"], &speed["unit"]), (&json!(20), &json!("nm/s")));
    assert!(
        said(&sim, &["get"]).lines().any(|line| line.starts_with("tls 1 speed") && line.ends_with("20 nm/s"))
    );
    assert_eq!(said(&sim, &["set", "tls", "1", "speed", "50nm/s"]), "50 nm/s");
    let csv = said(&sim, &["power", "--csv"]);
    assert_eq!(csv.lines().next(), Some("time,IN1_dBm,IN2_dBm,TLS_IN_dBm,OUT_TO_DUT_dBm"));
}

#[test]
fn what_else_the_instrument_changed_is_said() {
    let sim = Sim::start("moved", None);
    let output = sim.at(&["set", "sweep", "start", "1600nm"]);
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));
    assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), "1600 nm");
    let words = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(words.contains("the instrument changed sweep stop as well: 1580 nm before, 1600."), "{words}");
    let set = object(&sim, &["set", "sweep", "start", "1650nm"]);
    assert_eq!(
        (&set["moved"][0]["parameter"], &set["moved"].as_array().unwrap().len()),
        (&json!("sweep stop"), &1)
    );
    assert!(set["moved"][0]["before"].as_f64() < set["moved"][0]["value"].as_f64(), "{set}");
    // Nothing else moves.
    assert_eq!(object(&sim, &["set", "sweep", "start", "1530nm"])["moved"], json!([]));
    assert!(sim.at(&["set", "laser", "1", "power", "3dBm"]).stderr.is_empty());
    // Another laser brings its own settings with it.
    let set = object(&sim, &["set", "tls", "1", "laser", "2"]);
    let moved: Vec<&Json> = set["moved"].as_array().unwrap().iter().map(|one| &one["parameter"]).collect();
    assert!(moved.contains(&&json!("tls 1 start")) && moved.contains(&&json!("tls 1 stop")), "{set}");
}

#[test]
fn a_detector_that_is_not_there_is_refused_before_anything_is_sent() {
    let sim = Sim::start("absent", None);
    let file = sim.file("run.npz");
    for arguments in [
        &["reference", "9/1", "--yes", "--wait"][..],
        &["sweep", "--yes", "--start", "1530nm", "--save", &file, "--detector", "4/1", "--detector", "9/1"],
        &["trace", "9/1", "--save", &file],
        &["power", "4/1", "9/1"],
    ] {
        let output = sim.at(arguments);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {}", told(&output));
        assert_eq!(told(&output).trim(), "ctp10: there is no detector 9/1 on this bench", "{arguments:?}");
    }
    assert_eq!(sim.ask("CTP:RLAS1:POW:STAT?"), "0");
    assert_eq!(sim.ask("INIT:WAV:STAR?"), "1.52000000E-006");
    // Of those that the settings name one is enough.
    let config = sim.file("some.toml");
    std::fs::write(&config, "[[detector]]\nmodule = 4\nchannel = 1\n[[detector]]\nmodule = 9\nchannel = 1\n")
        .unwrap();
    said(&sim, &["sweep", "--yes", "--save", &file, "--config", &config]);
    assert_eq!(ctp10::export::load(std::path::Path::new(&file)).unwrap().len(), 1);
    std::fs::write(&config, "[[detector]]\nmodule = 9\nchannel = 1\n").unwrap();
    let output = sim.at(&["sweep", "--yes", "--save", &file, "--config", &config]);
    assert_eq!(output.status.code(), Some(1), "{}", told(&output));
}

#[test]
fn status_has_each_tunable_laser_and_what_a_laser_can() {
    let sim = Sim::start("tls", None);
    let status = said(&sim, &["status"]);
    let line =
        |name: &str| status.lines().find(|line| line.starts_with(name)).unwrap_or_else(|| panic!("{status}"));
    assert!(line("tls 1").contains("laser 1  ") && line("tls 1").contains("20 nm/s  8"), "{status}");
    assert!(line("tls 4").ends_with("no laser"), "{status}");
    assert!(line("laser 1").ends_with("1502 to 1627 nm"), "{status}");
    let status = object(&sim, &["status"]);
    assert_eq!(status["lasers"][0]["wavelength_range_nm"], json!([1502.0, 1627.0]));
    assert_eq!((&status["tls"][0]["tls"], &status["tls"][0]["laser"]), (&json!(1), &json!(1)));
    let settings = status["tls"][0]["settings"].as_array().unwrap();
    assert!(
        settings.contains(&json!({ "parameter": "tls 1 speed", "value": 20, "unit": "nm/s" })),
        "{settings:?}"
    );
}

#[test]
fn a_broken_line_ends_a_question_and_an_order_with_codes_of_their_own() {
    let fault = |on: &str, what: &str| format!("[[fault]]\non = '{on}'\n{what}\n");
    let set = ["set", "sweep", "start", "1530nm"];
    for (name, on, what, arguments, code, words) in [
        ("silent", "*OPC?", "silent = true", &["query", "*OPC?"][..], 4, "no response"),
        (
            "stalled",
            "*OPC?",
            "stall = { bytes = 1, seconds = 60.0 }",
            &["query", "*OPC?"],
            4,
            "no response within",
        ),
        ("closed", "*OPC?", "close = true", &["query", "*OPC?"], 3, "closed the connection"),
        ("order", "INIT:WAV:STAR", "close = true", &set, 6, "may or may not have been carried out"),
        ("none", "*STB?", "silent = true", &["query", "*BAD?"], 1, "Undefined header"),
    ] {
        let sim = Sim::start(name, Some(&fault(on, what)));
        let output = sim.run(&[arguments, &["--address", &sim.address]].concat());
        let told = told(&output);
        assert_eq!(output.status.code(), Some(code), "{name}: {told}");
        assert!(told.contains(words), "{name}: {told}");
        let doubtful = told.contains("may or may not") || told.contains("read back");
        assert_eq!(doubtful, code == 6, "{name}: {told}");
    }
}
