//! The mouse: a click goes where it points, the wheel scrolls what is under it.

use crossterm::event::{MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::{Position, Rect};

use crate::core::action::Action;
use crate::ui::charts::dots::ACROSS;
use crate::ui::charts::reduce::Rule;
use crate::ui::effect::Effect;
use crate::ui::layout::places;
use crate::ui::pages::Page;
use crate::ui::panels::trace::{self, chart};
use crate::ui::state::{Focus, Mode, State};
use crate::ui::traces::chart::across;
use crate::ui::traces::view::View;

impl State {
    /// Takes a mouse event on a screen of this size.
    pub fn mouse(&mut self, event: MouseEvent, area: Rect) -> Vec<Effect> {
        // A question is answered by a key: a click may be a slip.
        if self.mode != Mode::Page || self.is_blind() {
            return Vec::new();
        }
        match event.kind {
            MouseEventKind::Down(MouseButton::Left) => {
                self.click(Position::new(event.column, event.row), area);
                self.dragged_from = self.wavelength_at(event.column, event.row, area);
                Vec::new()
            }
            MouseEventKind::Up(MouseButton::Left) => {
                self.release(event.column, event.row, area);
                Vec::new()
            }
            MouseEventKind::ScrollUp => self.wheel(-1),
            MouseEventKind::ScrollDown => self.wheel(1),
            _ => Vec::new(),
        }
    }

    /// The wavelength under a cell, nm, if it is one of the trace's chart.
    fn wavelength_at(&self, column: u16, row: u16, area: Rect) -> Option<f64> {
        if self.page != Page::Bench {
            return None;
        }
        let places = places(area, self.below, self.expanded())?;
        let (_, place) = places.panels.into_iter().find(|(panel, _)| *panel == Focus::Trace)?;
        let plot = chart::plot(trace::parts(self, place).chart)?;
        let inside = plot.contains(Position::new(column, row));
        let cells = usize::from(plot.width) * ACROSS;
        let across = across(&self.traces.view, cells, Rule::Nearest);
        let value = across.at(f64::from(column - plot.x.min(column)) * ACROSS as f64 + 0.5);
        inside.then(|| self.traces.view.across(value))
    }

    /// A box that was drawn is the new window; a click puts the cursor there.
    fn release(&mut self, column: u16, row: u16, area: Rect) {
        let (Some(from), Some(to)) = (self.dragged_from.take(), self.wavelength_at(column, row, area)) else {
            return;
        };
        let view = self.traces.view;
        if (from - to).abs() < view.span() / 100.0 {
            self.traces.point(to);
        } else {
            self.traces.look(View { left: from.min(to), right: from.max(to), ..view });
        }
    }

    fn wheel(&mut self, by: isize) -> Vec<Effect> {
        match &mut self.page {
            Page::Scpi(page) => {
                page.back = page.back.saturating_add_signed(-3 * by).min(self.conversation.entries.len());
            }
            Page::Help(help) => {
                let last = help.found(&self.fixed.keymap).len().saturating_sub(1);
                help.row = help.row.saturating_add_signed(by).min(last);
            }
            Page::Bench if self.focus == Focus::Trace => {
                return self.act(if by < 0 { Action::ZoomIn } else { Action::ZoomOut });
            }
            _ => return self.act(if by < 0 { Action::Up } else { Action::Down }),
        }
        Vec::new()
    }

    fn click(&mut self, at: Position, area: Rect) {
        if self.page != Page::Bench {
            return;
        }
        let Some(places) = places(area, self.below, self.expanded()) else { return };
        let Some((panel, place)) = places.panels.into_iter().find(|(_, place)| place.contains(at)) else {
            return;
        };
        self.focus(panel);
        // Rows begin below the title, and in tables below the names of the columns.
        let head = if matches!(panel, Focus::Lasers | Focus::Detectors) { 2 } else { 1 };
        let row = usize::from(at.y - place.y);
        let count = self.extent(panel).row;
        if row >= head && row - head < count && !matches!(panel, Focus::Messages | Focus::Power) {
            self.cursors[panel.index()].row = row - head;
        }
    }
}
