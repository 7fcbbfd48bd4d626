//! The sweep: its settings, what they amount to, and how far it is.

use std::time::Duration;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::lasers::{first_row, value};
use super::pen::Pen;
use crate::core::parameter::Parameter;
use crate::core::phase::{Activity, Phase};
use crate::core::snapshot::Scan;
use crate::core::sweep;
use crate::ui::state::{Focus, State};
use crate::ui::widgets::number;

/// From this width on, what the settings amount to stands beside them.
const WIDE: u16 = 70;
/// Rows of what the settings amount to.
const SUMMARY: u16 = 3;

/// Draws the panel.
pub fn draw(state: &State, area: Rect, buffer: &mut Buffer) {
    let mut pen = Pen::new(buffer, area);
    pen.title(state, Focus::Sweep, "");
    let wide = area.width >= WIDE;
    let rows = area.height.saturating_sub(if wide { 1 } else { 1 + SUMMARY });
    fields(state, &mut pen, usize::from(rows));
    let place = if wide {
        Rect { x: area.x + 40, y: area.y + 1, width: area.width - 40, height: SUMMARY }
    } else {
        Rect { x: area.x, y: area.y + area.height - SUMMARY, width: area.width, height: SUMMARY }
    };
    summary(state, &mut Pen::new(pen.buffer, place.intersection(area)));
}

fn fields(state: &State, pen: &mut Pen, rows: usize) {
    let theme = state.theme();
    let focused = state.focus == Focus::Sweep;
    let cursor = state.cursor(Focus::Sweep).row;
    let text = if state.bench.is_live() { theme.text() } else { theme.dim() };
    let fields = state.sweep_fields();
    let first = first_row(cursor, rows);
    for (row, &parameter) in fields.iter().enumerate().skip(first).take(rows) {
        let y = (row - first) as u16 + 1;
        let selected = row == cursor;
        if selected {
            pen.put(0, y, "▸", if focused { theme.accent() } else { theme.dim() });
        }
        pen.put(2, y, label(parameter), theme.dim());
        let style = if selected && focused { theme.selected() } else { text };
        value(state, pen, (16, y, 15), parameter, style);
        let (_, unit) = number::value(parameter, state.bench.value(parameter));
        pen.put(32, y, unit, theme.dim());
    }
}

const fn label(parameter: Parameter) -> &'static str {
    match parameter {
        Parameter::ScanStart => "start",
        Parameter::ScanStop => "stop",
        Parameter::Sampling => "sampling",
        Parameter::TlsSpeed(_) => "speed",
        Parameter::TlsPower(_) => "power",
        Parameter::TlsLaser(_) => "laser",
        Parameter::Stabilization => "stabilization",
        _ => "mode",
    }
}

/// What the settings amount to, and the progress of the scan, in three rows.
pub(super) fn summary(state: &State, pen: &mut Pen) {
    let theme = state.theme();
    let expected = state.bench.scan_duration();
    if let Some((start, stop, sampling)) = state.bench.scan_limits() {
        let span = format!("{:.3}", stop.nm() - start.nm());
        let points = number::grouped(sweep::points(start, stop, sampling));
        let time = expected.map_or_else(|| "-".to_owned(), number::duration);
        let style = if state.bench.is_live() { theme.text() } else { theme.dim() };
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
    match (state.bench.phase, state.bench.scan) {
        (Phase::Starting(Activity::Sweep), _) => drop(pen.put(2, 1, "starting ...", theme.moving())),
        (Phase::Analyzing, _) => drop(pen.put(2, 1, "traces are being computed", theme.moving())),
        (_, Some(scan)) => progress(state, pen, scan),
        _ => {}
    }
}

fn progress(state: &State, pen: &mut Pen, scan: Scan) {
    let theme = state.theme();
    let gone = state.now.saturating_duration_since(scan.since);
    let Some(expected) = scan.expected.filter(|expected| !expected.is_zero()) else {
        let words = format!("scanning for {}", number::duration(gone));
        pen.put(2, 1, &words, theme.moving());
        return;
    };
    let part = (gone.as_secs_f64() / expected.as_secs_f64()).min(1.0);
    bar(pen, 2, 1, pen.area.width.saturating_sub(12).min(28), part, theme.moving(), theme.dim());
    let percent = format!("{:3.0} %", part * 100.0);
    pen.put(pen.area.width.saturating_sub(12).min(28) + 4, 1, &percent, theme.moving());
    let left = expected.saturating_sub(gone);
    let words = if left > Duration::ZERO {
        format!("{} left", number::duration(left))
    } else {
        format!("{} longer than expected", number::duration(gone - expected))
    };
    pen.put(2, 2, &words, theme.dim());
}

/// A thin bar that is full at `part` 1.
pub(super) fn bar(
    pen: &mut Pen,
    x: u16,
    y: u16,
    width: u16,
    part: f64,
    full: ratatui::style::Style,
    empty: ratatui::style::Style,
) {
    let filled = (f64::from(width) * part).round() as usize;
    let rest = usize::from(width) - filled.min(usize::from(width));
    pen.row(x, y, &[(&"━".repeat(filled), full), (&"─".repeat(rest), empty)]);
}
