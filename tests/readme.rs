//! The README and the manual say what the program does: their tables are made from the code, and each promise names
//! tests that hold it.
//!
//! `UPDATE_README=1 cargo test --test readme` writes the tables anew.

use std::path::{Path, PathBuf};
use std::process::Command;

use ctp10::analysis::quantity::Quantity;
use ctp10::config::settings::example;
use ctp10::core::operation::Operation;
use ctp10::export::Format;
use ctp10::export::figure::Word;
use ctp10::instrument::ctp10::operation;
use ctp10::instrument::ctp10::parameter::header;
use ctp10::instrument::ctp10::typed::headers;
use ctp10::manual::topic::Topic;
use ctp10::ui::frame::commands;
use ctp10::ui::frame::manual::{key_table, keys_and_commands, operation_pattern, setting_table};

/// The keys of the trace panel that a newcomer meets.
const TRACE_KEYS: [&str; 24] = [
    "zoom-in",
    "zoom-out",
    "pan-left",
    "pan-right",
    "full",
    "previous-view",
    "extreme",
    "go-to",
    "next-right",
    "next-left",
    "peaks-or-dips",
    "marker",
    "delta",
    "clear-markers",
    "table",
    "table-order",
    "spectral",
    "linear",
    "fit-level",
    "trace-mode",
    "trace-show",
    "figure",
    "picture",
    "browse",
];

/// What is no setting and no operation: its command, and what that says on the wire.
const OTHERS: [(&str, &str); 7] = [
    ("all-off", ":CTP:RLASer<n>:POWer:STATe OFF"),
    ("laser <laser> off", ":CTP:RLASer<n>:POWer:STATe OFF"),
    ("abort", ":ABORt"),
    ("download <detector> [<type>]", ":TRACe:SENSe<m>:CHANnel<c>:TYPE<t>:DATA:IMMediate? BIN,DB"),
    ("align", ":CTP:SENSe<m>:CHANnel<c>:POWer?"),
    ("status", ":STATus:OPERation:CONDition?, *STB?, *ESR?, :SYSTem:ERRor?"),
    ("connect <address>", "*IDN?"),
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn updates() -> bool {
    std::env::var_os("UPDATE_README").is_some()
}

/// Holds what a file says in the place of this name against what the code says, or writes it there.
fn hold(file: &str, name: &str, made: &str) {
    let path = root().join(file);
    let text = std::fs::read_to_string(&path).unwrap();
    let begin = format!("<!-- {name}: made by tests/readme.rs -->\n");
    let end = format!("<!-- {name} end -->");
    let (before, rest) = text.split_once(&begin).unwrap_or_else(|| panic!("{file} has no place for {name}"));
    let (written, after) = rest.split_once(&end).unwrap_or_else(|| panic!("{name} has no end in {file}"));
    if updates() {
        std::fs::write(path, format!("{before}{begin}{made}{end}{after}")).unwrap();
    } else {
        let differs = written.lines().zip(made.lines()).find(|(written, made)| written != made);
        assert!(written == made, "UPDATE_README=1 cargo test --test readme writes {file} anew: {differs:?}");
    }
}

#[test]
fn the_tables_of_readme_and_manual_are_those_of_the_code() {
    let header = |parameter| of_any(&header(parameter));
    // One after the other: some are written into one file.
    hold("README.md", "topics", &manual());
    hold("assets/manual/traces.md", "trace keys", &key_table(&TRACE_KEYS));
    hold("assets/manual/screen.md", "settings", &setting_table(header));
    hold("assets/manual/screen.md", "orders", &orders());
    hold("assets/manual/simulator.md", "options", &options());
    hold("assets/manual/analysis.md", "quantities", &quantities());
    hold("assets/manual/figures.md", "looks", &looks());
    hold("assets/manual/protocol.md", "headers", &protocol());
    hold("assets/manual/files.md", "formats", &Format::table());
    hold("assets/manual/settings.md", "settings file", &format!("```toml\n{}```\n", example()));
}

#[test]
fn the_manual_has_every_key_and_every_command() {
    hold("assets/manual/keys.md", "keys and commands", &keys_and_commands());
}

/// The topics of the manual, a row each.
fn manual() -> String {
    let row = |topic: &Topic| format!("| [{0}](assets/manual/{0}.md) | {1} |\n", topic.word(), topic.title());
    "| topic | |\n|---|---|\n".to_owned() + &Topic::ALL.iter().map(row).collect::<String>()
}

/// A header of the first laser, TLS or detector, as that of any.
fn of_any(header: &str) -> String {
    header
        .replace("RLASer1", "RLASer<n>")
        .replace("TLS1", "TLS<n>")
        .replace("SENSe1:CHANnel1", "SENSe<m>:CHANnel<c>")
}

/// What is no setting: its command, and what that says on the wire. The operations come from their rows.
fn said() -> Vec<(String, String)> {
    let operations = Operation::all_typed().into_iter();
    let operations =
        operations.map(|typed| (operation_pattern(typed), of_any(&operation::line(typed.example()))));
    operations.chain(OTHERS.map(|(command, scpi)| (command.to_owned(), scpi.to_owned()))).collect()
}

fn orders() -> String {
    let code = |text: &str| format!("`{text}`");
    let row = |(command, scpi): (String, String)| {
        let sent: Vec<String> = scpi.split(", ").map(code).collect();
        format!("| `:{command}` | {} |\n", sent.join(" "))
    };
    "| command | SCPI |\n|---|---|\n".to_owned() + &said().into_iter().map(row).collect::<String>()
}

/// The words for how a figure looks.
fn looks() -> String {
    let row = |word: Word| format!("| `{}` | {} |\n", word.word(), word.about());
    "| word | the figure |\n|---|---|\n".to_owned() + &Word::all().map(row).collect::<String>()
}

/// What `ctp10 sim --help` says of the simulator.
fn options() -> String {
    let help = Command::new(env!("CARGO_BIN_EXE_ctp10")).args(["sim", "--help"]).output().unwrap();
    let help = String::from_utf8(help.stdout).unwrap();
    let (all, part) = help.split_once("Simulator:\n").expect("the simulator has a part of its own");
    let own = all.lines().filter(|line| ["--listen", "--max-clients"].iter().any(|name| line.contains(name)));
    // Each part of the help has columns of its own width.
    let part = part.split("\n\n").next().unwrap_or_default();
    let rows = own.chain(part.lines()).filter_map(|line| line.trim().split_once("  "));
    let row = |(option, words): (&str, &str)| format!("| `{option}` | {} |\n", words.trim());
    "| option | what it does |\n|---|---|\n".to_owned() + &rows.map(row).collect::<String>()
}

/// What tables have of each resonance and pass band.
fn quantities() -> String {
    let row = |quantity: Quantity| {
        let sigma = quantity.sigma_name().map(|name| format!("`{name}`")).unwrap_or_default();
        format!("| `{}` | {sigma} | {} |\n", quantity.name(), quantity.about())
    };
    "| quantity | standard deviation | what it is |\n|---|---|---|\n".to_owned()
        + &Quantity::all().map(row).collect::<String>()
}

/// The headers, a line each.
fn protocol() -> String {
    let line = |header: &str| format!("{}{header}\n", if header.starts_with('*') { "" } else { ":" });
    format!("```text\n{}```\n", headers().into_iter().map(line).collect::<String>())
}

#[test]
fn every_order_of_the_table_is_a_command_and_says_what_the_instrument_knows() {
    for (command, scpi) in said() {
        assert!(commands::commands().iter().any(|row| row.pattern() == command), "{command}");
        for said in scpi.split(", ") {
            let said = said.split(' ').next().unwrap().trim_start_matches(':').trim_end_matches('?');
            let said =
                ["<n>", "<m>", "<c>", "<t>"].iter().fold(said.to_owned(), |said, n| said.replace(n, "<>"));
            let known = headers().iter().any(|header| without_numbers(header) == said);
            assert!(known, "{said}");
        }
    }
}

/// A header without the numbers of its nodes.
fn without_numbers(header: &str) -> String {
    header.replace("<n>", "<>").chars().filter(|letter| !letter.is_ascii_digit()).collect()
}

/// Words of a text between quotes that are places in this repository: files of Rust, and what is below `src` and `tests`.
fn places(text: &str) -> Vec<&str> {
    let is_rust = |word: &str| Path::new(word).extension().is_some_and(|end| end == "rs");
    let is_place = |word: &&str| is_rust(word) || word.starts_with("src/") || word.starts_with("tests/");
    text.split(['`', '\'', ' ', '\n']).filter(is_place).collect()
}

#[test]
fn what_is_said_of_the_house_names_files_that_are_there() {
    let mut files = Vec::new();
    for folder in ["src", "tests"] {
        files_in(&root().join(folder), &mut files);
    }
    let files: Vec<&str> =
        files.iter().map(|path| path.strip_prefix(root()).unwrap().to_str().unwrap()).collect();
    let contributing = std::fs::read_to_string(root().join("CONTRIBUTING.md")).unwrap();
    let places = places(&contributing);
    assert!(places.len() > 40, "{places:?}");
    for place in places {
        // Within the rooms a file is named from its room on.
        let is_it = |file: &&str| {
            if place.contains("**") {
                fits(place, file)
            } else {
                format!("/{file}").ends_with(&format!("/{place}"))
            }
        };
        let is_there = root().join(place).exists() || files.iter().any(is_it);
        assert!(is_there, "CONTRIBUTING.md names {place}");
    }
}

/// Whether a path fits a pattern, in which `**` stands for any folders.
fn fits(pattern: &str, path: &str) -> bool {
    let mut rest = Some(path);
    for piece in pattern.split("**") {
        rest = rest.and_then(|rest| rest.split_once(piece)).map(|(_, rest)| rest);
    }
    rest.is_some()
}

/// Everything below a folder.
fn files_in(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files_in(&path, found) } else { found.push(path) }
    }
}

/// A test by its name, and whether it is run only when it is asked for.
struct Test {
    name: String,
    ignored: bool,
}

/// The tests of the crate: functions below a line that makes them tests.
fn tests() -> Vec<Test> {
    let mut found = Vec::new();
    files_in(&root().join("src"), &mut found);
    files_in(&root().join("tests"), &mut found);
    found.retain(|path| path.extension().is_some_and(|end| end == "rs"));
    found.iter().flat_map(|path| tests_in(&std::fs::read_to_string(path).unwrap())).collect()
}

fn tests_in(code: &str) -> Vec<Test> {
    let mut tests = Vec::new();
    let (mut is_test, mut ignored) = (false, false);
    for line in code.lines().map(str::trim_start) {
        if line.starts_with("#[test]") || line.starts_with("#[tokio::test") {
            (is_test, ignored) = (true, false);
        } else if line.starts_with("#[ignore") {
            ignored = true;
        } else if let Some((_, rest)) = line.split_once("fn ").filter(|_| is_test) {
            tests.extend(rest.split('(').next().map(|name| Test { name: name.to_owned(), ignored }));
            is_test = false;
        } else if !line.starts_with("#[") && !line.starts_with("//") {
            is_test = false;
        }
    }
    tests
}

#[test]
fn a_test_is_a_function_below_the_words_that_make_it_one() {
    let code = "#[test]\n#[ignore = \"long\"]\nfn first() {}\nfn no_test() {}\n    #[tokio::test]\n    pub(crate) async fn second() {";
    let found: Vec<(String, bool)> =
        tests_in(code).into_iter().map(|test| (test.name, test.ignored)).collect();
    assert_eq!(found, [("first".into(), true), ("second".into(), false)]);
}

#[test]
fn every_promise_names_tests_that_are_there() {
    let text = Topic::Promises.text();
    let begin = text.find("<!-- promises: ").expect("there are promises");
    let promises = &text[begin..text.find("<!-- promises end -->").expect("they end")];
    let tests = tests();
    let rows = promises.lines().filter(|line| line.starts_with("| ")).skip(1);
    let mut count = 0;
    for row in rows {
        let named = row.trim_end_matches(" |").rsplit(" | ").next().unwrap();
        let names: Vec<&str> = named.split('`').filter(|name| !name.trim().is_empty()).collect();
        assert!(!names.is_empty(), "no test: {row}");
        for name in names {
            let of_it: Vec<&Test> = tests.iter().filter(|test| test.name == name).collect();
            assert_eq!(of_it.len(), 1, "so many tests are called {name}: {row}");
            assert!(!of_it[0].ignored, "nobody runs {name}: {row}");
        }
        count += 1;
    }
    assert!(count > 10, "{count} promises");
}
