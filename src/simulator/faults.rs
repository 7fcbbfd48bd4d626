//! What goes wrong, as data: scenarios in TOML, and the book of what has gone wrong already.

use std::path::Path;
use std::time::Duration;

use serde::Deserialize;

use super::bench::{self, CommandHeader};
use super::error::ScpiError;
use super::syntax;
use super::values::{self, FileError, Seconds};

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
    pub(crate) link: LinkFaults,
    /// How the condition register follows what is done.
    pub(crate) phases: Phases,
    /// What goes wrong with single messages.
    pub(crate) fault: Vec<Fault>,
}

/// How the condition register follows what is done. Both times are as written at every speed-up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Phases {
    /// From a command to the operation and its bit.
    #[serde(rename = "lag_ms", deserialize_with = "values::milliseconds")]
    pub(crate) lag: Duration,
    /// From the end of scanning to the new traces.
    #[serde(rename = "analyzing_s", deserialize_with = "values::seconds")]
    pub(crate) analyzing: Duration,
}

/// What the line does throughout.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct LinkFaults {
    /// What follows a block.
    pub(crate) block_end: BlockEnd,
    /// Whether commands are carried out while a block is being sent.
    pub(crate) reads_while_sending: bool,
    /// Time without a message after which a connection is closed.
    #[serde(deserialize_with = "values::some_seconds")]
    pub(crate) close_idle_after: Option<Duration>,
    /// How many connections are closed as soon as they are made.
    pub(crate) refuse: u32,
    /// Connections served at once.
    pub(crate) max_clients: Option<usize>,
}

/// What follows a block.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum BlockEnd {
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
#[serde(try_from = "Written")]
pub(crate) struct Fault {
    /// The message; without it every question.
    on: Option<CommandHeader>,
    /// How many times it goes well first.
    skip: u32,
    /// How many times it goes wrong; without it always.
    times: Option<u32>,
    effect: Effect,
}

/// What happens to a message.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Effect {
    /// The answer comes so much later.
    Late(Duration),
    /// No answer.
    Silent,
    /// The connection is closed instead.
    Close,
    /// The answer comes twice.
    Twice,
    /// The answer is SCPI's not-a-number.
    Nan,
    /// The connection is closed after so many bytes of the answer.
    Cut(usize),
    /// The answer stands still after so many bytes, for so long.
    Stall(usize, Duration),
    /// Another text is answered, with a line end.
    Answer(String),
    /// Other bytes are answered as they are.
    Raw(String),
    /// The message is not carried out and leaves this in the error queue.
    Error(ScpiError),
}

/// A fault as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "switches of a file are that; the enum is what is meant")]
struct Written {
    on: Option<String>,
    #[serde(default)]
    skip: u32,
    times: Option<u32>,
    late: Option<Seconds>,
    #[serde(default)]
    silent: bool,
    #[serde(default)]
    close: bool,
    #[serde(default)]
    twice: bool,
    #[serde(default)]
    nan: bool,
    cut: Option<usize>,
    stall: Option<Stall>,
    answer: Option<String>,
    raw: Option<String>,
    error: Option<ScpiError>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Stall {
    bytes: usize,
    seconds: Seconds,
}

/// A fault that cannot be.
#[derive(Debug, thiserror::Error)]
enum BadFault {
    #[error("a fault is on {0:?}, which is not a message of the instrument")]
    Header(String),
    #[error("a fault has no effect: write one, as late = 2.5 or silent = true")]
    NoEffect,
    #[error("a fault has several effects: write a [[fault]] for each")]
    Effects,
}

impl TryFrom<Written> for Fault {
    type Error = BadFault;

    fn try_from(written: Written) -> Result<Self, BadFault> {
        let on = written.on.map(|text| header_of(&text).ok_or(BadFault::Header(text))).transpose()?;
        let mut effects = [
            written.late.map(|Seconds(by)| Effect::Late(by)),
            written.silent.then_some(Effect::Silent),
            written.close.then_some(Effect::Close),
            written.twice.then_some(Effect::Twice),
            written.nan.then_some(Effect::Nan),
            written.cut.map(Effect::Cut),
            written.stall.map(|stall| Effect::Stall(stall.bytes, stall.seconds.0)),
            written.answer.map(Effect::Answer),
            written.raw.map(Effect::Raw),
            written.error.map(Effect::Error),
        ]
        .into_iter()
        .flatten();
        let effect = effects.next().ok_or(BadFault::NoEffect)?;
        if effects.next().is_some() {
            return Err(BadFault::Effects);
        }
        Ok(Self { on, skip: written.skip, times: written.times, effect })
    }
}

impl Scenario {
    /// Reads a scenario file.
    pub fn load(path: &Path) -> Result<Self, FileError> {
        values::load("scenario", path)
    }

    /// Reads what stands in a scenario file of this name.
    pub fn parse(text: &str, name: &str) -> Result<Self, FileError> {
        values::parse("scenario", name, text)
    }
}

fn header_of(text: &str) -> Option<CommandHeader> {
    let unit = syntax::units(text).into_iter().next()?.ok()?;
    bench::find(&unit).ok()
}

/// Which faults are still to come.
#[derive(Debug)]
pub(crate) struct FaultBook(Vec<Fault>);

impl FaultBook {
    pub(crate) fn new(scenario: &Scenario) -> Self {
        Self(scenario.fault.clone())
    }

    /// What happens to this message, counted.
    pub(crate) fn strike(&mut self, header: CommandHeader) -> Option<Effect> {
        for fault in &mut self.0 {
            let meant = fault.on.map_or(header.query, |on| on == header);
            if !meant || fault.times == Some(0) {
                continue;
            }
            if fault.skip > 0 {
                fault.skip -= 1;
                continue;
            }
            if let Some(left) = &mut fault.times {
                *left -= 1;
            }
            return Some(fault.effect.clone());
        }
        None
    }
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
        assert_eq!(struck, [None, Some(Effect::Late(Duration::from_millis(2500))), None]);
        assert!(book.strike(header_of(":CTP:RLAS2:POW?").unwrap()).is_none());
    }

    #[test]
    fn what_is_wrong_is_said_in_words() {
        for (wrong, words) in [
            ("[[fault]]\nlate = -1", "-1 is not a time: write seconds from 0 to 86400"),
            ("[[fault]]\nlate = nan", "NaN is not a time"),
            ("[[fault]]\nlate = inf", "inf is not a time"),
            ("[[fault]]\nlate = 1e300", "is not a time"),
            ("[[fault]]\nstall = { bytes = 1, seconds = -0.5 }", "-0.5 is not a time"),
            ("[[fault]]\nstall = { bytes = -1, seconds = 1 }", "-1"),
            ("[link]\nclose_idle_after = nan", "NaN is not a time"),
            ("[phases]\nlag_ms = -5", "-5 is not a time: write milliseconds from 0 to 86400000"),
            ("[phases]\nanalyzing_s = 1e9", "is not a time"),
            ("[phases]\nlag = 1", "unknown field `lag`"),
            ("[[fault]]\nsilent = true\nlatee = 1", "unknown field `latee`"),
            ("[[fault]]\non = '*IDN?'", "no effect"),
            ("[[fault]]\nsilent = false", "no effect"),
            ("[[fault]]\nsilent = true\ncut = 3", "several effects"),
            ("[[fault]]\non = 'FOO?'\nsilent = true", "on \"FOO?\", which is not a message"),
        ] {
            let said = toml::from_str::<Scenario>(wrong).unwrap_err().to_string();
            assert!(said.contains(words), "{wrong}: {said}");
        }
    }
}
