//! Lasers: `:CTP:RLASer<n>`. Power and wavelength are parameters, on is an operation; off is here.

use crate::core::ids::LaserId;
use crate::core::laser::Fitted;
use crate::instrument::scpi::message::{Command, Question};
use crate::instrument::scpi::number;

/// What is fitted at a position.
pub fn identity(laser: LaserId) -> Question<Fitted> {
    Question { text: format!(":CTP:RLASer{laser}:IDN?"), read: |answer| Some(Fitted::from_identity(answer)) }
}

/// Whether it emits.
pub fn state(laser: LaserId) -> Question<bool> {
    Question { text: format!(":CTP:RLASer{laser}:POWer:STATe?"), read: number::read_flag }
}

/// Switches off.
pub(crate) fn off(laser: LaserId) -> Command {
    Command::line(format!(":CTP:RLASer{laser}:POWer:STATe OFF"))
}
