//! The list of saved traces.
//!
//! ```text
//! Saved traces   filter ...                                                 12 of 345
//! folder, files, marks
//! heads of the columns
//! files: time, wavelengths, step, sweep, type, detector, note, name; grey where nothing is said of them, with the reason
//!
//! all that the selected file says
//! ```

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::core::cast;
use crate::core::text::clip;
use crate::ui::common::context::Context;
use crate::ui::kit::pen::{Pen, Side};
use crate::ui::kit::widgets::text::{first_row, wrapped};
use crate::ui::kit::widgets::typed::draw_field;
use crate::ui::trace::browser::row::{Header, Row, Said};
use crate::ui::trace::browser::state::{Browser, Reading};

/// Columns of cells in front of the time: the selection and the mark.
const MARKS: u16 = 4;
/// Cells of a time to the minute, without its year.
const TIME: u16 = 11;
/// The same to the second, with it.
const TIME_WHOLE: u16 = 19;
/// From this width on a time is whole.
const WHOLE: u16 = 110;
/// From this width on the name of a file stands beside the note.
const NAMED: u16 = 170;
/// Cells of the name there.
const NAME: u16 = 44;
/// From this height on there are heads above the columns ...
const HEADED: u16 = 10;
/// ... and all that the selected file says below them.
const DETAILED: u16 = 16;

/// A column between time and note.
struct Column {
    head: &'static str,
    width: u16,
    /// The page has it from this width on.
    from: u16,
    cell: fn(&Said) -> &str,
}

const COLUMNS: [Column; 5] = [
    Column { head: "nm", width: 17, from: 60, cell: |said| &said.range },
    Column { head: "step", width: 7, from: 72, cell: |said| &said.sampling },
    Column { head: "sweep", width: 15, from: 110, cell: |said| &said.sweep },
    Column { head: "type", width: 10, from: 60, cell: |said| &said.kind },
    Column { head: "detector", width: 12, from: 140, cell: |said| &said.detectors },
];

/// Where the columns of a page of this width stand.
struct Columns {
    time: u16,
    /// Each with its place.
    between: Vec<(u16, &'static Column)>,
    note: u16,
    /// Cells of the note, or of the name in its place.
    note_width: u16,
    name: Option<u16>,
}

impl Columns {
    fn of(width: u16) -> Self {
        let time = if width < WHOLE { TIME } else { TIME_WHOLE };
        let mut x = MARKS + time + 2;
        let mut between = Vec::new();
        for column in COLUMNS.iter().filter(|column| width >= column.from) {
            between.push((x, column));
            x += column.width + 2;
        }
        let name = (width >= NAMED).then(|| width.saturating_sub(NAME + 1));
        let end = name.map_or(width.saturating_sub(1), |name| name.saturating_sub(2));
        Self { time, between, note: x, note_width: end.saturating_sub(x), name }
    }

    /// Where the reason stands why a file says nothing, and how wide it may be: between time and name.
    fn reason(&self) -> Option<(u16, u16)> {
        let (x, _) = self.between.first()?;
        Some((*x, self.note - x - 2))
    }
}

/// Draws the page.
pub(in crate::ui) fn draw(context: &Context, browser: &Browser, area: Rect, buffer: &mut Buffer) {
    let theme = context.theme();
    let mut pen = Pen::new(buffer, area);
    let x = pen.row(0, 0, &[(" Saved traces", theme.accent()), ("   filter ", theme.dim())]);
    let end = draw_field(theme, &browser.filter, &mut pen, (x, 0));
    let count = browser.shown().len();
    let place = format!("{} of {count} ", (browser.selected + 1).min(count));
    if end + 14 < area.width {
        pen.right(0, &[(&place, theme.dim())]);
    }
    folder(context, browser, &mut pen);
    let headed = u16::from(area.height >= HEADED);
    let below = if area.height >= DETAILED { (area.height / 4).min(12) } else { 0 };
    let columns = Columns::of(area.width);
    if headed > 0 {
        heads(context, &columns, &mut pen);
    }
    let top = 2 + headed;
    let room = area.height.saturating_sub(top + below);
    let first = first_row(browser.selected, usize::from(room));
    let rows = browser.shown().enumerate().skip(first).take(usize::from(room));
    for ((index, row), y) in rows.zip(top..) {
        line(context, browser, &columns, &mut pen, y, row, index == browser.selected);
    }
    if count == 0 {
        nothing(context, browser, &mut pen, top);
    }
    if let Some(row) = browser.selected_row().filter(|_| below > 1) {
        details(
            context,
            row,
            &mut Pen::new(buffer, Rect { y: area.bottom() - below + 1, height: below - 1, ..area }),
        );
    }
}

/// Where the files are, how many, and how far they were looked into.
fn folder(context: &Context, browser: &Browser, pen: &mut Pen) {
    let theme = context.theme();
    let (all, unread) = browser.counts();
    let mut said = vec![match all {
        1 => "1 file".to_owned(),
        all => format!("{all} files"),
    }];
    match &browser.reading {
        Reading::Asked => said.push("reading the folder ...".to_owned()),
        Reading::Read { left_out: 0 } | Reading::Failed(_) => {}
        Reading::Read { left_out } => said.push(format!("{left_out} older ones left out")),
    }
    if unread > 0 {
        said.push(format!("{unread} still to be looked into"));
    }
    match browser.marks() {
        0 => {}
        marks => said.push(format!("{marks} marked")),
    }
    let said = said.join("   ");
    let room = pen.area.width.saturating_sub(cast::cells(said.chars().count()) + 5);
    let x = pen.put(1, 1, &clip(&browser.place, usize::from(room)), theme.text());
    pen.put(x + 3, 1, &said, theme.dim());
}

fn heads(context: &Context, columns: &Columns, pen: &mut Pen) {
    let style = context.theme().dim();
    pen.column(MARKS, 2, columns.time, Side::Left, "UTC", style);
    for (x, column) in &columns.between {
        pen.column(*x, 2, column.width, Side::Left, column.head, style);
    }
    let note = if columns.name.is_some() { "note" } else { "note, or file" };
    pen.column(columns.note, 2, columns.note_width, Side::Left, note, style);
    if let Some(x) = columns.name {
        pen.column(x, 2, NAME, Side::Left, "file", style);
    }
}

fn line(
    context: &Context,
    browser: &Browser,
    columns: &Columns,
    pen: &mut Pen,
    y: u16,
    row: &Row,
    selected: bool,
) {
    let theme = context.theme();
    let nothing = matches!(row.header, Header::Nothing(_));
    let style = match (selected, nothing) {
        (true, _) => theme.accent(),
        (false, true) => theme.dim(),
        (false, false) => theme.text(),
    };
    if selected {
        pen.put(0, y, "▸", theme.accent());
    }
    if let Some(mark) = browser.mark_of(row) {
        pen.column(1, y, 2, Side::Right, &mark.to_string(), theme.strong());
    }
    let time = row.time();
    let time = if columns.time == TIME { time.get(5..16).unwrap_or(&time) } else { &time };
    pen.column(MARKS, y, columns.time, Side::Left, time, theme.dim());
    let mut put = |x: u16, width: u16, text: &str, style| {
        pen.column(x, y, width, Side::Left, &clip(text, usize::from(width)), style);
    };
    let mut note = String::new();
    match &row.header {
        Header::Unread => {}
        Header::Says(said) => {
            for (x, column) in &columns.between {
                put(*x, column.width, (column.cell)(said), style);
            }
            let marked = [said.mark.as_str(), said.note.as_str()];
            note = marked.into_iter().filter(|words| !words.is_empty()).collect::<Vec<_>>().join(" ");
        }
        Header::Nothing(why) => match columns.reason() {
            Some((x, width)) => put(x, width, why, style),
            None => note = format!("{}: {why}", row.name),
        },
    }
    if let Some(x) = columns.name {
        put(x, NAME, &row.name, if selected { theme.accent() } else { theme.dim() });
    } else if note.is_empty() {
        note.clone_from(&row.name);
    }
    put(columns.note, columns.note_width, &note, style);
}

/// Why there is no file, and what to do.
fn nothing(context: &Context, browser: &Browser, pen: &mut Pen, y: u16) {
    let theme = context.theme();
    let (words, style) = match &browser.reading {
        Reading::Asked => return,
        Reading::Failed(why) => (why.clone(), theme.warning()),
        Reading::Read { .. } if browser.filter.is_empty() => {
            ("no traces were saved here; :browse FOLDER looks elsewhere".to_owned(), theme.dim())
        }
        Reading::Read { .. } => ("no file has these words; Esc shows all".to_owned(), theme.warning()),
    };
    for (line, y) in wrapped(&words, usize::from(pen.area.width.saturating_sub(3))).iter().zip(y..) {
        pen.put(2, y, line, style);
    }
}

/// All that a file says.
fn details(context: &Context, row: &Row, pen: &mut Pen) {
    let theme = context.theme();
    pen.put(1, 0, &row.name, theme.strong());
    let lines = match &row.header {
        Header::Unread => Vec::new(),
        Header::Says(said) => said.details.clone(),
        Header::Nothing(why) => vec![why.clone()],
    };
    let room = usize::from(pen.area.width.saturating_sub(2));
    let lines = lines.iter().flat_map(|line| wrapped(line, room));
    for (line, y) in lines.zip(1..pen.area.height) {
        pen.put(1, y, &line, theme.dim());
    }
}
