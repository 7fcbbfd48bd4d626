//! A form: every setting of one subject, what the instrument holds, what may be set, and what was typed.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::core::ids::{DetectorId, LaserId};
use crate::core::laser::Fitted;
use crate::core::parameter::{Parameter, Subject, Value};
use crate::core::units::Power;
use crate::ui::detectors::reference_words;
use crate::ui::frame::draw::layout::{Stage, with_form};
use crate::ui::frame::form::Form;
use crate::ui::frame::state::State;
use crate::ui::kit::pen::{Pen, Side};
use crate::ui::kit::widgets::number;
use crate::ui::{lasers, power, sweep};

/// From this width on the limits stand beside each value.
const WIDE: u16 = 110;
/// Below this width there is the value alone, and what was typed stands below it.
const NARROW: u16 = 72;

/// Draws the page, below live power: what is set is seen to work.
pub(in crate::ui) fn draw_with_power(state: &State, stage: Stage, buffer: &mut Buffer) {
    let (Some(subject), Some((above, below))) = (state.context.page.subject(), with_form(stage.screen))
    else {
        return;
    };
    power::panel::draw(&state.power, &state.context, above, buffer);
    draw(state, subject, below, buffer);
}

fn draw(state: &State, subject: Subject, area: Rect, buffer: &mut Buffer) {
    let form = &state.frame.form;
    let theme = state.context.theme();
    let mut pen = Pen::new(buffer, area);
    let end = pen.row(0, 0, &[(" ", theme.text()), (&subject.to_string(), theme.accent())]);
    about(state, subject, &mut pen, end + 3);
    let mut y = 1;
    for (index, parameter) in subject.parameters().into_iter().enumerate() {
        y = row(state, form, &mut pen, (index, y), parameter);
    }
    // Where there is room.
    y += u16::from(y + 1 < area.height);
    if area.width < WIDE
        && let Some(parameter) = form.selected(subject)
    {
        let limits = state.context.bench.limits(&state.context.link.caps, parameter);
        pen.row(2, y, &[("may be    ", theme.dim()), (&limits, theme.text())]);
        y += 2;
    }
    let rest = Rect { y: area.y + y.min(area.height), height: area.height.saturating_sub(y), ..area };
    match subject {
        Subject::Sweep => sweep::panel::summary(&state.context, &mut Pen::new(pen.buffer, rest)),
        Subject::Detector(detector) => readings(state, detector, &mut Pen::new(pen.buffer, rest)),
        Subject::Laser(_) | Subject::Tls(_) => {}
    }
}

/// One setting; the next row.
fn row(state: &State, form: &Form, pen: &mut Pen, (index, mut y): (usize, u16), parameter: Parameter) -> u16 {
    let theme = state.context.theme();
    let selected = index == form.row;
    let value = state.context.bench.value(parameter);
    let (held, unit) = number::value(value);
    if selected {
        pen.put(0, y, "▸", theme.accent());
    }
    pen.put(2, y, parameter.node(), theme.dim());
    let text = if state.context.bench.is_live() { theme.text() } else { theme.dim() };
    let style = if selected { theme.selected() } else { text };
    let narrow = pen.area.width < NARROW;
    // One blank at the edge.
    let (from, wide) = if narrow { (16, pen.area.width.saturating_sub(24)) } else { (17, 18) };
    pen.column(from, y, wide, Side::Right, &held, style);
    pen.put(from + wide + 1, y, unit, theme.dim());
    if !narrow {
        let other = value.map_or_else(String::new, elsewise);
        pen.column(41, y, 16, Side::Right, &other, theme.dim());
    }
    let asked = state.context.link.pending.get(&parameter).map(|(_, value)| *value);
    let staged = form.staged.get(&parameter);
    if let Some(wanted) = asked.or(staged.map(|staged| staged.value)) {
        let (number, _) = number::value(Some(wanted));
        let way = if asked.is_some() { "sent" } else { "typed" };
        let pieces =
            [("→ ", theme.moving()), (&*number, theme.moving()), (" ", theme.dim()), (way, theme.dim())];
        let (x, below) = if narrow { (4, 1) } else { (59, 0) };
        y += below;
        pen.row(x, y, &pieces);
    } else if pen.area.width >= WIDE {
        pen.put(62, y, &state.context.bench.limits(&state.context.link.caps, parameter), theme.dim());
    }
    match staged.and_then(|staged| staged.refused.as_ref()) {
        Some(words) => {
            pen.put(4, y + 1, words, theme.warning());
            y + 2
        }
        None => y + 1,
    }
}

/// The same value in the other unit.
fn elsewise(value: Value) -> String {
    match value {
        Value::Wavelength(w) => format!("{:.5} THz", w.thz()),
        Value::Power(Power::Known(p)) => format!("{:.4} mW", p.mw()),
        Value::Power(Power::Unsure(_)) => "or mW, not known".into(),
        Value::Sampling(_)
        | Value::Laser(_)
        | Value::Speed(_)
        | Value::Trigger(_)
        | Value::Choice(_)
        | Value::Stabilization { .. } => String::new(),
    }
}

/// What stands beside the title.
fn about(state: &State, subject: Subject, pen: &mut Pen, x: u16) {
    let theme = state.context.theme();
    match subject {
        Subject::Laser(laser) => laser_line(state, laser, pen, x),
        Subject::Tls(tls) => {
            let words = match (state.context.bench.laser_of(tls), state.context.bench.model_of(tls)) {
                (Some(laser), Some(model)) => format!("laser {laser}, {model}"),
                (Some(laser), None) => format!("laser {laser}"),
                (None, _) => "no laser".into(),
            };
            pen.put(x, 0, &words, theme.text());
        }
        Subject::Sweep => {}
        Subject::Detector(detector) => {
            pen.put(x, 0, &state.context.detector_name(detector), theme.text());
        }
    }
}

fn laser_line(state: &State, laser: LaserId, pen: &mut Pen, x: u16) {
    let theme = state.context.theme();
    let model = match &state.context.bench.laser(laser).fitted {
        there @ (Fitted::Model(_) | Fitted::Nameless) => there.model().unwrap_or_default(),
        Fitted::Unknown => "not read yet",
        Fitted::Empty | Fitted::Silent => "empty position",
    };
    let end = pen.put(x, 0, model, theme.text());
    let (words, style) = lasers::panel::light(&state.context, laser);
    if state.context.bench.fitted().contains(laser) {
        pen.put(end + 3, 0, words, style);
    }
}

/// What a detector reads, and its reference.
fn readings(state: &State, detector: DetectorId, pen: &mut Pen) {
    let theme = state.context.theme();
    let index = state.context.fixed.detectors.iter().position(|(other, _)| *other == detector);
    match index {
        Some(index) => {
            let now = state.power.latest(index).map_or_else(|| "-".into(), number::power);
            pen.row(2, 0, &[("power     ", theme.dim()), (&now, theme.strong()), (" dBm", theme.dim())]);
            if let Some(range) = state.power.chart.range(index, state.context.now) {
                let [least, greatest, mean] = [range.least, range.greatest, range.mean].map(number::plain);
                let words = format!("{least} to {greatest}, mean {mean} dBm");
                pen.row(2, 1, &[("window    ", theme.dim()), (&words, theme.text())]);
            }
        }
        None => drop(pen.put(
            2,
            0,
            "not watched: its values are read when they are set; see `detectors` in the settings",
            theme.dim(),
        )),
    }
    let (words, sound) = reference_words(&state.context.bench, detector, false);
    pen.row(
        2,
        2,
        &[("reference ", theme.dim()), (&words, if sound { theme.text() } else { theme.warning() })],
    );
}
