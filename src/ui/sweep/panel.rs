//! The sweep: its settings, what they amount to, and how far it is.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::core::cast;
use crate::core::parameter::Parameter;
use crate::core::phase::{Activity, Phase};
use crate::core::snapshot::{Scan, ScanProgress};
use crate::core::sweep;
use crate::ui::common::context::panel::title;
use crate::ui::common::context::panel::value;
use crate::ui::common::context::{Context, Panel};
use crate::ui::kit::pen::Pen;
use crate::ui::kit::widgets::number;
use crate::ui::kit::widgets::text::first_row;

/// From this width on, what the settings amount to stands beside them.
const WIDE: u16 = 70;
/// Rows of what the settings amount to.
const SUMMARY: u16 = 3;

pub(in crate::ui) fn draw(context: &Context, area: Rect, buffer: &mut Buffer) {
    let mut pen = Pen::new(buffer, area);
    title(&mut pen, context, Panel::Sweep, "");
    let wide = area.width >= WIDE;
    let rows = area.height.saturating_sub(if wide { 1 } else { 1 + SUMMARY });
    fields(context, &mut pen, usize::from(rows));
    let place = if wide {
        Rect { x: area.x + 40, y: area.y + 1, width: area.width - 40, height: SUMMARY }
    } else {
        Rect { x: area.x, y: area.y + area.height - SUMMARY, width: area.width, height: SUMMARY }
    };
    summary(context, &mut Pen::new(pen.buffer, place.intersection(area)));
}

fn fields(context: &Context, pen: &mut Pen, rows: usize) {
    let theme = context.theme();
    let focused = context.selection.focus == Panel::Sweep;
    let cursor = context.selection.cursor(Panel::Sweep).row;
    let text = if context.bench.is_live() { theme.text() } else { theme.dim() };
    let fields = crate::ui::sweep::fields(&context.bench);
    let first = first_row(cursor, rows);
    for (row, &(label, parameter)) in fields.iter().enumerate().skip(first).take(rows) {
        let y = cast::cells(row - first) + 1;
        let selected = row == cursor;
        if selected {
            pen.put(0, y, "▸", if focused { theme.accent() } else { theme.dim() });
        }
        pen.put(2, y, label, theme.dim());
        let style = if selected && focused { theme.selected() } else { text };
        value(pen, context, (16, y, 15), parameter, style);
        let (_, unit) = number::value(context.bench.value(parameter));
        pen.put(32, y, unit, theme.dim());
    }
}

/// What the settings amount to, and the progress of the scan, in three rows.
pub(in crate::ui) fn summary(context: &Context, pen: &mut Pen) {
    let theme = context.theme();
    let expected = context.bench.scan_duration();
    if let Some((start, stop, sampling)) = context.bench.scan_limits() {
        let span = format!("{:.3}", stop.nm() - start.nm());
        let points = number::grouped(sweep::points(start, stop, sampling));
        let time = expected.map_or_else(|| "-".to_owned(), number::duration);
        let style = if context.bench.is_live() { theme.text() } else { theme.dim() };
        pen.row(
            2,
            0,
            &[
                (&span, style),
                (" nm  ", theme.dim()),
                (&points, style),
                (" points  ", theme.dim()),
                (&time, style),
            ],
        );
    }
    match context.bench.phase {
        Phase::Starting(Activity::Sweep) => drop(pen.put(2, 1, "starting ...", theme.moving())),
        Phase::Analyzing => drop(pen.put(2, 1, "computing traces", theme.moving())),
        Phase::Unknown
        | Phase::Idle
        | Phase::Starting(Activity::Reference)
        | Phase::Scanning
        | Phase::Ending
        | Phase::Referencing
        | Phase::Aborting
        | Phase::Busy => {
            if let Some(scan) = context.bench.scan {
                progress(context, pen, scan);
            } else if is_power_unsure(context) {
                pen.put(2, 1, number::SETTLES, theme.dim());
            }
        }
    }
}

/// Whether the unit of the power that sweeps is not known.
fn is_power_unsure(context: &Context) -> bool {
    let power = context.bench.power_of(Parameter::TlsPower(context.bench.active_tls()));
    power.is_some_and(|power| power.known().is_none())
}

fn progress(context: &Context, pen: &mut Pen, scan: Scan) {
    let theme = context.theme();
    let progress = scan.progress(context.now);
    let words = match progress {
        ScanProgress::Going(gone) => {
            let words = format!("scanning for {}", number::duration(gone));
            pen.put(2, 1, &words, theme.moving());
            return;
        }
        ScanProgress::Part(_, left) => format!("{} left", number::duration(left)),
        ScanProgress::Longer(by) => format!("{} longer than expected", number::duration(by)),
    };
    let part = progress.part().unwrap_or_default();
    let width = pen.area.width.saturating_sub(12).min(28);
    pen.bar((2, 1, width), part, theme.moving(), theme.dim());
    let percent = format!("{:3.0} %", part * 100.0);
    pen.put(width + 4, 1, &percent, theme.moving());
    pen.put(2, 2, &words, theme.dim());
}
