//! What is computed of rings, filters, interferometers and repeated sweeps is true within what is told of it.

use ctp10::core::trace::{Spacing, Trace};
use ctp10::core::units::Wavelength;
use serde_json::Value;

use super::night::{LIGHT, Night, RING, Random, Ring, errors, number, out, trace};

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
        // It is flat: what noise does to the extremes of its samples is no ripple.
        (0, "ripple_db", 0.0, 0.03),
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
fn the_loss_by_polarization_is_the_greatest_in_the_clear_band() {
    let night = Night::new();
    let most = port(9, 193.4, 0.0);
    // Away from the middle of the channel it grows, and beyond the clear band it is large.
    let nm = LIGHT / 193.4;
    let least: Vec<f64> = (0..most.len())
        .map(|index| (1546.0 + 1e-3 * index as f64 - nm).abs() * 1e3)
        .zip(&most)
        .map(|(pm, level)| level - 0.2 - 0.002 * pm - if pm > 60.0 { 3.0 } else { 0.0 })
        .collect();
    let traces = [('A', from_1546(&most)), ('B', from_1546(&least))];
    let traces = traces.map(|(letter, trace)| (letter, std::sync::Arc::new(trace)));
    ctp10::export::save(&night.path("two.npz"), &traces).unwrap();
    let output =
        night.run(&["two.npz", "--pdl", "A,B", "--grid", "100", "--clear", "100", "--table", "t.json"]);
    assert_eq!(output.status.code(), Some(0), "{}", errors(&output));
    let table = night.json("t.json");
    assert!((number(&table[0], "pdl_db") - 0.3).abs() < 2e-3, "{table}");
    assert_eq!((&table[1]["trace"], &table[1]["pdl_db"]), (&"B".into(), &Value::Null));
    night.save("one.npz", from_1546(&most));
    let output = night.run(&["one.npz", "--pdl", "A,B"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(errors(&output).contains("one.npz: it has no trace B"), "{}", errors(&output));
}
