//! Letters, modes and differences.

use std::sync::Arc;
use std::time::Duration;

use crossterm::event::{Event, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use ctp10::core::ids::{DetectorId, TraceType};
use ctp10::core::trace::{Provenance, Spacing, Trace, TraceId};
use ctp10::core::units::Wavelength;
use ctp10::simulator::Options;
use ctp10::ui::trace::traces::mode::TraceMode;
use ctp10::ui::trace::traces::view::Level;

use super::{swept, traces_held};
use crate::rig::{Rig, on_held_clock};

#[test]
fn what_was_measured_and_is_in_no_file_is_not_lost_to_a_difference() {
    on_held_clock(async {
        let mut rig = swept().await;
        rig.command("trace c minus a b").await;
        assert!(rig.screen().contains("trace C is A-B"), "{}", rig.screen());
        // What can be computed again may be.
        rig.command("trace c minus b a").await;
        assert!(rig.screen().contains("trace C is B-A"), "{}", rig.screen());
        rig.command("trace c clear").await;
        rig.command("download 4/3").await;
        rig.pass(Duration::from_secs(2)).await;
        rig.command("trace c minus a b").await;
        assert!(
            rig.screen().contains("would be lost") && rig.screen().contains("D is free"),
            "{}",
            rig.screen()
        );
        rig.keys("Esc q").await;
        assert!(rig.screen().contains("C TLS IN"), "{}", rig.screen());
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
        assert!(lines.contains('…') && lines.contains(" GHz"), "cut in the row, whole above it\n{lines}");
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
fn a_difference_has_an_axis_of_its_own_beside_levels() {
    on_held_clock(async {
        let mut rig = swept().await;
        let numbers = |rig: &Rig| -> Vec<f64> {
            let last =
                |line: &str| line.trim_end_matches('"').split('│').nth(2)?.get(3..)?.trim().parse().ok();
            rig.screen().lines().filter_map(last).collect()
        };
        rig.keys("z").await;
        assert!(numbers(&rig).is_empty(), "{}", rig.screen());
        rig.command("trace c minus a b").await;
        rig.until(" C A-B").await;
        let (levels, differences) = (
            rig.screen()
                .lines()
                .filter_map(|line| line.trim_matches('"').get(..6)?.trim().parse::<f64>().ok())
                .collect::<Vec<_>>(),
            numbers(&rig),
        );
        // IN1 and IN2 are some 6 dB apart, and some -10 dB and less.
        assert!(levels.iter().all(|level| *level < 0.0) && levels.len() > 2, "{levels:?}\n{}", rig.screen());
        assert!(
            differences.iter().any(|level| *level > 0.0) && differences.len() > 2,
            "{differences:?}\n{}",
            rig.screen()
        );
        // Its level is set and fitted by itself.
        rig.keys("Down Down").await;
        rig.command("view level 10dB 1dB").await;
        rig.until("1 dB/div").await;
        let view = rig.console.state.trace.traces.view;
        assert_eq!(view.level, Level::Fit);
        assert!(matches!(view.difference, Level::Fixed(scale) if scale.high == 10.0), "{view:?}");
        // Alone it has the axis at the left.
        for letter in ["a", "b"] {
            rig.command(&format!("trace {letter} clear")).await;
        }
        assert!(numbers(&rig).is_empty(), "{}", rig.screen());
    });
}

#[test]
fn a_click_on_a_chip_selects_its_trace() {
    on_held_clock(async {
        let mut rig = swept().await;
        for (width, height) in [(160, 44), (80, 24), (40, 12)] {
            rig.resize(width, height).await;
            for letter in ["B", "A"] {
                let screen = rig.screen();
                let (row, line) =
                    screen.lines().enumerate().find(|(_, line)| line.contains(" 5 Trace")).unwrap();
                assert!(line.contains("▸") && line.contains(&format!(" {letter} IN")), "{screen}");
                let column = line.chars().position(|c| c == letter.chars().next().unwrap()).unwrap();
                let kind = MouseEventKind::Down(MouseButton::Left);
                let (column, row) = (u16::try_from(column).unwrap(), u16::try_from(row).unwrap());
                rig.send(Event::Mouse(MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE }));
                rig.pass(Duration::from_millis(50)).await;
                assert!(rig.screen().contains(&format!("▸{letter} IN")), "{}", rig.screen());
            }
        }
    });
}

#[test]
fn curves_are_told_apart_without_a_colour() {
    on_held_clock(async {
        let mut rig = swept().await;
        rig.command("theme plain").await;
        rig.keys("z").await;
        // At the right edge, where they end.
        let ends: String = rig.screen().lines().filter_map(|line| line.chars().rev().nth(2)).collect();
        assert!(ends.contains('A') && ends.contains('B'), "{ends}\n{}", rig.screen());
        rig.keys("z 1").await;
        let screen = rig.screen();
        for (shape, name) in [("●", "IN1"), ("■", "IN2"), ("◆", "TLS IN"), ("○", "OUT TO DUT")] {
            assert!(screen.contains(&format!("{shape} {name}")), "{screen}");
            assert!(screen.matches(shape).count() > 1, "beside the curve, too: {shape}\n{screen}");
        }
    });
}
