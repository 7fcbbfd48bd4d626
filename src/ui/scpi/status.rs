//! What the instrument does, what it complained of, and how the line is.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::core::cast;
use crate::core::condition::BITS;
use crate::core::snapshot::{Link, Monitor};
use crate::ui::common::context::Context;
use crate::ui::kit::cut::cut_top;
use crate::ui::kit::pen::{Pen, Side};
use crate::ui::kit::widgets::number;
use crate::ui::scpi::ScpiState;

/// Bits of the status byte that IEEE 488.2 and SCPI name.
const STATUS_BYTE: [(u32, &str); 4] = [
    (4, "errors in the queue"),
    (16, "an answer waits"),
    (32, "an event is enabled"),
    (64, "service requested"),
];
/// Bits of the event status register.
const EVENTS: [(u32, &str); 6] = [
    (1, "operation complete"),
    (4, "query error"),
    (8, "device error"),
    (16, "execution error"),
    (32, "command error"),
    (128, "power on"),
];

/// From this width on the condition stands beside the figures.
const WIDE: u16 = 110;
/// The column of values, and of what a bit of the condition is.
const VALUES: u16 = 14;
const ABOUT: u16 = 34;

/// A row of the page: texts in the columns where they begin, from left to right. Each ends before the next one.
type Row = Vec<(u16, String, Style)>;

pub(in crate::ui) fn draw(scpi: &ScpiState, context: &Context, area: Rect, buffer: &mut Buffer) {
    let mut pen = Pen::new(buffer, area);
    pen.put(0, 0, " Status", context.theme().accent());
    let (_, below) = cut_top(area, if area.height >= ROOMY { 2 } else { 1 });
    if area.width < WIDE {
        column(&narrow(scpi, context, below.height), context, scpi.status_row, below, buffer);
        return;
    }
    let (left, right) = in_halves(below);
    let [all, standing] = [true, false].map(|all| condition(context, all));
    let condition = if fits(&all, left.height) { all } else { standing };
    column(&condition, context, 0, left, buffer);
    column(&figures(scpi, context), context, scpi.status_row, right, buffer);
}

/// From this height on a blank row stands below the title.
const ROOMY: u16 = 20;

impl ScpiState {
    /// Goes so many rows further on the page.
    pub(in crate::ui) fn scroll_status(&mut self, context: &Context, by: isize) {
        let last = narrow(self, context, 0).len().saturating_sub(1);
        self.status_row = self.status_row.saturating_add_signed(by).min(last);
    }
}

/// Side by side, with two columns between.
fn in_halves(area: Rect) -> (Rect, Rect) {
    let left = area.width / 2;
    let right = Rect { x: area.x + left + 2, width: area.width.saturating_sub(left + 2), ..area };
    (Rect { width: left, ..area }, right)
}

/// Everything below each other: all bits of the condition where there is room for them, else those that stand.
fn narrow(scpi: &ScpiState, context: &Context, height: u16) -> Vec<Row> {
    let [all, standing] = [true, false].map(|all| {
        let mut rows = condition(context, all);
        rows.push(Row::new());
        rows.extend(figures(scpi, context));
        rows
    });
    if fits(&all, height) { all } else { standing }
}

fn fits(rows: &[Row], height: u16) -> bool {
    rows.len() <= usize::from(height)
}

/// Draws rows from `first` on; where there is no room for all, the last row says how many are left.
fn column(rows: &[Row], context: &Context, first: usize, area: Rect, buffer: &mut Buffer) {
    let mut pen = Pen::new(buffer, area);
    let height = usize::from(area.height);
    let shown = if fits(rows, area.height) { rows.len() } else { height.saturating_sub(1) };
    let first = first.min(rows.len() - shown);
    for (y, row) in (0..).zip(&rows[first..first + shown]) {
        let ends = row.iter().skip(1).map(|(x, ..)| x - 1).chain([area.width]);
        for ((x, text, style), end) in row.iter().zip(ends) {
            pen.column(*x, y, end.saturating_sub(*x), Side::Left, text, *style);
        }
    }
    let left = rows.len() - first - shown;
    if shown < rows.len() && left > 0 {
        pen.put(1, cast::cells(shown), &format!("… {left} more rows below"), context.theme().dim());
    }
}

/// The condition: every bit, or those that stand.
fn condition(context: &Context, all: bool) -> Vec<Row> {
    let theme = context.theme();
    let condition = context.bench.condition;
    let value = condition.map_or_else(|| "not known".into(), |condition| condition.0.to_string());
    let standing = condition.unwrap_or_default();
    let mut rows = vec![vec![(1, "condition".to_owned(), theme.dim()), (VALUES, value, theme.strong())]];
    let all = all && context.bench.is_live();
    rows.extend(BITS.iter().filter(|(bit, ..)| all || standing.has(*bit)).map(|(bit, name, about)| {
        let on = standing.has(*bit);
        let (mark, moving, text) =
            if on { ("●", theme.moving(), theme.strong()) } else { ("·", theme.dim(), theme.dim()) };
        vec![
            (1, mark.to_owned(), moving),
            (3, (*name).to_owned(), text),
            (ABOUT, (*about).to_owned(), theme.dim()),
        ]
    }));
    if condition.is_some_and(|condition| condition.0 == 0) && !all {
        rows.push(vec![(1, "idle".to_owned(), theme.dim())]);
    }
    rows
}

/// The line in figures, and what the instrument complained of.
fn figures(scpi: &ScpiState, context: &Context) -> Vec<Row> {
    let mut rows = line(scpi, context);
    rows.push(Row::new());
    rows.extend(errors(scpi, context));
    rows
}

fn line(scpi: &ScpiState, context: &Context) -> Vec<Row> {
    let theme = context.theme();
    let statistics = &context.bench.statistics;
    let trip = |time: Option<std::time::Duration>| time.map_or_else(|| "-".into(), number::round_trip);
    let link = match &context.bench.link {
        Link::Up(since) => {
            format!("up for {}", number::duration(context.now.saturating_duration_since(*since)))
        }
        Link::Connecting => "connecting".into(),
        Link::Down { why, .. } => why.clone(),
        Link::Closed => "disconnected".into(),
    };
    let monitor = match context.bench.monitor {
        Monitor::Up => "carries live power",
        Monitor::Untried => "not tried yet",
        Monitor::None => "not available, or off",
    };
    let who = context.bench.identity.as_ref().map_or_else(
        || "-".to_owned(),
        |who| format!("{} {} {}, firmware {}", who.maker, who.model, who.serial, who.firmware),
    );
    let rows = [
        ("instrument", who),
        ("address", context.link.address.clone()),
        ("link", link),
        ("monitor", monitor.into()),
        ("round trip", format!("median {}, p99 {}", trip(statistics.median), trip(statistics.slow))),
        (
            "answers",
            format!(
                "{} in all, {:.0} per second",
                number::grouped(statistics.answers),
                statistics.per_second
            ),
        ),
        (
            "bytes",
            format!(
                "{} sent, {} received",
                number::grouped(statistics.sent),
                number::grouped(statistics.received)
            ),
        ),
        ("connections", format!("{}, {} time-outs", statistics.connections, statistics.time_outs)),
        ("*STB?", register(scpi.registers.byte, &STATUS_BYTE)),
        ("*ESR?", register(scpi.registers.events, &EVENTS)),
    ];
    let row = |(name, words): (&str, String)| {
        vec![(1, name.to_owned(), theme.dim()), (VALUES, words, theme.text())]
    };
    rows.map(row).into()
}

fn register(value: Option<u32>, bits: &[(u32, &str)]) -> String {
    let Some(value) = value else { return "not read".into() };
    let names: Vec<&str> = bits.iter().filter(|(bit, _)| value & bit != 0).map(|(_, name)| *name).collect();
    if names.is_empty() { value.to_string() } else { format!("{value}: {}", names.join(", ")) }
}

/// The newest first, one at least or that there is none.
fn errors(scpi: &ScpiState, context: &Context) -> Vec<Row> {
    let theme = context.theme();
    let head = vec![(1, "instrument errors, newest first".to_owned(), theme.dim())];
    let none = scpi.errors.is_empty().then(|| vec![(1, "none".to_owned(), theme.text())]);
    let told =
        scpi.errors.iter().rev().map(|error| {
            vec![(1, error.at.clone(), theme.dim()), (11, error.words.clone(), theme.warning())]
        });
    [head].into_iter().chain(none).chain(told).collect()
}
