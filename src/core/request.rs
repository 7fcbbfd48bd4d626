//! What the screen asks of the worker: questions, which change nothing, and orders, which do. The two are
//! types of their own, so that a console that only watches cannot be made to order anything.

use std::fmt;

use super::consent::{Consent, Lights};
use super::operation::{Operation, Run};
use super::parameter::{Change, Parameter, Value};
use super::trace::TraceId;

/// Numbers requests in the order they were made, whoever made them; later ones are greater.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RequestId {
    /// No two requests of a worker have the same.
    pub(crate) number: u64,
    /// Who made it, and is told how it ends.
    pub(crate) caller: Caller,
}

#[cfg(test)]
impl RequestId {
    /// A request of the first caller.
    pub(crate) const fn numbered(number: u64) -> Self {
        Self { number, caller: Caller::FIRST }
    }
}

/// One who asks a worker: the screen, a command of the shell, a client of the service.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Caller(u32);

impl Caller {
    /// Who started the worker.
    pub(crate) const FIRST: Self = Self(0);

    /// The number of a caller that comes so many after the first. After four thousand million the first comes round.
    pub(crate) const fn numbered(after: u32) -> Self {
        Self(after)
    }
}

/// A piece of work for the instrument. Laser off and abort are not here: they never queue.
#[derive(Debug, PartialEq)]
pub enum Request {
    /// Changes nothing.
    Query(Query),
    /// Changes something.
    Order(Order),
}

/// Work that changes nothing at the instrument.
#[derive(Debug, PartialEq)]
pub enum Query {
    /// Fetch a trace.
    Download(TraceId),
    /// Read again what this would light: the bench is as it is then.
    Look(Lights),
    /// Send one question as it stands and hand back the answer.
    Ask(Asking),
    /// The same in a conversation: the error queue is read after it.
    Say(Asking),
    /// Read a status register.
    Register(StatusRegister),
}

/// A status register of IEEE 488.2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatusRegister {
    /// The status byte.
    Byte,
    /// The event status register: reading it empties it.
    Events,
}

impl StatusRegister {
    /// Both, in the order in which they are read: what happened is part of the byte.
    pub(crate) const ALL: [Self; 2] = [Self::Byte, Self::Events];

    /// The question that reads it.
    const fn question(self) -> &'static str {
        match self {
            Self::Byte => "*STB?",
            Self::Events => "*ESR?",
        }
    }

    /// The same, to be asked.
    pub(crate) fn asking(self) -> Asking {
        Asking(ScpiLine(self.question().to_owned()))
    }
}

/// Work that changes something.
#[derive(Debug, PartialEq)]
pub enum Order {
    /// Set values one after the other and read back what each moved; the first that is refused ends it.
    Set {
        /// What is set, in the order in which none undoes another.
        changes: Vec<Change>,
        /// Nothing is sent unless these are still held: else somebody else set them. Empty where that does not matter.
        still: Vec<Change>,
        /// Agrees to light that is out already and becomes stronger; without it that is refused.
        consent: Option<Consent>,
    },
    /// Do something beside setting values: with the consent to its light, where it lights something.
    Run(Run),
    /// Send a line as it stands; the error queue is read after it. One that can let light out is refused without a consent.
    Say(ScpiLine, Option<Consent>),
}

impl Order {
    /// Sets one value.
    pub fn set(parameter: Parameter, value: Value) -> Self {
        Self::set_all(vec![(parameter, value)], None)
    }

    /// Sets values, whatever is held.
    pub const fn set_all(changes: Vec<Change>, consent: Option<Consent>) -> Self {
        Self::Set { changes, still: Vec::new(), consent }
    }
}

impl From<Run> for Order {
    fn from(run: Run) -> Self {
        Self::Run(run)
    }
}

impl From<Query> for Request {
    fn from(query: Query) -> Self {
        Self::Query(query)
    }
}

impl From<Order> for Request {
    fn from(order: Order) -> Self {
        Self::Order(order)
    }
}

/// One line for the instrument, whatever it does: printable, of one line, and not without end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScpiLine(String);

/// A line of which every command is a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asking(ScpiLine);

/// A typed line that is not sent.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadLine {
    /// Nothing was typed.
    #[error("nothing was typed")]
    Empty,
    /// It hides something, or is no ASCII text.
    #[error("the line has {0:?} in it; a command is one line of plain characters")]
    Character(char),
    /// Longer than any command.
    #[error("the line has {0} characters; {most} are the most", most = ScpiLine::MOST)]
    Long(usize),
    /// A question was wanted.
    #[error("{0:?} is not a query")]
    NotAQuestion(String),
}

impl ScpiLine {
    /// Characters of the longest line.
    pub(crate) const MOST: usize = 1000;

    /// Takes what was typed.
    pub fn new(typed: &str) -> Result<Self, BadLine> {
        let text = typed.trim();
        if text.is_empty() {
            return Err(BadLine::Empty);
        }
        if let Some(strange) = text.chars().find(|c| !(' '..='~').contains(c)) {
            return Err(BadLine::Character(strange));
        }
        if text.len() > Self::MOST {
            return Err(BadLine::Long(text.len()));
        }
        Ok(Self(text.to_owned()))
    }

    /// The text.
    pub(crate) fn text(&self) -> &str {
        &self.0
    }

    /// Its commands, in order.
    pub(crate) fn units(&self) -> impl Iterator<Item = &str> {
        self.0.split(';').map(str::trim).filter(|unit| !unit.is_empty())
    }

    /// Whether the instrument will answer it.
    pub(crate) fn asks(&self) -> bool {
        self.units().any(is_question)
    }

    /// Whether it may change something: a command of it is no question.
    pub(crate) fn changes(&self) -> bool {
        !self.units().all(is_question)
    }
}

impl Asking {
    /// Takes what was typed, if it only asks.
    pub fn new(typed: &str) -> Result<Self, BadLine> {
        let line = ScpiLine::new(typed)?;
        if let Some(unit) = line.units().find(|unit| !is_question(unit)) {
            return Err(BadLine::NotAQuestion(unit.to_owned()));
        }
        if line.units().next().is_none() {
            return Err(BadLine::Empty);
        }
        Ok(Self(line))
    }

    /// The line.
    pub(crate) const fn line(&self) -> &ScpiLine {
        &self.0
    }
}

fn is_question(unit: &str) -> bool {
    unit.split([' ', '\t']).next().is_some_and(|header| header.ends_with('?'))
}

/// What a request is about, for whoever is told how it ended.
#[derive(Clone, Debug, PartialEq)]
pub enum About {
    /// A trace is fetched.
    Download(TraceId),
    /// What would be lit is read again.
    Look,
    /// A line is sent as it stands.
    Line(String),
    /// A status register is read.
    Register(StatusRegister),
    /// One value is set.
    Setting(Parameter, Value),
    /// So many values are set.
    Settings(usize),
    /// Something else is done.
    Operation(Operation),
}

impl fmt::Display for About {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Download(trace) => write!(f, "download of {trace}"),
            Self::Look => f.write_str("look at what would be lit"),
            Self::Line(text) => f.write_str(text),
            Self::Register(register) => f.write_str(register.question()),
            Self::Setting(parameter, value) => write!(f, "{parameter} {value}"),
            Self::Settings(count) => write!(f, "{count} settings"),
            Self::Operation(operation) => operation.fmt(f),
        }
    }
}

impl Request {
    /// What it is about.
    pub(crate) fn about(&self) -> About {
        match self {
            Self::Query(query) => query.about(),
            Self::Order(order) => order.about(),
        }
    }
}

impl Query {
    /// What it is about.
    pub(crate) fn about(&self) -> About {
        match self {
            Self::Download(trace) => About::Download(*trace),
            Self::Look(_) => About::Look,
            Self::Register(register) => About::Register(*register),
            Self::Ask(asking) | Self::Say(asking) => About::Line(asking.line().text().to_owned()),
        }
    }
}

impl Order {
    /// What it is about.
    pub(crate) fn about(&self) -> About {
        match self {
            Self::Set { changes, .. } => match changes.as_slice() {
                [(parameter, value)] => About::Setting(*parameter, *value),
                changes => About::Settings(changes.len()),
            },
            Self::Run(run) => About::Operation(run.operation()),
            Self::Say(line, _) => About::Line(line.text().to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_one_line() {
        assert_eq!(ScpiLine::new("  *IDN? ").unwrap().text(), "*IDN?");
        for typed in ["*IDN?\r\n*RST", "*IDN?\n:ABOR", "a\u{0}b", "µ", "\u{1b}[2J", "", "   ", "x\ty"] {
            assert!(ScpiLine::new(typed).is_err(), "{typed:?}");
        }
        assert!(ScpiLine::new(&"x".repeat(1001)).is_err());
    }

    #[test]
    fn a_question_asks_and_does_nothing_else() {
        for typed in ["*IDN?", ":SYST:ERR?;*STB?", "TRAC:SENS4:CHAN1:TYPE1:DATA? ASCII,DB"] {
            assert!(Asking::new(typed).is_ok(), "{typed}");
            assert!(!ScpiLine::new(typed).unwrap().changes(), "{typed}");
        }
        for typed in ["*RST", "*IDN?;*RST", ":CTP:RLAS1:POW:STAT ON;*IDN?", "*RST ?", ":ABOR ;*IDN?", ";"] {
            assert!(Asking::new(typed).is_err(), "{typed}");
            assert_eq!(ScpiLine::new(typed).unwrap().changes(), typed != ";", "{typed}");
        }
    }
}
