//! The console as an operator uses it, without a terminal.

mod benches;
mod browser;
mod command_line;
mod consent;
mod controls;
mod detectors;
mod frame;
mod gestures;
mod help;
mod hostile;
mod leaving;
mod link;
#[cfg(target_os = "linux")]
mod long;
mod manual;
mod pages;
mod pictures;
mod presets;
mod random;
mod recording;
mod rig;
mod scpi;
mod served;
mod sizes;
mod traces;
mod undo;
mod words;

use std::time::Duration;

use ctp10::app::console::End;
use ctp10::config::settings::Settings;
use ctp10::simulator::{Options, Scenario};
use ctp10::ui::frame::draw;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier};
use rig::{Rig, on_held_clock};

fn bench() -> Rig {
    Rig::new(120, 36, Options::default())
}

#[test]
fn the_bench_at_three_sizes() {
    for (width, height) in [(80, 24), (120, 36), (200, 60)] {
        on_held_clock(async {
            let mut rig = Rig::new(width, height, Options::default());
            rig.light().await;
            rig.sweep().await;
            rig.pass(Duration::from_millis(1500)).await;
            insta::assert_snapshot!(format!("sweeping_{width}x{height}"), rig.screen());
            rig.until("the sweep is done").await;
            rig.keys("d").await;
            rig.until("60001 points").await;
            rig.keys("5").await;
            insta::assert_snapshot!(format!("trace_{width}x{height}"), rig.screen());
            rig.keys("?").await;
            insta::assert_snapshot!(format!("help_{width}x{height}"), rig.screen());
        });
    }
}

#[test]
fn light_is_red_and_nothing_else_is() {
    on_held_clock(async {
        let mut rig = bench();
        rig.until("no laser on").await;
        let cells_of = |rig: &Rig, is: fn(Color, Color) -> bool| {
            let cells = rig.console.terminal.backend().buffer().content().to_vec();
            cells.iter().filter(|c| is(c.fg, c.bg)).map(|c| c.symbol().to_owned()).collect::<String>()
        };
        let red = |rig: &Rig| cells_of(rig, |fore, _| fore == Color::Rgb(0xff, 0x5f, 0x5f));
        let block = |rig: &Rig| {
            cells_of(rig, |fore, back| (fore, back) == (Color::Rgb(255, 255, 255), Color::Rgb(0x87, 0, 0)))
        };
        assert_eq!((red(&rig), block(&rig)), (String::new(), String::new()));
        rig.light().await;
        assert_eq!((red(&rig).as_str(), block(&rig).as_str()), ("▲ ON", " ▲ EMITTING laser 1 "));
        // Nothing else stands on a ground of its own.
        assert_eq!(cells_of(&rig, |_, back| back != Color::Reset), block(&rig));
        rig.command("theme plain").await;
        let cells = rig.console.terminal.backend().buffer().content().to_vec();
        let reversed: String = cells
            .iter()
            .filter(|c| c.modifier.contains(Modifier::REVERSED) && c.modifier.contains(Modifier::BOLD))
            .map(|c| c.symbol().to_owned())
            .collect();
        assert_eq!(reversed, " ▲ EMITTING laser 1 ");
    });
}

#[test]
fn a_laser_goes_on_after_a_clear_yes_and_after_nothing_else() {
    on_held_clock(async {
        let mut rig = bench();
        rig.until("no laser on").await;
        for refusal in ["Enter", "n", "Esc", "Space", "L", "q", "Tab"] {
            rig.keys("2 L").await;
            assert!(rig.screen().contains("Switch laser 1 on?"), "{}", rig.screen());
            assert!(rig.screen().contains("1550.000 nm "));
            assert!(rig.screen().contains("8 (unit unknown: 8 dBm or 8 mW)"), "{}", rig.screen());
            rig.keys(refusal).await;
            assert!(!rig.screen().contains("Switch laser 1 on?"), "after {refusal}");
        }
        rig.keys("L").await;
        rig.paste("y").await;
        assert!(rig.screen().contains("Switch laser 1 on?"), "a paste presses no keys");
        rig.keys("Esc").await;
        rig.pass(Duration::from_secs(5)).await;
        assert!(!rig.emits(1).await);
        rig.keys("L y").await;
        rig.until("→ on").await;
        assert!(rig.screen().contains("▲ SWITCHING ON laser 1"), "{}", rig.screen());
        rig.until("laser 1 on: confirmed by the instrument").await;
        assert!(rig.emits(1).await);
        rig.keys("L").await;
        rig.until("laser 1 off, confirmed by the instrument").await;
        assert!(!rig.emits(1).await);
    });
}

#[test]
fn all_off_works_from_every_mode() {
    for before in ["", "Enter", "Enter 1 5", "?", "Tab j", "g", "q", "2 j L"] {
        for key in ["!", "F12"] {
            on_held_clock(async {
                let mut rig = bench();
                rig.light().await;
                rig.keys(before).await;
                rig.keys(key).await;
                rig.pass(Duration::from_secs(1)).await;
                assert!(!rig.emits(1).await, "{key} after {before:?}");
                rig.keys("Esc").await;
                rig.until("no laser on").await;
            });
        }
    }
}

#[test]
fn values_are_typed_with_units_and_found_in_the_instrument() {
    on_held_clock(async {
        let mut rig = bench();
        rig.until("T200S-O-M").await;
        rig.until("8 positions empty").await;
        rig.until("stays on").await;
        for (go, typed, question, value) in [
            ("2", "1550.12nm", "CTP:RLAS1:WAV?", 1.550_12e-6),
            ("2", "193.4THz", "CTP:RLAS1:WAV?", 1.550_116_12e-6),
            ("l", "2mW", "CTP:RLAS1:POW?", 3.0103),
            ("j", "3dBm", "CTP:RLAS2:POW?", 3.0),
            ("3", "1530", "INIT:WAV:STAR?", 1.53e-6),
            ("j", "1560nm", "INIT:WAV:STOP?", 1.56e-6),
            ("j", "50", "INIT:WAV:SAMP?", 5e-11),
            ("j", "25", "INIT:TLS1:SPE?", 25.0),
            ("4", "1310nm", "CTP:SENS4:CHAN1:WAV?", 1.31e-6),
        ] {
            rig.keys(go).await;
            rig.keys("Enter").await;
            rig.type_text(typed).await;
            rig.keys("Enter").await;
            rig.pass(Duration::from_millis(300)).await;
            let held: f64 = rig.ask(question).await.parse().unwrap();
            assert!((held - value).abs() < 1e-8 * value.abs(), "{typed}: {held}\n{}", rig.screen());
        }
    });
}

#[test]
fn a_refused_value_stays_in_the_field_with_the_reason() {
    on_held_clock(async {
        let mut rig = bench();
        rig.until("8 positions empty").await;
        for (column, typed, reason) in [
            ("h", "1550 parsecs", "\"1550 parsecs\" is not a wavelength"),
            ("h", "", "is not a wavelength"),
            ("h", "NaN", "is not a wavelength"),
            ("h", "1700nm", "1700 nm is outside 1240 to 1680 nm; the nearest is 1680 nm"),
            ("h", "1650nm", "the instrument says Data out of range (-222)"),
            ("l", "12dBm", "12 dBm is above the cap of 10 dBm for laser 1"),
        ] {
            rig.keys("2").await;
            rig.keys(column).await;
            rig.keys("Enter").await;
            // The first key replaces what was there.
            rig.type_text(if typed.is_empty() { " " } else { typed }).await;
            rig.keys("Enter").await;
            rig.until(reason).await;
            assert!(rig.screen().contains(&format!("  {typed}")), "{}", rig.screen());
            rig.keys("Esc").await;
        }
        rig.keys("Enter").await;
        rig.paste(&format!("\u{1b}[2J\u{7}{}", "9".repeat(10_000))).await;
        rig.keys("Enter").await;
        assert!(!rig.screen().contains('\u{1b}'));
        rig.keys("Esc").await;
        assert_eq!(rig.ask("CTP:RLAS1:WAV?").await, "1.55000000E-006");
        assert_eq!(rig.ask("CTP:RLAS1:POW?").await, "8.00000000E+000");
    });
}

#[test]
fn a_sweep_starts_shows_its_progress_and_is_aborted() {
    on_held_clock(async {
        let mut rig = bench();
        rig.until("60.000 nm  60 001 points  3.0 s").await;
        rig.sweep().await;
        rig.until("scanning").await;
        rig.pass(Duration::from_millis(1500)).await;
        assert!(rig.screen().contains("left"), "{}", rig.screen());
        rig.keys("x").await;
        rig.until("aborted, confirmed by the instrument").await;
        rig.until("idle").await;
        assert_eq!(rig.ask("TRAC:SENS4:CHAN1:TYPE1:DATA:LENG?").await, "0");
        rig.keys("d").await;
        rig.until("there is no such trace; run a sweep first").await;
    });
}

#[test]
fn a_trace_comes_slowly_and_live_power_does_not_wait_for_it() {
    on_held_clock(async {
        let mut rig = Rig::new(120, 36, Options { rate: Some(40_000), ..Options::default() });
        rig.light().await;
        rig.sweep().await;
        rig.until("the sweep is done").await;
        // The panel with the progress is hidden: the header tells it.
        rig.keys("2 d").await;
        rig.until("s left").await;
        assert!(rig.screen().contains("TF live of IN1: ") && !rig.screen().contains("MB/s"));
        rig.keys("5").await;
        rig.until("MB/s").await;
        let before = rig.snapshot();
        rig.pass(Duration::from_secs(2)).await;
        let bench = rig.snapshot();
        assert!(bench.download.unwrap().have > before.download.unwrap().have);
        let (_, at) = bench.power(0).expect("live power goes on");
        let age = tokio::time::Instant::now().into_std() - at;
        assert!(age <= Duration::from_millis(200), "{age:?}");
        rig.keys("D").await;
        rig.until("cancelled").await;
        rig.until("idle").await;
        rig.keys("d").await;
        rig.until("60001 points").await;
    });
}

#[test]
fn a_lost_link_is_said_and_nothing_counts_as_dark() {
    on_held_clock(async {
        let scenario: Scenario =
            toml::from_str("[[fault]]\non = 'INIT:SMOD?'\nskip = 1\ntimes = 3\nclose = true").unwrap();
        let mut rig = Rig::new(120, 36, Options { scenario, ..Options::default() });
        rig.light().await;
        rig.until("not connected").await;
        assert!(rig.screen().contains("UNKNOWN - TREAT AS ON"), "{}", rig.screen());
        rig.until("EMITTING laser 1").await;
        rig.pass(Duration::from_secs(10)).await;
        assert!(rig.emits(1).await);
    });
}

#[test]
fn a_frozen_chart_stands_still_and_goes_on_recording() {
    on_held_clock(async {
        let mut rig = bench();
        rig.light().await;
        rig.pass(Duration::from_secs(5)).await;
        rig.keys("Space").await;
        assert!(rig.screen().contains("FROZEN"));
        let chart = |rig: &Rig| -> Vec<String> {
            rig.screen().lines().skip(4).take(10).map(|line| line.chars().take(80).collect()).collect()
        };
        let before = chart(&rig);
        rig.pass(Duration::from_secs(5)).await;
        assert_eq!(chart(&rig), before);
        rig.keys("Space").await;
        let after = chart(&rig);
        assert_ne!(after, before);
        let dots = |lines: &[String]| {
            lines.concat().chars().filter(|c| ('\u{2801}'..='\u{28ff}').contains(c)).count()
        };
        assert!(dots(&after) > dots(&before), "what came meanwhile is there");
    });
}

#[test]
fn leaving_asks_while_a_laser_is_on() {
    on_held_clock(async {
        let mut rig = bench();
        rig.light().await;
        rig.keys("q").await;
        assert!(rig.screen().contains("switch it off and leave"), "{}", rig.screen());
        rig.keys("Esc").await;
        assert!(rig.end.is_none(), "{:?}", rig.end);
        rig.keys("Ctrl-c o").await;
        rig.pass(Duration::from_secs(1)).await;
        assert!(matches!(rig.end, Some(End::Left(_))), "{:?}", rig.end);
        assert!(!rig.emits(1).await);
    });
    on_held_clock(async {
        let mut rig = bench();
        rig.until("no laser on").await;
        rig.keys("q").await;
        assert!(matches!(rig.end, Some(End::Left(_))), "a dark bench asks nothing");
    });
}

#[test]
fn every_size_is_drawn_and_says_simulated_where_there_is_room() {
    on_held_clock(async {
        let mut rig = bench();
        rig.light().await;
        rig.sweep().await;
        rig.until("the sweep is done").await;
        rig.keys("d").await;
        rig.until("60001 points").await;
        for key in ["1", "2", "3", "4", "5", "6", "O", "?", "q"] {
            rig.keys(&format!("Esc {key}")).await;
            for width in 1..=130 {
                for height in 1..=52 {
                    let area = Rect::new(0, 0, width, height);
                    let mut buffer = Buffer::empty(area);
                    draw::screen(&rig.console.state, area, &mut buffer);
                    if width >= 40 && height >= 12 {
                        let text: String =
                            buffer.content().iter().map(ratatui::buffer::Cell::symbol).collect();
                        assert!(text.contains("SIMULATED") && text.contains("EMITTING"), "{width}x{height}");
                    }
                }
            }
        }
    });
}

#[test]
fn a_frame_is_drawn_only_when_what_it_shows_has_changed() {
    on_held_clock(async {
        let settings = Settings { detectors: Vec::new(), ..Settings::default() };
        let mut rig = Rig::with(120, 36, Options::default(), settings);
        rig.until("idle").await;
        rig.pass(Duration::from_secs(5)).await;
        let frames = |rig: &mut Rig| rig.console.terminal.get_frame().count();
        let (before, asked) = (frames(&mut rig), rig.snapshot().statistics.answers);
        rig.pass(Duration::from_secs(10)).await;
        let (drawn, answers) = (frames(&mut rig) - before, rig.snapshot().statistics.answers - asked);
        assert!(answers > 10, "{answers} answers");
        // Ages go on, four times a second.
        assert!((35..=41).contains(&drawn), "{drawn} frames");
        // A change is drawn at once.
        let before = frames(&mut rig);
        rig.ask("CTP:RLAS1:POW:STAT ON;*OPC?").await;
        rig.until("EMITTING laser 1").await;
        assert!(frames(&mut rig) > before);
    });
}
