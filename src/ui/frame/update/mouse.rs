//! The mouse: a click goes where it points, the wheel scrolls what is under it.

use crossterm::event::{MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::{Position, Rect};

use crate::ui::common::context::{Page, Panel};
use crate::ui::common::effect::Effect;
use crate::ui::frame::draw::footer::{self, Click};
use crate::ui::frame::draw::layout::places;
use crate::ui::frame::draw::{self, which};
use crate::ui::frame::pages;
use crate::ui::frame::panels::row;
use crate::ui::frame::state::{InputMode, State, Typed};
use crate::ui::kit::input::keymap::Lookup;
use crate::ui::trace::panel::{self, chart};

impl State {
    /// Takes a mouse event on a screen of this size.
    #[expect(clippy::wildcard_enum_match_arm, reason = "what a mouse can do is crossterm's")]
    pub(crate) fn mouse(&mut self, event: MouseEvent, area: Rect) -> Vec<Effect> {
        self.visit();
        // A question is answered by a key: a click may be a slip.
        let asks = matches!(self.frame.mode, InputMode::Confirm(_));
        if asks || self.is_blind() || self.frame.leaving.is_some() {
            return Vec::new();
        }
        let at = Position::new(event.column, event.row);
        let pressed = event.kind == MouseEventKind::Down(MouseButton::Left);
        if let Some(clicked) = self.clicked(at, area).filter(|_| pressed) {
            return self.carry_click(clicked);
        }
        if self.frame.mode != InputMode::Page {
            return Vec::new();
        }
        match event.kind {
            MouseEventKind::Down(MouseButton::Left)
                if self.frame.note.take().is_some() || self.frame.begun.take().is_some() =>
            {
                Vec::new()
            }
            MouseEventKind::Down(MouseButton::Left) => {
                self.click(at, area);
                self.trace.pressed(self.plot(area), at);
                Vec::new()
            }
            MouseEventKind::Drag(MouseButton::Left) => {
                self.trace.dragged(self.plot(area), at);
                Vec::new()
            }
            MouseEventKind::Up(MouseButton::Left) => {
                self.trace.released(self.plot(area), at);
                Vec::new()
            }
            MouseEventKind::ScrollUp => (pages::row(self.context.page).wheel)(self, -1),
            MouseEventKind::ScrollDown => (pages::row(self.context.page).wheel)(self, 1),
            _ => Vec::new(),
        }
    }

    /// What stands at a cell that a click does: in the row of keys, among those that may follow one, in the titles.
    fn clicked(&self, at: Position, area: Rect) -> Option<Click> {
        if at.y + 1 == area.bottom() {
            return footer::click(self, area.width, at.x);
        }
        if self.frame.mode != InputMode::Page || self.frame.note.is_some() {
            return None;
        }
        let middle = draw::middle(self, area)?;
        if self.frame.begun.is_some() {
            return which::action_at(self, middle, at).map(Click::Act);
        }
        let on_bench = self.context.page == Page::Bench;
        let hidden = || draw::hidden_panel_at(self, area, at);
        on_bench.then(hidden).flatten().map(|panel| Click::Act(panel.action()))
    }

    /// Does what was clicked. A click is no key that came by itself: what lets out light is asked.
    fn carry_click(&mut self, click: Click) -> Vec<Effect> {
        match click {
            Click::Press(chord) => self.key(chord.into(), Typed { alone: false }),
            Click::Act(action) => {
                self.frame.begun = None;
                let note = self.frame.note.is_some().then_some(Lookup::Action(action));
                match note.and_then(|looked_up| self.note_key(looked_up)) {
                    Some(effects) => effects,
                    None => self.act(action),
                }
            }
        }
    }

    /// Where the curves of the traces stand on a screen of this size, if they are shown.
    fn plot(&self, area: Rect) -> Option<Rect> {
        if self.context.page != Page::Bench {
            return None;
        }
        let places = places(area, self.context.selection.below, self.context.expanded())?;
        let (_, place) = places.panels.into_iter().find(|(panel, _)| *panel == Panel::Trace)?;
        chart::plot(&self.trace.traces, panel::parts(&self.trace, &self.context, place).chart)
    }

    fn click(&mut self, at: Position, area: Rect) {
        if self.context.page != Page::Bench {
            return;
        }
        let Some(places) = places(area, self.context.selection.below, self.context.expanded()) else {
            return;
        };
        let Some((panel, place)) = places.panels.into_iter().find(|(_, place)| place.contains(at)) else {
            return;
        };
        self.focus(panel);
        if panel == Panel::Trace
            && let Some(letter) = panel::chip_at(&self.trace, &self.context, place, at)
        {
            self.trace.traces.selected = letter;
        }
        let row = row(panel);
        let pointed = row.head.and_then(|head| usize::from(at.y - place.y).checked_sub(head));
        if let Some(pointed) = pointed.filter(|pointed| *pointed < (row.extent)(self).row) {
            self.context.selection.cursor_mut(panel).row = pointed;
        }
    }
}
