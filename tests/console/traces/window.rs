//! What of the traces is seen: moved by keys, commands and the mouse.

use std::time::Duration;

use crossterm::event::{Event, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use ctp10::ui::kit::charts::reduce::Spectral;
use ctp10::ui::trace::traces::view::Level;

use super::{span, swept};
use crate::rig::{Rig, on_held_clock};

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

#[test]
fn a_box_drawn_with_the_mouse_is_seen_while_it_is_drawn_and_takes_both_axes() {
    on_held_clock(async {
        let mut rig = swept().await;
        let at = |(column, row), kind| {
            Event::Mouse(MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE })
        };
        let cells = |rig: &Rig, row: usize| {
            rig.screen().lines().nth(row).unwrap().chars().skip(1).collect::<Vec<char>>()
        };
        rig.keys("z").await;
        let whole = rig.console.state.trace.traces.view;
        rig.send(at((60, 14), MouseEventKind::Down(MouseButton::Left)));
        rig.send(at((95, 26), MouseEventKind::Drag(MouseButton::Left)));
        rig.pass(Duration::from_millis(50)).await;
        let (top, bottom) = (cells(&rig, 14), cells(&rig, 26));
        assert_eq!(
            [top[60], top[70], top[95], bottom[60], bottom[95]],
            ['┌', '─', '┐', '└', '┘'],
            "{}",
            rig.screen()
        );
        assert_eq!(rig.console.state.trace.traces.view, whole, "it is only drawn");
        rig.send(at((90, 24), MouseEventKind::Up(MouseButton::Left)));
        rig.pass(Duration::from_millis(50)).await;
        let view = rig.console.state.trace.traces.view;
        assert!((3.0..5.0).contains(&view.span()), "{view:?}");
        let Level::Fixed(scale) = view.level else { panic!("{view:?}") };
        assert!(!rig.screen().contains('┌'), "{}", rig.screen());
        assert!(scale.high < -10.0 && scale.low > -45.0 && scale.high > scale.low, "{scale:?}");
        // Back in one step, on both axes; a box that is drawn downwards alone takes levels alone.
        rig.keys("Backspace").await;
        assert_eq!(rig.console.state.trace.traces.view, whole);
        rig.send(at((60, 14), MouseEventKind::Down(MouseButton::Left)));
        rig.send(at((60, 20), MouseEventKind::Up(MouseButton::Left)));
        rig.pass(Duration::from_millis(50)).await;
        let view = rig.console.state.trace.traces.view;
        assert!(matches!(view.level, Level::Fixed(_)) && view.span() == whole.span(), "{view:?}");
        rig.keys("F").await;
        assert_eq!(rig.console.state.trace.traces.view.level, Level::Fit);
    });
}

#[test]
fn a_marker_that_the_trace_does_not_reach_keeps_its_wavelength() {
    on_held_clock(async {
        let mut rig = swept().await;
        rig.keys("r").await;
        rig.command("marker 1 1575.5").await;
        rig.until("marker 1 is outside the trace").await;
        rig.command("marker 2 1550.0004").await;
        let row = |rig: &Rig, start: &str| {
            let screen = rig.screen();
            screen.lines().find(|line| line.contains(start)).map_or_else(|| panic!("{screen}"), str::to_owned)
        };
        assert!(row(&rig, "1  1575.50000").contains("outside"), "{}", rig.screen());
        assert!(!row(&rig, "2  1550.00000").contains("outside"), "{}", rig.screen());
        // Another sweep, which does not reach the other one.
        rig.command("sweep 1570 1580 1").await;
        rig.until("3 settings: held").await;
        rig.keys("s").await;
        rig.yes().await;
        rig.until("scanning").await;
        rig.until("the sweep is done").await;
        rig.keys("d").await;
        rig.until("10001 points").await;
        assert!(!row(&rig, "1  1575.50000").contains("outside"), "{}", rig.screen());
        assert!(row(&rig, "2  1550.00000").contains("outside"), "{}", rig.screen());
    });
}

#[test]
fn a_zoom_stays_on_what_was_found() {
    on_held_clock(async {
        let mut rig = swept().await;
        rig.keys("f e n n").await;
        let found = rig.console.state.trace.traces.cursor.unwrap();
        rig.keys("+ + + +").await;
        let view = rig.console.state.trace.traces.view;
        assert!((view.centre() - found).abs() < 1e-6 && (view.span() - 1.25).abs() < 1e-6, "{view:?}");
        // The next one is not in this window any more: it goes along.
        rig.keys("n").await;
        let (next, view) =
            (rig.console.state.trace.traces.cursor.unwrap(), rig.console.state.trace.traces.view);
        assert!((0.9..1.5).contains(&(next - found)), "{found} {next}");
        assert!((view.left..view.right).contains(&next), "{view:?}");
        // Where the cursor was put by hand the window closes in on that place as it stands.
        rig.keys("f").await;
        rig.keys("Right + +").await;
        let traces = &rig.console.state.trace.traces;
        let place =
            |view: &ctp10::ui::trace::traces::view::View| (traces.cursor.unwrap() - view.left) / view.span();
        assert!((place(&traces.view) - (traces.cursor.unwrap() - 1540.0) / 20.0).abs() < 1e-3);
    });
}
