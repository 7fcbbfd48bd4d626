//! The benches of the settings: which there are, who answers there, and the way from one to another.

pub(super) mod actions;
pub(super) mod page;

use std::collections::BTreeMap;

use crossterm::event::{KeyCode, KeyEvent};

use crate::config::settings::KnownBench;
use crate::core::snapshot::{Heard, NotHeard};
use crate::ui::common::context::Context;
use crate::ui::common::effect::{Destination, Effect};

/// What is known of who answers at a bench.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Answer {
    /// It was asked.
    Asked,
    /// Somebody answered, or what is there instead.
    Heard(Result<Heard, NotHeard>),
}

/// What is remembered of benches.
#[derive(Clone, Debug, Default)]
pub(crate) struct BenchesState {
    /// The selected row; behind the benches the simulator has one.
    row: usize,
    /// By the name of the bench.
    answers: BTreeMap<String, Answer>,
    /// All are asked again.
    unasked: bool,
}

impl BenchesState {
    /// The page opens: at the bench that this is, and all others are asked.
    pub(super) fn open(&mut self, context: &Context) {
        let here = context.fixed.benches.iter().position(|bench| is_here(context, bench));
        self.row = here.unwrap_or(0);
        self.ask_again();
    }

    /// All benches are asked who answers there.
    fn ask_again(&mut self) {
        self.unasked = true;
        self.answers.clear();
    }

    /// Takes a key; whether it means something here.
    pub(super) fn key(&mut self, key: KeyEvent) -> bool {
        let again = key.code == KeyCode::Char('r') && key.modifiers.is_empty();
        if again {
            self.ask_again();
        }
        again
    }

    /// The benches that are to be asked: not the one that this is, whose line is this program's already.
    pub(super) fn wanted(&mut self, context: &Context) -> Option<Effect> {
        if !std::mem::take(&mut self.unasked) {
            return None;
        }
        let others = context.fixed.benches.iter().filter(|bench| !is_here(context, bench));
        let others = others.filter_map(|bench| Some((bench.name.clone(), bench.place.clone().ok()?)));
        let others: Vec<_> = others.collect();
        self.answers = others.iter().map(|(name, _)| (name.clone(), Answer::Asked)).collect();
        (!others.is_empty()).then_some(Effect::AskBenches(others))
    }

    /// Who answered at a bench, or what is there instead.
    pub(super) fn heard(&mut self, name: String, came: Result<Heard, NotHeard>) {
        self.answers.insert(name, Answer::Heard(came));
    }

    /// Selects a row this much further.
    pub(super) fn go(&mut self, by: isize, context: &Context) {
        self.row = self.row.saturating_add_signed(by).min(context.fixed.benches.len());
    }

    /// The selected one.
    pub(super) fn selected(&self, context: &Context) -> Destination {
        let bench = context.fixed.benches.get(self.row);
        bench.map_or(Destination::Simulator, |bench| Destination::Bench(bench.name.clone()))
    }
}

/// Whether this is the bench that the console is at: by its address, since two profiles may have the same one, and that serves
/// a single client, maybe.
fn is_here(context: &Context, bench: &KnownBench) -> bool {
    bench.place.as_ref().is_ok_and(|place| place.to_string() == context.link.address)
}

/// Why nobody can go there; `None` if one can.
pub(super) fn refusal(context: &Context, to: &Destination) -> Option<String> {
    match to {
        Destination::Shell => None,
        Destination::Simulator => {
            context.link.built_in_simulator.then(|| "this is the simulator already".to_owned())
        }
        Destination::Bench(name) => {
            let Some(bench) = context.fixed.benches.iter().find(|bench| bench.name == *name) else {
                return Some(format!("there is no profile {name:?} in the settings"));
            };
            match &bench.place {
                Err(why) => Some(why.to_string()),
                Ok(_) if context.fixed.bench.as_ref().is_some_and(|here| here.name == *name) => {
                    Some(format!("this is {name} already"))
                }
                Ok(_) => None,
            }
        }
    }
}
