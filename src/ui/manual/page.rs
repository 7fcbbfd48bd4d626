//! A topic of the manual, and beside it, where there is room, what else there is.
//!
//! ```text
//!  Manual   Files                                              6 of 16   40 %
//!    tour         Figures
//!  ▸ files        A figure shows what the chart shows. ...
//! ```

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::core::cast;
use crate::manual::line::Look;
use crate::manual::topic::Topic;
use crate::ui::common::context::Context;
use crate::ui::kit::pen::Pen;
use crate::ui::kit::theme::Theme;
use crate::ui::kit::widgets::text::first_row;
use crate::ui::manual::{ManualState, Room, last_first};

/// Columns of the list of topics.
const TOPICS: u16 = 20;
/// From this width on it stands beside the text.
const WIDE: u16 = 90;
/// Longer lines are hard to read.
const LONGEST: u16 = 100;
/// Rows above the text.
const ABOVE: u16 = 2;

/// Where the text stands.
fn place(area: Rect) -> Rect {
    let left = if area.width < WIDE { 1 } else { TOPICS };
    let width = area.width.saturating_sub(left + 1).min(LONGEST);
    Rect { x: area.x + left, y: area.y + ABOVE, width, height: area.height.saturating_sub(ABOVE) }
}

/// The room that the text has.
pub(in crate::ui) fn room(area: Rect) -> Room {
    let place = place(area);
    Room { width: usize::from(place.width), height: usize::from(place.height) }
}

pub(in crate::ui) fn draw(manual: &ManualState, context: &Context, area: Rect, buffer: &mut Buffer) {
    let theme = context.theme();
    let (place, room) = (place(area), room(area));
    let lines = manual.lines(room);
    let first = manual.first(&lines, room);
    let mut pen = Pen::new(buffer, area);
    let read = match last_first(&lines, room) {
        0 => 100,
        last => 100 * first / last,
    };
    let place_in_it = format!("{} of {}  {read:3} % ", manual.topic.index() + 1, Topic::ALL.len());
    let right = pen.right(0, &[(&place_in_it, theme.dim())]);
    let title = Rect { width: right.saturating_sub(1), ..pen.area };
    Pen::new(pen.buffer, title).row(
        0,
        0,
        &[(" Manual   ", theme.accent()), (manual.topic.title(), theme.strong())],
    );
    if area.width >= WIDE {
        let first = first_row(manual.topic.index(), room.height);
        for (topic, y) in Topic::ALL.iter().skip(first).zip(ABOVE..area.height) {
            let selected = *topic == manual.topic;
            if selected {
                pen.put(1, y, "▸", theme.accent());
            }
            pen.put(3, y, topic.word(), if selected { theme.accent() } else { theme.dim() });
        }
    }
    for (row, line) in lines.iter().skip(first).take(room.height).enumerate() {
        let y = place.y - area.y + cast::cells(row);
        let mut x = place.x - area.x;
        for span in &line.spans {
            x = pen.put(x, y, &span.text, style(theme, span.look));
        }
    }
}

const fn style(theme: &Theme, look: Look) -> Style {
    match look {
        Look::Text => theme.text(),
        Look::Strong => theme.strong(),
        Look::Code => theme.good(),
        Look::Heading => theme.accent(),
        Look::Rule => theme.dim(),
    }
}
