//! The manual in the console.

use ctp10::config::settings::Settings;
use ctp10::manual::layout::lines;
use ctp10::manual::topic::Topic;
use ctp10::simulator::Options;

use super::rig::{Rig, on_held_clock};

async fn ready() -> Rig {
    let mut rig = Rig::with(120, 36, Options::default(), Settings::default());
    rig.until("no laser on").await;
    rig
}

#[test]
fn the_manual_opens_from_help_by_a_key_and_by_a_line() {
    on_held_clock(async {
        let mut rig = ready().await;
        for way in ["? m", "F2"] {
            rig.keys(way).await;
            assert!(rig.screen().contains(Topic::Tour.title()), "{way}: {}", rig.screen());
            rig.keys("q").await;
        }
        assert!(rig.screen().contains("Help"), "it closes onto the page from which it was opened");
        rig.keys("Esc").await;
        rig.command("manual files").await;
        assert!(rig.screen().contains("Manual   Files"), "{}", rig.screen());
        rig.command("manual gloss").await;
        assert!(rig.screen().contains("Manual   Glossary"), "{}", rig.screen());
        rig.keys("Esc").await;
        assert!(!rig.screen().contains("Manual"), "{}", rig.screen());
        rig.command("manual lihgt").await;
        assert!(rig.screen().contains("did you mean light?"), "{}", rig.screen());
    });
}

#[test]
fn every_line_of_the_manual_can_be_read() {
    on_held_clock(async {
        let mut rig = Rig::with(80, 24, Options::default(), Settings::default());
        rig.keys("F2").await;
        for topic in Topic::ALL {
            assert!(rig.screen().contains(topic.title()), "{topic:?}: {}", rig.screen());
            let last = lines(topic.text(), 78).pop().unwrap().plain();
            rig.keys("G").await;
            assert!(rig.screen().contains(last.trim_end()), "{topic:?}: {last}: {}", rig.screen());
            rig.keys("g Space b j k").await;
            assert!(rig.screen().contains(topic.title()), "{topic:?}: {}", rig.screen());
            rig.keys("Tab").await;
        }
        rig.keys("BackTab Left Right Left").await;
        let all = format!("of {}", Topic::ALL.len());
        assert!(rig.screen().contains(&all), "{}", rig.screen());
    });
}

#[test]
fn what_is_typed_on_the_help_page_finds_sections_of_the_manual() {
    on_held_clock(async {
        let mut rig = ready().await;
        // The first letter opens the manual; the second one says that a word was meant.
        rig.keys("?").await;
        rig.type_text("matlab").await;
        let screen = rig.screen();
        assert!(screen.contains("search matlab") && screen.contains("Read in the manual"), "{screen}");
        rig.keys("Enter").await;
        assert!(rig.screen().contains("Manual   Files"), "{}", rig.screen());
        // From there a slash searches again.
        rig.keys("/").await;
        rig.type_text("itu channel notch").await;
        rig.keys("Enter").await;
        assert!(rig.screen().contains("Manual   Analysis"), "{}", rig.screen());
        assert!(rig.screen().contains("Filters"), "{}", rig.screen());
        rig.keys("q Esc").await;
        assert!(!rig.screen().contains("Manual"), "{}", rig.screen());
    });
}

#[test]
fn no_key_in_the_manual_does_something_at_the_bench() {
    on_held_clock(async {
        let mut rig = ready().await;
        rig.keys("F2").await;
        for key in ["s", "L", "R", "d", "x", "+", "u", "2", "Ctrl-t"] {
            rig.keys(key).await;
            assert!(!rig.screen().contains("Start the sweep?"), "{key}: {}", rig.screen());
        }
        assert!(rig.screen().contains(Topic::Tour.title()), "{}", rig.screen());
        rig.keys("?").await;
        assert!(rig.screen().contains("search"), "{}", rig.screen());
    });
}
