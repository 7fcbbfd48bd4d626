//! The row of the cursor: what it stands on, and how far that is from the delta marker; the mask's verdict.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::core::units::Wavelength;
use crate::ui::common::context::Context;
use crate::ui::kit::pen::Pen;
use crate::ui::kit::widgets::number;
use crate::ui::kit::widgets::text::cells;
use crate::ui::trace::TraceState;
use crate::ui::trace::actions::{EXTREME, TABLE, ZOOM_IN};
use crate::ui::trace::traces::held::Standing;

/// Below this width the wavelength and the level are all that has room.
const NARROW: u16 = 60;

pub(super) fn draw(trace: &TraceState, context: &Context, area: Rect, buffer: &mut Buffer) {
    let theme = context.theme();
    let traces = &trace.traces;
    let mut pen = Pen::new(buffer, area);
    let mut x = 1;
    if let Some(nm) = traces.cursor.filter(|nm| traces.at(*nm).is_none()) {
        let words = format!("{nm:.5} nm is outside the trace");
        x = pen.put(x, 0, &words, theme.dim()) + 3;
    } else if let Some((_, nm, level)) = traces.cursor.and_then(|nm| traces.at(nm)) {
        let unit = traces.selected_trace().map_or("dB", |trace| trace.unit());
        // The level is what is looked for: where there is little room the frequency gives way.
        let thz = if pen.area.width < NARROW {
            String::new()
        } else {
            format!("   {:.6} THz", Wavelength::from_nm(nm).thz())
        };
        let words = format!("{nm:.5} nm{thz}   {} ", number::level(level));
        x = pen.row(x, 0, &[(&words, theme.strong()), (unit, theme.dim())]) + 3;
        if let Some((number, at, reference)) = delta(trace) {
            let words = format!(
                "Δ{} {:+.3} pm  {:+.3} GHz  {:+.3} dB",
                number + 1,
                (nm - at) * 1e3,
                (Wavelength::from_nm(nm).thz() - Wavelength::from_nm(at).thz()) * 1e3,
                level - reference
            );
            x = pen.put(x, 0, &words, theme.accent()) + 3;
        }
    }
    if let Some(held) = &traces.mask {
        let mask = &held.mask;
        let standing = traces.selected_trace().map_or(Standing::Undefined, |trace| held.standing(trace));
        let (words, style): (String, Style) = match standing {
            Standing::Unknown => (format!("mask {}: comparing ...", mask.name), theme.dim()),
            Standing::Undefined => (format!("mask {}: not defined here", mask.name), theme.dim()),
            Standing::Judged(verdict) if verdict.beyond == 0 => (
                format!(
                    "mask {} PASS, margin {:.2} dB at {:.4} nm",
                    mask.name, verdict.margin_db, verdict.at_nm
                ),
                theme.good(),
            ),
            Standing::Judged(verdict) => (
                format!(
                    "mask {} FAIL, {} samples, {:.2} dB at {:.4} nm",
                    mask.name, verdict.beyond, verdict.margin_db, verdict.at_nm
                ),
                theme.warning(),
            ),
        };
        x = pen.put(x, 0, &words, style) + 3;
    }
    let notes = traces.selected_trace().map_or("", |trace| trace.provenance.notes.as_str());
    if x == 1 && notes.is_empty() {
        pen.put(1, 0, &hint(context, usize::from(pen.area.width.saturating_sub(2))), theme.dim());
    }
    pen.put(x, 0, notes, theme.text());
}

/// What keys do, as much of it as is whole in so many columns.
fn hint(context: &Context, room: usize) -> String {
    let key = |action| context.fixed.keymap.key(action).unwrap_or_default();
    let parts = [
        "arrows move the cursor".to_owned(),
        format!("{} zooms", key(ZOOM_IN)),
        format!("{} finds the extreme", key(EXTREME)),
        format!("{} lists resonances", key(TABLE)),
    ];
    let add = |hint: String, part: String| {
        let longer = if hint.is_empty() { part } else { format!("{hint}, {part}") };
        if usize::from(cells(&longer)) <= room { longer } else { hint }
    };
    parts.into_iter().fold(String::new(), add)
}

/// The delta marker: its number, wavelength and level.
fn delta(trace: &TraceState) -> Option<(usize, f64, f32)> {
    let number = trace.traces.delta?;
    let (_, nm, level) = trace.traces.at(trace.traces.markers[number]?)?;
    Some((number, nm, level))
}
