//! Everything that was said on the line, newest at the bottom.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::core::cast;
use crate::core::transcript::{Cause, Exchange, Response};
use crate::ui::common::context::Context;
use crate::ui::kit::pen::{Pen, Side};
use crate::ui::kit::widgets::number;
use crate::ui::kit::widgets::typed::draw_field;
use crate::ui::scpi::transcript::TranscriptView;

pub(in crate::ui) fn draw(context: &Context, page: &TranscriptView, area: Rect, buffer: &mut Buffer) {
    let theme = context.theme();
    let mut pen = Pen::new(buffer, area);
    let what = if page.polling { "   everything" } else { "   polling hidden" };
    let x =
        pen.row(0, 0, &[(" Transcript", theme.accent()), (what, theme.dim()), ("   filter ", theme.dim())]);
    if page.typing {
        draw_field(theme, &page.filter, &mut pen, (x, 0));
    } else {
        pen.put(x, 0, if page.filter.is_empty() { "none" } else { "" }, theme.dim());
        pen.put(x, 0, &page.filter.text(), theme.strong());
    }
    let rows = usize::from(area.height.saturating_sub(2));
    let picked = context.fixed.transcript.pick(rows.saturating_add(page.back), |e| page.shows(e));
    let shown = picked.len().saturating_sub(page.back).max(rows.min(picked.len()));
    let first = shown.saturating_sub(rows);
    for (y, exchange) in picked[first..shown].iter().enumerate() {
        line(context, exchange, &mut pen, cast::cells(y) + 2);
    }
    if picked.is_empty() {
        pen.put(3, 2, "nothing to show", theme.dim());
    }
}

fn line(context: &Context, exchange: &Exchange, pen: &mut Pen, y: u16) {
    let theme = context.theme();
    let ago = context.now.saturating_duration_since(exchange.at);
    pen.column(1, y, 12, Side::Right, &format!("-{}", number::duration(ago)), theme.dim());
    let (mark, style) = match exchange.cause {
        Cause::Polling => (" ", theme.dim()),
        Cause::Operator => ("▸", theme.accent()),
        Cause::Urgent => ("!", theme.alarm()),
    };
    pen.put(14, y, mark, style);
    let end = pen.put(16, y, &exchange.message, theme.text());
    let took = number::round_trip(exchange.took);
    let (words, style) = match &exchange.response {
        Response::Nothing => (String::new(), theme.dim()),
        Response::Answer(words) => (format!("{words}   {took}"), theme.dim()),
        Response::Block(bytes) => (format!("block of {bytes} bytes   {took}"), theme.dim()),
        Response::Failed(words) => (words.clone(), theme.warning()),
    };
    pen.put(end.max(58.min(pen.area.width / 2)) + 2, y, &words, style);
}
