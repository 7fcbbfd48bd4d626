//! Texts and lists that have to fit.

/// The first row to show so that `selected` is among `rows`.
pub(in crate::ui) fn first_row(selected: usize, rows: usize) -> usize {
    (selected + 1).saturating_sub(rows)
}

/// A text in lines of at most so many characters, broken between words where that is possible.
pub(in crate::ui) fn wrapped(text: &str, width: usize) -> Vec<String> {
    let width = width.max(1);
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let mut word: Vec<char> = word.chars().collect();
        loop {
            let used = lines.last().map_or(width, |line| line.chars().count());
            if used < width && used + 1 + word.len() <= width {
                let line = lines.last_mut().expect("there is one");
                line.push(' ');
                line.extend(&word);
                break;
            }
            let rest = word.split_off(word.len().min(width));
            lines.push(word.into_iter().collect());
            if rest.is_empty() {
                break;
            }
            word = rest;
        }
    }
    lines
}
