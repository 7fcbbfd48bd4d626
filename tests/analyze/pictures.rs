//! What was found, as figures: fits over their samples, histograms, trends.

use ctp10::export::load_with;
use ctp10::export::options::ReadOptions;

use super::night::{Night, RING, Ring, errors, out, trace};

#[test]
fn a_figure_has_the_fit_over_the_samples_and_what_it_leaves_over_below() {
    let night = Night::new();
    night.save("a.npz", trace(&RING.samples(1), "ring 7"));
    let window = ["--from", "1549.5", "--to", "1550.5"];
    for (figure, options) in [("f.svg", "screen"), ("g.svg", "86mm,frequency"), ("l.svg", "linear")] {
        let drawn = night
            .command(&[&["plot", "a.npz", "--fit", "--out", figure, "--as", options], &window[..]].concat());
        assert_eq!(out(&drawn), format!("{figure}\n"), "{}", errors(&drawn));
        let text = std::fs::read_to_string(night.path(figure)).unwrap();
        for words in ["Residual (dB)", "fit<", "ring 7"] {
            assert!(text.contains(words), "{words} in {figure}");
        }
    }
    // The script's traces are those of the figure: samples, fit, rests.
    let drawn = night.command(&[&["plot", "a.npz", "--fit", "--out", "s.py"], &window[..]].concat());
    assert_eq!(drawn.status.code(), Some(0), "{}", errors(&drawn));
    let beside = std::fs::read_dir(night.0.path()).unwrap().map(|entry| entry.unwrap().path());
    let beside = beside.filter(|path| path.extension().is_some_and(|end| end == "npz"));
    let beside = beside.filter(|path| !path.ends_with("a.npz")).collect::<Vec<_>>();
    let [beside] = &beside[..] else { panic!("{beside:?}") };
    let traces = load_with(beside, &ReadOptions::default()).unwrap();
    let named: Vec<&str> = traces.iter().map(|(_, trace)| trace.provenance.notes.as_str()).collect();
    assert_eq!(named, ["ring 7", "fit", "residual"]);
    let [(_, all), (_, fit), (_, rests)] = &traces[..] else { unreachable!() };
    assert_eq!(fit.y.len(), rests.y.len());
    let first = (fit.spacing.nm(0) - all.spacing.nm(0)) * 1e3;
    let first = first.round() as usize;
    let (mut sum, mut count) = (0.0, 0.0);
    for (index, rest) in rests.y.iter().enumerate().filter(|(_, rest)| rest.is_finite()) {
        assert!((all.y[first + index] - fit.y[index] - rest).abs() < 1e-5);
        sum += f64::from(*rest).powi(2);
        count += 1.0;
    }
    let scatter = (sum / count).sqrt();
    assert!(count > 700.0 && (scatter / RING.noise_db - 1.0).abs() < 0.1, "{scatter} of {count}");
    // On a terminal the line is drawn over the samples.
    let plain = night.command(&[&["plot", "a.npz"], &window[..]].concat());
    let fitted = night.command(&[&["plot", "a.npz", "--fit"], &window[..]].concat());
    assert!(fitted.status.success() && out(&plain).lines().count() == out(&fitted).lines().count());
}

#[test]
fn without_a_fit_there_is_no_figure_of_one() {
    let night = Night::new();
    let flat = Ring { floor: 1.0, ..RING };
    night.save("a.npz", trace(&flat.samples(1), ""));
    let drawn = night.command(&["plot", "a.npz", "--fit", "--out", "f.svg"]);
    assert_eq!(drawn.status.code(), Some(1), "{}", errors(&drawn));
    assert!(errors(&drawn).contains("no line was fitted"), "{}", errors(&drawn));
    assert!(!night.path("f.svg").exists());
}

#[test]
fn histogram_and_trend_are_figures() {
    let night = Night::new();
    let files: Vec<String> = (0..4u8).map(|n| format!("n{n}.npz")).collect();
    for (n, file) in (0u8..).zip(&files) {
        let ring = Ring { width_pm: 50.0 + f64::from(n), shift_pm: 2.0 * f64::from(n), ..RING };
        let mut trace = trace(&ring.samples(u64::from(n)), "");
        trace.provenance.taken = format!("2026-11-24T12:{:02}:00Z", 10 * n);
        night.save(file, trace);
    }
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    let run = |more: &[&str]| night.run(&[&files[..], more].concat());
    for figure in ["h.svg", "h.png", "h.pdf"] {
        let output = run(&["--histogram", "q", "--figure", figure]);
        assert_eq!(output.status.code(), Some(0), "{}", errors(&output));
        assert!(errors(&output).contains(&format!("the figure is in {figure}")), "{}", errors(&output));
        assert!(night.path(figure).metadata().unwrap().len() > 1000);
    }
    let histogram = std::fs::read_to_string(night.path("h.svg")).unwrap();
    for words in [">q<", ">Rows<", "q: 12 rows, mean 30"] {
        assert!(histogram.contains(words), "{words}");
    }
    let output = run(&["--trend", "wavelength_nm", "--figure", "t.svg"]);
    assert_eq!(output.status.code(), Some(0), "{}", errors(&output));
    let trend = std::fs::read_to_string(night.path("t.svg")).unwrap();
    for words in [">Time (h)<", ">wavelength_nm<", "means of 4 traces", "in an hour"] {
        assert!(trend.contains(words), "{words}: {trend}");
    }
    for (wrong, why) in [
        (&["--figure", "x.svg"][..], "of one of --histogram and --trend"),
        (&["--histogram", "q", "--trend", "q", "--figure", "x.svg"], "of one of --histogram and --trend"),
        (&["--histogram", "q", "--figure", "x.doc"], ".png .svg .pdf"),
        (&["--histogram", "q", "--figure", "x.py"], "a script draws traces"),
        (&["--histogram", "split_pm", "--figure", "x.svg"], "no row has it"),
    ] {
        let output = run(wrong);
        assert!(!output.status.success() && errors(&output).contains(why), "{wrong:?}: {}", errors(&output));
    }
    assert!(!night.path("x.svg").exists() && !night.path("x.py").exists());
}
