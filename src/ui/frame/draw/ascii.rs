//! A screen in ASCII: every sign that is none is shown by one that is, in its place.

use ratatui::buffer::Buffer;

/// Signs of the screen, and what stands for them.
const SIGNS: [(&str, &str); 20] = [
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
];

/// Puts another sign where one is no ASCII.
pub(crate) fn reduce(buffer: &mut Buffer) {
    for cell in &mut buffer.content {
        if cell.symbol().is_ascii() {
            continue;
        }
        let known = SIGNS.iter().find(|(signs, _)| signs.contains(cell.symbol()));
        let shown = known.map_or("?", |(_, shown)| shown);
        cell.set_symbol(shown);
    }
}
