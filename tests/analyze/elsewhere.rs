//! What is said of files of other programs: how they were read is in everything that is made of them.

use ctp10::export::options::ReadOptions;
use ctp10::export::{load_with, save};
use serde_json::Value;

use super::night::{Night, RING, errors, number, out};

/// A table of a ring's levels at these places.
fn table(head: &str, place: impl Fn(f64) -> String) -> String {
    let levels = RING.samples(1);
    let row = |(n, level): (usize, &f64)| format!("{},{level:.4}\n", place(n as f64));
    head.to_owned() + &levels.iter().enumerate().map(row).collect::<String>()
}

/// At even frequencies, from the highest one down.
fn frequencies() -> String {
    table("Frequency (THz),Power (dBm)\n", |n| format!("{:.6}", 193.664 - n * 125e-6))
}

/// At even wavelengths.
fn wavelengths(head: &str) -> String {
    table(head, |n| format!("{:.3}", 1548.0 + n * 1e-3))
}

fn json(night: &Night, arguments: &[&str]) -> Value {
    let output = night.run(&[arguments, &["--json"]].concat());
    assert_eq!(output.status.code(), Some(0), "{}", errors(&output));
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn how_a_file_was_read_is_in_report_json_table_and_figure() {
    let night = Night::new();
    std::fs::write(night.path("f.csv"), frequencies()).unwrap();
    std::fs::write(night.path("g.csv"), wavelengths("wavelength_nm,dBm\n")).unwrap();
    let done = "resampled from steps of 0.125 GHz onto steps of ";
    let report = night.run(&["f.csv"]);
    assert!(out(&report).lines().nth(1).unwrap().starts_with(done), "{}", out(&report));
    assert!(!out(&night.run(&["g.csv"])).contains("resampled"));
    let found = json(&night, &["f.csv", "g.csv"]);
    let what = found[0]["processing"][0]["what"].as_str().unwrap();
    assert!(what.starts_with(done), "{what}");
    assert_eq!(found[1]["processing"], serde_json::json!([]));
    night.run(&["f.csv", "g.csv", "--table", "t.json"]);
    assert_eq!(night.json("t.json")[0]["processing"], what);
    // On the terminal below the chart; of a figure in its description, and beside it.
    let chart = night.command(&["plot", "f.csv", "g.csv"]);
    assert!(out(&chart).ends_with(&format!("Power (dBm) of f.csv: {what}\n")), "{}", out(&chart));
    for figure in ["f.svg", "f.pdf"] {
        let drawn = night.command(&["plot", "f.csv", "--out", figure, "--as", "86mm"]);
        assert_eq!(out(&drawn), format!("{figure}\n"), "{}", errors(&drawn));
        assert!(errors(&drawn).contains(what), "{}", errors(&drawn));
        let text = String::from_utf8_lossy(&std::fs::read(night.path(figure)).unwrap()).into_owned();
        assert!(text.contains(done), "{figure}");
    }
}

/// Straight lines between samples smooth their noise: it is that of the samples of the file.
#[test]
fn the_noise_of_a_resampled_trace_is_that_of_its_file() {
    let night = Night::new();
    std::fs::write(night.path("f.csv"), frequencies()).unwrap();
    std::fs::write(night.path("g.csv"), wavelengths("wavelength_nm,dBm\n")).unwrap();
    let wanted = number(&json(&night, &["g.csv"])[0], "noise_db");
    assert!((wanted / RING.noise_db - 1.0).abs() < 0.1, "{wanted}");
    assert_eq!(number(&json(&night, &["f.csv"])[0], "noise_db"), wanted);
    let traces = load_with(&night.path("f.csv"), &ReadOptions::default()).unwrap();
    for saved in ["f.npz", "f2.csv"] {
        save(&night.path(saved), &traces).unwrap();
        assert_eq!(number(&json(&night, &[saved])[0], "noise_db"), wanted, "{saved}");
    }
}

#[test]
fn samples_that_are_no_levels_are_counted() {
    let night = Night::new();
    let levels = |n: usize| match n {
        3 | 7 => "nan".to_owned(),
        9 => String::new(),
        11 => "-inf".to_owned(),
        _ => format!("-3.{n}"),
    };
    let row = |n: usize| format!("{:.1},{}\n", 1550.0 + n as f64 * 0.1, levels(n));
    let text = "wavelength_nm,A_dB\n".to_owned() + &(0..40).map(row).collect::<String>();
    std::fs::write(night.path("n.csv"), text).unwrap();
    let found = json(&night, &["n.csv"]);
    assert_eq!((&found[0]["nan"], &found[0]["infinite"]), (&Value::from(3), &Value::from(1)), "{found}");
    let report = out(&night.run(&["n.csv"]));
    assert!(report.contains("samples that are no levels: 3 not-a-number, 1 infinite\n"), "{report}");
    night.save("whole.npz", super::night::trace(&RING.samples(1), ""));
    assert!(!out(&night.run(&["whole.npz"])).contains("no levels"));
    assert_eq!(json(&night, &["whole.npz"])[0]["nan"], 0);
}

/// Who says a unit knows it, and is told which one it was not.
#[test]
fn a_unit_that_is_said_and_is_not_that_of_the_file_is_told() {
    let night = Night::new();
    let text = wavelengths("wavelength_nm,P (mW)\n");
    std::fs::write(night.path("m.csv"), &text).unwrap();
    std::fs::write(night.path("k.csv"), text.replace("wavelength_nm", "wavelength_um")).unwrap();
    for (arguments, wanted) in [
        (["m.csv", "--y-unit", "dB"], "levels read in dB, as was said, and not in mW, as its name says"),
        (["k.csv", "--x-unit", "nm"], "axis read in nm, as was said, and not in um, as its name says"),
    ] {
        let report = night.run(&arguments);
        assert!(out(&report).contains(wanted), "{}{}", out(&report), errors(&report));
    }
}
