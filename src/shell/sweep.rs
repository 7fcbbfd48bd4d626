//! `ctp10 sweep`: settings, light, the run, the file.

use std::path::{Path, PathBuf};

use clap::Args;
use color_eyre::eyre::Result;
use serde_json::json;

use super::Task;
use super::common::{Common, detectors};
use super::desk::{Agreed, CommandSetup, Desk, JsonFlag};
use crate::app::print::{self, Printed};
use crate::core::consent::Afterwards;
use crate::core::ids::{TlsId, TraceType};
use crate::core::parameter::{Change, Parameter};
use crate::desk::failed::Failed;
use crate::desk::{Detectors, Scan, Swept, Then, json};
use crate::export::{self, NamedTrace};

/// Runs a sweep, and saves the traces of the detectors
///
/// Settings that are not given stay as they are. The lasers of the sweep are switched on for it; those that were off before are
/// switched off again when it ends. Ctrl-C aborts it.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  ctp10 sweep --yes --save run.npz\n  ctp10 sweep --start 1520nm --stop 1580nm --save run.h5 --detector 4/1\n  ctp10 sweep --wait"
)]
pub(super) struct Sweep {
    /// The first wavelength
    #[arg(long, value_name = "WAVELENGTH")]
    start: Option<String>,
    /// The last wavelength
    #[arg(long, value_name = "WAVELENGTH")]
    stop: Option<String>,
    /// From sample to sample: 0.02pm to 250pm
    #[arg(long, value_name = "STEP")]
    sampling: Option<String>,
    /// Of the tunable laser, nm/s
    #[arg(long, value_name = "NM/S")]
    speed: Option<String>,
    /// Of the tunable laser while it sweeps
    #[arg(long, value_name = "POWER")]
    power: Option<String>,
    /// Of --speed and --power, 1 to 4
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=4))]
    tls: u8,
    /// Wait until the sweep is done, as --save does
    #[arg(long)]
    wait: bool,
    /// Save the traces; a taken name gets a number
    #[arg(long, value_name = "FILE")]
    save: Option<PathBuf>,
    /// To be saved, again for each [default: all]
    #[arg(long = "detector", value_name = "DETECTOR", requires = "save")]
    detectors: Vec<String>,
    /// tf, live, reference, quick, 1 to 23
    #[arg(long = "type", value_name = "TYPE", default_value = "tf")]
    kind: String,
    #[command(flatten)]
    agreed: Agreed,
    #[command(flatten)]
    printed: JsonFlag,
}

impl Sweep {
    pub(super) fn task(self, common: Common) -> Result<Task> {
        let settings = common.settings()?;
        let detectors = detectors(&settings, &self.detectors)?;
        let kind: TraceType = self.kind.parse()?;
        let changes = self.changes()?;
        let (then, watched) = match (&self.save, self.wait) {
            (Some(_), _) => (Then::Fetch(detectors.clone(), kind), detectors),
            (None, wait) => (if wait { Then::Wait } else { Then::Leave }, Detectors::Named(Vec::new())),
        };
        let bench = CommandSetup::named(&common, watched.all())?.quiet();
        Ok(bench.light(self.agreed, async move |desk| {
            run(desk, Scan { changes, then }, self.save, self.printed.form()).await
        }))
    }

    /// What is set before the sweep.
    fn changes(&self) -> Result<Vec<Change>> {
        let tls = TlsId::new(usize::from(self.tls)).unwrap_or(TlsId::FIRST);
        let typed = [
            (Parameter::Sampling, &self.sampling),
            (Parameter::ScanStart, &self.start),
            (Parameter::ScanStop, &self.stop),
            (Parameter::TlsSpeed(tls), &self.speed),
            (Parameter::TlsPower(tls), &self.power),
        ];
        let said = typed.into_iter().filter_map(|(parameter, typed)| Some((parameter, typed.as_ref()?)));
        said.map(|(parameter, typed)| Ok((parameter, parameter.parse(typed)?))).collect()
    }
}

/// Runs the sweep, and saves its traces into one file.
async fn run(mut desk: Desk, scan: Scan, save: Option<PathBuf>, form: Printed) -> Result<()> {
    if let (Some(path), Then::Fetch(detectors, _)) = (&save, &scan.then) {
        check_file(path, detectors.all().len())?;
    }
    match (desk.sweep(scan).await?, save) {
        (Swept::Begun(afterwards), _) => {
            let words = format!("sweep started{}", behind(afterwards));
            form.print(words, || json!({ "sweep": "begun", "stays_on": json::stays_on(afterwards) }));
        }
        (Swept::Done(_), None) => form.print("sweep done", || json!({ "sweep": "done", "file": null })),
        (Swept::Done(traces), Some(path)) => {
            let traces: Vec<NamedTrace> = ('A'..='Z').zip(traces).collect();
            let saved = export::save(&path, &traces).map_err(Failed::refused)?;
            match form {
                Printed::People => print::path(&saved),
                Printed::Json => {
                    print::line(json!({ "sweep": "done", "file": saved.display().to_string() }));
                }
            }
        }
    }
    Ok(())
}

/// Refuses what could not be written afterwards, before anything is asked for it.
pub(super) fn check_file(path: &Path, traces: usize) -> Result<(), Failed> {
    export::fits(path, traces).map_err(|why| Failed::Refused(format!("{why}; nothing was sent")))
}

/// What becomes of the light of what goes on when the command is over, behind that it has begun.
pub(super) fn behind(afterwards: Option<Afterwards>) -> String {
    afterwards.map_or_else(String::new, |afterwards| format!("; {}", afterwards.words()))
}
