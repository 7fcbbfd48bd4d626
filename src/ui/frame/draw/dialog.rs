//! Questions in the middle of the screen: whole, or not at all.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::widgets::{Block, BorderType, Clear, Widget};

use crate::core::cast;
use crate::core::consent::{Beam, Beams};
use crate::core::ids::LaserSet;
use crate::core::units::{Power, tidy};
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
    /// Both in one row.
    Answers(Vec<(&'static str, String)>),
}

/// How much stands in a question beside what has to.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Detail {
    /// Each beam has rows of its own for its laser, its power and its cap; blanks keep them apart.
    roomy: bool,
    /// How the unit of a power is settled, where it is not known.
    advice: bool,
}

/// The most that a question says, and what gives way where it has no room.
const DETAILS: [Detail; 3] = [
    Detail { roomy: true, advice: true },
    Detail { roomy: false, advice: true },
    Detail { roomy: false, advice: false },
];

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
            DialogRow::Keys(keys) => drop(put_keys(context, &mut pen, (left, y), keys)),
            DialogRow::Note => note(context, asked, &mut pen, (left, y), [HINT, UNCOUNTED]),
            DialogRow::Answers(keys) => {
                let x = put_keys(context, &mut pen, (left, y), keys);
                note(context, asked, &mut pen, (x, y), [HINT_BRIEF, UNCOUNTED_BRIEF]);
            }
        }
    }
}

/// Puts keys and what they do; the column of what may stand behind them.
fn put_keys(context: &Context, pen: &mut Pen, (x, y): (u16, u16), keys: &[(&'static str, String)]) -> u16 {
    let theme = context.theme();
    keys.iter().fold(x, |x, (key, does)| {
        pen.row(x, y, &[(*key, theme.strong()), (" ", theme.dim()), (does, theme.dim())]) + 4
    })
}

/// How it is answered, from when a key counts; or that one did not.
fn note(context: &Context, asked: &Asked, pen: &mut Pen, (x, y): (u16, u16), [hint, uncounted]: [&str; 2]) {
    if asked.uncounted {
        pen.put(x, y, uncounted, context.theme().warning());
    } else if asked.sight.is_read(context.now) {
        pen.put(x, y, hint, context.theme().dim());
    }
}

const SAVE: &str = "save and stay";
const HINT: &str = "press one key to answer";
const HINT_BRIEF: &str = "press one key";
const UNCOUNTED: &str = "did not count: wait 1.5 s, press once";
const UNCOUNTED_BRIEF: &str = "did not count";

/// Rows of the screen's middle that a question needs; `None` if it has room in this one.
pub(in crate::ui) fn lacks(context: &Context, asked: &Asked, area: Rect) -> Option<u16> {
    sheet(context, asked, area).is_none().then(|| tight(context, asked, area).1)
}

/// A question in its frame, or where there is no room for one without it; `None` where there is no room for all of it.
fn sheet(context: &Context, asked: &Asked, area: Rect) -> Option<Sheet> {
    let width = WIDTH.min(area.width);
    let rows = rows(context, asked, usize::from(width.saturating_sub(BESIDE)), DETAILS[0]);
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
        let (rows, height) = tight(context, asked, area);
        let fits = area.width >= LEAST_WIDTH && area.height >= height;
        fits.then_some(Sheet { rows, place: area, framed: false })
    })
}

/// The rows without blanks between them, over the whole width, and how many these are: the most that has room.
fn tight(context: &Context, asked: &Asked, area: Rect) -> (Vec<DialogRow>, u16) {
    let text = usize::from(area.width.max(LEAST_WIDTH).saturating_sub(BESIDE_TIGHT));
    let laid = |detail| {
        let mut rows = rows(context, asked, text, detail);
        rows.retain(|row| !matches!(row, DialogRow::Blank));
        let height = cast::cells(rows.len());
        (rows, height)
    };
    let [all, others @ ..] = DETAILS;
    others.into_iter().fold(laid(all), |best, detail| if best.1 > area.height { laid(detail) } else { best })
}

fn rows(context: &Context, asked: &Asked, width: usize, detail: Detail) -> Vec<DialogRow> {
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
                beams.each().iter().for_each(|beam| light((beams, beam), width, detail, &mut rows));
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
        let no = if detail.roomy { "no (any other key)" } else { "no" };
        vec![("y", yes.to_owned()), ("N", no.to_owned())]
    };
    // A question about traces has more keys than have room beside the note.
    let apart = detail.roomy || confirm.beams().is_none();
    rows.push(DialogRow::Blank);
    if apart {
        rows.extend([DialogRow::Keys(keys), DialogRow::Note]);
    } else {
        rows.push(DialogRow::Answers(keys));
    }
    rows
}

/// One beam, as it is agreed to.
fn light((beams, beam): (&Beams, &Beam), width: usize, detail: Detail, rows: &mut Vec<DialogRow>) {
    let model = beam.model.as_deref().unwrap_or("unknown model");
    let on = if beams.lit().contains(beam.laser) { ", on already" } else { "" };
    let lines = match (beam.power, detail.roomy) {
        (Power::Known(_), true) => vec![
            format!("laser {}   {model}{on}", beam.laser),
            format!("{}   {}", beam.span(), beam.power.shown()),
        ],
        // Its words have a row of their own.
        (Power::Unsure(_), true) => {
            vec![format!("laser {}   {model}{on}", beam.laser), beam.span(), beam.power.shown()]
        }
        // Which of a scan's lasers are on is said above.
        (Power::Known(_), false) => vec![
            format!("laser {} {model}, no more than {}", beam.laser, beam.cap),
            format!("{}   {}", beam.span(), beam.power.shown()),
        ],
        (Power::Unsure(_), false) => vec![
            format!("laser {} {model}, no more than {}", beam.laser, beam.cap),
            format!("{}  {}", beam.span(), beam.power),
        ],
    };
    rows.extend(lines.iter().flat_map(|line| wrapped(line, width)).map(DialogRow::Strong));
    if detail.roomy {
        rows.push(DialogRow::Text(format!("no more than {} is allowed", beam.cap)));
    }
    if detail.advice && beam.power.known().is_none() {
        let least = tidy(beam.power.at_least().0, 1e3);
        let how = [
            "to settle the unit, set the power once:".to_owned(),
            format!("  :{} {least}dBm", beam.set_by.command()),
        ];
        rows.extend(how.map(DialogRow::Text));
    }
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
