//! The traces.
//!
//! ```text
//! 5 Trace   A TF live of IN1   B note ...               centre, span, level
//! downloads under way
//! chart, with markers and cursor            | table of resonances, markers
//! overview of the whole span while zoomed
//! cursor: wavelength, frequency, level, distance to the delta marker; verdict of the mask
//! ```

pub(in crate::ui) mod chart;
mod readout;
mod table;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::core::cast;
use crate::core::snapshot::Download;
use crate::core::text::clip;
use crate::core::trace::{Origin, Trace};
use crate::ui::common::context::panel::title;
use crate::ui::common::context::{Context, Panel};
use crate::ui::kit::charts::reduce::Spectral;
use crate::ui::kit::cut::{cut_bottom, cut_top};
use crate::ui::kit::pen::Pen;
use crate::ui::kit::widgets::number;
use crate::ui::kit::widgets::text::wrapped;
use crate::ui::trace::TraceState;
use crate::ui::trace::actions::{DOWNLOAD, DOWNLOAD_ALL};
use crate::ui::trace::traces::letter;
use crate::ui::trace::traces::view::Level;

/// From this width on the title says which window is shown.
const WINDOW: u16 = 60;
/// From this width on the table stands beside the chart.
const BESIDE: u16 = 110;
/// Columns of the table.
const TABLE: u16 = 44;
/// From this height on there is an overview of the whole span while zoomed.
const OVERVIEW: u16 = 16;

/// Cells of a note in the title.
const NOTE: usize = 30;

/// Where the parts of the panel stand.
pub(in crate::ui) struct Parts {
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
    let mut progress = None;
    if context.bench.download.is_some() {
        let (row, rest) = cut_top(body, 1);
        (progress, body) = (Some(row), rest);
    }
    let (mut body, readout) = cut_bottom(body, 1);
    let mut table = None;
    if trace.traces.table.is_some() {
        if body.width >= BESIDE {
            table = Some(Rect { x: body.right() - TABLE, width: TABLE, ..body });
            body.width -= TABLE + 1;
        } else {
            let (above, below) = cut_bottom(body, body.height / 3);
            (body, table) = (above, Some(below));
        }
    }
    let mut overview = None;
    if body.height >= OVERVIEW && !trace.traces.view.shows_all(trace.traces.extent()) {
        let (above, below) = cut_bottom(body, 3);
        (body, overview) = (above, Some(below));
    }
    Parts { progress, chart: body, overview, table, readout }
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
    titles(trace, context, &mut pen);
    let parts = parts(trace, context, area);
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

/// The letters in use with what they show, and the window.
fn titles(trace: &TraceState, context: &Context, pen: &mut Pen) {
    let theme = context.theme();
    let window = window(trace);
    // On a narrow screen the scales say it, and the names of the traces need the room.
    let shown = pen.area.width >= WINDOW && trace.traces.shown().next().is_some();
    let right =
        if shown { pen.right(0, &[(&window, theme.dim()), (" ", Style::new())]) } else { pen.area.width };
    let place = Rect { width: right.saturating_sub(1), ..pen.area };
    let mut pen = Pen { area: place, buffer: pen.buffer };
    let mut x = title(&mut pen, context, Panel::Trace, "");
    for (index, slot) in trace.traces.slots.iter().enumerate() {
        let Some(shown) = &slot.trace else { continue };
        let selected = index == trace.traces.selected;
        let name = if selected { theme.strong() } else { theme.text() };
        let colour = if slot.shown { theme.channel(index) } else { theme.dim() };
        let mode = match (slot.count, slot.done.as_str()) {
            _ if trace.traces.is_changing(index) => " computing ...".to_owned(),
            (_, done) if !done.is_empty() => format!(" {done}"),
            (count @ 2.., _) => format!(" {} of {count}", slot.describe()),
            // What another program wrote says its file already.
            _ if shown.origin.is_of(slot.file.as_deref()) => String::new(),
            _ => format!(" {}", slot.describe()),
        };
        let words = about(context, shown, selected);
        // It stands first: what has no room is cut at the end.
        let dark = shown.provenance.light.mark().map_or_else(String::new, |mark| format!("{mark} "));
        let letter = format!("{} ", letter(index));
        let spans =
            [(letter.as_str(), colour), (&dark, theme.warning()), (&words, name), (&mode, theme.dim())];
        x = pen.row(x, 0, &spans) + 3;
    }
}

fn about(context: &Context, trace: &Trace, selected: bool) -> String {
    let (name, note) = (name(context, &trace.origin), clip(&trace.provenance.notes, NOTE));
    let name = match (note.is_empty(), selected) {
        (true, _) => name,
        (false, true) => format!("{note} ({name})"),
        (false, false) => note,
    };
    if selected {
        format!("{name}, {} points", number::grouped(cast::count_u64(trace.y.len())))
    } else {
        name
    }
}

fn name(context: &Context, origin: &Origin) -> String {
    match origin.trace() {
        Some(id) => format!("{} of {}", id.kind, context.detector_name(id.detector)),
        None => origin.to_string(),
    }
}

fn window(trace: &TraceState) -> String {
    let view = &trace.traces.view;
    let level = match view.level {
        Level::Fit => "fit".to_owned(),
        Level::Fixed(scale) => format!("{} dB/div", (scale.high - scale.low) / 10.0),
    };
    let span = if view.span() < 1.0 {
        format!("{:.1} pm", view.span() * 1e3)
    } else {
        format!("{:.3} nm", view.span())
    };
    match view.spectral {
        Spectral::Wavelength => format!("{:.4} nm   span {span}   {level}", view.centre()),
        Spectral::Frequency => format!("{:.5} THz   span {span}   {level}", view.across(view.centre())),
    }
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
        name(context, &download.trace.into())
    );
    let width = (pen.area.width / 4).min(30);
    pen.bar((3, 0, width), download.part(), theme.moving(), theme.dim());
    pen.put(3 + width, 0, &words, theme.text());
}
