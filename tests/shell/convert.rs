//! `ctp10 convert`: every format into every other.

use std::path::Path;

use ctp10::core::trace::Trace;
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
