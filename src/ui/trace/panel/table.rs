//! The markers, and the resonances in the window.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::analysis::measured::Measured;
use crate::analysis::resonance::Resonance;
use crate::core::cast;
use crate::ui::common::context::Context;
use crate::ui::kit::pen::{Pen, Side};
use crate::ui::kit::widgets::number::level as level_words;
use crate::ui::kit::widgets::text::first_row;
use crate::ui::trace::TraceState;
use crate::ui::trace::traces::table::{SortedBy, Table};

pub(super) fn draw(trace: &TraceState, context: &Context, area: Rect, buffer: &mut Buffer) {
    let mut pen = Pen::new(buffer, area);
    // On little room the resonances need it: the flags of the markers are in the chart.
    let count = cast::cells(trace.traces.markers.iter().flatten().count());
    let next = if area.height >= count + MARKED { markers(trace, context, &mut pen) } else { 0 };
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
        let level = there.map_or_else(|| "outside".to_owned(), |(_, _, level)| level_words(level));
        let away = match reference {
            Some(reference) if trace.traces.delta != Some(number) => {
                format!("{:+.2} pm", (nm - reference) * 1e3)
            }
            Some(_) => "Δ from here".into(),
            None => String::new(),
        };
        let unit =
            if there.is_some() { trace.traces.selected_trace().map_or("", |trace| trace.unit()) } else { "" };
        let words = format!("{nm:.5} nm  {level:>8} {unit}");
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

/// Rows below the markers at the least: a blank, the heads of the columns, and a few rows.
const MARKED: u16 = 4;
/// Rows of the table below the chart at the least: the heads of its columns and a few rows.
pub(super) const FEW: u16 = 5;

/// A column of the table: what stands above it, how wide it is, what it is sorted by, and what a resonance has in it.
struct Column {
    head: &'static str,
    width: u16,
    order: Option<SortedBy>,
    cell: fn(&Resonance, usize) -> String,
}

const fn column(
    head: &'static str,
    width: u16,
    order: Option<SortedBy>,
    cell: fn(&Resonance, usize) -> String,
) -> Column {
    Column { head, width, order, cell }
}

/// The columns where there is room for their names; as many as have room stand there, from the first on.
const COLUMNS: [Column; 9] = [
    column("wavelength nm", 13, Some(SortedBy::Wavelength), wavelength),
    column("depth dB", 8, Some(SortedBy::Depth), depth),
    column("width pm", 8, Some(SortedBy::Width), width),
    column("Q", 8, Some(SortedBy::Q), quality),
    column("FSR pm", 7, Some(SortedBy::Fsr), |row, room| number(row.fsr_pm, 1, room)),
    column("finesse", 7, None, |row, room| number(row.finesse, 1, room)),
    column("extinction dB", 13, None, |row, room| number(row.extinction, 2, room)),
    column("split pm", 8, None, |row, room| number(row.split_pm, 2, room)),
    column("line", 10, None, |row, _| row.shape.map_or("-", |shape| shape.name()).to_owned()),
];
/// The same where there is little room: depth and width by their units.
const NARROW: [Column; 4] = [
    column("λ nm", 11, Some(SortedBy::Wavelength), wavelength),
    column("dB", 8, Some(SortedBy::Depth), depth),
    column("pm", 8, Some(SortedBy::Width), width),
    column("Q", 8, Some(SortedBy::Q), quality),
];
/// Columns that are always wanted.
const USUAL: usize = 5;
/// Cells of the table with its usual columns, and a blank at the edge.
pub(super) const WIDTH: u16 = cells_of(USUAL);
/// Cells of the table with all of its columns.
pub(super) const WIDTH_OF_ALL: u16 = cells_of(COLUMNS.len());

/// Blanks between two columns, where there is room for their names.
const APART: u16 = 2;

/// Cells of so many columns with the mark of the selected row before them and a blank behind them.
const fn cells_of(count: usize) -> u16 {
    let (mut cells, mut at) = (1, 0);
    while at < count {
        cells += COLUMNS[at].width + APART;
        at += 1;
    }
    cells + 1 - APART
}

fn wavelength(row: &Resonance, room: usize) -> String {
    number(Some(row.nm), 5, room)
}

fn depth(row: &Resonance, room: usize) -> String {
    number(Some(row.depth), 2, room)
}

fn width(row: &Resonance, room: usize) -> String {
    number(row.width_pm, 1, room)
}

/// A Q that is not to be trusted is marked.
fn quality(row: &Resonance, room: usize) -> String {
    let mark = if row.is_trusted() || row.q.is_none() { "" } else { "~" };
    format!("{mark}{}", number(row.q, 0, room.saturating_sub(mark.len())))
}

/// As many digits as are known and have room.
fn number(one: Option<Measured>, decimals: usize, room: usize) -> String {
    one.map_or_else(|| "-".into(), |one| one.number(decimals).within(room))
}

/// The columns that have room, each with where it begins.
fn columns(room: u16) -> Vec<(u16, &'static Column)> {
    let (all, apart): (&'static [Column], u16) = if room < WIDTH { (&NARROW, 1) } else { (&COLUMNS, APART) };
    let mut x = 1;
    let placed = all.iter().map(move |column| {
        let at = x;
        x += column.width + apart;
        (at, column)
    });
    placed.take_while(|(at, column)| at + column.width < room).collect()
}

/// How many rows say what: the heads of the columns, what is said of the selected row, what is said of all. Rows go before
/// what is said of all, and that before what is said of one.
const fn shares(height: u16) -> (u16, u16, u16) {
    (if height > 1 { 1 } else { 0 }, if height > FEW + 1 { 1 } else { 0 }, if height > FEW { 1 } else { 0 })
}

fn resonances(trace: &TraceState, context: &Context, pen: &mut Pen) {
    let theme = context.theme();
    let Some(table) = &trace.traces.table else { return };
    let height = pen.area.height;
    let (headed, explained, summed) = shares(height);
    let columns = columns(pen.area.width);
    for (x, column) in columns.iter().filter(|_| headed > 0) {
        let sorted = column.order == Some(table.order());
        let head = format!("{}{}", if sorted { "▾" } else { "" }, column.head);
        // The mark stands in the blank before it.
        pen.column(x - 1, 0, column.width + 1, Side::Right, &head, theme.dim());
    }
    let room = usize::from(height.saturating_sub(headed + explained + summed));
    let first = first_row(table.row, room);
    for (index, row) in table.rows().enumerate().skip(first).take(room) {
        let (y, selected) = (cast::cells(index - first) + headed, index == table.row);
        let style = if selected { theme.accent() } else { theme.text() };
        if selected {
            pen.put(0, y, "▸", theme.accent());
        }
        for (x, column) in &columns {
            pen.column(
                *x,
                y,
                column.width,
                Side::Right,
                &(column.cell)(row, usize::from(column.width)),
                style,
            );
        }
    }
    if let Some(selected) = table.at(table.row).filter(|_| explained > 0) {
        pen.put(1, height - 2, &selected.sureness(), theme.text());
    }
    if summed > 0 || table.rows().len() == 0 {
        pen.put(1, height.saturating_sub(1), &summary(trace, table), theme.dim());
    }
}

/// What is said of all rows.
fn summary(trace: &TraceState, table: &Table) -> String {
    let cut_off = match table.cut_off() {
        0 => String::new(),
        count => format!(", {count} cut by the end of the trace"),
    };
    match (table.is_computing(), table.rows().len()) {
        (true, 0) => "searching ...".to_owned(),
        (_, 0) => format!("none of {} dB or more{cut_off}", trace.traces.method.search.excursion),
        (_, count) => {
            let fitted = table.rows().filter(|row| row.is_trusted()).count();
            let fitted = if fitted == count { "all".to_owned() } else { fitted.to_string() };
            let missing = match table.missing_nm().len() {
                0 => String::new(),
                count => format!(", {count} missing on the comb"),
            };
            let left_out = match table.left_out() {
                0 => String::new(),
                1 => ", 1 sample left out".to_owned(),
                count => format!(", {count} samples left out"),
            };
            let filter = table.filter();
            let filter = if filter.is_empty() { String::new() } else { format!(", with {filter:?}") };
            let down = trace.traces.method.down_db;
            format!("{count} found, width at {down} dB, {fitted} fitted{missing}{cut_off}{left_out}{filter}")
        }
    }
}
