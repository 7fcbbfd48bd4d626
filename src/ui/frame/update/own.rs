//! Commands of the operator's own: by key or line, asked about, run beside the screen.

use crate::config::user_command::{Missing, ShellPlace, UserCommand};
use crate::core::event::Severity;
use crate::core::text::clean;
use crate::ui::common::command::CommandError;
use crate::ui::common::confirm::Confirm;
use crate::ui::common::effect::Effect;
use crate::ui::common::next::Next;
use crate::ui::frame::done::{Ran, WorkError};
use crate::ui::frame::state::State;
use crate::ui::kit::input::chord::Chord;
use crate::ui::kit::widgets::number;
use crate::ui::trace::traces::letter;

/// There is nothing to put in a place of a command of the operator's own.
#[derive(Debug, thiserror::Error)]
#[error("{lacking}: {place} of {name} is not known")]
struct NoPlace {
    /// The command.
    name: String,
    /// As it stands in its line.
    place: String,
    /// What there would have to be.
    lacking: &'static str,
}

impl State {
    /// The operator's own command of this name.
    pub(in crate::ui) fn own_command(&self, name: &str) -> Option<&UserCommand> {
        self.context.fixed.commands.iter().map(|(command, _)| command).find(|command| command.name == name)
    }

    /// Asks whether it is to be run, with the line as it would be.
    ///
    /// # Errors
    /// Where there is nothing to put in a place of it.
    pub(in crate::ui) fn ask_to_run(&self, command: &UserCommand) -> Result<Vec<Next>, CommandError> {
        let line = command.fill(|place| self.place(place)).map_err(|Missing(place)| NoPlace {
            name: command.name.clone(),
            place: place.written(),
            lacking: lacking(place),
        })?;
        Ok(vec![Next::Ask(Confirm::Run(command.name.clone(), clean(&line)))])
    }

    /// What is put in a place.
    fn place(&self, place: ShellPlace) -> Option<String> {
        let (context, traces) = (&self.context, &self.trace.traces);
        let point = || traces.cursor.and_then(|nm| traces.at(nm));
        match place {
            ShellPlace::File => self.trace.files.first().cloned(),
            ShellPlace::Trace => traces.selected_trace().map(|_| letter(traces.selected).to_string()),
            ShellPlace::Nm => point().map(|(_, nm, _)| format!("{nm:.6}")),
            ShellPlace::Level => point().map(|(_, _, level)| number::level(level)),
            ShellPlace::Laser => context.selected_laser().map(|laser| laser.to_string()),
            ShellPlace::Detector => {
                context.fixed.detectors.get(context.selected_detector()).map(|(place, _)| place.to_string())
            }
            ShellPlace::Address => Some(context.link.address.clone()),
            ShellPlace::Serial => context.bench.identity.as_ref().map(|who| who.serial.clone()),
        }
        // What stands in the question is what is run: nothing in it is not shown as it is.
        .filter(|value| clean(value) == *value)
    }

    /// Whether two keys are those of a command of the operator's own.
    pub(super) fn is_own_sequence(&self, begun: Option<Chord>, chord: Chord) -> bool {
        let mut keys = self.context.fixed.commands.iter().map(|(_, keys)| keys);
        begun.is_some_and(|first| keys.any(|keys| *keys == [first, chord]))
    }

    /// Takes a key that the keymap does not have, if a command of the operator's own has it.
    pub(super) fn own_key(&mut self, begun: Option<Chord>, chord: Chord) -> Option<Vec<Effect>> {
        let keys = |key: &Vec<Chord>| match begun {
            Some(first) => *key == [first, chord],
            None => *key == [chord],
        };
        let found = self.context.fixed.commands.iter().find(|(_, key)| keys(key));
        if let Some((command, _)) = found {
            let next = self
                .ask_to_run(&command.clone())
                .unwrap_or_else(|why| vec![Next::Answer(Severity::Warning, why.to_string())]);
            return Some(self.carry(next));
        }
        let begins = |(_, key): &(UserCommand, Vec<Chord>)| key.len() == 2 && key[0] == chord;
        if begun.is_none() && self.context.fixed.commands.iter().any(begins) {
            self.frame.begun = Some(chord);
            return Some(Vec::new());
        }
        None
    }

    /// One of them has come to its end.
    pub(in crate::ui) fn ran(&mut self, name: &str, came: Result<Ran, WorkError>) {
        match came {
            Ok(Ran { code, said }) => {
                let (level, how) = match code {
                    Some(0) => (Severity::Info, format!("{name}: done")),
                    Some(code) => (Severity::Warning, format!("{name}: ended with {code}")),
                    None => (Severity::Warning, format!("{name}: something ended it")),
                };
                self.tell(level, how.clone());
                if !said.is_empty() {
                    self.lay_over(format!("{how}\n{said}"));
                }
            }
            Err(why) => self.answer_with(Severity::Warning, clean(&why.to_string())),
        }
    }
}

/// What there would have to be.
const fn lacking(place: ShellPlace) -> &'static str {
    match place {
        ShellPlace::File => "no file of traces was saved or opened yet",
        ShellPlace::Trace => "there is no trace",
        ShellPlace::Nm | ShellPlace::Level => "the cursor is on no trace",
        ShellPlace::Laser => "no laser is selected",
        ShellPlace::Detector => "no detector is watched",
        ShellPlace::Address | ShellPlace::Serial => "no instrument has answered yet",
    }
}
