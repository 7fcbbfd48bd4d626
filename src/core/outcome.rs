//! How a request ended, and why: what happened is a value, its sentence for people stands beside it.

use std::time::Duration;

use super::check::NotAllowed;
use super::condition::Condition;
use super::consent::{Beam, Differs, NoBeam};
use super::ids::LaserId;
use super::laser::LightSeen;
use super::parameter::Parameter;
use super::trace::NoTrace;

/// How a request ended.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// Carried out, with what the instrument holds now.
    Done(String),
    /// The answer to a question, without its line end.
    Answer(String),
    /// Refused: the instrument holds what it held.
    Refused(Refusal),
    /// It was sent, and may or may not have been carried out.
    Unknown(Doubt),
    /// The connection was lost before the response was complete; nothing was changed by it.
    Lost(Break),
    /// Given up on the operator's word.
    Cancelled(Cancelled),
}

impl Outcome {
    /// Why it did not come about, as people are told; `None` if it did.
    pub(crate) fn reason(&self) -> Option<String> {
        match self {
            Self::Done(_) | Self::Answer(_) => None,
            Self::Refused(why) => Some(why.to_string()),
            Self::Unknown(why) => Some(why.to_string()),
            Self::Lost(why) => Some(why.to_string()),
            Self::Cancelled(why) => Some(why.to_string()),
        }
    }
}

/// What broke a connection.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{words}")]
pub struct Break {
    /// What happened, and during what.
    pub words: String,
    /// Nothing came in time.
    pub late: bool,
}

/// Why nothing was changed.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Refusal {
    /// There was no link when its turn came.
    #[error("there is no link; nothing was sent")]
    NoLink,
    /// The link broke before it was sent.
    #[error("not sent: {0}")]
    NotSent(Break),
    /// The line is in order, and the instrument gives no answer but what it puts into its error queue.
    #[error("{0}")]
    NoAnswer(Break),
    /// The instrument says so, in the words of its error queue.
    #[error("the instrument says {}", .0.join(", "))]
    Instrument(Vec<String>),
    /// The instrument is busy with something else.
    #[error("the instrument is busy ({}); nothing was sent", .0.words().unwrap_or_default())]
    Busy(Condition),
    /// Another sweep is on its way.
    #[error("a sweep is being started")]
    SweepStarts,
    /// Another reference is on its way.
    #[error("another reference is being taken")]
    Referencing,
    /// The reference ended, and there is no new one.
    #[error("the instrument has finished without a new one")]
    NoReference,
    /// A value that may not be sent.
    #[error(transparent)]
    Value(#[from] NotAllowed),
    /// Light that cannot come out, or may not.
    #[error(transparent)]
    Light(#[from] NoBeam),
    /// What was agreed to is not what would come out.
    #[error(transparent)]
    Differs(#[from] Differs),
    /// It makes light stronger that is out, and nobody agreed to that.
    #[error("it would raise the power of a laser that is on, and no confirmation was given: {0}")]
    Raises(Beam),
    /// It may let light out, and nobody agreed to that.
    #[error("it may turn laser emission on, and no confirmation was given")]
    Lights,
    /// No laser is there.
    #[error("there is no laser at position {0}")]
    NoLaser(LaserId),
    /// The laser is to go off just now.
    #[error("it is being switched off; try again when it reads off")]
    SwitchingOff,
    /// Another client changed what was to be put back.
    #[error("{parameter} is {is}, not {held}: another client changed it")]
    ChangedElsewhere {
        /// The setting.
        parameter: Parameter,
        /// What it should hold still.
        held: String,
        /// What it holds.
        is: String,
    },
    /// A typed line that is never sent, with the reason.
    #[error("{0}")]
    Line(String),
    /// There is no such trace to be had.
    #[error(transparent)]
    Trace(#[from] NoTrace),
    /// One of several values: those before it are set.
    #[error("{parameter}: {why}; {done} of {count} done, nothing after it sent")]
    OneOf {
        /// The setting that was refused.
        parameter: Parameter,
        /// Why.
        why: Box<Refusal>,
        /// Values that were set before it.
        done: usize,
        /// Values that were to be set.
        count: usize,
    },
}

impl Refusal {
    /// Why an instrument that reads so takes no sweep and no reference just now, if it says so.
    pub(crate) fn busy(condition: Condition) -> Option<Self> {
        condition.words().map(|_| Self::Busy(condition))
    }

    /// What broke, where nothing was refused but nobody answered.
    pub(crate) fn broke(&self) -> Option<&Break> {
        match self {
            Self::NotSent(broke) => Some(broke),
            Self::NoAnswer(broke) => Some(broke).filter(|broke| broke.late),
            Self::OneOf { why, .. } => why.broke(),
            Self::NoLink
            | Self::Instrument(_)
            | Self::Busy(_)
            | Self::SweepStarts
            | Self::Referencing
            | Self::NoReference
            | Self::Value(_)
            | Self::Light(_)
            | Self::Differs(_)
            | Self::Raises(_)
            | Self::Lights
            | Self::NoLaser(_)
            | Self::SwitchingOff
            | Self::ChangedElsewhere { .. }
            | Self::Line(_)
            | Self::Trace(_) => None,
        }
    }
}

/// Why it is not known whether something was carried out.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Doubt {
    /// The link broke between sending and read-back.
    #[error("{0}; it may or may not have been carried out")]
    Broken(Break),
    /// It was taken, and the question that reads it back has no answer.
    #[error("{0}; it cannot be read back")]
    NoAnswer(Break),
    /// It was taken, and there is nothing to read it back by.
    #[error("it cannot be read back")]
    NoReadBack,
    /// A laser that was switched on reads off.
    #[error("it still reads off after {} s", .0.as_secs())]
    StillOff(Duration),
    /// The link was lost while a laser was awaited.
    #[error("the link was lost; the laser may or may not be on")]
    LaserUnseen,
    /// The link was lost while the beginning of a sweep was awaited.
    #[error("the link was lost; the sweep may or may not run")]
    SweepUnseen,
    /// The link was lost while a reference was taken.
    #[error("the link was lost; look at the detector's reference")]
    ReferenceUnseen,
    /// The register never said that the instrument scans.
    #[error("the instrument did not read as scanning within 2 s; look at its screen and at its traces")]
    NeverScanned,
    /// The register never said that a reference was taken, and there is no new one.
    #[error("the instrument did not read as referencing within 2 s, and has no new one")]
    NeverReferenced,
    /// A reference that goes on and on.
    #[error("it is unchanged after {} s", .0.as_secs())]
    Unchanged(Duration),
    /// There is a new reference, and light was missing while it was taken.
    #[error("{reference}, {}: there was no light, or not all the time, while it was taken", .light.mark().unwrap_or_default())]
    Dark {
        /// The reference: what it is of, and when it was taken.
        reference: String,
        /// How much of the light there was.
        light: LightSeen,
    },
}

/// What ended something on the operator's word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Cancelled {
    /// Its laser was ordered dark before it went out.
    #[error("switched off before it was sent")]
    OffBefore,
    /// Its laser was ordered dark while it was awaited.
    #[error("switched off before it was read back as on; it may have emitted meanwhile")]
    OffMeanwhile,
    /// A sweep that began.
    #[error("aborted")]
    Aborted,
    /// A sweep that did not begin.
    #[error("aborted before it began")]
    AbortedBefore,
    /// A download that did not begin.
    #[error("before it began")]
    NotBegun,
    /// A download that was on its way: its line is made anew.
    #[error("reconnecting")]
    GivenUp,
}
