//! What the command line may become, above the row in which it is typed: commands that begin like it, and below them what may
//! stand at its end.

use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::{Clear, Widget};

use crate::core::cast;
use crate::core::text::clean;
use crate::ui::common::context::Context;
use crate::ui::frame::command::TypedCommand;
use crate::ui::frame::commands::usages;
use crate::ui::frame::line::{CommandLine, Offer};
use crate::ui::kit::pen::{Pen, Side};
use crate::ui::kit::widgets::text::cells;

/// Rows shown at the most.
const MOST: usize = 12;
/// Columns between what is typed and what is said of it.
const GAP: u16 = 2;

/// Draws the list at the bottom of the page.
pub(super) fn draw(context: &Context, line: &CommandLine, area: Rect, buffer: &mut Buffer) {
    let usages = usages(&line.field.text());
    let room = MOST.min(usize::from(area.height).saturating_sub(1));
    let offers: &[Offer] = if is_listed(line, &usages) { &line.offered } else { &[] };
    // What may stand there is what is looked for: commands give way to it.
    let commands = usages.len().min(if offers.is_empty() { room } else { (room / 3).max(1) });
    let values = offers.len().min(room - commands);
    let height = cast::cells(commands + values) + 1;
    let place = Rect { y: area.bottom().saturating_sub(height), height: height.min(area.height), ..area };
    Clear.render(place, buffer);
    let mut pen = Pen::new(buffer, place);
    pen.put(0, 0, &"─".repeat(usize::from(place.width)), context.theme().dim());
    draw_usages(context, &usages, 1, commands, &mut pen);
    if offers.is_empty() {
        inline(context, line, &mut pen);
    } else {
        draw_offers(context, line, cast::cells(commands) + 1, values, &mut pen);
    }
}

/// Whether what may stand there has rows of its own: where there is one way to go on, or something is said of it.
fn is_listed(line: &CommandLine, usages: &[&TypedCommand]) -> bool {
    let told = line.offered.iter().any(|offer| !offer.about.is_empty());
    !line.offered.is_empty() && (told || usages.len() == 1 && line.offered.len() > 1)
}

/// What is shown of so many entries in so many rows, so that the chosen one is among them. Where not all have room the
/// last row is for saying so.
fn shown(count: usize, rows: usize, chosen: Option<usize>) -> Range<usize> {
    if count <= rows {
        return 0..count;
    }
    let rows = rows.saturating_sub(1);
    let first = chosen.map_or(0, |chosen| (chosen + 1).saturating_sub(rows));
    first..(first + rows).min(count)
}

/// What is not shown, in words.
fn others(shown: &Range<usize>, count: usize) -> String {
    let (above, below) = (shown.start, count - shown.end);
    match (above, below) {
        (0, below) => format!("… {below} more"),
        (above, 0) => format!("… {above} above"),
        (above, below) => format!("… {above} above, {below} more"),
    }
}

/// The column of what is said of things that are this wide: behind the widest, as far as that leaves room to say it.
fn column(widths: impl Iterator<Item = u16>, from: u16, place: Rect) -> u16 {
    let widest = widths.max().unwrap_or_default();
    (from + widest + GAP).min(place.width * 3 / 5)
}

/// Commands in rows from `top` on: how they are typed, and what they do.
fn draw_usages(context: &Context, usages: &[&TypedCommand], top: u16, rows: usize, pen: &mut Pen) {
    const FROM: u16 = 2;
    let theme = context.theme();
    let range = shown(usages.len(), rows, None);
    let patterns: Vec<String> = usages[range.clone()].iter().map(|command| command.pattern()).collect();
    let column = column(patterns.iter().map(|pattern| cells(pattern)), FROM, pen.area);
    for (y, (command, pattern)) in (top..).zip(usages[range.clone()].iter().zip(&patterns)) {
        pen.column(FROM, y, column - FROM - GAP, Side::Left, pattern, theme.text());
        pen.put(column, y, command.about(), theme.dim());
    }
    if range.len() < usages.len() && rows > 0 {
        pen.put(FROM, top + cast::cells(range.len()), &others(&range, usages.len()), theme.dim());
    }
}

/// What may stand there in rows from `top` on, with what it stands for.
fn draw_offers(context: &Context, line: &CommandLine, top: u16, rows: usize, pen: &mut Pen) {
    const FROM: u16 = 4;
    let theme = context.theme();
    let range = shown(line.offered.len(), rows, line.chosen);
    let offers = &line.offered[range.clone()];
    let told = offers.iter().any(|offer| !offer.about.is_empty());
    let column = if told {
        column(offers.iter().map(|offer| cells(&offer.word)), FROM, pen.area)
    } else {
        pen.area.width
    };
    let width = column.saturating_sub(FROM + GAP);
    for (y, (index, offer)) in (top..).zip(range.clone().zip(offers)) {
        let chosen = line.chosen == Some(index);
        let (marker, style) = if chosen { ("▸", theme.accent()) } else { (" ", theme.text()) };
        pen.put(2, y, marker, style);
        pen.put(FROM, y, &ending(&offer.word, usize::from(width)), style);
        pen.put(column, y, &offer.about, theme.dim());
    }
    if range.len() < line.offered.len() && rows > 0 {
        pen.put(FROM, top + cast::cells(range.len()), &others(&range, line.offered.len()), theme.dim());
    }
}

/// Words that may stand there, in the line above the list; the chosen one is always among those that are shown.
fn inline(context: &Context, line: &CommandLine, pen: &mut Pen) {
    if line.offered.len() < 2 {
        return;
    }
    let theme = context.theme();
    // Room for what is said of those that are not shown.
    let room = pen.area.width.saturating_sub(30);
    let word = |(index, offer): (usize, &Offer)| {
        if line.chosen == Some(index) { format!("[{}]", offer.word) } else { offer.word.clone() }
    };
    let words: Vec<String> = line.offered.iter().enumerate().map(word).collect();
    let mut range = 0..0;
    let mut width = 0;
    for (index, word) in words.iter().enumerate() {
        let wide = cells(word) + GAP;
        if width + wide > room && index > range.start {
            if line.chosen.is_none_or(|chosen| chosen < index) {
                break;
            }
            (range.start, width) = (index, 0);
        }
        width += wide;
        range.end = index + 1;
    }
    let all = range.len() == words.len();
    let rest = if all { String::new() } else { format!("  {}", others(&range, words.len())) };
    let shown = format!(" {}{rest} ", words[range].join("  "));
    pen.right(0, &[(&shown, theme.accent()), ("─", theme.dim())]);
}

/// What does not fit is cut in front: files differ at the end of their names.
fn ending(word: &str, width: usize) -> String {
    let word = clean(word);
    let count = word.chars().count();
    if count <= width {
        return word;
    }
    std::iter::once('…').chain(word.chars().skip(count + 1 - width)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_chosen_one_is_shown_and_the_others_are_counted() {
        assert_eq!((shown(5, 5, None), shown(0, 3, None)), (0..5, 0..0));
        for (chosen, range, words) in [
            (None, 0..3, "… 7 more"),
            (Some(2), 0..3, "… 7 more"),
            (Some(5), 3..6, "… 3 above, 4 more"),
            (Some(9), 7..10, "… 7 above"),
        ] {
            assert_eq!(shown(10, 4, chosen), range);
            assert_eq!(others(&range, 10), words);
        }
    }

    #[test]
    fn a_name_that_is_too_long_is_cut_in_front() {
        assert_eq!((ending("abcdef", 4), ending("abc", 4)), ("…def".into(), "abc".into()));
    }
}
