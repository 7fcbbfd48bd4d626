//! Detectors: their references, and what they read.

use std::sync::atomic::Ordering;
use std::time::Duration;

use ctp10::config::settings::Settings;
use ctp10::simulator::Options;

use super::controls::ready;
use super::rig::{Rig, on_held_clock};

#[test]
fn a_reference_is_taken_goes_stale_and_is_aborted_only_after_a_question() {
    on_held_clock(async {
        // Slow enough that a question can be read before it is over.
        let options = Options { speedup: 4.0, ..Options::default() };
        let mut rig = Rig::with(120, 36, options, Settings::default());
        rig.until("8 positions empty").await;
        rig.until("reference none").await;
        rig.light().await;
        rig.keys("4 R").await;
        rig.until("Take the reference of 4/1?").await;
        rig.yes().await;
        rig.until("referencing").await;
        rig.until("reference of 4/1: valid, TF,").await;
        rig.until(", valid  ").await;
        rig.command("sweep sampling 2").await;
        rig.until("STALE: sampling").await;
        rig.keys("u").await;
        rig.until(", valid  ").await;
        rig.command("reference IN2").await;
        rig.yes().await;
        rig.until("referencing IN2").await;
        rig.keys("x").await;
        rig.until("Abort the reference of 4/2?").await;
        rig.keys("Enter").await;
        assert!(rig.snapshot().referencing.is_some(), "the default is no");
        rig.keys("x y").await;
        rig.until("not done: reference of 4/2").await;
        assert_eq!(rig.ask("REF:SENS4:CHAN2:RES?").await, "0");
    });
}

#[test]
fn a_held_power_is_read_against() {
    on_held_clock(async {
        let mut rig = ready().await;
        rig.light().await;
        rig.pass(Duration::from_secs(2)).await;
        rig.keys("1 o").await;
        assert!(rig.screen().contains("RELATIVE"), "{}", rig.screen());
        rig.command("laser 1 power 5").await;
        rig.pass(Duration::from_secs(1)).await;
        assert!(rig.screen().contains(" dBm, 0 dB is "), "{}", rig.screen());
        // In the number itself, too: at 120x36 in large digits.
        rig.resize(80, 24).await;
        let row = |rig: &Rig| rig.screen().lines().find(|line| line.contains("● IN1 ")).unwrap().to_owned();
        assert!(row(&rig).contains("-3.0") && row(&rig).contains(" dB "), "{}", row(&rig));
        rig.resize(40, 12).await;
        let row = rig.screen().lines().find(|line| line.contains("●IN1 ")).unwrap().to_owned();
        assert!(row.contains("-3.0") && row.contains(" dB"), "{row}");
        rig.resize(120, 36).await;
        rig.keys("a").await;
        rig.until(" dB below the best, ").await;
        rig.keys("Esc o").await;
        assert!(!rig.screen().contains("RELATIVE"));
    });
}

#[test]
fn a_detector_without_light_is_dark_and_its_noise_is_not_drawn() {
    on_held_clock(async {
        let mut rig = ready().await;
        rig.pass(Duration::from_secs(3)).await;
        let dots = |rig: &Rig| {
            let screen = rig.screen();
            let chart = screen.lines().skip(4).take(7).flat_map(|line| line.chars().skip(9));
            chart.filter(|c| ('\u{2801}'..='\u{28ff}').contains(c)).count()
        };
        for (width, height) in [(120, 36), (80, 24), (40, 12)] {
            rig.resize(width, height).await;
            let screen = rig.screen();
            assert_eq!(screen.matches("dark").count(), 4, "{screen}");
            assert!(!screen.contains("-8"), "no number of noise: {screen}");
        }
        rig.resize(120, 36).await;
        assert!(rig.screen().contains("below -70 dBm") && dots(&rig) == 0, "{}", rig.screen());
        rig.keys("a").await;
        assert!(rig.screen().contains("dark") && !rig.screen().contains('█'), "{}", rig.screen());
        rig.keys("a 1 y").await;
        assert!(rig.copied.lock().unwrap().contains("\t-8"), "what is copied is as it was read");
        rig.light().await;
        rig.pass(Duration::from_secs(2)).await;
        assert!(dots(&rig) > 0 && !rig.screen().contains("dark\""), "{}", rig.screen());
        assert!(rig.screen().contains("dark to -"), "{}", rig.screen());
    });
    on_held_clock(async {
        let settings = Settings { dark: ctp10::core::units::Dbm(f64::NEG_INFINITY), ..Settings::default() };
        let mut rig = Rig::with(120, 36, Options::default(), settings);
        rig.until("no laser on").await;
        rig.pass(Duration::from_secs(3)).await;
        assert!(!rig.screen().contains("dark"), "{}", rig.screen());
    });
}

#[test]
fn two_detectors_are_aligned_at_once_with_the_best_so_far() {
    for (width, height) in [(40, 12), (80, 24), (120, 36), (200, 60)] {
        on_held_clock(async {
            let settings = Settings { align_tone: true, ..Settings::default() };
            let mut rig = Rig::with(width.max(120), height.max(36), Options::default(), settings);
            rig.light().await;
            rig.pass(Duration::from_secs(3)).await;
            rig.keys("1 a").await;
            rig.pass(Duration::from_secs(2)).await;
            let quiet = rig.bells.load(Ordering::Relaxed);
            rig.command("laser 1 power 9").await;
            rig.yes().await;
            rig.pass(Duration::from_secs(3)).await;
            assert!(rig.bells.load(Ordering::Relaxed) > quiet, "better than any before");
            let best = rig.bells.load(Ordering::Relaxed);
            rig.command("laser 1 power 6").await;
            rig.pass(Duration::from_secs(30)).await;
            assert_eq!(rig.bells.load(Ordering::Relaxed), best, "worse is not heard");
            rig.resize(width, height).await;
            // On a high screen live power has its chart below the two.
            assert_eq!(rig.screen().contains("1 Power"), height == 60, "{}", rig.screen());
            let rows = if height == 60 { 22 } else { height };
            let above =
                |rig: &Rig| rig.screen().lines().take(usize::from(rows)).collect::<Vec<_>>().join("\n");
            let screen = above(&rig);
            assert_eq!(screen.matches(" below ").count(), 2, "{screen}");
            assert!(
                screen.contains("IN1") && screen.contains("IN2") && screen.contains("dB/min"),
                "{screen}"
            );
            // Another one beside it, which is never the same.
            rig.keys("Right").await;
            assert!(above(&rig).contains("TLS IN") && !above(&rig).contains("IN2"), "{}", above(&rig));
            rig.keys("Left Left").await;
            assert!(above(&rig).contains("OUT TO DUT"), "{}", above(&rig));
            rig.keys("Down").await;
            assert!(above(&rig).contains("▸■ IN2"), "{}", above(&rig));
            // Opened anew it begins anew.
            rig.keys("a a").await;
            rig.pass(Duration::from_secs(1)).await;
            assert!(!above(&rig).contains("3.0"), "{}", above(&rig));
        });
    }
}
