//! What the operator was told.

pub(super) mod panel;

use std::collections::VecDeque;

use crate::core::event::Severity;
use crate::ui::kit::widgets::text::cells;

/// So many messages stay; older ones are forgotten.
const KEPT: usize = 500;

/// What the operator was told, and when.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    /// Local time, `HH:MM:SS`.
    pub(crate) at: String,
    /// How much it matters.
    pub(crate) level: Severity,
    /// The sentence, as it is shown.
    pub words: String,
    /// The byte from which on it is the name of a file: what has no room of that is cut in front, for files differ at the
    /// end of their names.
    pub(crate) file: Option<usize>,
    /// So often, one after another.
    pub(crate) times: usize,
}

impl Message {
    /// What is told, without how often.
    fn once(&self) -> &str {
        let times = format!(" ({} times)", self.times);
        if self.times > 1 { self.words.strip_suffix(&times).unwrap_or(&self.words) } else { &self.words }
    }

    /// In so many columns.
    pub(in crate::ui) fn within(&self, columns: u16) -> String {
        let long = cells(&self.words).saturating_sub(columns);
        let Some((before, name)) = self.file.and_then(|at| self.words.split_at_checked(at)) else {
            return self.words.clone();
        };
        if long == 0 {
            return self.words.clone();
        }
        let mut name = name.chars();
        // One more for the mark.
        let mut left = long + 1;
        while left > 0 {
            let Some(cut) = name.next() else { break };
            left = left.saturating_sub(cells(cut.encode_utf8(&mut [0; 4])));
        }
        format!("{before}…{}", name.as_str())
    }
}

/// The messages, newest last.
#[derive(Clone, Debug, Default)]
pub struct Messages(VecDeque<Message>);

impl Messages {
    /// Adds one that may come again and again: it is one line then, with the time of the last one.
    pub(crate) fn push_again(&mut self, mut message: Message) {
        if let Some(last) = self.0.back()
            && last.level == message.level
            && last.once() == message.words
        {
            message.times = last.times + 1;
            message.words = format!("{} ({} times)", message.words, message.times);
            self.0.pop_back();
        }
        self.push(message);
    }

    /// Adds one; the oldest is forgotten where there are too many.
    pub(crate) fn push(&mut self, message: Message) {
        if self.0.len() == KEPT {
            self.0.pop_front();
        }
        self.0.push_back(message);
    }

    /// All of them as text, newest first.
    pub(in crate::ui) fn as_text(&self) -> String {
        let words = |message: &Message| format!("{} {}", message.at, message.words);
        self.newest().map(words).collect::<Vec<_>>().join("\n")
    }

    /// The newest one; `None` before anything was told.
    pub(crate) fn last(&self) -> Option<&Message> {
        self.0.back()
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// Newest first.
    pub fn newest(&self) -> impl Iterator<Item = &Message> {
        self.0.iter().rev()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_file_is_cut_in_front() {
        let words = "saved as /data/2026/ring.npz".to_owned();
        let message =
            |file| Message { at: String::new(), level: Severity::Info, words: words.clone(), file, times: 1 };
        assert_eq!(message(Some(9)).within(28), words);
        assert_eq!(message(Some(9)).within(20), "saved as …6/ring.npz");
        assert_eq!(message(Some(9)).within(2), "saved as …");
        assert_eq!(message(None).within(20), words, "the pen cuts it behind");
    }
}
