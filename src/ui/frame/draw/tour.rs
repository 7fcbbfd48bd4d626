//! A step of the tour, at the top of the bench.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::{Clear, Widget};

use crate::core::cast;
use crate::ui::common::context::Context;
use crate::ui::frame::actions::values::CANCEL;
use crate::ui::frame::steps::STEPS;
use crate::ui::frame::tour::Tour;
use crate::ui::kit::pen::Pen;
use crate::ui::kit::widgets::text::wrapped;

/// Columns of the text, where there are so many.
const WIDTH: u16 = 110;

pub(super) fn draw(context: &Context, tour: Tour, area: Rect, buffer: &mut Buffer) {
    let Some(step) = STEPS.get(tour.step) else { return };
    let theme = context.theme();
    let width = usize::from(WIDTH.min(area.width.saturating_sub(2)));
    let lines = wrapped(&(step.words)(context), width);
    let height = (cast::cells(lines.len()) + 2).min(area.height);
    let place = Rect { height, ..area };
    Clear.render(place, buffer);
    let mut pen = Pen::new(buffer, place);
    let number = format!(" Tour {} of {}   {}", tour.step + 1, STEPS.len(), step.title);
    let end = pen.put(0, 0, &number, theme.accent());
    let leave = context.fixed.keymap.key(CANCEL).unwrap_or_else(|| ":tour end".into());
    pen.put(end + 3, 0, &format!("{leave} leaves"), theme.dim());
    for (y, line) in (1..).zip(&lines) {
        pen.put(1, y, line, theme.text());
    }
    pen.put(0, height - 1, &"─".repeat(usize::from(place.width)), theme.dim());
}
