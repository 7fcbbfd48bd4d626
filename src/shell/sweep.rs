//! `ctp10 sweep`: settings, light, the run, the file.

use std::path::PathBuf;

use clap::Args;
use color_eyre::eyre::Result;

use super::Task;
use super::common::{Common, detectors};
use super::desk::{Agreed, Bench, Printed};
use crate::app::desk::{self, Scan};
use crate::core::ids::{TlsId, TraceType};
use crate::core::parameter::{Change, Parameter};

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
    printed: Printed,
}

impl Sweep {
    pub(super) fn task(self, common: Common) -> Result<Task> {
        let settings = common.settings()?;
        let detectors = detectors(&settings, &self.detectors)?;
        let kind: TraceType = self.kind.parse()?;
        let changes = self.changes()?;
        let watched = if self.save.is_some() { detectors.all() } else { &[] };
        let bench = Bench::named(&common, watched)?;
        let form = self.printed.form();
        let scan =
            Scan { changes, given: self.agreed.given(), save: self.save, detectors, kind, wait: self.wait };
        Ok(bench.quiet().light(move |desk| desk::sweep(desk, scan, form)))
    }

    /// What is set before the sweep, in the order in which it is set: the sampling limits the span.
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
