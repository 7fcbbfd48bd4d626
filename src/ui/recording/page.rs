//! A recording that was opened: a chart over nearly everything, and at its right what each detector read in it.
//!
//! ```text
//! Recording   night   2026-11-27 22:00:01 to 2026-11-28 06:00:01   8 h 0 min   2 gaps
//!   dBm |                                                    ● IN1
//!    -5 |⠤⠤⠤⠤⠤⠤⠤⠤      no link      ⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤               -15.58 to -15.48
//!       └──┴──────────────┴──────────────┴─────────
//!        22:00          11-28           02:00
//! ```

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::core::cast;
use crate::core::scale::Scale;
use crate::core::text::clip;
use crate::ui::common::context::Context;
use crate::ui::kit::charts::dots::{ACROSS, Dots};
use crate::ui::kit::charts::over_time::{Reduced, TimeWindow, Timed};
use crate::ui::kit::charts::ruled::{Anchor, Ruled};
use crate::ui::kit::charts::{axis, marks, time_axis};
use crate::ui::kit::fitting::{self, Said};
use crate::ui::kit::pen::{Pen, Side};
use crate::ui::kit::widgets::number;
use crate::ui::recording::view::View;
use crate::ui::recording::{RecordingState, gaps};

/// Columns of the numbers at the right.
const NUMBERS: u16 = 24;
/// From this width on there are some.
const WIDE: u16 = 70;
/// Columns of a label at the bottom, with a blank.
const LABEL: u16 = 10;
/// Columns of the name in the title.
const NAME: usize = 40;

pub(in crate::ui) fn draw(recording: &RecordingState, context: &Context, area: Rect, buffer: &mut Buffer) {
    let theme = context.theme();
    let mut pen = Pen::new(buffer, area);
    let end = pen.put(0, 0, " Recording", theme.accent());
    let Some(view) = &recording.shown else {
        let words = "no recording is open; :open FOLDER or FILE.rec, or O lists those that were saved";
        pen.put(3, 2, words, theme.dim());
        return;
    };
    title(view, context, &mut pen, end + 3);
    let numbers = if area.width >= WIDE { NUMBERS } else { 0 };
    let plot = Rect {
        x: area.x + axis::LEFT,
        y: area.y + 1,
        width: area.width.saturating_sub(axis::LEFT + numbers + 2),
        height: area.height.saturating_sub(3),
    };
    if plot.width > 3 && plot.height > 1 {
        chart(view, context, (area, plot), buffer);
    }
}

/// What is shown, the most urgent first: the times of its edges.
fn title(view: &View, context: &Context, pen: &mut Pen, x: u16) {
    let theme = context.theme();
    let zone = context.clock.time_zone();
    let (from, to) = (time_axis::whole(view.from, zone), time_axis::whole(view.to, zone));
    let same_day = from.get(..10) == to.get(..10);
    let until = if same_day { to.get(11..).unwrap_or_default() } else { &to };
    let short = |time: &str| time.get(5..16).unwrap_or_default().to_owned();
    let count = cast::count_u64(view.opened.log.holes.len());
    let lasts = number::duration(view.opened.lasts());
    let length = if view.shows_all() { lasts } else { format!("of {lasts}") };
    fitting::put(
        pen,
        (x, 0),
        &[
            Said::new(
                (format!("{from} to {until}"), format!("{} – {}", short(&from), short(&to))),
                theme.text(),
            ),
            Said::one(length, theme.dim()),
            Said::one(gaps(count), if count > 0 { theme.warning() } else { theme.dim() }),
            Said::one(clip(&view.opened.name, NAME), theme.dim()),
        ],
    );
}

fn chart(view: &View, context: &Context, (area, plot): (Rect, Rect), buffer: &mut Buffer) {
    let theme = context.theme();
    let (log, columns) = (&view.opened.log, usize::from(plot.width) * ACROSS);
    let window = TimeWindow { from: view.from, to: view.to, columns };
    let places = window.columns(&log.times);
    let tracks: Vec<Reduced> = log
        .powers
        .iter()
        .zip(&view.opened.blocks)
        .map(|(levels, blocks)| Reduced::of(Timed { times: &log.times, levels, blocks }, &window, &places))
        .collect();
    let floor = cast::level_f32(context.fixed.dark.0);
    let ranges: Vec<Option<(f32, f32)>> = tracks.iter().map(|track| track.extremes(&window, floor)).collect();
    let all = ranges.iter().flatten().copied().reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)));
    let ruled = all.map(|(low, high)| {
        Ruled::around(Scale::with_room(f64::from(low), f64::from(high)), plot.height, Anchor::None)
    });
    let beside = Rect { x: area.x, width: plot.right() - area.x, y: plot.y, height: area.bottom() - plot.y };
    let mut pen = Pen::new(buffer, beside);
    axis::left(&mut pen, ruled, plot.height, "dBm", (context.view.glyphs, theme.dim()));
    times(view, context, &window, plot, &mut pen);
    match ruled {
        None => {
            let words = format!("below {}, or nothing was recorded", context.fixed.dark);
            pen.put(axis::LEFT + 2, plot.height / 2, &words, theme.dim());
        }
        Some(Ruled { scale, .. }) => {
            holes(view, context, &window, plot, &mut pen);
            let mut dots = Dots::new(plot.width, plot.height);
            for (index, track) in tracks.iter().enumerate().rev() {
                track.draw((&scale, floor), index, &mut dots);
            }
            dots.render(context.view.glyphs, plot, buffer, |series| theme.channel(usize::from(series)));
        }
    }
    if area.right() > plot.right() + NUMBERS {
        numbers(view, context, &ranges, Rect { x: plot.right() + 2, width: NUMBERS - 1, ..plot }, buffer);
    }
}

/// The axis of time.
fn times(view: &View, context: &Context, window: &TimeWindow, plot: Rect, pen: &mut Pen) {
    let most = usize::from(plot.width / LABEL);
    let ticks = time_axis::ticks(view.from, view.to, most, context.clock.time_zone());
    let place = |(at, label): (i64, String)| {
        let column = usize::try_from(window.column(at)).ok().filter(|column| *column < window.columns)?;
        Some((column, label))
    };
    let labels: Vec<(usize, String)> = ticks.into_iter().filter_map(place).collect();
    axis::bottom(pen, plot.height, plot.width, &labels, (context.view.glyphs, context.theme().dim()));
}

/// Why there is nothing, where there is room to say so.
fn holes(view: &View, context: &Context, window: &TimeWindow, plot: Rect, pen: &mut Pen) {
    let last = cast::signed(window.columns);
    let cells =
        |at: i64| cast::cells(usize::try_from(window.column(at).clamp(0, last)).unwrap_or(0) / ACROSS);
    let holes = &view.opened.log.holes;
    let shown = holes.iter().filter(|hole| hole.to > view.from && hole.from < view.to);
    for hole in shown {
        let (from, to) = (cells(hole.from), cells(hole.to));
        let words = clip(&hole.why, usize::from((to - from).saturating_sub(2)));
        let width = cast::cells(words.chars().count());
        if to - from >= LABEL && width > 0 {
            pen.put(
                axis::LEFT + from + (to - from - width) / 2,
                plot.height / 2,
                &words,
                context.theme().dim(),
            );
        }
    }
}

/// What each detector read.
fn numbers(view: &View, context: &Context, ranges: &[Option<(f32, f32)>], area: Rect, buffer: &mut Buffer) {
    let theme = context.theme();
    let count = cast::cells(view.opened.detectors.len()).max(1);
    let each = (area.height / count).clamp(1, 3);
    let mut pen = Pen::new(buffer, area);
    for ((index, detector), range) in view.opened.detectors.iter().enumerate().zip(ranges) {
        let y = cast::cells(index) * each;
        let shape = marks::shape(context.view.glyphs, index);
        let x = pen.row(0, y, &[(shape, theme.channel(index)), (" ", theme.text())]);
        let words = range.map_or_else(
            || "dark".to_owned(),
            |(least, greatest)| format!("{} to {}", number::plain(least), number::plain(greatest)),
        );
        if each == 1 {
            pen.column(x, y, 6, Side::Left, &detector.name, theme.text());
            pen.column(x + 6, y, area.width - x - 6, Side::Right, &words, theme.dim());
        } else {
            pen.put(x, y, &detector.name, theme.text());
            pen.column(x, y + 1, area.width - x, Side::Right, &format!("{words} dBm"), theme.dim());
        }
    }
}
