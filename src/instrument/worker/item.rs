//! What is read from the instrument, and what came of it.

use std::time::Instant;

use crate::core::condition::Condition;
use crate::core::ids::{DetectorId, LaserId};
use crate::core::laser::Fitted;
use crate::core::parameter::{Parameter, PowerUnit, Subject, Value};
use crate::core::reference::Reference;
use crate::core::snapshot::Snapshot;
use crate::instrument::ctp10;
use crate::instrument::ctp10::common::ErrorEntry;
use crate::instrument::scpi::message::Question;

use super::stamp::Stamp;

/// Something that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Item {
    Condition,
    /// A round of powers of all watched detectors.
    Round,
    /// One detector's power within a round.
    Power(DetectorId),
    Errors,
    Fitted(LaserId),
    Emits(LaserId),
    Value(Parameter),
    Reference(DetectorId),
}

/// What was read.
#[derive(Clone, Debug)]
pub(super) enum ItemReading {
    Condition(Condition),
    Errors(Vec<ErrorEntry>),
    Fitted(LaserId, Fitted),
    Emits(LaserId, bool),
    /// A number that cannot be is no value.
    Value(Parameter, Option<Value>),
    Reference(DetectorId, Reference),
    /// One sample per watched detector.
    Round {
        at: Instant,
        samples: Vec<Sample>,
    },
    /// There is no such detector.
    Absent(DetectorId),
    /// No answer, and none to come.
    Nothing(Item),
}

/// A power in the detector's own unit, and that unit where it was asked for in the same message.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sample {
    pub(super) power: f64,
    pub(super) unit: Option<PowerUnit>,
}

impl Sample {
    pub(super) const NONE: Self = Self { power: f64::NAN, unit: None };
}

/// What was read, and when it was asked for.
#[derive(Clone, Debug)]
pub(super) struct Taken {
    pub(super) stamp: Stamp,
    pub(super) reading: ItemReading,
}

impl Item {
    /// The detector that it is about.
    pub(super) const fn detector(self) -> Option<DetectorId> {
        match self {
            Self::Power(detector) | Self::Reference(detector) => Some(detector),
            Self::Value(parameter) => match parameter.subject() {
                Subject::Detector(detector) => Some(detector),
                Subject::Laser(_) | Subject::Tls(_) | Subject::Sweep => None,
            },
            Self::Condition | Self::Round | Self::Errors | Self::Fitted(_) | Self::Emits(_) => None,
        }
    }

    /// It is no question that could stand in a message with others.
    pub(super) const fn is_compound(self) -> bool {
        matches!(self, Self::Round | Self::Power(_) | Self::Errors)
    }

    /// Its question, where it is a plain one.
    pub(super) fn question(self) -> Option<String> {
        Some(match self {
            Self::Condition => ctp10::common::condition().text().to_owned(),
            Self::Fitted(laser) => ctp10::laser::identity(laser).text().to_owned(),
            Self::Emits(laser) => ctp10::laser::state(laser).text().to_owned(),
            Self::Value(parameter) => ctp10::parameter::question(parameter).text().to_owned(),
            Self::Reference(detector) => ctp10::reference::result(detector).text().to_owned(),
            Self::Round | Self::Power(_) | Self::Errors => return None,
        })
    }

    /// What is asked for together where several questions go in one message. What a position holds is not told
    /// by its name alone: until it named a laser its light is asked for, too.
    pub(super) fn asks(self, bench: &Snapshot) -> Vec<Self> {
        if let Self::Fitted(laser) = self
            && !bench.laser(laser).fitted.is_named()
        {
            return vec![Self::Emits(laser), self];
        }
        vec![self]
    }

    /// Reads the answer to its question.
    pub(super) fn read(self, answer: &str) -> Option<ItemReading> {
        fn of<R>(question: &Question<R>, answer: &str) -> Option<R> {
            question.read(answer)
        }
        Some(match self {
            Self::Condition => ItemReading::Condition(of(&ctp10::common::condition(), answer)?),
            Self::Fitted(laser) => ItemReading::Fitted(laser, of(&ctp10::laser::identity(laser), answer)?),
            Self::Emits(laser) => ItemReading::Emits(laser, of(&ctp10::laser::state(laser), answer)?),
            Self::Value(parameter) => {
                ItemReading::Value(parameter, of(&ctp10::parameter::question(parameter), answer)?)
            }
            Self::Reference(detector) => {
                ItemReading::Reference(detector, of(&ctp10::reference::result(detector), answer)?)
            }
            Self::Round | Self::Power(_) | Self::Errors => return None,
        })
    }
}
