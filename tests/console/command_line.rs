//! The command line.

use std::time::Duration;

use ctp10::ui::common::context::Panel;

use super::pages::ready;
use super::rig::{Rig, on_held_clock};

#[test]
fn each_command_answers_and_a_refused_line_makes_way() {
    on_held_clock(async {
        let mut rig = ready().await;
        let last = |rig: &Rig| rig.console.state.messages.newest().next().unwrap().words.clone();
        rig.command("mask nofile.toml").await;
        rig.until("nofile.toml").await;
        for line in ["line -3dB", "theme light", "glyphs ascii"] {
            rig.command(line).await;
            assert!(!last(&rig).contains("nofile"), "{line}: {}", rig.screen());
            rig.keys("Esc").await;
        }
        rig.keys(":").await;
        rig.type_text("nonsense").await;
        rig.keys("Enter").await;
        assert!(rig.screen().contains("there is no command"), "{}", rig.screen());
        rig.type_text(":help").await;
        assert!(rig.screen().contains(" :help"), "{}", rig.screen());
        rig.keys("Enter").await;
        assert!(rig.screen().contains("type to search"), "{}", rig.screen());
    });
}

#[test]
fn the_command_line_completes_recalls_and_says_what_is_wrong() {
    on_held_clock(async {
        let mut rig = ready().await;
        rig.keys(":").await;
        rig.type_text("las").await;
        assert!(rig.screen().contains("laser <laser> power <power>"), "{}", rig.screen());
        rig.keys("Tab").await;
        rig.type_text(" 2 wav").await;
        rig.keys("Tab").await;
        rig.type_text("1320nm").await;
        rig.keys("Enter").await;
        rig.until("laser 2 wavelength 1320 nm").await;
        rig.keys(": Up").await;
        assert!(rig.screen().contains(":laser 2 wavelength 1320nm"), "{}", rig.screen());
        rig.keys("Esc").await;
        for (typed, words) in [
            ("frobnicate 3", "there is no command \"frobnicate\"; Tab"),
            ("lasre 1 on", "there is no command \"lasre\" (did you mean laser?)"),
            ("laser 11 off", "\"11\" is not a laser position; choose from 1 to 10"),
            ("laser 1", "incomplete"),
            ("tls 5 start 1550", "\"5\" is not a TLS; choose from 1 to 4"),
            ("sweep 1600 1500", "a sweep starts at the shorter wavelength: type it like sweep 1500nm 1600nm"),
            ("sweep start", "give the value"),
            ("connect here and there", "incomplete"),
            ("connect a_b:99999", "is not an address"),
            ("timeout 0", "0.1 to 120 s"),
            ("preset ../../etc/passwd", "is not a preset name"),
            ("preset nothing", "the preset nothing"),
            ("theme pink", "\"pink\" is not a theme; choose from dark, light"),
            ("glyphs runes", "choose from octant, braille, blocks, ascii"),
            ("window 7", "is not a window; choose from 5, 10"),
            ("form engine", "incomplete"),
            ("download 4/9", "is not a detector"),
            ("download 4/1 24", "is not a trace type"),
        ] {
            rig.command(typed).await;
            assert!(rig.screen().contains(words), "{typed}: {}", rig.screen());
            rig.keys("Esc").await;
        }
        // Every action has its name there.
        rig.command("focus-messages").await;
        assert_eq!(rig.console.state.context.selection.focus, Panel::Messages);
    });
}

#[test]
fn light_goes_on_from_the_command_line_only_after_a_yes() {
    on_held_clock(async {
        let mut rig = ready().await;
        rig.command("laser 2 on").await;
        rig.until("Switch laser 2 on?").await;
        rig.keys("Enter").await;
        rig.pass(Duration::from_secs(3)).await;
        assert!(!rig.emits(2).await);
        rig.command("laser 2 on").await;
        rig.keys("y").await;
        rig.until("EMITTING laser 2").await;
        rig.command("laser 2 off").await;
        rig.until("laser 2 off, confirmed").await;
        rig.command("laser 5 on").await;
        rig.until("position 5 is empty; not sent: laser 5 on").await;
    });
}
