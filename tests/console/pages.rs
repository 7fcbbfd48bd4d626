//! The pages, the command line, the link, and what the terminal offers.

use std::time::Duration;

use crossterm::event::{Event, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use ctp10::config::settings::Settings;
use ctp10::simulator::Options;
use ctp10::ui::common::context::Panel;
use ctp10::ui::frame::draw;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Color;

use super::rig::{Rig, on_held_clock};

pub(crate) async fn ready() -> Rig {
    ready_with(Options { speedup: 20.0, ..Options::default() }, Settings::default()).await
}

pub(crate) async fn ready_with(options: Options, settings: Settings) -> Rig {
    let mut rig = Rig::with(120, 36, options, settings);
    rig.until("8 positions empty").await;
    rig.until("reference none").await;
    rig.until("no laser on").await;
    rig
}

#[test]
fn a_key_that_interrupts_leaves_what_is_open_and_then_the_program() {
    on_held_clock(async {
        let mut rig = ready().await;
        for (opened, seen) in [
            (":", "Esc leave"),
            ("2 Enter", "Enter set"),
            ("?", "type to search"),
            ("2 L", "Switch laser 1 on?"),
            ("S", "instrument"),
            ("F2", "page down"),
        ] {
            rig.keys(opened).await;
            assert!(rig.screen().contains(seen), "{opened}: {}", rig.screen());
            rig.keys("Ctrl-c").await;
            assert!(rig.end.is_none() && !rig.screen().contains(seen), "{opened}: {}", rig.screen());
        }
        rig.keys("Ctrl-c").await;
        assert!(rig.end.is_some(), "nothing is open");
    });
}

#[test]
fn themes_glyphs_and_a_panel_on_the_whole_screen() {
    on_held_clock(async {
        let mut rig = ready().await;
        rig.light().await;
        rig.command("theme plain").await;
        let colours = |rig: &Rig| {
            rig.console
                .terminal
                .backend()
                .buffer()
                .content()
                .iter()
                .filter(|cell| cell.fg != Color::Reset)
                .count()
        };
        assert_eq!(colours(&rig), 0);
        rig.keys("Ctrl-t").await;
        assert!(colours(&rig) > 0);
        let braille =
            |rig: &Rig| rig.screen().chars().filter(|c| ('\u{2801}'..='\u{28ff}').contains(c)).count();
        assert!(braille(&rig) > 0);
        for glyphs in ["octant", "blocks", "ascii"] {
            rig.command(&format!("glyphs {glyphs}")).await;
            assert_eq!(braille(&rig), 0, "{glyphs}");
        }
        rig.keys("6 z").await;
        assert!(rig.screen().contains("6 Messages") && !rig.screen().contains("1 Power"), "{}", rig.screen());
        rig.keys("Esc").await;
        assert!(rig.screen().contains("1 Power"));
    });
}

#[test]
fn the_mouse_points_and_answers_no_question() {
    on_held_clock(async {
        let mut rig = ready().await;
        let at =
            |column, row, kind| Event::Mouse(MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE });
        let click = MouseEventKind::Down(MouseButton::Left);
        // The second row of the lasers at 120x36.
        rig.send(at(6, 24, click));
        rig.pass(Duration::from_millis(40)).await;
        assert_eq!(rig.console.state.context.selection.focus, Panel::Lasers);
        assert_eq!(rig.console.state.context.selected_laser().unwrap().number(), 2, "{}", rig.screen());
        rig.send(at(6, 24, MouseEventKind::ScrollUp));
        rig.pass(Duration::from_millis(40)).await;
        assert_eq!(rig.console.state.context.selected_laser().unwrap().number(), 1);
        rig.send(at(60, 25, click));
        rig.pass(Duration::from_millis(40)).await;
        assert_eq!(rig.console.state.context.selection.focus, Panel::Sweep);
        rig.keys("2 L").await;
        rig.until("Switch laser 1 on?").await;
        for row in 0..36 {
            for column in 0..120 {
                rig.send(at(column, row, click));
            }
        }
        rig.pass(Duration::from_secs(3)).await;
        assert!(!rig.emits(1).await);
        rig.keys("n M").await;
        assert!(!rig.console.state.context.view.mouse, "the terminal has it");
        rig.keys("M").await;
        assert!(rig.console.state.context.view.mouse);
    });
}

#[test]
fn a_value_and_a_table_are_copied() {
    on_held_clock(async {
        let mut rig = ready().await;
        rig.keys("2 y").await;
        assert_eq!(*rig.copied.lock().unwrap(), "1550 nm");
        assert!(rig.screen().contains("if the terminal takes them"), "{}", rig.screen());
        rig.keys("1 y").await;
        assert_eq!(rig.copied.lock().unwrap().lines().count(), 4);
    });
}

#[test]
fn every_page_is_drawn_at_every_size() {
    on_held_clock(async {
        let mut rig = ready().await;
        rig.light().await;
        rig.sweep().await;
        rig.until("the sweep is done").await;
        rig.keys("d").await;
        rig.until("60001 points").await;
        rig.command("preset save one").await;
        rig.command("scpi *IDN?").await;
        rig.pass(Duration::from_secs(1)).await;
        let places = [
            "1",
            "2 z",
            "3",
            "4",
            "5",
            "6",
            "?",
            "2 f",
            "3 f",
            "4 f Enter",
            "a",
            "S",
            "T .",
            "C",
            "p Enter",
            ":",
            "2 j L",
            "q",
            "D x",
        ];
        for keys in places {
            rig.keys(&format!("Esc Esc Esc {keys}")).await;
            for width in 1..=160 {
                for height in 1..=50 {
                    // Every width and every height, and every pair of small ones.
                    if width > 90 && height > 30 && (width + height) % 7 != 0 {
                        continue;
                    }
                    let area = Rect::new(0, 0, width, height);
                    let mut buffer = Buffer::empty(area);
                    draw::screen(&rig.console.state, area, &mut buffer);
                    if width >= 40 && height >= 12 {
                        let text: String =
                            buffer.content().iter().map(ratatui::buffer::Cell::symbol).collect();
                        assert!(
                            text.contains("SIMULATED") && text.contains("EMITTING"),
                            "{keys} at {width}x{height}"
                        );
                    }
                }
            }
            if keys.ends_with('z') {
                rig.keys("Esc").await;
            }
        }
    });
}
