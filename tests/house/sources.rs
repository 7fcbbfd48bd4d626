//! The sources as the compiler reads them.

use std::collections::BTreeMap;
use std::path::Path;

/// Files by their module path: `ui::kit::pen` for `ui/kit/pen.rs`, `ui::kit` for `ui/kit/mod.rs`.
pub(super) type Sources = BTreeMap<String, String>;

pub(super) fn read(folder: &Path, module: &str, into: &mut Sources) {
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
pub(super) fn code(source: &str) -> String {
    let until = source.find("#[cfg(test)]\nmod tests").unwrap_or(source.len());
    let lines = source[..until].lines().map(|line| line.split("//").next().unwrap_or_default());
    lines.collect::<Vec<_>>().join("\n")
}
