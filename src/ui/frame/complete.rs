//! What the word that is being typed may become.

use crate::ui::common::command::Candidate;
use crate::ui::frame::commands::usages;
use crate::ui::frame::line::Offer;
use crate::ui::frame::state::State;

/// What a line may become: the word that is being typed, or the rest of the line, is replaced.
pub(crate) fn lines(state: &State, typed: &str) -> Vec<Offer> {
    let words: Vec<&str> = typed.split(' ').collect();
    let mut found: Vec<Offer> = Vec::new();
    for command in usages(typed) {
        let at = (words.len() - 1).min(command.last());
        let before: usize = words[..at].iter().map(|word| word.len() + 1).sum();
        let begun = typed[before..].to_lowercase();
        let fitting = command
            .candidates(state, at, &words)
            .into_iter()
            .filter(|candidate| candidate.word.to_lowercase().starts_with(&begun));
        found.extend(fitting.map(|Candidate { word, about }| Offer {
            line: format!("{}{word}", &typed[..before]),
            word,
            about,
        }));
    }
    let mut seen = std::collections::HashSet::new();
    found.retain(|offer| seen.insert(offer.line.clone()));
    found
}
