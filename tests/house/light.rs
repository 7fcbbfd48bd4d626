//! What decides about light is thought of at each place; and what no test notices is known.

use std::path::Path;

use super::sources::{Sources, code, read};

/// What decides about light, and about questions that fall: a new one of these has to be thought of at each place.
const OF_LIGHT: [&str; 6] = ["Phase::", "Confirm::", "Emission::", "Fitted::", "Emitter::", "Lights::"];

/// The files of these, in which they are called `Self`.
const THEIRS: [&str; 6] = [
    "core::phase",
    "core::laser",
    "core::consent::beams",
    "core::consent::given",
    "core::parameter",
    "ui::common::confirm",
];

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
