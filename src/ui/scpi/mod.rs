//! The instrument in its own words: the conversation, its status registers, its errors.

pub(super) mod actions;
pub(super) mod commands;
pub(crate) mod conversation;
mod keys;
pub(super) mod page;
pub(super) mod status;
pub(crate) mod transcript;
pub(super) mod transcript_page;

use crate::core::event::Severity;
use crate::core::outcome::Outcome;
use crate::core::request::{About, Query, StatusRegister};
use crate::ui::common::context::Context;
use crate::ui::common::effect::Effect;
use crate::ui::common::next::Next;
use crate::ui::scpi::conversation::{Conversation, Prompt};
use crate::ui::scpi::transcript::TranscriptView;

/// What is remembered of what the instrument says.
#[derive(Clone, Debug, Default)]
pub(crate) struct ScpiState {
    /// The conversation with the instrument.
    pub(crate) conversation: Conversation,
    /// The line that is typed to it.
    pub(super) prompt: Prompt,
    /// What of the transcript is shown.
    pub(super) transcript: TranscriptView,
    /// The status registers as they were last read.
    pub(super) registers: StatusRegisters,
    /// What the instrument's error queue had, newest last.
    pub(super) errors: Vec<InstrumentError>,
    /// The first row of the status page that is shown, where not all have room.
    pub(super) status_row: usize,
}

impl ScpiState {
    /// The instrument's error queue had these; those that are no order's own are told.
    pub(super) fn complained(&mut self, context: &Context, errors: Vec<String>, of_order: bool) -> Vec<Next> {
        /// So many errors stay on the page; older ones are forgotten.
        const KEPT: usize = 500;
        let mut next = Vec::new();
        for words in errors {
            if self.errors.len() == KEPT {
                self.errors.remove(0);
            }
            if !of_order {
                next.push(Next::Answer(Severity::Warning, format!("the instrument reports: {words}")));
            }
            self.errors.push(InstrumentError { at: context.wall.clone(), words });
        }
        next
    }

    /// The page of the conversation opens: with an empty line, at its end.
    pub(super) fn open_prompt(&mut self) {
        self.prompt = Prompt::new();
    }

    /// The page of the transcript opens: without polling, without a filter.
    pub(super) fn open_transcript(&mut self) {
        self.transcript = TranscriptView::new();
    }

    /// The status page opens, at its first row.
    pub(super) const fn open_status(&mut self) {
        self.status_row = 0;
    }

    /// Scrolls the conversation by so many turns of the wheel.
    pub(super) fn scroll(&mut self, by: isize) {
        /// Entries for one turn of the wheel.
        const TURN: isize = 3;
        let back = self.prompt.back.saturating_add_signed(-TURN * by);
        self.prompt.back = back.min(self.conversation.entries.len());
    }

    /// The errors as text.
    pub(super) fn errors_as_text(&self) -> String {
        self.errors.iter().map(|error| format!("{} {}", error.at, error.words)).collect::<Vec<_>>().join("\n")
    }
}

/// Asks for the status registers, where there is somebody to answer.
pub(super) fn ask_for_registers(context: &Context) -> Vec<Next> {
    if !context.bench.is_live() {
        return Vec::new();
    }
    StatusRegister::ALL.map(|register| Effect::Query(Query::Register(register)).into()).into()
}

/// An error of the instrument's, and when it was read.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct InstrumentError {
    /// Local time, `HH:MM:SS`.
    pub(crate) at: String,
    /// In the instrument's words, with its number.
    pub(crate) words: String,
}

/// The status registers of IEEE 488.2; reading the second one empties it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct StatusRegisters {
    /// The answer to `*STB?`; `None` until there is one.
    pub(crate) byte: Option<u32>,
    /// The event status register.
    pub(crate) events: Option<u32>,
}

impl StatusRegisters {
    /// Takes an answer; false if it is none of theirs.
    pub(super) fn take(&mut self, about: &About, outcome: &Outcome) -> bool {
        let (About::Register(register), Outcome::Answer(answer)) = (about, outcome) else { return false };
        let value = answer.trim().parse().ok();
        match register {
            StatusRegister::Byte => self.byte = value,
            StatusRegister::Events => self.events = value,
        }
        true
    }
}
