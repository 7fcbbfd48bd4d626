//! The whole vocabulary: every command that can be made here stands in the table by which typed lines are judged, with
//! the harm that it does. A file or a function that is forgotten fails.

use std::collections::BTreeSet;
use std::path::Path;

use super::typed::{Harm, harm_of};
use super::{laser, operation, parameter, scan};
use crate::core::consent::tests::any;
use crate::core::ids::LaserId;
use crate::core::operation::{Operation, Run};
use crate::core::parameter::Parameter;
use crate::instrument::scpi::message::Command;

/// Every function that makes a command, as `file::function`, with what it makes and what that does.
fn vocabulary() -> Vec<(&'static str, Command, Harm)> {
    let mut all = vec![
        ("laser::off", laser::off(LaserId::FIRST), Harm::Emission),
        ("scan::abort", scan::abort(), Harm::Nothing),
    ];
    for typed in Operation::all_typed() {
        let known = typed.example();
        all.push(match Run::agreed(known, any()) {
            Run::Dark(dark) => ("operation::dark", operation::dark(&dark), Harm::of(known)),
            Run::Lit(lit) => ("operation::lit", operation::lit(&lit).released().clone(), Harm::of(known)),
        });
    }
    for known in Parameter::all() {
        let harm = if known.is_of_light() { Harm::Power } else { Harm::Nothing };
        // Any value will do: the header alone says what a command is.
        for value in known.kind().samples() {
            all.push(("parameter::set", parameter::set(known, value), harm));
        }
    }
    all
}

/// The functions of a source that make commands: those that say so behind their arrow.
fn makers(source: &str) -> Vec<String> {
    let code = source.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
    let functions = code.split("fn ").skip(1).filter_map(|function| {
        let signature = function.split('{').next()?;
        let (_, made) = signature.rsplit_once("->")?;
        made.contains("Command").then(|| function.split(['(', '<']).next().unwrap_or_default().to_owned())
    });
    functions.collect()
}

#[test]
fn every_command_stands_in_the_table_with_its_harm() {
    for (made_by, command, harm) in vocabulary() {
        let header = command.text().split(' ').next().unwrap_or_default();
        assert_eq!(harm_of(header), Some(harm), "{made_by}: {}", command.text());
    }
}

#[test]
fn no_command_of_the_vocabulary_is_left_out() {
    let mut written = BTreeSet::new();
    for entry in
        std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/instrument/ctp10")).unwrap()
    {
        let path = entry.unwrap().path();
        let file = path.file_stem().unwrap().to_str().unwrap().to_owned();
        if path.is_dir() {
            // Beside a file stand its tests alone.
            let inside: Vec<_> =
                std::fs::read_dir(&path).unwrap().map(|one| one.unwrap().file_name()).collect();
            assert_eq!(inside, ["tests.rs"], "{file}");
        }
        if file == "tests" || path.is_dir() {
            continue;
        }
        let source = std::fs::read_to_string(&path).unwrap();
        let made = makers(&source);
        // One that is made elsewhere than behind such an arrow would not be seen.
        let code = source.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
        assert_eq!(code.matches("Command::line(").count(), made.len(), "{file}: one for each function");
        written.extend(made.into_iter().map(|function| format!("{file}::{function}")));
    }
    let known: BTreeSet<String> = vocabulary().into_iter().map(|(made_by, ..)| made_by.to_owned()).collect();
    assert_eq!(written, known);
    assert_eq!(makers("pub fn a(b: u8) -> Command {\n}\nfn c() -> u8 { x(Command) }"), ["a"]);
}
