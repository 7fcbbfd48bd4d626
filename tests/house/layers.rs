//! Which way imports run.

use std::collections::BTreeSet;
use std::path::Path;

use super::arrows::{Arrows, arrows, circle};
use super::sources::{Sources, read};

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
