//! What goes wrong, as data: scenarios in TOML, and the book of what has gone wrong already.

use std::path::Path;
use std::time::Duration;

use serde::Deserialize;

use super::error::ScpiError;
use super::header::{self, Command, Header};
use super::{syntax, values};
use crate::core::units::Seconds;

/// A scenario file.
///
/// ```toml
/// [link]
/// block_end = "crlf"        # none (default), lf, crlf: what follows a block
/// reads_while_sending = true # carry out commands while a block is on the line (default: after it)
/// close_idle_after = 30.0   # seconds
/// refuse = 2                # so many connections are closed at once
/// max_clients = 1
///
/// [phases]
/// lag_ms = 20               # a bit of the condition register rises so much after the command
/// analyzing_s = 1.5         # bit 8 stands so long after bit 4; the new traces are there after it
///
/// [[fault]]
/// on = ":CTP:SENS4:CHAN1:POW?" # any form of a header; without it every message
/// skip = 10                 # not the first ten times
/// times = 1                 # and only once
/// late = 2.5                # seconds; or one of: silent, close, twice, nan = true,
///                           # cut = BYTES, stall = { bytes, seconds }, answer = "text", raw = "text",
///                           # error = { code, text }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Scenario {
    /// What the line does throughout.
    pub link: LinkFaults,
    /// How the condition register follows what is done.
    pub phases: Phases,
    /// What goes wrong with single messages.
    pub fault: Vec<Fault>,
}

/// How the condition register follows what is done. Both times are as written at every speed-up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Phases {
    /// From a command to the operation and its bit.
    #[serde(rename = "lag_ms", deserialize_with = "values::milliseconds")]
    pub lag: Duration,
    /// From the end of scanning to the new traces.
    #[serde(rename = "analyzing_s", deserialize_with = "values::seconds")]
    pub analyzing: Duration,
}

/// What the line does throughout.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LinkFaults {
    /// What follows a block.
    pub block_end: BlockEnd,
    /// Whether commands are carried out while a block is being sent.
    pub reads_while_sending: bool,
    /// Seconds without a message after which a connection is closed.
    pub close_idle_after: Option<f64>,
    /// How many connections are closed as soon as they are made.
    pub refuse: u32,
    /// Connections served at once.
    pub max_clients: Option<usize>,
}

/// What follows a block.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BlockEnd {
    /// Nothing, as on the instrument.
    #[default]
    None,
    /// A line feed.
    Lf,
    /// A line end.
    Crlf,
}

impl BlockEnd {
    pub(crate) const fn bytes(self) -> &'static [u8] {
        match self {
            Self::None => b"",
            Self::Lf => b"\n",
            Self::Crlf => b"\r\n",
        }
    }
}

/// Something that goes wrong with a message.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Fault {
    /// The message, in any form of its header; without it every question.
    pub on: Option<String>,
    /// How many times it goes well first.
    #[serde(default)]
    pub skip: u32,
    /// How many times it goes wrong; without it always.
    pub times: Option<u32>,
    /// What happens.
    #[serde(flatten)]
    pub effect: Effect,
}

/// What happens to a message.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Effect {
    /// The answer comes so many seconds later.
    Late(f64),
    /// No answer.
    Silent(bool),
    /// The connection is closed instead.
    Close(bool),
    /// The answer comes twice.
    Twice(bool),
    /// The answer is SCPI's not-a-number.
    Nan(bool),
    /// The connection is closed after so many bytes of the answer.
    Cut(usize),
    /// The answer stands still.
    Stall {
        /// After so many bytes.
        bytes: usize,
        /// For so long.
        seconds: f64,
    },
    /// Another text is answered, with a line end.
    Answer(String),
    /// Other bytes are answered as they are.
    Raw(String),
    /// The message is not carried out and leaves this in the error queue.
    Error {
        /// SCPI's number.
        code: i32,
        /// The words.
        text: String,
    },
}

/// A scenario that cannot be played.
#[derive(Debug, thiserror::Error)]
pub enum ScenarioError {
    /// The file cannot be read.
    #[error("the scenario {0} cannot be read: {1}")]
    Read(String, std::io::Error),
    /// It is not a scenario.
    #[error("the scenario {0} does not read: {1}")]
    Parse(String, toml::de::Error),
    /// A fault is on a message that the instrument does not know.
    #[error("the scenario {0} has a fault on {1:?}, which is no message of the instrument")]
    Unknown(String, String),
}

impl Scenario {
    /// Reads a scenario file.
    pub fn load(path: &Path) -> Result<Self, ScenarioError> {
        let name = || path.display().to_string();
        let text = std::fs::read_to_string(path).map_err(|error| ScenarioError::Read(name(), error))?;
        let scenario: Self = toml::from_str(&text).map_err(|error| ScenarioError::Parse(name(), error))?;
        for on in scenario.fault.iter().filter_map(|fault| fault.on.as_ref()) {
            if header_of(on).is_none() {
                return Err(ScenarioError::Unknown(name(), crate::core::text::clean(on)));
            }
        }
        Ok(scenario)
    }
}

fn header_of(text: &str) -> Option<Header> {
    let unit = syntax::units(text).into_iter().next()?.ok()?;
    header::find(&unit).ok()
}

/// Which faults are still to come.
#[derive(Debug)]
pub(crate) struct FaultBook(Vec<Entry>);

#[derive(Debug)]
struct Entry {
    on: Option<(Command, Header)>,
    skip: u32,
    left: Option<u32>,
    effect: Effect,
}

impl FaultBook {
    pub(crate) fn new(scenario: &Scenario) -> Self {
        let entry = |fault: &Fault| Entry {
            on: fault.on.as_deref().and_then(header_of).map(|header| (header.command, header)),
            skip: fault.skip,
            left: fault.times,
            effect: fault.effect.clone(),
        };
        Self(scenario.fault.iter().map(entry).collect())
    }

    /// What happens to this message, counted.
    pub(crate) fn strike(&mut self, header: Header) -> Option<Effect> {
        for entry in &mut self.0 {
            let meant = match entry.on {
                Some((_, on)) => on == header,
                None => header.query,
            };
            if !meant || entry.left == Some(0) {
                continue;
            }
            if entry.skip > 0 {
                entry.skip -= 1;
                continue;
            }
            if let Some(left) = &mut entry.left {
                *left -= 1;
            }
            return Some(entry.effect.clone());
        }
        None
    }
}

impl From<(i32, String)> for ScpiError {
    fn from((code, text): (i32, String)) -> Self {
        Self { code, text }
    }
}

/// Seconds as a duration; hostile numbers become none.
pub(crate) fn seconds(seconds: f64) -> Duration {
    Seconds::try_from(seconds).unwrap_or_default().duration()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scenario_reads_and_strikes_when_it_should() {
        let scenario: Scenario = toml::from_str(
            "[link]\nblock_end = 'crlf'\n[[fault]]\non = 'ctp:rlas:pow?'\nskip = 1\ntimes = 1\nlate = 2.5\n\
             [[fault]]\non = '*IDN?'\nstall = { bytes = 3, seconds = 1.0 }",
        )
        .unwrap();
        assert_eq!(scenario.link.block_end, BlockEnd::Crlf);
        let mut book = FaultBook::new(&scenario);
        let power = header_of(":CTP:RLASer1:POWer?").unwrap();
        let struck: Vec<_> = (0..3).map(|_| book.strike(power)).collect();
        assert_eq!(struck, [None, Some(Effect::Late(2.5)), None]);
        assert!(book.strike(header_of(":CTP:RLAS2:POW?").unwrap()).is_none());
    }
}
