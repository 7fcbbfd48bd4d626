//! The row above the keys: the field that is edited, or the last message.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::ui::common::context::Context;
use crate::ui::frame::edit::Edit;
use crate::ui::frame::state::{InputMode, State};
use crate::ui::kit::pen::Pen;
use crate::ui::kit::widgets::number::{self, UNSURE};
use crate::ui::kit::widgets::typed::draw_field;
use crate::ui::messages::panel;

pub(super) fn draw(state: &State, area: Rect, buffer: &mut Buffer) {
    let theme = state.context.theme();
    match &state.frame.mode {
        InputMode::Edit(edit) => value(&state.context, edit, &mut Pen::new(buffer, area)),
        InputMode::Command(line) => {
            let mut pen = Pen::new(buffer, area);
            pen.put(0, 0, " :", theme.accent());
            draw_field(theme, &line.field, &mut pen, (2, 0));
        }
        InputMode::Page | InputMode::Confirm(_) => {
            panel::draw_last(&state.messages, &state.context, area, buffer);
        }
    }
}

fn value(context: &Context, edit: &Edit, pen: &mut Pen) {
    let theme = context.theme();
    let pieces = [(" ", theme.text()), (&*edit.parameter.to_string(), theme.accent()), ("  ", theme.text())];
    let x = pen.row(0, 0, &pieces);
    let end = draw_field(theme, &edit.field, pen, (x, 0));
    if edit.sent {
        pen.put(end + 2, 0, "sent ...", theme.moving());
        return;
    }
    let (held, unit) = number::value(context.bench.value(edit.parameter));
    let unit = if unit == UNSURE { "dBm or mW, which a unit that is typed settles" } else { unit };
    let limits = context.bench.limits(&context.link.caps, edit.parameter);
    pen.put(end + 2, 0, &format!("now {held} {unit}   {limits}"), theme.dim());
}
