//! What each action does.

use strum::IntoEnumIterator;

use crate::core::action::Action;
use crate::core::consent::Lights;
use crate::core::event::Level;
use crate::core::ids::{DetectorId, LaserId, LaserSet, TraceType};
use crate::core::laser::Emission;
use crate::core::request::{Asking, Order, Query};
use crate::core::snapshot::{Light, Link};
use crate::core::trace::TraceId;
use crate::ui::charts::dots::Glyphs;
use crate::ui::confirm::{Asked, Confirm};
use crate::ui::effect::{Effect, LinkOrder, PresetOrder, ScriptKind};
use crate::ui::pages::Page;
use crate::ui::pages::help::Help;
use crate::ui::pages::preset::Presets;
use crate::ui::state::{Focus, Mode, State, StatusRegisters};
use crate::ui::undo::Way;
use crate::ui::widgets::number;

impl State {
    /// Carries out an action.
    pub fn act(&mut self, action: Action) -> Vec<Effect> {
        if let Some(effects) = self.act_on_trace(action) {
            return effects;
        }
        match action {
            Action::AllOff => {
                self.all_off();
                return vec![Effect::Off(LaserSet::ALL)];
            }
            Action::LaserToggle => return self.toggle_laser(),
            Action::SweepStart => return self.start_sweep(),
            Action::Abort => return self.abort(),
            Action::Reference => return self.take_reference(),
            Action::Download => return self.download(),
            Action::DownloadCancel => return vec![Effect::DownloadCancel],
            Action::Edit => {
                if let Some(effects) = self.enter_on_page() {
                    return effects;
                }
                self.begin_edit();
            }
            Action::Cancel => self.leave(),
            Action::NudgeUp => return self.nudge(true, 10),
            Action::NudgeDown => return self.nudge(false, 10),
            Action::NudgeUpTen => return self.nudge(true, 100),
            Action::NudgeDownTen => return self.nudge(false, 100),
            Action::NudgeUpTenth => return self.nudge(true, 1),
            Action::NudgeDownTenth => return self.nudge(false, 1),
            Action::Undo => return self.undo(Way::Undo),
            Action::Redo => return self.undo(Way::Redo),
            Action::Form => self.open_selected_form(),
            Action::Align => self.toggle(Page::Align),
            Action::Hold => self.hold(),
            Action::Status => return self.open_status(),
            Action::Scpi => self.open_scpi(),
            Action::Transcript => self.open_transcript(),
            Action::Presets => return self.open_presets(),
            Action::CommandLine => self.open_command(),
            Action::Connect => return self.change_link(LinkOrder::Connect(None)),
            Action::Disconnect => return self.change_link(LinkOrder::Disconnect),
            Action::Copy => return self.copy(),
            Action::Save => return self.save(),
            Action::Expand => self.view.expanded = !self.view.expanded,
            Action::FocusNext => self.step_focus(1),
            Action::FocusPrevious => self.step_focus(Focus::ALL.len() - 1),
            Action::FocusPower => self.focus(Focus::Power),
            Action::FocusLasers => self.focus(Focus::Lasers),
            Action::FocusSweep => self.focus(Focus::Sweep),
            Action::FocusDetectors => self.focus(Focus::Detectors),
            Action::FocusTrace => self.focus(Focus::Trace),
            Action::FocusMessages => self.focus(Focus::Messages),
            Action::Up => self.move_by(-1, 0),
            Action::Down => self.move_by(1, 0),
            Action::Left => self.move_by(0, -1),
            Action::Right => self.move_by(0, 1),
            Action::PageUp => self.move_by(-10, 0),
            Action::PageDown => self.move_by(10, 0),
            Action::Filter => {
                if let Page::Transcript(page) = &mut self.page {
                    page.typing = true;
                }
            }
            Action::Everything => {
                if let Page::Transcript(page) = &mut self.page {
                    page.polling = !page.polling;
                }
            }
            Action::Freeze => self.strip.freeze(self.now),
            Action::WindowLonger => self.strip.longer(self.now),
            Action::WindowShorter => self.strip.shorter(self.now),
            Action::Theme => self.next_theme(),
            Action::Glyphs => self.next_glyphs(),
            Action::Mouse => return self.take_mouse(!self.view.mouse),
            Action::Help => self.page = Page::Help(Help::new()),
            Action::Redraw => return vec![Effect::Redraw],
            Action::Suspend => return self.suspend(),
            Action::Quit => return self.quit(),
            // What is left is done on the trace.
            _ => {}
        }
        Vec::new()
    }

    pub(super) fn when_linked(&mut self, effect: Effect) -> Vec<Effect> {
        if self.bench.is_live() {
            return vec![effect];
        }
        self.tell(Level::Warning, "there is no link to the instrument; nothing was sent");
        Vec::new()
    }

    /// Every laser is told to switch off: what that means for what stands on the screen.
    pub fn all_off(&mut self) {
        self.begun = None;
        // A question about light is answered by this.
        if matches!(self.mode, Mode::Confirm(_)) {
            self.mode = Mode::Page;
        }
        self.agreed = None;
    }

    /// Starts the sweep, after a question where its light was not agreed to before.
    fn start_sweep(&mut self) -> Vec<Effect> {
        if self.bench.phase.is_sweep() {
            self.inform("a sweep is under way; abort it first");
            return Vec::new();
        }
        match self.beams(&Lights::Scan) {
            Err(words) => self.tell(Level::Warning, format!("no sweep: {words}; nothing was sent")),
            // What came in a burst, from a paste or by a key that is held is asked about all the same.
            Ok(beams) => match self.agreed_before(&beams).filter(|_| self.typed.alone) {
                Some(consent) => {
                    self.sweep_started();
                    return vec![Effect::Order(Order::SweepStart(consent))];
                }
                None => self.ask(Confirm::Sweep(beams)),
            },
        }
        Vec::new()
    }

    /// Its traces are asked for with it.
    pub(in crate::ui) fn sweep_started(&mut self) {
        self.asked_from = self.auto_download.then_some(self.focus);
    }

    /// Takes a reference, after a question.
    pub fn start_reference(&mut self, detector: DetectorId) -> Vec<Effect> {
        match self.beams(&Lights::Scan) {
            Err(words) => self.tell(Level::Warning, format!("no reference: {words}; nothing was sent")),
            // Always asked: it takes the place of the one there is.
            Ok(beams) => self.ask(Confirm::Reference(detector, beams)),
        }
        Vec::new()
    }

    /// Switches a laser off; what was agreed to about sweeps ends with that.
    pub fn switch_off(&mut self, laser: LaserId) -> Vec<Effect> {
        self.agreed = None;
        vec![Effect::Off(LaserSet::from_iter([laser]))]
    }

    fn toggle_laser(&mut self) -> Vec<Effect> {
        let Some(laser) = self.selected_laser() else {
            self.tell(Level::Warning, "there is no laser to switch");
            return Vec::new();
        };
        let known = self.bench.laser(laser);
        let dark = self.bench.is_live() && known.emission == Emission::Off && known.switching_on.is_none();
        if dark {
            return self.switch_on(laser);
        }
        // On, or nobody knows: off is the answer to both.
        self.switch_off(laser)
    }

    /// Asks before light goes on; says why it will not.
    pub fn switch_on(&mut self, laser: LaserId) -> Vec<Effect> {
        match self.beams(&Lights::Laser(laser)) {
            Ok(beams) => self.ask(Confirm::LaserOn(laser, beams)),
            Err(words) => self.tell(Level::Warning, format!("laser {laser} not switched on: {words}")),
        }
        Vec::new()
    }

    /// A sweep is aborted at once; a reference, which costs half a minute, after a question.
    fn abort(&mut self) -> Vec<Effect> {
        let referencing = self.bench.phase.is_reference();
        if let (Some(run), true) = (self.bench.referencing, referencing) {
            self.ask(Confirm::AbortReference(run.detector));
            return Vec::new();
        }
        vec![Effect::Abort]
    }

    fn download(&mut self) -> Vec<Effect> {
        match self.fixed.detectors.get(self.selected_detector()) {
            Some(&(detector, _)) => {
                let trace = TraceId { detector, kind: TraceType::TF_LIVE };
                self.asked_from = Some(self.focus);
                self.when_linked(Effect::Query(Query::Download(trace)))
            }
            None => Vec::new(),
        }
    }

    /// Holds the powers as they are, or lets go of them.
    fn hold(&mut self) {
        self.held = match self.held {
            Some(_) => None,
            None => {
                let count = self.fixed.detectors.len();
                Some(
                    (0..count)
                        .map(|index| self.strip.history.latest(index).map(|(power, _)| power))
                        .collect(),
                )
            }
        };
    }

    fn open_presets(&mut self) -> Vec<Effect> {
        self.toggle(Page::Presets(Presets { names: self.presets.clone(), ..Presets::default() }));
        vec![Effect::Preset(PresetOrder::List)]
    }

    /// Opens the page of the condition, and reads the status registers for it.
    fn open_status(&mut self) -> Vec<Effect> {
        self.toggle(Page::Status);
        if self.page != Page::Status || !self.bench.is_live() {
            return Vec::new();
        }
        let asking = StatusRegisters::QUESTIONS.into_iter().filter_map(|question| Asking::new(question).ok());
        asking.map(|asking| Effect::Query(Query::Ask(asking))).collect()
    }

    /// Changes the connection; asks first if light would be left behind.
    pub fn change_link(&mut self, order: LinkOrder) -> Vec<Effect> {
        let lasers = self.may_be_on();
        if lasers.is_empty() {
            return vec![Effect::Link(order)];
        }
        let leaves = match &order {
            LinkOrder::Disconnect | LinkOrder::Connect(Some(_)) => true,
            LinkOrder::Connect(None) | LinkOrder::TimeOut(_) => false,
        };
        if !leaves {
            return vec![Effect::Link(order)];
        }
        self.ask(Confirm::LeaveLink(order, lasers));
        Vec::new()
    }

    /// What is selected, as text.
    fn copy(&mut self) -> Vec<Effect> {
        let text = match (&self.page, self.selected_parameter()) {
            (_, Some(parameter)) => self.bench.value(parameter).map(|value| value.words(parameter)),
            (Page::Bench | Page::Align, None) if self.focus == Focus::Messages => {
                let words = |m: &crate::ui::messages::Message| format!("{} {}", m.at, m.words);
                Some(self.messages.newest().map(words).collect::<Vec<_>>().join("\n"))
            }
            (Page::Bench, None) if self.focus == Focus::Trace && self.traces.table.is_some() => {
                self.traces.table.as_ref().map(crate::ui::traces::table::Table::text)
            }
            (Page::Bench | Page::Align, None) => Some(self.powers_as_text()),
            (Page::Scpi(_), None) => Some(self.conversation_as_text()),
            (Page::Status, None) => Some(
                self.errors.iter().map(|e| format!("{} {}", e.at, e.words)).collect::<Vec<_>>().join("\n"),
            ),
            _ => None,
        };
        match text.filter(|text| !text.is_empty()) {
            Some(text) => vec![Effect::Copy(text)],
            None => {
                self.inform("there is nothing here to copy");
                Vec::new()
            }
        }
    }

    fn powers_as_text(&self) -> String {
        let line = |(index, (detector, name)): (usize, &(_, String))| {
            let power =
                self.strip.history.latest(index).map_or_else(|| "-".into(), |(p, _)| number::power(p));
            format!("{name}\t{detector}\t{power}\tdBm")
        };
        self.fixed.detectors.iter().enumerate().map(line).collect::<Vec<_>>().join("\n")
    }

    fn conversation_as_text(&self) -> String {
        let lines = self.conversation.entries.iter().flat_map(|entry| {
            let heard = entry.heard.as_ref().map(|(Ok(words) | Err(words))| format!("< {words}"));
            [Some(format!("> {}", entry.said)), heard]
        });
        lines.flatten().collect::<Vec<_>>().join("\n")
    }

    fn save(&mut self) -> Vec<Effect> {
        match &self.page {
            Page::Transcript(_) => {
                let name = format!("ctp10-{}.scpi", self.wall.replace(':', ""));
                vec![Effect::SaveTranscript(ScriptKind::Script, name.into())]
            }
            Page::Bench if self.focus == Focus::Trace => {
                let name = self.usual_name("npz");
                self.save_traces(&name)
            }
            _ => {
                self.open_command();
                if let Mode::Command(line) = &mut self.mode {
                    line.field.set("preset save ");
                }
                Vec::new()
            }
        }
    }

    /// Gives a panel the focus.
    pub fn focus(&mut self, focus: Focus) {
        self.page = Page::Bench;
        self.focus = focus;
        if focus != Focus::Power {
            self.below = focus;
        }
    }

    fn step_focus(&mut self, by: usize) {
        match &mut self.page {
            Page::Form(form) => form.go(if by == 1 { 1 } else { -1 }),
            _ => self.focus(Focus::ALL[(self.focus.index() + by) % Focus::ALL.len()]),
        }
    }

    fn move_by(&mut self, rows: isize, columns: isize) {
        if self.move_on_page(rows, columns) {
            return;
        }
        if self.focus == Focus::Trace {
            self.move_on_trace(rows, columns);
            return;
        }
        // From the power chart, up and down choose the detector.
        let focus = if self.focus == Focus::Power { Focus::Detectors } else { self.focus };
        let extent = self.extent(focus);
        let cursor = &mut self.cursors[focus.index()];
        let within = |at: usize, by: isize, count: usize| {
            at.min(count.saturating_sub(1)).saturating_add_signed(by).min(count.saturating_sub(1))
        };
        cursor.row = within(cursor.row, rows, extent.row);
        cursor.column = within(cursor.column, columns, extent.column);
    }

    /// The panel that has the whole screen, if one has.
    pub fn expanded(&self) -> Option<Focus> {
        self.view.expanded.then_some(self.focus)
    }

    fn next_theme(&mut self) {
        let names: Vec<String> = self.fixed.themes.iter().map(|(name, _)| name.clone()).collect();
        let at = names.iter().position(|name| *name == self.view.theme).map_or(0, |at| at + 1);
        if let Some(name) = names.get(at % names.len().max(1)) {
            self.view.theme.clone_from(name);
            self.inform(format!("theme {name}"));
        }
    }

    fn next_glyphs(&mut self) {
        let all: Vec<Glyphs> = Glyphs::iter().collect();
        let at = all.iter().position(|&glyphs| glyphs == self.view.glyphs).unwrap_or(0);
        self.view.glyphs = all[(at + 1) % all.len()];
        self.inform(format!("charts are drawn with {}", self.view.glyphs.name()));
    }

    /// Takes the mouse or leaves it to the terminal.
    pub fn take_mouse(&mut self, take: bool) -> Vec<Effect> {
        self.view.mouse = take;
        self.inform(if take { "the mouse works here" } else { "the mouse is the terminal's" });
        vec![Effect::Mouse(take)]
    }

    /// Lasers that are on, or that may be after what was ordered here.
    fn may_be_on(&self) -> LaserSet {
        let lit = match self.bench.light() {
            Light::Dark => LaserSet::NONE,
            Light::Emitting(lasers) | Light::SwitchingOn(lasers) => lasers,
            // Without a link nothing can be switched off; what this session lit may still be on.
            Light::Unknown => self.ours.lit,
        };
        // A sweep of ours that has not lit its laser yet will.
        let lit = if self.ours.scanning { lit.union(self.ours.lit) } else { lit };
        lit.union(self.bench.switching_on())
    }

    /// Suspends; asks while light is on that nobody would watch.
    pub fn suspend(&mut self) -> Vec<Effect> {
        let lit = self.may_be_on();
        if lit.is_empty() {
            return vec![Effect::Suspend];
        }
        self.ask(Confirm::Suspend(lit));
        Vec::new()
    }

    fn quit(&mut self) -> Vec<Effect> {
        let lit = self.may_be_on();
        // Who closed the connection with light on was asked then.
        if lit.is_empty() || self.bench.link == Link::Closed {
            return vec![Effect::Quit(LaserSet::NONE)];
        }
        if !matches!(&self.mode, Mode::Confirm(Asked { confirm: Confirm::Quit(_), .. })) {
            self.ask(Confirm::Quit(lit));
        }
        Vec::new()
    }
}
