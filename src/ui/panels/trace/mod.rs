//! The traces.
//!
//! ```text
//! 5 Trace   A TF live of IN1   B ...                    centre, span, level
//! downloads under way
//! chart, with markers and cursor            | table of resonances, markers
//! overview of the whole span while zoomed
//! cursor: wavelength, frequency, level, distance to the delta marker; verdict of the mask
//! ```

pub mod chart;
mod readout;
mod table;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::pen::Pen;
use super::sweep::bar;
use crate::core::action::Action;
use crate::core::snapshot::Download;
use crate::core::trace::{Trace, TraceId};
use crate::ui::charts::reduce::Spectral;
use crate::ui::state::{Focus, State};
use crate::ui::traces::letter;
use crate::ui::traces::view::Level;
use crate::ui::widgets::number;

/// From this width on the table stands beside the chart.
const BESIDE: u16 = 110;
/// Columns of the table.
const TABLE: u16 = 44;
/// From this height on there is an overview of the whole span while zoomed.
const OVERVIEW: u16 = 16;

/// Where the parts of the panel stand.
pub struct Parts {
    /// The row of the download under way.
    progress: Option<Rect>,
    /// The chart with its scales.
    pub chart: Rect,
    overview: Option<Rect>,
    table: Option<Rect>,
    readout: Rect,
}

/// Lays the panel out.
pub fn parts(state: &State, area: Rect) -> Parts {
    let cut_top = |rect: Rect, height: u16| {
        let height = height.min(rect.height);
        (Rect { height, ..rect }, Rect { y: rect.y + height, height: rect.height - height, ..rect })
    };
    let cut_bottom = |rect: Rect, height: u16| {
        let height = height.min(rect.height);
        (Rect { height: rect.height - height, ..rect }, Rect { y: rect.bottom() - height, height, ..rect })
    };
    let (_, mut body) = cut_top(area, 1);
    let mut progress = None;
    if state.bench.download.is_some() {
        let (row, rest) = cut_top(body, 1);
        (progress, body) = (Some(row), rest);
    }
    let (mut body, readout) = cut_bottom(body, 1);
    let mut table = None;
    if state.traces.table.is_some() {
        if body.width >= BESIDE {
            table = Some(Rect { x: body.right() - TABLE, width: TABLE, ..body });
            body.width -= TABLE + 1;
        } else {
            let (above, below) = cut_bottom(body, body.height / 3);
            (body, table) = (above, Some(below));
        }
    }
    let mut overview = None;
    if body.height >= OVERVIEW && !state.traces.view.shows_all(state.traces.extent()) {
        let (above, below) = cut_bottom(body, 3);
        (body, overview) = (above, Some(below));
    }
    Parts { progress, chart: body, overview, table, readout }
}

/// Draws the panel.
pub fn draw(state: &State, area: Rect, buffer: &mut Buffer) {
    let theme = state.theme();
    let mut pen = Pen::new(buffer, area);
    title(state, &mut pen);
    let parts = parts(state, area);
    if let (Some(download), Some(place)) = (&state.bench.download, parts.progress) {
        progress(state, &mut Pen::new(pen.buffer, place), download);
    }
    if state.traces.shown().next().is_none() {
        if state.bench.download.is_none() {
            let key = |action| state.fixed.keymap.key(action).unwrap_or_default();
            let words = format!(
                "no trace yet; after a sweep, {} fetches the selected detector's, {} those of all",
                key(Action::Download),
                key(Action::DownloadAll)
            );
            pen.put(3, 2, &words, theme.dim());
        }
        return;
    }
    if let Some(place) = parts.table {
        table::draw(state, place, buffer);
    }
    if let Some(place) = parts.overview {
        chart::overview(state, place, buffer);
    }
    readout::draw(state, parts.readout, buffer);
    chart::draw(state, parts.chart, buffer);
}

/// The letters in use with what they show, and the window.
fn title(state: &State, pen: &mut Pen) {
    let theme = state.theme();
    let window = window(state);
    let shown = state.traces.shown().next().is_some();
    let right =
        if shown { pen.right(0, &[(&window, theme.dim()), (" ", Style::new())]) } else { pen.area.width };
    let place = Rect { width: right.saturating_sub(1), ..pen.area };
    let mut pen = Pen { area: place, buffer: pen.buffer };
    let mut x = pen.title(state, Focus::Trace, "");
    for (index, slot) in state.traces.slots.iter().enumerate() {
        let Some(trace) = &slot.trace else { continue };
        let selected = index == state.traces.selected;
        let name = if selected { theme.strong() } else { theme.text() };
        let colour = if slot.shown { theme.channel(index) } else { theme.dim() };
        let mode = match (slot.count, slot.done.as_str()) {
            (_, done) if !done.is_empty() => format!(" {done}"),
            (count @ 2.., _) => format!(" {} of {count}", slot.mode),
            _ => format!(" {}", slot.mode),
        };
        let words = about(state, trace, selected);
        let dark = trace.provenance.light.mark().map_or_else(String::new, |mark| format!(" {mark}"));
        let letter = format!("{} ", letter(index));
        let spans =
            [(letter.as_str(), colour), (&words, name), (&dark, theme.warning()), (&mode, theme.dim())];
        x = pen.row(x, 0, &spans) + 3;
    }
}

fn about(state: &State, trace: &Trace, selected: bool) -> String {
    let name = name(state, trace.id);
    if selected { format!("{name}, {} points", number::grouped(trace.y.len() as u64)) } else { name }
}

fn name(state: &State, trace: TraceId) -> String {
    format!("{} of {}", trace.kind, state.detector_name(trace.detector))
}

fn window(state: &State) -> String {
    let view = &state.traces.view;
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

fn progress(state: &State, pen: &mut Pen, download: &Download) {
    let theme = state.theme();
    let left = download.left(state.now).unwrap_or_default();
    let megabytes = |bytes: usize| bytes as f64 / 1e6;
    let waiting =
        if download.waiting > 0 { format!("   {} more wait", download.waiting) } else { String::new() };
    let words = format!(
        " {:.2} of {:.2} MB   {:.2} MB/s   {} left   {}{waiting}",
        megabytes(download.have),
        megabytes(download.of),
        download.rate(state.now) / 1e6,
        number::duration(left),
        name(state, download.trace)
    );
    let width = (pen.area.width / 4).min(30);
    bar(pen, 3, 0, width, download.part(), theme.moving(), theme.dim());
    pen.put(3 + width, 0, &words, theme.text());
}
