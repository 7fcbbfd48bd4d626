//! Traces without the screen: the real program fetches, analyses and draws, and says how it ended.

use std::collections::BTreeMap;
use std::process::Command;

use ctp10::core::event::{Event, SweepEnd};
use ctp10::core::ids::{DetectorId, TraceType};
use ctp10::core::modes::MonitorMode;
use ctp10::core::outcome::Outcome;
use ctp10::core::request::Query;
use ctp10::core::trace::Trace;
use ctp10::core::trace::TraceId;
use ctp10::export::load;
use ctp10::instrument::worker::{Setup, Tcp, start};

use crate::rig::{Sim, told};

#[test]
fn a_folder_that_is_not_there_is_known_before_anything_is_asked() {
    let sim = Sim::start("folder", None);
    // There is no trace: who asked for it would be told that.
    let output = sim.at(&["trace", "4/1", "--save", &sim.file("no/such/a.npz")]);
    assert_eq!(output.status.code(), Some(1), "{}", told(&output));
    assert!(told(&output).contains("there is no such folder; nothing was sent"), "{}", told(&output));
}

#[test]
fn a_trace_is_fetched_analysed_and_drawn() {
    let sim = Sim::start("all", None);
    sim.sweep();
    for (name, detector, kind) in
        [("a.npz", "4/1", "tf"), ("b.csv", "IN2", "live"), ("c.parquet", "TLS-IN", "12")]
    {
        let path = sim.file(name);
        let arguments =
            ["trace", detector, "--type", kind, "--save", &path, "--address", &sim.address, "--check-x"];
        let output = sim.run(&arguments);
        assert_eq!(output.status.code(), Some(0), "{}", told(&output));
        assert_eq!(told(&output).trim(), path);
    }
    let output = sim.run(&["analyze", &sim.file("a.npz"), "--json"]);
    assert!(output.status.success());
    let found: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let resonances = found[0]["resonances"].as_array().unwrap();
    assert!((45..=52).contains(&resonances.len()), "{} resonances in 60 nm", resonances.len());
    let fitted = resonances.iter().filter(|r| r["fitted"] == true).count();
    assert!(fitted * 10 >= resonances.len() * 9, "{fitted} of {} are fitted", resonances.len());
    let output = sim.run(&["analyze", &sim.file("b.csv"), "--excursion", "6", "--width", "1"]);
    assert!(
        told(&output).contains("raw live of IN2 4/2") && told(&output).lines().count() > 40,
        "{}",
        told(&output)
    );
    for figure in ["f.svg", "f.png"] {
        let output = sim.run(&["plot", &sim.file("a.npz"), "--out", &sim.file(figure)]);
        assert!(output.status.success(), "{}", told(&output));
        assert!(sim.folder.join(figure).metadata().unwrap().len() > 10_000);
    }
    let svg = sim.folder.join("f.svg").metadata().unwrap().len();
    assert!(svg < 400_000, "{svg} bytes: reduced before it is drawn");
    let output = sim.run(&["plot", &sim.file("a.npz"), "--glyphs", "ascii"]);
    assert!(told(&output).contains("1520.0000 to 1580.0000 nm"), "{}", told(&output));
    // The same name again is another file.
    let output = sim.run(&["trace", "4/1", "--save", &sim.file("a.npz"), "--address", &sim.address]);
    assert_eq!(told(&output).trim(), sim.file("a-2.npz"));
}

#[test]
fn how_it_ended_is_in_the_exit_code() {
    let sim = Sim::start("codes", None);
    let path = sim.file("x.npz");
    let refused = sim.run(&["trace", "4/1", "--save", &path, "--address", &sim.address]);
    assert_eq!(refused.status.code(), Some(1), "{}", told(&refused));
    assert!(told(&refused).contains("there is no such trace; run a sweep first"));
    for wrong in [
        &["trace", "4/9", "--save", &path, "--address", &sim.address][..],
        &["trace", "4/1", "--save", &path],
        &["trace", "4/1", "--type", "24", "--save", &path, "--address", &sim.address],
        &["trace", "4/1", "--address", &sim.address],
    ] {
        let output = sim.run(wrong);
        assert_eq!(output.status.code(), Some(2), "{wrong:?} {}", told(&output));
    }
    let none = sim.run(&["trace", "4/1", "--save", &path, "--address", "127.0.0.1:1"]);
    assert_eq!(none.status.code(), Some(3), "{}", told(&none));
    let unknown = sim.run(&["analyze", &sim.file("nothing.npz")]);
    assert_eq!(unknown.status.code(), Some(1), "{}", told(&unknown));
    assert!(!sim.folder.join("x.npz").exists());
}

#[test]
fn a_file_from_elsewhere_is_read_as_it_is_said_and_the_refusal_says_how() {
    let sim = Sim::start("elsewhere", None);
    let path = sim.file("bare.csv");
    let row = |n: u32| format!("{:.9e};0.5\n", 1.55e-6 + f64::from(n) * 1e-12);
    let rows: Vec<String> = (0..200).map(row).collect();
    std::fs::write(&path, rows.concat()).unwrap();
    let refused = sim.run(&["analyze", &path]);
    assert_eq!(refused.status.code(), Some(1), "{}", told(&refused));
    assert!(told(&refused).contains("--x-unit"), "{}", told(&refused));
    let refused = sim.run(&["analyze", &path, "--x-unit", "m"]);
    assert_eq!(refused.status.code(), Some(1), "{}", told(&refused));
    assert!(told(&refused).contains("--y-unit"), "{}", told(&refused));
    let options =
        ["--x-unit", "m", "--y-unit", "mW", "--columns", "1,2", "--delimiter", "semicolon", "--skip", "1"];
    let read = sim.run(&[&["analyze", &path, "--json"][..], &options].concat());
    let found: serde_json::Value =
        serde_json::from_slice(&read.stdout).unwrap_or_else(|_| panic!("{}", told(&read)));
    assert_eq!((&found[0]["points"], &found[0]["unit"]), (&199.into(), &"dBm".into()));
    let drawn = sim.run(&[&["plot", &path][..], &options].concat());
    assert!(told(&drawn).contains("1550.0010 to 1550.1990 nm"), "{}", told(&drawn));
    let wrong = sim.run(&["analyze", &path, "--x-unit", "furlong"]);
    assert_eq!(wrong.status.code(), Some(2), "{}", told(&wrong));
    assert!(told(&wrong).contains("x-unit has nm, um, pm"), "{}", told(&wrong));
}

#[test]
fn a_block_that_stands_still_is_a_time_out_and_one_that_is_cut_a_lost_link() {
    let stalled = "[[fault]]\non = 'TRAC:SENS4:CHAN1:TYPE1:DATA?'\nstall = { bytes = 1000, seconds = 60.0 }\n\
        [[fault]]\non = 'TRAC:SENS4:CHAN2:TYPE1:DATA?'\ncut = 1000\n";
    let sim = Sim::start("late", Some(stalled));
    sim.sweep();
    for (detector, code) in [("4/1", 4), ("4/2", 3)] {
        let output = sim.run(&["trace", detector, "--save", &sim.file("x.npz"), "--address", &sim.address]);
        assert_eq!(output.status.code(), Some(code), "{}", told(&output));
    }
    assert!(!sim.folder.join("x.npz").exists(), "a partial trace is no trace");
}

#[test]
fn a_file_has_all_settings_that_belong_in_it_or_there_is_none() {
    // Cut once: the link is made again, and everything is in the file.
    let cut = |times: &str| format!("[[fault]]\non = 'INIT:WAV:SAMP?'\n{times}cut = 2\n");
    let sim = Sim::start("cut-once", Some(&cut("times = 1\n")));
    sim.sweep();
    let output = sim.run(&["trace", "4/1", "--save", &sim.file("x.csv"), "--address", &sim.address]);
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));
    let text = std::fs::read_to_string(sim.file("x.csv")).unwrap();
    for setting in ["sweep start", "sweep sampling", "tls 1 power", "detector 4/1 trigger"] {
        assert!(text.lines().any(|line| line.contains(setting)), "{setting}: {text:.2000}");
    }
    // Cut each time: there is no file without it.
    let sim = Sim::start("cut-always", Some(&cut("")));
    sim.sweep();
    let output = sim.run(&["trace", "4/1", "--save", &sim.file("x.csv"), "--address", &sim.address]);
    assert_eq!(output.status.code(), Some(3), "{}", told(&output));
    assert!(
        told(&output).contains("the settings that belong in the file could not be read"),
        "{}",
        told(&output)
    );
    assert!(!sim.folder.join("x.csv").exists());
}

/// The trace that the worker of a console fetches:
/// after a sweep that it watches and a change to another start, if there is one.
async fn fetched_by_a_console(sim: &Sim, swept: Option<impl FnOnce() + Send + 'static>) -> Trace {
    let (host, port) = sim.address.rsplit_once(':').unwrap();
    let connect = Tcp { host: host.to_owned(), port: port.parse().unwrap() };
    let id = TraceId { detector: DetectorId::new(4, 1).unwrap(), kind: TraceType::TF_LIVE };
    let detectors = (1..=4).filter_map(|channel| DetectorId::new(4, channel)).collect();
    let setup = Setup { detectors, monitor: MonitorMode::Off, ..Setup::default() };
    let (handle, mut events, worker) = start(connect, setup);
    handle.observer().snapshots().wait_for(|bench| bench.is_live() && bench.complete).await.unwrap();
    if let Some(swept) = swept {
        tokio::task::spawn_blocking(swept).await.unwrap();
        while !matches!(events.recv().await.unwrap(), Event::SweepEnded { how: SweepEnd::Done, .. }) {}
        let changed = |settings: BTreeMap<String, String>| settings["sweep start"] == "1530 nm";
        handle
            .observer()
            .snapshots()
            .wait_for(|bench| changed(bench.settings_of(id.detector)))
            .await
            .unwrap();
    }
    let request = handle.submit(Query::Download(id)).unwrap();
    let mut fetched = None;
    loop {
        match events.recv().await.unwrap() {
            Event::Trace { trace, .. } => fetched = Some(trace),
            Event::Finished { id, outcome, .. } if id == request => {
                assert!(matches!(outcome, Outcome::Done(_)), "{outcome:?}");
                break;
            }
            _ => {}
        }
    }
    handle.observer().shut_down();
    worker.await.unwrap();
    std::sync::Arc::unwrap_or_clone(fetched.unwrap())
}

/// A bench on which some questions are never answered.
const OTHER_BENCH: &str = "[instrument]\nquestions = 'first'\nlaser_power = 'mw'\nempty_lasers = 'none'\n\
    absent_detectors = 'silent'\n[[module]]\nslot = 4\ntype = 'il_rl_opm2'\n[[laser]]\nposition = 1\n\
    model = 'T100S-HP'\n";

fn the_same_provenance_each_time(runs: usize) {
    for (name, bench) in [("same", None), ("other", Some(OTHER_BENCH))] {
        let sim = Sim::with(name, None, "100", bench);
        sim.sweep();
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let console = runtime.block_on(fetched_by_a_console(&sim, None::<fn()>)).provenance;
        for key in ["sweep start", "sweep sampling", "tls 1 speed", "tls 1 power", "detector 4/1 wavelength"]
        {
            assert!(console.settings.contains_key(key), "{key}: {:?}", console.settings);
        }
        for _ in 0..runs {
            let path = sim.file("x.npz");
            let output = sim.run(&["trace", "4/1", "--save", &path, "--address", &sim.address]);
            assert_eq!(output.status.code(), Some(0), "{}", told(&output));
            let found = &load(path.as_ref()).unwrap()[0].1.provenance;
            let age = |reference: &str| reference.split(" before the fetch").next().map(str::len);
            assert_eq!(found.settings, console.settings);
            assert_eq!((&found.sweep, &found.instrument), (&console.sweep, &console.instrument));
            assert_eq!(age(&found.reference), age(&console.reference));
            std::fs::remove_file(path).unwrap();
        }
    }
}

#[test]
fn a_file_says_the_same_from_a_console_and_from_the_command_line() {
    the_same_provenance_each_time(20);
}

#[test]
#[ignore = "takes minutes"]
fn a_file_says_the_same_400_times() {
    the_same_provenance_each_time(200);
}

#[test]
fn settings_are_those_of_the_sweep_and_later_changes_are_said() {
    // A sweep that can be watched, and another client that changes the bench behind it.
    let sim = std::sync::Arc::new(Sim::with("changed", None, "4", None));
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let other = std::sync::Arc::clone(&sim);
    let swept = move || other.sweep_then(&[":INIT:WAV:STAR 1530NM"]);
    let found = runtime.block_on(fetched_by_a_console(&sim, Some(swept))).provenance;
    assert_eq!(found.settings["sweep start"], "1520 nm", "{found:?}");
    let sweep = &found.sweep;
    assert!([&sweep.scanning, &sweep.done].iter().all(|time| time.ends_with('Z')), "{sweep:?}");
    assert_eq!(sweep.settings_from, "the sweep");
    assert_eq!(sweep.settings_changed_since, "sweep start: 1520 nm, then 1530 nm");
    // Who did not watch it sees that the trace is not of these settings.
    let path = sim.file("x.csv");
    let output = sim.run(&["trace", "4/1", "--save", &path, "--address", &sim.address]);
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));
    let sweep = load(path.as_ref()).unwrap()[0].1.provenance.sweep.clone();
    assert!(sweep.settings_from.contains("the sweep was not watched"), "{sweep:?}");
    assert!(sweep.settings_changed_since.contains("60001 points from 1520"), "{sweep:?}");
}

#[test]
fn files_of_settings_are_checked_without_a_console() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join(".config/ctp10");
    std::fs::create_dir_all(folder.join("presets")).unwrap();
    let check = |file: &str, text: &str| {
        std::fs::write(folder.join(file), text).unwrap();
        let output = Command::new(env!("CARGO_BIN_EXE_ctp10"))
            .args(["config", "check"])
            .env("HOME", home.path())
            .env_remove("XDG_CONFIG_HOME")
            .env_remove("CTP10_CONFIG")
            .output()
            .unwrap();
        (output.status.code(), told(&output))
    };
    let (code, words) = check("config.toml", "poll_hz = 20\n");
    assert!(code == Some(0) && words.contains("config.toml: ok"), "{words}");
    let (code, words) = check("config.toml", "poll_hz = 20\nadress = 'x'\n");
    assert_eq!(code, Some(1), "{words}");
    // Real ends of lines, and what was meant.
    assert!(
        words.contains(
            "config.toml, line 2: there is no key \"adress\"; did you mean address?\n    adress = 'x'\n"
        ),
        "{words}"
    );
    let (code, words) = check("config.toml", "theme = 'neon'\n");
    assert!(code == Some(1) && words.contains("there is no theme \"neon\""), "{words}");
    std::fs::write(folder.join("config.toml"), "").unwrap();
    for (file, text, wrong) in [
        ("keymap.toml", "[keys]\nfreze = ['b']\n", "keymap.toml, line 2: there is no action \"freze\""),
        ("presets/a.toml", "[values]\n\"laser 1 on\" = \"1\"\n", "the preset a cannot be parsed"),
    ] {
        let (code, words) = check(file, text);
        assert!(code == Some(1) && words.contains(wrong), "{words}");
        std::fs::remove_file(folder.join(file)).unwrap();
    }
    std::fs::remove_file(folder.join("config.toml")).unwrap();
    let (code, words) = check("other", "");
    assert!(code == Some(0) && words.contains("the defaults hold"), "{words}");
}
