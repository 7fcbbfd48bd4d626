//! The help page, made from the topics and the effective keymap.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::ui::common::context::Context;
use crate::ui::frame::help::Help;
use crate::ui::frame::search::{Entry, found};
use crate::ui::kit::pen::Pen;
use crate::ui::kit::widgets::text::{cells, first_row, wrapped};
use crate::ui::kit::widgets::typed::draw_field;

/// The column of what something does, beside its keys.
const ABOUT: u16 = 22;
/// The same where there is little room: only short keys stand beside it.
const ABOUT_NARROW: u16 = 11;
/// Below this width there is.
const NARROW: u16 = 60;
/// From this height on there are notes below.
const NOTED: u16 = 14;
/// The same where commands have room beside it, too.
const ABOUT_WIDE: u16 = 46;
/// From this width on they have.
const WIDEST: u16 = 150;
/// From this width on, the line that does the same as a key stands beside it.
const WIDE: u16 = 110;
/// Columns of that line.
const NAME: u16 = 24;

/// The column of what something does on a page of this width.
const fn about(width: u16) -> u16 {
    match width {
        ..NARROW => ABOUT_NARROW,
        NARROW..WIDEST => ABOUT,
        WIDEST.. => ABOUT_WIDE,
    }
}

/// A row of the page.
enum HelpRow {
    Blank,
    Title(&'static str),
    /// A row of an entry: its number among those found, and what stands on it.
    Entry {
        number: usize,
        label: String,
        about: String,
        name: String,
    },
}

pub(in crate::ui::frame) fn draw(context: &Context, page: &Help, area: Rect, buffer: &mut Buffer) {
    let theme = context.theme();
    let mut pen = Pen::new(buffer, area);
    let x = pen.row(0, 0, &[(" Help", theme.accent()), ("   search ", theme.dim())]);
    let end = draw_field(theme, &page.search, &mut pen, (x, 0));
    let noted = area.width >= NARROW && area.height >= NOTED;
    let notes = if noted { notes(context) } else { Vec::new() };
    // With a blank above the notes.
    let height = usize::from(area.height).saturating_sub(2 + notes.len() + usize::from(noted));
    let (rows, count) = rows(context, page, area.width);
    let of_selected = |row: &HelpRow| matches!(row, HelpRow::Entry { number, .. } if *number == page.row);
    let last = rows.iter().rposition(of_selected).unwrap_or(0);
    for (row, y) in rows.iter().skip(first_row(last, height)).take(height).zip(2..) {
        draw_row(context, &mut pen, y, row, of_selected(row));
    }
    if count == 0 {
        pen.put(2, 2, "nothing found; Esc shows everything", theme.warning());
    }
    let place = format!("{} of {count} ", (page.row + 1).min(count));
    if end + 12 < area.width {
        pen.right(0, &[(&place, theme.dim())]);
    }
    for ((what, words), y) in notes.iter().rev().zip((0..area.height).rev()) {
        pen.put(2, y, what, theme.dim());
        pen.put(ABOUT, y, words, theme.dim());
    }
}

fn draw_row(context: &Context, pen: &mut Pen, y: u16, row: &HelpRow, selected: bool) {
    let theme = context.theme();
    match row {
        HelpRow::Blank => {}
        HelpRow::Title(title) => drop(pen.put(1, y, title, theme.accent())),
        HelpRow::Entry { label, about, name, .. } => {
            if selected {
                pen.put(0, y, "▸", theme.accent());
            }
            pen.put(2, y, label, theme.strong());
            pen.put(
                self::about(pen.area.width),
                y,
                about,
                if selected { theme.accent() } else { theme.text() },
            );
            pen.put(pen.area.width.saturating_sub(NAME), y, name, theme.dim());
        }
    }
}

/// All rows of what is found, and how many entries that is.
fn rows(context: &Context, page: &Help, width: u16) -> (Vec<HelpRow>, usize) {
    let mut rows = Vec::new();
    let mut number = 0;
    for found in found(page, context) {
        if !rows.is_empty() {
            rows.push(HelpRow::Blank);
        }
        rows.push(HelpRow::Title(found.title));
        for entry in found.entries {
            rows.extend(entry_rows(context, entry, number, width));
            number += 1;
        }
    }
    (rows, number)
}

/// The rows of an entry: what it does is wrapped; where keys or line leave it no room, it stands below them.
fn entry_rows(context: &Context, entry: Entry, number: usize, width: u16) -> Vec<HelpRow> {
    let beside = if width >= WIDE { NAME + 2 } else { 1 };
    let column = self::about(width);
    let room = usize::from(width.saturating_sub(column + beside)).max(20);
    let mut about = wrapped(entry.about(), room);
    let mut labels = vec![entry.label(&context.fixed.keymap)];
    if cells(&labels[0]) + 4 > column {
        labels = wrapped(&labels[0], usize::from(width.saturating_sub(3)).max(20));
        about.splice(0..0, vec![String::new(); labels.len()]);
    }
    let name = if width >= WIDE { entry.name().map(|name| format!(":{name}")) } else { None };
    let count = about.len().max(labels.len());
    labels.resize(count, String::new());
    about.resize(count, String::new());
    let mut names = vec![name.unwrap_or_default()];
    names.resize(count, String::new());
    let rows = labels.into_iter().zip(about).zip(names);
    rows.map(|((label, about), name)| HelpRow::Entry { number, label, about, name }).collect()
}

/// What else is good to know.
fn notes(context: &Context) -> Vec<(&'static str, String)> {
    vec![
        ("values", "1550.12nm 193.4THz 3dBm 2mW 0.1pm; no unit: the one shown".into()),
        ("log", context.fixed.log.clone()),
        ("keys", "~/.config/ctp10/keymap.toml changes them".into()),
    ]
}
