//! Traces that come: asked for, by themselves, while somebody is elsewhere.

use std::time::Duration;

use ctp10::config::settings::Settings;
use ctp10::core::ids::TraceType;
use ctp10::core::trace::Trace;
use ctp10::simulator::Options;
use ctp10::ui::common::context::Panel;

use super::swept;
use crate::rig::{Rig, on_held_clock};

#[test]
fn a_trace_that_comes_calls_nobody_away() {
    on_held_clock(async {
        let mut rig = swept().await;
        // The panel keeps the focus: the next key means the next detector, and the same key the same one again.
        for (keys, place) in [("4 d", "4/1"), ("j d", "4/2"), ("d", "4/2"), ("k d", "4/1")] {
            rig.command("laser 1 cap 9").await;
            rig.keys(keys).await;
            rig.until(&format!("download of TF live of {place}: 20001 points; 5 to the trace")).await;
            assert_eq!(rig.console.state.context.selection.focus, Panel::Detectors, "{keys}");
        }
        rig.keys("5 d").await;
        rig.until("download of TF live of 4/1: 20001 points").await;
        assert!(!rig.screen().contains("to the trace"), "it is there: {}", rig.screen());
        for away in ["2", "f", "C"] {
            rig.keys("Esc 4 d").await;
            rig.keys(away).await;
            let (page, focus) = (rig.console.state.context.page, rig.console.state.context.selection.focus);
            rig.pass(Duration::from_secs(1)).await;
            assert_eq!(
                (&rig.console.state.context.page, rig.console.state.context.selection.focus),
                (&page, focus),
                "{away}"
            );
        }
    });
}

#[test]
fn traces_come_by_themselves_after_each_sweep_and_during_continuous_ones() {
    on_held_clock(async {
        let settings = Settings { auto_download: true, check_x: true, ..Settings::default() };
        let mut rig = Rig::with(120, 36, Options { speedup: 20.0, ..Options::default() }, settings);
        rig.console.state.trace.auto_download = true;
        rig.light().await;
        rig.sweep().await;
        rig.until("download of TF live of 4/4: 60001 points").await;
        assert_eq!(rig.console.state.trace.traces.shown().count(), 4);
        let difference =
            rig.console.state.trace.traces.slots[0].trace.as_ref().unwrap().x_difference_pm.unwrap();
        assert!(difference <= 1e-6, "{difference} pm");
        let first = rig.console.state.trace.traces.slots[0].trace.clone().unwrap();
        rig.command("sweep mode cont").await;
        rig.pass(Duration::from_secs(1)).await;
        rig.command("sweep-start").await;
        rig.pass(Duration::from_secs(12)).await;
        let second = rig.console.state.trace.traces.slots[0].trace.clone().unwrap();
        assert!(first.y != second.y, "{}", rig.screen());
        let said = |trace: &Trace| trace.provenance.settings.get("fetched").cloned();
        assert_eq!(said(&first), None, "the sweep was over");
        assert!(said(&second).unwrap().contains("while a sweep ran"));
        rig.pass(Duration::from_secs(8)).await;
        assert!(second.y != rig.console.state.trace.traces.slots[0].trace.as_ref().unwrap().y);
        rig.keys("x").await;
        rig.until("aborted").await;
    });
}

#[test]
fn every_type_can_be_fetched_and_the_others_are_said_to_be_empty() {
    on_held_clock(async {
        let mut rig = swept().await;
        for (typed, kind) in [
            ("live", TraceType::RAW_LIVE),
            ("reference", TraceType::RAW_REFERENCE),
            ("13", TraceType::RAW_QUICK_REFERENCE),
        ] {
            rig.command(&format!("download IN1 {typed}")).await;
            rig.pass(Duration::from_secs(1)).await;
            let there = rig
                .console
                .state
                .trace
                .traces
                .shown()
                .any(|(_, trace)| trace.origin.trace().unwrap().kind == kind);
            assert!(there, "{typed}\n{}", rig.screen());
        }
        rig.command("download IN1 5").await;
        rig.until("there is no such trace").await;
        rig.command("download all live").await;
        rig.until("download of raw live of 4/4: 20001 points").await;
    });
}
