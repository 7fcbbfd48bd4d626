//! Operations on the wire: one row for each, with the command that begins it.

use crate::core::operation::{Dark, Lit, Operation};
use crate::instrument::scpi::message::{Command, LitCommand};

/// What begins it, as it stands on the wire.
pub fn line(operation: Operation) -> String {
    match operation {
        // Can take seconds.
        Operation::LaserOn(laser) => format!(":CTP:RLASer{laser}:POWer:STATe ON"),
        // Bit 4 of the condition stands until it ends.
        Operation::SweepStart => ":INITiate:IMMediate".into(),
        // Bit 64 of the condition stands for 5 to 30 s.
        Operation::Reference(detector) => {
            format!(":REFerence:SENSe{}:CHANnel{}:INITiate", detector.module(), detector.channel())
        }
        #[cfg(test)]
        Operation::MadeUp(detector) => {
            format!(":CTP:SENSe{}:CHANnel{}:MADeup", detector.module(), detector.channel())
        }
        #[cfg(test)]
        Operation::MadeUpLight(laser) => format!(":CTP:RLASer{laser}:MADeup:STATe ON"),
    }
}

/// Begins one that lights something.
pub(crate) fn lit(lit: &Lit) -> LitCommand {
    LitCommand::line(line(lit.operation()), lit.consent())
}

/// Begins one that lights nothing.
pub(crate) fn dark(dark: &Dark) -> Command {
    Command::line(line(dark.operation()))
}
