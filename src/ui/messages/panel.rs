//! What the operator was told: all of it in a panel, the last of it in a row.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::core::event::Severity;
use crate::ui::common::context::panel::title;
use crate::ui::common::context::{Context, Panel};
use crate::ui::kit::pen::Pen;
use crate::ui::kit::widgets::text::{cells, wrapped};
use crate::ui::messages::Messages;

pub(in crate::ui) fn draw(messages: &Messages, context: &Context, area: Rect, buffer: &mut Buffer) {
    let theme = context.theme();
    let mut pen = Pen::new(buffer, area);
    title(&mut pen, context, Panel::Messages, "newest first");
    let first = context.selection.cursor(Panel::Messages).row;
    let mut y = 1;
    for message in messages.newest().skip(first) {
        if y >= area.height {
            break;
        }
        let x = pen.row(1, y, &[(&message.at, theme.dim()), ("  ", theme.dim())]);
        for line in wrapped(&message.words, usize::from(area.width.saturating_sub(x + 1))) {
            pen.put(x, y, &line, style(context, message.level));
            y += 1;
        }
    }
}

fn style(context: &Context, level: Severity) -> Style {
    let theme = context.theme();
    match level {
        Severity::Info => theme.text(),
        Severity::Warning => theme.warning(),
        Severity::Alarm => theme.alarm(),
    }
}

/// Columns of the row beside the words of the last message: the mark before them, a blank and the time behind them.
const BESIDE: u16 = MARK + 10;
/// Columns of the mark before them.
const MARK: u16 = 3;

/// Whether the row of this width has room for all of these words.
pub(in crate::ui) fn has_room(words: &str, width: u16) -> bool {
    !words.contains('\n') && cells(words) <= width.saturating_sub(BESIDE)
}

/// Draws the last message in a row.
pub(in crate::ui) fn draw_last(messages: &Messages, context: &Context, area: Rect, buffer: &mut Buffer) {
    let Some(message) = messages.last() else { return };
    let theme = context.theme();
    let mut pen = Pen::new(buffer, area);
    let right = pen.right(0, &[(&message.at, theme.dim()), (" ", Style::new())]);
    let mut left = Pen { area: Rect { width: right.saturating_sub(1), ..pen.area }, buffer: pen.buffer };
    let style = style(context, message.level);
    // What is cut there is whole in the panel.
    let words = message.within(left.area.width.saturating_sub(MARK));
    left.row(0, 0, &[(" ▸ ", theme.dim()), (&words, style)]);
}
