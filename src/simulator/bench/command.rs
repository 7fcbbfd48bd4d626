//! Which command a header means. Each subject has the headers of its own; here are those of the whole instrument.

use std::sync::LazyLock;

use super::detector::{self, DetectorSetting};
use super::laser::{self, LaserCommand};
use super::scan::{self, ScanSetting};
use super::tls::{self, TlsSetting};
use super::trace::{self, TraceQuery};
use crate::simulator::error::Code;
use crate::simulator::header::{EITHER, Header, Headers, ORDER, PAIR, QUERY, Row, VALUE};
use crate::simulator::syntax::Unit;

/// A command of the instrument. What belongs together is one variant, so that each of its rooms has all of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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

use Command as C;

const HEADERS: &[Row<Command>] = &[
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
    ("INITiate:[IMMediate]", ORDER, C::Initiate),
    ("CTP:SENSe<20>:CHANnel<6>:POWer", QUERY, C::Power),
    ("REFerence:SENSe<20>:CHANnel<6>:INITiate", ORDER, C::ReferenceStart),
    ("REFerence:SENSe<20>:CHANnel<6>:RESult", QUERY, C::ReferenceResult),
    ("TRACe:SENSe<20>:CHANnel<6>:TYPE<23>:SAVE", ORDER, C::TraceSave),
];

/// A command as a message names it.
pub(crate) type CommandHeader = Header<Command>;

static ALL: LazyLock<Headers<Command>> = LazyLock::new(|| {
    let rows = of(HEADERS, |command| command)
        .chain(of(laser::HEADERS, C::Laser))
        .chain(of(tls::HEADERS, C::Tls))
        .chain(of(scan::HEADERS, C::Scan))
        .chain(of(detector::HEADERS, C::Detector))
        .chain(of(trace::HEADERS, C::Trace));
    Headers::new(rows)
});

/// The rows of a subject as those of the instrument.
fn of<S: Copy>(rows: &'static [Row<S>], command: fn(S) -> Command) -> impl Iterator<Item = Row<Command>> {
    rows.iter().map(move |&(header, form, own)| (header, form, command(own)))
}

/// Finds the command that a unit's header means.
pub(crate) fn find(unit: &Unit) -> Result<CommandHeader, Code> {
    ALL.find(unit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulator::bench::laser::LaserCommand as L;
    use crate::simulator::error;
    use crate::simulator::syntax::units;

    fn one(text: &str) -> Result<CommandHeader, Code> {
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
