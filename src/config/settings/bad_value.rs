//! A value that a setting cannot have.

use super::WINDOWS_S;
use crate::config::address::BadAddress;
use crate::config::band::BadBand;
use crate::config::naming::PatternError;
use crate::config::user_command::UserCommandError;
use crate::core::ids::{DetectorId, LaserId};

/// A value that a setting cannot have.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum BadValue {
    /// The address of the instrument.
    #[error(transparent)]
    Address(#[from] BadAddress),
    /// The pattern of the folder.
    #[error("save_folder: {0}")]
    SaveFolder(PatternError),
    /// The pattern of the names.
    #[error("save_name: {0}")]
    SaveName(PatternError),
    /// Rounds of live power per second.
    #[error("poll_hz = {0} is outside 0.1 to 100")]
    PollHz(f64),
    /// The window of the chart.
    #[error("window_s = {0} is none of {WINDOWS_S:?}")]
    Window(u64),
    /// The floor of light.
    #[error("dark_dbm = {0} is not a power")]
    Dark(f64),
    /// The time-out of a response.
    #[error("answer_timeout_s = {0} is outside 0.1 to 120")]
    AnswerTimeout(f64),
    /// The place of a detector.
    #[error("detector {module}/{channel}: modules are 1 to 20, channels 1 to 6")]
    Detector {
        /// As written.
        module: u8,
        /// As written.
        channel: u8,
    },
    /// One detector in two places.
    #[error("detector {0} is there twice")]
    Twice(DetectorId),
    /// The position of a laser.
    #[error("laser position {0} is outside {range}", range = LaserId::range())]
    LaserPosition(usize),
    /// A band of the bench.
    #[error(transparent)]
    Band(BadBand),
    /// A command of the operator's own.
    #[error(transparent)]
    Command(UserCommandError),
    /// Two of one name.
    #[error("the command {0} is there twice")]
    CommandTwice(String),
    /// A cap that is not finite.
    #[error("power_cap_dbm = {0} is not a power")]
    PowerCap(f64),
}
