//! `ctp10 set`: one setting, read back.

use clap::Args;
use color_eyre::eyre::{Result, bail};

use super::Task;
use super::common::Common;
use super::desk::{Agreed, Bench, Printed};
use crate::app::desk;
use crate::core::ids::DetectorId;
use crate::core::parameter::{Parameter, Subject};

/// Sets one setting of the bench and prints what the instrument holds then
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  ctp10 set sweep start 1520nm\n  ctp10 set laser 1 power -3 dBm --yes\n  ctp10 set tls 1 speed 50"
)]
pub(super) struct Set {
    /// Its name, as ctp10 get prints it, and the value with its unit
    #[arg(value_name = "SETTING VALUE", required = true, allow_negative_numbers = true)]
    words: Vec<String>,
    #[command(flatten)]
    agreed: Agreed,
    #[command(flatten)]
    printed: Printed,
}

impl Set {
    pub(super) fn task(self, common: Common) -> Result<Task> {
        let (parameter, rest) = parameter(&self.words)?;
        if rest.is_empty() {
            bail!("{} needs a value", parameter.command());
        }
        let typed = rest.join(" ");
        let value = parameter.parse(&typed)?;
        let bench = Bench::named(&common, "set a setting", &detectors_of(parameter))?;
        let (given, form) = (self.agreed.given(), self.printed.form());
        // Light that is made stronger is out already.
        Ok(bench.light(move |desk| desk::set(desk, parameter, value, given, form)))
    }
}

/// The setting that the first words name, and the words behind it.
pub(super) fn parameter(words: &[String]) -> Result<(Parameter, &[String])> {
    let words_of = |count: usize| words[..count].iter().map(String::as_str).collect::<Vec<_>>();
    let named = |count: usize| Some((Parameter::find(&words_of(count))?, &words[count..]));
    match (1..=words.len()).rev().find_map(named) {
        Some(found) => Ok(found),
        None => bail!("there is no setting {:?}; ctp10 get prints their names", words.join(" ")),
    }
}

/// The detector that a setting belongs to, if it belongs to one.
pub(super) fn detectors_of(parameter: Parameter) -> Vec<(DetectorId, String)> {
    match parameter.subject() {
        Subject::Detector(place) => vec![(place, place.to_string())],
        Subject::Laser(_) | Subject::Tls(_) | Subject::Sweep => Vec::new(),
    }
}
