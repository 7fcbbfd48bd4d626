//! Leaving while something is still to be done: the screen says what, and the operator leaves at once, or stays.

use std::sync::Arc;
use std::time::Duration;

use ctp10::app::console::End;
use ctp10::core::ids::{DetectorId, TraceType};
use ctp10::core::trace::{Provenance, Spacing, Trace, TraceId};
use ctp10::core::units::Wavelength;
use ctp10::simulator::{Options, Scenario};

use super::rig::{Away, Rig, on_held_clock, with_one_thread_for_files};

/// A dark bench with a trace.
async fn with_a_trace() -> Rig {
    let mut rig = Rig::new(120, 36, Options::default());
    rig.until("T200S-O-M").await;
    rig.until("no laser on").await;
    let origin = TraceId { detector: DetectorId::new(4, 1).unwrap(), kind: TraceType::TF_LIVE }.into();
    let spacing = Spacing { start: Wavelength::from_nm(1550.0), sampling: Wavelength::from_m(1e-12) };
    let (y, provenance) = (vec![-1.0; 101], Provenance::default());
    rig.console.state.trace.traces.place(Arc::new(Trace {
        origin,
        spacing,
        y,
        provenance,
        x_difference_pm: None,
    }));
    rig.keys("5").await;
    rig
}

#[test]
fn who_leaves_sees_what_is_waited_for_and_may_stay_or_leave_at_once() {
    with_one_thread_for_files(async {
        let mut rig = with_a_trace().await;
        let away = Away::begin();
        rig.command("save t.npz").await;
        rig.keys("q").await;
        rig.until("leaving when all files are written; q leaves without them, Esc stays").await;
        // Nothing else is begun meanwhile.
        rig.keys("2 L s Enter").await;
        rig.paste("/tmp/x.npz").await;
        assert!(rig.screen().contains("leaving when all files"), "{}", rig.screen());
        rig.keys("Esc").await;
        assert!(!rig.screen().contains("leaving when"), "{}", rig.screen());
        assert!(rig.end.is_none(), "{:?}", rig.end);
        // After a while it is given up.
        rig.keys("q").await;
        rig.until("a file is still being written; the program stays open").await;
        assert!(rig.end.is_none() && !rig.screen().contains("leaving when"), "{}", rig.screen());
        rig.keys("q").await;
        rig.until("leaving when all files").await;
        rig.keys("q").await;
        assert!(matches!(rig.end, Some(End::Left(_))), "{:?}", rig.end);
        assert!(!rig.folder.join("t.npz").exists());
        away.end().await;
    });
}

#[test]
fn who_leaves_is_gone_when_the_last_file_is_written() {
    with_one_thread_for_files(async {
        let mut rig = with_a_trace().await;
        let away = Away::begin();
        rig.command("save t.npz").await;
        rig.command("figure t.svg").await;
        rig.keys("q").await;
        rig.until("leaving when all files").await;
        away.end().await;
        rig.pass(Duration::from_millis(1)).await;
        assert!(matches!(rig.end, Some(End::Left(_))), "{:?}\n{}", rig.end, rig.screen());
        assert!(rig.folder.join("t.npz").exists() && rig.folder.join("t.svg").exists());
    });
}

#[test]
fn nobody_leaves_light_that_is_not_read_back_as_off() {
    on_held_clock(async {
        // It goes on, and off no more.
        let fault = "[[fault]]\non = 'CTP:RLAS1:POW:STAT'\nskip = 1\nerror = { code = -240, text = 'Hardware error' }";
        let scenario: Scenario = toml::from_str(fault).unwrap();
        let mut rig = Rig::new(120, 36, Options { scenario, ..Options::default() });
        rig.light().await;
        rig.keys("q o").await;
        rig.until("leaving when laser 1 is off; Esc stays").await;
        rig.keys("q q").await;
        assert!(rig.end.is_none(), "{:?}", rig.end);
        rig.keys("Esc").await;
        assert!(rig.end.is_none() && !rig.screen().contains("leaving when"), "{}", rig.screen());
        rig.keys("q o").await;
        rig.until("laser 1 is not confirmed off; the program stays open").await;
        assert!(rig.end.is_none() && !rig.screen().contains("leaving when"), "{}", rig.screen());
    });
}

#[test]
fn who_leaves_traces_that_are_in_no_file_is_asked() {
    with_one_thread_for_files(async {
        let mut rig = with_a_trace().await;
        let asks = |rig: &Rig| rig.screen().contains("A trace was never saved: A TF live of 4/1.");
        for refusal in ["Esc", "n", "q"] {
            rig.keys("q").await;
            assert!(asks(&rig), "{}", rig.screen());
            rig.keys(refusal).await;
            assert!(!asks(&rig) && rig.end.is_none(), "{refusal}: {}", rig.screen());
        }
        rig.keys("Ctrl-c").await;
        assert!(asks(&rig), "{}", rig.screen());
        rig.keys("Ctrl-c").await;
        assert!(!asks(&rig) && rig.end.is_none(), "{}", rig.screen());
        rig.command("quit").await;
        assert!(asks(&rig), "{}", rig.screen());
        rig.keys("n").await;
        // What could not be written is in no file.
        rig.command("save /nonexistent/t.npz").await;
        rig.until("not saved").await;
        rig.keys("q").await;
        assert!(asks(&rig), "{}", rig.screen());
        rig.keys("n").await;
        // What is saved, and what came from a file, is.
        rig.keys("q").await;
        assert!(rig.screen().contains("save and stay"), "{}", rig.screen());
        rig.keys("s").await;
        rig.until("saved as").await;
        assert!(!asks(&rig) && rig.end.is_none(), "{}", rig.screen());
        rig.command("save t.npz").await;
        rig.until("t.npz").await;
        rig.command("open t.npz").await;
        rig.until("t.npz is trace B").await;
        // A note on it is in no file.
        rig.command("notes b after the anneal").await;
        rig.until("noted").await;
        rig.pass(Duration::from_millis(50)).await;
        rig.keys("q").await;
        assert!(rig.screen().contains("A trace was never saved: B"), "{}", rig.screen());
        rig.keys("n").await;
        rig.command("trace b clear").await;
        rig.command("open t.npz").await;
        rig.until("t.npz is trace B").await;
        rig.keys("q").await;
        rig.pass(Duration::from_millis(50)).await;
        assert!(matches!(rig.end, Some(End::Left(_))), "{:?}\n{}", rig.end, rig.screen());
    });
}

#[test]
fn who_leaves_unsaved_traces_with_light_on_is_told_of_both_and_a_yes_leaves() {
    on_held_clock(async {
        let mut rig = with_a_trace().await;
        rig.keys("2 L y").await;
        rig.until("EMITTING laser 1").await;
        rig.keys("q").await;
        let screen = rig.screen();
        assert!(screen.contains("laser 1 is on.") && screen.contains("never saved: A"), "{screen}");
        rig.keys("o").await;
        rig.pass(Duration::from_secs(1)).await;
        assert!(matches!(rig.end, Some(End::Left(_))), "{:?}", rig.end);
    });
    on_held_clock(async {
        let mut rig = with_a_trace().await;
        rig.keys("q y").await;
        rig.pass(Duration::from_millis(50)).await;
        assert!(matches!(rig.end, Some(End::Left(_))), "{:?}\n{}", rig.end, rig.screen());
    });
}
