//! Many files without the screen: the real program reads traces whose truth is known, and says what it found and how it
//! ended.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Arc;

use ctp10::core::ids::{DetectorId, TraceType};
use ctp10::core::trace::{Provenance, Spacing, Trace, TraceId};
use ctp10::core::units::Wavelength;
use ctp10::export::save;
use serde_json::Value;

/// Numbers that are random, and the same ones each time.
struct Random(u64);

impl Random {
    fn normal(&mut self) -> f64 {
        let mut sum = -6.0;
        for _ in 0..12 {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            sum += (self.0 >> 11) as f64 / (1u64 << 53) as f64;
        }
        sum
    }
}

/// A ring: its dips lie evenly in frequency about 1550 nm.
#[derive(Clone, Copy)]
struct Ring {
    fsr_ghz: f64,
    width_pm: f64,
    /// What is left of the light on resonance.
    floor: f64,
    shift_pm: f64,
    noise_db: f64,
}

const RING: Ring = Ring { fsr_ghz: 150.0, width_pm: 50.0, floor: 0.03, shift_pm: 0.0, noise_db: 0.03 };
const LIGHT: f64 = 299_792.458;

impl Ring {
    /// Where its dips are from 1548 to 1552 nm.
    fn centres(self) -> Vec<f64> {
        let middle = LIGHT / 1550.0;
        let at = |n: i32| LIGHT / (middle - f64::from(n) * self.fsr_ghz * 1e-3) + self.shift_pm * 1e-3;
        (-4..=4).map(at).filter(|nm| (1548.0..1552.0).contains(nm)).collect()
    }

    fn samples(self, seed: u64) -> Vec<f64> {
        let mut random = Random(seed);
        let centres = self.centres();
        (0..4001)
            .map(|index| {
                let nm = 1548.0 + 1e-3 * f64::from(index);
                let dip = |centre: &f64| {
                    let v = 2.0 * (nm - centre) * 1e3 / self.width_pm;
                    1.0 - (1.0 - self.floor) / (1.0 + v * v)
                };
                let light: f64 = centres.iter().map(dip).product();
                -2.0 + 10.0 * light.log10() + self.noise_db * random.normal()
            })
            .collect()
    }
}

fn trace(y: &[f64], notes: &str) -> Trace {
    Trace {
        origin: TraceId { detector: DetectorId::new(4, 1).unwrap(), kind: TraceType::TF_LIVE }.into(),
        spacing: Spacing { start: Wavelength::from_nm(1548.0), sampling: Wavelength::from_m(1e-12) },
        y: y.iter().map(|level| *level as f32).collect(),
        provenance: Provenance {
            name: "IN1".into(),
            notes: notes.into(),
            taken: "2026-11-24T12:05:00Z".into(),
            ..Provenance::default()
        },
        x_difference_pm: None,
    }
}

/// A folder of its own, in which the program runs.
struct Night(tempfile::TempDir);

impl Night {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn save(&self, name: &str, trace: Trace) {
        save(&self.path(name), &[('A', Arc::new(trace))]).unwrap();
    }

    fn run(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_ctp10"))
            .arg("analyze")
            .args(arguments)
            .env("HOME", self.0.path())
            .env_remove("CTP10_ADDRESS")
            .current_dir(self.0.path())
            .output()
            .unwrap()
    }

    fn json(&self, name: &str) -> Value {
        serde_json::from_slice(&std::fs::read(self.path(name)).unwrap()).unwrap()
    }
}

fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn errors(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn number(value: &Value, key: &str) -> f64 {
    value[key].as_f64().unwrap_or_else(|| panic!("{key} of {value}"))
}

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

/// How many of a hundred numbers are within one and two of their standard deviations.
fn cover(rows: &[Value], key: &str, sigma: &str, truth: impl Fn(&Value) -> f64) -> (f64, f64) {
    let away: Vec<f64> =
        rows.iter().map(|row| (number(row, key) - truth(row)).abs() / number(row, sigma)).collect();
    let within =
        |most: f64| 100.0 * away.iter().filter(|away| **away < most).count() as f64 / away.len() as f64;
    (within(1.0), within(2.0))
}

#[test]
fn what_a_ring_loses_is_told_with_uncertainties_that_hold() {
    const COPIES: u64 = 120;
    let night = Night::new();
    let ring = Ring { fsr_ghz: 100.0, noise_db: 0.05, ..RING };
    let files: Vec<String> = (0..COPIES).map(|copy| format!("{copy}.npz")).collect();
    for (copy, file) in files.iter().enumerate() {
        night.save(file, trace(&ring.samples(copy as u64 + 100), ""));
    }
    let run = |files: &[String], more: &[&str]| {
        let files: Vec<&str> = files.iter().map(String::as_str).collect();
        let _ = std::fs::remove_file(night.path("t.json"));
        let output = night.run(&[&files[..], &["--table", "t.json", "--length", "0.7mm"], more].concat());
        assert_eq!(output.status.code(), Some(0), "{}", errors(&output));
        night.json("t.json").as_array().unwrap().clone()
    };
    let rows = run(&files, &[]);
    assert_eq!(rows.len(), 5 * files.len());
    assert!(rows.iter().all(|row| row["ring"] == "under-coupled" && row["doubt"] == ""));
    // Of the amplitude this is left on resonance.
    let left = ring.floor.sqrt();
    let loaded = |row: &Value| number(row, "wavelength_nm") / ring.width_pm * 1e3;
    let index = LIGHT * 1e3 / (100e9 * 0.7e-3);
    let intrinsic = |row: &Value| 2.0 * loaded(row) / (1.0 + left);
    let loss = |row: &Value| {
        let per_metre =
            std::f64::consts::TAU * index / (number(row, "wavelength_nm") * 1e-9 * intrinsic(row));
        per_metre * 1e-2 * 10.0 / std::f64::consts::LN_10
    };
    for (key, sigma, truth) in [
        ("q_intrinsic", "q_intrinsic_sigma", &intrinsic as &dyn Fn(&Value) -> f64),
        ("q_coupling", "q_coupling_sigma", &|row| 2.0 * loaded(row) / (1.0 - left)),
        ("loss_db_cm", "loss_sigma_db_cm", &loss),
    ] {
        let (once, twice) = cover(&rows, key, sigma, truth);
        // Chance makes 1.9 and 0.9 of it.
        assert!((62.0..75.0).contains(&once) && twice > 92.5, "{key}: {once} % {twice} %");
    }
    // A comb of five teeth knows little of its own scatter: its error is rather too large.
    let one_each: Vec<Value> = rows.chunks(5).map(|rows| rows[2].clone()).collect();
    let (once, twice) = cover(&one_each, "group_index", "group_index_sigma", |_| index);
    assert!((60.0..92.0).contains(&once) && twice > 92.0, "group index: {once} % {twice} %");
    // Other rings, the same dips.
    for (name, part, couplers) in [("over-coupled", 0.5 * (1.0 - left), 1.0), ("add-drop", left, 2.0)] {
        for row in run(&files[..2], &["--ring", name]) {
            assert_eq!(row["ring"], name);
            for (key, sigma, truth) in [
                ("q_intrinsic", "q_intrinsic_sigma", loaded(&row) / part),
                ("q_coupling", "q_coupling_sigma", couplers * loaded(&row) / (1.0 - part)),
            ] {
                let away = (number(&row, key) - truth).abs() / number(&row, sigma);
                assert!(away < 4.5, "{name} {key}: {away} standard deviations from {truth}: {row}");
            }
        }
    }
    // Nothing is assumed unasked.
    let output = night.run(&["0.npz", "--json"]);
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(
        (&json[0]["resonances"][0]["q_intrinsic"], &json[0]["resonances"][0]["ring"]),
        (&Value::Null, &Value::Null)
    );
    // The report says what was assumed, and how the spacing changes.
    let output = night.run(&["0.npz", "--length", "700um"]);
    let shown = out(&output);
    assert!(
        shown.contains("under-coupled") && shown.contains("of 700 µm the group index is 4.28"),
        "{shown}"
    );
}

#[test]
fn repeated_sweeps_tell_how_each_ring_drifts_with_uncertainties_that_hold() {
    /// A sweep each ten minutes.
    const SWEEPS: u32 = 60;
    const PM_AN_HOUR: f64 = 3.0;
    let night = Night::new();
    let files: Vec<String> = (0..SWEEPS).map(|sweep| format!("{sweep:02}.npz")).collect();
    let shift = |sweep: u32| PM_AN_HOUR * f64::from(sweep) / 6.0;
    for (sweep, file) in (0..).zip(&files) {
        // The last one has lost its lines: it is a row of none.
        let floor = if sweep + 1 == SWEEPS { 1.0 } else { RING.floor };
        let ring = Ring { shift_pm: shift(sweep), noise_db: 0.05, floor, ..RING };
        let mut trace = trace(&ring.samples(u64::from(sweep) + 900), "");
        trace.provenance.taken = format!("2026-11-24T{:02}:{:02}:00Z", sweep / 6, sweep % 6 * 10);
        night.save(file, trace);
    }
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    let output = night.run(&[&files[..], &["--drift", "--json", "--table", "t.json"]].concat());
    assert_eq!(output.status.code(), Some(0), "{}", errors(&output));
    let rings: Value = serde_json::from_slice(&output.stdout).unwrap();
    let rings = rings.as_array().unwrap();
    assert_eq!(rings.len(), 3);
    for ring in rings {
        assert_eq!(ring["sweeps"], 59.0);
        let (drift, sigma) = (number(ring, "drift_pm_h"), number(ring, "drift_sigma_pm_h"));
        // All are against the first, which has an error of its own and no slope.
        assert!((drift - PM_AN_HOUR).abs() < 3.5 * sigma && sigma < 0.05, "{ring}");
        // Evenly over 29 pm.
        assert!((number(ring, "spread_pm") - 8.58).abs() < 0.3, "{ring}");
        assert!((number(ring, "q") / 31_000.0 - 1.0).abs() < 0.002, "{ring}");
        assert!(number(ring, "q_spread") < 300.0, "{ring}");
    }
    let rows = night.json("t.json");
    let rows: Vec<Value> =
        rows.as_array().unwrap().iter().filter(|row| row["file"] != "00.npz").cloned().collect();
    assert!(rows.iter().all(|row| row["same_as"] == row["number"]));
    // Against sweeps with errors of their own: rings and sweeps are pairs of which each is new.
    let pairs: Vec<Value> =
        rows.iter().filter(|row| row["number"] == "1" || row["number"] == "3").cloned().collect();
    let truth = |row: &Value| shift(row["file"].as_str().unwrap()[..2].parse().unwrap());
    let (_, twice) = cover(&pairs, "shift_pm", "shift_sigma_pm", truth);
    assert!(twice > 80.0, "{twice} % of shifts are within two standard deviations");
    // For people, and as pictures.
    let output =
        night.run(&[&files[..], &["--drift", "--histogram", "q", "--trend", "wavelength_nm"]].concat());
    let shown = out(&output);
    assert!(shown.contains("drift_pm_h") && shown.contains("q: 177 rows, mean 3"), "{shown}");
    assert!(shown.contains("wavelength_nm: means of 59 traces") && shown.contains("0.00"), "{shown}");
    assert!(shown.lines().filter(|line| line.contains('█')).count() > 4, "{shown}");
}

#[test]
fn the_mean_of_repeated_sweeps_scatters_less_and_says_what_it_is_of() {
    let night = Night::new();
    let files: Vec<String> = (0..16).map(|sweep| format!("{sweep:02}.npz")).collect();
    for (seed, file) in (40..).zip(&files) {
        night.save(file, trace(&Ring { noise_db: 0.2, ..RING }.samples(seed), ""));
    }
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    let output = night.run(&[&files[..], &["--mean", "mean.npz", "--drift"]].concat());
    assert_eq!(output.status.code(), Some(0), "{}", errors(&output));
    assert!(errors(&output).contains("the mean is in mean.npz"), "{}", errors(&output));
    let found = ctp10::export::load(&night.path("mean.npz")).unwrap();
    let [('A', mean), ('B', spread)] = found.as_slice() else { panic!("{found:?}") };
    let truth = Ring { noise_db: 0.0, ..RING }.samples(0);
    let away = mean.y.iter().zip(&truth).map(|(a, b)| (f64::from(*a) - b).powi(2)).sum::<f64>();
    let away = (away / truth.len() as f64).sqrt();
    assert!((away - 0.05).abs() < 0.005, "0.2 dB over the root of 16: {away}");
    let scatter = spread.y.iter().map(|one| f64::from(one * one)).sum::<f64>() / truth.len() as f64;
    assert!((scatter.sqrt() - 0.2).abs() < 0.005, "{scatter}");
    let step = &mean.provenance.processing[0];
    assert_eq!((step.what.as_str(), step.count, step.parents.len()), ("mean of powers of 16", 16, 16));
    assert_eq!(
        (spread.unit(), &*spread.provenance.processing[0].what),
        ("dB", "standard deviation of levels of 16")
    );
    let output = night.run(&["00.npz", "--mean", "one.npz"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        errors(&output).contains("a mean needs two sweeps or more, and this is 1"),
        "{}",
        errors(&output)
    );
}

#[test]
fn an_interferometer_has_its_extinction_and_group_index() {
    let night = Night::new();
    let mut random = Random(3);
    // Arms that differ by 100 um with a group index of 4.2, and an extinction that grows from 15 dB to 25 dB.
    let period = LIGHT * 1e-3 / (4.2 * 100e-6) * 1e-6;
    let deep = |nm: f64| 15.0 + 10.0 * (nm - 1520.0) / 60.0;
    let y: Vec<f64> = (0..12_001)
        .map(|index| {
            let nm = 1520.0 + 5e-3 * f64::from(index);
            let least = 10f64.powf(-deep(nm) / 10.0);
            let contrast = (1.0 - least) / (1.0 + least);
            let light =
                (1.0 - contrast * (std::f64::consts::TAU * LIGHT / nm / period).cos()) / (1.0 + contrast);
            -3.0 + 10.0 * light.log10() + 0.05 * random.normal()
        })
        .collect();
    let spacing = Spacing { start: Wavelength::from_nm(1520.0), sampling: Wavelength::from_m(5e-12) };
    night.save("mzi.npz", Trace { spacing, ..trace(&y, "") });
    let output = night.run(&["mzi.npz", "--fringes", "--length", "100um", "--table", "t.json"]);
    assert_eq!(output.status.code(), Some(0), "{}", errors(&output));
    assert!(out(&output).contains("of 100 µm the group index is 4.2"), "{}", out(&output));
    let table = night.json("t.json");
    let rows: Vec<&Value> = table.as_array().unwrap().iter().filter(|row| row["doubt"] == "").collect();
    assert!(rows.len() >= 8, "{table}");
    for row in rows {
        assert_eq!(
            (&row["line"], &row["q"], &row["ring"]),
            (&"fringe".into(), &Value::Null, &"".into()),
            "{row}"
        );
        for (key, sigma, truth) in [
            ("extinction_db", "extinction_sigma_db", deep(number(row, "wavelength_nm"))),
            ("group_index", "group_index_sigma", 4.2),
        ] {
            // The extinction changes within a fringe, which its fit does not know.
            let away = (number(row, key) - truth).abs();
            assert!(away < 4.0 * number(row, sigma) + 1e-3 * truth, "{key} is not {truth}: {row}");
        }
    }
}

/// A demultiplexer's port: a flat pass band of 60 GHz about 193.4 THz and a bit, flanks of 1 dB per GHz, a floor at -45 dB
/// with a leak into one channel.
fn port(seed: u64, thz: f64, leak_thz: f64) -> Vec<f64> {
    let mut random = Random(seed);
    (0..8001)
        .map(|index| {
            let at = LIGHT / (1546.0 + 1e-3 * f64::from(index));
            let away = ((at - thz).abs() * 1e3 - 30.0).max(0.0);
            let leak = if (at - leak_thz).abs() < 0.02 { -32.0 } else { -45.0 };
            (-3.0 - away).max(leak) + 0.02 * random.normal()
        })
        .collect()
}

fn from_1546(y: &[f64]) -> Trace {
    let spacing = Spacing { start: Wavelength::from_nm(1546.0), sampling: Wavelength::from_m(1e-12) };
    Trace { spacing, ..trace(y, "") }
}

#[test]
fn filters_are_measured_in_their_channels_and_told_from_dips_by_themselves() {
    let night = Night::new();
    night.save("one.npz", from_1546(&port(1, 193.404, 193.7)));
    night.save("two.npz", from_1546(&port(2, 193.298, 193.4)));
    night
        .save("notch.npz", from_1546(&port(3, 193.404, 193.7).iter().map(|y| -48.0 - y).collect::<Vec<_>>()));
    night.save("ring.npz", trace(&RING.samples(4), ""));
    let files = ["one.npz", "two.npz", "notch.npz", "ring.npz"];
    let output = night.run(&[&files[..], &["--grid", "100", "--clear", "160", "--table", "t.json"]].concat());
    assert_eq!(output.status.code(), Some(0), "{}", errors(&output));
    // A leak is a band of its own, and none that counts as passed.
    let table = night.json("t.json");
    let table: Vec<&Value> =
        table.as_array().unwrap().iter().filter(|row| number(row, "depth_db") > 14.0).collect();
    let kinds: Vec<&str> = table.iter().map(|row| row["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["peak", "peak", "dip", "dip", "dip", "dip"]);
    for (row, key, wanted, within) in [
        (0, "channel_thz", 193.4, 1e-9),
        (0, "offset_ghz", 4.0, 0.1),
        (0, "loss_db", 2.95, 0.05),
        (0, "band_3db_pm", 66.0 * 8.015, 2.0),
        (0, "ripple_db", 0.13, 0.05),
        // Of samples that scatter by 0.02 dB the extremes count.
        (0, "adjacent_crosstalk_db", 41.85, 0.15),
        (0, "other_crosstalk_db", 28.85, 0.15),
        (1, "channel_thz", 193.3, 1e-9),
        (1, "offset_ghz", -2.0, 0.1),
        (1, "adjacent_crosstalk_db", 28.85, 0.15),
        (1, "other_crosstalk_db", 41.85, 0.15),
        (2, "channel_thz", 193.4, 1e-9),
        (2, "adjacent_crosstalk_db", 41.85, 0.15),
    ] {
        let found = number(table[row], key);
        assert!((found - wanted).abs() < within, "{row} {key}: {found} and not {wanted}");
    }
    // Who knows better says so.
    let output = night.run(&["ring.npz", "--peaks"]);
    assert!(!out(&output).contains("Lorentzian"), "{}", out(&output));
    let output = night.run(&["one.npz", "--dips", "--json"]);
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(json[0]["resonances"].as_array().map(Vec::len), Some(0), "{json}");
}

#[test]
fn what_cannot_be_meant_is_wrong_use_before_anything_is_read() {
    let night = Night::new();
    night.save("a.npz", trace(&RING.samples(1), ""));
    std::fs::write(night.path("wrong.toml"), "q = { min = 1 }\nfsr = { min = 1 }\n").unwrap();
    for (arguments, words) in [
        (&["a.npz", "--table", "t.xlsx"][..], ".csv .parquet .json"),
        (&["a.npz", "--name", "{q}"], "{q} is a column that is there already"),
        (&["a.npz", "--name", "a"], "nothing in braces"),
        (&["a.npz", "--drift"], "give two files or more"),
        (&["a.npz", "--histogram", "Q"], "there is no quantity \"Q\"; the nearest are q"),
        (&["a.npz", "--trend", "q", "--json"], "cannot be used with"),
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
