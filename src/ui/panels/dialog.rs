//! Questions in the middle of the screen.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::widgets::{Block, BorderType, Clear, Widget};

use super::pen::Pen;
use crate::core::ids::{LaserId, LaserSet};
use crate::core::laser::Fitted;
use crate::core::parameter::Parameter;
use crate::ui::confirm::Confirm;
use crate::ui::state::State;
use crate::ui::widgets::number;

/// Columns of a dialog.
const WIDTH: u16 = 56;

/// Draws a question.
pub fn draw(state: &State, confirm: &Confirm, area: Rect, buffer: &mut Buffer) {
    match confirm {
        Confirm::LaserOn(laser) => laser_on(state, *laser, area, buffer),
        Confirm::Quit(lasers) => quit(state, *lasers, area, buffer),
        other => plain(state, other, area, buffer),
    }
}

/// A question with its reason; yes has to be said.
fn plain(state: &State, confirm: &Confirm, area: Rect, buffer: &mut Buffer) {
    let theme = state.theme();
    let (question, why, yes) = confirm.words();
    let width = usize::from(WIDTH.min(area.width)).saturating_sub(6).max(1);
    let mut lines = wrapped(&question, width);
    let asked = lines.len();
    lines.extend(wrapped(&why, width));
    let inner = frame(area, lines.len() as u16 + 5, theme.warning(), buffer);
    let mut pen = Pen::new(buffer, inner);
    for (y, line) in lines.iter().enumerate() {
        pen.put(2, y as u16 + 1, line, if y < asked { theme.warning() } else { theme.text() });
    }
    let y = lines.len() as u16 + 2;
    answers(state, &mut pen, y, yes);
}

fn answers(state: &State, pen: &mut Pen, y: u16, yes: &str) {
    let theme = state.theme();
    let end = pen.row(2, y, &[("y", theme.strong()), (" ", theme.dim()), (yes, theme.dim())]);
    pen.row(end + 4, y, &[("N", theme.strong()), (" no (any other key)", theme.dim())]);
}

/// A text in lines of at most so many characters, broken between words where that is possible.
pub(super) fn wrapped(text: &str, width: usize) -> Vec<String> {
    let width = width.max(1);
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let mut word: Vec<char> = word.chars().collect();
        loop {
            let used = lines.last().map_or(width, |line| line.chars().count());
            if used < width && used + 1 + word.len() <= width {
                let line = lines.last_mut().expect("there is one");
                line.push(' ');
                line.extend(&word);
                break;
            }
            let rest = word.split_off(word.len().min(width));
            lines.push(word.into_iter().collect());
            if rest.is_empty() {
                break;
            }
            word = rest;
        }
    }
    lines
}

fn frame(area: Rect, height: u16, style: Style, buffer: &mut Buffer) -> Rect {
    let (width, height) = (WIDTH.min(area.width), height.min(area.height));
    let place =
        Rect { x: area.x + (area.width - width) / 2, y: area.y + (area.height - height) / 2, width, height };
    Clear.render(place, buffer);
    let block = Block::bordered().border_type(BorderType::Rounded).border_style(style);
    let inner = block.inner(place);
    block.render(place, buffer);
    inner
}

fn laser_on(state: &State, laser: LaserId, area: Rect, buffer: &mut Buffer) {
    let theme = state.theme();
    let inner = frame(area, 8, theme.alarm(), buffer);
    let mut pen = Pen::new(buffer, inner);
    let model = match &state.bench.laser(laser).fitted {
        Fitted::Model(model) => model.as_str(),
        _ => "unknown model",
    };
    pen.put(2, 1, &format!("Switch laser {laser} on?"), theme.alarm());
    let (wavelength, nm) = held(state, Parameter::LaserWavelength(laser));
    let (power, dbm) = held(state, Parameter::LaserPower(laser));
    pen.put(2, 3, &format!("{model}   {wavelength} {nm}   {power} {dbm}"), theme.strong());
    answers(state, &mut pen, 5, "yes, emit");
}

fn held(state: &State, parameter: Parameter) -> (String, &'static str) {
    number::value(parameter, state.bench.value(parameter))
}

fn quit(state: &State, lasers: LaserSet, area: Rect, buffer: &mut Buffer) {
    let theme = state.theme();
    let inner = frame(area, 9, theme.alarm(), buffer);
    let mut pen = Pen::new(buffer, inner);
    let (are, them) = if lasers.iter().count() == 1 { ("is", "it") } else { ("are", "them") };
    let sure = if state.bench.is_live() { "" } else { " perhaps" };
    pen.put(2, 1, &format!("{lasers} {are}{sure} on."), theme.alarm());
    pen.row(2, 3, &[("o", theme.strong()), (&format!("  switch {them} off and leave"), theme.text())]);
    pen.row(2, 4, &[("l", theme.strong()), (&format!("  leave, with {them} on"), theme.text())]);
    pen.row(2, 5, &[("Esc", theme.strong()), (" stay", theme.text())]);
}
