//! What the command line may become, above the row in which it is typed.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::{Clear, Widget};

use super::pen::Pen;
use crate::ui::command::{CommandLine, complete};
use crate::ui::state::State;

/// Lines shown at the most.
const MOST: usize = 9;

/// Draws the list at the bottom of the page.
pub fn draw(state: &State, line: &CommandLine, area: Rect, buffer: &mut Buffer) {
    let theme = state.theme();
    let usages = complete::usages(&line.field.text());
    let rows = usages.len().min(MOST).min(usize::from(area.height).saturating_sub(1));
    let height = rows as u16 + 1;
    let place = Rect { y: area.bottom().saturating_sub(height), height: height.min(area.height), ..area };
    Clear.render(place, buffer);
    let mut pen = Pen::new(buffer, place);
    pen.put(0, 0, &"─".repeat(usize::from(place.width)), theme.dim());
    for (index, (pattern, about)) in usages.iter().take(rows).enumerate() {
        let y = index as u16 + 1;
        pen.put(2, y, pattern, theme.text());
        pen.put(46.min(place.width / 2 + 4), y, about, theme.dim());
    }
    let words: Vec<String> = line
        .offered
        .iter()
        .enumerate()
        .take(12)
        .map(|(index, word)| if line.chosen == Some(index) { format!("[{word}]") } else { word.clone() })
        .collect();
    if usages.len() > rows || line.offered.len() > 1 {
        let shown = format!(" {} ", words.join("  "));
        pen.right(0, &[(&shown, theme.accent()), ("─", theme.dim())]);
    }
}
