//! Many files without the screen: the real program reads traces whose truth is known, and says what it found and how it
//! ended.

mod elsewhere;
mod night;
mod physics;
mod pictures;

use std::path::Path;
use std::process::Command;

use night::{Night, RING, Ring, errors, number, out, trace};
use serde_json::Value;

#[test]
fn a_table_has_a_row_for_each_resonance_of_each_file() {
    let night = Night::new();
    night.save("W3_R1_thru.npz", trace(&RING.samples(1), ""));
    night.save("W3_R2_thru.csv", trace(&Ring { width_pm: 80.0, ..RING }.samples(2), "second try device=R2b"));
    let files = ["W3_R1_thru.npz", "W3_R2_thru.csv"];
    let all = [&files[..], &["--table", "t.json", "--name", "{wafer}_{device}_{port}"]].concat();
    let output = night.run(&all);
    assert_eq!(output.status.code(), Some(0), "{}", errors(&output));
    assert!(errors(&output).contains("6 rows are in t.json"), "{}", errors(&output));
    let found = night.json("t.json");
    let rows = found.as_array().unwrap();
    let centres = RING.centres();
    assert_eq!(rows.len(), 2 * centres.len());
    for (at, row) in rows.iter().enumerate() {
        let (file, device, width) =
            if at < centres.len() { (files[0], "R1", 50.0) } else { (files[1], "R2b", 80.0) };
        let centre = centres[at % centres.len()];
        for (key, wanted) in
            [("file", file), ("device", device), ("port", "thru"), ("wafer", "W3"), ("kind", "dip")]
        {
            assert_eq!(row[key], wanted, "{row}");
        }
        assert_eq!((&row["line"], &row["doubt"]), (&Value::from("Lorentzian"), &Value::from("")), "{row}");
        for (key, sigma, truth) in [
            ("wavelength_nm", "wavelength_sigma_nm", centre),
            ("q", "q_sigma", centre / width * 1e3),
            ("extinction_db", "extinction_sigma_db", 15.229),
        ] {
            let away = (number(row, key) - truth).abs();
            assert!(away < 4.0 * number(row, sigma), "{key} is {} and should be {truth}: {row}", row[key]);
        }
    }
    // On the terminal the same rows are for people.
    let shown = out(&output);
    assert_eq!(shown.lines().count(), 1 + rows.len(), "{shown}");
    let head = shown.lines().next().unwrap();
    assert!(head.contains("wavelength_sigma_nm") && !head.contains("split_pm"), "{head}");
    // One file has its report, and the same numbers.
    let output = night.run(&[files[0]]);
    assert!(out(&output).contains("A: TF live of IN1 4/1, 4001 points"), "{}", out(&output));
    let output = night.run(&[files[0], files[1], "--json"]);
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&json[0]["file"], &json[1]["file"]), (&files[0].into(), &files[1].into()));
    assert_eq!(json[1]["resonances"][0]["q"], rows[centres.len()]["q"]);
}

#[test]
fn tables_are_the_same_in_every_format() {
    let night = Night::new();
    night.save("a.npz", trace(&RING.samples(1), "device==evil,"));
    for table in ["t.csv", "t.json", "t.parquet"] {
        let output = night.run(&["a.npz", "--table", table]);
        assert_eq!(output.status.code(), Some(0), "{}", errors(&output));
    }
    let json = night.json("t.json");
    let text = std::fs::read_to_string(night.path("t.csv")).unwrap();
    let mut lines = text.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let head = lines.next().unwrap();
    let column = |name: &str| head.iter().position(|other| *other == name).unwrap();
    for (cells, row) in lines.zip(json.as_array().unwrap()) {
        for name in ["q", "wavelength_nm", "fsr_sigma_pm"] {
            assert_eq!(cells[column(name)].parse::<f64>().ok(), row[name].as_f64(), "{name}");
        }
        assert_eq!((cells[column("device")], &row["device"]), ("'=evil", &Value::from("=evil")));
    }
    // A name that is taken gets a number.
    let output = night.run(&["a.npz", "--table", "t.csv"]);
    assert!(errors(&output).contains("t-2.csv"), "{}", errors(&output));
    read_by_others(night.0.path());
}

/// As pandas and polars read them.
fn read_by_others(folder: &Path) {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/export/tables.py");
    let all = std::env::var_os("CI").is_some();
    match Command::new("python3").arg(script).arg(folder).output() {
        Ok(output) => assert!(output.status.success(), "{}{}", out(&output), errors(&output)),
        Err(error) if all => panic!("python3: {error}"),
        Err(_) => eprintln!("SKIPPED: there is no python3 here, nothing was read by others"),
    }
}

#[test]
fn one_bad_file_does_not_stop_the_others() {
    let night = Night::new();
    night.save("a.npz", trace(&RING.samples(1), ""));
    night.save("c.npz", trace(&RING.samples(2), ""));
    std::fs::write(night.path("b.npz"), b"rubbish").unwrap();
    let output = night.run(&["a.npz", "b.npz", "nothing.npz", "c.npz", "--table", "t.json"]);
    assert_eq!(output.status.code(), Some(1), "{}", errors(&output));
    for words in ["b.npz cannot be read as traces", "nothing.npz", "2 of 4 files could not be analysed"] {
        assert!(errors(&output).contains(words), "{}", errors(&output));
    }
    let table = night.json("t.json");
    let files: Vec<&str> =
        table.as_array().unwrap().iter().map(|row| row["file"].as_str().unwrap()).collect();
    assert_eq!(files, ["a.npz", "a.npz", "a.npz", "c.npz", "c.npz", "c.npz"]);
    // A name that the pattern does not read is a bad file, too.
    let output = night.run(&["a.npz", "c.npz", "--name", "{wafer}_{device}"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(errors(&output).contains("a.npz: its name \"a\" is not like"), "{}", errors(&output));
}

#[test]
fn limits_are_in_the_word_the_json_and_the_exit_code() {
    let night = Night::new();
    night.save("good.npz", trace(&RING.samples(1), ""));
    night.save("wide.npz", trace(&Ring { width_pm: 80.0, ..RING }.samples(2), ""));
    night.save("dead.npz", trace(&Ring { floor: 1.0, ..RING }.samples(3), ""));
    std::fs::write(night.path("q.toml"), "sigmas = 2\nq = { min = 25000 }\nextinction_db = { min = 14 }\n")
        .unwrap();
    let output = night.run(&["good.npz", "--limits", "q.toml"]);
    assert_eq!(output.status.code(), Some(0), "{}{}", out(&output), errors(&output));
    assert_eq!(out(&output).lines().filter(|line| line.starts_with("pass")).count(), 3, "{}", out(&output));
    // Written to a file there are no colours.
    assert!(!out(&output).contains('\u{1b}'));
    let output = night.run(&["good.npz", "wide.npz", "--limits", "q.toml", "--table", "t.json"]);
    assert_eq!(output.status.code(), Some(5), "{}", errors(&output));
    assert!(errors(&output).contains("limits are not kept by 3 of 6 rows"), "{}", errors(&output));
    let table = night.json("t.json");
    let verdicts: Vec<&str> =
        table.as_array().unwrap().iter().map(|row| row["verdict"].as_str().unwrap()).collect();
    assert_eq!(verdicts, ["pass", "pass", "pass", "fail", "fail", "fail"]);
    let why = table[3]["why"].as_str().unwrap();
    assert!(why.starts_with("q 19") && why.ends_with("is below 25000"), "{why}");
    // A device without light is none that passes.
    let output = night.run(&["dead.npz", "--limits", "q.toml", "--json"]);
    assert_eq!(output.status.code(), Some(5), "{}", errors(&output));
    assert!(errors(&output).contains("dead.npz, trace A: 0 rows are fewer than 1"), "{}", errors(&output));
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&json[0]["verdict"], &json[0]["why"]), (&"fail".into(), &"0 rows are fewer than 1".into()));
    // What could not be read counts for more.
    let output = night.run(&["wide.npz", "nothing.npz", "--limits", "q.toml"]);
    assert_eq!(output.status.code(), Some(1), "{}", errors(&output));
}

#[test]
fn what_cannot_be_meant_is_wrong_use_before_anything_is_read() {
    let night = Night::new();
    night.save("a.npz", trace(&RING.samples(1), ""));
    std::fs::write(night.path("wrong.toml"), "q = { min = 1 }\nfsr = { min = 1 }\n").unwrap();
    for (arguments, words) in [
        (&["a.npz", "--table", "t.xlsx"][..], ".csv .txt .parquet .json"),
        (&["a.npz", "--name", "{q}"], "{q} is a column that is there already"),
        (&["a.npz", "--name", "a"], "nothing in braces"),
        (&["a.npz", "--drift"], "give two files or more"),
        (&["a.npz", "--histogram", "Q"], "there is no quantity \"Q\"; the nearest are q"),
        (&["a.npz", "--trend", "q", "--json"], "cannot be used with"),
        (&["a.npz", "--pdl", "A"], "write the letters of two traces, like A,B"),
        (&["a.npz", "--pdl", "A,a"], "write the letters of two traces, like A,B"),
        (&["a.npz", "--mean", "t.xlsx"], ".npz .npy .csv"),
        (&["a.npz", "--fringes", "--ring", "add-drop"], "cannot be used with"),
        (&["a.npz", "--length", "400"], "\"400\" is not a length with its unit; type it like 400um"),
        (&["a.npz", "--ring", "round"], "there are under-coupled, over-coupled, add-drop"),
        (&["a.npz", "--grid", "75"], "there are grids of 100, 50 and 25 GHz"),
        (&["a.npz", "--clear", "0"], "--clear is a width"),
        (&["a.npz", "--peaks", "--dips"], "cannot be used with"),
        (&["a.npz", "--limits", "none.toml"], "the limits none.toml cannot be read"),
        (&["a.npz", "--limits", "wrong.toml"], "the limits wrong.toml, line 2: there is no quantity \"fsr\""),
        (&[], "FILES"),
    ] {
        let output = night.run(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?} {}", errors(&output));
        assert!(errors(&output).contains(words), "{}", errors(&output));
    }
}
