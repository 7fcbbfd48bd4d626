//! Parameters on the wire: one row for each, with its header, how its value is written and how its answer reads.

use crate::core::cast::{count_u32, index_of};
use crate::core::ids::{DetectorId, LaserId};
use crate::core::parameter::{
    Choice, Choices, Parameter, PowerUnit, ScanMode, SpectralUnit, Value, ValueKind,
};
use crate::core::units::{Dbm, LaserUnit, Power, Seconds, Wavelength, tidy};
use crate::instrument::scpi::message::{Command, Question};
use crate::instrument::scpi::number::{self, Reported};

/// A parameter on the wire.
struct Row {
    /// In its long form.
    header: String,
    form: &'static Form,
}

/// How values of a kind are written and read.
struct Form {
    /// Numbers carry every digit they need.
    write: fn(Value) -> String,
    /// `None` where the text is no answer to this question; [`Reported`] is `None` where the number cannot be.
    read: fn(&str) -> Option<Reported<Value>>,
}

const WAVELENGTH: Form = Form {
    write: written,
    read: |answer| Some(read_metres(answer, Wavelength::measured)?.map(Value::Wavelength)),
};
const SAMPLING: Form =
    Form { write: written, read: |answer| Some(read_metres(answer, Wavelength::step)?.map(Value::Sampling)) };
const POWER: Form = Form { write: written, read: read_power };
const LASER: Form = Form { write: written, read: read_laser };
const SPEED: Form =
    Form { write: written, read: |answer| Some(number::read_within(answer, 0, FASTEST)?.map(Value::Speed)) };
const TRIGGER: Form = Form { write: written, read: read_trigger };
const SCAN_MODE: Form = Form { write: written, read: |answer| read_choice(answer, Choices::ScanMode) };
const SPECTRAL_UNIT: Form =
    Form { write: written, read: |answer| read_choice(answer, Choices::SpectralUnit) };
const POWER_UNIT: Form = Form { write: written, read: |answer| read_choice(answer, Choices::PowerUnit) };
const STABILIZATION: Form = Form { write: written, read: read_stabilization };

fn row(parameter: Parameter) -> Row {
    let sense = |d: DetectorId, node| format!(":CTP:SENSe{}:CHANnel{}:{node}", d.module(), d.channel());
    let (header, form) = match parameter {
        Parameter::LaserPower(n) => (format!(":CTP:RLASer{n}:POWer"), &POWER),
        Parameter::LaserWavelength(n) => (format!(":CTP:RLASer{n}:WAVelength"), &WAVELENGTH),
        Parameter::TlsLaser(n) => (format!(":INITiate:TLS{n}:IDentifier"), &LASER),
        Parameter::TlsStart(n) => (format!(":INITiate:TLS{n}:WAVelength:STARt"), &WAVELENGTH),
        Parameter::TlsStop(n) => (format!(":INITiate:TLS{n}:WAVelength:STOP"), &WAVELENGTH),
        Parameter::TlsSpeed(n) => (format!(":INITiate:TLS{n}:SPEed"), &SPEED),
        Parameter::TlsPower(n) => (format!(":INITiate:TLS{n}:POWer"), &POWER),
        Parameter::TlsTrigger(n) => (format!(":INITiate:TLS{n}:TRIGin"), &TRIGGER),
        Parameter::ScanStart => (":INITiate:WAVelength:STARt".into(), &WAVELENGTH),
        Parameter::ScanStop => (":INITiate:WAVelength:STOP".into(), &WAVELENGTH),
        Parameter::Sampling => (":INITiate:WAVelength:SAMPling".into(), &SAMPLING),
        Parameter::Stabilization => (":INITiate:STABilization".into(), &STABILIZATION),
        Parameter::ScanMode => (":INITiate:SMODe".into(), &SCAN_MODE),
        Parameter::DetectorWavelength(d) => (sense(d, "WAVelength"), &WAVELENGTH),
        Parameter::SpectralUnit(d) => (sense(d, "UNIT:X"), &SPECTRAL_UNIT),
        Parameter::PowerUnit(d) => (sense(d, "UNIT:Y"), &POWER_UNIT),
        Parameter::DetectorTrigger(d) => (sense(d, "FUNCtion:TRIGger"), &TRIGGER),
        #[cfg(test)]
        Parameter::MadeUp => (":INITiate:MADeup".into(), &POWER),
    };
    Row { header, form }
}

/// The header of a parameter, in its long form.
pub fn header(parameter: Parameter) -> String {
    row(parameter).header
}

/// The command that sets a parameter.
pub(crate) fn set(parameter: Parameter, value: Value) -> Command {
    let Row { header, form } = row(parameter);
    Command::line(format!("{header} {}", (form.write)(value)))
}

/// The question for a parameter's value; `None` in the answer where there is none, or none that can be.
pub fn question(parameter: Parameter) -> Question<Reported<Value>> {
    let Row { header, form } = row(parameter);
    Question { text: format!("{header}?"), read: form.read }
}

fn written(value: Value) -> String {
    match value {
        Value::Wavelength(wavelength) => format!("{}NM", wavelength.nm()),
        Value::Sampling(step) => format!("{}PM", step.pm()),
        Value::Power(power) => format!("{}DBM", tidy(power.number(), 1e6)),
        Value::Laser(laser) => laser.map_or(0, LaserId::number).to_string(),
        Value::Speed(speed) => speed.to_string(),
        Value::Trigger(input) => input.to_string(),
        Value::Choice(choice) => words(choice).0.into(),
        Value::Stabilization { stays_on, seconds } => format!("{},{seconds}", u8::from(stays_on)),
    }
}

/// The word of a choice that is written and read, and another that is read.
const fn words(choice: Choice) -> (&'static str, Option<&'static str>) {
    match choice {
        Choice::ScanMode(ScanMode::Single) => ("SING", None),
        Choice::ScanMode(ScanMode::Continuous) => ("CONT", None),
        Choice::SpectralUnit(SpectralUnit::Wavelength) => ("WAV", None),
        Choice::SpectralUnit(SpectralUnit::Frequency) => ("FREQ", None),
        Choice::PowerUnit(PowerUnit::Dbm) => ("DBM", Some("DBMA")),
        Choice::PowerUnit(PowerUnit::Mw) => ("MW", Some("MA")),
    }
}

/// No laser sweeps as fast, nm/s.
const FASTEST: u32 = 10_000;

fn read_laser(answer: &str) -> Option<Reported<Value>> {
    let position = number::read_within(answer, 0, count_u32(LaserId::COUNT))?;
    Some(position.map(|position| Value::Laser(LaserId::new(index_of(position)))))
}

fn read_trigger(answer: &str) -> Option<Reported<Value>> {
    let input = number::read_within(answer, 0, *ValueKind::TRIGGERS.end())?;
    Some(input.and_then(|input| u8::try_from(input).ok()).map(Value::Trigger))
}

/// A wavelength or a step in metres, or in the unit that stands behind a comma: whichever can be.
pub(super) fn read_metres(
    answer: &str,
    sound: fn(f64) -> Option<Wavelength>,
) -> Option<Reported<Wavelength>> {
    let (number, unit) = number::read_with_unit(answer)?;
    let scale = match unit.as_deref() {
        None | Some("M") => 1.0,
        Some("PM") => 1e-12,
        Some("NM") => 1e-9,
        Some(_) => return None,
    };
    // One client sees the unit of the display behind a number in metres.
    Some(sound(number).or_else(|| sound(number * scale)))
}

fn read_power(answer: &str) -> Option<Reported<Value>> {
    let (number, unit) = number::read_with_unit(answer)?;
    let unit = match unit.as_deref() {
        None => None,
        Some("DBM") => Some(LaserUnit::Dbm),
        Some("MW") => Some(LaserUnit::Mw),
        Some(_) => return None,
    };
    let power = Power::told(number, unit);
    Some(Dbm::set(power.at_most().0).map(|_| Value::Power(power)))
}

/// A choice comes as its number or, from some firmware, as its word in short or long form.
fn read_choice(answer: &str, choices: Choices) -> Option<Reported<Value>> {
    let word = answer.trim().to_ascii_uppercase();
    let is_it = |known: &str| word == known || known.len() > 2 && word.starts_with(known);
    let named = |choice: &&Choice| {
        let (usual, other) = words(**choice);
        is_it(usual) || other.is_some_and(is_it)
    };
    let all = choices.all();
    let chosen = match number::read_within(&word, 0, count_u32(all.len()) - 1) {
        Some(chosen) => chosen.and_then(|place| all.get(index_of(place))),
        None => Some(all.iter().find(named)?),
    };
    Some(chosen.copied().map(Value::Choice))
}

fn read_stabilization(answer: &str) -> Option<Reported<Value>> {
    let (output, seconds) = answer.split_once(',').unwrap_or((answer, "0"));
    let stays_on = number::read_flag(output);
    if stays_on.is_none() {
        // A number that is no flag is an answer without a value; anything else is no answer.
        number::read(output)?;
    }
    let seconds = Seconds::try_from(number::read(seconds)?).ok();
    Some(stays_on.zip(seconds).map(|(stays_on, seconds)| Value::Stabilization { stays_on, seconds }))
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn choices_are_written_as_words_and_read_as_words_or_numbers() {
        let detector = DetectorId::new(4, 1).unwrap();
        let choices = [
            (Parameter::ScanMode, ["SING", "CONT"]),
            (Parameter::SpectralUnit(detector), ["WAV", "FREQ"]),
            (Parameter::PowerUnit(detector), ["DBM", "MW"]),
        ];
        for (parameter, words) in choices {
            let ValueKind::Choice(choices) = parameter.kind() else { panic!("{parameter}") };
            assert_eq!(choices.all().len(), words.len(), "{parameter}");
            for (place, (choice, word)) in choices.all().iter().zip(words).enumerate() {
                let value = Value::Choice(*choice);
                assert_eq!(set(parameter, value).text().split(' ').next_back(), Some(word), "{parameter}");
                for answer in [word.to_owned(), place.to_string(), format!(" {place}\r")] {
                    assert_eq!(
                        question(parameter).read(&answer),
                        Some(Some(value)),
                        "{parameter} {answer:?}"
                    );
                }
            }
            assert_eq!(question(parameter).read(&words.len().to_string()), Some(None), "{parameter}");
        }
        let power = question(Parameter::PowerUnit(detector));
        assert_eq!(power.read("MAX"), None, "no word of it");
        assert_eq!(power.read("DBMA"), Some(Some(PowerUnit::Dbm.into())));
        let mode = question(Parameter::ScanMode);
        assert_eq!(mode.read("CONTinuous"), Some(Some(ScanMode::Continuous.into())));
        assert_eq!((mode.read("2"), mode.read("2 or so")), (Some(None), None));
    }

    #[test]
    fn what_is_set_reads_back_as_itself() {
        for parameter in Parameter::all() {
            for value in parameter.kind().samples() {
                let command = set(parameter, value);
                let (_, written) = command.text().split_once(' ').unwrap();
                // Lengths and powers come back without the unit that they are set with.
                let answer = match value {
                    Value::Wavelength(length) | Value::Sampling(length) => length.m().to_string(),
                    Value::Power(_) => written.replace("DBM", ",DBM"),
                    Value::Laser(_)
                    | Value::Speed(_)
                    | Value::Trigger(_)
                    | Value::Choice(_)
                    | Value::Stabilization { .. } => written.to_owned(),
                };
                let read = question(parameter).read(&answer).flatten();
                assert!(read.is_some_and(|read| read.agrees(value)), "{parameter} {answer}: {read:?}");
            }
        }
    }

    #[test]
    fn a_number_that_cannot_be_is_no_value_and_text_is_no_answer() {
        let laser = LaserId::new(1).unwrap();
        let all = [
            Parameter::ScanStart,
            Parameter::Sampling,
            Parameter::LaserPower(laser),
            Parameter::ScanMode,
            Parameter::Stabilization,
            Parameter::TlsSpeed(crate::core::ids::TlsId::new(1).unwrap()),
        ];
        for parameter in all {
            for number in ["9.91E+37", "-9.9E37", "9.9E+037", "NaN", "inf", "-1E300", "1e999"] {
                assert_eq!(question(parameter).read(number), Some(None), "{parameter} {number}");
            }
            for text in ["", "1,2,3", "1550 nm", "\u{1b}[2J", "1;2", "one"] {
                assert_eq!(question(parameter).read(text), None, "{parameter} {text:?}");
            }
        }
        let stabilization = question(Parameter::Stabilization);
        for answer in ["1,9.91E37", "1,-1", "2,5", "9.91E37,5"] {
            assert_eq!(stabilization.read(answer), Some(None), "{answer}");
        }
    }

    #[test]
    fn a_unit_may_stand_behind_a_comma() {
        let read = |parameter, answer| question(parameter).read(answer).flatten();
        let step = Some(Value::Sampling(Wavelength::from_m(1e-11)));
        assert_eq!(read(Parameter::Sampling, "1.0E-011,PM"), step);
        assert_eq!(read(Parameter::Sampling, "10,PM"), step);
        let wavelength = Some(Value::Wavelength(Wavelength::from_m(1.55e-6)));
        assert_eq!(read(Parameter::ScanStart, "1.55E-006,NM"), wavelength);
        let power = Parameter::LaserPower(LaserId::new(1).unwrap());
        assert_eq!(read(power, "-5.25,DBM"), Some(Value::Power(Dbm(-5.25).into())));
        assert_eq!(read(power, "1,MW"), Some(Value::Power(Dbm(0.0).into())));
        assert_eq!(read(power, "5"), Some(Value::Power(Power::Unsure(5.0))));
        assert_eq!(question(power).read("1,NM"), None);
    }
}
