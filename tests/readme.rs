//! The README says what the program does: its table of controls is made from the code.
//!
//! `UPDATE_README=1 cargo test --test readme` writes it anew.

use ctp10::core::parameter::Parameter;
use ctp10::instrument::ctp10::parameter::header;
use ctp10::ui::frame::commands::{self, settings};
use ctp10::ui::frame::{keymap, topics};
use ctp10::ui::kit::input::action::Action;

const BEGIN: &str = "<!-- controls: made by tests/readme.rs -->\n";
const END: &str = "<!-- controls end -->";

/// What is not a setting: the action, its command, what it says on the wire.
const ORDERS: [(&str, &str, &str); 16] = [
    ("all-off", "all-off", ":CTP:RLASer<n>:POWer:STATe OFF"),
    ("laser-toggle", "laser <laser> on, laser <laser> off", ":CTP:RLASer<n>:POWer:STATe ON, OFF"),
    ("sweep-start", "sweep-start", ":INITiate:IMMediate"),
    ("abort", "abort", ":ABORt"),
    ("reference", "reference <detector>", ":REFerence:SENSe<m>:CHANnel<c>:INITiate, :RESult?"),
    ("download", "download <detector> [<type>]", ":TRACe:SENSe<m>:CHANnel<c>:TYPE<t>:DATA:IMMediate? BIN,DB"),
    ("relative", "relative", ":CTP:SENSe<m>:CHANnel<c>:POWer?"),
    ("align", "align", ":CTP:SENSe<m>:CHANnel<c>:POWer?"),
    ("status", "status", ":STATus:OPERation:CONDition?, *STB?, *ESR?, :SYSTem:ERRor?"),
    ("connect", "connect [<address>]", "*IDN?"),
    ("disconnect", "disconnect", ""),
    ("undo", "undo", "the header of what was set"),
    ("redo", "redo", "the header of what was set"),
    ("presets", "preset save <preset>, preset <preset>", "the headers of what is set"),
    ("scpi", "scpi <line...>", "as typed"),
    ("transcript", "transcript script <name...>, transcript python <name...>", ""),
];

fn action(name: &str) -> Action {
    let named = topics::actions().map(|row| row.action).find(|action| action.name() == name);
    named.unwrap_or_else(|| panic!("there is no action {name}"))
}

fn table() -> String {
    let keymap = keymap::built_in();
    let code = |text: &str| if text.is_empty() { String::new() } else { format!("`{text}`") };
    let list = |text: &str| text.split(", ").map(code).collect::<Vec<_>>().join(" ");
    let mut rows = vec!["| control | keys | command | SCPI |".to_owned(), "|---|---|---|---|".to_owned()];
    for (pattern, parameter) in settings() {
        let keys = match parameter {
            Parameter::LaserPower(_) | Parameter::LaserWavelength(_) => "`2` `Enter`, `2` `f`",
            Parameter::TlsSpeed(_) | Parameter::TlsPower(_) | Parameter::TlsLaser(_) => {
                "`3` `Enter`, `3` `f`"
            }
            Parameter::TlsStart(_) | Parameter::TlsStop(_) | Parameter::TlsTrigger(_) => "`3` `f` on speed",
            Parameter::DetectorWavelength(_) | Parameter::PowerUnit(_) => "`4` `Enter`, `4` `f`",
            Parameter::SpectralUnit(_) | Parameter::DetectorTrigger(_) => "`4` `f`",
            _ => "`3` `Enter`, `3` `f`",
        };
        let scpi = header(parameter)
            .replace("RLASer1", "RLASer<n>")
            .replace("TLS1", "TLS<n>")
            .replace("SENSe1:CHANnel1", "SENSe<m>:CHANnel<c>");
        let name = parameter.to_string().replace(" 1/1", "").replace(" 1", "");
        rows.push(format!("| {name} | {keys} | {} | {} |", code(&pattern), code(&scpi)));
    }
    for (name, command, scpi) in ORDERS {
        let action = action(name);
        let keys: Vec<String> = keymap.keys(action).map(|keys| code(&keys.to_string())).collect();
        let scpi = if scpi.starts_with([':', '*']) { list(scpi) } else { scpi.to_owned() };
        rows.push(format!("| {} | {} | {} | {scpi} |", action.hint(), keys.join(" "), list(command)));
    }
    rows.join("\n") + "\n"
}

#[test]
fn the_table_of_controls_is_that_of_the_code() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
    let readme = std::fs::read_to_string(path).unwrap();
    let (before, rest) = readme.split_once(BEGIN).expect("the README has the table's place");
    let (written, after) = rest.split_once(END).expect("the table has an end");
    if std::env::var_os("UPDATE_README").is_some() {
        std::fs::write(path, format!("{before}{BEGIN}{}{END}{after}", table())).unwrap();
        return;
    }
    assert_eq!(written, table(), "UPDATE_README=1 cargo test --test readme writes it anew");
}

#[test]
fn every_command_of_the_table_is_one() {
    for (name, commands, _) in ORDERS {
        let action = action(name);
        for command in commands.split(", ") {
            let known = commands::commands().iter().any(|row| row.pattern() == command)
                || command.split(' ').next() == Some(action.name());
            assert!(known, "{command}");
        }
    }
}

/// Every file of tests and of the crate.
fn sources(folder: &std::path::Path, text: &mut String) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, text);
        } else if path.extension().is_some_and(|end| end == "rs") {
            text.push_str(&std::fs::read_to_string(path).unwrap());
        }
    }
}

#[test]
fn every_promise_names_tests_that_are_there() {
    let readme = include_str!("../README.md");
    let begin = readme.find("<!-- promises: ").expect("there are promises");
    let promises = &readme[begin..readme.find("<!-- promises end -->").expect("they end")];
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut code = String::new();
    sources(&root.join("src"), &mut code);
    sources(&root.join("tests"), &mut code);
    let rows = promises.lines().filter(|line| line.starts_with("| ")).skip(1);
    let mut count = 0;
    for row in rows {
        let tests = row.trim_end_matches(" |").rsplit(" | ").next().unwrap();
        let names: Vec<&str> = tests.split('`').filter(|name| !name.trim().is_empty()).collect();
        assert!(!names.is_empty(), "no test: {row}");
        for name in names {
            let declared = [format!("fn {name}("), format!("    {name},"), format!("({name},")];
            assert!(declared.iter().any(|words| code.contains(words)), "there is no test {name}: {row}");
        }
        count += 1;
    }
    assert!(count > 10, "{count} promises");
}
