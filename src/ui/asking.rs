//! How questions are put, when they are answered, and what was agreed to for the scans that follow.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

use ratatui::layout::Rect;

use crate::core::consent::{Beams, Consent, Lights, Sight};
use crate::core::event::Level;
use crate::core::ids::{LaserId, TlsId};
use crate::core::laser::{Emission, Ours};
use crate::core::parameter::{Change, Parameter, Value};
use crate::core::request::Order;
use crate::core::snapshot::Snapshot;

use super::confirm::{Answer, Asked, Confirm};
use super::draw;
use super::effect::Effect;
use super::layout::LEAST_WIDTH;
use super::panels::dialog;
use super::state::{Mode, State};
use super::undo::Way;

/// How a key came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Typed {
    /// By itself: not in one burst with others, not out of a paste, not repeated by a key that is held.
    pub alone: bool,
}

/// A scan that was agreed to, and the settings that it was agreed to with.
#[derive(Clone, Debug)]
pub struct Agreed {
    consent: Arc<Consent>,
    held: BTreeMap<Parameter, Value>,
}

impl Agreed {
    fn new(consent: Consent, bench: &Snapshot) -> Self {
        Self { consent: Arc::new(consent), held: bench.held(settings()).into_iter().collect() }
    }

    /// What this session set itself is no change from elsewhere.
    fn set_here(&mut self, changes: &[Change]) {
        for &(parameter, value) in changes {
            if let Some(held) = self.held.get_mut(&parameter) {
                *held = value;
            }
        }
    }

    /// What somebody else changed, apart from what may be moved by what is under way from here.
    fn changed(&self, bench: &Snapshot, moving: &[Parameter]) -> Option<Parameter> {
        let changed = |(parameter, held): (&Parameter, &Value)| {
            let differs = bench.value(*parameter).is_none_or(|is| !held.agrees(is));
            (differs && !moving.contains(parameter)).then_some(*parameter)
        };
        self.held.iter().find_map(changed)
    }
}

/// What decides what a scan lights.
fn settings() -> impl Iterator<Item = Parameter> {
    let of_tls = |tls| {
        [
            Parameter::TlsLaser(tls),
            Parameter::TlsStart(tls),
            Parameter::TlsStop(tls),
            Parameter::TlsPower(tls),
        ]
    };
    [Parameter::ScanStart, Parameter::ScanStop].into_iter().chain(TlsId::all().flat_map(of_tls))
}

impl State {
    /// Asks, if the screen has room for all of the question; where it has none nothing is asked and that is said.
    pub fn ask(&mut self, confirm: Confirm) {
        let asked =
            Asked { confirm, sight: Sight::new(self.frame), epoch: self.bench.epoch(), uncounted: false };
        match self.lacking(&asked) {
            None => self.mode = Mode::Confirm(asked),
            Some((width, height)) => {
                self.mode = Mode::Page;
                let words = format!("the terminal is too small to ask: {width}x{height} needed");
                self.tell(Level::Warning, words);
            }
        }
    }

    /// The size that the screen would have to have for this question, if it has not.
    fn lacking(&self, asked: &Asked) -> Option<(u16, u16)> {
        let middle = draw::middle(self, self.area).unwrap_or_default();
        let height = dialog::lacks(self, asked, middle)?;
        Some((LEAST_WIDTH, height + draw::AROUND))
    }

    /// The screen has this size from the next frame on, which gets a number of its own.
    pub(super) fn sized(&mut self, area: Rect) {
        if area != self.area {
            self.resized();
        }
        self.area = area;
        self.frame += 1;
        let Mode::Confirm(asked) = &self.mode else { return };
        if let Some((width, height)) = self.lacking(asked) {
            self.mode = Mode::Page;
            let words = format!("the question has no room any more, which is a no: {width}x{height} needed");
            self.tell(Level::Warning, words);
        }
    }

    /// The terminal has another size, and shows who knows what until it is painted again: a question must be read anew.
    pub fn resized(&mut self) {
        if let Mode::Confirm(asked) = &mut self.mode {
            asked.sight = Sight::new(self.frame);
        }
    }

    /// A frame of this number was written to the terminal, to the last byte.
    pub fn painted(&mut self, frame: u64, now: Instant) {
        let Mode::Confirm(asked) = &self.mode else { return };
        let whole = self.lacking(asked).is_none();
        if let Mode::Confirm(asked) = &mut self.mode {
            asked.sight.painted(frame, whole, now);
        }
    }

    /// A key while a question stands.
    pub(super) fn answer(&mut self, pressed: char, typed: Typed) -> Vec<Effect> {
        let Mode::Confirm(mut asked) = std::mem::take(&mut self.mode) else { return Vec::new() };
        if self.has_fallen(&asked) {
            self.fall();
            return Vec::new();
        }
        match asked.answer(pressed, typed.alone, self.now) {
            Answer::Yes(effects) => effects.into_iter().flat_map(|effect| self.confirmed(effect)).collect(),
            Answer::No => Vec::new(),
            Answer::Uncounted => {
                asked.uncounted = true;
                self.mode = Mode::Confirm(asked);
                Vec::new()
            }
        }
    }

    /// A step over somebody else's change is taken here; everything else is for the world.
    fn confirmed(&mut self, effect: Effect) -> Vec<Effect> {
        match effect {
            Effect::Step(way) => self.step(way),
            Effect::Order(Order::SweepStart(consent)) => {
                self.agreed = consent.again(consent.beams()).map(|own| Agreed::new(own, &self.bench));
                self.sweep_started();
                vec![Effect::Order(Order::SweepStart(consent))]
            }
            Effect::Order(Order::Reference(detector, consent)) => {
                self.agreed = consent.again(consent.beams()).map(|own| Agreed::new(own, &self.bench));
                vec![Effect::Order(Order::Reference(detector, consent))]
            }
            Effect::Raise(changes, way, consent) => {
                if way != Way::Set {
                    self.undo.take(way);
                }
                vec![Effect::Raise(changes, way, consent)]
            }
            other => vec![other],
        }
    }

    fn has_fallen(&self, asked: &Asked) -> bool {
        asked.confirm.falls_with_link() && asked.epoch != self.bench.epoch()
    }

    fn fall(&mut self) {
        self.mode = Mode::Page;
        self.tell(Level::Warning, "the link was lost while this was asked: nothing was sent, ask again");
    }

    /// The bench was read: a question about another connection falls, and so does what was agreed to about scans
    /// when somebody else changed them.
    pub(super) fn look_at_consents(&mut self, before: &Snapshot) {
        if let Mode::Confirm(asked) = &self.mode
            && self.has_fallen(asked)
        {
            self.fall();
        }
        let Some(agreed) = &self.agreed else { return };
        let moving: Vec<Parameter> = self.pending.keys().flat_map(|parameter| parameter.moves()).collect();
        // A scan that leaves its laser on does not switch it off: somebody did.
        let stays_on = |value| matches!(value, Value::Stabilization { stays_on: true, .. });
        let went_off = |laser: LaserId| {
            before.laser(laser).emission == Emission::On && self.bench.laser(laser).emission == Emission::Off
        };
        if self.bench.value(Parameter::Stabilization).is_some_and(stays_on)
            && agreed.consent.beams().lasers().iter().any(went_off)
        {
            self.inform("the laser was switched off: the next sweep asks again");
            self.agreed = None;
            return;
        }
        let other_life = self.bench.epoch() != Some(agreed.consent.beams().epoch());
        if let Some(parameter) = agreed.changed(&self.bench, &moving).filter(|_| !other_life) {
            self.inform(format!("{parameter} was changed from elsewhere: the next sweep asks again"));
            self.agreed = None;
        } else if other_life {
            self.agreed = None;
        }
    }

    /// What this session set: no change from elsewhere.
    pub(super) fn set_here(&mut self, changes: &[Change]) {
        if let Some(agreed) = &mut self.agreed {
            agreed.set_here(changes);
        }
    }

    /// What would come out, or why nothing can, in words.
    pub(super) fn beams(&self, lights: &Lights) -> Result<Beams, String> {
        if self.fixed.read_only {
            return Err("this console is read-only".into());
        }
        self.bench.beams(lights, &self.caps).map_err(|why| why.to_string())
    }

    /// What a scan lets out was agreed to before.
    pub(super) fn agreed_before(&self, beams: &Beams) -> Option<Consent> {
        self.agreed.as_ref()?.consent.again(beams)
    }

    /// Values are to be set: goes on, unless they make light stronger that is out already. Then it is asked.
    pub fn may_set(&mut self, changes: Vec<Change>, way: Way) -> Option<Vec<Change>> {
        if self.fixed.read_only {
            return Some(changes);
        }
        match self.bench.beams(&Lights::Raise(changes.clone()), &self.caps) {
            Ok(beams) if beams.each().is_empty() => Some(changes),
            Ok(beams) => {
                self.ask(Confirm::Raise(changes, way, beams));
                None
            }
            // The worker says why.
            Err(_) => Some(changes),
        }
    }

    /// What this session lit and started, as the worker knows it.
    pub fn take_ours(&mut self, ours: Ours) {
        self.ours = ours;
    }
}
