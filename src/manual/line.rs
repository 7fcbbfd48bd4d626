//! Words with their looks, and lines of at most so many cells.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// How letters are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Look {
    /// Plain.
    #[default]
    Text,
    /// With weight.
    Strong,
    /// As it is typed.
    Code,
    /// A heading.
    Heading,
    /// A line of a table.
    Rule,
}

/// Letters of one look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// The letters, without a line end.
    pub text: String,
    /// How they are shown.
    pub look: Look,
}

/// A line of at most the wanted width.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// From left to right; blanks between words are among them.
    pub spans: Vec<Span>,
    /// The section that begins here, counted from 0.
    pub section: Option<usize>,
}

impl Line {
    /// Its letters alone.
    pub fn plain(&self) -> String {
        self.spans.iter().map(|span| span.text.as_str()).collect()
    }

    pub(super) fn of(text: impl Into<String>, look: Look) -> Self {
        Self { spans: vec![Span { text: text.into(), look }], section: None }
    }

    pub(super) fn is_blank(&self) -> bool {
        self.spans.iter().all(|span| span.text.trim().is_empty())
    }

    /// Adds letters to it.
    pub(super) fn push(&mut self, text: &str, look: Look) {
        match self.spans.last_mut().filter(|last| last.look == look) {
            Some(last) => last.text.push_str(text),
            None => self.spans.push(Span { text: text.to_owned(), look }),
        }
    }
}

/// Words between which a line may break; each is of one or more looks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Words {
    words: Vec<Vec<Span>>,
    /// What comes next belongs to the last word.
    open: bool,
}

impl Words {
    pub(super) fn push(&mut self, text: &str, look: Look) {
        for (index, part) in text.split(char::is_whitespace).enumerate() {
            self.open &= index == 0;
            if part.is_empty() {
                continue;
            }
            let span = Span { text: part.to_owned(), look };
            match self.words.last_mut().filter(|_| self.open) {
                Some(last) => last.push(span),
                None => self.words.push(vec![span]),
            }
            self.open = true;
        }
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Cells across of all in one line.
    pub(super) fn width(&self) -> usize {
        let blanks = self.words.len().saturating_sub(1);
        self.words.iter().map(|word| width(word)).sum::<usize>() + blanks
    }

    /// Lines of at most so many cells; only a word that is longer is broken itself.
    pub(super) fn wrapped(&self, room: usize) -> Vec<Line> {
        let room = room.max(1);
        let mut lines = Vec::new();
        let (mut line, mut used) = (Line::default(), 0);
        for word in self.words.iter().flat_map(|word| broken(word, room)) {
            let takes = width(&word);
            if used > 0 && used + 1 + takes > room {
                lines.push(std::mem::take(&mut line));
                used = 0;
            }
            if used > 0 {
                // A blank between two words of one look belongs to them.
                let look = word.first().map_or(Look::Text, |span| span.look);
                let inside = line.spans.last().is_some_and(|last| last.look == look);
                line.push(" ", if inside { look } else { Look::Text });
                used += 1;
            }
            for span in &word {
                line.push(&span.text, span.look);
            }
            used += takes;
        }
        if used > 0 {
            lines.push(line);
        }
        lines
    }

    /// With another look for everything that is plain.
    pub(super) fn with(mut self, look: Look) -> Self {
        for span in self.words.iter_mut().flatten() {
            if span.look == Look::Text {
                span.look = look;
            }
        }
        self
    }
}

fn width(word: &[Span]) -> usize {
    word.iter().map(|span| span.text.width()).sum()
}

/// A word in pieces of at most so many cells.
pub(super) fn broken(word: &[Span], room: usize) -> Vec<Vec<Span>> {
    if width(word) <= room {
        return vec![word.to_vec()];
    }
    let mut pieces = vec![Line::default()];
    let mut used = 0;
    for (letter, look) in word.iter().flat_map(|span| span.text.chars().map(|letter| (letter, span.look))) {
        let takes = letter.width().unwrap_or(0);
        if used + takes > room {
            pieces.push(Line::default());
            used = 0;
        }
        if let Some(piece) = pieces.last_mut() {
            piece.push(letter.encode_utf8(&mut [0; 4]), look);
        }
        used += takes;
    }
    pieces.into_iter().map(|piece| piece.spans).collect()
}
