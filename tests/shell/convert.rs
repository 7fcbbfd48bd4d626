//! `ctp10 convert`: every format into every other.

use std::path::Path;

use ctp10::core::trace::Trace;
use ctp10::export::Ending;
use ctp10::export::{Format, load};

use crate::rig::{Sim, told};

fn traces(path: &str) -> Vec<(char, std::sync::Arc<Trace>)> {
    load(Path::new(path)).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn traces_keep_their_letters_samples_and_settings_in_every_format() {
    let sim = Sim::start("convert", None);
    let run = sim.file("run.npz");
    let swept = ["sweep", "--yes", "--start", "1549nm", "--stop", "1551nm", "--save", &run];
    assert!(sim.at(&swept).status.success());
    let before = traces(&run);
    assert_eq!(before.len(), 4);
    for format in Format::all() {
        let (end, path) = (format.end(), sim.file(&format!("all.{}", format.end())));
        let output = sim.run(&["convert", &run, "--save", &path]);
        if end == "npy" {
            // It holds one trace.
            assert_eq!(output.status.code(), Some(1), "{}", told(&output));
            assert!(told(&output).contains("it holds one trace, and these are 4"), "{}", told(&output));
            continue;
        }
        assert_eq!(output.status.code(), Some(0), "{end}: {}", told(&output));
        assert_eq!(told(&output).trim(), path);
        // And from there back.
        let back = sim.file(&format!("{end}-back.npz"));
        let output = sim.run(&["convert", &path, "-o", &back, "--to", "npz"]);
        assert_eq!(output.status.code(), Some(0), "{end}: {}", told(&output));
        let after = traces(&back);
        for ((letter, was), (other, is)) in before.iter().zip(&after) {
            assert_eq!((letter, was.y.len(), &was.y[..5]), (other, is.y.len(), &is.y[..5]), "{end}");
            assert_eq!(was.provenance.settings, is.provenance.settings, "{end}");
        }
        assert_eq!(after.len(), 4, "{end}");
    }
}

#[test]
fn each_file_gets_one_beside_it_and_none_is_written_over() {
    let sim = Sim::start("convert-each", None);
    sim.sweep();
    for name in ["a.npz", "b.npz"] {
        assert!(sim.at(&["trace", "4/1", "--save", &sim.file(name)]).status.success());
    }
    std::fs::write(sim.file("b.csv"), "mine").unwrap();
    let (a, b, none) = (sim.file("a.npz"), sim.file("b.npz"), sim.file("none.npz"));
    let output = sim.run(&["convert", &a, &none, &b, "--to", ".csv", "--json"]);
    assert_eq!(output.status.code(), Some(1), "{}", told(&output));
    assert!(told(&output).contains("b.csv: already exists; not overwritten"), "{}", told(&output));
    assert!(told(&output).contains("none.npz"), "{}", told(&output));
    let said: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(said["written"][0]["file"], sim.file("a.csv"));
    assert_eq!((said["written"].as_array().unwrap().len(), &said["written"][0]["traces"]), (1, &1.into()));
    assert_eq!(std::fs::read_to_string(sim.file("b.csv")).unwrap(), "mine");
    // Of several files in one each trace has a letter of its own.
    let both = sim.file("both.h5");
    assert!(sim.run(&["convert", &a, &b, "-o", &both]).status.success());
    let letters: Vec<char> = traces(&both).iter().map(|(letter, _)| *letter).collect();
    assert_eq!(letters, ['A', 'B']);
    assert_eq!(sim.run(&["convert", &a, "-o", &both]).status.code(), Some(1));
}

#[test]
fn levels_that_were_edited_are_told_and_converted() {
    let sim = Sim::start("convert-edited", None);
    sim.sweep();
    assert!(sim.at(&["trace", "4/1", "--save", "a.csv"]).status.success());
    let text = std::fs::read_to_string(sim.file("a.csv")).unwrap();
    let (head, last) = text.trim_end().rsplit_once(',').unwrap();
    assert_ne!(last, "-40");
    std::fs::write(sim.file("b.csv"), format!("{head},-40\n")).unwrap();
    for (name, warned) in [("a.csv", false), ("b.csv", true)] {
        let output = sim.run(&["convert", name, "--to", "npz"]);
        assert_eq!(output.status.code(), Some(0), "{}", told(&output));
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        let wanted = format!("ctp10: {name}: levels differ from those that were measured: A\n");
        assert_eq!(said, if warned { wanted } else { String::new() });
    }
}

/// How a file of this end begins.
fn begins(end: &str, source: &str) -> &'static [u8] {
    match (end, source) {
        (".npz", _) => b"PK",
        (".npy", _) => b"\x93NUMPY",
        (".csv", "night") => b"time_utc,",
        (".csv", _) => b"# A ",
        (".openepda", _) => b"# openEPDA",
        (".json" | ".jsonl", _) => b"{",
        (".parquet", _) => b"PAR1",
        (".h5" | ".hdf5" | ".nc", _) => b"\x89HDF",
        (".mat", _) => b"MATLAB 5.0",
        _ => panic!("an end that nobody knows here: {end}"),
    }
}

/// What the help says that there is, there is: for traces and for a recording, with `--to` and with `-o`.
#[test]
fn every_end_that_the_help_names_is_written_as_it_says() {
    let sim = Sim::start("convert-ends", None);
    sim.sweep();
    assert!(sim.at(&["trace", "4/1", "--save", "one.npz"]).status.success());
    // Beside it each end has a name of its own.
    std::fs::rename(sim.file("one.npz"), sim.file("one.NPZ")).unwrap();
    assert!(sim.at(&["record", "4/2", "--to", "night", "--for", "0.3s"]).status.success());
    let help = told(&sim.run(&["convert", "--help"]));
    let help = help.split_whitespace().collect::<Vec<_>>().join(" ");
    let (_, ends) = help.split_once("by the end of its files' names: ").unwrap();
    let (of_traces, ends) = ends.split_once(" of traces, ").unwrap();
    let (of_rows, _) = ends.split_once(" of a recording").unwrap();
    assert!(of_traces.split(' ').count() >= 10 && of_rows.split(' ').count() >= 7, "{of_traces}, {of_rows}");
    for (source, name, ends) in [("one.NPZ", "one", of_traces), ("night", "night", of_rows)] {
        for end in ends.split(' ') {
            let (beside, named) = (format!("{name}{end}"), format!("{name}-o{end}"));
            for (arguments, file) in [
                (["convert", source, "--to", &end[1..]], &beside),
                (["convert", source, "-o", &named], &named),
            ] {
                let output = sim.run(&arguments);
                assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", told(&output));
                assert_eq!(told(&output).trim(), file);
                let bytes = std::fs::read(sim.file(file)).unwrap();
                assert!(bytes.starts_with(begins(end, source)), "{arguments:?}: {:?}", bytes.get(..12));
                // A file of rows and one of traces may have one end.
                let is_trace = ctp10::export::load(Path::new(&sim.file(file))).is_ok();
                assert_eq!(is_trace, source == "one.NPZ", "{arguments:?}");
            }
        }
    }
}

#[test]
fn a_format_that_there_is_not_is_wrong_use() {
    let sim = Sim::start("convert-wrong", None);
    for (arguments, says) in [
        (&["convert", "a.npz"][..], "--to"),
        (&["convert", "--to", "csv"], "FILES"),
        (&["convert", "a.npz", "--to", "doc"], "there are .npz"),
        (&["convert", "a.npz", "-o", "a.doc"], "extension"),
        (&["convert", "a.npz", "-o", "a.csv", "--to", "h5"], "two formats"),
        (&["convert", "a.npz", "b.npz", "-o", "a.npy"], "one trace"),
    ] {
        let output = sim.run(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", told(&output));
        assert!(told(&output).contains(says), "{arguments:?}: {}", told(&output));
    }
}
