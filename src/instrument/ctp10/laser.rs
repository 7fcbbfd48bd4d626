//! Lasers: `:CTP:RLASer<n>`. Power and wavelength are parameters; light is here.

use crate::core::consent::Consent;
use crate::core::ids::LaserId;
use crate::core::laser::Fitted;
use crate::instrument::scpi::message::{Command, LitCommand, Question};
use crate::instrument::scpi::number;

/// What is fitted at a position.
pub fn identity(laser: LaserId) -> Question<Fitted> {
    Question { text: format!(":CTP:RLASer{laser}:IDN?"), read: |answer| Some(Fitted::from_identity(answer)) }
}

/// Whether it emits.
pub fn state(laser: LaserId) -> Question<bool> {
    Question { text: format!(":CTP:RLASer{laser}:POWer:STATe?"), read: number::read_flag }
}

/// Switches on, with the operator's consent; can take seconds.
pub(crate) fn on(laser: LaserId, consent: &Consent) -> LitCommand {
    LitCommand::line(format!(":CTP:RLASer{laser}:POWer:STATe ON"), consent)
}

/// Switches off.
pub(crate) fn off(laser: LaserId) -> Command {
    Command::line(format!(":CTP:RLASer{laser}:POWer:STATe OFF"))
}
