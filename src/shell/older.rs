//! What the environment says in the words of the older service, for `--compat`.

use std::time::Duration;

use color_eyre::eyre::{Result, bail};
use tracing::level_filters::LevelFilter;

use crate::config::address::Address;
use crate::core::text::clean;
use crate::serve::input::Defaults;

/// What it says. What was typed goes before it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Older {
    /// `CTP10_IP` and `CTP10_PORT`; none with `MOCK_MODE`.
    pub(super) address: Option<Address>,
    /// `DEFAULT_MODULE` and `DEFAULT_CHANNEL`.
    pub(super) defaults: Defaults,
    /// `CTP10_TIMEOUT_MS`: how long an answer may take.
    pub(super) answer: Option<Duration>,
    /// `LOG_LEVEL`.
    pub(super) log_level: Option<LevelFilter>,
    /// `AUTO_CONNECT`: it connects at the start, and not only when somebody asks for it.
    pub(super) connects: bool,
}

impl Default for Older {
    fn default() -> Self {
        Self { address: None, defaults: Defaults::new(), answer: None, log_level: None, connects: true }
    }
}

/// Its levels, as Python names them.
const LEVELS: [(&str, LevelFilter); 6] = [
    ("DEBUG", LevelFilter::DEBUG),
    ("INFO", LevelFilter::INFO),
    ("WARNING", LevelFilter::WARN),
    ("WARN", LevelFilter::WARN),
    ("ERROR", LevelFilter::ERROR),
    ("CRITICAL", LevelFilter::ERROR),
];

impl Older {
    /// What this process was started with.
    pub(super) fn of_environment() -> Result<Self> {
        Self::of(&|name| std::env::var(name).ok())
    }

    fn of(says: &dyn Fn(&str) -> Option<String>) -> Result<Self> {
        let said = |name: &str| says(name).filter(|text| !text.is_empty());
        let mock = flag("MOCK_MODE", said("MOCK_MODE"))?.unwrap_or(false);
        let address = said("CTP10_IP").filter(|_| !mock).map(|host| {
            let port = said("CTP10_PORT").map_or_else(String::new, |port| format!(":{port}"));
            format!("{host}{port}").parse::<Address>()
        });
        let mut defaults = Defaults::new();
        for (name, variable, most) in [("module", "DEFAULT_MODULE", 20), ("channel", "DEFAULT_CHANNEL", 6)] {
            if let Some(place) = whole(variable, said(variable), 1..=most)? {
                defaults.insert(name, place.to_string());
            }
        }
        let answer = whole("CTP10_TIMEOUT_MS", said("CTP10_TIMEOUT_MS"), 1000..=300_000)?;
        let log_level = said("LOG_LEVEL").map(|word| {
            let level = LEVELS.iter().find(|(name, _)| word.eq_ignore_ascii_case(name));
            let names = LEVELS.map(|(name, _)| name).join(", ");
            level
                .map(|(_, level)| *level)
                .ok_or_else(|| wrong("LOG_LEVEL", &word, &format!("one of {names}")))
        });
        Ok(Self {
            address: address.transpose()?,
            defaults,
            answer: answer.map(Duration::from_millis),
            log_level: log_level.transpose()?,
            connects: flag("AUTO_CONNECT", said("AUTO_CONNECT"))?.unwrap_or(true),
        })
    }
}

fn wrong(variable: &str, said: &str, wanted: &str) -> color_eyre::Report {
    color_eyre::eyre::eyre!("{variable} is {:?}, and has to be {wanted}", clean(said))
}

/// Yes or no, in any of its words.
fn flag(variable: &str, said: Option<String>) -> Result<Option<bool>> {
    let Some(said) = said else { return Ok(None) };
    match said.to_lowercase().as_str() {
        "true" | "1" | "yes" | "on" | "t" | "y" => Ok(Some(true)),
        "false" | "0" | "no" | "off" | "f" | "n" => Ok(Some(false)),
        _ => Err(wrong(variable, &said, "true or false")),
    }
}

fn whole(variable: &str, said: Option<String>, range: std::ops::RangeInclusive<u64>) -> Result<Option<u64>> {
    let Some(said) = said else { return Ok(None) };
    match said.parse() {
        Ok(number) if range.contains(&number) => Ok(Some(number)),
        Ok(_) | Err(_) => bail!(wrong(variable, &said, &format!("{} to {}", range.start(), range.end()))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(words: &[(&str, &str)]) -> Result<Older> {
        Older::of(&|name| words.iter().find(|(other, _)| *other == name).map(|(_, said)| (*said).to_owned()))
    }

    #[test]
    fn what_the_older_service_reads_is_read() {
        assert_eq!(of(&[]).unwrap(), Older::default());
        assert_eq!(of(&[("CTP10_IP", ""), ("LOG_LEVEL", "")]).unwrap(), Older::default());
        let all = of(&[
            ("CTP10_IP", "10.0.0.7"),
            ("CTP10_PORT", "5026"),
            ("CTP10_TIMEOUT_MS", "120000"),
            ("DEFAULT_MODULE", "5"),
            ("DEFAULT_CHANNEL", "2"),
            ("AUTO_CONNECT", "False"),
            ("LOG_LEVEL", "warning"),
        ]);
        let told = Older {
            address: Some("10.0.0.7:5026".parse().unwrap()),
            defaults: [("module", "5".to_owned()), ("channel", "2".to_owned())].into_iter().collect(),
            answer: Some(Duration::from_secs(120)),
            log_level: Some(LevelFilter::WARN),
            connects: false,
        };
        assert_eq!(all.unwrap(), told);
        assert_eq!(of(&[("CTP10_IP", "10.0.0.7"), ("MOCK_MODE", "true")]).unwrap().address, None);
    }

    #[test]
    fn what_is_none_of_its_words_is_told() {
        for (name, said, words) in [
            ("DEFAULT_MODULE", "21", "DEFAULT_MODULE is \"21\", and has to be 1 to 20"),
            ("DEFAULT_CHANNEL", "0", "1 to 6"),
            ("CTP10_TIMEOUT_MS", "5", "1000 to 300000"),
            ("AUTO_CONNECT", "perhaps", "true or false"),
            ("MOCK_MODE", "2", "true or false"),
            ("LOG_LEVEL", "loud", "one of DEBUG, INFO, WARNING"),
        ] {
            let error = of(&[(name, said)]).unwrap_err().to_string();
            assert!(error.contains(words), "{error}");
        }
    }
}
