//! The conversation with the instrument: lines, responses, and the line that is typed.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::core::cast;
use crate::ui::common::context::Context;
use crate::ui::kit::pen::Pen;
use crate::ui::kit::widgets::number;
use crate::ui::kit::widgets::typed::draw_field;
use crate::ui::scpi::ScpiState;
use crate::ui::scpi::conversation::{Entry, Response, complete};

pub(in crate::ui) fn draw(scpi: &ScpiState, context: &Context, area: Rect, buffer: &mut Buffer) {
    let theme = context.theme();
    let mut pen = Pen::new(buffer, area);
    pen.row(0, 0, &[(" SCPI", theme.accent()), ("   dangerous commands ask first", theme.dim())]);
    let typed = area.height.saturating_sub(2);
    pen.put(1, typed, ">", theme.accent());
    draw_field(theme, &scpi.prompt.field, &mut pen, (3, typed));
    let offered = complete(&context.fixed.headers, &scpi.prompt.field.text());
    pen.put(3, typed + 1, &offered.join("  "), theme.dim());
    let rows = usize::from(typed.saturating_sub(2));
    let kept = scpi.conversation.entries.len().saturating_sub(scpi.prompt.back);
    let mut lines: Vec<Vec<(String, Style)>> = Vec::new();
    for entry in scpi.conversation.entries[..kept].iter().rev() {
        let mut above = lines_of(context, entry);
        above.extend(std::mem::take(&mut lines));
        lines = above;
        if lines.len() >= rows {
            break;
        }
    }
    let skip = lines.len().saturating_sub(rows);
    for (y, line) in lines.iter().skip(skip).enumerate() {
        let pieces: Vec<(&str, Style)> = line.iter().map(|(text, style)| (text.as_str(), *style)).collect();
        pen.row(1, cast::cells(y) + 2, &pieces);
    }
    if lines.is_empty() {
        pen.put(3, 2, "type *IDN? and Enter; Tab completes a header", theme.dim());
    }
}

fn lines_of(context: &Context, entry: &Entry) -> Vec<Vec<(String, Style)>> {
    let theme = context.theme();
    let took = entry.took.map_or_else(String::new, |took| format!("   {}", number::round_trip(took)));
    let mut lines =
        vec![vec![("> ".into(), theme.dim()), (entry.sent.clone(), theme.strong()), (took, theme.dim())]];
    match &entry.response {
        Some(Response::Answer(words)) => {
            lines.push(vec![("  ".into(), theme.dim()), (words.clone(), theme.text())]);
        }
        Some(Response::None(words)) => {
            lines.push(vec![("  ".into(), theme.dim()), (words.clone(), theme.warning())]);
        }
        None if entry.waiting.is_some() => lines.push(vec![("  ...".into(), theme.moving())]),
        None => {}
    }
    for error in &entry.errors {
        lines.push(vec![("  error queue: ".into(), theme.dim()), (error.clone(), theme.warning())]);
    }
    lines
}
