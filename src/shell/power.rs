//! `ctp10 power`: live power, once or line by line.

mod rounds;

use std::time::Duration;

use clap::Args;
use color_eyre::eyre::Result;

use super::Task;
use super::common::{Common, some_detectors};
use super::desk::CommandSetup;
use crate::core::typed_number::parse_time;
use crate::core::units::Seconds;
use rounds::{PowerForm, Watching};

/// Prints the power of detectors, once or as it is read
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  ctp10 power 4/1 --json\n  ctp10 power --watch --interval 10ms --csv > power.csv"
)]
pub(super) struct Power {
    /// Module/channel, or a name [default: those of the settings]
    detectors: Vec<String>,
    /// Print each round of readings, until interrupted
    #[arg(long)]
    watch: bool,
    /// From round to round: 10ms to 10s
    #[arg(long, value_name = "TIME", default_value = "100ms", value_parser = interval)]
    interval: Duration,
    /// End after so many rounds
    #[arg(long, value_name = "N", requires = "watch", value_parser = clap::value_parser!(u64).range(1..))]
    count: Option<u64>,
    /// Print comma-separated times and powers, names first
    #[arg(long)]
    csv: bool,
    /// Print JSON, an object for each round
    #[arg(long, conflicts_with = "csv")]
    json: bool,
}

impl Power {
    pub(super) fn task(self, common: Common) -> Result<Task> {
        let detectors = some_detectors(&common.settings()?, &self.detectors, "power")?;
        let form = match (self.csv, self.json) {
            (true, _) => PowerForm::Csv,
            (false, true) => PowerForm::Json,
            (false, false) => PowerForm::People,
        };
        let watching = if self.watch { Watching::Rounds(self.count) } else { Watching::Once };
        let bench = CommandSetup::named(&common, detectors.all())?.each(self.interval);
        Ok(bench.ask(move |desk| rounds::power(desk, detectors, watching, form)))
    }
}

/// A time from round to round, as it is typed: a number with its unit.
pub(super) fn interval(typed: &str) -> Result<Duration, String> {
    let within = parse_time(typed, &["ms", "s"]).filter(|seconds| (0.01..=10.0).contains(&seconds.get()));
    within
        .map(Seconds::duration)
        .ok_or_else(|| "write a time with its unit from 10ms to 10s, like 100ms".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_has_its_unit() {
        assert_eq!(interval("100ms"), Ok(Duration::from_millis(100)));
        assert_eq!(interval(" 0.5 s"), Ok(Duration::from_millis(500)));
        for wrong in ["100", "1ms", "11s", "NaNs", "-1s", "", "s"] {
            assert!(interval(wrong).is_err(), "{wrong}");
        }
    }
}
