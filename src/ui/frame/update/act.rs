//! What each action does: a row for each.

use strum::IntoEnumIterator;

use crate::core::action::Action;
use crate::core::ids::{LaserSet, TraceType};
use crate::core::snapshot::{Light, Link};
use crate::ui::common::asked::Asked;
use crate::ui::common::confirm::Confirm;
use crate::ui::common::context::{Context, Panel};
use crate::ui::common::effect::{Effect, LinkOrder, PresetOrder, ScriptKind, Way};
use crate::ui::common::next::{Next, inform, world};
use crate::ui::frame::help::Help;
use crate::ui::frame::line::CommandLine;
use crate::ui::frame::page::Page;
use crate::ui::frame::panels;
use crate::ui::frame::state::{Mode, State};
use crate::ui::kit::charts::dots::Glyphs;
use crate::ui::presets::proposal::Presets;
use crate::ui::scpi::conversation::Scpi;
use crate::ui::scpi::transcript::Transcript;
use crate::ui::trace::traces::table::Table;
use crate::ui::{lasers, scpi, sweep};

/// An action from which nothing follows.
macro_rules! only {
    ($done:expr) => {{
        $done;
        Vec::new()
    }};
}

impl State {
    /// Carries out an action.
    pub fn act(&mut self, action: Action) -> Vec<Effect> {
        let next = self.row(action);
        self.carry(next)
    }

    pub(in crate::ui) fn row(&mut self, action: Action) -> Vec<Next> {
        let context = &self.context;
        match action {
            Action::AllOff => {
                self.all_off();
                world(Effect::Off(LaserSet::ALL))
            }
            Action::LaserToggle => lasers::toggle(context),
            Action::SweepStart => self.sweep.start(context, self.frame.typed.alone),
            Action::Abort => sweep::abort(context),
            Action::Reference => self.take_reference(),

            Action::Edit => self.enter(),
            Action::Cancel => only!(self.leave()),
            Action::NudgeUp => self.nudge(true, 10),
            Action::NudgeDown => self.nudge(false, 10),
            Action::NudgeUpTen => self.nudge(true, 100),
            Action::NudgeDownTen => self.nudge(false, 100),
            Action::NudgeUpTenth => self.nudge(true, 1),
            Action::NudgeDownTenth => self.nudge(false, 1),
            Action::Undo => self.undo(Way::Undo),
            Action::Redo => self.undo(Way::Redo),

            Action::Form => only!(self.open_selected_form()),
            Action::Align => only!(self.toggle(Page::Align)),
            Action::Status => self.open_status(),
            Action::Scpi => only!(self.toggle(Page::Scpi(Scpi::new()))),
            Action::Transcript => only!(self.toggle(Page::Transcript(Transcript::new()))),
            Action::Presets => self.open_presets(),
            Action::Help => only!(self.frame.page = Page::Help(Help::new())),
            Action::CommandLine => only!(self.open_command()),

            Action::Connect => self.change_link(LinkOrder::Connect(None)),
            Action::Disconnect => self.change_link(LinkOrder::Disconnect),
            Action::Copy => self.copy(),
            Action::Save => self.save(),

            Action::FocusNext => only!(self.step_focus(true)),
            Action::FocusPrevious => only!(self.step_focus(false)),
            Action::FocusPower => only!(self.focus(Panel::Power)),
            Action::FocusLasers => only!(self.focus(Panel::Lasers)),
            Action::FocusSweep => only!(self.focus(Panel::Sweep)),
            Action::FocusDetectors => only!(self.focus(Panel::Detectors)),
            Action::FocusTrace => only!(self.focus(Panel::Trace)),
            Action::FocusMessages => only!(self.focus(Panel::Messages)),
            Action::Up => only!(self.move_by(-1, 0)),
            Action::Down => only!(self.move_by(1, 0)),
            Action::Left => only!(self.move_by(0, -1)),
            Action::Right => only!(self.move_by(0, 1)),
            Action::PageUp => only!(self.move_by(-10, 0)),
            Action::PageDown => only!(self.move_by(10, 0)),
            Action::Filter => only!(self.on_transcript(|page| page.typing = true)),
            Action::Everything => only!(self.on_transcript(|page| page.polling = !page.polling)),

            Action::Hold => only!(self.power.hold(context)),
            Action::Freeze => only!(self.power.strip.freeze(context.now)),
            Action::WindowLonger => only!(self.power.strip.longer(context.now)),
            Action::WindowShorter => only!(self.power.strip.shorter(context.now)),

            Action::Download => self.trace.download_selected(context),
            Action::DownloadAll => self.trace.download_all(context, TraceType::TF_LIVE),
            Action::DownloadCancel => world(Effect::DownloadCancel),
            Action::AutoDownload => self.trace.toggle_auto(),
            Action::ZoomIn => only!(self.trace.zoom(0.5)),
            Action::ZoomOut => only!(self.trace.zoom(2.0)),
            Action::PanLeft => only!(self.trace.pan(-0.25)),
            Action::PanRight => only!(self.trace.pan(0.25)),
            Action::Full => only!(self.trace.full()),
            Action::PreviousView => only!(self.trace.previous_view()),
            Action::Centre => only!(self.trace.centre()),
            Action::FitLevel => only!(self.trace.fit_level()),
            Action::Spectral => only!(self.trace.next_spectral()),
            Action::Linear => only!(self.trace.next_linear()),
            Action::Extreme => self.trace.go_to_best(),
            Action::NextRight => self.trace.go_beside(true),
            Action::NextLeft => self.trace.go_beside(false),
            Action::NextHigher => self.trace.go_to_level(true),
            Action::NextLower => self.trace.go_to_level(false),
            Action::PeaksOrPits => self.trace.peaks_or_pits(),
            Action::Marker => self.trace.mark(),
            Action::Delta => only!(self.trace.toggle_delta()),
            Action::ClearMarkers => only!(self.trace.clear_markers()),
            Action::Table => only!(self.trace.toggle_table()),
            Action::TableOrder => only!(self.trace.next_order()),
            Action::TraceMode => self.trace.next_mode(),
            Action::TraceShow => only!(self.trace.show_or_hide()),
            Action::Picture => self.trace.toggle_picture(context),
            Action::Figure => self.trace.save_figure(&self.trace.usual_name(context, "png")),

            Action::Expand => only!(self.context.view.expanded = !context.view.expanded),
            Action::Theme => self.next_theme(),
            Action::Glyphs => self.next_glyphs(),
            Action::Mouse => self.take_mouse(!context.view.mouse),
            Action::Redraw => world(Effect::Redraw),
            Action::Suspend => self.suspend(),
            Action::Quit => self.quit(),
        }
    }

    /// Every laser is told to switch off: what that means for what stands on the screen.
    pub fn all_off(&mut self) {
        self.frame.begun = None;
        // A question about light is answered by this.
        if matches!(self.frame.mode, Mode::Confirm(_)) {
            self.frame.mode = Mode::Page;
        }
        self.sweep.forget();
    }

    fn on_transcript(&mut self, change: impl FnOnce(&mut Transcript)) {
        if let Page::Transcript(page) = &mut self.frame.page {
            change(page);
        }
    }

    fn open_presets(&mut self) -> Vec<Next> {
        self.toggle(Page::Presets(Presets { names: self.presets.names.clone(), ..Presets::default() }));
        world(Effect::Preset(PresetOrder::List))
    }

    /// Opens the page of the condition, and reads the status registers for it.
    fn open_status(&mut self) -> Vec<Next> {
        self.toggle(Page::Status);
        if self.frame.page == Page::Status { scpi::ask_for_registers(&self.context) } else { Vec::new() }
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

    /// What is selected, as text.
    fn copy(&self) -> Vec<Next> {
        let value = self.selected_parameter().map(|parameter| {
            self.context.bench.value(parameter).map_or_else(String::new, |value| value.words(parameter))
        });
        let text = value.unwrap_or_else(|| self.page_as_text());
        if text.is_empty() { inform("there is nothing here to copy") } else { world(Effect::Copy(text)) }
    }

    fn page_as_text(&self) -> String {
        let focus = self.context.selection.focus;
        match &self.frame.page {
            Page::Bench | Page::Align if focus == Panel::Messages => self.messages.as_text(),
            Page::Bench if focus == Panel::Trace && self.trace.traces.table.is_some() => {
                self.trace.traces.table.as_ref().map_or_else(String::new, Table::text)
            }
            Page::Bench | Page::Align => self.power.as_text(&self.context),
            Page::Scpi(_) => self.scpi.conversation.as_text(),
            Page::Status => self.scpi.errors_as_text(),
            Page::Form(_) | Page::Help(_) | Page::Presets(_) | Page::Transcript(_) => String::new(),
        }
    }

    fn save(&mut self) -> Vec<Next> {
        match &self.frame.page {
            Page::Transcript(_) => {
                let name = format!("ctp10-{}.scpi", self.context.wall.replace(':', ""));
                world(Effect::SaveTranscript(ScriptKind::Script, name.into()))
            }
            Page::Bench if self.context.selection.focus == Panel::Trace => {
                self.trace.save_traces(&self.trace.usual_name(&self.context, "npz"))
            }
            Page::Bench
            | Page::Align
            | Page::Form(_)
            | Page::Help(_)
            | Page::Presets(_)
            | Page::Scpi(_)
            | Page::Status => {
                let mut line = CommandLine::new();
                line.field.set("preset save ");
                self.frame.mode = Mode::Command(line);
                Vec::new()
            }
        }
    }

    /// Opens the command line.
    fn open_command(&mut self) {
        self.frame.mode = Mode::Command(CommandLine::new());
    }

    fn step_focus(&mut self, forward: bool) {
        if let Page::Form(form) = &mut self.frame.page {
            return form.go(if forward { 1 } else { -1 });
        }
        let by = if forward { 1 } else { Panel::ALL.len() - 1 };
        self.focus(Panel::ALL[(self.context.selection.focus.index() + by) % Panel::ALL.len()]);
    }

    fn move_by(&mut self, rows: isize, columns: isize) {
        if self.move_on_page(rows, columns) {
            return;
        }
        // From the power chart, up and down choose the detector.
        let panel = match self.context.selection.focus {
            Panel::Trace => return self.trace.go(rows, columns),
            Panel::Power => Panel::Detectors,
            panel @ (Panel::Lasers | Panel::Sweep | Panel::Detectors | Panel::Messages) => panel,
        };
        let extent = (panels::row(panel).extent)(self);
        let cursor = self.context.selection.cursor_mut(panel);
        let within = |at: usize, by: isize, count: usize| {
            at.min(count.saturating_sub(1)).saturating_add_signed(by).min(count.saturating_sub(1))
        };
        cursor.row = within(cursor.row, rows, extent.row);
        cursor.column = within(cursor.column, columns, extent.column);
    }

    fn next_theme(&mut self) -> Vec<Next> {
        let names: Vec<&String> = self.context.fixed.themes.iter().map(|(name, _)| name).collect();
        let at = names.iter().position(|name| **name == self.context.view.theme).map_or(0, |at| at + 1);
        let Some(name) = names.get(at % names.len().max(1)) else { return Vec::new() };
        let name = (*name).clone();
        let words = format!("theme {name}");
        self.context.view.theme = name;
        inform(words)
    }

    fn next_glyphs(&mut self) -> Vec<Next> {
        let all: Vec<Glyphs> = Glyphs::iter().collect();
        let at = all.iter().position(|&glyphs| glyphs == self.context.view.glyphs).unwrap_or(0);
        self.context.view.glyphs = all[(at + 1) % all.len()];
        inform(format!("charts are drawn with {}", self.context.view.glyphs.name()))
    }

    /// Takes the mouse or leaves it to the terminal.
    pub(in crate::ui) fn take_mouse(&mut self, take: bool) -> Vec<Next> {
        self.context.view.mouse = take;
        let mut next = inform(if take { "the mouse works here" } else { "the mouse is the terminal's" });
        next.push(Effect::Mouse(take).into());
        next
    }

    /// Suspends; asks while light is on that nobody would watch.
    fn suspend(&self) -> Vec<Next> {
        let lit = may_be_on(&self.context);
        if lit.is_empty() { world(Effect::Suspend) } else { vec![Next::Ask(Confirm::Suspend(lit))] }
    }

    fn quit(&self) -> Vec<Next> {
        let lit = may_be_on(&self.context);
        // Who closed the connection with light on was asked then.
        if lit.is_empty() || self.context.bench.link == Link::Closed {
            return world(Effect::Quit(LaserSet::NONE));
        }
        let asked = matches!(&self.frame.mode, Mode::Confirm(Asked { confirm: Confirm::Quit(_), .. }));
        if asked { Vec::new() } else { vec![Next::Ask(Confirm::Quit(lit))] }
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
