//! What the word that is being typed may become.

use super::argument::Candidate;
use super::{Command, commands};
use crate::ui::state::State;

/// Commands that fit what was typed so far.
pub fn usages(typed: &str) -> Vec<&'static Command> {
    let words: Vec<&str> = typed.split(' ').collect();
    commands().iter().filter(|command| command.begins(&words)).collect()
}

/// What a line may become: the word that is being typed, or the rest of the line, is replaced.
pub fn lines(state: &State, typed: &str) -> Vec<Offer> {
    let words: Vec<&str> = typed.split(' ').collect();
    let mut found: Vec<Offer> = Vec::new();
    for command in usages(typed) {
        let at = (words.len() - 1).min(command.last());
        let before: usize = words[..at].iter().map(|word| word.len() + 1).sum();
        let begun = typed[before..].to_lowercase();
        let fitting = command
            .candidates(state, at)
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

/// What a line may become.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// The whole line.
    pub line: String,
    /// What is new in it.
    pub word: String,
    /// What it stands for, if the word does not say it.
    pub about: String,
}
