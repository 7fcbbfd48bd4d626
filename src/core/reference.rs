//! References: what a detector's is, and what it was taken under.

use super::laser::LightSeen;
use super::parameter::{Parameter, Value};

/// What the instrument says of a detector's reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reference {
    /// None taken.
    None,
    /// Taken then.
    Taken {
        /// TF/PDL (four sweeps) instead of TF (one).
        polarized: bool,
        /// `YYYYMMDD`.
        date: String,
        /// `HHMMSS`.
        time: String,
    },
}

impl Reference {
    /// The type in the instrument's words.
    pub(crate) const fn kind(&self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Taken { polarized: false, .. } => "TF",
            Self::Taken { polarized: true, .. } => "TF/PDL",
        }
    }

    /// `2026-11-24 12:04:31`; what does not read as a date stays as it came.
    pub fn when(&self) -> Option<String> {
        let Self::Taken { date, time, .. } = self else { return None };
        if date.is_empty() {
            return Some("date not told".into());
        }
        let cut = |text: &str, at: &[usize], between: char| {
            let whole = text.len() == at[at.len() - 1] && text.bytes().all(|b| b.is_ascii_digit());
            whole.then(|| {
                let parts: Vec<&str> = at.windows(2).map(|pair| &text[pair[0]..pair[1]]).collect();
                parts.join(&between.to_string())
            })
        };
        let date = cut(date, &[0, 4, 6, 8], '-').unwrap_or_else(|| date.clone());
        let time = cut(time, &[0, 2, 4, 6], ':').unwrap_or_else(|| time.clone());
        Some(format!("{date} {time}"))
    }
}

impl Reference {
    /// How old it is at this time of day, in words; none where its date does not read or lies ahead.
    pub(crate) fn age(&self, now: jiff::civil::DateTime) -> Option<String> {
        let Self::Taken { date, time, .. } = self else { return None };
        let taken = jiff::civil::DateTime::strptime("%Y%m%d%H%M%S", format!("{date}{time}")).ok()?;
        let minutes = taken.until((jiff::Unit::Minute, now)).ok().map(|span| span.get_minutes())?;
        match minutes {
            ..0 => None,
            0..120 => Some(format!("{minutes} min")),
            120..2880 => Some(format!("{} h", minutes / 60)),
            2880.. => Some(format!("{} days", minutes / 1440)),
        }
    }
}

/// What a reference is good for: when any of it changes, the reference is stale.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Conditions(Vec<(Parameter, Option<Value>)>);

impl Conditions {
    /// As the bench is now, by the values that it has.
    pub(crate) fn of(value: impl Fn(Parameter) -> Option<Value>) -> Self {
        let light = Parameter::all().filter(|parameter| parameter.is_of_scan_light());
        Self(
            [Parameter::Sampling]
                .into_iter()
                .chain(light)
                .map(|parameter| (parameter, value(parameter)))
                .collect(),
        )
    }

    /// The first of them that is not as it was.
    pub(crate) fn changed(&self, value: impl Fn(Parameter) -> Option<Value>) -> Option<Parameter> {
        self.0
            .iter()
            .find(|(parameter, was)| was.zip(value(*parameter)).is_some_and(|(was, is)| !was.agrees(is)))
            .map(|(parameter, _)| *parameter)
    }
}

/// A reference as the console knows it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct KnownReference {
    /// What the instrument says.
    pub(crate) reference: Reference,
    /// What it was taken under, if it was taken while this console watched.
    pub(crate) under: Option<Conditions>,
    /// Whether it was taken with light.
    pub(crate) light: LightSeen,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_read_and_rubbish_is_left_alone() {
        let taken = |date: &str, time: &str| Reference::Taken {
            polarized: false,
            date: date.into(),
            time: time.into(),
        };
        assert_eq!(taken("20261124", "120431").when().unwrap(), "2026-11-24 12:04:31");
        assert_eq!(taken("yesterday", "1204").when().unwrap(), "yesterday 1204");
        assert_eq!(Reference::None.when(), None);
    }

    #[test]
    fn an_age_is_in_minutes_hours_or_days_and_never_below_zero() {
        let age = |date: &str, time: &str| {
            let taken = Reference::Taken { polarized: false, date: date.into(), time: time.into() };
            taken.age(jiff::civil::date(2026, 11, 24).at(12, 5, 0, 0))
        };
        assert_eq!(age("20261124", "120431").as_deref(), Some("0 min"));
        assert_eq!(age("20261124", "100600").as_deref(), Some("119 min"));
        assert_eq!(age("20261124", "060000").as_deref(), Some("6 h"));
        assert_eq!(age("20261101", "120000").as_deref(), Some("23 days"));
        assert_eq!((age("20261124", "120600"), age("yesterday", "1204")), (None, None));
    }
}
