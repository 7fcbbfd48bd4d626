//! Every control: by its command, by its keys, at its limits, taken back.

use std::time::Duration;

use ctp10::config::settings::Settings;
use ctp10::core::laser::PowerCaps;
use ctp10::core::parameter::Parameter;
use ctp10::simulator::Options;
use ctp10::ui::frame::{commands, keymap, topics};
use ratatui::style::{Color, Modifier};

use super::rig::{Rig, on_held_clock};

/// A bench of which everything was read.
pub(super) async fn ready() -> Rig {
    ready_with(Settings::default()).await
}

pub(super) async fn ready_with(settings: Settings) -> Rig {
    let mut rig = Rig::with(120, 36, Options { speedup: 20.0, ..Options::default() }, settings);
    rig.until("8 positions empty").await;
    rig.until("reference none").await;
    rig.until("no laser on").await;
    rig
}

/// What is set: the words before the value, the value, the keys to its field, the question, the answer.
pub(super) const CONTROLS: [(&str, &str, &str, &str, &str); 19] = [
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
