//! Tables for people: verdicts stand first, in word and colour.

use crossterm::style::Stylize;

use super::entry::{BOUND, Entry, VERDICT, verdict};
use super::width;
use crate::export::measured::Table;

/// A table as lines, without columns that have nothing in them. The rows are those of the entries, if there are any.
pub(super) fn shown(mut table: Table, entries: &[&Entry], colour: bool) -> String {
    table.0.retain(|column| !column.is_empty() && column.name != BOUND);
    if let Some(at) = table.0.iter().position(|column| column.name == VERDICT) {
        let verdicts = table.0.remove(at);
        table.0.insert(0, verdicts);
    }
    let parts = width::parts(table, width::of_terminal());
    let parts = parts.iter().map(|part| lines(part, entries, colour));
    parts.collect::<Vec<_>>().join("\n")
}

/// The lines of a table, or of a part of it.
fn lines(table: &Table, entries: &[&Entry], colour: bool) -> String {
    let mut text = String::new();
    // The first line has the names.
    let passes = std::iter::once(None).chain(entries.iter().map(|entry| entry.passes()));
    let passes = passes.chain(std::iter::repeat(None));
    for (line, passes) in table.aligned().iter().zip(passes) {
        match passes.filter(|_| colour) {
            Some(passes) => text += &coloured(line, passes),
            None => text += line,
        }
        text.push('\n');
    }
    text
}

/// A line that begins with a verdict, that in its colour.
fn coloured(line: &str, passes: bool) -> String {
    let word = verdict(passes);
    let rest = line.strip_prefix(word).unwrap_or(line);
    let word = if passes { word.green() } else { word.red().bold() };
    format!("{word}{rest}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_verdict_is_a_word_in_its_colour() {
        crossterm::style::force_color_output(true);
        assert_eq!(coloured("pass  1", true), "\u{1b}[38;5;10mpass\u{1b}[39m  1");
        assert!(coloured("fail  2", false).ends_with("\u{1b}[0m  2"), "{:?}", coloured("fail  2", false));
    }
}
