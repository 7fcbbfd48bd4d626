//! Curves as characters: with ticks at the left and at the bottom, letters where they end, and a legend below.

use std::fmt::Write as _;
use std::io::IsTerminal;

use color_eyre::eyre::Result;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::{Drawing, Undrawn};
use crate::app::figure;
use crate::config::look::Glyphs;
use crate::core::cast::{cells, floor_index, series_u8};
use crate::desk::failed::Failed;
use crate::ui::frame::draw::ascii;
use crate::ui::kit::charts::dots::{ACROSS, DOWN, Dots};
use crate::ui::kit::charts::reduce::{Rule, Spectral};
use crate::ui::kit::charts::{axis, marks};
use crate::ui::kit::pen::Pen;
use crate::ui::trace::traces::chart::Chart;
use crate::ui::trace::traces::{Traces, letter};

/// Columns and rows where the standard output is no terminal.
const USUAL: (u16, u16) = (100, 30);
/// Rows below the chart: its line, its numbers, its ends.
const BELOW: u16 = 3;

/// The chart on the place that there is.
///
/// # Errors
/// If there is no number in it, or if levels of different units cannot stand on one scale.
pub(super) fn drawn(traces: &Traces, drawing: &Drawing) -> Result<String> {
    let seen = figure::as_asked(traces, drawing.options);
    let is_terminal = std::io::stdout().is_terminal();
    let size = crossterm::terminal::size().ok().filter(|_| is_terminal).unwrap_or(USUAL);
    Ok(on(&seen, size, drawing.glyphs)?)
}

fn on(seen: &Traces, (width, height): (u16, u16), glyphs: Glyphs) -> Result<String, Failed> {
    let legend = legend(seen);
    let width = width.clamp(24, 300);
    // A row for the prompt below.
    let taken = BELOW + cells(legend.len()) + 1;
    let rows = height.saturating_sub(taken).clamp(5, 60);
    let plot = Rect::new(axis::LEFT, 0, width - axis::LEFT - 2, rows);
    let area = Rect::new(0, 0, width, rows + 2);
    let mut dots = Dots::new(plot.width, plot.height);
    let chart = Chart::new(seen, dots.columns(), Rule::Nearest);
    let chart = chart.ok_or_else(|| Failed::refused(Undrawn::NoNumber))?;
    let unit = figure::ordinate(seen).map_err(Failed::refused)?.unit();
    // Differences stand on the same scale as levels: each has its number.
    let sides = chart.ruled(rows);
    let (mut buffer, look) = (Buffer::empty(area), (glyphs, Style::new()));
    for (index, curve) in &chart.curves {
        curve.draw(&mut dots, &sides.of(seen.kind(*index)).scale, series_u8(*index));
    }
    chart.draw_fits(seen, &sides.left.scale, &mut dots);
    dots.render(glyphs, plot, &mut buffer, |_| Style::new());
    let mut pen = Pen::new(&mut buffer, area);
    axis::left(&mut pen, Some(sides.left), rows, unit, look);
    let (ticks, decimals) = chart.ticks_across(plot.width);
    let label = |tick: f64| (floor_index(chart.across.column(tick)), format!("{tick:.decimals$}"));
    let labels: Vec<(usize, String)> = ticks.into_iter().map(label).collect();
    axis::bottom(&mut pen, rows, plot.width, &labels, look);
    let letters: Vec<(usize, String)> =
        chart.curves.iter().map(|(index, _)| (*index, letter(*index).to_string())).collect();
    let ends = chart.curves.iter().zip(&letters).filter_map(|((index, curve), (_, letter))| {
        let (column, level) = curve.end()?;
        let row = sides.of(seen.kind(*index)).scale.row(level, usize::from(rows) * DOWN)?;
        Some(((axis::LEFT + cells(column / ACROSS) + 1, row), letter.as_str(), Style::new()))
    });
    marks::ends(&mut pen, rows, ends.collect());
    if glyphs == Glyphs::Ascii {
        ascii::reduce(&mut buffer);
    }
    let mut text = String::new();
    for y in 0..area.height {
        let row: String = (0..area.width).map(|x| buffer[(x, y)].symbol()).collect();
        let _ = writeln!(text, "{}", row.trim_end());
    }
    let unit = if chart.across.spectral == Spectral::Frequency { "THz" } else { "nm" };
    let _ = writeln!(text, "{:.4} to {:.4} {unit}", chart.across.left, chart.across.right);
    text.extend(legend.iter().map(|line| format!("{line}\n")));
    Ok(text)
}

/// What each letter stands for, a line for each curve.
fn legend(seen: &Traces) -> Vec<String> {
    let named = figure::legend(seen);
    seen.shown().filter_map(|(index, _)| named.get(index).cloned()).collect()
}
