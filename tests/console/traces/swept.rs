//! When and with what a trace was swept, and whether the settings have moved on since.

use ratatui::buffer::Cell;
use ratatui::style::Color;

use super::{settle, swept, traces_held};
use crate::rig::{Rig, on_held_clock};

/// The colours of the dots of curves, each once.
fn curves(rig: &Rig) -> Vec<Color> {
    let cells = rig.console.terminal.backend().buffer().content();
    let rows = cells.chunks(usize::from(rig.console.terminal.backend().buffer().area.width));
    let title =
        rows.clone().position(|row| row.iter().map(Cell::symbol).collect::<String>().contains(" 5 Trace"));
    let dots = rows.skip(title.unwrap()).flat_map(|row| row.iter().skip(8));
    let dots = dots.filter(|cell| cell.symbol().starts_with(|c| ('\u{2801}'..='\u{28ff}').contains(&c)));
    let mut colours: Vec<Color> = Vec::new();
    dots.for_each(|cell| {
        if !colours.contains(&cell.fg) {
            colours.push(cell.fg);
        }
    });
    colours
}

#[test]
fn a_trace_says_when_and_with_what_it_was_swept() {
    on_held_clock(async {
        let mut rig = swept().await;
        let said = "swept 12:00:00   1540.000 to 1560.000 nm, 1 pm   TF live of IN1   20 001 points";
        assert!(rig.screen().contains(said), "{}", rig.screen());
        for (width, height) in [(80, 24), (40, 12)] {
            rig.resize(width, height).await;
            assert!(rig.screen().contains("12:00:00"), "{width}x{height}\n{}", rig.screen());
            assert!(!rig.screen().contains("older"), "{}", rig.screen());
        }
    });
}

#[test]
fn a_trace_of_other_settings_is_dim_and_says_so() {
    on_held_clock(async {
        let mut rig = swept().await;
        let own: Vec<Color> =
            (0..2).filter_map(|at| rig.console.state.context.theme().channel(at).fg).collect();
        assert!(own.iter().all(|colour| curves(&rig).contains(colour)), "{own:?} {:?}", curves(&rig));
        // What is tuned by hand is not of the sweep.
        rig.command("laser 1 wavelength 1551").await;
        rig.until("laser 1 wavelength 1551 nm").await;
        assert!(!rig.screen().contains("older"), "{}", rig.screen());
        rig.command("sweep 1530 1560 1").await;
        rig.until("older than the settings").await;
        let dim = rig.console.state.context.theme().dim().fg.unwrap();
        assert_eq!(curves(&rig).iter().filter(|colour| own.contains(colour)).count(), 0, "{}", rig.screen());
        assert!(curves(&rig).contains(&dim), "{}", rig.screen());
        assert!(rig.screen().contains("1540.000 to 1560.000 nm"), "its own limits: {}", rig.screen());
        for (width, height) in [(80, 24), (40, 12)] {
            rig.resize(width, height).await;
            assert!(rig.screen().contains("older"), "{width}x{height}\n{}", rig.screen());
        }
        rig.resize(160, 44).await;
        // The same limits again, and it is of these settings.
        rig.command("sweep 1540 1560 1").await;
        rig.until("3 settings: held").await;
        rig.pass(std::time::Duration::from_secs(1)).await;
        assert!(!rig.screen().contains("older"), "{}", rig.screen());
        rig.command("tls 1 speed 50").await;
        rig.until("older than the settings").await;
    });
}

#[test]
fn a_trace_from_a_file_is_of_no_settings_and_a_difference_of_those_of_both() {
    on_held_clock(async {
        let mut rig = swept().await;
        let path = rig.folder.join("old.npz");
        rig.command(&format!("save {}", path.display())).await;
        settle(&mut rig, |_| path.exists()).await;
        rig.command("trace c minus a b").await;
        settle(&mut rig, |rig| traces_held(rig) == 3).await;
        rig.command("sweep 1530 1560 1").await;
        rig.until("older than the settings").await;
        rig.command("trace a mode fixed").await;
        let older = |rig: &Rig| {
            let state = &rig.console.state;
            let is_older = |index: &usize| state.trace.traces.is_older(*index, &state.context.bench);
            (0..8).filter(is_older).collect::<Vec<_>>()
        };
        assert_eq!(older(&rig), [0, 1, 2]);
        rig.command(&format!("open {}", path.display())).await;
        settle(&mut rig, |rig| traces_held(rig) == 5).await;
        assert_eq!(older(&rig), [0, 1, 2], "what is of a file is of another bench");
        // C is read again when both of its traces are new.
        rig.command("trace a mode live").await;
        rig.sweep().await;
        rig.until("the sweep is done").await;
        rig.command("download IN2").await;
        settle(&mut rig, |rig| older(rig).len() < 3).await;
        assert_eq!(older(&rig), [0], "B is new, and of another length than A: there is no difference");
    });
}
