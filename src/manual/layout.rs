//! Markdown in lines of a given width: paragraphs and cells of tables are wrapped between words, and nothing is cut. Where
//! columns have no room the cells of a row stand below each other, without the table's head.

use crate::manual::line::{Line, Look, Span, Words, broken};
use crate::manual::table::Table;
use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

/// A text in lines of at most so many cells. Comments and pictures are left out.
pub fn lines(markdown: &str, room: usize) -> Vec<Line> {
    let mut setter = Setter::new(room);
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
        setter.take(event);
    }
    setter.done
}

/// Sets one thing after the other.
struct Setter {
    room: usize,
    done: Vec<Line>,
    words: Words,
    look: Look,
    /// The number of the next item of each list that is open; `None` where items have none.
    lists: Vec<Option<u64>>,
    /// What stands before the first line of the item that was begun last.
    mark: Option<String>,
    /// What was set last is an item of a list.
    after_item: bool,
    code: Option<String>,
    table: Option<Table>,
    /// How many pictures are open: their words are for who cannot see them elsewhere.
    pictures: usize,
    /// Where a link leads.
    link: String,
    sections: usize,
}

impl Setter {
    fn new(room: usize) -> Self {
        Self {
            room,
            done: Vec::new(),
            words: Words::default(),
            look: Look::Text,
            lists: Vec::new(),
            mark: None,
            after_item: false,
            code: None,
            table: None,
            pictures: 0,
            link: String::new(),
            sections: 0,
        }
    }

    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.begin(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => match &mut self.code {
                Some(code) => code.push_str(&text),
                None => self.say(&text, self.look),
            },
            Event::Code(text) => self.say(&text, Look::Code),
            Event::SoftBreak | Event::HardBreak => self.say(" ", self.look),
            Event::Html(_)
            | Event::InlineHtml(_)
            | Event::InlineMath(_)
            | Event::DisplayMath(_)
            | Event::FootnoteReference(_)
            | Event::TaskListMarker(_)
            | Event::Rule => {}
        }
    }

    fn say(&mut self, text: &str, look: Look) {
        if self.pictures == 0 {
            self.words.push(text, look);
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "what Markdown has besides is not in the manual")]
    fn begin(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Heading { .. } => self.look = Look::Heading,
            Tag::Strong | Tag::Emphasis => self.look = Look::Strong,
            Tag::Image { .. } => self.pictures += 1,
            Tag::Link { dest_url, .. } => self.link = dest_url.into_string(),
            Tag::List(first) => {
                // What stands above a list in an item is a paragraph of its own.
                self.paragraph();
                self.lists.push(first);
            }
            Tag::Item => {
                let mark = match self.lists.last_mut() {
                    Some(Some(number)) => {
                        *number += 1;
                        format!("{}. ", *number - 1)
                    }
                    Some(None) | None => "- ".to_owned(),
                };
                self.mark = Some(mark);
            }
            Tag::CodeBlock(CodeBlockKind::Fenced(_) | CodeBlockKind::Indented) => {
                self.code = Some(String::new());
            }
            Tag::Table(_) => self.table = Some(Table::default()),
            Tag::TableHead | Tag::TableRow => {
                if let Some(table) = &mut self.table {
                    table.begin_row();
                }
            }
            _ => {}
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "what Markdown has besides is not in the manual")]
    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(level) => {
                self.look = Look::Text;
                self.gap();
                let words = std::mem::take(&mut self.words);
                let section = (level == HeadingLevel::H2).then_some(self.sections);
                self.sections += usize::from(section.is_some());
                let first = self.done.len();
                self.done.extend(words.wrapped(self.room));
                if let Some(line) = self.done.get_mut(first) {
                    line.section = section;
                }
            }
            TagEnd::Strong | TagEnd::Emphasis => self.look = Look::Text,
            TagEnd::Image => self.pictures -= 1,
            TagEnd::Link => {
                let link = std::mem::take(&mut self.link);
                if link.starts_with("http") {
                    self.say(&format!(" ({link})"), Look::Text);
                }
            }
            TagEnd::Paragraph => self.paragraph(),
            TagEnd::Item => {
                self.paragraph();
                self.mark = None;
            }
            TagEnd::List(_) => {
                self.lists.pop();
                self.after_item &= !self.lists.is_empty();
            }
            TagEnd::CodeBlock => {
                self.gap();
                let indent = " ".repeat(self.indent() + 2);
                let room = self.room.saturating_sub(indent.len()).max(1);
                let code = self.code.take().unwrap_or_default();
                for line in code.lines() {
                    let span = Span { text: line.to_owned(), look: Look::Code };
                    for piece in broken(&[span], room) {
                        let mut line = Line::of(indent.clone(), Look::Text);
                        line.spans.extend(piece);
                        self.done.push(line);
                    }
                }
            }
            TagEnd::TableCell => {
                let words = std::mem::take(&mut self.words);
                if let Some(table) = &mut self.table {
                    table.push(words);
                }
            }
            TagEnd::Table => {
                if let Some(table) = self.table.take().filter(|table| !table.is_empty()) {
                    self.gap();
                    self.done.extend(table.lines(self.room));
                }
            }
            _ => {}
        }
    }

    /// A blank line before the next block, but not below a heading.
    fn gap(&mut self) {
        let heading = |line: &Line| line.spans.first().is_some_and(|span| span.look == Look::Heading);
        if self.done.last().is_some_and(|last| !last.is_blank() && !heading(last)) {
            self.done.push(Line::default());
        }
        self.after_item = false;
    }

    /// Cells that are left free in the lists that are open.
    fn indent(&self) -> usize {
        2 * self.lists.len()
    }

    fn paragraph(&mut self) {
        let words = std::mem::take(&mut self.words);
        if words.is_empty() {
            return;
        }
        // Items of a list follow each other without blank lines.
        if !(self.mark.is_some() && self.after_item) {
            self.gap();
        }
        let mark = self.mark.take().unwrap_or_default();
        let indent = self.indent().max(mark.len());
        for (index, line) in words.wrapped(self.room.saturating_sub(indent)).into_iter().enumerate() {
            let mark = if index == 0 { mark.as_str() } else { "" };
            let mut placed = Line::default();
            placed.push(&format!("{mark:>indent$}"), Look::Text);
            placed.spans.extend(line.spans);
            self.done.push(placed);
        }
        self.after_item = !self.lists.is_empty();
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use unicode_width::UnicodeWidthStr;

    use super::*;
    use crate::manual::topic::Topic;

    fn plain(markdown: &str, room: usize) -> Vec<String> {
        lines(markdown, room).iter().map(Line::plain).collect()
    }

    #[test]
    fn blocks_are_set_apart_and_items_are_not() {
        let text = "# One\n\nTwo *three* `four five`.\n<!-- no -->\n\n- six\n- seven eight nine ten\n\n1. a\n2. b\n\n```sh\n  x  y\n```\n## Last\n![no](no.svg)\n";
        let wanted = [
            "One",
            "Two three four five.",
            "",
            "- six",
            "- seven eight nine",
            "  ten",
            "",
            "1. a",
            "2. b",
            "",
            "    x  y",
            "",
            "Last",
        ];
        assert_eq!(plain(text, 20), wanted);
        let sections: Vec<Option<usize>> = lines(text, 20).iter().map(|line| line.section).collect();
        assert_eq!(sections.last(), Some(&Some(0)));
        assert_eq!(sections.iter().flatten().count(), 1);
    }

    #[test]
    fn a_table_stands_in_columns_or_where_there_is_no_room_below_itself() {
        let text =
            "| name | what it is |\n|---|---|\n| `q` | quality of a resonance |\n| `fsr` | distance |\n";
        let wide = [
            "name  what it is",
            "────────────────────────────",
            "q     quality of a resonance",
            "fsr   distance",
        ];
        assert_eq!(plain(text, 40), wide);
        let narrow = [
            "name  what it is",
            "──────────────────────",
            "q     quality of a",
            "      resonance",
            "fsr   distance",
        ];
        assert_eq!(plain(text, 22), narrow);
        assert_eq!(plain(text, 12), ["q", "  quality of", "  a", "  resonance", "fsr", "  distance"]);
        assert_eq!(plain("| | |\n|---|---|\n| ![a](a.svg) | ![b](b.svg) |\n", 40), [""; 0]);
    }

    proptest! {
        #[test]
        fn no_line_is_wider_than_the_room_and_no_letter_is_lost(
            text in "([a-z` \n#*-]|λ|日){0,200}",
            room in 8usize..60,
        ) {
            let letters = |text: &str| -> String { text.chars().filter(|c| c.is_alphabetic()).collect() };
            let lines = plain(&text, room);
            prop_assert!(lines.iter().all(|line| line.width() <= room), "{lines:?}");
            let wide = plain(&text, 10_000);
            prop_assert_eq!(letters(&lines.concat()), letters(&wide.concat()));
        }
    }

    #[test]
    fn the_manual_fits_into_every_room() {
        for topic in Topic::ALL {
            for room in [36, 60, 76, 116, 196] {
                for line in plain(topic.text(), room) {
                    assert!(line.width() <= room, "{topic:?} at {room}: {line}");
                }
            }
        }
    }
}
