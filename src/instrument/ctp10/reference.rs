//! References: `:REFerence:SENSe<m>:CHANnel<c>`.

use crate::core::ids::DetectorId;
use crate::instrument::scpi::message::{Command, Question};

/// What a detector's reference is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reference {
    /// None taken.
    None,
    /// Taken then.
    Taken {
        /// TF/PDL (four sweeps) instead of TF (one).
        polarized: bool,
        /// `YYYYMMDD`.
        date: String,
        /// `HHMMSS`.
        time: String,
    },
}

fn read(answer: &str) -> Option<Reference> {
    let mut fields = answer.split(',').map(str::trim);
    match fields.next()? {
        "0" => Some(Reference::None),
        "1" => Some(Reference::Taken {
            polarized: fields.next()? == "1",
            date: fields.next()?.to_owned(),
            time: fields.next()?.to_owned(),
        }),
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
