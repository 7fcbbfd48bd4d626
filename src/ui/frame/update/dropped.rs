//! A file that was dropped on the terminal.

use std::path::PathBuf;

use percent_encoding::percent_decode_str;

use crate::export::options::ReadOptions;
use crate::ui::common::effect::Effect;

/// What opens the file that a text names, as terminals and desktops write a dropped one: plain, between
/// quotes, with `\\` before spaces, or as a `file://` address. A mask is TOML, all else are traces.
pub(in crate::ui) fn dropped(text: &str) -> Option<Effect> {
    let text = text.trim();
    let quoted = |quote: char| text.strip_prefix(quote)?.strip_suffix(quote);
    let path = match (quoted('\'').or_else(|| quoted('"')), text.strip_prefix("file://")) {
        (Some(inside), _) => inside.to_owned(),
        (None, Some(address)) => percent_decode_str(address).decode_utf8_lossy().into_owned(),
        (None, None) => text.replace('\\', ""),
    };
    let named = path.starts_with('/') && !path.contains(char::is_control);
    let path = PathBuf::from(path);
    let mask = path.extension().is_some_and(|end| end == "toml");
    named.then_some(if mask { Effect::Mask(path) } else { Effect::Open(path, ReadOptions::default()) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dropped_file_is_found_however_it_is_written() {
        let opens = |text: &str| match dropped(text) {
            Some(Effect::Open(path, _)) => path.display().to_string(),
            other => format!("{other:?}"),
        };
        for written in [
            "/d/a b%20.npz",
            "'/d/a b%20.npz'",
            "\"/d/a b%20.npz\" ",
            "/d/a\\ b%20.npz\n",
            "file:///d/a%20b%2520.npz",
        ] {
            assert_eq!(opens(written), "/d/a b%20.npz", "{written}");
        }
        assert_eq!(opens("file:///d/m%C3%BCller%.npz"), "/d/m\u{fc}ller%.npz");
        assert!(matches!(dropped("/d/m.toml"), Some(Effect::Mask(_))));
        for not_a_file in ["q", "a/b.npz", "/d/\u{1b}[2J.npz", "file:///d/%1b.npz", ""] {
            assert_eq!(dropped(not_a_file), None, "{not_a_file:?}");
        }
    }
}
