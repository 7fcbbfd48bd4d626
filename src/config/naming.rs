//! Names with places in them that are filled when a file is saved: `{name}-{type}-{date}-{time}`.

use std::str::FromStr;

use strum::{EnumIter, EnumString, IntoEnumIterator, IntoStaticStr};

use crate::core::trace::Trace;

/// What may stand in the braces of a file's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, EnumString, IntoStaticStr)]
#[strum(serialize_all = "lowercase")]
pub enum Place {
    /// The day: of a trace in UTC, `2026-11-24`.
    Date,
    /// The time of day: of a trace in UTC, `120431Z`.
    Time,
    /// The detector's name.
    Name,
    /// The detector's module.
    Module,
    /// The detector's channel.
    Channel,
    /// The type of the trace: `tf`, `live`, `reference`, `quick` or a number.
    Type,
    /// The serial number of the instrument.
    Serial,
}

/// What may stand in the braces of a session's folder: what is known when it begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, EnumString, IntoStaticStr)]
#[strum(serialize_all = "lowercase")]
pub enum SessionPlace {
    /// The local day.
    Date,
    /// The local time of day, `120431`.
    Time,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece<P> {
    Text(String),
    Place(P),
}

/// A name with places to fill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern<P = Place>(Vec<Piece<P>>);

/// A pattern that cannot be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PatternError {
    /// A brace without its other one.
    #[error("{0:?} has a brace that is not closed")]
    Open(String),
    /// What stands in braces is not to be had.
    #[error("{{{name}}} is not known here; choose from {known}")]
    Place {
        /// As written.
        name: String,
        /// What may stand there.
        known: String,
    },
    /// It leads to another folder, or is empty.
    #[error("{0:?} is not a file name; the folder is save_folder")]
    Name(String),
}

impl<P: Copy + FromStr + IntoEnumIterator + Into<&'static str>> Pattern<P> {
    /// Reads a pattern.
    ///
    /// # Errors
    /// If a brace is not closed, or holds none of the places that there are.
    pub(crate) fn parse(typed: &str) -> Result<Self, PatternError> {
        let known = || {
            let words = P::iter().map(|place| format!("{{{}}}", place.into()));
            words.collect::<Vec<_>>().join(" ")
        };
        let mut pieces = Vec::new();
        let mut rest = typed;
        while let Some((text, after)) = rest.split_once('{') {
            let (name, after) = after.split_once('}').ok_or_else(|| PatternError::Open(typed.to_owned()))?;
            let none = |_| PatternError::Place { name: name.to_owned(), known: known() };
            let place = name.parse().map_err(none)?;
            pieces.extend([Piece::Text(text.to_owned()), Piece::Place(place)]);
            rest = after;
        }
        pieces.push(Piece::Text(rest.to_owned()));
        Ok(Self(pieces))
    }

    /// With every place filled.
    pub(crate) fn fill(&self, value: impl Fn(P) -> String) -> String {
        let piece = |piece: &Piece<P>| match piece {
            Piece::Text(text) => text.clone(),
            Piece::Place(place) => value(*place),
        };
        self.0.iter().map(piece).collect()
    }
}

impl Pattern {
    /// The pattern of a file's name.
    pub fn of_file(typed: &str) -> Result<Self, PatternError> {
        if typed.is_empty() || typed.contains(['/', '\\']) || typed.contains(char::is_control) {
            return Err(PatternError::Name(typed.to_owned()));
        }
        Self::parse(typed)
    }

    /// The name of a file of a trace, without its end. What comes from outside is reduced to what every file
    /// system takes.
    pub(crate) fn of_trace(&self, trace: &Trace) -> String {
        let sound = |c: char| if c.is_ascii_alphanumeric() || "-_.".contains(c) { c } else { '-' };
        self.fill(|place| value(trace, place).chars().map(sound).collect())
    }
}

impl Default for Pattern {
    fn default() -> Self {
        #[expect(clippy::expect_used, reason = "tests use it, and it depends on nothing")]
        Self::of_file("{name}-{type}-{date}-{time}").expect("it is a pattern")
    }
}

fn value(trace: &Trace, place: Place) -> String {
    let (date, time) = trace.provenance.taken.split_once('T').unwrap_or_default();
    let id = trace.origin.trace();
    let foreign = || "0".to_owned();
    match place {
        Place::Date => date.to_owned(),
        Place::Time => time.replace(':', ""),
        Place::Name if trace.provenance.name.is_empty() => "trace".to_owned(),
        Place::Name => trace.provenance.name.clone(),
        Place::Module => id.map_or_else(foreign, |id| id.detector.module().to_string()),
        Place::Channel => id.map_or_else(foreign, |id| id.detector.channel().to_string()),
        Place::Type => id.map_or_else(|| "file".to_owned(), |id| id.kind.word()),
        Place::Serial => trace.provenance.instrument.split(',').nth(2).unwrap_or_default().trim().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::ids::{DetectorId, TraceType};
    use crate::core::trace::{Provenance, Spacing, TraceId};
    use crate::core::units::Wavelength;

    fn trace(name: &str) -> Trace {
        Trace {
            origin: TraceId { detector: DetectorId::new(4, 2).unwrap(), kind: TraceType::TF_LIVE }.into(),
            spacing: Spacing { start: Wavelength::from_nm(1500.0), sampling: Wavelength::from_m(1e-12) },
            y: Vec::new(),
            provenance: Provenance {
                name: name.into(),
                instrument: "EXFO,CTP10,12/34,1.2.3".into(),
                taken: "2026-11-24T12:04:31Z".into(),
                ..Provenance::default()
            },
            x_difference_pm: None,
        }
    }

    #[test]
    fn places_are_filled_and_nothing_leads_out_of_the_folder() {
        let named = |pattern, name| Pattern::of_file(pattern).unwrap().of_trace(&trace(name));
        assert_eq!(Pattern::default().of_trace(&trace("IN1")), "IN1-tf-2026-11-24-120431Z");
        assert_eq!(named("{serial}_{module}.{channel}", ""), "12-34_4.2");
        assert_eq!(named("ring {name}", "../../etc\u{1b}"), "ring ..-..-etc-");
    }

    #[test]
    fn what_is_wrong_with_a_pattern_is_said() {
        for (typed, words) in [
            ("{nmae}", "{nmae} is not known here; choose from {date} {time} {name}"),
            ("a{date", "not closed"),
            ("a/{date}", "not a file name"),
            ("", "not a file name"),
        ] {
            let error = Pattern::of_file(typed).unwrap_err().to_string();
            assert!(error.contains(words), "{error}");
        }
        let of_session = Pattern::<SessionPlace>::parse("/data/{date}/{name}").unwrap_err().to_string();
        assert_eq!(of_session, "{name} is not known here; choose from {date} {time}");
    }
}
