//! Questions before something that cannot be taken back. Whatever is not a clear yes is a no, and a yes counts only to
//! what a person could read.

use crate::core::consent::{Afterwards, Beams};
use crate::core::ids::{DetectorId, LaserSet};
use crate::core::operation::Operation;
use crate::core::parameter::Change;
use crate::core::request::ScpiLine;
use crate::ui::common::effect::{Destination, LinkOrder, Way};

/// A question to the operator. Where it is about light it holds what it shows.
#[derive(Clone, Debug, PartialEq)]
pub enum Confirm {
    /// Begin this, which lights these?
    Light(Operation, Beams),
    /// Set these, which makes light that is out stronger?
    Raise {
        /// What is set.
        changes: Vec<Change>,
        /// What for.
        way: Way,
        /// What is held as it is asked, if that has to be so still.
        still: Vec<Change>,
        /// The light.
        beams: Beams,
    },
    /// These are on, or may be, and these traces are in no file: leave, and how?
    Quit(LaserSet, Vec<String>, Destination),
    /// Leave, though these traces are in no file?
    Unsaved(Vec<String>, Destination),
    /// Leave, which ends the recording?
    Recording(Destination),
    /// Give up the reference that is being taken?
    AbortReference(DetectorId),
    /// Take a step back over what somebody else changed since?
    Undo(Way, String),
    /// Write over a preset?
    Overwrite(String),
    /// Remove a preset?
    Delete(String),
    /// Run the operator's own command of this name: this line?
    Run(String, String),
    /// Send this line, for which there is a reason to ask, and which may let out this light?
    Say(ScpiLine, String, Option<Beams>),
    /// Suspend to the shell with these on?
    Suspend(LaserSet),
    /// Leave the instrument with these on?
    LeaveLink(LinkOrder, LaserSet),
}

impl Confirm {
    /// Whether this key is a yes.
    pub(in crate::ui) const fn takes(&self, key: char) -> bool {
        match self {
            Self::Quit(..) => matches!(key, 'o' | 'O' | 'l' | 'L'),
            Self::Light(..)
            | Self::Raise { .. }
            | Self::Unsaved(..)
            | Self::Recording(_)
            | Self::AbortReference(_)
            | Self::Undo(..)
            | Self::Overwrite(_)
            | Self::Delete(_)
            | Self::Run(..)
            | Self::Say(..)
            | Self::Suspend(_)
            | Self::LeaveLink(..) => matches!(key, 'y' | 'Y'),
        }
    }

    /// Whether this key saves the traces that would be lost, and nothing else.
    pub(in crate::ui) const fn saves(&self, key: char) -> bool {
        match self {
            Self::Quit(_, unsaved, _) | Self::Unsaved(unsaved, _) => {
                matches!(key, 's' | 'S') && !unsaved.is_empty()
            }
            Self::Light(..)
            | Self::Raise { .. }
            | Self::Recording(_)
            | Self::AbortReference(_)
            | Self::Undo(..)
            | Self::Overwrite(_)
            | Self::Delete(_)
            | Self::Run(..)
            | Self::Say(..)
            | Self::Suspend(_)
            | Self::LeaveLink(..) => false,
        }
    }

    /// Whether it is about the instrument as it is: it falls with the connection on which it was asked.
    pub(crate) const fn falls_with_link(&self) -> bool {
        match self {
            Self::Light(..)
            | Self::Raise { .. }
            | Self::AbortReference(_)
            | Self::Undo(..)
            | Self::Say(..) => true,
            Self::Quit(..)
            | Self::Unsaved(..)
            | Self::Recording(_)
            | Self::Suspend(_)
            | Self::Overwrite(_)
            | Self::Delete(_)
            | Self::Run(..)
            | Self::LeaveLink(..) => false,
        }
    }

    /// Whether a yes lets light out, or leaves light behind that nobody watches.
    pub(in crate::ui) const fn is_of_light(&self) -> bool {
        match self {
            Self::Light(..)
            | Self::Raise { .. }
            | Self::Quit(..)
            | Self::Suspend(_)
            | Self::LeaveLink(..) => true,
            Self::Say(_, _, beams) => beams.is_some(),
            Self::Unsaved(..)
            | Self::Recording(_)
            | Self::AbortReference(_)
            | Self::Undo(..)
            | Self::Overwrite(_)
            | Self::Delete(_)
            | Self::Run(..) => false,
        }
    }

    /// The light that it is about.
    pub(crate) const fn beams(&self) -> Option<&Beams> {
        match self {
            Self::Light(_, beams) | Self::Raise { beams, .. } => Some(beams),
            Self::Say(_, _, beams) => beams.as_ref(),
            Self::Quit(..)
            | Self::Unsaved(..)
            | Self::Recording(_)
            | Self::AbortReference(_)
            | Self::Undo(..)
            | Self::Overwrite(_)
            | Self::Delete(_)
            | Self::Run(..)
            | Self::Suspend(_)
            | Self::LeaveLink(..) => None,
        }
    }

    /// The question, the reason below it, and what a yes does.
    pub fn words(&self) -> (String, String, &'static str) {
        match self {
            Self::Light(operation, beams) => {
                (operation.question().unwrap_or_default(), lights(beams), "yes, emit")
            }
            Self::Raise { .. } => {
                ("Increase the power?".into(), "The laser emits already, or may emit:".into(), "yes, set it")
            }
            Self::Quit(lasers, unsaved, _) => {
                (format!("Leave with {lasers} on?"), never_saved(unsaved), "yes")
            }
            Self::Unsaved(traces, _) => ("Leave all the same?".into(), never_saved(traces), "yes, leave"),
            Self::Recording(_) => (
                "Leave and end the recording?".into(),
                "Live power is being recorded. What was recorded so far stays.".into(),
                "yes, leave",
            ),
            Self::AbortReference(detector) => (
                format!("Abort the reference of {detector}?"),
                "It has to be taken again.".into(),
                "yes, abort it",
            ),
            Self::Undo(Way::Redo, why) => ("Redo anyway?".into(), why.clone(), "yes, set it"),
            Self::Undo(_, why) => ("Undo anyway?".into(), why.clone(), "yes, set it back"),
            Self::Overwrite(name) => (
                format!("Overwrite the preset {name}?"),
                "Its contents are lost.".into(),
                "yes, overwrite it",
            ),
            Self::Delete(name) => {
                (format!("Delete the preset {name}?"), "Its contents are lost.".into(), "yes, delete it")
            }
            Self::Say(line, why, _) => (format!("Send “{}”?", line.text()), why.clone(), "yes, send it"),
            Self::Run(name, line) => (format!("Run {name}?"), line.clone(), "yes, run it"),
            Self::Suspend(lasers) => (
                format!("Suspend with {lasers} on?"),
                "Nothing watches the lasers then, and the all-off key does not work.".into(),
                "yes, suspend",
            ),
            Self::LeaveLink(_, lasers) => (
                format!("Close the connection with {lasers} on?"),
                "You can no longer see them or switch them off from here.".into(),
                "yes, close it",
            ),
        }
    }
}

/// Which lasers of a scan go on, which are on already, and what becomes of them; nothing where nothing scans.
fn lights(beams: &Beams) -> String {
    let Some(afterwards) = beams.afterwards() else { return String::new() };
    let (lit, dark) = (beams.lit(), beams.lasers().without(beams.lit()));
    if !lit.is_empty() && !dark.is_empty() {
        let (go, are) = (one_or_more(dark, "goes", "go"), one_or_more(lit, "is", "are"));
        return sentence(&format!("{dark} {go} on, {lit} {are} on already;\n{}:", afterwards.words()));
    }
    let all = beams.lasers();
    let these = one_or_more(all, "This laser", "These lasers");
    let on = match (lit.is_empty(), all.is_empty()) {
        (_, true) => return "No further laser goes on:".into(),
        (true, false) => one_or_more(all, "goes on", "go on"),
        (false, false) => one_or_more(all, "is on already", "are on already"),
    };
    let then = match afterwards {
        Afterwards::StaysOn => one_or_more(all, "stays on", "stay on"),
        Afterwards::GoesOff => one_or_more(all, "goes off after it", "go off after it"),
        Afterwards::Unknown => "may stay on",
    };
    format!("{these} {on}, and {then}:")
}

/// What is said of one laser, or of several.
fn one_or_more(lasers: LaserSet, one: &'static str, more: &'static str) -> &'static str {
    if lasers.iter().count() == 1 { one } else { more }
}

/// With a capital where it begins.
fn sentence(words: &str) -> String {
    let mut chars = words.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// How many traces are in no file, and which; nothing where all are.
pub(in crate::ui) fn never_saved(traces: &[String]) -> String {
    match traces {
        [] => String::new(),
        [one] => format!("A trace was never saved: {one}."),
        all => format!("{} traces were never saved: {}.", all.len(), all.join(", ")),
    }
}
