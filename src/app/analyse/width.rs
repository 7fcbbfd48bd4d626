//! Tables and lines that are no wider than what they are printed on.

use std::io::IsTerminal;

use unicode_width::UnicodeWidthStr;

use crate::export::measured::{Column, Table};

/// Columns where a terminal does not say how many it has.
const USUAL: usize = 100;
/// Between two columns of a table.
const GAP: usize = 2;
/// Columns that say of which row a line is: they stand in each part of a table.
const KEYS: [&str; 6] = ["verdict", "file", "trace", "kind", "number", "same_as"];

/// Columns of the standard output, if it is a terminal: a file is as wide as it may be.
pub(super) fn of_terminal() -> Option<usize> {
    let is_terminal = std::io::stdout().is_terminal();
    is_terminal.then(|| crossterm::terminal::size().map_or(USUAL, |(width, _)| usize::from(width)))
}

/// A table as parts below each other, none of which is wider than so many columns unless one of its columns is.
pub(super) fn parts(table: Table, width: Option<usize>) -> Vec<Table> {
    let Some(width) = width else { return vec![table] };
    let (keys, rest): (Vec<Column>, Vec<Column>) =
        table.0.into_iter().partition(|column| KEYS.contains(&column.name.as_str()));
    let of_keys: usize = keys.iter().map(|key| wide(key) + GAP).sum();
    let (mut parts, mut part, mut used) = (Vec::new(), keys.clone(), of_keys);
    for column in rest {
        let needed = wide(&column);
        if used + needed > width && part.len() > keys.len() {
            parts.push(Table(std::mem::replace(&mut part, keys.clone())));
            used = of_keys;
        }
        used += needed + GAP;
        part.push(column);
    }
    parts.push(Table(part));
    parts
}

fn wide(column: &Column) -> usize {
    Table(vec![column.clone()]).aligned().iter().map(|cell| cell.width()).max().unwrap_or_default()
}

/// A text whose lines are no longer than so many columns: what is too long goes on below.
pub(super) fn lines(text: &str, width: Option<usize>) -> String {
    let Some(width) = width else { return text.to_owned() };
    let options = textwrap::Options::new(width.max(20)).subsequent_indent("    ");
    // Colours take no room.
    let line = |line: &str| {
        if textwrap::core::display_width(line) <= width {
            line.to_owned()
        } else {
            textwrap::fill(line, &options)
        }
    };
    text.lines().map(|one| line(one) + "\n").collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::measured::Cells;

    #[test]
    fn a_wide_table_is_parts_that_say_of_which_row_they_are() {
        let column = |name: &str, cell: &str| Column {
            name: name.to_owned(),
            about: "",
            cells: Cells::Words(vec![cell.to_owned(); 2]),
        };
        let table = Table(vec![
            column("number", "1"),
            column("wavelength_nm", "1550.123"),
            column("depth_db", "10.0"),
            column("a_very_long_name_of_a_quantity", "1"),
        ]);
        assert_eq!(parts(table.clone(), None).len(), 1);
        let parts = parts(table, Some(40));
        let lines: Vec<Vec<String>> = parts.iter().map(Table::aligned).collect();
        assert_eq!(lines[0][0], "number  wavelength_nm  depth_db");
        assert_eq!(lines[1][0], "number  a_very_long_name_of_a_quantity");
        assert_eq!(lines.len(), 2);
        assert!(lines.iter().flatten().all(|line| line.width() <= 40), "{lines:?}");
    }

    #[test]
    fn a_long_line_goes_on_below() {
        let text = "short\none two three four five six seven\n";
        assert_eq!(lines(text, None), text);
        assert_eq!(lines(text, Some(20)), "short\none two three four\n    five six seven\n");
    }
}
