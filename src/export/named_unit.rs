//! The unit that a column's name says. What is let through is known: of what stands between brackets each word is one of
//! ours or a remark of a short list, and else the name says a unit that is none of ours, whatever it may be. Outside of
//! brackets most words are no units: there only what has the form of one counts.

use crate::core::text::clean;

/// What a name says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Named<U> {
    /// No unit.
    Nothing,
    /// One that is read.
    Unit(U),
    /// Another one, as it stands there.
    Other(String),
}

impl<U: Copy + PartialEq + Into<&'static str>> Named<U> {
    /// The unit that is said and that who asks for another one passes over.
    pub(super) fn passed_over(&self, asked: U) -> Option<String> {
        match self {
            Self::Nothing => None,
            Self::Unit(named) => (*named != asked).then(|| clean((*named).into())),
            Self::Other(unit) => Some(clean(unit)),
        }
    }
}

/// What a file calls a column, and the unit that an attribute of it says.
#[derive(Clone, Copy, Debug)]
pub(super) struct Heading<'a> {
    pub(super) name: &'a str,
    pub(super) unit: Option<&'a str>,
}

impl<'a> From<&'a str> for Heading<'a> {
    fn from(name: &'a str) -> Self {
        Self { name, unit: None }
    }
}

/// What columns of one kind may have in their names.
pub(super) struct Known<U> {
    /// The unit of a word, in any case.
    pub(super) unit: fn(&str) -> Option<U>,
    /// Words between brackets that are no units, in lower case; numbers behind them aside.
    pub(super) remarks: &'static [&'static str],
}

impl<U: Copy + PartialEq + Into<&'static str>> Known<U> {
    /// The unit of a column: that of its attribute, with which that of its name has to agree.
    pub(super) fn of<'h>(&self, heading: impl Into<Heading<'h>>) -> Named<U> {
        let Heading { name, unit } = heading.into();
        let named = self.of_name(name);
        match (named, self.group(unit.unwrap_or_default())) {
            (Named::Unit(name), Named::Unit(attribute)) if name != attribute => {
                Named::Other(format!("{} and {}", name.into(), attribute.into()))
            }
            (named, Named::Nothing) => named,
            (_, attribute) => attribute,
        }
    }

    fn of_name(&self, name: &str) -> Named<U> {
        let (outside, groups) = parted(name);
        let groups: Vec<Named<U>> = groups.iter().map(|group| self.group(group)).collect();
        let mut other = None;
        for group in groups {
            match group {
                Named::Unit(unit) => return Named::Unit(unit),
                Named::Other(word) => other = other.or(Some(word)),
                Named::Nothing => {}
            }
        }
        other.map_or_else(|| self.outside(&outside), Named::Other)
    }

    /// What stands between two brackets.
    fn group(&self, group: &str) -> Named<U> {
        let separated = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | ':' | '@' | '_');
        let words: Vec<&str> = group.split(separated).filter(|word| !word.is_empty()).collect();
        let one_of_another = words.iter().any(|word| matches!(*word, "/" | "per"));
        let mut units = words.iter().filter_map(|word| (self.unit)(word));
        let unit = units.next();
        // As `dB re 1 mW`.
        let several = units.any(|other| Some(other) != unit);
        match unit {
            Some(unit) if !one_of_another && !several => Named::Unit(unit),
            None if words.iter().all(|word| self.is_remark(word)) => Named::Nothing,
            Some(_) | None => Named::Other(group.trim().to_owned()),
        }
    }

    fn is_remark(&self, word: &str) -> bool {
        let word = word.trim_end_matches(|c: char| c.is_ascii_digit()).to_lowercase();
        word.is_empty() || self.remarks.contains(&word.as_str())
    }

    /// What stands outside of them.
    fn outside(&self, text: &str) -> Named<U> {
        if let Some(quotient) = self.quotient(text) {
            return Named::Other(quotient.to_owned());
        }
        let words = words(text);
        let last = words.len().saturating_sub(1);
        let is_letter = |at: usize| {
            // A letter is that of a trace, unless it ends a name, and in `trace A` there, too.
            let behind = at.checked_sub(1).map(|before| words[before].to_lowercase());
            let of_trace = |word: String| matches!(word.as_str(), "tr" | "trace" | "ch" | "channel" | "port");
            let alone = words[at].chars().all(char::is_uppercase);
            words[at] != "%"
                && words[at].chars().count() == 1
                && (at < last || behind.map_or(alone, of_trace))
        };
        let own = (0..words.len()).filter(|&at| !is_letter(at)).map(|at| words[at].as_str());
        if let Some(unit) = own.clone().find_map(|word| (self.unit)(word)) {
            return Named::Unit(unit);
        }
        let decibels = own.clone().find(|word| is_decibels(word));
        let is_number = |word: &&str| word.chars().all(|c| c.is_ascii_digit());
        let ends = own.rev().find(|word| !is_number(word)).filter(|word| has_form_of_unit(word));
        if text.trim_end().to_lowercase().ends_with("a.u.") {
            return Named::Other("a.u.".to_owned());
        }
        decibels.or(ends).map_or(Named::Nothing, |word| Named::Other(word.to_owned()))
    }

    /// A unit of ours divided by something, as `dB/cm`. What stands behind the letter of a trace is its unit, and a
    /// quotient of quantities, as `P/mW`, has the unit that ends it.
    fn quotient<'a>(&self, text: &'a str) -> Option<&'a str> {
        let separated = |c: char| c.is_whitespace() || matches!(c, '_' | ',' | ';');
        text.split(separated).find(|word| {
            word.split_once('/').is_some_and(|(above, below)| {
                above.chars().count() > 1
                    && (self.unit)(above).is_some()
                    && below.starts_with(char::is_alphabetic)
            })
        })
    }
}

/// A name without what stands between its brackets, and that.
fn parted(name: &str) -> (String, Vec<String>) {
    let (mut outside, mut groups, mut depth) = (String::new(), Vec::<String>::new(), 0usize);
    for c in name.chars() {
        match c {
            '(' | '[' | '{' => {
                if depth == 0 {
                    groups.push(String::new());
                    outside.push(' ');
                }
                depth += 1;
            }
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            c => match groups.last_mut().filter(|_| depth > 0) {
                Some(group) => group.push(c),
                None => outside.push(c),
            },
        }
    }
    groups.retain(|group| !group.trim().is_empty());
    (outside, groups)
}

/// The words of a name. A percent sign is one, unless it stands behind a number: a tap of 50% is measured in another unit.
pub(super) fn words(name: &str) -> Vec<String> {
    let mut text = String::with_capacity(name.len());
    let mut before = ' ';
    for c in name.chars() {
        match c {
            '%' if !before.is_ascii_digit() => text.push_str(" % "),
            '°' => text.push(c),
            c if c.is_alphanumeric() => text.push(c),
            _ => text.push(' '),
        }
        before = c;
    }
    text.split_whitespace().map(str::to_owned).collect()
}

/// Decibels over something: what of ours there is was found before.
fn is_decibels(word: &str) -> bool {
    let over = word.strip_prefix("dB").filter(|over| over.chars().count() <= 4);
    over.is_some_and(|over| over.chars().all(char::is_alphabetic))
}

/// Names of units, in lower case.
const SPELT: [&str; 38] = [
    "rad",
    "mrad",
    "radian",
    "radians",
    "deg",
    "degree",
    "degrees",
    "sec",
    "second",
    "seconds",
    "minute",
    "minutes",
    "hour",
    "hours",
    "volt",
    "volts",
    "amp",
    "amps",
    "ampere",
    "amperes",
    "kelvin",
    "celsius",
    "fahrenheit",
    "arb",
    "au",
    "count",
    "counts",
    "cts",
    "ppm",
    "ppb",
    "px",
    "pixel",
    "pixels",
    "ohm",
    "ohms",
    "bar",
    "mbar",
    "rpm",
];

/// Whether a word that ends a name is a unit by its form: a name of one, or a symbol of SI with its prefix, in its case.
/// Capitals alone, or two of them, are letters of traces and names of samples, but for those of volts, amperes and watts.
fn has_form_of_unit(word: &str) -> bool {
    let spelt = word.trim_start_matches('°').to_lowercase();
    let symbols = ["s", "m", "g", "A", "V", "W", "K", "Hz", "Pa", "eV", "J", "F", "Ω"];
    let prefixes = ['f', 'p', 'n', 'u', 'µ', 'μ', 'm', 'c', 'k', 'M', 'G', 'T'];
    let bare = matches!(word, "s" | "m" | "h" | "A" | "V" | "a" | "v" | "W" | "Hz" | "Pa" | "eV" | "Ω");
    let mut rest = word.chars();
    let prefix = rest.next().filter(|first| prefixes.contains(first));
    let prefixed = symbols.contains(&rest.as_str())
        && prefix.is_some_and(|prefix| prefix.is_lowercase() || rest.as_str().chars().count() > 1);
    // In small letters alone, as names of variables have them: volts and amperes of any size.
    let electrical = matches!(word, "mv" | "uv" | "ma" | "ua" | "na" | "pa");
    word.starts_with('°') || SPELT.contains(&spelt.as_str()) || bare || prefixed || electrical
}

#[cfg(test)]
mod tests {
    use super::super::axis::AXIS_UNITS;
    use super::super::level::LEVEL_UNITS;
    use super::super::options::{XUnit, YUnit};
    use super::*;

    fn other<U>(word: &str) -> Named<U> {
        Named::Other(word.to_owned())
    }

    #[test]
    fn a_level_is_in_a_unit_of_ours_or_its_name_says_another() {
        for (name, wanted) in [
            ("Power (dBm)", Named::Unit(YUnit::Dbm)),
            ("Power (dBW)", Named::Unit(YUnit::Dbw)),
            ("power, dBm", Named::Unit(YUnit::Dbm)),
            ("P/mW", Named::Unit(YUnit::Mw)),
            ("W/dBm", Named::Unit(YUnit::Dbm)),
            ("Transmission (TE) [dB]", Named::Unit(YUnit::Db)),
            ("Power (dBm, port 1)", Named::Unit(YUnit::Dbm)),
            ("Tr A(LEVEL)", Named::Nothing),
            ("Power (port 2)", Named::Nothing),
            ("Trace A", Named::Nothing),
            ("ring_C", Named::Nothing),
            ("channel_1", Named::Nothing),
            ("Power (PORT2)", Named::Nothing),
            ("Phase (rad)", other("rad")),
            ("Power (dB re 1 mW)", other("dB re 1 mW")),
            ("Phase [°]", other("°")),
            ("phase_rad", other("rad")),
            ("phase rad 2", other("rad")),
            ("Loss (dB/cm)", other("dB/cm")),
            ("Loss dB/cm", other("dB/cm")),
            ("Slope (dB per nm)", other("dB per nm")),
            ("Density [dBm / nm]", other("dBm / nm")),
            ("Carrier (dBc)", other("dBc")),
            ("A_dBuV", other("dBuV")),
            ("Power (a.u.)", other("a.u.")),
            ("Power a.u.", other("a.u.")),
            ("Responsivity (A/W)", other("A/W")),
            ("Shift (pm)", other("pm")),
            ("shift_pm", other("pm")),
            ("delay_ps", other("ps")),
            ("Power (quux)", other("quux")),
            ("Temperature (°C)", other("°C")),
            ("t_°C", other("°C")),
            ("photo mA", other("mA")),
            ("photo A", other("A")),
        ] {
            assert_eq!(LEVEL_UNITS.of(name), wanted, "{name}");
        }
    }

    #[test]
    fn an_attribute_counts_and_a_name_has_to_agree_with_it() {
        for (name, unit, wanted) in [
            ("C", "dB", Named::Unit(YUnit::Db)),
            ("C", "1", Named::Nothing),
            ("C_dBm", "", Named::Unit(YUnit::Dbm)),
            ("C_dBm", "dBm", Named::Unit(YUnit::Dbm)),
            ("C_dBm", "dB", other("dBm and dB")),
            ("phase", "rad", other("rad")),
            ("time", "seconds since 2026-11-24 00:00", other("seconds since 2026-11-24 00:00")),
        ] {
            assert_eq!(LEVEL_UNITS.of(Heading { name, unit: Some(unit) }), wanted, "{name} {unit}");
        }
    }

    #[test]
    fn an_axis_is_in_a_unit_of_ours_or_its_name_says_another() {
        for (name, wanted) in [
            ("Wavelength (nm)", Named::Unit(XUnit::Nm)),
            ("λ/nm", Named::Unit(XUnit::Nm)),
            ("wavelength_um", Named::Unit(XUnit::Um)),
            ("Tr A(WL)", Named::Nothing),
            ("wavelength_nm_A", Named::Unit(XUnit::Nm)),
            ("wavelength, m", Named::Unit(XUnit::M)),
            ("wavelength_m", Named::Unit(XUnit::M)),
            ("Wavelength (vacuum)", Named::Nothing),
            ("x", Named::Nothing),
            ("Time (s)", other("s")),
            ("Time (min)", other("min")),
            ("Time_s", other("s")),
            ("t_ms", other("ms")),
            ("Wavenumber (cm-1)", other("cm-1")),
            ("Power (dBm)", other("dBm")),
            ("power_dBm", other("dBm")),
            ("Chirp (GHz/ns)", other("GHz/ns")),
            ("Angle [deg]", other("deg")),
        ] {
            assert_eq!(AXIS_UNITS.of(name), wanted, "{name}");
        }
    }
}
