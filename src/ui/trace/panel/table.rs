//! The markers, and the resonances in the window.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::analysis::measured::Measured;
use crate::analysis::resonance::Resonance;
use crate::core::cast;
use crate::ui::common::context::Context;
use crate::ui::kit::pen::{Pen, Side};
use crate::ui::kit::widgets::number;
use crate::ui::kit::widgets::text::first_row;
use crate::ui::trace::TraceState;
use crate::ui::trace::traces::table::Order;

pub(super) fn draw(trace: &TraceState, context: &Context, area: Rect, buffer: &mut Buffer) {
    let mut pen = Pen::new(buffer, area);
    let next = markers(trace, context, &mut pen);
    let rest = Rect { y: area.y + next.min(area.height), height: area.height.saturating_sub(next), ..area };
    resonances(trace, context, &mut Pen::new(buffer, rest));
}

/// One row for each marker; the row after them.
fn markers(trace: &TraceState, context: &Context, pen: &mut Pen) -> u16 {
    let theme = context.theme();
    let mut y = 0;
    let reference = trace.traces.delta.and_then(|number| trace.traces.markers[number]);
    for (number, place) in trace.traces.markers.iter().enumerate() {
        let Some(place) = *place else { continue };
        // One that the trace does not reach keeps its wavelength and has no level.
        let there = trace.traces.at(place);
        let nm = there.map_or(place, |(_, nm, _)| nm);
        let level = there.map_or_else(|| "outside".to_owned(), |(_, _, level)| number::level(level));
        let away = match reference {
            Some(reference) if trace.traces.delta != Some(number) => {
                format!("{:+.2} pm", (nm - reference) * 1e3)
            }
            Some(_) => "Δ from here".into(),
            None => String::new(),
        };
        let words = format!("{nm:.5}  {level:>8}");
        pen.row(
            1,
            y,
            &[
                (&(number + 1).to_string(), theme.strong()),
                ("  ", theme.dim()),
                (&words, theme.text()),
                ("  ", theme.dim()),
                (&away, theme.dim()),
            ],
        );
        y += 1;
    }
    if y == 0 { 0 } else { y + 1 }
}

fn resonances(trace: &TraceState, context: &Context, pen: &mut Pen) {
    let theme = context.theme();
    let Some(table) = &trace.traces.table else { return };
    let head = |order: Order, text: &str| {
        if table.order() == order { format!("▾{text}") } else { text.to_owned() }
    };
    let columns = [
        (1, 11, head(Order::Wavelength, "nm")),
        (13, 6, head(Order::Depth, "dB")),
        (20, 7, head(Order::Width, "pm")),
        (28, 8, head(Order::Q, "Q")),
        (37, 7, head(Order::Fsr, "FSR pm")),
    ];
    // In little room the selected row goes before the heads of the columns, and those before what is said of it.
    let height = pen.area.height;
    let (headed, explained) = (u16::from(height > 2), u16::from(height > 3));
    for (x, width, text) in columns.iter().filter(|_| headed > 0) {
        pen.column(*x, 0, *width, Side::Right, text, theme.dim());
    }
    let room = usize::from(height.saturating_sub(headed + explained + 1));
    let first = first_row(table.row, room);
    for (index, row) in table.rows().enumerate().skip(first).take(room) {
        line(context, pen, cast::cells(index - first) + headed, row, index == table.row);
    }
    let fitted = table.rows().filter(|row| row.is_trusted()).count();
    let words = match (table.is_computing(), table.rows().len()) {
        (true, 0) => "searching ...".to_owned(),
        (_, 0) => format!("none of {} dB or more", trace.traces.method.search.excursion),
        (_, count) => format!(
            "{count} found, width at {} dB, {fitted} fitted{}{}",
            trace.traces.method.down_db,
            match table.missing_nm().len() {
                0 => String::new(),
                count => format!(", {count} missing on the comb"),
            },
            if table.filter().is_empty() { String::new() } else { format!(", with {:?}", table.filter()) }
        ),
    };
    if let Some(selected) = table.at(table.row).filter(|_| explained > 0) {
        pen.put(1, height - 2, &selected.sureness(), theme.text());
    }
    pen.put(1, height.saturating_sub(1), &words, theme.dim());
}

fn line(context: &Context, pen: &mut Pen, y: u16, row: &Resonance, selected: bool) {
    let theme = context.theme();
    let style = if selected { theme.accent() } else { theme.text() };
    let some = |one: Option<Measured>, decimals: usize| {
        one.map_or_else(|| "-".into(), |one| format!("{:.decimals$}", one.value))
    };
    if selected {
        pen.put(0, y, "▸", theme.accent());
    }
    pen.column(1, y, 11, Side::Right, &format!("{:.5}", row.nm.value), style);
    pen.column(13, y, 6, Side::Right, &format!("{:.2}", row.depth), style);
    pen.column(20, y, 7, Side::Right, &some(row.width_pm, 1), style);
    // A Q that is not to be trusted is marked.
    let q = row
        .q
        .map_or_else(|| "-".into(), |q| format!("{}{:.0}", if row.is_trusted() { "" } else { "~" }, q.value));
    pen.column(28, y, 8, Side::Right, &q, style);
    pen.column(37, y, 7, Side::Right, &some(row.fsr_pm, 1), style);
}
