//! The mouse: a click goes where it points, the wheel scrolls what is under it.

use crossterm::event::{MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::{Position, Rect};

use crate::core::action::Action;
use crate::ui::effect::Effect;
use crate::ui::layout::places;
use crate::ui::pages::Page;
use crate::ui::state::{Focus, Mode, State};

impl State {
    /// Takes a mouse event on a screen of this size.
    pub fn mouse(&mut self, event: MouseEvent, area: Rect) -> Vec<Effect> {
        // A question is answered by a key: a click may be a slip.
        if self.mode != Mode::Page {
            return Vec::new();
        }
        match event.kind {
            MouseEventKind::Down(MouseButton::Left) => {
                self.click(Position::new(event.column, event.row), area);
                Vec::new()
            }
            MouseEventKind::ScrollUp => self.wheel(-1),
            MouseEventKind::ScrollDown => self.wheel(1),
            _ => Vec::new(),
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
