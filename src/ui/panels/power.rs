//! Live power: a strip chart on the left, the numbers on the right.

use std::time::{Duration, Instant};

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::axis;
use super::pen::{Pen, Side};
use crate::core::history::Reading;
use crate::ui::charts::dots::{ACROSS, Dots};
use crate::ui::charts::reduce::Column;
use crate::ui::charts::scale::Scale;
use crate::ui::state::{Focus, State};
use crate::ui::widgets::{digits, number};

/// Columns of the numbers at the right.
const NUMBERS: u16 = 34;
/// Columns of the numbers on a narrow screen.
const NUMBERS_NARROW: u16 = 27;

/// Draws the panel.
pub fn draw(state: &State, area: Rect, buffer: &mut Buffer) {
    let theme = state.theme();
    let mut pen = Pen::new(buffer, area);
    let hz = 1.0 / state.fixed.period.as_secs_f64();
    let beside = format!("{} Hz   {}", hz.round(), window(state.strip.window()));
    let end = pen.title(state, Focus::Power, &beside);
    if let Some(since) = state.strip.frozen() {
        let ago = number::duration(state.now.saturating_duration_since(since));
        pen.put(end + 3, 0, &format!("FROZEN {ago} ago, still recording"), theme.warning());
    } else if state.held.is_some() {
        pen.put(end + 3, 0, "HELD: difference in dB", theme.accent());
    }
    let numbers = if area.width < 100 { NUMBERS_NARROW } else { NUMBERS };
    let body = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
    let chart = Rect { width: body.width.saturating_sub(numbers + 2), ..body };
    strip(state, chart, pen.buffer);
    readings(state, Rect { x: body.x + body.width - numbers, width: numbers, ..body }, pen.buffer);
}

fn window(length: Duration) -> String {
    match length.as_secs() {
        seconds @ 0..120 => format!("{seconds} s"),
        seconds => format!("{} min", seconds / 60),
    }
}

fn strip(state: &State, area: Rect, buffer: &mut Buffer) {
    let theme = state.theme();
    if area.width <= axis::LEFT + 4 || area.height < 4 {
        return;
    }
    let plot = Rect {
        x: area.x + axis::LEFT,
        y: area.y,
        width: area.width - axis::LEFT - 1,
        height: area.height - 2,
    };
    let scale = state.strip.scale();
    let mut pen = Pen::new(buffer, area);
    axis::left(&mut pen, scale, plot.height, 9, "dBm", theme.dim());
    x_axis(&mut pen, state.strip.window(), plot, theme.dim());
    let Some(scale) = scale else {
        pen.put(axis::LEFT + 2, plot.height / 2, "no power yet", theme.dim());
        return;
    };
    let time = TimeAxis::new(state, plot.width);
    for (from, to, words) in gaps(state, &time) {
        let width = (to - from) / ACROSS;
        if width >= words.len() + 2 {
            let x = axis::LEFT + (from / ACROSS + (width - words.len()) / 2) as u16;
            pen.put(x, plot.height / 2, words, theme.dim());
        }
    }
    let mut dots = Dots::new(plot.width, plot.height);
    for index in (0..state.fixed.detectors.len()).rev() {
        curve(state, &time, index, scale, &mut dots);
    }
    dots.render(state.view.glyphs, plot, buffer, |series| theme.channel(usize::from(series)));
}

fn x_axis(pen: &mut Pen, window: Duration, plot: Rect, style: ratatui::style::Style) {
    let parts: u16 = if plot.width >= 60 { 4 } else { 2 };
    let labels: Vec<(u16, String)> = (0..=parts)
        .map(|part| {
            let ago = window.as_secs_f64() * f64::from(parts - part) / f64::from(parts);
            let label = if part == parts {
                "now".to_owned()
            } else if window.as_secs() >= 120 {
                format!("-{} min", ago / 60.0)
            } else {
                format!("-{ago} s")
            };
            ((plot.width - 1) * part / parts, label)
        })
        .collect();
    axis::bottom(pen, plot.height, plot.width, &labels, style);
}

/// Dot columns of the chart, aligned to absolute time, so that old dots keep their shape as they move.
struct TimeAxis {
    origin: Instant,
    end: Instant,
    window: Duration,
    columns: usize,
    last: i64,
}

impl TimeAxis {
    fn new(state: &State, width: u16) -> Self {
        let end = state.strip.end(state.now);
        let columns = usize::from(width) * ACROSS;
        let window = state.strip.window();
        let mut axis = Self { origin: state.strip.origin, end, window, columns, last: 0 };
        axis.last = axis.absolute(end);
        axis
    }

    fn absolute(&self, at: Instant) -> i64 {
        let step = self.window.as_secs_f64() / self.columns as f64;
        (at.saturating_duration_since(self.origin).as_secs_f64() / step) as i64
    }

    /// The column of a moment; negative before the left edge.
    fn column(&self, at: Instant) -> i64 {
        self.absolute(at) - self.last + self.columns as i64 - 1
    }
}

/// The holes: from column to column, and why.
fn gaps(state: &State, time: &TimeAxis) -> Vec<(usize, usize, &'static str)> {
    let clamp = |at: Instant| time.column(at).clamp(0, time.columns as i64) as usize;
    let mut found = Vec::new();
    let mut open: Option<(Instant, &'static str)> = None;
    for round in state.strip.history.window(time.end, time.window) {
        match (&round.reading, open) {
            (Reading::Gap(gap), _) => open = Some((round.at, gap.words())),
            (Reading::Powers(_), Some((from, words))) => {
                found.push((clamp(from), clamp(round.at), words));
                open = None;
            }
            (Reading::Powers(_), None) => {}
        }
    }
    found.extend(open.map(|(from, words)| (clamp(from), clamp(time.end), words)));
    found
}

/// Draws one detector. Readings in one column become a run from the least to the greatest.
fn curve(state: &State, time: &TimeAxis, index: usize, scale: Scale, dots: &mut Dots) {
    // Rounds further apart than this are not joined: nobody knows what was between.
    let apart = (state.fixed.period * 5).max(Duration::from_secs(1));
    let rows = dots.rows();
    let mut open: Option<(i64, Column)> = None;
    let mut before: Option<(i64, f32)> = None;
    let mut last: Option<Instant> = None;
    let mut close = |open: &mut Option<(i64, Column)>, before: &mut Option<(i64, f32)>| {
        let Some((column, readings)) = open.take() else { return };
        if let (Some((from, level)), true) = (*before, column >= 0) {
            let dot = |x: i64, y: f32| scale.row(y, rows).map(|row| (x.max(0) as usize, row));
            if let (Some(a), Some(b)) = (dot(from, level), dot(column, readings.first)) {
                dots.line(a, b, index as u8);
            }
        }
        if let (Ok(x), Some(low), Some(high)) =
            (usize::try_from(column), scale.row(readings.least, rows), scale.row(readings.greatest, rows))
        {
            dots.run(x, low, high, index as u8);
        }
        *before = Some((column, readings.last));
    };
    for round in state.strip.history.window(time.end, time.window) {
        let power = match &round.reading {
            Reading::Powers(powers) => powers.get(index).copied().unwrap_or(f32::NAN),
            Reading::Gap(_) => f32::NAN,
        };
        let torn = last.is_some_and(|last| round.at.saturating_duration_since(last) > apart);
        if power.is_nan() || torn {
            close(&mut open, &mut before);
            before = None;
        }
        if power.is_nan() {
            continue;
        }
        last = Some(round.at);
        let column = time.column(round.at);
        match &mut open {
            Some((at, readings)) if *at == column => readings.and(power),
            _ => {
                close(&mut open, &mut before);
                open = Some((column, Column::of(power)));
            }
        }
    }
    close(&mut open, &mut before);
}

fn readings(state: &State, area: Rect, buffer: &mut Buffer) {
    let count = state.fixed.detectors.len() as u16;
    if count == 0 || area.height == 0 {
        return;
    }
    let each = (area.height / count).clamp(1, 5);
    for (index, y) in (0..count).map(|n| n * each).enumerate() {
        if y + each > area.height {
            break;
        }
        let place = Rect { y: area.y + y, height: each, ..area };
        reading(state, index, place, buffer);
    }
}

fn reading(state: &State, index: usize, area: Rect, buffer: &mut Buffer) {
    let theme = state.theme();
    let mut pen = Pen::new(buffer, area);
    let name = &state.fixed.detectors[index].1;
    let newest = state.strip.history.latest(index);
    let level = newest.map(|(power, _)| power);
    let age = newest.map(|(_, at)| state.now.saturating_duration_since(at));
    let stale = age.is_some_and(|age| age > state.fixed.period * 3 + Duration::from_millis(500));
    let style = if stale { theme.dim() } else { theme.strong() };
    let selected = state.selected_detector() == index;
    let marker = if selected { "▸" } else { " " };
    let marker_style = if state.focus == Focus::Power { theme.accent() } else { theme.dim() };
    pen.row(0, 0, &[(marker, marker_style), ("● ", theme.channel(index)), (name, theme.text())]);
    let number = level.map_or_else(|| "-".to_owned(), number::power);
    let old = age.filter(|_| stale).map(|age| format!("{} old", number::duration(age)));
    let big = area.height > digits::HEIGHT && digits::width(&number) > 0;
    if big {
        let width = area.width - 6;
        let from = width.saturating_sub(digits::width(&number));
        let place = Rect { x: pen.area.x + from, y: pen.area.y + 1, width: width - from + 1, height: 3 };
        digits::render(&number, place, pen.buffer, if stale { theme.dim() } else { theme.channel(index) });
        pen.put(width + 2, 3, "dBm", theme.dim());
    } else {
        pen.column(area.width - 14, 0, 9, Side::Right, &number, style);
        pen.put(area.width - 4, 0, "dBm", theme.dim());
    }
    let held = state.held.as_ref().and_then(|held| held.get(index).copied().flatten());
    let span = match (old, held, level) {
        (Some(old), ..) => old,
        (None, Some(held), Some(level)) => format!("{:+.2} dB of {held:.2}", level - held),
        _ => state
            .strip
            .range(index, state.now)
            .map_or_else(String::new, |r| format!("{:.2} to {:.2}", r.least, r.greatest)),
    };
    match area.height {
        _ if big => {
            pen.column(14, 0, area.width.saturating_sub(15), Side::Right, &span, theme.dim());
        }
        2.. => pen.column(3, 1, area.width.saturating_sub(4), Side::Right, &span, theme.dim()),
        _ => {}
    }
}
