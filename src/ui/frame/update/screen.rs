//! What the actions of the screen itself do: the focus, the connection, copies, how it looks, the end.

use strum::IntoEnumIterator;

use crate::config::look::Glyphs;
use crate::core::ids::LaserSet;
use crate::core::snapshot::{Light, Link};
use crate::ui::benches;
use crate::ui::common::asked::Asked;
use crate::ui::common::confirm::Confirm;
use crate::ui::common::context::{Context, Panel};
use crate::ui::common::effect::{Copied, Destination, Effect, LinkOrder};
use crate::ui::common::next::{Next, inform, warn, world};
use crate::ui::frame::line::CommandLine;
use crate::ui::frame::state::{InputMode, State};
use crate::ui::frame::stopping::Stopping;
use crate::ui::frame::{pages, panels, topics};
use crate::ui::kit::input::action::Action;

impl State {
    /// Carries out an action.
    pub(crate) fn act(&mut self, action: Action) -> Vec<Effect> {
        let next = self.row(action);
        self.carry(next)
    }

    /// What an action does here, and what follows.
    pub(in crate::ui) fn row(&mut self, action: Action) -> Vec<Next> {
        let row = topics::actions().find(|row| row.action == action);
        row.map_or_else(Vec::new, |row| row.run(self))
    }

    /// Every laser is told to switch off: what that means for what stands on the screen.
    pub(crate) fn all_off(&mut self) -> Vec<Effect> {
        self.frame.begun = None;
        // A question about light is answered by this.
        if matches!(self.frame.mode, InputMode::Confirm(_)) {
            self.frame.mode = InputMode::Page;
        }
        self.sweep.forget();
        self.frame.stopping = Stopping::of(self.context.bench.phase).filter(|_| self.may_order());
        self.frame.stopping.map(|_| Effect::Abort).into_iter().collect()
    }

    /// Changes the connection; asks first if light would be left behind.
    pub(in crate::ui) fn change_link(&self, order: LinkOrder) -> Vec<Next> {
        let lasers = may_be_on(&self.context);
        let leaves = match &order {
            LinkOrder::Disconnect | LinkOrder::Connect(Some(_)) => true,
            LinkOrder::Connect(None) | LinkOrder::TimeOut(_) => false,
        };
        if lasers.is_empty() || !leaves {
            return world(Effect::Link(order));
        }
        vec![Next::Ask(Confirm::LeaveLink(order, lasers))]
    }

    /// Copies the selected value, or what the page shows.
    pub(in crate::ui) fn copy(&self) -> Vec<Next> {
        let value = self.selected_parameter().map(|parameter| {
            self.context.bench.value(parameter).map_or_else(String::new, |value| value.to_string())
        });
        let text = value.unwrap_or_else(|| (pages::row(self.context.page).text)(self));
        if text.is_empty() { inform("nothing to copy here") } else { world(Effect::Copy(Copied(text))) }
    }

    /// Saves what the page shows.
    pub(in crate::ui) fn save(&mut self) -> Vec<Next> {
        (pages::row(self.context.page).save)(self)
    }

    /// Opens the command line with this typed.
    pub(in crate::ui) fn open_command(&mut self, typed: &str) {
        let mut line = CommandLine::new();
        line.field.set(typed);
        self.frame.mode = InputMode::Command(line);
    }

    /// Goes to the next panel, or in a form to the next value.
    pub(in crate::ui) fn step_focus(&mut self, forward: bool) {
        if self.context.page.subject().is_some() {
            return self.go(if forward { 1 } else { -1 }, 0);
        }
        let by = if forward { 1 } else { Panel::ALL.len() - 1 };
        self.focus(Panel::ALL[(self.context.selection.focus.index() + by) % Panel::ALL.len()]);
    }

    /// Moves the selection by so many rows and columns.
    pub(in crate::ui) fn go(&mut self, rows: isize, columns: isize) {
        (pages::row(self.context.page).go)(self, rows, columns);
    }

    /// Moves the selection of a panel within its extent.
    pub(in crate::ui) fn move_cursor(&mut self, panel: Panel, rows: isize, columns: isize) {
        let extent = (panels::row(panel).extent)(self);
        let cursor = self.context.selection.cursor_mut(panel);
        let within = |at: usize, by: isize, count: usize| {
            at.min(count.saturating_sub(1)).saturating_add_signed(by).min(count.saturating_sub(1))
        };
        cursor.row = within(cursor.row, rows, extent.row);
        cursor.column = within(cursor.column, columns, extent.column);
    }

    /// Changes to the next theme.
    pub(in crate::ui) fn next_theme(&mut self) -> Vec<Next> {
        let names: Vec<&String> = self.context.fixed.themes.iter().map(|(name, _)| name).collect();
        let at = names.iter().position(|name| **name == self.context.view.theme).map_or(0, |at| at + 1);
        let Some(name) = names.get(at % names.len().max(1)) else { return Vec::new() };
        let name = (*name).clone();
        let words = format!("theme {name}");
        self.context.view.theme = name;
        inform(words)
    }

    /// Draws charts with the next set of characters.
    pub(in crate::ui) fn next_glyphs(&mut self) -> Vec<Next> {
        let all: Vec<Glyphs> = Glyphs::iter().collect();
        let at = all.iter().position(|&glyphs| glyphs == self.context.view.glyphs).unwrap_or(0);
        self.context.view.glyphs = all[(at + 1) % all.len()];
        inform(format!("charts are drawn with {}", self.context.view.glyphs.name()))
    }

    /// Captures the mouse, or leaves it to the terminal.
    pub(in crate::ui) fn capture_mouse(&mut self, capture: bool) -> Vec<Next> {
        self.context.view.mouse = capture;
        let mut next = inform(if capture { "mouse capture on" } else { "mouse capture off" });
        next.push(Effect::Mouse(capture).into());
        next
    }

    /// Suspends; asks while light is on that nobody would watch.
    pub(in crate::ui) fn suspend(&self) -> Vec<Next> {
        let lit = may_be_on(&self.context);
        if lit.is_empty() { world(Effect::Suspend) } else { vec![Next::Ask(Confirm::Suspend(lit))] }
    }

    /// Quits.
    pub(in crate::ui) fn quit(&self) -> Vec<Next> {
        self.leave_for(Destination::Shell)
    }

    /// Leaves for another bench, or the simulator.
    pub(in crate::ui) fn go_to_bench(&self, to: Destination) -> Vec<Next> {
        benches::refusal(&self.context, &to).map_or_else(|| self.leave_for(to), warn)
    }

    /// Leaves; asks while light is on, or may be, while there are traces in no file, and while live power is recorded.
    pub(in crate::ui) fn leave_for(&self, to: Destination) -> Vec<Next> {
        let (lit, unsaved) = (may_be_on(&self.context), self.trace.traces.unsaved());
        // Who closed the connection with light on was asked then.
        let dark = lit.is_empty() || self.context.bench.link == Link::Closed;
        if let InputMode::Confirm(Asked {
            confirm: Confirm::Quit(..) | Confirm::Unsaved(..) | Confirm::Recording(_),
            ..
        }) = &self.frame.mode
        {
            return Vec::new();
        }
        match (dark, unsaved.is_empty()) {
            (true, true) if self.context.recording.is_some() => vec![Next::Ask(Confirm::Recording(to))],
            (true, true) => world(Effect::Quit(LaserSet::NONE, to)),
            (true, false) => vec![Next::Ask(Confirm::Unsaved(unsaved, to))],
            (false, _) => vec![Next::Ask(Confirm::Quit(lit, unsaved, to))],
        }
    }
}

/// Lasers that are on, or that may be after what was ordered here.
fn may_be_on(context: &Context) -> LaserSet {
    let ours = context.link.ours;
    let lit = match context.bench.light() {
        Light::Dark => LaserSet::NONE,
        Light::Emitting(lasers) | Light::SwitchingOn(lasers) => lasers,
        // Without a link nothing can be switched off; what this session lit may still be on.
        Light::Unknown => ours.lit,
    };
    // A sweep of ours that has not lit its laser yet will.
    let lit = if ours.scanning { lit.union(ours.lit) } else { lit };
    lit.union(context.bench.switching_on())
}
