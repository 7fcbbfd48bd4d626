//! What the word that is being typed may become.

use strum::IntoEnumIterator;

use super::grammar::{COMMANDS, settings};
use crate::config::settings::WINDOWS_S;
use crate::core::action::Action;
use crate::ui::charts::dots::Glyphs;
use crate::ui::state::State;
use crate::ui::traces::{LETTERS, letter};

/// Lines that fit what was typed so far, as patterns with what they do.
pub fn usages(typed: &str) -> Vec<(String, String)> {
    let words: Vec<&str> = typed.split(' ').collect();
    let all = COMMANDS.iter().map(|(_, pattern, about)| ((*pattern).to_owned(), (*about).to_owned()));
    let settings = settings().into_iter().map(|(pattern, parameter)| {
        let about = format!("set the {}", parameter.command().replace(" 1/1", "").replace(" 1", ""));
        (pattern, about)
    });
    let actions = Action::iter().map(|action| (action.name().to_owned(), action.about().to_owned()));
    all.chain(settings).chain(actions).filter(|(pattern, _)| begins(pattern, &words)).collect()
}

/// Whether a line may go on as the pattern does. The last word may be half typed.
fn begins(pattern: &str, words: &[&str]) -> bool {
    let pieces: Vec<&str> = pattern.split(' ').collect();
    let open = pieces.last().is_some_and(|piece| piece.ends_with("...>"));
    if words.len() > pieces.len() && !open {
        return false;
    }
    words.iter().zip(&pieces).enumerate().all(|(index, (word, piece))| {
        let last = index + 1 == words.len();
        piece.starts_with(['<', '['])
            || if last { piece.starts_with(&word.to_lowercase()) } else { piece.eq_ignore_ascii_case(word) }
    })
}

/// The words that may stand where the last one is being typed.
pub fn words(state: &State, typed: &str) -> Vec<String> {
    let words: Vec<&str> = typed.split(' ').collect();
    let at = words.len() - 1;
    let begun = words[at].to_lowercase();
    let mut found = Vec::new();
    for (pattern, _) in usages(typed) {
        let Some(piece) = pattern.split(' ').nth(at) else { continue };
        let candidates =
            if piece.starts_with(['<', '[']) { values(state, piece) } else { vec![piece.to_owned()] };
        found.extend(candidates.into_iter().filter(|word| word.to_lowercase().starts_with(&begun)));
    }
    let mut seen = std::collections::HashSet::new();
    found.retain(|word| seen.insert(word.clone()));
    found
}

/// What a placeholder may be, where that is a list.
fn values(state: &State, placeholder: &str) -> Vec<String> {
    let list = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect();
    match placeholder.trim_matches(['[', ']', '<', '>']) {
        "laser" => state.listed_lasers().iter().map(ToString::to_string).collect(),
        "tls" => list(&["1", "2", "3", "4"]),
        "detector" => state.fixed.detectors.iter().map(|(_, name)| word(name)).collect(),
        "preset" => state.presets.clone(),
        "theme" => state.fixed.themes.iter().map(|(name, _)| name.clone()).collect(),
        "glyphs" => Glyphs::iter().map(|glyphs| glyphs.name().to_owned()).collect(),
        "switch" => list(&["on", "off"]),
        "band" => list(&["o", "c"]),
        "unit" => list(&["dBm", "mW"]),
        "spectral" => list(&["nm", "THz"]),
        "mode" => list(&["single", "continuous"]),
        "type" => list(&["tf", "live", "reference", "quick"]),
        "letter" => (0..LETTERS).map(|index| letter(index).to_string()).collect(),
        "tracemode" => list(&["live", "fixed", "max", "min", "average"]),
        "subject" => list(&["laser", "tls", "sweep", "detector"]),
        "seconds" => WINDOWS_S.iter().map(u64::to_string).collect(),
        _ => Vec::new(),
    }
}

/// A detector's name as one word.
pub fn word(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join("-")
}

/// What was typed with its last word replaced.
pub fn with_word(typed: &str, word: &str) -> String {
    let before = typed.rfind(' ').map_or("", |space| &typed[..=space]);
    format!("{before}{word}")
}
