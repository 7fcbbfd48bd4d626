//! What each action does to the state, and what it asks of the world. Plain and synchronous.

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind};

use crate::core::action::Action;
use crate::core::event::Level;
use crate::core::ids::{LaserId, LaserSet, TraceType};
use crate::core::laser::{Emission, LaserOn};
use crate::core::parameter::{Parameter, Value};
use crate::core::snapshot::Light;
use crate::core::trace::TraceId;

use super::confirm::{Answer, Confirm};
use super::edit::Edit;
use super::input::chord::Chord;
use super::input::keymap::Lookup;
use super::state::{Focus, Mode, State};
use super::widgets::number;

/// Something for the world outside the screen.
#[derive(Debug, PartialEq)]
pub enum Effect {
    /// Set a value.
    Set(Parameter, Value),
    /// Switch a laser on.
    On(LaserOn),
    /// Switch lasers off, ahead of everything.
    Off(LaserSet),
    /// Start the sweep.
    SweepStart,
    /// Abort the sweep, ahead of everything.
    Abort,
    /// Fetch a trace.
    Download(TraceId),
    /// Give up downloads.
    DownloadCancel,
    /// Paint everything again.
    Redraw,
    /// Suspend to the shell.
    Suspend,
    /// Leave, after switching these off.
    Quit(LaserSet),
}

impl State {
    /// Takes a key.
    pub fn key(&mut self, key: KeyEvent) -> Vec<Effect> {
        if key.kind == KeyEventKind::Release {
            return Vec::new();
        }
        let chord = Chord::from(key);
        let begun = self.begun.take();
        let looked_up = match self.fixed.keymap.look_up(begun, chord) {
            // A sequence that goes nowhere must not swallow a key that means something by itself.
            Lookup::Nothing => self.fixed.keymap.look_up(None, chord),
            found => found,
        };
        // Light goes out and the program can be left from anywhere, also from the middle of a word.
        match looked_up {
            Lookup::Action(Action::AllOff) => return self.act(Action::AllOff),
            Lookup::Action(action @ (Action::Quit | Action::Suspend | Action::Redraw))
                if !matches!(key.code, KeyCode::Char(_)) || has_control(key) =>
            {
                return self.act(action);
            }
            _ => {}
        }
        match &mut self.mode {
            Mode::Edit(_) => self.edit_key(key),
            Mode::Confirm(confirm) => {
                let confirm = *confirm;
                let pressed = match key.code {
                    KeyCode::Char(c) if !has_control(key) => c,
                    _ => '\0',
                };
                self.answer(confirm.answer(pressed))
            }
            Mode::Help(_) => {
                self.help_key(looked_up);
                Vec::new()
            }
            Mode::Bench => match looked_up {
                Lookup::Action(action) => self.act(action),
                Lookup::Begun => {
                    self.begun = Some(chord);
                    Vec::new()
                }
                Lookup::Nothing => Vec::new(),
            },
        }
    }

    /// Takes pasted text. Outside a field a paste is nothing: it cannot press keys.
    pub fn paste(&mut self, text: &str) {
        if let Mode::Edit(edit) = &mut self.mode {
            edit.insert(text);
        }
    }

    fn edit_key(&mut self, key: KeyEvent) -> Vec<Effect> {
        let Mode::Edit(edit) = &mut self.mode else { return Vec::new() };
        match key.code {
            KeyCode::Esc => self.mode = Mode::Bench,
            KeyCode::Enter => return self.apply_edit(),
            KeyCode::Backspace => edit.backspace(),
            KeyCode::Delete => edit.delete(),
            KeyCode::Left => edit.go(-1),
            KeyCode::Right => edit.go(1),
            KeyCode::Home => edit.go(isize::MIN),
            KeyCode::End => edit.go(isize::MAX),
            KeyCode::Char('u') if has_control(key) => edit.clear(),
            KeyCode::Char(c) if !has_control(key) => edit.insert(c.encode_utf8(&mut [0; 4])),
            _ => {}
        }
        Vec::new()
    }

    fn apply_edit(&mut self) -> Vec<Effect> {
        let Mode::Edit(edit) = &mut self.mode else { return Vec::new() };
        if edit.sent {
            return Vec::new();
        }
        let parameter = edit.parameter;
        let checked = parameter.parse(&edit.text()).map_err(|error| error.to_string()).and_then(|value| {
            match self.bench.check_power(&self.fixed.caps, parameter, value) {
                Ok(()) => Ok(value),
                Err(refused) => Err(refused.to_string()),
            }
        });
        match checked {
            Ok(value) => {
                edit.sent = true;
                edit.error = None;
                vec![Effect::Set(parameter, value)]
            }
            Err(words) => {
                edit.error = Some(words);
                Vec::new()
            }
        }
    }

    fn answer(&mut self, answer: Answer) -> Vec<Effect> {
        self.mode = Mode::Bench;
        match answer {
            Answer::On(consent) => vec![Effect::On(consent)],
            Answer::OffAndLeave(lasers) => vec![Effect::Quit(lasers)],
            Answer::Leave => vec![Effect::Quit(LaserSet::NONE)],
            Answer::No => Vec::new(),
        }
    }

    fn help_key(&mut self, looked_up: Lookup) {
        let Mode::Help(scroll) = &mut self.mode else { return };
        match looked_up {
            Lookup::Action(Action::Up) => *scroll = scroll.saturating_sub(1),
            Lookup::Action(Action::Down) => {
                *scroll = (*scroll + 1).min(super::panels::help::length(&self.fixed));
            }
            Lookup::Action(Action::Help | Action::Cancel | Action::Quit | Action::Edit) => {
                self.mode = Mode::Bench;
            }
            _ => {}
        }
    }

    /// Carries out an action.
    pub fn act(&mut self, action: Action) -> Vec<Effect> {
        match action {
            Action::AllOff => return self.all_off(),
            Action::LaserToggle => return self.toggle_laser(),
            Action::SweepStart => return self.when_linked(Effect::SweepStart),
            Action::Abort => return vec![Effect::Abort],
            Action::Download => return self.download(),
            Action::DownloadCancel => return vec![Effect::DownloadCancel],
            Action::Edit => self.begin_edit(),
            Action::Cancel => {
                if self.strip.frozen().is_some() {
                    self.strip.freeze(self.now);
                }
            }
            Action::FocusNext => self.step_focus(1),
            Action::FocusPrevious => self.step_focus(Focus::ALL.len() - 1),
            Action::FocusPower => self.focus(Focus::Power),
            Action::FocusLasers => self.focus(Focus::Lasers),
            Action::FocusSweep => self.focus(Focus::Sweep),
            Action::FocusDetectors => self.focus(Focus::Detectors),
            Action::FocusTrace => self.focus(Focus::Trace),
            Action::FocusMessages => self.focus(Focus::Messages),
            Action::Up => self.move_cursor(-1, 0),
            Action::Down => self.move_cursor(1, 0),
            Action::Left => self.move_cursor(0, -1),
            Action::Right => self.move_cursor(0, 1),
            Action::Freeze => self.strip.freeze(self.now),
            Action::WindowLonger => {
                self.strip.longer();
                self.strip.follow(self.now);
            }
            Action::WindowShorter => {
                self.strip.shorter();
                self.strip.follow(self.now);
            }
            Action::Help => self.mode = Mode::Help(0),
            Action::Redraw => return vec![Effect::Redraw],
            Action::Suspend => return vec![Effect::Suspend],
            Action::Quit => return self.quit(),
        }
        Vec::new()
    }

    fn when_linked(&mut self, effect: Effect) -> Vec<Effect> {
        if self.bench.is_live() {
            return vec![effect];
        }
        self.tell(Level::Warning, "there is no link to the instrument; nothing was sent");
        Vec::new()
    }

    fn all_off(&mut self) -> Vec<Effect> {
        // A question about light is answered by this.
        if matches!(self.mode, Mode::Confirm(_)) {
            self.mode = Mode::Bench;
        }
        vec![Effect::Off(LaserSet::ALL)]
    }

    fn toggle_laser(&mut self) -> Vec<Effect> {
        let Some(laser) = self.selected_laser() else {
            self.tell(Level::Warning, "there is no laser to switch");
            return Vec::new();
        };
        let known = self.bench.laser(laser);
        let dark = self.bench.is_live() && known.emission == Emission::Off && known.switching_on.is_none();
        if dark {
            return self.ask_for_light(laser);
        }
        // On, or nobody knows: off is the answer to both.
        vec![Effect::Off(LaserSet::from_iter([laser]))]
    }

    fn ask_for_light(&mut self, laser: LaserId) -> Vec<Effect> {
        let power = self.bench.value(Parameter::LaserPower(laser)).and_then(Value::power);
        let Some(power) = power else {
            self.tell(
                Level::Warning,
                format!("the power of laser {laser} is not known yet; not switched on"),
            );
            return Vec::new();
        };
        match self.fixed.caps.check(Some(laser), power) {
            Ok(()) => self.mode = Mode::Confirm(Confirm::LaserOn(laser)),
            Err(refused) => self.tell(Level::Warning, format!("laser {laser} stays off: {refused}")),
        }
        Vec::new()
    }

    fn download(&mut self) -> Vec<Effect> {
        match self.fixed.detectors.get(self.selected_detector()) {
            Some(&(detector, _)) => {
                self.when_linked(Effect::Download(TraceId { detector, kind: TraceType::TF_LIVE }))
            }
            None => Vec::new(),
        }
    }

    fn begin_edit(&mut self) {
        let Some(parameter) = self.selected_parameter() else { return };
        if !self.bench.is_live() {
            self.tell(Level::Warning, "there is no link to the instrument; nothing can be set");
            return;
        }
        let (held, _) = number::value(parameter, self.bench.value(parameter));
        let held = match self.bench.value(parameter) {
            Some(Value::Stabilization { stays_on, seconds }) => {
                format!("{},{seconds}", u8::from(stays_on))
            }
            Some(Value::Whole(n)) if matches!(parameter, Parameter::TlsLaser(_)) => n.to_string(),
            _ => held,
        };
        self.mode = Mode::Edit(Edit::new(parameter, held.trim_matches('-')));
    }

    fn focus(&mut self, focus: Focus) {
        self.focus = focus;
        if focus != Focus::Power {
            self.below = focus;
        }
    }

    fn step_focus(&mut self, by: usize) {
        self.focus(Focus::ALL[(self.focus.index() + by) % Focus::ALL.len()]);
    }

    fn move_cursor(&mut self, rows: isize, columns: isize) {
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

    fn quit(&mut self) -> Vec<Effect> {
        let lit = match self.bench.light() {
            Light::Dark => LaserSet::NONE,
            Light::Emitting(lasers) => lasers,
            // Without a link nothing can be switched off; what this session switched on may still be on.
            Light::Unknown => self.switched_on,
        };
        let starting = LaserId::all().filter(|&l| self.bench.laser(l).switching_on.is_some()).collect();
        let lit = lit.union(starting);
        if lit.is_empty() || matches!(self.mode, Mode::Confirm(Confirm::Quit(_))) {
            return if lit.is_empty() { vec![Effect::Quit(LaserSet::NONE)] } else { Vec::new() };
        }
        self.mode = Mode::Confirm(Confirm::Quit(lit));
        Vec::new()
    }
}

fn has_control(key: KeyEvent) -> bool {
    key.modifiers.intersects(crossterm::event::KeyModifiers::CONTROL | crossterm::event::KeyModifiers::ALT)
}
