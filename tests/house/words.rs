//! What is said in one place, or by a few alone.

use std::collections::BTreeSet;
use std::path::Path;

use super::sources::{Sources, code, read};

/// What only one system has.
const OF_ONE_SYSTEM: [&str; 6] =
    ["cfg(unix)", "cfg(windows)", "target_os", "std::os::", "rustix", "signal_hook"];

fn of_one_system(sources: &Sources) -> Vec<&String> {
    let knows = |source: &String| OF_ONE_SYSTEM.iter().any(|word| code(source).contains(word));
    let elsewhere = sources.iter().filter(|(module, _)| !module.starts_with("platform"));
    elsewhere.filter(|(_, source)| knows(source)).map(|(module, _)| module).collect()
}

#[test]
fn what_differs_between_systems_is_in_one_room() {
    let mut sources = Sources::new();
    read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), "", &mut sources);
    assert_eq!(of_one_system(&sources), Vec::<&String>::new());
    sources.insert("app::made_up".into(), "use std::os::unix::fs::MetadataExt;\n".into());
    assert_eq!(of_one_system(&sources), ["app::made_up"]);
    let twins = |system: &str| {
        let inner = format!("platform::{system}");
        let items =
            sources.iter().filter_map(|(module, source)| Some((module.strip_prefix(&inner)?, source)));
        let named = |line: &str| {
            let rest = line.trim().strip_prefix("pub(crate) ")?;
            let rest = rest.strip_prefix("async ").unwrap_or(rest);
            Some(rest.split(['(', '{', '=', ':', '<', ';']).next()?.trim().to_owned())
        };
        items
            .flat_map(|(file, source)| {
                code(source)
                    .lines()
                    .filter_map(named)
                    .collect::<Vec<_>>()
                    .into_iter()
                    .map(move |item| (file.to_owned(), item))
            })
            .collect::<BTreeSet<_>>()
    };
    assert_eq!(twins("unix"), twins("windows"));
    assert!(twins("unix").len() > 20);
}

/// What an error says of another one that the system gave, without its number: by `said`.
fn says_numbers(source: &str) -> Vec<String> {
    let variants = source.split("#[error(").skip(1);
    let found = variants.filter_map(|part| {
        let (words, variant) = part.split_once(")]")?;
        let variant = variant.split("\n}").next().unwrap_or_default();
        let plain = words.contains("said(") || !(words.contains('{') || words.starts_with("transparent"));
        (variant.contains("io::Error") && !plain).then(|| words.to_owned())
    });
    found.collect()
}

#[test]
fn what_the_system_says_reaches_people_without_its_numbers() {
    let mut sources = Sources::new();
    read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), "", &mut sources);
    let found: Vec<_> = sources
        .iter()
        .flat_map(|(module, text)| says_numbers(text).into_iter().map(move |it| (module, it)))
        .collect();
    assert!(found.is_empty(), "{found:?}");
    let one = "#[error(\"a {0}\")]\nA(io::Error),\n#[error(\"{}\", said(.0))]\nB(io::Error),\n}";
    assert_eq!(says_numbers(one), ["\"a {0}\""]);
}

#[test]
fn a_path_is_made_harmless_in_one_place() {
    let mut sources = Sources::new();
    read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), "", &mut sources);
    let makes = |text: &str| text.lines().any(|line| line.contains("clean(&") && line.contains(".display()"));
    let found: Vec<_> = sources.iter().filter(|(_, text)| makes(text)).map(|(module, _)| module).collect();
    assert_eq!(found, ["core::text"]);
}

/// The files, by their module path, that say a word outside tests.
fn who_says<'a>(sources: &'a Sources, word: &str) -> Vec<&'a str> {
    let said = |source: &String| code(source).contains(word);
    sources.iter().filter(|(_, source)| said(source)).map(|(module, _)| module.as_str()).collect()
}

/// What opens a door to light, and the files that may say it: consent comes from a flag of the command line (of the service: from its start) or from a word
/// that was typed, a command from the vocabulary or from a line that was judged.
const MAY_SAY: [(&str, &[&str]); 5] = [
    (".released()", &["instrument::worker::light"]),
    ("WithHarm::given(", &["serve::guest", "shell::desk", "shell::play"]),
    ("WithHarm::typed(", &["shell::door"]),
    (".agreed_beforehand(", &["app::play", "desk::consent"]),
    (
        "Command::line(",
        &[
            "instrument::ctp10::laser",
            "instrument::ctp10::operation",
            "instrument::ctp10::parameter",
            "instrument::ctp10::scan",
            // A planted bug.
            "instrument::worker::epoch",
            "instrument::worker::job",
        ],
    ),
];

#[test]
fn what_lets_light_out_is_said_where_it_may_be() {
    let mut sources = Sources::new();
    read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), "", &mut sources);
    for (word, may) in MAY_SAY {
        assert_eq!(who_says(&sources, word), may, "{word}");
    }
    sources.insert("app::route".into(), "let agreed = WithHarm::given(true);\n".into());
    assert_eq!(
        who_says(&sources, "WithHarm::given("),
        ["app::route", "serve::guest", "shell::desk", "shell::play"]
    );
}
