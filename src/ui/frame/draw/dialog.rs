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
use crate::ui::common::confirm::{Confirm, never_saved};
use crate::ui::common::context::Context;
use crate::ui::frame::draw::layout::LEAST_WIDTH;
use crate::ui::kit::pen::Pen;
use crate::ui::kit::widgets::text::wrapped;

/// Columns of a dialog, where there are so many.
const WIDTH: u16 = 56;
/// Columns of it beside the text: the frame, and two on each side.
const BESIDE: u16 = 6;
/// The same without a frame: a blank on the left.
const BESIDE_TIGHT: u16 = 1;

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

/// A question as it is laid out in its place.
struct Sheet {
    rows: Vec<DialogRow>,
    place: Rect,
    /// It has a frame, with blanks within.
    framed: bool,
}

/// Draws a question, if the place has room for all of it.
pub(in crate::ui) fn draw(context: &Context, asked: &Asked, area: Rect, buffer: &mut Buffer) {
    let Some(Sheet { rows, place, framed }) = sheet(context, asked, area) else { return };
    let theme = context.theme();
    let alarm = if asked.confirm.is_of_light() { theme.alarm() } else { theme.warning() };
    Clear.render(place, buffer);
    let (inner, left, first) =
        if framed { (frame(place, alarm, buffer), 2, 1) } else { (place, BESIDE_TIGHT, 0) };
    let mut pen = Pen::new(buffer, inner);
    for (row, y) in rows.iter().zip(first..) {
        match row {
            DialogRow::Blank => {}
            DialogRow::Head(text) => drop(pen.put(left, y, text, alarm)),
            DialogRow::Text(text) => drop(pen.put(left, y, text, theme.text())),
            DialogRow::Strong(text) => drop(pen.put(left, y, text, theme.strong())),
            DialogRow::Keys(keys) => {
                let mut x = left;
                for (key, does) in keys {
                    x = pen.row(x, y, &[(*key, theme.strong()), (" ", theme.dim()), (does, theme.dim())]) + 4;
                }
            }
            DialogRow::Note if asked.uncounted => drop(pen.put(left, y, UNCOUNTED, theme.warning())),
            // It appears when a key counts.
            DialogRow::Note if asked.sight.is_read(context.now) => drop(pen.put(left, y, HINT, theme.dim())),
            DialogRow::Note => {}
        }
    }
}

const SAVE: &str = "save and stay";
const HINT: &str = "press one key to answer";
const UNCOUNTED: &str = "did not count: wait 1.5 s, press once";

/// Rows of the screen's middle that a question needs; `None` if it has room in this one.
pub(in crate::ui) fn lacks(context: &Context, asked: &Asked, area: Rect) -> Option<u16> {
    sheet(context, asked, area).is_none().then(|| tight(context, asked, area.width).1)
}

/// A question in its frame, or where there is no room for one without it; `None` where there is no room for all of it.
fn sheet(context: &Context, asked: &Asked, area: Rect) -> Option<Sheet> {
    let width = WIDTH.min(area.width);
    let rows = rows(context, asked, usize::from(width.saturating_sub(BESIDE)));
    // Two of frame, one blank above.
    let height = cast::cells(rows.len()) + 3;
    let framed = (width == WIDTH && area.height >= height).then(|| Sheet {
        place: Rect {
            x: area.x + (area.width - width) / 2,
            y: area.y + (area.height - height) / 2,
            width,
            height,
        },
        rows,
        framed: true,
    });
    framed.or_else(|| {
        let (rows, height) = tight(context, asked, area.width);
        let fits = area.width >= LEAST_WIDTH && area.height >= height;
        fits.then_some(Sheet { rows, place: area, framed: false })
    })
}

/// The rows without blanks between them, over the whole width, and how many these are.
fn tight(context: &Context, asked: &Asked, width: u16) -> (Vec<DialogRow>, u16) {
    let text = usize::from(width.max(LEAST_WIDTH).saturating_sub(BESIDE_TIGHT));
    let mut rows = rows(context, asked, text);
    rows.retain(|row| !matches!(row, DialogRow::Blank));
    let height = cast::cells(rows.len());
    (rows, height)
}

fn rows(context: &Context, asked: &Asked, width: usize) -> Vec<DialogRow> {
    let confirm = &asked.confirm;
    let mut rows = Vec::new();
    let keys = if let Confirm::Quit(lasers, unsaved, _) = confirm {
        let keys = quit(context, *lasers, &wrapped(&never_saved(unsaved), width), &mut rows);
        if confirm.saves('s') {
            rows.push(DialogRow::Keys(vec![("s", format!(" {SAVE}"))]));
        }
        keys
    } else {
        let (question, why, yes) = confirm.words();
        rows.extend(wrapped(&question, width).into_iter().map(DialogRow::Head));
        if !why.is_empty() {
            rows.extend(wrapped(&why, width).into_iter().map(DialogRow::Text));
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
        if confirm.saves('s') {
            rows.extend([DialogRow::Blank, DialogRow::Keys(vec![("s", SAVE.to_owned())])]);
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

fn quit(
    context: &Context,
    lasers: LaserSet,
    unsaved: &[String],
    rows: &mut Vec<DialogRow>,
) -> Vec<(&'static str, String)> {
    let (are, them) = if lasers.iter().count() == 1 { ("is", "it") } else { ("are", "them") };
    let sure = if context.bench.is_live() { "" } else { " perhaps" };
    rows.push(DialogRow::Head(format!("{lasers} {are}{sure} on.")));
    rows.extend(unsaved.iter().filter(|line| !line.is_empty()).cloned().map(DialogRow::Text));
    rows.push(DialogRow::Blank);
    rows.push(DialogRow::Keys(vec![("o", format!(" switch {them} off and leave"))]));
    rows.push(DialogRow::Keys(vec![("l", format!(" leave, with {them} on"))]));
    vec![("Esc", "stay".to_owned())]
}

fn frame(place: Rect, style: Style, buffer: &mut Buffer) -> Rect {
    let block = Block::bordered().border_type(BorderType::Rounded).border_style(style);
    let inner = block.inner(place);
    block.render(place, buffer);
    inner
}
