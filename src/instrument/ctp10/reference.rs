//! References: `:REFerence:SENSe<m>:CHANnel<c>`.

use crate::core::ids::DetectorId;
use crate::core::reference::Reference;
use crate::core::text::clean;
use crate::instrument::scpi::message::{Command, Question};

fn read(answer: &str) -> Option<Reference> {
    let mut fields = answer.split(',').map(str::trim);
    match fields.next()? {
        "0" => Some(Reference::None),
        // Firmware that says no more than that there is one is believed.
        "1" => {
            let mut next = || fields.next().map(clean).unwrap_or_default();
            Some(Reference::Taken { polarized: next() == "1", date: next(), time: next() })
        }
        _ => None,
    }
}

/// Starts one; bit 64 of the condition stands for 5 to 30 s.
pub fn initiate(detector: DetectorId) -> Command {
    let (module, channel) = (detector.module(), detector.channel());
    Command(format!(":REFerence:SENSe{module}:CHANnel{channel}:INITiate"))
}

/// What there is.
pub fn result(detector: DetectorId) -> Question<Reference> {
    let (module, channel) = (detector.module(), detector.channel());
    Question { text: format!(":REFerence:SENSe{module}:CHANnel{channel}:RESult?"), read }
}
