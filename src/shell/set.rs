//! `ctp10 set`: one setting, read back.

use clap::Args;
use color_eyre::eyre::{Result, bail};

use super::Task;
use super::common::{Common, detector};
use super::desk::{Agreed, CommandSetup, JsonFlag};
use crate::app::print::{self, Printed, complain};
use crate::config::settings::Settings;
use crate::core::ids::DetectorId;
use crate::core::parameter::{Parameter, Subject, Value};
use crate::desk::json;

/// Sets one setting of the bench and prints what the instrument holds then
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  ctp10 set sweep start 1520nm\n  ctp10 set laser 1 power -3dBm --yes\n  ctp10 set tls 1 speed 50\n  ctp10 set detector IN1 unit mW"
)]
pub(super) struct Set {
    /// A name that ctp10 get prints, and the value
    // A negative number with its unit is two words by now: `super::words`.
    #[arg(value_name = "SETTING VALUE", required = true, allow_negative_numbers = true)]
    words: Vec<String>,
    #[command(flatten)]
    agreed: Agreed,
    #[command(flatten)]
    printed: JsonFlag,
}

impl Set {
    pub(super) fn task(self, common: Common) -> Result<Task> {
        let (parameter, rest) = parameter(&common.settings()?, &self.words)?;
        if rest.is_empty() {
            bail!("{} needs a value", parameter.command());
        }
        let typed = rest.join(" ");
        let value = parameter.parse(&typed)?;
        let bench = CommandSetup::named(&common, &detectors_of(parameter.moves()))?.quiet();
        // Light that is made stronger is out already.
        Ok(bench.light(self.agreed, async move |mut desk| {
            let (held, moved) = desk.set(parameter, value).await?;
            match self.printed.form() {
                Printed::People => {
                    print::line(printed(held));
                    for moved in &moved {
                        complain(&moved.words());
                    }
                }
                Printed::Json => {
                    let mut said = json::setting(parameter, held);
                    said["moved"] = moved.iter().map(json::moved).collect();
                    print::line(said);
                }
            }
            Ok(())
        }))
    }
}

/// The setting that the first words name, and the words behind it. A detector may have its name in the settings.
pub(super) fn parameter<'a>(settings: &Settings, words: &'a [String]) -> Result<(Parameter, &'a [String])> {
    let place = match words {
        [subject, named, _, ..] if subject == "detector" => Some(detector(settings, named)?.0.to_string()),
        _ => None,
    };
    let word = |(index, word): (usize, &'a String)| match (&place, index) {
        (Some(place), 1) => place.clone(),
        (Some(_) | None, _) => word.clone(),
    };
    let known: Vec<String> = words.iter().enumerate().map(word).collect();
    let words_of = |count: usize| known[..count].iter().map(String::as_str).collect::<Vec<_>>();
    let named = |count: usize| Some((Parameter::find(&words_of(count))?, &words[count..]));
    match (1..=words.len()).rev().find_map(named) {
        Some(found) => Ok(found),
        None => bail!("there is no setting {:?}; ctp10 get prints their names", words.join(" ")),
    }
}

/// The detectors that settings belong to, each once.
pub(super) fn detectors_of(settings: impl IntoIterator<Item = Parameter>) -> Vec<(DetectorId, String)> {
    let detector = |parameter: Parameter| match parameter.subject() {
        Subject::Detector(place) => Some((place, place.to_string())),
        Subject::Laser(_) | Subject::Tls(_) | Subject::Sweep => None,
    };
    let mut all: Vec<_> = settings.into_iter().filter_map(detector).collect();
    all.dedup();
    all
}

/// A value for people as it can be typed, with its unit, or with the word that it is not known.
pub(super) fn printed(value: Value) -> String {
    match value {
        Value::Stabilization { .. } => value.typed(),
        Value::Wavelength(_)
        | Value::Sampling(_)
        | Value::Power(_)
        | Value::Laser(_)
        | Value::Speed(_)
        | Value::Trigger(_)
        | Value::Choice(_) => value.to_string(),
    }
}
