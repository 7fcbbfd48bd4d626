//! The traces.
//!
//! ```text
//! 5 Trace  ▸A IN1  B note ...                            centre, span, level
//! when and with what the selected one was swept
//! downloads under way
//! chart, with markers and cursor            | table of resonances, markers; on little room below the chart
//! overview of the whole span while zoomed
//! cursor: wavelength, frequency, level, distance to the delta marker; verdict of the mask
//! ```

pub(in crate::ui) mod chart;
mod header;
mod readout;
mod swept;
mod table;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::core::cast;
use crate::core::snapshot::Download;
use crate::ui::common::context::Context;
use crate::ui::kit::cut::{cut_bottom, cut_top};
use crate::ui::kit::pen::Pen;
use crate::ui::kit::widgets::number;
use crate::ui::kit::widgets::text::wrapped;
use crate::ui::trace::TraceState;
use crate::ui::trace::actions::{DOWNLOAD, DOWNLOAD_ALL};

/// From this width on the table stands beside the chart.
const BESIDE: u16 = 110;
/// The same where there is very little room: without the numbers of the scale at the bottom.
const LEAST_CHART: u16 = 3;
/// From this width on there is room for all columns of the table.
const WIDE: u16 = 170;
/// Rows that the chart keeps beside whatever else there is: two of curves, and its scale.
const CHART: u16 = 4;
/// From this height on there is an overview of the whole span while zoomed.
const OVERVIEW: u16 = 16;
/// From this height on the selected trace has a row of its own for when and with what it was swept.
const SWEPT: u16 = 12;
/// The same with the table below the chart.
const SWEPT_ABOVE_TABLE: u16 = 16;

/// Where the parts of the panel stand.
pub(in crate::ui) struct Parts {
    /// The row of what the selected trace is of.
    swept: Option<Rect>,
    /// The row of the download under way.
    progress: Option<Rect>,
    /// The chart with its scales.
    pub(crate) chart: Rect,
    overview: Option<Rect>,
    table: Option<Rect>,
    readout: Rect,
}

/// Lays the panel out.
pub(in crate::ui) fn parts(trace: &TraceState, context: &Context, area: Rect) -> Parts {
    let (_, mut body) = cut_top(area, 1);
    let mut swept = None;
    let below = trace.traces.table.is_some() && area.width < BESIDE;
    if area.height >= (if below { SWEPT_ABOVE_TABLE } else { SWEPT })
        && trace.traces.selected_trace().is_some()
    {
        let (row, rest) = cut_top(body, 1);
        (swept, body) = (Some(row), rest);
    }
    let mut progress = None;
    if context.bench.download.is_some() {
        let (row, rest) = cut_top(body, 1);
        (progress, body) = (Some(row), rest);
    }
    let (mut body, mut readout) = cut_bottom(body, 1);
    let mut table = None;
    if trace.traces.table.is_some() {
        if below && body.height <= CHART {
            // In the place of what the cursor stands on, too.
            let all = Rect { height: body.height + readout.height, ..body };
            let (above, rows) = cut_top(all, LEAST_CHART);
            (body, table, readout) = (above, Some(rows), Rect::default());
        } else if !below {
            let width = if body.width >= WIDE { table::WIDTH_OF_ALL } else { table::WIDTH };
            table = Some(Rect { x: body.right() - width, width, ..body });
            body.width -= width + 1;
        } else {
            let rows = table::FEW.max(body.height / 3).min(body.height - CHART);
            let (above, below) = cut_bottom(body, rows);
            (body, table) = (above, Some(below));
        }
    }
    let mut overview = None;
    if body.height >= OVERVIEW && !trace.traces.view.shows_all(trace.traces.extent()) {
        let (above, below) = cut_bottom(body, 3);
        (body, overview) = (above, Some(below));
    }
    Parts { swept, progress, chart: body, overview, table, readout }
}

/// The letter whose chip is at this place of the panel; `None` where there is none.
pub(in crate::ui) fn chip_at(
    trace: &TraceState,
    context: &Context,
    area: Rect,
    place: Position,
) -> Option<usize> {
    let apart = parts(trace, context, area).swept.is_some();
    let column = place.x.checked_sub(area.x).filter(|_| place.y == area.y)?;
    header::chip_at(trace, context, apart, (column, area.width))
}

/// Draws the panel; under a question or a list, which is `covered`, with characters, which can be written over.
pub(in crate::ui) fn draw(
    trace: &TraceState,
    context: &Context,
    covered: bool,
    area: Rect,
    buffer: &mut Buffer,
) {
    let theme = context.theme();
    let mut pen = Pen::new(buffer, area);
    let parts = parts(trace, context, area);
    header::draw(trace, context, parts.swept.is_some(), &mut pen);
    if let Some(place) = parts.swept {
        swept::draw(trace, context, place, pen.buffer);
    }
    if let (Some(download), Some(place)) = (&context.bench.download, parts.progress) {
        progress(context, &mut Pen::new(pen.buffer, place), download);
    }
    if trace.traces.shown().next().is_none() {
        if context.bench.download.is_none() {
            let key = |action| context.fixed.keymap.key(action).unwrap_or_default();
            let words = format!(
                "no trace yet; after a sweep, {} downloads the selected detector's, {} those of all",
                key(DOWNLOAD),
                key(DOWNLOAD_ALL)
            );
            let room = usize::from(area.width.saturating_sub(4));
            for (line, y) in wrapped(&words, room).iter().zip(2..) {
                pen.put(3, y, line, theme.dim());
            }
        }
        return;
    }
    if let Some(place) = parts.table {
        table::draw(trace, context, place, buffer);
    }
    if let Some(place) = parts.overview {
        chart::overview(trace, context, place, buffer);
    }
    readout::draw(trace, context, parts.readout, buffer);
    chart::draw(trace, context, covered, parts.chart, buffer);
}

fn progress(context: &Context, pen: &mut Pen, download: &Download) {
    let theme = context.theme();
    let left = download.left(context.now).unwrap_or_default();
    let megabytes = |bytes: usize| cast::count_f64(bytes) / 1e6;
    let waiting =
        if download.waiting > 0 { format!("   {} more waiting", download.waiting) } else { String::new() };
    let words = format!(
        " {:.2} of {:.2} MB   {:.2} MB/s   {} left   {}{waiting}",
        megabytes(download.have),
        megabytes(download.of),
        download.rate(context.now) / 1e6,
        number::duration(left),
        swept::origin(context, &download.trace.into())
    );
    let width = (pen.area.width / 4).min(30);
    pen.bar((3, 0, width), download.part(), theme.moving(), theme.dim());
    pen.put(3 + width, 0, &words, theme.text());
}
