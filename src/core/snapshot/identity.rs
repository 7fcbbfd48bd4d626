//! Who answers at the other end of the line.

use std::time::Duration;

use crate::core::condition::Condition;

/// Who answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The maker, first of the four parts of the answer to `*IDN?`.
    pub maker: String,
    /// The model, as the instrument names it.
    pub model: String,
    /// The serial number, as it came.
    pub serial: String,
    /// The version of the firmware, as it came.
    pub firmware: String,
}

/// Who answered a stranger, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heard {
    /// Who it is.
    pub(crate) who: Identity,
    /// From the question to the answer.
    pub(crate) round_trip: Duration,
    /// What it is doing, if it said so.
    pub(crate) condition: Option<Condition>,
}

/// What is there instead of an instrument.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NotHeard {
    /// It announces itself, and no address.
    #[error("it announces no address")]
    NoAddress,
    /// No connection comes about, or it breaks.
    #[error("{0}")]
    Broken(String),
    /// Nothing comes for so long.
    #[error("no answer in {} s", .0.as_secs_f64())]
    Late(Duration),
    /// It takes the connection and gives it up.
    #[error("it closed the connection: somebody else may have it")]
    Closed,
    /// It answers otherwise.
    #[error("what answers is not an instrument")]
    Stranger,
}

impl Heard {
    /// What it is doing, in words; nothing where it did not say.
    pub(crate) fn doing(&self) -> String {
        let words = |condition: Condition| condition.words().unwrap_or_else(|| "idle".to_owned());
        self.condition.map(words).unwrap_or_default()
    }
}

impl Identity {
    /// Maker, model, serial number and firmware.
    pub(crate) fn words(&self) -> String {
        [&*self.maker, &self.model, &self.serial, &self.firmware].join(" ")
    }

    /// Whether it calls itself what this program is for.
    pub(crate) fn is_ctp10(&self) -> bool {
        let has = |field: &str, word: &str| field.to_ascii_uppercase().contains(word);
        has(&self.maker, "EXFO") && has(&self.model, "CTP10")
    }

    /// The simulator says so in its serial number, wherever it runs.
    pub(crate) fn is_simulated(&self) -> bool {
        self.serial.starts_with("SIM")
    }
}
