//! Masks held against a trace.

use std::time::Duration;

use ctp10::simulator::Options;

use super::{settle, swept};
use crate::rig::{Away, Rig, on_held_clock, with_one_thread_for_files};

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
