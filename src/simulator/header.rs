//! Which command a header means: one table, written as SCPI is written, capitals being the short form.

use std::sync::LazyLock;

use super::error::{self, Code};
use super::syntax::{Node, Unit};

/// The most numbers a header carries (module, channel, type).
const SUFFIXES: usize = 3;

/// A command of the instrument.
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
    LaserIdentity,
    LaserType,
    LaserPower,
    LaserState,
    LaserWavelength,
    TlsIdentifier,
    TlsStart,
    TlsStop,
    TlsSpeed,
    TlsPower,
    TlsTrigger,
    Initiate,
    ScanStart,
    ScanStop,
    Sampling,
    Stabilization,
    ScanMode,
    ScanPower,
    ScanCombiner,
    DetectorCombiner,
    Power,
    UnitX,
    UnitY,
    DetectorWavelength,
    DetectorTrigger,
    ReferenceStart,
    ReferenceResult,
    TraceLength,
    TraceSampling,
    TraceStart,
    TraceData,
    TraceX,
    TraceSave,
}

/// Which of the two forms a command has.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Set,
    Query,
    Both,
}

use Command as C;
use Form::{Both, Query, Set};

/// `<n>`: a number 1 to n may follow, 1 if it is missing. `[]`: the node may be left out.
const TABLE: &[(&str, Form, Command)] = &[
    ("*IDN", Query, C::Identity),
    ("*CLS", Set, C::ClearStatus),
    ("*RST", Set, C::Reset),
    ("*OPC", Both, C::OperationComplete),
    ("*WAI", Set, C::Wait),
    ("*STB", Query, C::StatusByte),
    ("*ESR", Query, C::EventStatus),
    ("*ESE", Both, C::EventEnable),
    ("*SRE", Both, C::ServiceEnable),
    ("*TST", Query, C::SelfTest),
    ("SYSTem:ERRor:[NEXT]", Query, C::NextError),
    ("SYSTem:VERSion", Query, C::Version),
    ("STATus:OPERation:CONDition", Query, C::Condition),
    ("ABORt", Set, C::Abort),
    ("CLEar", Set, C::Clear),
    ("SYSTem:ANLG:OUT<2>:SOURce", Both, C::AnalogOutput),
    ("CTP:RLASer<10>:IDN", Query, C::LaserIdentity),
    ("CTP:RLASer<10>:TYPE", Query, C::LaserType),
    ("CTP:RLASer<10>:POWer", Both, C::LaserPower),
    ("CTP:RLASer<10>:POWer:STATe", Both, C::LaserState),
    ("CTP:RLASer<10>:WAVelength", Both, C::LaserWavelength),
    ("INITiate:TLS<4>:IDentifier", Both, C::TlsIdentifier),
    ("INITiate:TLS<4>:WAVelength:STARt", Both, C::TlsStart),
    ("INITiate:TLS<4>:WAVelength:STOP", Both, C::TlsStop),
    ("INITiate:TLS<4>:SPEed", Both, C::TlsSpeed),
    ("INITiate:TLS<4>:POWer", Both, C::TlsPower),
    ("INITiate:TLS<4>:TRIGin", Both, C::TlsTrigger),
    ("INITiate:[IMMediate]", Set, C::Initiate),
    ("INITiate:WAVelength:STARt", Both, C::ScanStart),
    ("INITiate:WAVelength:STOP", Both, C::ScanStop),
    ("INITiate:WAVelength:SAMPling", Both, C::Sampling),
    ("INITiate:STABilization", Both, C::Stabilization),
    ("INITiate:SMODe", Both, C::ScanMode),
    ("INITiate:LASer:POWer", Both, C::ScanPower),
    ("INITiate:FBC:SENSe", Both, C::ScanCombiner),
    ("CTP:SENSe:FBC", Both, C::DetectorCombiner),
    ("CTP:SENSe<20>:CHANnel<6>:POWer", Query, C::Power),
    ("CTP:SENSe<20>:CHANnel<6>:UNIT:X", Both, C::UnitX),
    ("CTP:SENSe<20>:CHANnel<6>:UNIT:Y", Both, C::UnitY),
    ("CTP:SENSe<20>:CHANnel<6>:WAVelength", Both, C::DetectorWavelength),
    ("CTP:SENSe<20>:CHANnel<6>:FUNCtion:TRIGger", Both, C::DetectorTrigger),
    ("REFerence:SENSe<20>:CHANnel<6>:INITiate", Set, C::ReferenceStart),
    ("REFerence:SENSe<20>:CHANnel<6>:RESult", Query, C::ReferenceResult),
    ("TRACe:SENSe<20>:CHANnel<6>:TYPE<23>:DATA:LENGth", Query, C::TraceLength),
    ("TRACe:SENSe<20>:CHANnel<6>:TYPE<23>:DATA:SAMPling", Query, C::TraceSampling),
    ("TRACe:SENSe<20>:CHANnel<6>:TYPE<23>:DATA:STARt", Query, C::TraceStart),
    ("TRACe:SENSe<20>:CHANnel<6>:TYPE<23>:DATA:[IMMediate]", Query, C::TraceData),
    ("TRACe:SENSe<20>:CHANnel<6>:TYPE<23>:DATA:X:[IMMediate]", Query, C::TraceX),
    ("TRACe:SENSe<20>:CHANnel<6>:TYPE<23>:SAVE", Set, C::TraceSave),
];

/// A command with the numbers of its header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Header {
    pub(crate) command: Command,
    pub(crate) suffixes: [usize; SUFFIXES],
    pub(crate) query: bool,
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
        let fits = match pattern.form {
            Both => true,
            Query => unit.query,
            Set => !unit.query,
        };
        if !fits {
            continue;
        }
        match suffixes(pattern, &unit.nodes) {
            Some(Ok(suffixes)) => {
                return Ok(Header { command: pattern.command, suffixes, query: unit.query });
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
            assert_eq!((header.command, header.suffixes[0]), (C::LaserState, 2), "{text}");
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
