//! Lines that a person types: what is known of each command, and which may do harm.
//!
//! Whatever looks like emission, power or a reset counts as such in any spelling an instrument might take:
//! a line is judged by the most that it could mean.

use std::sync::LazyLock;

use crate::core::consent::Lights;
use crate::core::ids::LaserId;
use crate::core::laser::PowerCaps;
use crate::core::operation::Operation;
use crate::core::parameter::{Parameter, Value};
use crate::core::request::ScpiLine;
use crate::core::typed_number;

use super::operation;
use super::parameter::header;

/// What a command can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Harm {
    /// Settings that can be set back.
    Nothing,
    /// Light of a laser.
    Emission,
    /// Light of the lasers that a scan uses.
    Scan,
    /// The same, and this is gone for good.
    Replaced(&'static str),
    /// Power of a laser.
    Power,
    /// It takes something away, or takes its time.
    Loss,
}

/// The instrument's headers as SCPI is written (capitals are the short form, `<n>` a number up to n, `[]`
/// what may be left out), and what each does as a command. `None` is a question only. Those of operations and parameters are made
/// from their rows.
const TABLE: &[(&str, Option<Harm>)] = &[
    ("*IDN", None),
    ("*CLS", Some(Harm::Nothing)),
    ("*RST", Some(Harm::Loss)),
    ("*OPC", Some(Harm::Nothing)),
    ("*WAI", Some(Harm::Loss)),
    ("*STB", None),
    ("*ESR", None),
    ("*ESE", Some(Harm::Nothing)),
    ("*SRE", Some(Harm::Nothing)),
    ("SYSTem:ERRor", None),
    ("SYSTem:ANLG:OUT<2>:SOURce", Some(Harm::Nothing)),
    ("STATus:OPERation:CONDition", None),
    ("ABORt", Some(Harm::Nothing)),
    ("CLEar", Some(Harm::Loss)),
    ("CTP:RLASer<10>:IDN", None),
    ("INITiate:LASer<10>:POWer", Some(Harm::Power)),
    ("INITiate", Some(Harm::Scan)),
    ("CTP:SENSe<20>:CHANnel<6>:POWer", None),
    ("REFerence:SENSe<20>:CHANnel<6>:RESult", None),
    ("TRACe:SENSe<20>:CHANnel<6>:TYPE<23>:DATA:LENGth", None),
    ("TRACe:SENSe<20>:CHANnel<6>:TYPE<23>:DATA:SAMPling", None),
    ("TRACe:SENSe<20>:CHANnel<6>:TYPE<23>:DATA:STARt", None),
    ("TRACe:SENSe<20>:CHANnel<6>:TYPE<23>:DATA", None),
    ("TRACe:SENSe<20>:CHANnel<6>:TYPE<23>:DATA:IMMediate", None),
    ("TRACe:SENSe<20>:CHANnel<6>:TYPE<23>:DATA:X", None),
    ("TRACe:SENSe<20>:CHANnel<6>:TYPE<23>:DATA:X:IMMediate", None),
    ("TRACe:SENSe<20>:CHANnel<6>:TYPE<23>:SAVE", Some(Harm::Nothing)),
];

/// The table, and behind it a row for each operation and for each kind of parameter.
static HEADERS: LazyLock<Vec<(String, Option<Harm>)>> = LazyLock::new(|| {
    let mut headers: Vec<_> = TABLE.iter().map(|&(header, harm)| (header.to_owned(), harm)).collect();
    for typed in Operation::all_typed() {
        let line = operation::line(typed.example());
        let header = line.split(' ').next().unwrap_or_default();
        headers.push((numberless(header), Some(Harm::of(typed.example()))));
    }
    for parameter in Parameter::all() {
        let header = numberless(&header(parameter));
        if !headers.iter().any(|(known, _)| *known == header) {
            let harm = if parameter.is_of_light() { Harm::Power } else { Harm::Nothing };
            headers.push((header, Some(harm)));
        }
    }
    headers
});

impl Harm {
    /// What an operation does.
    pub(super) fn of(operation: Operation) -> Self {
        match (operation.lights(), operation.replaces()) {
            (Some(Lights::Scan), None) => Self::Scan,
            (Some(Lights::Scan), Some(gone)) => Self::Replaced(gone),
            (Some(Lights::Laser(_) | Lights::Raise(_) | Lights::Untold), _) => Self::Emission,
            (None, Some(_)) => Self::Loss,
            (None, None) => Self::Nothing,
        }
    }
}

/// A header of a parameter as the table has it.
fn numberless(header: &str) -> String {
    let node = |node: &str| match node.trim_end_matches(|c: char| c.is_ascii_digit()) {
        name if name.len() < node.len() => format!("{name}<n>"),
        name => name.to_owned(),
    };
    header.trim_start_matches(':').split(':').map(node).collect::<Vec<_>>().join(":")
}

/// The headers, for completion.
pub fn headers() -> Vec<&'static str> {
    HEADERS.iter().map(|(header, _)| header.as_str()).collect()
}

/// What is to be done with a line.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Verdict {
    /// It may be sent.
    Send,
    /// The operator is asked first.
    Ask {
        /// What it may do, as a person is asked.
        why: String,
        /// What light it can let out, if it can.
        lights: Option<Lights>,
    },
    /// It is not sent, for this reason.
    Refuse(String),
}

/// Judges a line by the worst of its commands. What a line lights can be told where nothing else stands in it that
/// changes something.
pub(crate) fn judge(line: &ScpiLine, caps: &PowerCaps) -> Verdict {
    let mut verdict = Verdict::Send;
    let mut orders = 0;
    let mut path: Vec<String> = Vec::new();
    for unit in line.units() {
        let (header, rest) = unit.split_once([' ', '\t']).unwrap_or((unit, ""));
        if header.ends_with('?') {
            continue_path(&mut path, header.trim_end_matches('?'));
            continue;
        }
        orders += 1;
        // A header without a leading colon continues the path of the one before, or begins anew: an
        // instrument may take it either way, so both count.
        let typed = nodes(header);
        let relative: Vec<String> = path.iter().cloned().chain(typed.iter().cloned()).collect();
        let meanings = [typed, relative];
        continue_path(&mut path, header);
        match worst(&meanings, unit, rest, caps) {
            Verdict::Send => {}
            refuse @ Verdict::Refuse(_) => return refuse,
            Verdict::Ask { why, lights } => {
                // What can let light out is the reason that is told.
                let before = match verdict {
                    Verdict::Ask { why, lights: Some(before) } => Some((why, before)),
                    Verdict::Ask { lights: None, .. } | Verdict::Send | Verdict::Refuse(_) => None,
                };
                verdict = match (before, lights) {
                    (Some((why, before)), None) => Verdict::Ask { why, lights: Some(before) },
                    (_, lights) => Verdict::Ask { why, lights },
                };
            }
        }
    }
    if let Verdict::Ask { lights: Some(lights), .. } = &mut verdict
        && orders > 1
    {
        *lights = Lights::Untold;
    }
    verdict
}

/// The path that the next command without a colon continues.
fn continue_path(path: &mut Vec<String>, header: &str) {
    if header.starts_with('*') {
        return;
    }
    let mut typed = nodes(header);
    typed.pop();
    if header.starts_with(':') {
        *path = typed;
    } else {
        path.extend(typed);
    }
}

fn nodes(header: &str) -> Vec<String> {
    header.trim_start_matches(':').split(':').map(str::to_ascii_uppercase).collect()
}

fn worst(meanings: &[Vec<String>; 2], unit: &str, given: &str, caps: &PowerCaps) -> Verdict {
    let harms = meanings.each_ref().map(|nodes| harm(nodes).or_else(|| looks_like_power(nodes)));
    let ask = |why: String, lights| Verdict::Ask { why, lights };
    if harms.contains(&Some(Harm::Power)) {
        return power(meanings, unit, given, caps);
    }
    if harms.contains(&Some(Harm::Emission)) {
        let dark = matches!(given.trim().to_ascii_uppercase().as_str(), "OFF" | "0");
        let off = dark && unit.to_ascii_uppercase().contains("STAT");
        // What is no plain ON is whatever the instrument makes of it.
        let on = matches!(given.trim().to_ascii_uppercase().as_str(), "ON" | "1");
        let laser = numbered(meanings, "RLAS").and_then(LaserId::new).filter(|_| on);
        let lights = laser.map_or(Lights::Untold, Lights::Laser);
        return if off {
            Verdict::Send
        } else {
            ask(format!("{unit} may turn laser emission on."), Some(lights))
        };
    }
    if harms.contains(&Some(Harm::Scan)) {
        return ask(format!("{unit} may turn laser emission on."), Some(Lights::Scan));
    }
    let replaced =
        |harm: &Option<Harm>| if let Some(Harm::Replaced(gone)) = harm { Some(*gone) } else { None };
    if let Some(gone) = harms.iter().find_map(replaced) {
        let why = format!("{unit} may turn laser emission on, and replaces {gone} for good.");
        return ask(why, Some(Lights::Scan));
    }
    if harms.contains(&Some(Harm::Loss)) {
        return ask(format!("{unit} cannot be taken back."), None);
    }
    if harms.contains(&Some(Harm::Nothing)) {
        return Verdict::Send;
    }
    ask(format!("{unit} is an unknown command; its effect cannot be checked."), Some(Lights::Untold))
}

/// The number behind a node whose name begins like this, 1 where none stands.
fn numbered(meanings: &[Vec<String>; 2], begins: &str) -> Option<usize> {
    let node = meanings.iter().flatten().find(|node| node.starts_with(begins))?;
    let number = node.trim_start_matches(|c: char| !c.is_ascii_digit());
    if number.is_empty() { Some(1) } else { number.parse().ok() }
}

/// A power above the cap is refused however it is spelt; any other changes what comes out of a laser.
fn power(meanings: &[Vec<String>; 2], unit: &str, given: &str, caps: &PowerCaps) -> Verdict {
    let Ok(power) = typed_number::parse_power(given) else {
        return Verdict::Refuse(format!("{unit}: invalid power; write it like 3DBM or 2MW"));
    };
    let laser = numbered(meanings, "RLAS").and_then(LaserId::new);
    let mut meant = Parameter::all()
        .filter(|p| p.is_of_light())
        .filter(|&parameter| meanings.iter().any(|typed| means(typed, parameter)));
    let lights = match (meant.next(), meant.next()) {
        (Some(parameter), None) => Lights::Raise(vec![(parameter, Value::Power(power.into()))]),
        _ => Lights::Untold,
    };
    match caps.check(laser, power) {
        Err(refused) => Verdict::Refuse(refused.to_string()),
        Ok(()) => Verdict::Ask { why: format!("{unit} changes the power of a laser."), lights: Some(lights) },
    }
}

/// Whether a header is that of a parameter, with its numbers; a number that is left out is 1.
fn means(typed: &[String], parameter: Parameter) -> bool {
    let number = |node: &str| {
        let letters = node.trim_end_matches(|c: char| c.is_ascii_digit());
        let digits = node.get(letters.len()..).unwrap_or_default();
        if digits.is_empty() { Some(1) } else { digits.parse::<u32>().ok() }
    };
    let header = header(parameter);
    let header = header.trim_start_matches(':');
    fits(header, typed) && header.split(':').zip(typed).all(|(node, typed)| number(node) == number(typed))
}

/// What a header does, read leniently: any spelling between the short and the long form counts.
fn harm(typed: &[String]) -> Option<Harm> {
    HEADERS.iter().filter(|(header, _)| fits(header, typed)).find_map(|(_, harm)| *harm)
}

/// Whatever ends like this sets a power, whether or not the rest is known.
fn looks_like_power(typed: &[String]) -> Option<Harm> {
    let last = typed.last().is_some_and(|last| fits("POWer", std::slice::from_ref(last)));
    last.then_some(Harm::Power)
}

fn fits(header: &str, typed: &[String]) -> bool {
    let pattern: Vec<&str> = header.split(':').collect();
    pattern.len() == typed.len()
        && pattern.iter().zip(typed).all(|(node, typed)| {
            let name = node.split('<').next().unwrap_or_default();
            let name = name.trim_end_matches(|c: char| c.is_ascii_digit());
            let short: String = name.chars().filter(|c| !c.is_ascii_lowercase()).collect();
            let letters = typed.trim_end_matches(|c: char| c.is_ascii_digit());
            letters.starts_with(&short) && name.to_ascii_uppercase().starts_with(letters)
        })
}

/// What a command in its long form does, where it stands in the table letter by letter and is judged by that row.
#[cfg(test)]
pub(super) fn harm_of(header: &str) -> Option<Harm> {
    let node = |node: &str| node.split_once('<').map_or(node.to_owned(), |(name, _)| format!("{name}<n>"));
    let plain = |known: &str| known.split(':').map(node).collect::<Vec<_>>().join(":");
    let row = HEADERS.iter().find(|(known, _)| plain(known) == numberless(header));
    row.and_then(|(_, harm)| *harm).filter(|found| harm(&nodes(header)) == Some(*found))
}

#[cfg(test)]
mod tests;
