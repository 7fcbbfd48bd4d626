//! Traces by keys and commands: fetched, seen, read, taken home.

use std::sync::Arc;
use std::time::Duration;

use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use ctp10::app::console::End;
use ctp10::app::input::Input;
use ctp10::config::naming::Pattern;
use ctp10::config::settings::Settings;
use ctp10::core::ids::{DetectorId, TraceType};
use ctp10::core::trace::{Provenance, Spacing, Trace, TraceId};
use ctp10::core::units::Wavelength;
use ctp10::simulator::Options;
use ctp10::ui::common::context::Panel;
use ctp10::ui::kit::charts::reduce::Spectral;
use ctp10::ui::kit::graphics::{Graphics, PictureProtocol};
use ctp10::ui::trace::traces::mode::TraceMode;
use ctp10::ui::trace::traces::view::Level;

use super::rig::{Away, Rig, on_held_clock, with_one_thread_for_files};

/// A bench that was swept, with the traces of IN1 and IN2 as A and B.
async fn swept() -> Rig {
    swept_with(Settings::default()).await
}

async fn swept_with(settings: Settings) -> Rig {
    let mut rig = Rig::with(160, 44, Options { speedup: 20.0, ..Options::default() }, settings);
    rig.light().await;
    rig.command("sweep 1540 1560 1").await;
    rig.until("3 settings: held").await;
    rig.sweep().await;
    rig.until("the sweep is done").await;
    rig.keys("4 d").await;
    rig.until("download of TF live of 4/1: 20001 points").await;
    rig.command("download IN2").await;
    rig.until("download of TF live of 4/2: 20001 points").await;
    rig.keys("5").await;
    rig
}

/// A bench of which nothing was measured, on a screen of this size.
fn bench_with(width: u16, height: u16) -> Rig {
    Rig::new(width, height, Options::default())
}

fn span(rig: &Rig) -> f64 {
    rig.console.state.trace.traces.view.span()
}

/// Lets work in the background come to its end: it takes real time, not the clock's.
async fn settle(rig: &mut Rig, done: impl Fn(&Rig) -> bool) {
    for _ in 0..20_000 {
        if done(rig) {
            return;
        }
        tokio::task::spawn_blocking(std::thread::yield_now).await.unwrap();
        rig.pass(Duration::from_millis(1)).await;
    }
    panic!("it never ends:\n{}", rig.screen());
}

#[test]
fn the_window_is_moved_by_every_key() {
    on_held_clock(async {
        let mut rig = swept().await;
        assert!((span(&rig) - 20.0).abs() < 1e-6);
        rig.keys("+ +").await;
        assert!((span(&rig) - 5.0).abs() < 1e-6);
        let before = rig.console.state.trace.traces.view;
        rig.keys("]").await;
        assert!((rig.console.state.trace.traces.view.left - before.left - 1.25).abs() < 1e-6);
        rig.keys("[").await;
        rig.keys("-").await;
        assert!((span(&rig) - 10.0).abs() < 1e-6);
        rig.keys("Backspace").await;
        assert!((span(&rig) - 5.0).abs() < 1e-6);
        rig.keys("f").await;
        assert!((span(&rig) - 20.0).abs() < 1e-6);
        rig.command("view 1549nm 1551nm").await;
        assert!((span(&rig) - 2.0).abs() < 1e-6);
        rig.command("view centre 1550.5").await;
        assert!((rig.console.state.trace.traces.view.centre() - 1550.5).abs() < 1e-6);
        rig.command("view span 100pm").await;
        assert!((span(&rig) - 0.1).abs() < 1e-6);
        rig.command("view level 0dB 5dB").await;
        assert!(
            matches!(rig.console.state.trace.traces.view.level, Level::Fixed(scale) if scale.low == -50.0 && scale.high == 0.0)
        );
        assert!(rig.screen().contains("5 dB/div"), "{}", rig.screen());
        rig.keys("F Ctrl-w Ctrl-e").await;
        let view = rig.console.state.trace.traces.view;
        assert_eq!((view.level, view.spectral, view.linear), (Level::Fit, Spectral::Frequency, true));
        assert!(rig.screen().contains("THz"), "{}", rig.screen());
        rig.command("view 1551 1549").await;
        assert!(rig.screen().contains("a window starts at the shorter"), "{}", rig.screen());
    });
}

#[test]
fn resonances_are_found_marked_and_measured() {
    on_held_clock(async {
        let mut rig = swept().await;
        rig.keys("e").await;
        let deepest = rig.console.state.trace.traces.cursor.unwrap();
        let level = rig.console.state.trace.traces.sample(deepest).unwrap().2;
        let least = rig
            .console
            .state
            .trace
            .traces
            .selected_trace()
            .unwrap()
            .y
            .iter()
            .copied()
            .fold(f32::INFINITY, f32::min);
        assert_eq!(level, least);
        rig.command("view 1549 1552").await;
        rig.keys("e n").await;
        let next = rig.console.state.trace.traces.cursor.unwrap();
        rig.keys("N").await;
        let before = rig.console.state.trace.traces.cursor.unwrap();
        assert!((0.9..1.5).contains(&(next - before)) || (next - before).abs() < 1e-9, "{before} {next}");
        rig.keys("m n m t").await;
        assert!(rig.screen().contains('Δ'), "{}", rig.screen());
        assert!(rig.console.state.trace.traces.markers[1].is_some());
        rig.command("marker 8 1550.5").await;
        rig.command("line 1551nm").await;
        rig.command("line -20dB").await;
        assert!(rig.screen().contains('┊') && rig.screen().contains('┈'), "{}", rig.screen());
        rig.keys("X").await;
        assert!(rig.console.state.trace.traces.markers.iter().all(Option::is_none));
        rig.command("measure 3").await;
        rig.pass(Duration::from_millis(50)).await;
        assert!(rig.screen().contains("3 dB band"), "{}", rig.screen());
        rig.keys("r").await;
        settle(&mut rig, |rig| {
            rig.console.state.trace.traces.table.as_ref().is_some_and(|t| !t.all.is_empty())
        })
        .await;
        let found = rig.console.state.trace.traces.table.clone().unwrap();
        assert!((2..=3).contains(&found.all.len()), "{found:?}");
        for resonance in &found.all {
            assert!(
                resonance.is_trusted()
                    && (50.0..100.0).contains(&(resonance.nm.value * 1e3 / resonance.q.unwrap().value)),
                "{resonance:?}"
            );
            assert!((14.0..21.0).contains(&resonance.depth));
        }
        rig.keys("y").await;
        assert_eq!(rig.copied.lock().unwrap().lines().count(), found.all.len() + 1);
        let path = rig.folder.join("table.csv");
        rig.command(&format!("resonances save {}", path.display())).await;
        settle(&mut rig, |_| path.exists()).await;
        let saved = std::fs::read_to_string(&path).unwrap();
        let (said, rows): (Vec<&str>, Vec<&str>) = saved.lines().partition(|line| line.starts_with('#'));
        assert!(said.iter().any(|line| line.contains("CTP10")), "{saved}");
        assert_eq!(rows.len(), found.all.len() + 1, "{saved}");
        assert!(rows[1].starts_with(&format!("{:.5},", found.all[0].nm.value)), "{saved}");
        rig.keys("j ;").await;
        rig.command("resonances nothing-like-this").await;
        assert!(rig.screen().contains("none of 3 dB or more"), "{}", rig.screen());
        rig.command("resonances off").await;
        rig.command("peaks excursion 30").await;
        settle(&mut rig, |rig| {
            rig.console
                .state
                .trace
                .traces
                .table
                .as_ref()
                .is_some_and(|t| t.all.is_empty() && !t.is_computing())
        })
        .await;
        rig.keys("r e").await;
        rig.until("no dip of 30 dB in the window").await;
    });
}

#[test]
fn the_table_has_the_selected_resonance_in_little_room_too() {
    on_held_clock(async {
        let mut rig = swept().await;
        rig.keys("r").await;
        settle(&mut rig, |rig| rig.screen().contains(" fitted")).await;
        for height in 20..46 {
            rig.resize(80, height).await;
            let table = rig.console.state.trace.traces.table.as_ref().unwrap();
            let selected = format!("▸ {:.5}", table.all[0].nm.value);
            let screen = rig.screen();
            if screen.contains(" fitted") {
                assert!(screen.contains(&selected), "{height}: {selected}\n{screen}");
            }
            let mixed = screen.lines().any(|line| line.contains("FSR pm") && line.contains(" ±"));
            assert!(!mixed, "{height}\n{screen}");
        }
    });
}

#[test]
fn traces_have_letters_modes_and_differences() {
    on_held_clock(async {
        let mut rig = swept().await;
        rig.command("trace c minus a b").await;
        let levels = |rig: &Rig, index: usize| {
            rig.console.state.trace.traces.slots[index].trace.as_ref().unwrap().y.clone()
        };
        let (a, b, c) = (levels(&rig, 0), levels(&rig, 1), levels(&rig, 2));
        assert!(a.iter().zip(&b).zip(&c).all(|((a, b), c)| a - b == *c));
        rig.command("trace a mode max").await;
        rig.sweep().await;
        rig.until("the sweep is done").await;
        rig.command("download IN1").await;
        rig.pass(Duration::from_secs(2)).await;
        let held = levels(&rig, 0);
        assert!(held.iter().zip(&a).all(|(held, a)| held >= a) && held != a, "the greater of both");
        assert_eq!(rig.console.state.trace.traces.slots[0].count, 2);
        rig.command("trace a mode average 7").await;
        assert!(rig.screen().contains("average 7"), "{}", rig.screen());
        rig.command("trace a mode average 1").await;
        assert!(rig.screen().contains("measurements from 2 to 1000"), "{}", rig.screen());
        rig.keys("Esc").await;
        rig.command("statistics 1550nm 1551nm").await;
        assert!(rig.screen().contains("1550.0000 to 1551.0000 nm: min"), "{}", rig.screen());
        rig.keys("e").await;
        rig.command("measure 3").await;
        let lines = rig.screen();
        assert!(lines.contains('…') && !lines.contains(" GHz"), "the row has no room for all of it\n{lines}");
        rig.keys("6").await;
        assert!(rig.screen().contains(" GHz"), "the panel shows all of it\n{}", rig.screen());
        rig.keys("5").await;
        rig.keys("j V").await;
        assert_eq!(rig.console.state.trace.traces.slots[1].mode, TraceMode::Fixed);
        rig.keys(".").await;
        assert!(!rig.console.state.trace.traces.slots[1].shown);
        rig.command("trace b smooth 11").await;
        assert!(rig.screen().contains("smoothed over 11 points"), "{}", rig.screen());
        rig.command("trace b normalise").await;
        rig.command("notes b a note \u{1b}[2J").await;
        rig.command("trace d minus a h").await;
        assert!(rig.screen().contains("there is no such trace"), "{}", rig.screen());
        rig.keys("Esc").await;
        rig.command("trace c clear").await;
        assert!(rig.console.state.trace.traces.slots[2].trace.is_none());
    });
}

#[test]
fn what_is_saved_is_opened_again() {
    on_held_clock(async {
        let mut rig = swept().await;
        rig.command("notes a first device").await;
        for end in ["npz", "csv", "openepda", "json", "parquet", "h5"] {
            let path = rig.folder.join(format!("t.{end}"));
            rig.command(&format!("save {}", path.display())).await;
            settle(&mut rig, |_| path.exists()).await;
        }
        rig.command("save t.npy").await;
        settle(&mut rig, |rig| rig.screen().contains("it holds one trace, and these are 2")).await;
        let original = rig.console.state.trace.traces.slots[0].trace.clone().unwrap();
        for letter in ["a", "b"] {
            rig.command(&format!("trace {letter} clear")).await;
        }
        let path = rig.folder.join("t.npz");
        rig.command(&format!("open {}", path.display())).await;
        settle(&mut rig, |rig| rig.console.state.trace.traces.slots[1].trace.is_some()).await;
        let opened = rig.console.state.trace.traces.slots[0].trace.clone().unwrap();
        assert!(
            opened.y == original.y && opened.spacing == original.spacing && opened.origin == original.origin
        );
        assert_eq!(opened.provenance, original.provenance);
        for end in ["svg", "png"] {
            let path = rig.folder.join(format!("f.{end}"));
            rig.command(&format!("figure {}", path.display())).await;
            settle(&mut rig, |_| path.exists()).await;
        }
        let figure = std::fs::read_to_string(rig.folder.join("f.svg")).unwrap();
        assert!(figure.contains("SIMULATED") && figure.contains("first device"));
        let dropped = rig.folder.join("a\\ name.npz").display().to_string();
        std::fs::copy(&path, rig.folder.join("a name.npz")).unwrap();
        rig.command("trace a clear").await;
        rig.command("trace b clear").await;
        rig.paste(&format!("{dropped} \n")).await;
        settle(&mut rig, |rig| rig.console.state.trace.traces.slots[1].trace.is_some()).await;
        rig.command("save t.xyz").await;
        settle(&mut rig, |rig| rig.screen().contains("has no extension")).await;
        let spaced = rig.folder.join("two  words.npz");
        rig.command(&format!("save {}", spaced.display())).await;
        settle(&mut rig, |_| spaced.exists()).await;
        let bare = rig.folder.join("two words.csv");
        std::fs::write(&bare, "1550000,-1\n1550100,-2\n1550200,-1.5\n").unwrap();
        rig.command(&format!("open {}", bare.display())).await;
        settle(&mut rig, |rig| rig.screen().contains("not opened")).await;
        rig.command(&format!("open {} x-unit=pm y-unit=dBm", bare.display())).await;
        let opened = |rig: &Rig| {
            let mut slots = rig.console.state.trace.traces.slots.iter();
            slots.any(|slot| slot.trace.as_ref().is_some_and(|trace| trace.y == [-1.0, -2.0, -1.5]))
        };
        settle(&mut rig, opened).await;
        rig.command("open x.csv x-unit=dB").await;
        settle(&mut rig, |rig| rig.screen().contains("x-unit has nm, um")).await;
        // What was refused stays typed, to be mended.
        rig.keys("Esc").await;
        rig.command("open /nonexistent.npz").await;
        settle(&mut rig, |rig| rig.screen().contains("not opened: /nonexistent.npz")).await;
    });
}

#[test]
fn a_trace_of_a_file_says_its_file_and_is_not_live() {
    on_held_clock(async {
        let mut rig = bench_with(160, 44);
        std::fs::write(rig.folder.join("ring.csv"), "nm,thru dB\n1550,-1\n1551,-9\n1552,-1\n").unwrap();
        rig.command("open ring.csv").await;
        rig.until("ring.csv is trace A").await;
        let title = |rig: &Rig| rig.screen().lines().find(|line| line.contains("A thru")).unwrap().to_owned();
        assert!(title(&rig).contains("A thru dB of ring.csv, 3 points   "), "{}", title(&rig));
        rig.command("save ring.npz").await;
        rig.until("saved as").await;
        rig.command("open ring.npz").await;
        rig.until("ring.npz is trace B").await;
        assert!(title(&rig).contains("B thru dB of ring.csv, 3 points ring.npz"), "{}", title(&rig));
        rig.keys("V").await;
        rig.until("trace B was opened from ring.npz: new measurements do not change it").await;
        rig.command("trace a mode max").await;
        rig.until("trace A was opened from ring.csv: new measurements do not change it").await;
        rig.command("figure ring.svg").await;
        rig.until("ring.svg").await;
        let svg = std::fs::read_to_string(rig.folder.join("ring.svg")).unwrap();
        for (legend, is_there) in [
            (">A thru dB ring.csv<", true),
            (">B thru dB ring.npz<", true),
            ("live", false),
            ("fixed", false),
        ] {
            assert_eq!(svg.contains(legend), is_there, "{legend}");
        }
    });
}

#[test]
fn what_to_do_without_a_trace_is_said_whole() {
    on_held_clock(async {
        for (width, height) in [(72, 18), (80, 24), (120, 36), (200, 60)] {
            let mut rig = bench_with(width, height);
            rig.keys("5").await;
            let words: Vec<String> = rig.screen().split([' ', '\n', '"']).map(str::to_owned).collect();
            let words: Vec<&str> = words.iter().map(String::as_str).filter(|word| !word.is_empty()).collect();
            let said = words.join(" ");
            let hint = "no trace yet; after a sweep, d downloads the selected detector's, g a those of all";
            assert!(said.contains(hint), "{width}x{height}:\n{}", rig.screen());
        }
    });
}

#[test]
fn a_trace_that_comes_calls_nobody_away() {
    on_held_clock(async {
        let mut rig = swept().await;
        rig.keys("4 d").await;
        rig.until("download of TF live of 4/1").await;
        rig.pass(Duration::from_secs(1)).await;
        assert_eq!(rig.console.state.context.selection.focus, Panel::Trace, "who waits for it sees it");
        for away in ["2", "f", "C"] {
            rig.keys("Esc 4 d").await;
            rig.keys(away).await;
            let (page, focus) = (rig.console.state.context.page, rig.console.state.context.selection.focus);
            rig.pass(Duration::from_secs(1)).await;
            assert_eq!(
                (&rig.console.state.context.page, rig.console.state.context.selection.focus),
                (&page, focus),
                "{away}"
            );
        }
    });
}

#[test]
fn a_file_that_was_read_calls_nobody_away() {
    on_held_clock(async {
        let mut rig = swept().await;
        rig.command("save t.npz").await;
        rig.until("saved as").await;
        rig.keys("2").await;
        rig.command("open t.npz").await;
        rig.until("the traces of t.npz are C, D").await;
        assert_eq!(rig.console.state.context.selection.focus, Panel::Trace, "who waits for it sees it");
        // Elsewhere, on another page; elsewhere and back.
        for (away, focus, page) in
            [("3", Panel::Sweep, "Bench"), ("C", Panel::Lasers, "Scpi"), ("32", Panel::Lasers, "Bench")]
        {
            rig.keys("Esc 5").await;
            rig.command("trace c clear").await;
            rig.command("trace d clear").await;
            rig.keys("2").await;
            type_at_once(&rig, &format!(":open t.npz\n{away}"));
            let held = traces_held(&rig);
            settle(&mut rig, |rig| traces_held(rig) == held + 2).await;
            let context = &rig.console.state.context;
            assert_eq!(context.selection.focus, focus, "{away}");
            assert_eq!(format!("{:?}", context.page), page, "{away}");
        }
    });
}

fn traces_held(rig: &Rig) -> usize {
    rig.console.state.trace.traces.slots.iter().filter(|slot| slot.trace.is_some()).count()
}

/// Presses keys of which nothing is done before all are there.
fn type_at_once(rig: &Rig, keys: &str) {
    for key in keys.chars() {
        let code = if key == '\n' { KeyCode::Enter } else { KeyCode::Char(key) };
        rig.input(Input::Key { key: KeyEvent::from(code), alone: true, off: false });
    }
}

#[test]
fn who_leaves_has_what_was_saved() {
    on_held_clock(async {
        let mut rig = swept().await;
        rig.keys("!").await;
        rig.until("no laser on").await;
        type_at_once(&rig, ":save t.npz\nq");
        rig.pass(Duration::from_millis(1)).await;
        assert!(matches!(rig.end, Some(End::Left(_))), "{}", rig.screen());
        assert!(rig.folder.join("t.npz").exists());
    });
}

#[test]
fn who_leaves_has_the_preset_that_was_saved() {
    on_held_clock(async {
        let mut rig = swept().await;
        rig.keys("!").await;
        rig.until("no laser on").await;
        type_at_once(&rig, ":preset save night\nq");
        rig.pass(Duration::from_millis(1)).await;
        assert!(matches!(rig.end, Some(End::Left(_))), "{}", rig.screen());
        assert!(rig.folder.join("presets/night.toml").exists());
    });
}

#[test]
fn who_leaves_is_told_what_was_not_saved() {
    on_held_clock(async {
        let mut rig = swept().await;
        rig.keys("!").await;
        rig.until("no laser on").await;
        type_at_once(&rig, ":save /nonexistent/t.npz\nq");
        rig.until("not saved: ").await;
        assert!(rig.end.is_none(), "{:?}", rig.end);
        rig.keys("q").await;
        assert!(matches!(rig.end, Some(End::Left(_))), "{}", rig.screen());
    });
}

#[test]
fn curves_are_a_picture_where_the_terminal_shows_them() {
    on_held_clock(async {
        let mut rig = swept().await;
        let pictured = |rig: &Rig| {
            let cells = rig.console.terminal.backend().buffer().content();
            cells.iter().any(|cell| cell.symbol().contains("\u{1b}_Ga=T"))
        };
        rig.keys("P").await;
        assert!(rig.screen().contains("may not show pictures"));
        rig.console.state.context.fixed.graphics = Graphics::new(PictureProtocol::Kitty, (8, 16));
        rig.keys("P").await;
        settle(&mut rig, pictured).await;
        // What stands over it is characters, and so is what it stands under.
        for over in ["?", ":"] {
            rig.keys(over).await;
            assert!(!pictured(&rig), "{over}");
            rig.keys("Esc").await;
            assert!(pictured(&rig), "{over}");
        }
        let before = rig.console.state.trace.picture().unwrap().key.clone();
        rig.keys("Right Right").await;
        assert!(rig.screen().contains('▲') && pictured(&rig));
        assert_eq!(rig.console.state.trace.picture().unwrap().key, before, "the cursor needs no other one");
        for changed in ["+", "m", "Ctrl-t"] {
            let before = rig.console.state.trace.picture().unwrap().key.clone();
            rig.keys(changed).await;
            settle(&mut rig, |rig| rig.console.state.trace.picture().is_some_and(|p| p.key != before)).await;
            assert!(pictured(&rig), "{changed}");
        }
        rig.keys("P").await;
        assert!(!pictured(&rig));
    });
}

#[test]
fn eight_traces_of_other_lengths_are_seen_together() {
    on_held_clock(async {
        let mut rig = Rig::new(160, 44, Options::default());
        rig.until("T200S-O-M").await;
        let trace = |number: u16, start_nm: f64, points: usize| {
            let spacing =
                Spacing { start: Wavelength::from_nm(start_nm), sampling: Wavelength::from_m(1e-12) };
            let detector = DetectorId::new(4, 1).unwrap();
            Arc::new(Trace {
                origin: TraceId { detector, kind: TraceType::new(number as u8).unwrap() }.into(),
                spacing,
                y: vec![-f32::from(number) * 3.0; points],
                provenance: Provenance::default(),
                x_difference_pm: None,
            })
        };
        let traces = [
            trace(1, 1550.0, 4001),
            trace(2, 1550.0, 4001),
            trace(3, 1550.0, 4000),
            trace(4, 1551.0, 4001),
            trace(5, 1545.0, 1),
            trace(6, 1530.0, 50_001),
            trace(7, 1549.0, 2),
        ];
        for (index, trace) in traces.into_iter().enumerate() {
            assert_eq!(rig.console.state.trace.traces.place(trace), Some(index));
        }
        rig.command("trace h minus a b").await;
        rig.keys("5 f z").await;
        let state = &rig.console.state;
        let (left, right) = state.trace.traces.extent().unwrap();
        assert!((left - 1530.0).abs() < 1e-9 && (right - 1580.0).abs() < 1e-9, "{left} {right}");
        assert!(state.trace.traces.slots[7].trace.as_ref().unwrap().y.iter().all(|&y| y == 3.0));
        // Each in its own colour, over each other's length.
        let colours: Vec<_> = (0..8).map(|index| state.context.theme().channel(index).fg).collect();
        let cells = rig.console.terminal.backend().buffer().content();
        let chart = |symbol: &str| ('\u{2801}'..='\u{28ff}').contains(&symbol.chars().next().unwrap());
        for (letter, colour) in ('A'..).zip(colours) {
            let drawn = cells.iter().filter(|cell| chart(cell.symbol()) && Some(cell.fg) == colour).count();
            assert!(drawn > 0, "{letter} is not there\n{}", rig.screen());
        }
        let held = |rig: &Rig| rig.console.state.trace.traces.slots[6].trace.clone();
        let before = held(&rig).expect("it holds a trace");
        for other in ["c", "d", "f"] {
            rig.command(&format!("trace g minus a {other}")).await;
            assert!(rig.screen().contains("cannot be subtracted"), "{other}\n{}", rig.screen());
            let same = held(&rig).is_some_and(|now| now == before);
            assert!(same, "what is refused changes nothing: {other}");
            rig.keys("Esc").await;
        }
    });
}

#[test]
fn names_are_made_by_the_pattern_and_files_are_offered_again() {
    on_held_clock(async {
        let save_name = Pattern::of_file("ring-{name}-{module}.{channel}-{type}-{serial}").unwrap();
        let settings = Settings { save_name, ..Settings::default() };
        let mut rig = swept_with(settings).await;
        rig.keys("w").await;
        let saved = rig.folder.join("ring-IN1-4.1-tf-SIM00001.npz");
        settle(&mut rig, |_| saved.exists()).await;
        rig.keys(":").await;
        rig.type_text("save ring").await;
        rig.until("ring-IN1-4.1-tf-SIM00001.parquet").await;
        rig.keys("Tab Tab Tab Enter").await;
        settle(&mut rig, |_| saved.with_extension("csv").exists()).await;
        rig.command("trace a clear").await;
        rig.command("trace b clear").await;
        // The last one is offered first; the bare name finds its way, too.
        rig.keys(":").await;
        rig.type_text("open ").await;
        rig.until("ring-IN1-4.1-tf-SIM00001.csv").await;
        rig.keys("Tab Enter").await;
        settle(&mut rig, |rig| rig.console.state.trace.traces.slots[0].trace.is_some()).await;
        rig.command("open ring-IN1-4.1-tf-SIM00001.npz").await;
        settle(&mut rig, |rig| rig.console.state.trace.traces.slots[2].trace.is_some()).await;
        assert_eq!(rig.console.state.trace.files.first().unwrap(), &saved.display().to_string());
    });
}

#[test]
fn a_mask_is_held_against_the_trace() {
    on_held_clock(async {
        let mut rig = swept().await;
        let path = rig.folder.join("mask.toml");
        std::fs::write(&path, "name = 'flat'\n[[lower]]\npoints = [[1541.0, -15.0], [1559.0, -15.0]]\n")
            .unwrap();
        rig.command(&format!("mask {}", path.display())).await;
        settle(&mut rig, |rig| rig.screen().contains("mask flat FAIL")).await;
        std::fs::write(&path, "name = 'deep'\n[[lower]]\npoints = [[1541.0, -70.0], [1559.0, -70.0]]\n")
            .unwrap();
        rig.command(&format!("mask {}", path.display())).await;
        settle(&mut rig, |rig| rig.screen().contains("mask deep PASS, margin")).await;
        rig.command("mask off").await;
        assert!(!rig.screen().contains("mask deep"));
        // One that is dropped on the terminal.
        rig.paste(&path.display().to_string()).await;
        settle(&mut rig, |rig| rig.screen().contains("mask deep PASS, margin")).await;
    });
}

#[test]
fn a_mask_that_is_still_being_read_is_given_up() {
    with_one_thread_for_files(async {
        let mut rig = Rig::new(160, 44, Options::default());
        rig.until("T200S-O-M").await;
        let mask = |name: &str| format!("name = '{name}'\n[[lower]]\npoints = [[1.0, 1.0], [2.0, 1.0]]\n");
        for name in ["one", "two"] {
            std::fs::write(rig.folder.join(name), mask(name)).unwrap();
        }
        let held = |rig: &Rig| rig.console.state.trace.traces.mask_name().map(str::to_owned);
        let away = Away::begin();
        rig.command("mask one").await;
        rig.command("mask off").await;
        away.end().await;
        rig.pass(Duration::from_millis(100)).await;
        assert_eq!(held(&rig), None);
        let away = Away::begin();
        rig.command("mask two").await;
        rig.command("mask one").await;
        rig.command("mask nothing").await;
        rig.command("mask two").await;
        away.end().await;
        rig.pass(Duration::from_millis(100)).await;
        assert_eq!(held(&rig).as_deref(), Some("two"), "the last one that was asked for");
        assert!(!rig.screen().contains("nothing"), "{}", rig.screen());
    });
}

#[test]
fn two_differences_are_not_made_of_each_other_and_lines_come_to_an_end() {
    on_held_clock(async {
        let mut rig = swept().await;
        rig.command("trace c minus a b").await;
        rig.command("trace d minus c b").await;
        for made in ["a", "b", "c"] {
            rig.command(&format!("trace {made} minus d h")).await;
            let refused = format!("trace D is computed from trace {}", made.to_uppercase());
            assert!(rig.screen().contains(&refused), "{}", rig.screen());
            rig.keys("Esc").await;
        }
        let held = traces_held(&rig);
        assert_eq!(held, 4, "what is refused changes nothing");
        for _ in 0..100 {
            rig.command("line -3dB").await;
        }
        assert!(!rig.screen().contains("lines already"));
        rig.command("line -3dB").await;
        assert!(rig.screen().contains("there are 100 lines already; X removes"), "{}", rig.screen());
    });
}

#[test]
fn traces_come_by_themselves_after_each_sweep_and_during_continuous_ones() {
    on_held_clock(async {
        let settings = Settings { auto_download: true, check_x: true, ..Settings::default() };
        let mut rig = Rig::with(120, 36, Options { speedup: 20.0, ..Options::default() }, settings);
        rig.console.state.trace.auto_download = true;
        rig.light().await;
        rig.sweep().await;
        rig.until("download of TF live of 4/4: 60001 points").await;
        assert_eq!(rig.console.state.trace.traces.shown().count(), 4);
        let difference =
            rig.console.state.trace.traces.slots[0].trace.as_ref().unwrap().x_difference_pm.unwrap();
        assert!(difference <= 1e-6, "{difference} pm");
        let first = rig.console.state.trace.traces.slots[0].trace.clone().unwrap();
        rig.command("sweep mode cont").await;
        rig.pass(Duration::from_secs(1)).await;
        rig.command("sweep-start").await;
        rig.pass(Duration::from_secs(12)).await;
        let second = rig.console.state.trace.traces.slots[0].trace.clone().unwrap();
        assert!(first.y != second.y, "{}", rig.screen());
        let said = |trace: &Trace| trace.provenance.settings.get("fetched").cloned();
        assert_eq!(said(&first), None, "the sweep was over");
        assert!(said(&second).unwrap().contains("while a sweep ran"));
        rig.pass(Duration::from_secs(8)).await;
        assert!(second.y != rig.console.state.trace.traces.slots[0].trace.as_ref().unwrap().y);
        rig.keys("x").await;
        rig.until("aborted").await;
    });
}

#[test]
fn every_type_can_be_fetched_and_the_others_are_said_to_be_empty() {
    on_held_clock(async {
        let mut rig = swept().await;
        for (typed, kind) in [
            ("live", TraceType::RAW_LIVE),
            ("reference", TraceType::RAW_REFERENCE),
            ("13", TraceType::RAW_QUICK_REFERENCE),
        ] {
            rig.command(&format!("download IN1 {typed}")).await;
            rig.pass(Duration::from_secs(1)).await;
            let there = rig
                .console
                .state
                .trace
                .traces
                .shown()
                .any(|(_, trace)| trace.origin.trace().unwrap().kind == kind);
            assert!(there, "{typed}\n{}", rig.screen());
        }
        rig.command("download IN1 5").await;
        rig.until("there is no such trace").await;
        rig.command("download all live").await;
        rig.until("download of raw live of 4/4: 20001 points").await;
    });
}

#[test]
fn a_box_drawn_with_the_mouse_is_the_window() {
    on_held_clock(async {
        let mut rig = swept().await;
        let at =
            |column, kind| Event::Mouse(MouseEvent { kind, column, row: 30, modifiers: KeyModifiers::NONE });
        rig.send(at(60, MouseEventKind::Down(MouseButton::Left)));
        rig.send(at(90, MouseEventKind::Up(MouseButton::Left)));
        rig.pass(Duration::from_millis(50)).await;
        assert!((3.0..5.0).contains(&span(&rig)), "{}\n{}", span(&rig), rig.screen());
        rig.send(at(80, MouseEventKind::Down(MouseButton::Left)));
        rig.send(at(80, MouseEventKind::Up(MouseButton::Left)));
        rig.send(at(80, MouseEventKind::ScrollUp));
        rig.pass(Duration::from_millis(50)).await;
        assert!(rig.console.state.trace.traces.cursor.is_some());
        assert!((1.5..2.5).contains(&span(&rig)), "{}", span(&rig));
    });
}
