//! Small movements: through lists, from panel to panel, with the mouse.

use std::time::Duration;

use crossterm::event::{Event, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use ctp10::config::settings::Settings;
use ctp10::core::ids::LaserId;
use ctp10::simulator::Options;
use ctp10::ui::common::context::Panel;

use super::rig::{Rig, on_held_clock};

async fn ready() -> Rig {
    let options = Options { speedup: 20.0, ..Options::default() };
    let mut rig = Rig::with(120, 36, options, Settings::default());
    rig.until("8 positions empty").await;
    rig.until("no laser on").await;
    rig
}

/// The line of the screen with the mark of a selection.
fn selected(rig: &Rig) -> String {
    rig.screen().lines().find(|line| line.contains('▸')).unwrap_or_default().to_owned()
}

#[test]
fn help_is_walked_up_and_down_by_rows_and_pages() {
    on_held_clock(async {
        let mut rig = ready().await;
        rig.keys("?").await;
        let first = selected(&rig);
        rig.keys("Down Down").await;
        let third = selected(&rig);
        rig.keys("Up").await;
        let second = selected(&rig);
        assert!(first != second && second != third && first != third, "{first} {second} {third}");
        rig.keys("PageDown PageUp").await;
        assert_eq!(selected(&rig), second);
        rig.keys("Up").await;
        assert_eq!(selected(&rig), first);
    });
}

#[test]
fn tab_goes_round_the_panels_both_ways() {
    on_held_clock(async {
        let mut rig = ready().await;
        rig.keys("1").await;
        let focus = |rig: &Rig| rig.console.state.context.selection.focus;
        let mut there = Vec::new();
        for _ in 0..6 {
            there.push(focus(&rig));
            rig.keys("Tab").await;
        }
        assert_eq!(focus(&rig), Panel::Power);
        let round =
            [Panel::Power, Panel::Lasers, Panel::Sweep, Panel::Detectors, Panel::Trace, Panel::Messages];
        assert_eq!(there, round);
        for panel in round.into_iter().rev() {
            rig.keys("BackTab").await;
            assert_eq!(focus(&rig), panel);
        }
    });
}

#[test]
fn completion_goes_forward_from_the_first_and_back_from_the_last() {
    on_held_clock(async {
        let mut rig = ready().await;
        let line = |rig: &Rig| {
            let screen = rig.screen();
            let line = screen.lines().rev().find_map(|line| line.split_once(":theme ")).unwrap_or_default();
            line.1.trim().to_owned()
        };
        rig.keys(":").await;
        rig.type_text("theme ").await;
        rig.keys("Tab").await;
        let first = line(&rig);
        rig.keys("BackTab").await;
        let last = line(&rig);
        assert!(first != last && first.len() > 3 && last.len() > 3, "{first} {last}");
        rig.keys("Esc :").await;
        rig.type_text("theme ").await;
        rig.keys("BackTab").await;
        assert_eq!(line(&rig), last);
        rig.keys("Tab").await;
        assert_eq!(line(&rig), first);
    });
}

#[test]
fn a_click_below_the_last_row_selects_nothing_else() {
    on_held_clock(async {
        let mut rig = ready().await;
        let click = |column, row| {
            let kind = MouseEventKind::Down(MouseButton::Left);
            Event::Mouse(MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE })
        };
        let screen = rig.screen();
        let row_of = |words: &str| {
            let row = screen.lines().position(|line| line.contains(words));
            u16::try_from(row.unwrap_or_else(|| panic!("{words}: {screen}"))).unwrap()
        };
        let last = row_of("T200S");
        rig.send(click(6, last));
        rig.pass(Duration::from_millis(40)).await;
        let selected = |rig: &Rig| rig.console.state.context.selected_laser().map(LaserId::number);
        assert_eq!(selected(&rig), Some(2));
        rig.keys("Up").await;
        rig.send(click(6, last + 1));
        rig.pass(Duration::from_millis(40)).await;
        assert_eq!(selected(&rig), Some(1), "{screen}");
    });
}

#[test]
fn a_key_for_the_next_characters_says_which() {
    on_held_clock(async {
        let mut rig = ready().await;
        rig.keys("Ctrl-g").await;
        rig.until("charts are drawn with blocks").await;
        assert!(!rig.screen().chars().any(|c| ('\u{2801}'..='\u{28ff}').contains(&c)));
    });
}

#[test]
fn a_field_shows_the_held_value_without_the_unit_that_is_usual() {
    on_held_clock(async {
        let mut rig = ready().await;
        rig.command("laser 1 wavelength 1552.25nm").await;
        rig.until("laser 1 wavelength 1552.25 nm").await;
        rig.keys("2 Enter").await;
        assert!(rig.screen().contains("laser 1 wavelength  1552.250   now 1552.250 nm"), "{}", rig.screen());
    });
}
