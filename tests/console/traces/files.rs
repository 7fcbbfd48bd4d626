//! Traces in files: saved, opened, offered again, and kept when somebody leaves.

use std::collections::BTreeMap;
use std::time::Duration;

use ctp10::app::console::End;
use ctp10::config::naming::Pattern;
use ctp10::config::settings::Settings;
use ctp10::core::trace::Provenance;
use ctp10::simulator::Options;
use ctp10::ui::common::context::Panel;

use super::{settle, swept, swept_with, traces_held, type_at_once};
use crate::rig::{Rig, on_held_clock};

#[test]
fn what_is_saved_is_opened_again() {
    on_held_clock(async {
        let mut rig = swept().await;
        rig.command("notes a first device").await;
        for end in ["npz", "csv", "openepda", "json", "parquet", "h5"] {
            let path = rig.folder.join(format!("t.{end}"));
            rig.command(&format!("save {}", path.display())).await;
            settle(&mut rig, |_| path.exists()).await;
        }
        rig.command("save t.npy").await;
        settle(&mut rig, |rig| rig.screen().contains("it holds one trace, and these are 2")).await;
        let original = rig.console.state.trace.traces.slots[0].trace.clone().unwrap();
        for letter in ["a", "b"] {
            rig.command(&format!("trace {letter} clear")).await;
        }
        let path = rig.folder.join("t.npz");
        rig.command(&format!("open {}", path.display())).await;
        settle(&mut rig, |rig| rig.console.state.trace.traces.slots[1].trace.is_some()).await;
        let opened = rig.console.state.trace.traces.slots[0].trace.clone().unwrap();
        assert!(
            opened.y == original.y && opened.spacing == original.spacing && opened.origin == original.origin
        );
        // What it was swept with is held against the bench, which a file knows nothing of.
        let written = Provenance { swept_with: BTreeMap::new(), ..original.provenance.clone() };
        assert!(!original.provenance.swept_with.is_empty());
        assert_eq!(opened.provenance, written);
        for end in ["svg", "png"] {
            let path = rig.folder.join(format!("f.{end}"));
            rig.command(&format!("figure {}", path.display())).await;
            settle(&mut rig, |_| path.exists()).await;
        }
        let figure = std::fs::read_to_string(rig.folder.join("f.svg")).unwrap();
        assert!(figure.contains("SIMULATED") && figure.contains("first device"));
        let dropped = rig.folder.join("a\\ name.npz").display().to_string();
        std::fs::copy(&path, rig.folder.join("a name.npz")).unwrap();
        rig.command("trace a clear").await;
        rig.command("trace b clear").await;
        rig.paste(&format!("{dropped} \n")).await;
        settle(&mut rig, |rig| rig.console.state.trace.traces.slots[1].trace.is_some()).await;
        rig.command("save t.xyz").await;
        settle(&mut rig, |rig| rig.screen().contains("has no extension")).await;
        let spaced = rig.folder.join("two  words.npz");
        rig.command(&format!("save {}", spaced.display())).await;
        settle(&mut rig, |_| spaced.exists()).await;
        let bare = rig.folder.join("two words.csv");
        std::fs::write(&bare, "1550000,-1\n1550100,-2\n1550200,-1.5\n").unwrap();
        rig.command(&format!("open {}", bare.display())).await;
        settle(&mut rig, |rig| rig.screen().contains("not opened")).await;
        rig.command(&format!("open {} x-unit=pm y-unit=dBm", bare.display())).await;
        let opened = |rig: &Rig| {
            let mut slots = rig.console.state.trace.traces.slots.iter();
            slots.any(|slot| slot.trace.as_ref().is_some_and(|trace| trace.y == [-1.0, -2.0, -1.5]))
        };
        settle(&mut rig, opened).await;
        rig.command("open x.csv x-unit=dB").await;
        settle(&mut rig, |rig| rig.screen().contains("x-unit has nm, um")).await;
        // What was refused stays typed, to be mended.
        rig.keys("Esc").await;
        rig.command("open /nonexistent.npz").await;
        settle(&mut rig, |rig| rig.screen().contains("not opened: /nonexistent.npz")).await;
    });
}

#[test]
fn a_trace_of_a_file_says_its_file_and_is_not_live() {
    on_held_clock(async {
        let mut rig = Rig::new(160, 44, Options::default());
        std::fs::write(rig.folder.join("ring.csv"), "nm,thru dB\n1550,-1\n1551,-9\n1552,-1\n").unwrap();
        rig.command("open ring.csv").await;
        rig.until("ring.csv is trace A").await;
        let title = |rig: &Rig| rig.screen().lines().find(|line| line.contains("A thru")).unwrap().to_owned();
        assert!(title(&rig).contains("▸A thru dB of ring.csv   "), "{}", title(&rig));
        assert!(rig.screen().contains("thru dB of ring.csv   3 points"), "{}", rig.screen());
        rig.command("save ring.npz").await;
        rig.until("saved as").await;
        rig.command("open ring.npz").await;
        rig.until("ring.npz is trace B").await;
        assert!(title(&rig).contains("▸B thru dB of ring.csv ring.npz"), "{}", title(&rig));
        rig.keys("V").await;
        rig.until("trace B was opened from ring.npz: new measurements do not change it").await;
        rig.command("trace a mode max").await;
        rig.until("trace A was opened from ring.csv: new measurements do not change it").await;
        rig.command("figure ring.svg").await;
        rig.until("ring.svg").await;
        let svg = std::fs::read_to_string(rig.folder.join("ring.svg")).unwrap();
        for (legend, is_there) in [
            (">A thru dB ring.csv<", true),
            (">B thru dB ring.npz<", true),
            ("live", false),
            ("fixed", false),
        ] {
            assert_eq!(svg.contains(legend), is_there, "{legend}");
        }
    });
}

#[test]
fn what_to_do_without_a_trace_is_said_whole() {
    on_held_clock(async {
        for (width, height) in [(72, 18), (80, 24), (120, 36), (200, 60)] {
            let mut rig = Rig::new(width, height, Options::default());
            rig.keys("5").await;
            let words: Vec<String> = rig.screen().split([' ', '\n', '"']).map(str::to_owned).collect();
            let words: Vec<&str> = words.iter().map(String::as_str).filter(|word| !word.is_empty()).collect();
            let said = words.join(" ");
            let hint = "no trace yet; after a sweep, d downloads the selected detector's, g a those of all";
            assert!(said.contains(hint), "{width}x{height}:\n{}", rig.screen());
        }
    });
}

#[test]
fn a_file_that_was_read_calls_nobody_away() {
    on_held_clock(async {
        let mut rig = swept().await;
        rig.command("save t.npz").await;
        rig.until("saved as").await;
        rig.keys("2").await;
        rig.command("open t.npz").await;
        rig.until("the traces of t.npz are C, D").await;
        assert_eq!(rig.console.state.context.selection.focus, Panel::Trace, "who waits for it sees it");
        // Elsewhere, on another page; elsewhere and back.
        for (away, focus, page) in
            [("3", Panel::Sweep, "Bench"), ("C", Panel::Lasers, "Scpi"), ("32", Panel::Lasers, "Bench")]
        {
            rig.keys("Esc 5").await;
            rig.command("trace c clear").await;
            rig.command("trace d clear").await;
            rig.keys("2").await;
            type_at_once(&rig, &format!(":open t.npz\n{away}"));
            let held = traces_held(&rig);
            settle(&mut rig, |rig| traces_held(rig) == held + 2).await;
            let context = &rig.console.state.context;
            assert_eq!(context.selection.focus, focus, "{away}");
            assert_eq!(format!("{:?}", context.page), page, "{away}");
        }
    });
}

#[test]
fn names_are_made_by_the_pattern_and_files_are_offered_again() {
    on_held_clock(async {
        let save_name = Pattern::of_file("ring-{name}-{module}.{channel}-{type}-{serial}").unwrap();
        let settings = Settings { save_name, ..Settings::default() };
        let mut rig = swept_with(settings).await;
        rig.keys("w").await;
        let saved = rig.folder.join("ring-IN1-4.1-tf-SIM00001.npz");
        settle(&mut rig, |_| saved.exists()).await;
        rig.keys(":").await;
        rig.type_text("save ring").await;
        rig.until("ring-IN1-4.1-tf-SIM00001.parquet").await;
        rig.keys("Tab Tab Tab Enter").await;
        settle(&mut rig, |_| saved.with_extension("csv").exists()).await;
        rig.command("trace a clear").await;
        rig.command("trace b clear").await;
        // The last one is offered first; the bare name finds its way, too.
        rig.keys(":").await;
        rig.type_text("open ").await;
        rig.until("ring-IN1-4.1-tf-SIM00001.csv").await;
        rig.keys("Tab Enter").await;
        settle(&mut rig, |rig| rig.console.state.trace.traces.slots[0].trace.is_some()).await;
        rig.command("open ring-IN1-4.1-tf-SIM00001.npz").await;
        settle(&mut rig, |rig| rig.console.state.trace.traces.slots[2].trace.is_some()).await;
        assert_eq!(rig.console.state.trace.files.first().unwrap(), &saved.display().to_string());
    });
}

#[test]
fn who_leaves_has_what_was_saved() {
    on_held_clock(async {
        let mut rig = swept().await;
        rig.keys("!").await;
        rig.until("no laser on").await;
        type_at_once(&rig, ":save t.npz\nq");
        rig.pass(Duration::from_millis(1)).await;
        assert!(matches!(rig.end, Some(End::Left(_))), "{}", rig.screen());
        assert!(rig.folder.join("t.npz").exists());
    });
}

#[test]
fn who_leaves_has_the_preset_that_was_saved() {
    on_held_clock(async {
        let mut rig = swept().await;
        rig.keys("!").await;
        rig.until("no laser on").await;
        rig.command("trace a clear").await;
        rig.command("trace b clear").await;
        type_at_once(&rig, ":preset save night\nq");
        rig.pass(Duration::from_millis(1)).await;
        assert!(matches!(rig.end, Some(End::Left(_))), "{}", rig.screen());
        assert!(rig.folder.join("presets/night.toml").exists());
    });
}

#[test]
fn who_leaves_is_told_what_was_not_saved() {
    on_held_clock(async {
        let mut rig = swept().await;
        rig.keys("!").await;
        rig.until("no laser on").await;
        type_at_once(&rig, ":save /nonexistent/t.npz\nq");
        rig.until("not saved: ").await;
        assert!(rig.end.is_none(), "{:?}", rig.end);
        rig.keys("q y").await;
        assert!(matches!(rig.end, Some(End::Left(_))), "{}", rig.screen());
    });
}

/// Tab offers what may be said of a file behind its name, and then the values of that.
#[test]
fn how_a_file_is_read_is_completed_behind_its_name() {
    on_held_clock(async {
        let mut rig = swept().await;
        rig.keys(":").await;
        rig.type_text("open my ring.csv ").await;
        rig.until("what separates cells of text").await;
        rig.type_text("x").await;
        rig.keys("Tab").await;
        rig.until(":open my ring.csv x-unit=").await;
        rig.type_text("gh").await;
        rig.keys("Tab").await;
        rig.until(":open my ring.csv x-unit=GHz").await;
        rig.type_text("d").await;
        rig.keys("Tab").await;
        rig.type_text("s").await;
        rig.until("semicolon").await;
        rig.keys("Tab Tab").await;
        rig.until(":open my ring.csv x-unit=GHz delimiter=space").await;
    });
}

#[test]
fn where_a_file_was_saved_is_said_whole_and_cut_in_front_where_there_is_no_room() {
    on_held_clock(async {
        let mut rig = swept().await;
        rig.command("save ring-after-the-anneal.npz").await;
        rig.until("saved as ").await;
        let whole = rig.folder.join("ring-after-the-anneal.npz").display().to_string();
        assert!(whole.starts_with('/'));
        assert!(rig.screen().contains(&format!("saved as {whole}")), "{}", rig.screen());
        rig.resize(40, 12).await;
        assert!(rig.screen().contains("saved as …"), "{}", rig.screen());
        assert!(rig.screen().contains("the-anneal.npz"), "{}", rig.screen());
    });
}

#[test]
fn levels_that_were_edited_are_told_when_they_are_opened() {
    on_held_clock(async {
        let mut rig = Rig::new(120, 36, Options::default());
        let rows = "wavelength_nm,A_dB\n1550.0,-1\n1550.1,-2\n1550.2,-3\n";
        for (name, crc32, warned) in [("right.csv", "", false), ("other.csv", "# A crc32: 00000000\n", true)]
        {
            std::fs::write(rig.folder.join(name), format!("{crc32}{rows}")).unwrap();
            rig.command(&format!("open {name}")).await;
            let letter = if warned { "B" } else { "A" };
            let words = format!("{name}: levels differ from those that were measured: {letter}");
            let wanted = if warned { words.clone() } else { format!("{name} is trace {letter}") };
            rig.until(&wanted).await;
            assert_eq!(rig.screen().contains(&words), warned, "{}", rig.screen());
        }
    });
}
