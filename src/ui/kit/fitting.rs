//! What is said on one row, in as many words as have room: the most urgent first.

use ratatui::style::Style;

use crate::core::cast;
use crate::ui::kit::pen::Pen;
use crate::ui::kit::widgets::text::cells;

/// Blanks between two things that are said.
const BETWEEN: &str = "   ";

/// One of the things that are said, in full and in short.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::ui) struct Said {
    full: String,
    short: String,
    style: Style,
}

impl Said {
    /// In full, in short, and how it is drawn.
    pub(in crate::ui) fn new((full, short): (String, String), style: Style) -> Self {
        Self { full, short, style }
    }

    /// What is said in one way alone.
    pub(in crate::ui) fn one(words: impl Into<String>, style: Style) -> Self {
        let words = words.into();
        Self { full: words.clone(), short: words, style }
    }
}

/// As much of what is said as has room: first the full words of all of it, then the short ones; then of less and less.
fn fitting(said: &[Said], room: u16) -> Vec<(&str, Style)> {
    let width = |words: &[(&str, Style)]| {
        let blanks = cells(BETWEEN) * cast::cells(words.len().saturating_sub(1));
        words.iter().map(|(words, _)| cells(words)).sum::<u16>() + blanks
    };
    let tries = (1..=said.len()).rev().flat_map(|count| {
        let full: Vec<_> = said[..count].iter().map(|said| (said.full.as_str(), said.style)).collect();
        let short: Vec<_> = said[..count].iter().map(|said| (said.short.as_str(), said.style)).collect();
        [full, short]
    });
    let mut last = Vec::new();
    for words in tries {
        if width(&words) <= room {
            return words;
        }
        last = words;
    }
    // The first alone, which is cut.
    last
}

/// Writes what has room from a column on, with a blank at the right edge; the column after it.
pub(in crate::ui) fn put(pen: &mut Pen, (x, y): (u16, u16), said: &[Said]) -> u16 {
    let room = pen.area.width.saturating_sub(x + 1);
    let pieces = fitting(said, room);
    pieces.into_iter().enumerate().fold(x, |x, (index, (words, style))| {
        let x = if index > 0 { x + cells(BETWEEN) } else { x };
        pen.put(x, y, words, style)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_urgent_is_said_in_the_words_that_have_room() {
        let style = Style::new();
        let said = [
            Said::one("DARK", style),
            Said::new(("older than the settings".into(), "older".into()), style),
            Said::new(("swept 12:04:31".into(), "12:04:31".into()), style),
        ];
        let words = |room: u16| fitting(&said, room).into_iter().map(|(words, _)| words).collect::<Vec<_>>();
        assert_eq!(words(80), ["DARK", "older than the settings", "swept 12:04:31"]);
        assert_eq!(words(40), ["DARK", "older", "12:04:31"]);
        assert_eq!(words(20), ["DARK", "older"]);
        assert_eq!((words(5), words(2)), (vec!["DARK"], vec!["DARK"]));
        assert!(fitting(&[], 10).is_empty());
    }
}
