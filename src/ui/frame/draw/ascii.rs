//! A screen in ASCII: every sign that is none is shown by one that is, in its place.

use ratatui::buffer::{Buffer, Cell};

/// Signs of the screen, and what stands for them.
const SIGNS: [(&str, &str); 27] = [
    ("─━╴╶╺╸╌┄", "-"),
    ("│┃┊┆┇", "|"),
    ("┌┐└┘╭╮╰╯├┤┬┴┼┕┙", "+"),
    ("…", "~"),
    ("▸▶►", ">"),
    ("◂◀◄", "<"),
    ("▲↑", "^"),
    ("▼▾↓", "v"),
    ("●◆■", "*"),
    ("○◇□", "o"),
    ("·", "."),
    ("→", ">"),
    ("←", "<"),
    ("µμ", "u"),
    ("±", "+"),
    ("×", "x"),
    ("Δδ", "d"),
    ("λ", "l"),
    ("σ", "s"),
    ("−", "-"),
    ("≥", ">"),
    ("“”", "\""),
    ("█", "#"),
    ("░", "."),
    ("▌", "|"),
    ("▀", "\""),
    ("▄", "_"),
];

/// Puts another sign where one is no ASCII.
pub(crate) fn reduce(buffer: &mut Buffer) {
    // Of one sign with a blank beside it two are made: behind it, or before it.
    let around = |cells: &[Cell]| cells[0].symbol() == " " && cells[1].symbol() == "±";
    let parted: Vec<usize> =
        buffer.content.windows(2).enumerate().filter(|(_, two)| around(two)).map(|(at, _)| at).collect();
    for at in parted {
        buffer.content[at].set_symbol("+");
        buffer.content[at + 1].set_symbol("-");
    }
    let mut is_least = false;
    for cell in &mut buffer.content {
        if std::mem::replace(&mut is_least, cell.symbol() == "≥") && cell.symbol() == " " {
            cell.set_symbol("=");
        }
        if cell.symbol().is_ascii() {
            continue;
        }
        let known = SIGNS.iter().find(|(signs, _)| signs.contains(cell.symbol()));
        let shown = known.map_or("?", |(_, shown)| shown);
        cell.set_symbol(shown);
    }
}

#[cfg(test)]
mod tests {
    use ratatui::layout::Rect;
    use ratatui::style::Style;

    use super::*;

    #[test]
    fn nothing_that_is_drawn_is_a_question() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 12, 1));
        buffer.set_string(0, 0, "█▀▄▌░ Q ±5 ±", Style::default());
        reduce(&mut buffer);
        let shown: String = buffer.content.iter().map(Cell::symbol).collect();
        assert_eq!(shown, "#\"_|. Q+-5+-");
    }

    #[test]
    fn at_least_is_two_signs() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 14, 1));
        buffer.set_string(0, 0, "≥ 38.2 ≥38 1±µ", Style::default());
        reduce(&mut buffer);
        let shown: String = buffer.content.iter().map(ratatui::buffer::Cell::symbol).collect();
        assert_eq!(shown, ">=38.2 >38 1+u");
    }
}
