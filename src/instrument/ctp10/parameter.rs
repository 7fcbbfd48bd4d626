//! Parameters on the wire: the header of each, how its value is written, how its answer reads.

use crate::core::ids::DetectorId;
use crate::core::parameter::{Kind, Parameter, Value};
use crate::core::units::{Dbm, Wavelength, tidy};
use crate::instrument::scpi::message::{Command, Question};
use crate::instrument::scpi::number;

/// The header of a parameter, in its long form.
pub fn header(parameter: Parameter) -> String {
    let sense = |d: DetectorId, node| format!(":CTP:SENSe{}:CHANnel{}:{node}", d.module(), d.channel());
    match parameter {
        Parameter::LaserPower(n) => format!(":CTP:RLASer{n}:POWer"),
        Parameter::LaserWavelength(n) => format!(":CTP:RLASer{n}:WAVelength"),
        Parameter::TlsLaser(n) => format!(":INITiate:TLS{n}:IDentifier"),
        Parameter::TlsStart(n) => format!(":INITiate:TLS{n}:WAVelength:STARt"),
        Parameter::TlsStop(n) => format!(":INITiate:TLS{n}:WAVelength:STOP"),
        Parameter::TlsSpeed(n) => format!(":INITiate:TLS{n}:SPEed"),
        Parameter::TlsPower(n) => format!(":INITiate:TLS{n}:POWer"),
        Parameter::TlsTrigger(n) => format!(":INITiate:TLS{n}:TRIGin"),
        Parameter::ScanStart => ":INITiate:WAVelength:STARt".into(),
        Parameter::ScanStop => ":INITiate:WAVelength:STOP".into(),
        Parameter::Sampling => ":INITiate:WAVelength:SAMPling".into(),
        Parameter::Stabilization => ":INITiate:STABilization".into(),
        Parameter::ScanMode => ":INITiate:SMODe".into(),
        Parameter::DetectorWavelength(d) => sense(d, "WAVelength"),
        Parameter::SpectralUnit(d) => sense(d, "UNIT:X"),
        Parameter::PowerUnit(d) => sense(d, "UNIT:Y"),
        Parameter::DetectorTrigger(d) => sense(d, "FUNCtion:TRIGger"),
    }
}

/// The command that sets a parameter. Numbers carry every digit they need.
pub fn set(parameter: Parameter, value: Value) -> Command {
    let written = match (value, parameter) {
        (Value::Wavelength(w), Parameter::Sampling) => format!("{}PM", w.pm()),
        (Value::Wavelength(w), _) => format!("{}NM", w.nm()),
        (Value::Power(p), _) => format!("{}DBM", tidy(p.0, 1e6)),
        (Value::Whole(n), Parameter::ScanMode) => if n == 0 { "SING" } else { "CONT" }.into(),
        (Value::Whole(n), Parameter::SpectralUnit(_)) => if n == 0 { "WAV" } else { "FREQ" }.into(),
        (Value::Whole(n), Parameter::PowerUnit(_)) => if n == 0 { "DBM" } else { "MW" }.into(),
        (Value::Whole(n), _) => n.to_string(),
        (Value::Stabilization { stays_on, seconds }, _) => {
            format!("{},{seconds}", u8::from(stays_on))
        }
    };
    Command(format!("{} {written}", header(parameter)))
}

/// The question for a parameter's value.
pub fn question(parameter: Parameter) -> Question<Value> {
    let read: fn(&str) -> Option<Value> = match (parameter.kind(), parameter) {
        (Kind::Wavelength | Kind::Sampling, _) => {
            |a| number::read(a).map(|m| Value::Wavelength(Wavelength::from_m(m)))
        }
        (Kind::Power, _) => |a| number::read(a).map(|p| Value::Power(Dbm(p))),
        (Kind::Stabilization, _) => read_stabilization,
        (Kind::Whole { .. }, Parameter::ScanMode) => |a| read_choice(a, &["SING"], &["CONT"]),
        (Kind::Whole { .. }, Parameter::SpectralUnit(_)) => |a| read_choice(a, &["WAV"], &["FREQ"]),
        (Kind::Whole { .. }, Parameter::PowerUnit(_)) => |a| read_choice(a, &["DBM", "DBMA"], &["MW", "MA"]),
        (Kind::Whole { .. }, _) => |a| number::read_whole(a).map(Value::Whole),
    };
    Question { text: format!("{}?", header(parameter)), read }
}

/// A choice comes as its number or, from some firmware, as its word in short or long form.
fn read_choice(answer: &str, zero: &[&str], one: &[&str]) -> Option<Value> {
    let word = answer.trim().to_ascii_uppercase();
    let among = |words: &[&str]| words.iter().any(|w| word == *w || w.len() > 2 && word.starts_with(w));
    let chosen = match number::read_whole(&word) {
        Some(n @ 0..=1) => n,
        Some(_) => return None,
        None if among(zero) => 0,
        None if among(one) => 1,
        None => return None,
    };
    Some(Value::Whole(chosen))
}

fn read_stabilization(answer: &str) -> Option<Value> {
    let (output, seconds) = answer.split_once(',').unwrap_or((answer, "0"));
    Some(Value::Stabilization { stays_on: number::read_flag(output)?, seconds: number::read(seconds)? })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::ids::LaserId;

    #[test]
    fn numbers_keep_the_digits_that_a_general_format_loses() {
        let laser = LaserId::new(2).unwrap();
        let text = |typed| {
            let parameter = Parameter::LaserWavelength(laser);
            set(parameter, parameter.parse(typed).unwrap()).text().to_owned()
        };
        assert_eq!(text("1550.12345nm"), ":CTP:RLASer2:WAVelength 1550.12345NM");
        assert_eq!(text("1550"), ":CTP:RLASer2:WAVelength 1550NM");
        let sampling = Parameter::Sampling.parse("0.02").unwrap();
        assert_eq!(set(Parameter::Sampling, sampling).text(), ":INITiate:WAVelength:SAMPling 0.02PM");
        let power = Parameter::LaserPower(laser);
        assert_eq!(set(power, power.parse("2mW").unwrap()).text(), ":CTP:RLASer2:POWer 3.0103DBM");
    }

    #[test]
    fn choices_are_read_as_numbers_or_words() {
        let mode = question(Parameter::ScanMode);
        assert_eq!(mode.read("SING"), Some(Value::Whole(0)));
        assert_eq!(mode.read("CONTinuous"), Some(Value::Whole(1)));
        assert_eq!(mode.read("1"), Some(Value::Whole(1)));
        assert_eq!(mode.read("2"), None);
        assert_eq!(
            question(Parameter::Stabilization).read("1,5.6"),
            Some(Value::Stabilization { stays_on: true, seconds: 5.6 })
        );
    }
}
