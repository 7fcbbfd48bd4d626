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

/// What a line may become: the word that is being typed, or the rest of the line, is replaced.
pub fn lines(state: &State, typed: &str) -> Vec<Offer> {
    let words: Vec<&str> = typed.split(' ').collect();
    let mut found: Vec<Offer> = Vec::new();
    for (pattern, _) in usages(typed) {
        let pieces: Vec<&str> = pattern.split(' ').collect();
        let at = (words.len() - 1).min(pieces.len() - 1);
        let before: usize = words[..at].iter().map(|word| word.len() + 1).sum();
        let begun = typed[before..].to_lowercase();
        let piece = pieces[at];
        let candidates =
            if piece.starts_with(['<', '[']) { values(state, piece) } else { vec![piece.to_owned()] };
        let fitting = candidates.into_iter().filter(|word| word.to_lowercase().starts_with(&begun));
        found.extend(fitting.map(|word| Offer { line: format!("{}{word}", &typed[..before]), word }));
    }
    let mut seen = std::collections::HashSet::new();
    found.retain(|offer| seen.insert(offer.line.clone()));
    found
}

/// What a line may become.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// The whole line.
    pub line: String,
    /// What is new in it.
    pub word: String,
}

/// What a placeholder may be, where that is a list.
fn values(state: &State, placeholder: &str) -> Vec<String> {
    let list = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect();
    let named = |ends: &[&str]| ends.iter().map(|end| state.usual_name(end)).collect();
    match placeholder.trim_matches(['[', ']', '<', '>', '.']) {
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
        "traces" => named(&["npz", "csv", "npy", "parquet", "h5", "openepda", "json"]),
        "figure" => named(&["png", "svg"]),
        "table" => named(&["csv", "txt"]),
        "file" => state.files.clone(),
        "seconds" => WINDOWS_S.iter().map(u64::to_string).collect(),
        _ => Vec::new(),
    }
}

/// A detector's name as one word.
pub fn word(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join("-")
}
