//! Tables in lines of a given width.

use unicode_width::UnicodeWidthStr;

use crate::manual::line::{Line, Look, Words};

/// Blanks between two columns.
const GAP: usize = 2;
/// A column that is narrower than this, and than what stands in it, is not to be read.
const LEAST: usize = 12;

/// A table: its head, then its rows.
#[derive(Debug, Default)]
pub(super) struct Table {
    rows: Vec<Vec<Words>>,
}

impl Table {
    pub(super) fn begin_row(&mut self) {
        self.rows.push(Vec::new());
    }

    pub(super) fn push(&mut self, cell: Words) {
        if let Some(row) = self.rows.last_mut() {
            row.push(cell);
        }
    }

    /// Whether nothing stands in it; tables of pictures are such.
    pub(super) fn is_empty(&self) -> bool {
        self.rows.iter().flatten().all(Words::is_empty)
    }

    /// Its lines: columns side by side where each can be read, else the cells of a row below each other.
    pub(super) fn lines(self, room: usize) -> Vec<Line> {
        match self.widths(room) {
            Some(widths) => self.beside(&widths),
            None => self.below(room),
        }
    }

    /// How wide each column is: as wide as what stands in it, or where that is too much, the widest ones made equal.
    /// `None` if a column could not be read then.
    fn widths(&self, room: usize) -> Option<Vec<usize>> {
        let columns = self.rows.iter().map(Vec::len).max()?;
        let wanted = |column: usize| {
            self.rows.iter().filter_map(|row| row.get(column)).map(Words::width).max().unwrap_or(0)
        };
        let wanted: Vec<usize> = (0..columns).map(wanted).collect();
        let room = room.checked_sub(GAP * (columns - 1))?;
        let taken = |most: usize| wanted.iter().map(|width| *width.min(&most)).sum::<usize>();
        let most = (1..=room).rev().find(|most| taken(*most) <= room)?;
        let readable = most >= LEAST || wanted.iter().all(|width| *width <= most);
        let mut widths: Vec<usize> = wanted.iter().map(|width| *width.min(&most)).collect();
        // What is over goes to the last one that wants it.
        let over = room - widths.iter().sum::<usize>();
        if let Some((width, wanted)) =
            widths.iter_mut().zip(&wanted).rev().find(|(width, wanted)| **width < **wanted)
        {
            *width = (*width + over).min(*wanted);
        }
        readable.then_some(widths)
    }

    fn beside(self, widths: &[usize]) -> Vec<Line> {
        let mut lines = Vec::new();
        for (number, row) in self.rows.into_iter().enumerate() {
            let head = number == 0;
            if head && row.iter().all(Words::is_empty) {
                continue;
            }
            let cells: Vec<Vec<Line>> = row
                .into_iter()
                .zip(widths)
                .map(|(cell, width)| (if head { cell.with(Look::Strong) } else { cell }).wrapped(*width))
                .collect();
            for index in 0..cells.iter().map(Vec::len).max().unwrap_or(0) {
                let mut line = Line::default();
                let mut column = 0;
                for (cell, width) in cells.iter().zip(widths) {
                    let used = line.plain().width();
                    if let Some(words) = cell.get(index) {
                        line.push(&" ".repeat(column - used), Look::Text);
                        for span in &words.spans {
                            line.push(&span.text, span.look);
                        }
                    }
                    column += width + GAP;
                }
                lines.push(line);
            }
            if head {
                let all = widths.iter().sum::<usize>() + GAP * widths.len().saturating_sub(1);
                lines.push(Line::of("─".repeat(all), Look::Rule));
            }
        }
        lines
    }

    fn below(self, room: usize) -> Vec<Line> {
        let mut lines = Vec::new();
        for row in self.rows.into_iter().skip(1) {
            for (index, cell) in row.into_iter().filter(|cell| !cell.is_empty()).enumerate() {
                let indent = if index == 0 { 0 } else { 2 };
                for words in cell.wrapped(room.saturating_sub(indent)) {
                    let mut line = Line::default();
                    line.push(&" ".repeat(indent), Look::Text);
                    line.spans.extend(words.spans);
                    lines.push(line);
                }
            }
        }
        lines
    }
}
