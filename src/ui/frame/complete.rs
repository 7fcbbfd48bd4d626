//! What the word that is being typed may become.

use crate::ui::common::command::Candidate;
use crate::ui::frame::commands::usages;
use crate::ui::frame::line::Offer;
use crate::ui::frame::state::State;

/// Those of the candidates for what begins at this byte of a line that begin as it does.
fn fitting(typed: &str, at: usize, candidates: Vec<Candidate>) -> impl Iterator<Item = Offer> {
    let (before, begun) = typed.split_at(at);
    let begun = begun.to_lowercase();
    let fitting =
        candidates.into_iter().filter(move |candidate| candidate.word.to_lowercase().starts_with(&begun));
    fitting.map(move |Candidate { word, about }| Offer { line: format!("{before}{word}"), word, about })
}

/// What a line may become: the word that is being typed, or the rest of the line, is replaced.
pub(crate) fn lines(state: &State, typed: &str) -> Vec<Offer> {
    let words: Vec<&str> = typed.split(' ').collect();
    let mut found: Vec<Offer> = Vec::new();
    for command in usages(typed) {
        let at = (words.len() - 1).min(command.last());
        let before: usize = words[..at].iter().map(|word| word.len() + 1).sum();
        found.extend(fitting(typed, before, command.candidates(state, at, &words)));
        if let Some((further, candidates)) = command.further(at, &typed[before..]) {
            found.extend(fitting(typed, before + further, candidates));
        }
    }
    let own = state
        .context
        .fixed
        .commands
        .iter()
        .map(|(command, _)| Candidate { word: command.name.clone(), about: command.shell.clone() });
    found.extend(fitting(typed, 0, own.collect()));
    let mut seen = std::collections::HashSet::new();
    found.retain(|offer| seen.insert(offer.line.clone()));
    found
}
