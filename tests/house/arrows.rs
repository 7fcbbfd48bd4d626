//! What each file imports, and whether that leads round.

use std::collections::{BTreeMap, BTreeSet};

use super::sources::{Sources, code};

/// What each file imports.
pub(super) type Arrows = BTreeMap<String, BTreeSet<String>>;

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

pub(super) fn arrows(sources: &Sources) -> Arrows {
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
pub(super) fn circle(arrows: &Arrows) -> Option<Vec<String>> {
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
