//! The house: which way imports run in `src`. No two files import each other, in however long a circle; no arrow runs
//! back against the layers; no subject of the screen knows another.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Files by their module path: `ui::kit::pen` for `ui/kit/pen.rs`, `ui::kit` for `ui/kit/mod.rs`.
type Sources = BTreeMap<String, String>;
/// What each file imports.
type Arrows = BTreeMap<String, BTreeSet<String>>;

/// From the ground up; an arrow may stay in its room or go down.
const LAYERS: [&[&str]; 8] = [
    &["core", "platform"],
    &["files"],
    &["instrument", "simulator", "analysis", "export", "record", "config", "manual"],
    &["guard", "desk", "ui"],
    &["serve"],
    &["app"],
    &["shell"],
    &["main"],
];
/// The rooms of the screen on which the subjects stand, from the ground up; every other room but the frame is a subject.
const BELOW: [&str; 2] = ["kit", "common"];
/// The room that knows the subjects.
const FRAME: &str = "frame";

fn read(folder: &Path, module: &str, into: &mut Sources) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let inner = if module.is_empty() { name.clone() } else { format!("{module}::{name}") };
        if path.is_dir() {
            read(&path, &inner, into);
        } else if path.extension().is_some_and(|end| end == "rs") {
            // The root declares the rooms; tests and what is planted for them see everything.
            let skipped = (module.is_empty() && (name == "lib" || name == "planted")) || name == "tests";
            if !skipped {
                let module = if name == "mod" { module.to_owned() } else { inner };
                into.insert(module, std::fs::read_to_string(&path).unwrap());
            }
        }
    }
}

/// What the compiler reads outside tests, without comments.
fn code(source: &str) -> String {
    let until = source.find("#[cfg(test)]\nmod tests").unwrap_or(source.len());
    let lines = source[..until].lines().map(|line| line.split("//").next().unwrap_or_default());
    lines.collect::<Vec<_>>().join("\n")
}

/// The paths of a `use` with the names they get: `a::{b, c as d}` is `a::b` as `b` and `a::c` as `d`.
fn paths(tree: &str) -> Vec<(String, String)> {
    let tree = tree.trim();
    let Some((before, inside)) = tree.split_once('{') else {
        let (path, name) =
            tree.split_once(" as ").unwrap_or((tree, tree.rsplit("::").next().unwrap_or(tree)));
        let path = path.trim().trim_end_matches("::self");
        let name = if name.trim() == "self" { path.rsplit("::").next().unwrap_or(path) } else { name };
        return vec![(path.to_owned(), name.trim().to_owned())];
    };
    let inside = inside.trim_end().strip_suffix('}').unwrap_or(inside);
    let mut depth = 0;
    let parts = inside.split(|c| {
        depth += i32::from(c == '{') - i32::from(c == '}');
        c == ',' && depth == 0
    });
    let parts = parts.filter(|part| !part.trim().is_empty());
    parts.flat_map(|part| paths(&format!("{before}{}", part.trim()))).collect()
}

/// A path from the crate's root; `None` for what is not of this crate.
fn whole(module: &str, is_folder: bool, children: &BTreeSet<String>, path: &str) -> Option<String> {
    if let Some(path) = path.strip_prefix("crate::").or_else(|| path.strip_prefix("ctp10::")) {
        return Some(path.to_owned());
    }
    let mut base: Vec<&str> = module.split("::").collect();
    let mut rest = path;
    if rest.starts_with("super::") && !is_folder {
        base.pop();
        rest = &rest["super::".len()..];
    }
    while let Some(left) = rest.strip_prefix("super::") {
        base.pop();
        rest = left;
    }
    let rest = rest.strip_prefix("self::").unwrap_or(rest);
    let own = rest != path || children.contains(rest.split("::").next()?);
    own.then(|| base.into_iter().chain([rest]).collect::<Vec<_>>().join("::"))
}

/// The `use` declarations of a file: whether names are handed on, path from the root, name.
fn uses(sources: &Sources, module: &str, code: &str) -> Vec<(bool, String, String)> {
    let children: BTreeSet<String> = sources
        .keys()
        .filter_map(|other| other.strip_prefix(module)?.strip_prefix("::"))
        .map(|child| child.split("::").next().unwrap_or(child).to_owned())
        .collect();
    let mut found = Vec::new();
    for statement in code.split(';') {
        let Some(at) = statement
            .rfind("use ")
            .filter(|at| *at == 0 || !statement[..*at].ends_with(char::is_alphanumeric))
        else {
            continue;
        };
        let handed_on =
            statement[..at].lines().last().is_some_and(|line| line.trim_start().starts_with("pub"));
        for (path, name) in paths(&statement[at + 4..]) {
            // A room's folder module is where `super` of its files leads.
            let is_folder = !children.is_empty();
            if let Some(path) = whole(module, is_folder, &children, &path) {
                found.push((handed_on, path, name));
            }
        }
    }
    found
}

/// The file in which something stands, through rooms that hand names on.
fn file(
    sources: &Sources,
    handed: &BTreeMap<String, BTreeMap<String, String>>,
    path: &str,
) -> Option<String> {
    let mut module = path;
    let mut item = "";
    while !sources.contains_key(module) {
        let (before, last) = module.rsplit_once("::")?;
        (module, item) = (before, last);
    }
    match handed.get(module).and_then(|names| names.get(item)) {
        Some(further) if further != path => file(sources, handed, further),
        _ => Some(module.to_owned()),
    }
}

fn arrows(sources: &Sources) -> Arrows {
    let codes: BTreeMap<&String, String> =
        sources.iter().map(|(module, text)| (module, code(text))).collect();
    let mut handed: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    for (module, code) in &codes {
        for (_, path, name) in uses(sources, module, code).into_iter().filter(|(on, ..)| *on) {
            handed.entry((*module).clone()).or_default().insert(name, path);
        }
    }
    let mut arrows = Arrows::new();
    for (module, code) in &codes {
        let mut taken: BTreeSet<String> = BTreeSet::new();
        for (on, path, name) in uses(sources, module, code) {
            // A room that hands on what stands in its own files does not lean on them.
            if on && path.starts_with(&format!("{module}::")) {
                continue;
            }
            // A module under its own name leads further: `power::panel::draw`.
            if sources.contains_key(&path) {
                for (at, _) in code.match_indices(&format!("{name}::")) {
                    let inside = code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':');
                    if !inside {
                        taken.insert(format!("{path}::{}", words(&code[at + name.len() + 2..])));
                    }
                }
            }
            taken.insert(path);
        }
        // Whole paths within the code.
        for root in ["crate::", "ctp10::"] {
            taken.extend(code.match_indices(root).map(|(at, _)| words(&code[at + root.len()..])));
        }
        let files = taken.iter().filter_map(|path| file(sources, &handed, path));
        arrows.insert((*module).clone(), files.filter(|other| other != *module).collect());
    }
    arrows
}

/// The path at the beginning of a text.
fn words(text: &str) -> String {
    let end = text.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':')).unwrap_or(text.len());
    text[..end].trim_end_matches(':').to_owned()
}

/// One circle, if there is one.
fn circle(arrows: &Arrows) -> Option<Vec<String>> {
    fn go(
        arrows: &Arrows,
        at: &str,
        way: &mut Vec<String>,
        done: &mut BTreeSet<String>,
    ) -> Option<Vec<String>> {
        if let Some(from) = way.iter().position(|module| module == at) {
            return Some(way[from..].to_vec());
        }
        if !done.insert(at.to_owned()) {
            return None;
        }
        way.push(at.to_owned());
        let found = arrows.get(at).into_iter().flatten().find_map(|next| go(arrows, next, way, done));
        way.pop();
        found
    }
    let mut done = BTreeSet::new();
    arrows.keys().find_map(|module| go(arrows, module, &mut Vec::new(), &mut done))
}

/// On which floor a name stands.
fn floor(floors: &[&[&str]], name: &str) -> Option<usize> {
    floors.iter().position(|floor| floor.contains(&name))
}

fn is_subject(room: &str) -> bool {
    story(room) == BELOW.len()
}

/// How many rooms of the screen a room stands on.
fn story(room: &str) -> usize {
    let above = if room == FRAME { BELOW.len() + 1 } else { BELOW.len() };
    BELOW.iter().position(|below| *below == room).unwrap_or(above)
}

/// Commands of the shell that are about the screen itself.
const OF_SCREEN: [&str; 4] = ["console", "config", "keys", "doctor"];
/// Files that do a command's work and know the screen, each with its reason; behind them nothing is looked at.
const SHARE: [&str; 1] = [
    // A figure is the chart of the screen on paper: `Traces`, its data, is still the screen's.
    "app::plot",
];

/// Where a command of the shell reaches the screen, by itself or through the files that do its work: it goes to the
/// engine, and a machine without a terminal can do the same.
fn screen_reached<'a>(arrows: &'a Arrows, share: &mut BTreeSet<&'a str>) -> Vec<String> {
    let is_command = |module: &&String| {
        let command = module.strip_prefix("shell::").and_then(|inner| inner.split("::").next());
        command.is_some_and(|command| !OF_SCREEN.contains(&command))
    };
    // The list of all commands leads to those about the screen.
    let mut seen = BTreeSet::from(["shell"]);
    let mut waiting: Vec<&str> = arrows.keys().filter(is_command).map(String::as_str).collect();
    let mut reached = Vec::new();
    while let Some(from) = waiting.pop() {
        if !seen.insert(from) {
            continue;
        }
        if SHARE.contains(&from) {
            share.insert(from);
            continue;
        }
        for to in arrows.get(from).into_iter().flatten() {
            if to.starts_with("ui::") {
                reached.push(format!("{from} -> {to}: the shell knows the screen"));
            } else if !to.strip_prefix("shell::").is_some_and(|inner| OF_SCREEN.contains(&inner)) {
                waiting.push(to);
            }
        }
    }
    reached.sort();
    reached
}

/// Arrows that run back, and those between subjects.
fn wrong(arrows: &Arrows) -> Vec<String> {
    let mut wrong = Vec::new();
    for (from, to) in arrows.iter().flat_map(|(from, all)| all.iter().map(move |to| (from, to))) {
        let layer = |module: &str| floor(&LAYERS, module.split("::").next()?);
        if layer(from) < layer(to) {
            wrong.push(format!("{from} -> {to}: runs back against the layers"));
        }
        let room = |module: &str| module.split("::").next().map(str::to_owned);
        if layer(from) == layer(to) && room(from) != room(to) {
            wrong.push(format!("{from} -> {to}: neighbours on one floor know each other"));
        }
        let rooms = (from.strip_prefix("ui::"), to.strip_prefix("ui::"));
        let (Some(one), Some(other)) = rooms else { continue };
        let (one, other) = (one.split("::").next().unwrap_or(one), other.split("::").next().unwrap_or(other));
        if story(one) < story(other) {
            wrong.push(format!("{from} -> {to}: runs back within the screen"));
        }
        if one != other && is_subject(one) && is_subject(other) {
            wrong.push(format!("{from} -> {to}: one subject knows another"));
        }
    }
    wrong
}

#[test]
fn imports_run_one_way() {
    let mut sources = Sources::new();
    read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), "", &mut sources);
    let arrows = arrows(&sources);
    assert!(arrows.values().map(BTreeSet::len).sum::<usize>() > 500, "the imports were read");
    assert_eq!(wrong(&arrows), Vec::<String>::new());
    assert_eq!(circle(&arrows), None);
    let mut share = BTreeSet::new();
    assert_eq!(screen_reached(&arrows, &mut share), Vec::<String>::new());
    assert_eq!(share, BTreeSet::from(SHARE), "no reason is left where nothing needs it");
    // Every room has its floor.
    for module in sources.keys() {
        assert!(floor(&LAYERS, module.split("::").next().unwrap_or_default()).is_some(), "{module}");
    }
}

#[test]
fn the_pictures_of_the_house_name_every_room() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut sources = Sources::new();
    read(&root.join("src"), "", &mut sources);
    let contributing = std::fs::read_to_string(root.join("CONTRIBUTING.md")).unwrap();
    let picture = contributing.split("```").nth(1).unwrap();
    let words: Vec<&str> = picture.split(|c: char| !c.is_alphanumeric() && c != '_').collect();
    let stranger = std::fs::read_to_string(root.join("src/lib.rs")).unwrap();
    let rooms: BTreeSet<&str> = sources.keys().filter_map(|module| module.split("::").next()).collect();
    for room in rooms.into_iter().filter(|room| !["main", ""].contains(room)) {
        assert!(words.contains(&room), "{room} is not in the picture of CONTRIBUTING.md");
        assert!(stranger.contains(&format!("`{room}`")), "{room} is not in the picture of src/lib.rs");
    }
    let within: BTreeSet<&str> =
        sources.keys().filter_map(|module| module.strip_prefix("ui::")?.split("::").next()).collect();
    for room in within.into_iter().filter(|room| *room != "made_up") {
        assert!(words.contains(&room), "ui::{room} is not in the picture of CONTRIBUTING.md");
    }
    // Above stands what knows what is below.
    let begins = |line: &str, room: &str| {
        line.split_whitespace().next() == Some(room) || line.split("  ").any(|words| words.trim() == room)
    };
    let at = |room: &str| picture.lines().position(|line| begins(line, room));
    for (upper, lower) in LAYERS.iter().zip(&LAYERS[1..]).map(|(lower, upper)| (upper, lower)) {
        for (above, below) in upper.iter().flat_map(|above| lower.iter().map(move |below| (above, below))) {
            assert!(*above == "main" || at(above) < at(below), "{above} stands below {below}");
        }
    }
}

fn made_up(files: &[(&str, &str)]) -> Arrows {
    arrows(&files.iter().map(|(module, text)| ((*module).to_owned(), (*text).to_owned())).collect())
}

#[test]
fn what_is_wrong_is_found() {
    let circled = made_up(&[
        ("core::a", "use super::b::{B, Other as One};\n"),
        ("core::b", "pub(crate) fn b() -> crate::core::c::C {}\n"),
        ("core", "mod inner;\npub use inner::Handed;\n"),
        ("core::inner", "use super::a::A;\n"),
        ("core::c", "use crate::core::Handed;\n"),
    ]);
    assert_eq!(circle(&circled).unwrap().len(), 4, "{circled:?}");
    let back = made_up(&[("core::a", "use crate::ui::kit::pen::Pen;\n"), ("ui::kit::pen", "")]);
    assert_eq!(wrong(&back), ["core::a -> ui::kit::pen: runs back against the layers"]);
    let beside = made_up(&[("config", "use crate::instrument::worker::Mode;\n"), ("instrument::worker", "")]);
    assert_eq!(wrong(&beside), ["config -> instrument::worker: neighbours on one floor know each other"]);
    let up = made_up(&[
        ("ui::kit::pen", "use crate::ui::frame::state::{self, State};\n"),
        ("ui::frame::state", ""),
    ]);
    assert_eq!(wrong(&up), ["ui::kit::pen -> ui::frame::state: runs back within the screen"]);
    let known = made_up(&[
        ("ui::power", "use crate::ui::{lasers, kit};\nfn f() { lasers::panel::draw() }\n"),
        ("ui::lasers", ""),
        ("ui::lasers::panel", ""),
        ("ui::kit", ""),
    ]);
    assert_eq!(
        wrong(&known),
        [
            "ui::power -> ui::lasers: one subject knows another",
            "ui::power -> ui::lasers::panel: one subject knows another"
        ]
    );
    let shell = made_up(&[("shell::laser", "use crate::ui::kit::pen::Pen;\n"), ("ui::kit::pen", "")]);
    let reached = |arrows: &Arrows| screen_reached(arrows, &mut BTreeSet::new());
    assert_eq!(reached(&shell), ["shell::laser -> ui::kit::pen: the shell knows the screen"]);
    let behind = made_up(&[
        ("shell::laser", "use crate::app::light::on;\n"),
        ("app::light", "pub(crate) use super::shown::on;\n"),
        ("app::shown", "use crate::ui::kit::pen::Pen;\n"),
        ("app::plot", "use crate::ui::kit::pen::Pen;\n"),
        ("shell::plot", "use crate::app::plot::plot;\n"),
        ("ui::kit::pen", ""),
    ]);
    assert_eq!(reached(&behind), ["app::shown -> ui::kit::pen: the shell knows the screen"]);
    let handed_on =
        made_up(&[("core::a", "pub use super::b::B;\n"), ("core::b", "pub(crate) use super::a::A;\n")]);
    assert!(circle(&handed_on).is_some(), "{handed_on:?}");
    let told = made_up(&[
        (
            "ui::power",
            "// use crate::app::x;\nuse std::fmt;\n#[cfg(test)]\nmod tests { use crate::app::x; }\n",
        ),
        ("app::x", ""),
    ]);
    assert_eq!(told["ui::power"], BTreeSet::new());
}

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

/// What decides about light, and about questions that fall: a new one of these has to be thought of at each place.
const OF_LIGHT: [&str; 6] = ["Phase::", "Confirm::", "Emission::", "Fitted::", "Emitter::", "Lights::"];
/// The files of these, in which they are called `Self`.
const THEIRS: [&str; 5] =
    ["core::phase", "core::laser", "core::consent", "core::parameter", "ui::common::confirm"];

/// The `matches!` of a file that leave out what there is of these.
fn left_out(module: &str, source: &str) -> Vec<String> {
    let code = code(source);
    let found = code.match_indices("matches!(").filter(|(at, _)| !code[..*at].ends_with("debug_assert!("));
    let inside = found.map(|(at, _)| {
        let mut depth = 0;
        let rest = &code[at + "matches!".len()..];
        let end = rest.find(|c| {
            depth += i32::from(c == '(') - i32::from(c == ')');
            depth == 0
        });
        rest[..end.unwrap_or(rest.len())].to_owned()
    });
    let own = THEIRS.contains(&module);
    let of_light = |inside: &String| {
        let names = |word: &str| {
            inside.match_indices(word).any(|(at, _)| !inside[..at].ends_with(char::is_alphanumeric))
        };
        OF_LIGHT.iter().any(|word| names(word)) || own && inside.contains("self, Self::")
    };
    inside.filter(of_light).map(|inside| format!("{module}: matches!{inside})")).collect()
}

#[test]
fn what_decides_about_light_leaves_nothing_out() {
    let mut sources = Sources::new();
    read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), "", &mut sources);
    let found: Vec<_> = sources.iter().flat_map(|(module, source)| left_out(module, source)).collect();
    assert_eq!(found, Vec::<String>::new());
    let made_up = "fn a() { matches!(x(), Phase::Idle) && matches!(key, 'y') && matches!(mode, InputMode::Confirm(_)) }";
    assert_eq!(left_out("app::made_up", made_up), ["app::made_up: matches!(x(), Phase::Idle)"]);
}

#[test]
fn what_no_test_notices_is_still_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let listed = std::fs::read_to_string(root.join("tests/unnoticed.md")).unwrap();
    let changes = listed.lines().filter_map(|line| line.strip_prefix("  - `")?.strip_suffix('`'));
    let mut count = 0;
    for change in changes {
        let (file, what) = change.split_once(": ").unwrap();
        let source = std::fs::read_to_string(root.join("src").join(file)).unwrap_or_default();
        // `... in Engine<C>::poll`, or `replace MonitorSlot::went_down with ()`.
        let of = what.rsplit_once(" in ").map(|(_, of)| of);
        let of = of.or_else(|| what.strip_prefix("replace ")?.split(" with ").next()?.split(" -> ").next());
        let name = of.unwrap_or_default().rsplit("::").next().unwrap();
        assert!(source.contains(&format!("fn {name}")), "{change}: there is no such function in src/{file}");
        count += 1;
    }
    assert!(count > 50, "{count} changes");
}
