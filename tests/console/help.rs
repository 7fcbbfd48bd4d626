//! Help: searched, and what it does.

use ctp10::ui::frame::keymap;

use super::pages::ready;
use super::rig::on_held_clock;

#[test]
fn help_is_searched_by_word_and_by_key_and_does_what_is_found() {
    on_held_clock(async {
        let mut rig = ready().await;
        rig.keys("?").await;
        rig.type_text("abort").await;
        assert!(rig.screen().contains("Abort the running sweep"), "{}", rig.screen());
        assert!(!rig.screen().contains("SCPI console"));
        rig.keys("Ctrl-u").await;
        rig.type_text("Ctrl-r").await;
        assert!(rig.screen().contains("Redo the last setpoint"), "{}", rig.screen());
        rig.keys("Ctrl-u").await;
        rig.type_text("sweep").await;
        rig.keys("Enter").await;
        rig.yes().await;
        rig.until("scanning").await;
        rig.keys("? ?").await;
        assert!(!rig.screen().contains("search"), "the key that opened the page closes it");
    });
}

#[test]
fn a_panel_has_the_key_in_its_title_that_goes_to_it_from_here() {
    on_held_clock(async {
        let mut rig = ready().await;
        rig.keys("2").await;
        assert!(rig.screen().contains(" 2 Lasers") && rig.screen().contains(" 3 Sweep"), "{}", rig.screen());
        let user = "[keys]\nfocus-lasers = ['f7']\nfocus-sweep = []\n[lasers]\nfocus-detectors = ['f8']\n";
        rig.console.state.context.fixed.keymap = keymap::load(Some(("my.toml", user))).unwrap();
        rig.keys("F7").await;
        let screen = rig.screen();
        for title in [" F7 Lasers", " F8 Detectors", " 1 Power"] {
            assert!(screen.contains(title), "{title}: {screen}");
        }
        assert!(screen.contains("  Sweep") && !screen.contains("3 Sweep"), "it has no key: {screen}");
        rig.keys("F8").await;
        assert!(rig.screen().contains(" 4 Detectors"), "F8 counts in the lasers' panel alone");
        // Where panels are hidden their keys stand in the last title.
        rig.resize(80, 24).await;
        rig.keys("1").await;
        let hidden = rig.screen();
        assert!(hidden.contains("   F7 Lasers   Sweep   5 Trace"), "{hidden}");
    });
}

#[test]
fn help_has_the_commands_too_and_what_is_looked_at_comes_first() {
    on_held_clock(async {
        let mut rig = ready().await;
        for (key, topic) in
            [("2", "Lasers"), ("3", "Sweep"), ("4", "Detectors"), ("5", "Traces"), ("S", "SCPI and status")]
        {
            rig.keys(key).await;
            rig.command("help").await;
            let screen = rig.screen();
            let first = screen.lines().nth(4).unwrap();
            assert!(first.contains(topic), "{topic}: {screen}");
            rig.keys("Esc Esc").await;
        }
        for word in ["mask", "statistics", "band", "csv", "excursion"] {
            rig.keys("?").await;
            rig.type_text(word).await;
            assert!(rig.screen().contains("▸ :"), "{word}: {}", rig.screen());
            rig.keys("Esc Esc").await;
        }
        rig.keys("?").await;
        rig.type_text("mask").await;
        rig.keys("Enter").await;
        rig.type_text("off").await;
        assert!(rig.screen().contains(" :mask off"), "a command goes to the command line: {}", rig.screen());
    });
}
