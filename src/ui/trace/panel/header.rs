//! The title row: a chip for each letter in use, like tabs, the selected one marked, and the window at the right. Where
//! there is little room the chips say less first, then the window.

use ratatui::style::Style;

use crate::core::ids::TraceType;
use crate::core::text::clip;
use crate::core::trace::Trace;
use crate::ui::common::context::panel::title;
use crate::ui::common::context::{Context, Panel};
use crate::ui::kit::charts::reduce::Spectral;
use crate::ui::kit::pen::Pen;
use crate::ui::kit::widgets::text::cells;
use crate::ui::trace::TraceState;
use crate::ui::trace::panel::swept::{OLDER, moment};
use crate::ui::trace::traces::letter;
use crate::ui::trace::traces::slot::Slot;

/// From this width on the title says which window is shown.
const WINDOW: u16 = 60;
/// Cells of a note that stands for a name.
const NOTE: usize = 30;
/// Cells of a name that was shortened.
const SHORT: usize = 6;

/// How much a chip says, from the most to the least.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Detail {
    /// Its name, what it does, when it was swept, and that in full words.
    All,
    /// The same in few words.
    Time,
    /// Its name and what it does.
    Mode,
    /// The name of the trace.
    Name,
    /// As much of its name as tells it from others.
    Short,
    /// Its letter.
    Letter,
}

const DETAILS: [Detail; 6] =
    [Detail::All, Detail::Time, Detail::Mode, Detail::Name, Detail::Short, Detail::Letter];

/// A letter in use, and what stands in its chip.
struct Chip {
    /// The letter's number.
    index: usize,
    pieces: Vec<(String, Style)>,
}

impl Chip {
    /// Cells across, with the blank behind it.
    fn width(&self) -> u16 {
        self.pieces.iter().map(|(words, _)| cells(words)).sum::<u16>() + 1
    }

    fn new(
        trace: &TraceState,
        context: &Context,
        (index, slot): (usize, &Slot),
        detail: Detail,
    ) -> Option<Self> {
        let (theme, traces) = (context.theme(), &trace.traces);
        let shown = slot.trace.as_ref()?;
        let selected = index == traces.selected;
        let older = traces.is_older(index, &context.bench);
        let name = match (older || !slot.shown, selected) {
            (true, _) => theme.dim(),
            (false, true) => theme.strong(),
            (false, false) => theme.text(),
        };
        let colour = if slot.shown { theme.channel(index) } else { theme.dim() };
        let mut pieces = vec![
            (if selected { "▸" } else { " " }.to_owned(), theme.accent()),
            (letter(index).to_string(), colour),
        ];
        let mut say = |words: &str, style: Style| {
            if !words.is_empty() {
                pieces.push((format!(" {words}"), style));
            }
        };
        // They stand first: what has no room is cut at the end.
        say(shown.provenance.light.mark().unwrap_or_default(), theme.warning());
        if older && detail < Detail::Letter {
            say(if detail == Detail::All && selected { OLDER.0 } else { OLDER.1 }, theme.warning());
        }
        match detail {
            Detail::All | Detail::Time | Detail::Mode | Detail::Name => {
                say(&called(context, slot, shown), name);
            }
            Detail::Short => say(&clip(&called(context, slot, shown), SHORT), name),
            Detail::Letter => {}
        }
        if detail <= Detail::Mode {
            let computing = traces.is_changing(index).then(|| "computing ...".to_owned());
            say(&computing.unwrap_or_else(|| done(slot, shown)), theme.dim());
        }
        if detail <= Detail::Time && slot.minus().is_none() {
            let (full, short) = moment(context, shown).unwrap_or_default();
            say(if detail == Detail::All && selected { &full } else { &short }, theme.dim());
        }
        Some(Self { index, pieces })
    }
}

/// What a trace is called where others stand beside it: its note, its formula, its detector with what it holds if that is
/// not what is usual, or its column and file.
fn called(context: &Context, slot: &Slot, trace: &Trace) -> String {
    let note = clip(&trace.provenance.notes, NOTE);
    if !note.is_empty() {
        return note;
    }
    match trace.origin.trace() {
        _ if slot.minus().is_some() => slot.describe(),
        Some(id) if id.kind == TraceType::TF_LIVE => context.detector_name(id.detector),
        Some(id) => format!("{} {}", context.detector_name(id.detector), id.kind),
        None => trace.origin.to_string(),
    }
}

/// What is done with new measurements, or was done with this one, where that is not what is usual; the file that it was
/// opened from.
fn done(slot: &Slot, trace: &Trace) -> String {
    match (slot.count, slot.done.as_str()) {
        (_, done) if !done.is_empty() => done.to_owned(),
        _ if slot.minus().is_some() => String::new(),
        (count @ 2.., _) => format!("{} of {count}", slot.describe()),
        // What another program wrote says its file already.
        _ if trace.origin.is_of(slot.file.as_deref()) => String::new(),
        _ => slot.describe(),
    }
}

/// The title row as it stands: its chips with their places, and the words of the window.
struct Row {
    chips: Vec<(u16, Chip)>,
    window: String,
}

/// What has room beside a title that ends before column `from`.
fn row(trace: &TraceState, context: &Context, (from, width): (u16, u16), most: Detail) -> Row {
    let chips = |detail| {
        let slots = trace.traces.slots.iter().enumerate();
        slots.filter_map(move |slot| Chip::new(trace, context, slot, detail)).collect::<Vec<_>>()
    };
    // On a narrow screen the scales say it, and the names of the traces need the room.
    let shown = width >= WINDOW && trace.traces.shown().next().is_some();
    let windows = if shown { windows(trace) } else { Vec::new() };
    let details = || DETAILS.into_iter().filter(move |detail| *detail >= most);
    let tries = windows
        .into_iter()
        .chain([String::new()])
        .flat_map(|window| details().map(move |d| (window.clone(), d)));
    let mut last = (String::new(), Vec::new());
    for (window, detail) in tries {
        // With a window left to say, a letter alone says too little.
        if detail == Detail::Letter && !window.is_empty() {
            continue;
        }
        let chips = chips(detail);
        let right = if window.is_empty() { 0 } else { cells(&window) + 2 };
        last = (window, chips);
        if from + last.1.iter().map(Chip::width).sum::<u16>() + right <= width {
            break;
        }
    }
    let (window, chips) = last;
    let mut x = from;
    let placed = chips.into_iter().map(|chip| {
        let at = x;
        x += chip.width();
        (at, chip)
    });
    Row { chips: placed.collect(), window }
}

/// The column where chips begin, behind the panel's title.
fn from(context: &Context) -> u16 {
    cells(&context.panel_key(Panel::Trace)) + cells(Panel::Trace.title()) + 4
}

/// How much chips say at the most: with a row of its own for the selected trace they need not say it again.
const fn most(apart: bool) -> Detail {
    if apart { Detail::Time } else { Detail::All }
}

/// Draws the title row; whether the selected trace has a row of its own below it, is `apart`.
pub(super) fn draw(trace: &TraceState, context: &Context, apart: bool, pen: &mut Pen) {
    title(pen, context, Panel::Trace, "");
    let row = row(trace, context, (from(context), pen.area.width), most(apart));
    for (at, chip) in &row.chips {
        chip.pieces.iter().fold(*at, |x, (words, style)| pen.put(x, 0, words, *style));
    }
    if !row.window.is_empty() {
        pen.right(0, &[(&row.window, context.theme().dim()), (" ", Style::new())]);
    }
}

/// The letter whose chip is at this column of the title row; `None` where there is none.
pub(super) fn chip_at(
    trace: &TraceState,
    context: &Context,
    apart: bool,
    (column, width): (u16, u16),
) -> Option<usize> {
    let row = row(trace, context, (from(context), width), most(apart));
    let there = |(at, chip): &&(u16, Chip)| (*at..at + chip.width()).contains(&column);
    row.chips.iter().find(there).map(|(_, chip)| chip.index)
}

/// The window in words, from the most to the fewest.
fn windows(trace: &TraceState) -> Vec<String> {
    let view = &trace.traces.view;
    let level = view.level_of(trace.traces.kind(trace.traces.selected)).words();
    let span = if view.span() < 1.0 {
        format!("{:.1} pm", view.span() * 1e3)
    } else {
        format!("{:.3} nm", view.span())
    };
    let centre = match view.spectral {
        Spectral::Wavelength => format!("{:.4} nm", view.centre()),
        Spectral::Frequency => format!("{:.5} THz", view.across(view.centre())),
    };
    vec![format!("{centre}   span {span}   {level}"), format!("{centre}   span {span}")]
}
