//! Which command a header means: one table, written as SCPI is written, capitals being the short form.

use std::sync::LazyLock;

use super::error::{self, Code};
use super::syntax::{Node, Unit};

/// The most numbers a header carries (module, channel, type).
const SUFFIXES: usize = 3;

/// A command of the instrument. What belongs together is one variant, so that each of its rooms has all of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Command {
    Identity,
    ClearStatus,
    Reset,
    OperationComplete,
    Wait,
    StatusByte,
    EventStatus,
    EventEnable,
    ServiceEnable,
    SelfTest,
    NextError,
    Version,
    Condition,
    Abort,
    Clear,
    AnalogOutput,
    Initiate,
    Laser(LaserCommand),
    Tls(TlsSetting),
    Scan(ScanSetting),
    Power,
    Detector(DetectorSetting),
    ReferenceStart,
    ReferenceResult,
    Trace(TraceQuery),
    TraceSave,
}

/// What a laser position is told or asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum LaserCommand {
    Identity,
    Kind,
    Power,
    State,
    Wavelength,
}

/// A setting of a tunable laser of the scan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum TlsSetting {
    Laser,
    Start,
    Stop,
    Speed,
    Power,
    Trigger,
}

/// A setting of the scan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum ScanSetting {
    Start,
    Stop,
    Sampling,
    Stabilization,
    Mode,
    Power,
    Combiner,
    DetectorCombiner,
    #[cfg(test)]
    MadeUp,
}

/// A setting of a detector.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum DetectorSetting {
    UnitX,
    UnitY,
    Wavelength,
    Trigger,
}

/// What is asked of a trace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum TraceQuery {
    Length,
    Sampling,
    Start,
    Data,
    X,
}

/// How many parameters a form of a command takes: no fewer, no more.
pub(crate) type Count = (usize, usize);

/// Which of the two forms a command has, and what each takes.
#[derive(Clone, Copy)]
struct Form {
    set: Option<Count>,
    query: Option<Count>,
}

const QUERY: Form = Form { set: None, query: Some((0, 0)) };
const DATA: Form = Form { set: None, query: Some((2, 2)) };
const ORDER: Form = Form { set: Some((0, 0)), query: None };
/// An order that is a question, too.
const EITHER: Form = Form { set: Some((0, 0)), query: Some((0, 0)) };
const VALUE: Form = Form { set: Some((1, 1)), query: Some((0, 0)) };
const PAIR: Form = Form { set: Some((2, 2)), query: Some((0, 0)) };
const ONE_OR_TWO: Form = Form { set: Some((1, 2)), query: Some((0, 0)) };

use Command as C;
use DetectorSetting as D;
use LaserCommand as L;
use ScanSetting as S;
use TlsSetting as T;
use TraceQuery as Q;

/// `<n>`: a number 1 to n may follow, 1 if it is missing. `[]`: the node may be left out.
const TABLE: &[(&str, Form, Command)] = &[
    ("*IDN", QUERY, C::Identity),
    ("*CLS", ORDER, C::ClearStatus),
    ("*RST", ORDER, C::Reset),
    ("*OPC", EITHER, C::OperationComplete),
    ("*WAI", ORDER, C::Wait),
    ("*STB", QUERY, C::StatusByte),
    ("*ESR", QUERY, C::EventStatus),
    ("*ESE", VALUE, C::EventEnable),
    ("*SRE", VALUE, C::ServiceEnable),
    ("*TST", QUERY, C::SelfTest),
    ("SYSTem:ERRor:[NEXT]", QUERY, C::NextError),
    ("SYSTem:VERSion", QUERY, C::Version),
    ("STATus:OPERation:CONDition", QUERY, C::Condition),
    ("ABORt", ORDER, C::Abort),
    ("CLEar", ORDER, C::Clear),
    ("SYSTem:ANLG:OUT<2>:SOURce", PAIR, C::AnalogOutput),
    ("CTP:RLASer<10>:IDN", QUERY, C::Laser(L::Identity)),
    ("CTP:RLASer<10>:TYPE", QUERY, C::Laser(L::Kind)),
    ("CTP:RLASer<10>:POWer", VALUE, C::Laser(L::Power)),
    ("CTP:RLASer<10>:POWer:STATe", VALUE, C::Laser(L::State)),
    ("CTP:RLASer<10>:WAVelength", VALUE, C::Laser(L::Wavelength)),
    ("INITiate:TLS<4>:IDentifier", VALUE, C::Tls(T::Laser)),
    ("INITiate:TLS<4>:WAVelength:STARt", VALUE, C::Tls(T::Start)),
    ("INITiate:TLS<4>:WAVelength:STOP", VALUE, C::Tls(T::Stop)),
    ("INITiate:TLS<4>:SPEed", VALUE, C::Tls(T::Speed)),
    ("INITiate:TLS<4>:POWer", VALUE, C::Tls(T::Power)),
    ("INITiate:TLS<4>:TRIGin", VALUE, C::Tls(T::Trigger)),
    ("INITiate:[IMMediate]", ORDER, C::Initiate),
    ("INITiate:WAVelength:STARt", VALUE, C::Scan(S::Start)),
    ("INITiate:WAVelength:STOP", VALUE, C::Scan(S::Stop)),
    ("INITiate:WAVelength:SAMPling", VALUE, C::Scan(S::Sampling)),
    ("INITiate:STABilization", ONE_OR_TWO, C::Scan(S::Stabilization)),
    ("INITiate:SMODe", VALUE, C::Scan(S::Mode)),
    ("INITiate:LASer:POWer", VALUE, C::Scan(S::Power)),
    #[cfg(test)]
    ("INITiate:MADeup", VALUE, C::Scan(S::MadeUp)),
    ("INITiate:FBC:SENSe", VALUE, C::Scan(S::Combiner)),
    ("CTP:SENSe:FBC", VALUE, C::Scan(S::DetectorCombiner)),
    ("CTP:SENSe<20>:CHANnel<6>:POWer", QUERY, C::Power),
    ("CTP:SENSe<20>:CHANnel<6>:UNIT:X", VALUE, C::Detector(D::UnitX)),
    ("CTP:SENSe<20>:CHANnel<6>:UNIT:Y", VALUE, C::Detector(D::UnitY)),
    ("CTP:SENSe<20>:CHANnel<6>:WAVelength", VALUE, C::Detector(D::Wavelength)),
    ("CTP:SENSe<20>:CHANnel<6>:FUNCtion:TRIGger", VALUE, C::Detector(D::Trigger)),
    ("REFerence:SENSe<20>:CHANnel<6>:INITiate", ORDER, C::ReferenceStart),
    ("REFerence:SENSe<20>:CHANnel<6>:RESult", QUERY, C::ReferenceResult),
    ("TRACe:SENSe<20>:CHANnel<6>:TYPE<23>:DATA:LENGth", QUERY, C::Trace(Q::Length)),
    ("TRACe:SENSe<20>:CHANnel<6>:TYPE<23>:DATA:SAMPling", QUERY, C::Trace(Q::Sampling)),
    ("TRACe:SENSe<20>:CHANnel<6>:TYPE<23>:DATA:STARt", QUERY, C::Trace(Q::Start)),
    ("TRACe:SENSe<20>:CHANnel<6>:TYPE<23>:DATA:[IMMediate]", DATA, C::Trace(Q::Data)),
    ("TRACe:SENSe<20>:CHANnel<6>:TYPE<23>:DATA:X:[IMMediate]", DATA, C::Trace(Q::X)),
    ("TRACe:SENSe<20>:CHANnel<6>:TYPE<23>:SAVE", ORDER, C::TraceSave),
];

/// A command with the numbers of its header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Header {
    pub(crate) command: Command,
    pub(crate) suffixes: [usize; SUFFIXES],
    pub(crate) query: bool,
    /// How many parameters it takes.
    pub(crate) takes: Count,
}

struct PatternNode {
    short: String,
    long: String,
    most: Option<u32>,
    optional: bool,
}

struct Pattern {
    nodes: Vec<PatternNode>,
    form: Form,
    command: Command,
}

static PATTERNS: LazyLock<Vec<Pattern>> = LazyLock::new(|| {
    TABLE
        .iter()
        .map(|&(text, form, command)| Pattern {
            nodes: text.split(':').map(pattern_node).collect(),
            form,
            command,
        })
        .collect()
});

fn pattern_node(text: &str) -> PatternNode {
    let optional = text.starts_with('[');
    let text = text.trim_matches(['[', ']']);
    let (name, most) = match text.split_once('<') {
        Some((name, most)) => (name, most.trim_end_matches('>').parse().ok()),
        None => (text, None),
    };
    PatternNode {
        short: name.chars().filter(|c| !c.is_ascii_lowercase()).collect(),
        long: name.to_ascii_uppercase(),
        most,
        optional,
    }
}

/// Finds the command that a unit's header means.
pub(crate) fn find(unit: &Unit) -> Result<Header, Code> {
    let mut refusal = error::UNDEFINED_HEADER;
    for pattern in PATTERNS.iter() {
        let form = if unit.query { pattern.form.query } else { pattern.form.set };
        let Some(takes) = form else { continue };
        match suffixes(pattern, &unit.nodes) {
            Some(Ok(suffixes)) => {
                return Ok(Header { command: pattern.command, suffixes, query: unit.query, takes });
            }
            Some(Err(code)) => refusal = code,
            None => {}
        }
    }
    Err(refusal)
}

/// The numbers of the header if its words match; an error if only a number is out of range.
fn suffixes(pattern: &Pattern, typed: &[Node]) -> Option<Result<[usize; SUFFIXES], Code>> {
    let mut numbers = [1; SUFFIXES];
    let (mut count, mut refusal) = (0, None);
    let mut typed = typed.iter().peekable();
    for node in &pattern.nodes {
        let matches = |t: &&Node| {
            (t.name == node.short || t.name == node.long) && (t.suffix.is_none() || node.most.is_some())
        };
        let Some(found) = typed.next_if(|t| matches(t)) else {
            if node.optional {
                continue;
            }
            return None;
        };
        if let Some(most) = node.most {
            let number = found.suffix.unwrap_or(1);
            if !(1..=most).contains(&number) {
                refusal = Some(error::SUFFIX_OUT_OF_RANGE);
            }
            numbers[count] = crate::core::cast::index_of(number);
            count += 1;
        }
    }
    typed.next().is_none().then_some(refusal.map_or(Ok(numbers), Err))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulator::syntax::units;

    fn one(text: &str) -> Result<Header, Code> {
        units(text).remove(0).and_then(|unit| find(&unit))
    }

    #[test]
    fn long_and_short_forms_and_nothing_in_between() {
        for text in [":CTP:RLAS2:POW:STAT?", "ctp:rlaser2:power:state?", "CTP:RLASER2:POW:STATE?"] {
            let header = one(text).unwrap();
            assert_eq!((header.command, header.suffixes[0]), (C::Laser(L::State), 2), "{text}");
        }
        for text in ["CTP:RLASE2:POW?", "CTP:RLA2:POW?", "CTP:RLAS2:POWE?", "CTP2:RLAS2:POW?", "IDN?"] {
            assert_eq!(one(text), Err(error::UNDEFINED_HEADER), "{text}");
        }
    }

    #[test]
    fn numbers_default_to_one_and_keep_their_limits() {
        assert_eq!(one("CTP:SENS:CHAN:POW?").unwrap().suffixes, [1, 1, 1]);
        assert_eq!(one("TRAC:SENS4:CHAN2:TYPE11:DATA?").unwrap().suffixes, [4, 2, 11]);
        for text in ["CTP:RLAS11:POW?", "CTP:RLAS0:POW?", "TRAC:SENS4:CHAN7:TYPE1:DATA:LENG?"] {
            assert_eq!(one(text), Err(error::SUFFIX_OUT_OF_RANGE), "{text}");
        }
    }

    #[test]
    fn optional_nodes_may_be_left_out_and_forms_are_kept_apart() {
        assert_eq!(one("INIT").unwrap().command, C::Initiate);
        assert_eq!(one(":INIT:IMM").unwrap().command, C::Initiate);
        assert_eq!(one("INIT?"), Err(error::UNDEFINED_HEADER));
        assert_eq!(one("*IDN"), Err(error::UNDEFINED_HEADER));
        assert_eq!(one("SYST:ERR:NEXT?").unwrap().command, C::NextError);
    }
}
