//! `ctp10 record`: live power into a recording.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use color_eyre::eyre::Result;

use super::Task;
use super::common::{Common, some_detectors};
use super::desk::{CommandSetup, JsonFlag};
use super::power::interval;
use crate::app::record::{RecordPlan, record};
use crate::core::typed_number::parse_time;
use crate::core::units::Seconds;
use crate::record::writer::Target;

/// Records the power of detectors, until interrupted
///
/// Nothing that was measured is lost when the recorder is killed, and a second at the most when the power fails. A link that is
/// lost is tried again; gaps have their reason. A file that is there is never written over. `ctp10 convert` reads it back.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  ctp10 record --to night --for 12h\n  ctp10 record 4/1 4/2 --to drift.rec --interval 10ms\n  ctp10 convert night --to parquet"
)]
pub(super) struct Record {
    /// Module/channel, or a name [default: those of the settings]
    detectors: Vec<String>,
    /// A folder, or a file that ends in .rec; after an hour the next file begins
    #[arg(long, value_name = "FOLDER|FILE", default_value = ".")]
    to: PathBuf,
    /// From round to round: 10ms to 10s
    #[arg(long, value_name = "TIME", default_value = "100ms", value_parser = interval)]
    interval: Duration,
    /// End after this time: 30s, 10min, 24h
    #[arg(long = "for", value_name = "TIME", value_parser = lasting)]
    lasts: Option<Duration>,
    #[command(flatten)]
    printed: JsonFlag,
}

impl Record {
    pub(super) fn task(self, common: Common) -> Result<Task> {
        let detectors = some_detectors(&common.settings()?, &self.detectors, "record")?;
        let plan = RecordPlan {
            target: Target::of(self.to),
            interval: self.interval,
            lasts: self.lasts,
            form: self.printed.form(),
        };
        let bench = CommandSetup::named(&common, detectors.all())?.each(self.interval);
        Ok(bench.ask(move |desk| record(desk, detectors, plan)))
    }
}

/// How long something lasts, as it is typed: a number with its unit.
fn lasting(typed: &str) -> Result<Duration, String> {
    const YEAR: f64 = 366.0 * 86_400.0;
    let within = parse_time(typed, &["s", "min", "h", "d"])
        .filter(|seconds| seconds.get() > 0.0 && seconds.get() <= YEAR);
    within
        .map(Seconds::duration)
        .ok_or_else(|| "write a time with its unit up to a year, like 30s, 10min, 24h or 7d".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_long_it_lasts_has_its_unit() {
        for (typed, seconds) in [("24h", 86_400.0), ("10min", 600.0), (" 0.5 s", 0.5), ("7d", 604_800.0)] {
            assert_eq!(lasting(typed).map(|time| time.as_secs_f64()), Ok(seconds), "{typed}");
        }
        for wrong in ["24", "0s", "-1h", "NaNs", "1e9h", "h", "", "5ms", "5y"] {
            assert!(lasting(wrong).is_err(), "{wrong}");
        }
    }
}
