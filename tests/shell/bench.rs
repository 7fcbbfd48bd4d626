//! The commands that ask and order: each good, refused, without a link, in wrong use, read-only, into a broken pipe.

use std::io::{BufRead, BufReader, Read};
use std::process::Stdio;

use ctp10::core::may::May;
use serde_json::Value as Json;

use crate::rig::{Sim, told};

fn json(sim: &Sim, arguments: &[&str]) -> Json {
    let output = sim.at(&[arguments, &["--json"]].concat());
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", told(&output));
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {}", told(&output)))
}

#[test]
fn what_is_asked_is_answered_for_people_and_for_programs() {
    let sim = Sim::start("asked", None);
    let said = |arguments: &[&str]| {
        let output = sim.at(arguments);
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", told(&output));
        String::from_utf8(output.stdout).unwrap()
    };
    assert_eq!(said(&["identify"]).trim(), "EXFO CTP10 SIM00001 1.4.0");
    assert_eq!(json(&sim, &["identify"])["simulated"], true);
    assert_eq!(said(&["get", "sweep", "start"]).trim(), "1520 nm");
    let start = json(&sim, &["get", "sweep", "start"]);
    assert_eq!((&start["value"], &start["unit"]), (&1520.0.into(), &"nm".into()));
    // Whether 8 is dBm or mW nobody knows yet.
    assert_eq!(json(&sim, &["get", "laser", "1", "power"])["unit"], Json::Null);
    let all = said(&["get"]);
    for name in ["laser 1 wavelength", "tls 1 speed", "sweep sampling", "detector 4/1 unit"] {
        assert!(all.lines().any(|line| line.starts_with(name)), "{name}: {all}");
    }
    let powers = json(&sim, &["power", "4/2", "IN1"]);
    let names: Vec<&Json> =
        powers["detectors"].as_array().unwrap().iter().map(|one| &one["detector"]).collect();
    assert_eq!(names, ["4/2", "4/1"]);
    assert!(powers["detectors"][0]["power_dbm"].as_f64().unwrap() < -40.0, "{powers}");
    assert_eq!(said(&["query", "*IDN?"]).trim(), "EXFO,CTP10,SIM00001,1.4.0");
    let status = json(&sim, &["status"]);
    assert_eq!((&status["light"], &status["doing"]), (&"dark".into(), &"idle".into()));
    assert!(said(&["status"]).contains("no laser is on"));
    assert_eq!(said(&["errors"]).trim(), "no errors");
    assert!(sim.ask(":NO:SUCH:THING;*OPC?").is_empty() || sim.ask("*OPC?") == "1");
    assert_eq!(json(&sim, &["errors"])["errors"].as_array().unwrap().len(), 1);
    assert_eq!(json(&sim, &["errors"])["errors"], Json::Array(Vec::new()));
}

#[test]
fn a_setting_is_set_read_back_and_refused_with_the_reason() {
    let sim = Sim::start("set", None);
    let set = json(&sim, &["set", "sweep", "start", "1530", "nm"]);
    assert_eq!((&set["parameter"], &set["value"]), (&"sweep start".into(), &1530.0.into()));
    assert_eq!(sim.ask("INIT:WAV:STAR?"), "1.53000000E-006");
    for (arguments, code, says) in [
        (&["set", "laser", "1", "power", "12dBm"][..], 1, "cap"),
        (&["set", "laser", "7", "power", "3dBm"], 1, "laser 7"),
        (&["set", "sweep", "start"], 2, "needs a value"),
        (&["set", "sweep", "begin", "1500nm"], 2, "ctp10 get"),
        (&["set", "sweep", "start", "blue"], 2, "blue"),
        (&["get", "laser", "7", "power"], 1, "laser 7"),
        (&["query", ":INIT"], 2, "not a query"),
        (&["power", "nobody"], 2, "nobody"),
        (&["power", "9/1"], 1, "9/1"),
        (&["power", "--watch", "--count", "0"], 2, "--count"),
    ] {
        let output = sim.at(arguments);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {}", told(&output));
        assert!(told(&output).contains(says), "{arguments:?}: {}", told(&output));
    }
    assert_eq!(sim.ask("CTP:RLAS1:POW?"), "8.00000000E+000");
}

#[test]
fn whatever_would_change_something_is_refused_read_only_in_the_same_words() {
    let sim = Sim::start("watch", None);
    let why = May::by(true).order().unwrap_err().to_string();
    for arguments in [
        &["set", "sweep", "start", "1530nm"][..],
        &["laser", "1", "on", "--yes"],
        &["sweep", "--yes"],
        &["sweep", "--start", "1530nm", "--yes"],
        &["reference", "4/1", "--yes"],
        &["abort"],
    ] {
        let output = sim.at(&[arguments, &["--read-only"]].concat());
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {}", told(&output));
        assert_eq!(told(&output).trim_end(), format!("ctp10: {why}; nothing was sent"), "{arguments:?}");
    }
    let output = sim.at(&["query", "*IDN?", "--read-only"]);
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));
}

#[test]
fn no_light_without_a_yes_and_off_needs_none() {
    let sim = Sim::start("yes", None);
    let emits = || sim.ask("CTP:RLAS1:POW:STAT?") == "1";
    let everything = [
        "sweep",
        "--start",
        "1535nm",
        "--stop",
        "1545nm",
        "--sampling",
        "2pm",
        "--speed",
        "50",
        "--power",
        "5dBm",
    ];
    for arguments in [
        &["laser", "1", "on"][..],
        &["sweep"],
        &["sweep", "--start", "1535nm", "--wait"],
        &everything,
        &["reference", "4/1"],
    ] {
        let held = sim.at(&["get"]).stdout;
        let output = sim.at(arguments);
        assert_eq!(sim.at(&["get"]).stdout, held, "{arguments:?} without a yes has set something");
        assert!(told(&output).contains("nothing was sent"), "{}", told(&output));
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {}", told(&output));
        assert!(
            told(&output).contains("laser emission: laser 1") && told(&output).contains("--yes"),
            "{}",
            told(&output)
        );
        let output = sim.at(&[arguments, &["--yes", "--read-only"]].concat());
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {}", told(&output));
        assert!(told(&output).contains("read-only"), "{}", told(&output));
        assert!(!emits(), "{arguments:?}");
    }
    assert!(json(&sim, &["laser", "1", "on", "--yes"])["emission"] == "on" && emits());
    // More of what is out already is asked about, too.
    let output = sim.at(&["set", "laser", "1", "power", "9dBm"]);
    assert_eq!(output.status.code(), Some(1), "{}", told(&output));
    assert_eq!(sim.ask("CTP:RLAS1:POW?"), "8.00000000E+000");
    // An abort is none of light, and says so.
    assert_eq!(json(&sim, &["abort"])["on"], serde_json::json!([1]));
    assert!(told(&sim.at(&["abort"])).contains("STILL ON: laser 1"));
    assert!(emits());
    assert_eq!(json(&sim, &["off", "--read-only"])["off"], serde_json::json!([1, 2]));
    assert!(!emits());
    let output = sim.at(&["laser", "11", "on", "--yes"]);
    assert_eq!(output.status.code(), Some(2), "{}", told(&output));
}

#[test]
fn a_sweep_sets_lights_waits_saves_and_leaves_the_light_as_it_was() {
    let sim = Sim::start("sweeps", None);
    let emits = || sim.ask("CTP:RLAS1:POW:STAT?") == "1";
    let file = sim.file("run.npz");
    let sweep =
        ["sweep", "--start", "1540nm", "--stop", "1550nm", "--sampling", "1pm", "--save", &file, "--yes"];
    let output = sim.at(&sweep);
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));
    assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), file);
    let traces = ctp10::export::load(std::path::Path::new(&file)).unwrap();
    assert_eq!(traces.len(), 4);
    let (_, first) = &traces[0];
    assert_eq!((first.y.len(), first.spacing.start.nm()), (10_001, 1540.0));
    assert!(!emits(), "what it lit goes off behind it");
    assert_eq!(json(&sim, &["laser", "1", "on", "--yes"])["emission"], "on");
    assert_eq!(json(&sim, &["sweep", "--wait", "--yes"])["sweep"], "done");
    assert!(emits(), "what was on before stays on");
    assert_eq!(json(&sim, &["reference", "4/1", "--wait", "--yes"])["reference"], "done");
    assert!(emits());
    let refused = |arguments: &[&str], says: &str| {
        let output = sim.at(&[&["sweep", "--yes"], arguments].concat());
        assert_eq!(output.status.code(), Some(1), "{}", told(&output));
        assert!(told(&output).contains(says), "{}", told(&output));
    };
    refused(&["--start", "1560nm"], "upwards");
    refused(&["--save", &sim.file("run.npy")], "one trace");
    refused(&["--save", &sim.file("run.doc")], "extension");
    assert_eq!(sim.ask("INIT:WAV:STAR?"), "1.54000000E-006", "nothing was set");
}

#[cfg(unix)]
#[test]
fn an_abort_waits_for_light_that_is_still_coming_and_a_running_sweep_is_nobody_elses() {
    let sim = Sim::with("coming", None, "1", None);
    done(&sim, &["sweep", "--start", "1548nm", "--stop", "1552nm", "--yes"]);
    // The laser warms up for 1.2 s.
    let aborted = told(&sim.at(&["abort"]));
    assert!(aborted.contains("STILL ON: laser 1"), "{aborted}");
    assert_eq!(json(&sim, &["off"])["off"], serde_json::json!([1, 2]));
    // Somebody else sweeps: who is refused takes no light away, and sets nothing.
    done(&sim, &["sweep", "--start", "1520nm", "--stop", "1570nm", "--speed", "5", "--yes"]);
    while sim.ask("CTP:RLAS1:POW:STAT?") != "1" {}
    for arguments in [&["sweep", "--start", "1530nm", "--yes"][..], &["reference", "4/1", "--yes"]] {
        let output = sim.at(arguments);
        assert_eq!(output.status.code(), Some(1), "{}", told(&output));
        assert!(told(&output).contains("busy (scanning); nothing was sent"), "{}", told(&output));
    }
    assert_eq!((sim.ask("CTP:RLAS1:POW:STAT?"), sim.ask("STAT:OPER:COND?")), ("1".into(), "4".into()));
    assert_eq!(sim.ask("INIT:WAV:STAR?"), "1.52000000E-006");
    // Settings that cannot be used hold no light on.
    std::fs::write(sim.file("bad.toml"), "poll_hz = 0\n").unwrap();
    done(&sim, &["abort"]);
    let output = sim.at(&["off", "--config", &sim.file("bad.toml")]);
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));
    assert!(told(&output).contains("poll_hz = 0") && told(&output).contains("off: "), "{}", told(&output));
    assert_eq!(sim.ask("CTP:RLAS1:POW:STAT?"), "0");
    // A file that cannot be written is known before light.
    let output = sim.at(&["sweep", "--yes", "--save", &sim.file("no/such/x.npz")]);
    assert_eq!(output.status.code(), Some(1), "{}", told(&output));
    assert!(told(&output).contains("there is no such folder; nothing was sent"), "{}", told(&output));
    assert_eq!(sim.ask("CTP:RLAS1:POW:STAT?"), "0");
}

/// A command ends well.
fn done(sim: &Sim, arguments: &[&str]) {
    let output = sim.at(arguments);
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", told(&output));
}

#[cfg(unix)]
#[test]
fn a_sweep_that_is_interrupted_is_aborted_and_its_light_goes_off() {
    let sim = Sim::with("interrupted", None, "1", None);
    let address = ["--address", &sim.address];
    for signal in [rustix::process::Signal::INT, rustix::process::Signal::KILL] {
        let arguments = [&["sweep", "--wait", "--yes", "--speed", "5"], &address[..]].concat();
        let mut child = sim.command(&arguments).stderr(Stdio::piped()).spawn().unwrap();
        while sim.ask("STAT:OPER:COND?") != "4" || sim.ask("CTP:RLAS1:POW:STAT?") != "1" {}
        let pid = rustix::process::Pid::from_child(&child);
        rustix::process::kill_process(pid, signal).unwrap();
        let code = child.wait().unwrap().code();
        let mut words = String::new();
        child.stderr.take().unwrap().read_to_string(&mut words).unwrap();
        if signal == rustix::process::Signal::INT {
            assert_eq!(code, Some(130), "{words}");
            assert!(words.contains("laser 1 switched off, the sweep aborted"), "{words}");
        }
        // The guardian of a killed one needs a moment.
        while sim.ask("CTP:RLAS1:POW:STAT?") != "0" {}
        while sim.ask("STAT:OPER:COND?") != "0" {}
    }
}

#[test]
fn power_is_watched_line_by_line_until_nobody_reads() {
    let sim = Sim::start("watch", None);
    let output = sim.at(&["power", "4/1", "4/2", "--watch", "--interval", "10ms", "--count", "100", "--csv"]);
    let text = told(&output);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!((lines[0], lines.len()), ("time,IN1_dBm,IN2_dBm", 101));
    assert!(lines[1..].iter().all(|line| line.split(',').count() == 3), "{text}");
    let times: Vec<&str> = lines[1..].iter().map(|line| line.split(',').next().unwrap()).collect();
    assert!(times.is_sorted(), "{times:?}");
    let address = ["--address", &sim.address];
    let arguments = [&["power", "--watch", "--interval", "10ms", "--json"], &address[..]].concat();
    let mut child = sim.command(&arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    assert!(serde_json::from_str::<Json>(&line).unwrap()["time"].is_string());
    // The pipe is closed now.
    let ended = child.wait_with_output().unwrap();
    assert_eq!((ended.status.code(), ended.stderr.len()), (Some(0), 0));
}

#[test]
fn without_an_instrument_each_says_so() {
    let sim = Sim::start("nobody", None);
    let commands = [
        &["identify"][..],
        &["status"],
        &["power"],
        &["get"],
        &["get", "sweep", "start"],
        &["set", "sweep", "start", "1530nm"],
        &["laser", "1", "on", "--yes"],
        &["laser", "1", "off"],
        &["off"],
        &["sweep", "--yes"],
        &["abort"],
        &["reference", "4/1", "--yes"],
        &["query", "*IDN?"],
        &["errors"],
    ];
    let gone = commands.map(|arguments| {
        let none = sim.run(arguments);
        assert_eq!(none.status.code(), Some(2), "{arguments:?}: {}", told(&none));
        assert!(told(&none).contains("--address"), "{}", told(&none));
        let mut command = sim.command(&[arguments, &["--address", "127.0.0.1:1"]].concat());
        (arguments, command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap())
    });
    for (arguments, child) in gone {
        let gone = child.wait_with_output().unwrap();
        assert_eq!(gone.status.code(), Some(3), "{arguments:?}: {}", told(&gone));
        assert!(gone.stdout.is_empty(), "{}", told(&gone));
    }
}

#[test]
fn a_bench_unlike_the_usual_one_is_asked_and_ordered_alike() {
    let bench = "[[laser]]\nposition = 3\nmodel = 'T200S-O-M'\n[[module]]\nslot = 2\ntype = 'power_meter'\nchannels = 1\n";
    let sim = Sim::with("other", None, "100", Some(bench));
    let status = json(&sim, &["status"]);
    let lasers: Vec<&Json> = status["lasers"].as_array().unwrap().iter().map(|one| &one["laser"]).collect();
    assert_eq!(lasers, [3], "{status}");
    assert!(json(&sim, &["power", "2/1"])["detectors"][0]["power_dbm"].is_number());
    let refused = sim.at(&["laser", "1", "on", "--yes"]);
    assert_eq!(refused.status.code(), Some(1), "{}", told(&refused));
}
