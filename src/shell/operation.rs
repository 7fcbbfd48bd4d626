//! `ctp10 NAME`: an operation that has no subcommand of its own, made from its row.

use std::sync::LazyLock;

use clap::{ArgMatches, Args, FromArgMatches};
use color_eyre::eyre::Result;
use serde_json::json;

use super::Task;
use super::common::{Common, detector};
use super::desk::{Agreed, CommandSetup, Desk, JsonFlag};
use crate::app::print::Printed;
use crate::core::ids::{DetectorId, LaserId};
use crate::core::operation::{Of, Operation, TypedOperation};
use crate::desk::json;

/// An operation as a subcommand: its words are the name, what it is of is the argument.
#[derive(Debug)]
pub(super) struct OperationRow {
    typed: TypedOperation,
    name: String,
    about: String,
}

/// Every operation.
static ROWS: LazyLock<Vec<OperationRow>> = LazyLock::new(|| {
    let row =
        |typed: TypedOperation| OperationRow { typed, name: typed.name("-"), about: typed.what().into() };
    Operation::all_typed().into_iter().map(row).collect()
});

/// What it is of, where that is a laser.
#[derive(Debug, Args)]
struct OfLaser {
    /// Its position, 1 to 10
    #[arg(value_name = "N", value_parser = laser)]
    position: LaserId,
}

/// What it is of, where that is a detector.
#[derive(Debug, Args)]
struct OfDetector {
    /// The detector: module/channel, or its name in the settings
    detector: String,
}

fn laser(typed: &str) -> Result<LaserId, String> {
    let laser = typed.parse().ok().and_then(LaserId::new);
    laser.ok_or_else(|| format!("it is outside {}", LaserId::range()))
}

/// All of which this is so.
pub(super) fn rows(is_meant: fn(Operation) -> bool) -> impl Iterator<Item = &'static OperationRow> {
    ROWS.iter().filter(move |row| is_meant(row.typed.example()))
}

impl OperationRow {
    pub(super) fn is_named(&self, name: &str) -> bool {
        self.name == name
    }

    fn lights(&self) -> bool {
        self.typed.example().lights().is_some()
    }

    /// What can be typed.
    pub(super) fn command(&'static self) -> clap::Command {
        let command = clap::Command::new(self.name.as_str());
        let command = match self.typed.of {
            Of::Nothing(_) => command,
            Of::Laser(_) => OfLaser::augment_args(command),
            Of::Detector(_) => OfDetector::augment_args(command),
        };
        let command = if self.lights() { Agreed::augment_args(command) } else { command };
        // Last: each group of arguments says what it is itself.
        JsonFlag::augment_args(command).about(self.about.as_str())
    }

    /// What was typed.
    pub(super) fn read(&self, matches: &ArgMatches) -> Result<Operate, clap::Error> {
        let of = match self.typed.of {
            Of::Nothing(operation) => Said::Operation(operation),
            Of::Laser(make) => Said::Operation(make(OfLaser::from_arg_matches(matches)?.position)),
            Of::Detector(make) => Said::Detector(make, OfDetector::from_arg_matches(matches)?.detector),
        };
        let agreed = if self.lights() { Some(Agreed::from_arg_matches(matches)?) } else { None };
        Ok(Operate { of, agreed, printed: JsonFlag::from_arg_matches(matches)? })
    }
}

/// An operation as it was typed.
#[derive(Debug)]
pub(super) struct Operate {
    of: Said,
    /// Whether somebody agreed, where it lights something.
    agreed: Option<Agreed>,
    printed: JsonFlag,
}

/// What it is of.
#[derive(Debug)]
enum Said {
    /// It is known.
    Operation(Operation),
    /// The settings know the detector of this name.
    Detector(fn(DetectorId) -> Operation, String),
}

impl Operate {
    pub(super) fn task(self, common: &Common) -> Result<Task> {
        let (operation, setup) = match self.of {
            Said::Operation(operation) => (operation, CommandSetup::named(common, &[])?),
            Said::Detector(make, typed) => {
                let detector = detector(&common.settings()?, &typed)?;
                (make(detector.0), CommandSetup::named(common, &[detector])?.quiet())
            }
        };
        let form = self.printed.form();
        Ok(match self.agreed {
            Some(agreed) => setup.light(agreed, move |desk| operate(desk, operation, form)),
            None => setup.ask(move |desk| operate(desk, operation, form)),
        })
    }
}

/// Does it, and says what it was.
async fn operate(mut desk: Desk, operation: Operation, form: Printed) -> Result<()> {
    let afterwards = desk.operate(operation).await?;
    let words = format!("{operation}: done{}", super::sweep::behind(afterwards));
    let stays_on = || json::stays_on(afterwards);
    form.print(words, || json!({ "operation": operation.to_string(), "stays_on": stays_on() }));
    Ok(())
}
