//! What the command line may become, above the row in which it is typed.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::{Clear, Widget};

use crate::core::cast;
use crate::core::text::clean;
use crate::ui::common::context::Context;
use crate::ui::frame::commands::usages;
use crate::ui::frame::line::CommandLine;
use crate::ui::kit::pen::Pen;

/// Lines shown at the most.
const MOST: usize = 9;

/// Draws the list at the bottom of the page: ways to go on, or, when there is one way, what may stand there.
pub(super) fn draw(context: &Context, line: &CommandLine, area: Rect, buffer: &mut Buffer) {
    let theme = context.theme();
    let usages = usages(&line.field.text());
    let room = MOST.min(usize::from(area.height).saturating_sub(1));
    let listed = if usages.len() == 1 && line.offered.len() > 1 { line.offered.len() } else { 0 };
    let rows = (usages.len() + listed).min(room);
    let height = cast::cells(rows) + 1;
    let place = Rect { y: area.bottom().saturating_sub(height), height: height.min(area.height), ..area };
    Clear.render(place, buffer);
    let mut pen = Pen::new(buffer, place);
    pen.put(0, 0, &"─".repeat(usize::from(place.width)), theme.dim());
    for (index, command) in usages.iter().take(rows).enumerate() {
        let y = cast::cells(index) + 1;
        pen.put(2, y, &command.pattern(), theme.text());
        pen.put(46.min(place.width / 2 + 4), y, command.about(), theme.dim());
    }
    if listed > 0 {
        // The chosen one is always among those that are shown.
        let shown = rows.saturating_sub(1);
        let first = line.chosen.map_or(0, |chosen| (chosen + 1).saturating_sub(shown));
        for (y, (index, offer)) in (2..).zip(line.offered.iter().enumerate().skip(first).take(shown)) {
            let chosen = line.chosen == Some(index);
            let (marker, style) = if chosen { ("▸", theme.accent()) } else { (" ", theme.text()) };
            let end = pen.put(2, y, marker, style);
            let end = pen.put(end + 1, y, &ending(&offer.word, usize::from(place.width) - 6), style);
            pen.put(end + 2, y, &offer.about, theme.dim());
        }
    } else if usages.len() > rows || line.offered.len() > 1 {
        let words: Vec<String> = line
            .offered
            .iter()
            .enumerate()
            .take(12)
            .map(|(index, offer)| match line.chosen {
                Some(chosen) if chosen == index => format!("[{}]", offer.word),
                _ => offer.word.clone(),
            })
            .collect();
        let shown = format!(" {} ", words.join("  "));
        pen.right(0, &[(&shown, theme.accent()), ("─", theme.dim())]);
    }
}

/// What does not fit is cut in front: files differ at the end of their names.
fn ending(word: &str, width: usize) -> String {
    let word = clean(word);
    let count = word.chars().count();
    if count <= width {
        return word;
    }
    std::iter::once('…').chain(word.chars().skip(count + 1 - width)).collect()
}
