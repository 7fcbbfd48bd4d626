//! Every control: by its command, by its keys, at its limits, taken back.

use std::sync::atomic::Ordering;
use std::time::Duration;

use ctp10::config::settings::Settings;
use ctp10::core::laser::PowerCaps;
use ctp10::core::parameter::Parameter;
use ctp10::simulator::Options;
use ctp10::ui::frame::{commands, keymap, topics};
use ratatui::style::{Color, Modifier};

use super::rig::{Rig, on_held_clock};

/// A bench of which everything was read.
async fn ready() -> Rig {
    ready_with(Settings::default()).await
}

async fn ready_with(settings: Settings) -> Rig {
    let mut rig = Rig::with(120, 36, Options { speedup: 20.0, ..Options::default() }, settings);
    rig.until("8 positions empty").await;
    rig.until("reference none").await;
    rig.until("no laser on").await;
    rig
}

/// What is set: the words before the value, the value, the keys to its field, the question, the answer.
const CONTROLS: [(&str, &str, &str, &str, &str); 19] = [
    ("laser 1 wavelength", "1555.12345nm", "2 f", "CTP:RLAS1:WAV?", "1.55512345E-006"),
    ("laser 2 wavelength", "229.0THz", "2 j f", "CTP:RLAS2:WAV?", "1.30913737E-006"),
    ("laser 1 power", "2mW", "2 f j", "CTP:RLAS1:POW?", "3.01030000E+000"),
    ("tls 1 laser", "2", "3 j j j f", "INIT:TLS1:ID?", "2"),
    ("tls 1 trigger", "8", "3 j j j f j", "INIT:TLS1:TRIG?", "8"),
    ("tls 1 speed", "50 nm/s", "3 j j j f j j", "INIT:TLS1:SPE?", "50"),
    ("tls 1 power", "-3dBm", "3 j j j f j j j", "INIT:TLS1:POW?", "-3.00000000E+000"),
    ("tls 1 start", "1520.5", "3 j j j f j j j j", "INIT:TLS1:WAV:STAR?", "1.52050000E-006"),
    ("tls 1 stop", "1600nm", "3 j j j f j j j j j", "INIT:TLS1:WAV:STOP?", "1.60000000E-006"),
    ("sweep start", "1530nm", "3 f", "INIT:WAV:STAR?", "1.53000000E-006"),
    ("sweep stop", "1570nm", "3 f j", "INIT:WAV:STOP?", "1.57000000E-006"),
    ("sweep sampling", "0.5pm", "3 f j j", "INIT:WAV:SAMP?", "5.00000000E-013"),
    ("sweep stabilization", "off,5.6", "3 f j j j", "INIT:STAB?", "0,5.6"),
    ("sweep mode", "continuous", "3 f j j j j", "INIT:SMOD?", "CONT"),
    ("detector 4/2 unit", "mW", "4 j f", "CTP:SENS4:CHAN2:UNIT:Y?", "1"),
    ("detector 4/2 wavelength", "1310nm", "4 j f j", "CTP:SENS4:CHAN2:WAV?", "1.31000000E-006"),
    ("detector 4/2 spectral unit", "THz", "4 j f j j", "CTP:SENS4:CHAN2:UNIT:X?", "1"),
    ("detector 4/2 trigger", "7", "4 j f j j j", "CTP:SENS4:CHAN2:FUNC:TRIG?", "7"),
    ("detector TLS-IN wavelength", "1480nm", "4 j j f j", "CTP:SENS4:CHAN3:WAV?", "1.48000000E-006"),
];

#[test]
fn every_control_is_set_by_its_command_and_found_in_the_instrument() {
    for (command, typed, _, question, answer) in CONTROLS {
        on_held_clock(async {
            let mut rig = ready().await;
            rig.command(&format!("{command} {typed}")).await;
            rig.pass(Duration::from_millis(500)).await;
            assert_eq!(rig.ask(question).await, answer, "{command} {typed}\n{}", rig.screen());
        });
    }
}

#[test]
fn every_control_is_set_by_keys_and_found_in_the_instrument() {
    for (command, typed, keys, question, answer) in CONTROLS {
        on_held_clock(async {
            let mut rig = ready().await;
            rig.keys(keys).await;
            rig.keys("Enter").await;
            rig.type_text(typed).await;
            rig.keys("Enter").await;
            rig.pass(Duration::from_millis(500)).await;
            assert_eq!(rig.ask(question).await, answer, "{command} by {keys}\n{}", rig.screen());
        });
    }
}

#[test]
fn the_table_of_controls_leaves_no_setting_out() {
    for (pattern, parameter) in commands::settings() {
        let node = parameter.command().rsplit_once(' ').map(|(_, node)| node.to_owned()).unwrap_or_default();
        let subject = parameter.command().split(' ').next().unwrap().to_owned();
        let tested =
            CONTROLS.iter().any(|(command, ..)| command.starts_with(&subject) && command.ends_with(&node));
        assert!(tested, "{pattern}");
    }
}

#[test]
fn a_detector_that_is_not_watched_is_set_too() {
    on_held_clock(async {
        let mut rig = ready().await;
        rig.command("detector 1/6 unit mW").await;
        rig.pass(Duration::from_millis(300)).await;
        assert_eq!(rig.ask("CTP:SENS1:CHAN6:UNIT:Y?").await, "1");
        rig.command("detector 20/1 unit mW").await;
        rig.until("Hardware missing").await;
        rig.command("detector 21/1 unit mW").await;
        assert!(
            rig.screen().contains("\"21/1\" is not a detector") || rig.screen().contains("not complete"),
            "{}",
            rig.screen()
        );
    });
}

#[test]
fn limits_are_kept_from_both_sides() {
    // Just inside, and what the instrument holds then; just outside, and what is said.
    let cases: [(&str, &str, &str, &str, &str, &str); 12] = [
        ("sweep start", "1240nm", "INIT:WAV:STAR?", "1.24000000E-006", "1239.99nm", "the nearest is 1240 nm"),
        ("sweep stop", "1680nm", "INIT:WAV:STOP?", "1.68000000E-006", "1680.01nm", "the nearest is 1680 nm"),
        ("sweep sampling", "250", "INIT:WAV:SAMP?", "2.50000000E-010", "251", "the nearest is 250 pm"),
        ("sweep sampling", "0.02", "INIT:WAV:SAMP?", "2.00000000E-014", "0.019", "the nearest is 0.02 pm"),
        ("sweep stabilization", "on,60", "INIT:STAB?", "1,60", "on,60.1", "seconds (0 to 60)"),
        (
            "laser 1 power",
            "10dBm",
            "CTP:RLAS1:POW?",
            "1.00000000E+001",
            "10.01dBm",
            "above the cap of 10 dBm",
        ),
        ("laser 1 power", "-10", "CTP:RLAS1:POW?", "-1.00000000E+001", "-10.01", "Data out of range"),
        ("tls 1 power", "10", "INIT:TLS1:POW?", "1.00000000E+001", "10.01", "above the cap"),
        ("tls 1 trigger", "8", "INIT:TLS1:TRIG?", "8", "9", "9 is outside 0 to 8"),
        ("tls 1 speed", "100", "INIT:TLS1:SPE?", "100", "101", "the nearest is 100 nm/s"),
        ("tls 1 laser", "0", "INIT:TLS1:ID?", "0", "11", "11 is outside 0 to 10"),
        (
            "detector 4/1 wavelength",
            "1680nm",
            "CTP:SENS4:CHAN1:WAV?",
            "1.68000000E-006",
            "1680.1nm",
            "nearest",
        ),
    ];
    for (command, inside, question, answer, outside, words) in cases {
        on_held_clock(async {
            let mut rig = ready().await;
            rig.command(&format!("{command} {inside}")).await;
            rig.pass(Duration::from_millis(500)).await;
            assert_eq!(rig.ask(question).await, answer, "{command} {inside}\n{}", rig.screen());
            rig.command(&format!("{command} {outside}")).await;
            rig.until(words).await;
            assert_eq!(rig.ask(question).await, answer, "{command} {outside}");
        });
    }
}

#[test]
fn rubbish_in_every_field_changes_nothing_and_stays_with_a_reason() {
    let long = "9".repeat(10_000);
    for (command, _, keys, question, _) in CONTROLS {
        on_held_clock(async {
            let mut rig = ready().await;
            let before = rig.ask(question).await;
            for typed in
                ["NaN", "inf", "-inf", "1550 parsecs", " ", "1e999", "\u{1b}[2J\u{7}rubbish", long.as_str()]
            {
                rig.keys(keys).await;
                rig.keys("Enter").await;
                rig.keys("Ctrl-u").await;
                rig.paste(typed).await;
                rig.keys("Enter").await;
                rig.pass(Duration::from_millis(100)).await;
                assert!(!rig.screen().contains('\u{1b}'));
                assert_eq!(rig.ask(question).await, before, "{command} {typed:.40}\n{}", rig.screen());
                rig.keys("Esc Esc").await;
                rig.command(&format!(
                    "{command} {}",
                    typed.chars().filter(|c| !c.is_control()).take(900).collect::<String>()
                ))
                .await;
                rig.pass(Duration::from_millis(100)).await;
                assert_eq!(rig.ask(question).await, before, ":{command} {typed:.40}\n{}", rig.screen());
                rig.keys("Esc Esc").await;
            }
        });
    }
}

#[test]
fn several_changes_are_one_job_and_the_refused_one_stays_in_the_form() {
    on_held_clock(async {
        let mut rig = ready().await;
        rig.keys("3 f Enter").await;
        for (typed, next) in [("1530", "Tab"), ("1570", "Tab"), ("0.5", "Enter")] {
            rig.type_text(typed).await;
            rig.keys(next).await;
        }
        rig.until("3 settings: held by the instrument").await;
        assert_eq!(rig.ask("INIT:WAV:STAR?").await, "1.53000000E-006");
        assert_eq!(rig.ask("INIT:WAV:STOP?").await, "1.57000000E-006");
        assert_eq!(rig.ask("INIT:WAV:SAMP?").await, "5.00000000E-013");
        rig.keys("u").await;
        rig.until("undone: ").await;
        rig.pass(Duration::from_millis(500)).await;
        assert_eq!(rig.ask("INIT:WAV:STAR?").await, "1.52000000E-006", "one job is one step back");
        assert_eq!(rig.ask("INIT:WAV:SAMP?").await, "1.00000000E-012");
        rig.keys("Esc 2 f Enter").await;
        rig.type_text("1500nm").await;
        rig.keys("Enter").await;
        rig.until("the instrument says Data out of range (-222)").await;
        assert!(rig.screen().contains("→ 1500.000 typed"), "{}", rig.screen());
        rig.keys("Enter").await;
        rig.type_text("1560nm").await;
        rig.keys("Enter").await;
        rig.until("laser 1 wavelength 1560 nm").await;
        assert!(!rig.screen().contains("typed"), "{}", rig.screen());
    });
}

#[test]
fn values_are_nudged_by_a_step_ten_and_a_tenth() {
    on_held_clock(async {
        let mut rig = ready().await;
        for (keys, nm) in [
            ("2 +", "1.55010000E-006"),
            ("Shift-Up", "1.55110000E-006"),
            ("Alt-Down", "1.55109000E-006"),
            ("-", "1.55099000E-006"),
            ("+ + +", "1.55129000E-006"),
        ] {
            rig.keys(keys).await;
            rig.pass(Duration::from_millis(500)).await;
            assert_eq!(rig.ask("CTP:RLAS1:WAV?").await, nm, "{keys}\n{}", rig.screen());
        }
        rig.keys("l + + + + + + + + + + + + + + + + + + + +").await;
        rig.pass(Duration::from_millis(500)).await;
        rig.keys("+").await;
        rig.until("above the cap of 10 dBm").await;
        rig.pass(Duration::from_millis(500)).await;
        assert_eq!(rig.ask("CTP:RLAS1:POW?").await, "1.00000000E+001");
        rig.keys("3 j j j +").await;
        rig.pass(Duration::from_millis(500)).await;
        assert_eq!(rig.ask("INIT:TLS1:SPE?").await, "22", "the next speed the model has");
    });
}

#[test]
fn ten_edits_are_taken_back_and_done_again() {
    on_held_clock(async {
        let mut rig = ready().await;
        let questions: Vec<&str> = CONTROLS.iter().map(|(_, _, _, question, _)| *question).collect();
        let mut all = questions.clone();
        all.extend(["INIT:TLS1:SPE?", "INIT:TLS1:WAV:STAR?", "INIT:TLS1:WAV:STOP?", "CTP:SENS4:CHAN4:WAV?"]);
        let mut before = Vec::new();
        for question in &all {
            before.push(rig.ask(question).await);
        }
        let edits = [
            "tls 1 laser 2",
            "tls 1 power 3",
            "laser 1 wavelength 1555",
            "sweep sampling 0.02",
            "sweep start 1600",
            "sweep 1510 1520 0.1",
            "detector IN2 wavelength 1310",
            "laser 1 power -5",
            "sweep stabilization off,12.5",
            "sweep mode cont",
        ];
        for edit in edits {
            rig.command(edit).await;
            rig.pass(Duration::from_millis(500)).await;
        }
        let mut after = Vec::new();
        for question in &all {
            after.push(rig.ask(question).await);
        }
        assert_ne!(before, after);
        for _ in edits {
            rig.keys("u").await;
            rig.pass(Duration::from_millis(700)).await;
        }
        for (question, held) in all.iter().zip(&before) {
            assert_eq!(rig.ask(question).await, *held, "{question}\n{}", rig.screen());
        }
        rig.keys("u").await;
        rig.until("there is nothing to undo").await;
        for _ in edits {
            rig.keys("Ctrl-r").await;
            rig.pass(Duration::from_millis(700)).await;
        }
        for (question, held) in all.iter().zip(&after) {
            assert_eq!(rig.ask(question).await, *held, "{question} again");
        }
        assert!(!rig.emits(1).await && !rig.emits(2).await);
    });
}

#[test]
fn undo_asks_when_somebody_else_changed_the_value() {
    on_held_clock(async {
        let mut rig = ready().await;
        rig.command("laser 1 wavelength 1555").await;
        rig.until("laser 1 wavelength 1555 nm").await;
        rig.ask("CTP:RLAS1:WAV 1560NM;:CTP:RLAS1:WAV?").await;
        rig.until("1560.000").await;
        rig.keys("u").await;
        rig.until("Undo anyway?").await;
        rig.keys("n").await;
        rig.pass(Duration::from_secs(1)).await;
        assert_eq!(rig.ask("CTP:RLAS1:WAV?").await, "1.56000000E-006");
        rig.keys("u y").await;
        rig.pass(Duration::from_secs(1)).await;
        assert_eq!(rig.ask("CTP:RLAS1:WAV?").await, "1.55000000E-006");
    });
}

#[test]
fn undo_that_raises_light_does_not_write_over_what_somebody_set_during_the_question() {
    on_held_clock(async {
        let mut rig = ready().await;
        rig.command("laser 1 power 5dBm").await;
        rig.until("laser 1 power 5 dBm").await;
        rig.ask("CTP:RLAS1:POW:STAT ON;:CTP:RLAS1:POW?").await;
        rig.until("EMITTING laser 1").await;
        rig.command("laser 1 power 2dBm").await;
        rig.until("laser 1 power 2 dBm").await;
        rig.keys("u").await;
        rig.until("Increase the power?").await;
        rig.ask("CTP:RLAS1:POW 1DBM;:CTP:RLAS1:POW?").await;
        rig.keys("y").await;
        rig.until("not 2 dBm: another client changed it").await;
        assert_eq!(rig.ask("CTP:RLAS1:POW?").await, "1.00000000E+000");
    });
}

#[test]
fn undo_does_not_write_over_what_somebody_else_has_just_set() {
    on_held_clock(async {
        let mut rig = ready().await;
        rig.command("laser 1 wavelength 1555").await;
        rig.until("laser 1 wavelength 1555 nm").await;
        // Nothing was read since.
        rig.ask("CTP:RLAS1:WAV 1560NM;:CTP:RLAS1:WAV?").await;
        rig.keys("u").await;
        rig.until("laser 1 wavelength is 1560 nm, not 1555 nm: another client changed it").await;
        assert_eq!(rig.ask("CTP:RLAS1:WAV?").await, "1.56000000E-006");
        // The step is still there, and now it is known what it would write over.
        rig.keys("u").await;
        rig.until("Undo anyway?").await;
    });
}

#[test]
fn bands_are_set_in_an_order_that_survives_the_resets() {
    on_held_clock(async {
        let mut rig = ready().await;
        rig.command("tls 1 band o").await;
        rig.until("this bench has no bands; write one as [[band]] in the settings").await;
        let written = "[[band]]\nname = 'o'\nlaser = 2\ntrigger = 2\nspeed_nm_s = 20\npower_dbm = 10\n\
            start_nm = 1262.5\nstop_nm = 1355\n[[band]]\nname = 'c'\nlaser = 1\nstart_nm = 1502\nstop_nm = 1627\n\
            [profile.b]\n[[profile.b.band]]\nname = 'l'\nlaser = 1\n";
        let mut rig = ready_with(Settings::parse(written, "x").unwrap()).await;
        rig.command("tls 1 band l").await;
        rig.until("\"l\" is not a band; choose from o, c").await;
        rig.keys("Esc").await;
        rig.command("tls 1 band o").await;
        rig.until("6 settings: held by the instrument").await;
        for (question, held) in [
            ("INIT:TLS1:ID?", "2"),
            ("INIT:TLS1:TRIG?", "2"),
            ("INIT:TLS1:SPE?", "20"),
            ("INIT:TLS1:POW?", "1.00000000E+001"),
            ("INIT:TLS1:WAV:STAR?", "1.26250000E-006"),
            ("INIT:TLS1:WAV:STOP?", "1.35500000E-006"),
        ] {
            assert_eq!(rig.ask(question).await, held, "{question}");
        }
        rig.command("tls 1 band c").await;
        rig.until("3 settings: held by the instrument").await;
        assert_eq!(rig.ask("INIT:TLS1:ID?").await, "1");
        assert_eq!(rig.ask("INIT:TLS1:WAV:STAR?").await, "1.50200000E-006");
        assert_eq!(rig.ask("INIT:TLS1:WAV:STOP?").await, "1.62700000E-006");
    });
}

#[test]
fn a_cap_can_be_lowered_here_and_not_raised() {
    on_held_clock(async {
        let mut caps = PowerCaps::default();
        caps.set(ctp10::core::ids::LaserId::new(1).unwrap(), ctp10::core::units::Dbm(9.0));
        let mut rig = ready_with(Settings { caps, ..Settings::default() }).await;
        rig.command("laser 1 cap 9.5").await;
        rig.until("can only be lowered").await;
        rig.keys("Esc").await;
        rig.command("laser 1 cap 3dBm").await;
        rig.until("no more than 3 dBm").await;
        rig.command("laser 1 power 3.1").await;
        rig.until("above the cap of 3 dBm").await;
        rig.keys("Esc 2 L").await;
        rig.until("8 of unknown unit: 9.0309 dBm is above the cap of 3 dBm").await;
        assert_eq!(rig.ask("CTP:RLAS1:POW?").await, "8.00000000E+000");
        assert!(!rig.emits(1).await);
    });
}

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

#[test]
fn the_built_in_keymap_has_a_key_for_every_action() {
    let keymap = keymap::built_in();
    for row in topics::actions() {
        assert!(keymap.key(row.action).is_some(), "{}", row.action.name());
    }
}

#[test]
fn every_setting_is_read_from_its_own_words() {
    for (_, parameter) in commands::settings() {
        let command = parameter.command();
        let words: Vec<&str> = command.split(' ').collect();
        assert_eq!(Parameter::find(&words), Some(parameter), "{command}");
    }
}

#[test]
fn the_bench_of_a_profile_stands_in_the_header_in_its_colour() {
    on_held_clock(async {
        let written = "[profile.bench2]\ncolour = 'cyan'\nread_only = true\n";
        let settings = Settings::parse_with(written, "config.toml", Some("bench2")).unwrap();
        for (width, height) in [(120, 36), (80, 24), (40, 12)] {
            let mut rig = Rig::with(width, height, Options::default(), settings.clone());
            rig.until("no laser on").await;
            let named = |rig: &Rig| {
                let row = &rig.console.terminal.backend().buffer().content()[..usize::from(width)];
                let reversed = row.iter().filter(|cell| cell.modifier.contains(Modifier::REVERSED));
                let reversed: Vec<_> = reversed.collect();
                let name: String = reversed.iter().map(|cell| cell.symbol()).collect();
                (name, reversed.first().map(|cell| cell.fg))
            };
            assert_eq!(named(&rig), (" bench2 ".to_owned(), Some(Color::Cyan)), "{}", rig.screen());
            assert!(rig.screen().contains("READ ONLY"), "{}", rig.screen());
            rig.command("theme plain").await;
            assert_eq!(named(&rig), (" bench2 ".to_owned(), Some(Color::Reset)));
        }
    });
}
