//! Questions in the middle of the screen: whole, or not at all.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::widgets::{Block, BorderType, Clear, Widget};

use crate::core::cast;
use crate::core::consent::Beam;
use crate::core::ids::LaserSet;
use crate::core::units::Power;
use crate::ui::common::asked::Asked;
use crate::ui::common::confirm::Confirm;
use crate::ui::common::context::Context;
use crate::ui::kit::pen::Pen;
use crate::ui::kit::widgets::text::wrapped;

/// Columns of a dialog.
const WIDTH: u16 = 56;
/// Columns of text in it: without the frame and two on each side.
#[expect(clippy::as_conversions, reason = "`From` is not const")]
const TEXT: usize = WIDTH as usize - 6;

/// A row of a dialog.
enum DialogRow {
    Blank,
    /// What is asked.
    Head(String),
    Text(String),
    Strong(String),
    /// Keys and what they do.
    Keys(Vec<(&'static str, String)>),
    /// How it is answered.
    Note,
}

/// Draws a question, if the place has room for all of it.
pub(in crate::ui) fn draw(context: &Context, asked: &Asked, area: Rect, buffer: &mut Buffer) {
    let rows = rows(context, asked);
    let Some(place) = place(&rows, area) else { return };
    let theme = context.theme();
    let light =
        asked.confirm.beams().is_some() || matches!(asked.confirm, Confirm::Quit(_) | Confirm::Suspend(_));
    let alarm = if light { theme.alarm() } else { theme.warning() };
    let inner = frame(place, alarm, buffer);
    let mut pen = Pen::new(buffer, inner);
    for (row, y) in rows.iter().zip(1..) {
        match row {
            DialogRow::Blank => {}
            DialogRow::Head(text) => drop(pen.put(2, y, text, alarm)),
            DialogRow::Text(text) => drop(pen.put(2, y, text, theme.text())),
            DialogRow::Strong(text) => drop(pen.put(2, y, text, theme.strong())),
            DialogRow::Keys(keys) => {
                let mut x = 2;
                for (key, does) in keys {
                    x = pen.row(x, y, &[(*key, theme.strong()), (" ", theme.dim()), (does, theme.dim())]) + 4;
                }
            }
            DialogRow::Note if asked.uncounted => drop(pen.put(2, y, UNCOUNTED, theme.warning())),
            // It appears when a key counts.
            DialogRow::Note if asked.sight.is_read(context.now) => drop(pen.put(2, y, HINT, theme.dim())),
            DialogRow::Note => {}
        }
    }
}

const HINT: &str = "one key by itself is the answer";
const UNCOUNTED: &str = "that did not count: press the key once, by itself, after 1.5 s without keys";

/// Rows of the screen's middle that a question needs; `None` if it has room in this one.
pub(in crate::ui) fn lacks(context: &Context, asked: &Asked, area: Rect) -> Option<u16> {
    let rows = rows(context, asked);
    place(&rows, area).is_none().then(|| height(&rows))
}

/// Two of frame, one blank above and below.
fn height(rows: &[DialogRow]) -> u16 {
    cast::cells(rows.len()) + 3
}

/// Where it stands, if there is room for all of it.
fn place(rows: &[DialogRow], area: Rect) -> Option<Rect> {
    let height = height(rows);
    (area.width >= WIDTH && area.height >= height).then(|| Rect {
        x: area.x + (area.width - WIDTH) / 2,
        y: area.y + (area.height - height) / 2,
        width: WIDTH,
        height,
    })
}

fn rows(context: &Context, asked: &Asked) -> Vec<DialogRow> {
    let confirm = &asked.confirm;
    let mut rows = Vec::new();
    let keys = if let Confirm::Quit(lasers) = confirm {
        quit(context, *lasers, &mut rows)
    } else {
        let (question, why, yes) = confirm.words();
        rows.extend(wrapped(&question, TEXT).into_iter().map(DialogRow::Head));
        if !why.is_empty() {
            rows.extend(wrapped(&why, TEXT).into_iter().map(DialogRow::Text));
        }
        if let Some(beams) = confirm.beams() {
            rows.push(DialogRow::Blank);
            if beams.told() {
                beams.each().iter().for_each(|beam| light(beam, &mut rows));
                if beams.each().is_empty() {
                    rows.push(DialogRow::Strong("no more than is emitted already".into()));
                }
            } else {
                rows.push(DialogRow::Strong("which laser, and how strong, is not known".into()));
            }
        }
        vec![("y", yes.to_owned()), ("N", "no (any other key)".to_owned())]
    };
    rows.push(DialogRow::Blank);
    rows.push(DialogRow::Keys(keys));
    rows.push(DialogRow::Note);
    rows
}

/// One beam, as it is agreed to.
fn light(beam: &Beam, rows: &mut Vec<DialogRow>) {
    let model = beam.model.as_deref().unwrap_or("unknown model");
    rows.push(DialogRow::Strong(format!("laser {}   {model}", beam.laser)));
    match beam.power {
        Power::Known(_) => rows.push(DialogRow::Strong(format!("{}   {}", beam.span(), beam.power.shown()))),
        // Its words have a row of their own.
        Power::Unsure(_) => rows.extend([beam.span(), beam.power.shown()].map(DialogRow::Strong)),
    }
    rows.push(DialogRow::Text(format!("no more than {} is allowed", beam.cap)));
}

fn quit(context: &Context, lasers: LaserSet, rows: &mut Vec<DialogRow>) -> Vec<(&'static str, String)> {
    let (are, them) = if lasers.iter().count() == 1 { ("is", "it") } else { ("are", "them") };
    let sure = if context.bench.is_live() { "" } else { " perhaps" };
    rows.push(DialogRow::Head(format!("{lasers} {are}{sure} on.")));
    rows.push(DialogRow::Blank);
    rows.push(DialogRow::Keys(vec![("o", format!(" switch {them} off and leave"))]));
    rows.push(DialogRow::Keys(vec![("l", format!(" leave, with {them} on"))]));
    vec![("Esc", "stay".to_owned())]
}

fn frame(place: Rect, style: Style, buffer: &mut Buffer) -> Rect {
    Clear.render(place, buffer);
    let block = Block::bordered().border_type(BorderType::Rounded).border_style(style);
    let inner = block.inner(place);
    block.render(place, buffer);
    inner
}
