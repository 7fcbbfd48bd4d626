//! Live power is recorded from the console, and a recording is opened in it. On the computer's own clock: a thread writes.

use std::path::PathBuf;
use std::time::Duration;

use ctp10::app::console::End;
use ctp10::config::settings::Settings;
use ctp10::simulator::Options;

use super::pages::ready_with;
use super::rig::{Rig, on_real_clock};

async fn fast() -> Rig {
    let options = Options { speedup: 20.0, ..Options::default() };
    ready_with(options, Settings { period: Duration::from_millis(20), ..Settings::default() }).await
}

fn recordings(rig: &Rig) -> Vec<PathBuf> {
    let files = std::fs::read_dir(&rig.folder).unwrap().flatten().map(|file| file.path());
    files.filter(|path| path.extension().is_some_and(|end| end == "rec")).collect()
}

fn holds(path: &PathBuf, words: &str) -> bool {
    let bytes = std::fs::read(path).unwrap();
    bytes.windows(words.len()).any(|part| part == words.as_bytes())
}

#[test]
fn a_key_records_live_power_and_what_was_recorded_is_opened_scrolled_and_zoomed() {
    on_real_clock(async {
        let mut rig = fast().await;
        rig.keys("g r").await;
        rig.until("recording to").await;
        rig.until("REC ").await;
        rig.pass(Duration::from_millis(1500)).await;
        rig.command("record other.rec").await;
        rig.until("a recording goes on already").await;
        rig.keys("g r").await;
        rig.until("rounds of live power recorded, no gap").await;
        assert!(!rig.screen().contains("REC "), "{}", rig.screen());
        let files = recordings(&rig);
        assert!(files.len() == 1 && holds(&files[0], "ended by the operator"), "{files:?}");
        let name = files[0].file_name().unwrap().to_str().unwrap().to_owned();
        rig.command(&format!("open {name}")).await;
        rig.until(" Recording").await;
        rig.until("2026-").await;
        let screen = rig.screen();
        for words in ["IN1", "OUT TO DUT", "dBm", "no gap", "scroll"] {
            assert!(screen.contains(words), "{words}\n{screen}");
        }
        rig.keys("+").await;
        rig.until("   of 1.").await;
        let before = rig.screen();
        rig.keys("End").await;
        assert_ne!(rig.screen(), before, "it is another part");
        rig.keys("f").await;
        assert!(!rig.screen().contains("   of 1."), "{}", rig.screen());
        rig.keys("Esc O").await;
        rig.until("live power").await;
        assert!(rig.screen().contains("every 20.0 ms"), "{}", rig.screen());
        rig.keys("Esc").await;
        rig.command("record stop").await;
        rig.until("nothing is being recorded").await;
    });
}

#[test]
fn who_leaves_while_live_power_is_recorded_is_asked_and_it_is_ended_in_order() {
    on_real_clock(async {
        let mut rig = fast().await;
        rig.command("record night/a.rec").await;
        rig.until("nothing is recorded: ").await;
        rig.command("record a.rec").await;
        rig.until("recording to").await;
        rig.keys("q").await;
        rig.until("Leave and end the recording?").await;
        rig.keys("n").await;
        rig.until("REC ").await;
        rig.keys("q y").await;
        for _ in 0..100 {
            if rig.end.is_none() {
                rig.pass(Duration::from_millis(20)).await;
            }
        }
        assert!(matches!(rig.end, Some(End::Left(_))), "{:?}\n{}", rig.end, rig.screen());
        assert!(holds(&rig.folder.join("a.rec"), "the console was left"));
    });
}

#[test]
fn a_connection_that_is_made_anew_is_a_gap_and_another_instrument_ends_the_recording() {
    on_real_clock(async {
        let mut rig = fast().await;
        rig.command("record a.rec").await;
        rig.until("recording to").await;
        rig.keys("g x").await;
        rig.until("disconnected").await;
        rig.keys("g c").await;
        rig.until(", 1 gap").await;
        rig.pass(Duration::from_millis(300)).await;
        rig.command("connect 10.0.0.9").await;
        // Among the messages: on the line below it may have been overtaken.
        rig.keys("6").await;
        rig.until("rounds of live power recorded, 1 gap").await;
        let file = rig.folder.join("a.rec");
        assert!(
            holds(&file, "the connection was closed") && holds(&file, "another instrument was connected")
        );
    });
}
