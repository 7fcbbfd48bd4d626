//! What stands around the subjects: the header, answers, questions, the list of completions, the log, the footer, the tour.

use std::time::Duration;

use ctp10::config::settings::Settings;
use ctp10::simulator::{Options, Scenario};

use super::pages::ready_with;
use super::rig::{Rig, on_held_clock};

#[test]
fn where_nobody_ever_answered_the_bench_says_so_and_what_to_look_at() {
    on_held_clock(async {
        // Every connection is closed as soon as it is made.
        let mut rig = Rig::new(120, 36, Options { max_clients: Some(0), ..Options::default() });
        for (width, height) in [(120, 36), (80, 24), (40, 12)] {
            rig.resize(width, height).await;
            rig.until("has never answered").await;
            let screen = rig.screen();
            assert!(screen.contains("never reached") && !screen.contains("TREAT AS ON"), "{screen}");
            assert!(height == 12 || screen.contains("the instrument closed the connection"), "{screen}");
            assert!(screen.contains("power: the instrument is on"), "{screen}");
            assert!(height == 12 || screen.contains(":connect HOST"), "{screen}");
        }
        rig.resize(120, 36).await;
        // What needs no instrument is there.
        for (key, words) in [("5", "5 Trace"), ("6", "6 Messages")] {
            rig.keys(key).await;
            assert!(rig.screen().contains(words), "{}", rig.screen());
        }
        rig.keys("2").await;
        rig.until("has never answered").await;
        rig.command("connect ctp10.lab:5026").await;
        rig.until("ctp10.lab:5026 has never answered").await;
        assert!(rig.screen().contains("ping ctp10.lab"), "{}", rig.screen());
        // Too small to be worked on, and as true.
        rig.resize(30, 5).await;
        assert!(rig.screen().contains("never reached"), "{}", rig.screen());
    });
}

#[test]
fn what_answered_once_is_unknown_when_it_is_lost_and_elsewhere_nothing_is_known() {
    on_held_clock(async {
        let scenario: Scenario =
            toml::from_str("[[fault]]\non = 'INIT:SMOD?'\nskip = 1\nclose = true").unwrap();
        let mut rig = ready_with(Options { scenario, ..Options::default() }, Settings::default()).await;
        rig.until("not connected").await;
        assert!(rig.screen().contains("UNKNOWN - TREAT AS ON"), "{}", rig.screen());
        assert!(!rig.screen().contains("never"), "{}", rig.screen());
        // The same place again: what was known of it still counts.
        rig.command("disconnect").await;
        rig.until("closed").await;
        assert!(rig.screen().contains("UNKNOWN - TREAT AS ON"), "{}", rig.screen());
    });
}
