//! The last trace, whole, and the one that is on its way.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::pen::{Pen, Side};
use super::sweep::bar;
use crate::core::snapshot::Download;
use crate::core::trace::Trace;
use crate::ui::charts::dots::Dots;
use crate::ui::charts::reduce::columns;
use crate::ui::charts::scale::Scale;
use crate::ui::state::{Focus, State};
use crate::ui::widgets::number;

/// Columns of the scale at the left.
const SCALE: u16 = 8;

/// Draws the panel.
pub fn draw(state: &State, area: Rect, buffer: &mut Buffer) {
    let theme = state.theme();
    let mut pen = Pen::new(buffer, area);
    let about = state.trace.as_ref().map_or_else(String::new, |trace| about(state, trace));
    pen.title(state, Focus::Trace, &about);
    let mut body = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
    if let Some(download) = &state.bench.download {
        progress(state, &mut pen, download);
        body = Rect { y: body.y + 1, height: body.height.saturating_sub(1), ..body };
    }
    match &state.trace {
        Some(trace) => plot(state, trace, body, pen.buffer),
        None if state.bench.download.is_none() => {
            let key = state.fixed.keymap.key(crate::core::action::Action::Download);
            let words = format!(
                "no trace yet; after a sweep, {} fetches the selected detector's",
                key.as_deref().unwrap_or("download")
            );
            pen.put(3, 2, &words, theme.dim());
        }
        None => {}
    }
}

fn name(state: &State, trace: crate::core::trace::TraceId) -> String {
    format!("{} of {} ({})", trace.kind, state.detector_name(trace.detector), trace.detector)
}

fn about(state: &State, trace: &Trace) -> String {
    format!(
        "{}   {:.3} to {:.3} nm   {} points",
        name(state, trace.id),
        trace.start.nm(),
        trace.stop().nm(),
        number::grouped(trace.y.len() as u64)
    )
}

fn progress(state: &State, pen: &mut Pen, download: &Download) {
    let theme = state.theme();
    let gone = state.now.saturating_duration_since(download.since).as_secs_f64();
    let part = if download.of > 0 { download.have as f64 / download.of as f64 } else { 0.0 };
    let rate = if gone > 0.2 { download.have as f64 / gone } else { 0.0 };
    let left = if rate > 0.0 { (download.of - download.have.min(download.of)) as f64 / rate } else { 0.0 };
    let megabytes = |bytes: usize| bytes as f64 / 1e6;
    let words = format!(
        " {:.2} of {:.2} MB   {:.2} MB/s   {} left   {}",
        megabytes(download.have),
        megabytes(download.of),
        rate / 1e6,
        number::duration(std::time::Duration::from_secs_f64(left)),
        name(state, download.trace)
    );
    let width = (pen.area.width / 4).min(30);
    bar(pen, 3, 1, width, part, theme.moving(), theme.dim());
    pen.put(3 + width, 1, &words, theme.text());
}

fn plot(state: &State, trace: &Trace, area: Rect, buffer: &mut Buffer) {
    let theme = state.theme();
    if area.width <= SCALE + 4 || area.height < 4 || trace.y.is_empty() {
        return;
    }
    let place = Rect { x: area.x + SCALE, y: area.y, width: area.width - SCALE - 1, height: area.height - 2 };
    let mut dots = Dots::new(place.width, place.height);
    let columns = columns(&trace.y, dots.columns());
    let finite = || columns.iter().flatten().flat_map(|c| [c.least, c.greatest]).filter(|y| y.is_finite());
    let low = finite().fold(f32::INFINITY, f32::min);
    let high = finite().fold(f32::NEG_INFINITY, f32::max);
    let mut pen = Pen::new(buffer, area);
    if low > high {
        pen.put(SCALE, 0, "no sample of this trace is a number", theme.dim());
        return;
    }
    let scale = Scale::around(f64::from(low), f64::from(high));
    let rows = dots.rows();
    let mut before: Option<(usize, usize)> = None;
    for (x, column) in columns.iter().enumerate() {
        let Some(column) = column else {
            before = None;
            continue;
        };
        let row = |y| scale.row(y, rows).unwrap_or(0);
        if let Some(before) = before {
            dots.line(before, (x, row(column.first)), 0);
        }
        dots.run(x, row(column.least), row(column.greatest), 0);
        before = Some((x, row(column.last)));
    }
    axes(state, &mut pen, scale, trace, place);
    let channel = state.fixed.detectors.iter().position(|(d, _)| *d == trace.id.detector).unwrap_or(0);
    dots.render(state.view.glyphs, place, buffer, |_| theme.channel(channel));
}

fn axes(state: &State, pen: &mut Pen, scale: Scale, trace: &Trace, plot: Rect) {
    let dim = state.theme().dim();
    for y in 0..plot.height {
        pen.put(SCALE - 1, y, "│", dim);
    }
    let (ticks, decimals) = scale.ticks(usize::from(plot.height / 2).clamp(2, 7));
    for tick in ticks {
        let row = ((1.0 - scale.part(tick)) * f64::from(plot.height.saturating_sub(1))).round() as u16;
        let tick = if tick == 0.0 { 0.0 } else { tick };
        pen.column(0, row, SCALE - 2, Side::Right, &format!("{tick:.decimals$}"), dim);
        pen.put(SCALE - 1, row, "┤", dim);
    }
    pen.put(SCALE - 1, plot.height, &format!("└{}", "─".repeat(usize::from(plot.width))), dim);
    pen.column(0, plot.height, SCALE - 2, Side::Right, "dB", dim);
    let x_scale = Scale { low: trace.start.nm(), high: trace.stop().nm() };
    let (ticks, decimals) = x_scale.ticks(usize::from(plot.width / 16).max(2));
    for tick in ticks {
        let x = SCALE + (x_scale.part(tick) * f64::from(plot.width - 1)).round() as u16;
        pen.put(x, plot.height, "┴", dim);
        let label = format!("{tick:.decimals$}");
        let from = x.saturating_sub(label.len() as u16 / 2);
        let last = (SCALE + plot.width).saturating_sub(label.len() as u16);
        pen.put(from.min(last), plot.height + 1, &label, dim);
    }
    pen.column(0, plot.height + 1, SCALE - 4, Side::Right, "nm", dim);
}
