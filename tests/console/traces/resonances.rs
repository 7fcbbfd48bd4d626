//! Resonances: found, marked, measured, in a table.

use std::time::Duration;

use super::{settle, swept};
use crate::rig::{Rig, on_held_clock};

#[test]
fn resonances_are_found_marked_and_measured() {
    on_held_clock(async {
        let mut rig = swept().await;
        rig.keys("e").await;
        let deepest = rig.console.state.trace.traces.cursor.unwrap();
        let level = rig.console.state.trace.traces.sample(deepest).unwrap().2;
        let least = rig
            .console
            .state
            .trace
            .traces
            .selected_trace()
            .unwrap()
            .y
            .iter()
            .copied()
            .fold(f32::INFINITY, f32::min);
        assert_eq!(level, least);
        rig.command("view 1549 1552").await;
        rig.keys("e n").await;
        let next = rig.console.state.trace.traces.cursor.unwrap();
        rig.keys("N").await;
        let before = rig.console.state.trace.traces.cursor.unwrap();
        assert!((0.9..1.5).contains(&(next - before)) || (next - before).abs() < 1e-9, "{before} {next}");
        rig.keys("m n m t").await;
        assert!(rig.screen().contains('Δ'), "{}", rig.screen());
        assert!(rig.console.state.trace.traces.markers[1].is_some());
        rig.command("view 1549 1552").await;
        rig.command("marker 8 1550.5").await;
        rig.command("line 1551nm").await;
        rig.command("line -20dB").await;
        assert!(rig.screen().contains('┊') && rig.screen().contains('┈'), "{}", rig.screen());
        rig.keys("X").await;
        assert!(rig.console.state.trace.traces.markers.iter().all(Option::is_none));
        rig.command("measure 3").await;
        rig.pass(Duration::from_millis(50)).await;
        assert!(rig.screen().contains("3 dB band"), "{}", rig.screen());
        rig.keys("r").await;
        settle(&mut rig, |rig| {
            rig.console.state.trace.traces.table.as_ref().is_some_and(|t| !t.all().is_empty())
        })
        .await;
        let found = rig.console.state.trace.traces.table.clone().unwrap();
        assert!((2..=3).contains(&found.all().len()), "{found:?}");
        for resonance in found.all() {
            assert!(
                resonance.is_trusted()
                    && (50.0..100.0).contains(&(resonance.nm.value * 1e3 / resonance.q.unwrap().value)),
                "{resonance:?}"
            );
            assert!((14.0..21.0).contains(&resonance.depth.value));
        }
        rig.keys("y").await;
        assert_eq!(rig.copied.lock().unwrap().lines().count(), found.all().len() + 1);
        let path = rig.folder.join("table.csv");
        rig.command(&format!("resonances save {}", path.display())).await;
        settle(&mut rig, |_| path.exists()).await;
        let saved = std::fs::read_to_string(&path).unwrap();
        let (said, rows): (Vec<&str>, Vec<&str>) = saved.lines().partition(|line| line.starts_with('#'));
        assert!(said.iter().any(|line| line.contains("CTP10")), "{saved}");
        assert_eq!(rows.len(), found.all().len() + 1, "{saved}");
        assert!(rows[1].starts_with(&format!("{},", found.all()[0].nm.value)), "every digit: {saved}");
        rig.keys("j ;").await;
        rig.command("resonances nothing-like-this").await;
        assert!(rig.screen().contains("none of 3 dB or more"), "{}", rig.screen());
        rig.command("resonances off").await;
        rig.command("peaks excursion 30").await;
        settle(&mut rig, |rig| {
            rig.console
                .state
                .trace
                .traces
                .table
                .as_ref()
                .is_some_and(|t| t.all().is_empty() && !t.is_computing())
        })
        .await;
        rig.keys("r e").await;
        rig.until("no dip of 30 dB in the window").await;
    });
}

/// The digits of a wavelength that stand there however sure it is.
fn begun(nm: f64) -> String {
    format!("{nm:.7}")[..7].to_owned()
}

#[test]
fn the_table_has_the_selected_resonance_in_little_room_too() {
    on_held_clock(async {
        let mut rig = swept().await;
        rig.keys("r").await;
        settle(&mut rig, |rig| rig.screen().contains(" fitted")).await;
        for height in 20..46 {
            rig.resize(80, height).await;
            let table = rig.console.state.trace.traces.table.as_ref().unwrap();
            let selected = begun(table.all()[0].nm.value);
            let screen = rig.screen();
            let is_there = |line: &str| line.contains("▸ ") && line.contains(&selected);
            assert!(screen.lines().any(is_there), "{height}: {selected}\n{screen}");
            let mixed = screen.lines().any(|line| line.contains("FSR pm") && line.contains(" ±"));
            assert!(!mixed, "{height}\n{screen}");
        }
    });
}

#[test]
fn the_table_has_its_names_and_a_blank_at_the_edge_at_every_size() {
    on_held_clock(async {
        let mut rig = swept().await;
        rig.keys("r").await;
        settle(&mut rig, |rig| rig.screen().contains(" fitted")).await;
        for ((width, height), heads, rows) in [
            ((200, 60), &["wavelength nm", "depth dB", "width pm", "Q", "FSR pm", "finesse", "line"][..], 10),
            ((120, 36), &["wavelength nm", "depth dB", "width pm", "Q", "FSR pm"][..], 6),
            ((80, 24), &["wavelength nm", "depth dB", "width pm", "Q", "FSR pm"][..], 4),
            ((40, 12), &["λ nm", "dB", "pm", "Q"][..], 1),
        ] {
            rig.resize(width, height).await;
            let screen = rig.screen();
            let lines: Vec<&str> = screen.lines().map(|line| line.trim_matches('"')).collect();
            let head =
                lines.iter().position(|line| line.contains(heads[0])).unwrap_or_else(|| panic!("{screen}"));
            let mut at = 0;
            for name in heads {
                at += lines[head][at..]
                    .find(name)
                    .unwrap_or_else(|| panic!("{name} at {width}x{height}\n{screen}"));
            }
            let all = rig.console.state.trace.traces.table.as_ref().unwrap().all();
            let shown = all.iter().filter(|row| screen.contains(&begun(row.nm.value))).count();
            assert!(shown >= rows, "{shown} rows at {width}x{height}\n{screen}");
            for line in &lines[head..head + rows] {
                assert!(line.ends_with(' '), "{width}x{height}: {line:?}\n{screen}");
            }
            // With the chart, at every size.
            let chart = |rig: &Rig| rig.screen().contains(" dB └");
            assert!(chart(&rig), "{width}x{height}\n{screen}");
            rig.keys("r").await;
            assert!(chart(&rig), "{width}x{height}\n{}", rig.screen());
            rig.keys("r").await;
            settle(&mut rig, |rig| {
                rig.console.state.trace.traces.table.as_ref().is_some_and(|table| !table.all().is_empty())
            })
            .await;
        }
    });
}

#[test]
fn enter_on_a_resonance_shows_ten_widths_about_it_and_keeps_the_table() {
    on_held_clock(async {
        let mut rig = swept().await;
        rig.keys("r").await;
        settle(&mut rig, |rig| rig.screen().contains(" fitted")).await;
        let all = rig.console.state.trace.traces.table.clone().unwrap().all().to_vec();
        let whole = rig.console.state.trace.traces.view;
        let is_about = |rig: &Rig, row: usize| {
            let traces = &rig.console.state.trace.traces;
            let nm = all[row].nm.value;
            // At 3 dB, nearly that of its quality.
            let width = nm / all[row].q.unwrap().value;
            assert!((traces.view.span() / width - 10.0).abs() < 0.5, "{width}: {:?}", traces.view);
            assert!((traces.view.centre() - nm).abs() < 1e-9, "{nm}: {:?}", traces.view);
            assert!((traces.cursor.unwrap() - nm).abs() <= 0.5e-3, "{nm}: {:?}", traces.cursor);
        };
        rig.keys("Down Down Enter").await;
        is_about(&rig, 2);
        // From row to row, and back in one step; frequencies are another way to see it.
        rig.keys("Down").await;
        is_about(&rig, 3);
        rig.keys("Ctrl-w Up Ctrl-w").await;
        is_about(&rig, 2);
        rig.pass(Duration::from_secs(1)).await;
        let table = rig.console.state.trace.traces.table.clone().unwrap();
        assert!(table.all().len() == all.len() && !table.is_computing(), "{table:?}");
        rig.keys("Backspace Backspace Backspace").await;
        assert_eq!(rig.console.state.trace.traces.view, whole);
        rig.keys("Down").await;
        assert_eq!(rig.console.state.trace.traces.view, whole, "who went back is not called to a row");
        // Another window has a table of its own.
        rig.keys("Enter -").await;
        settle(&mut rig, |rig| {
            let table = rig.console.state.trace.traces.table.as_ref().unwrap();
            table.all().len() == 1 && !table.is_computing()
        })
        .await;
    });
}

#[test]
fn the_fit_of_the_selected_row_is_drawn_and_saved_with_what_it_leaves_over() {
    on_held_clock(async {
        let mut rig = swept().await;
        rig.keys("i").await;
        assert!(rig.screen().contains("the fitted line is that of the selected row"), "{}", rig.screen());
        rig.keys("i r").await;
        settle(&mut rig, |rig| rig.screen().contains(" fitted")).await;
        rig.keys("Enter").await;
        // It lies over the samples, and so their dots are no longer theirs.
        let without = rig.screen();
        rig.keys("i").await;
        assert_ne!(rig.screen(), without, "the fit is there");
        let path = rig.folder.join("fit.svg");
        rig.command(&format!("figure {}", path.display())).await;
        settle(&mut rig, |_| path.exists()).await;
        let figure = std::fs::read_to_string(&path).unwrap();
        assert!(figure.contains("Residual (dB)") && figure.contains("fit"), "{figure}");
        rig.keys("i").await;
        let path = rig.folder.join("plain.svg");
        rig.command(&format!("figure {}", path.display())).await;
        settle(&mut rig, |_| path.exists()).await;
        assert!(!std::fs::read_to_string(&path).unwrap().contains("Residual"));
    });
}
