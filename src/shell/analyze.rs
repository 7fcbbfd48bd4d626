//! `ctp10 analyze`: what is in a saved file.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use color_eyre::eyre::{Result, bail};

use super::Task;
use super::common::Common;
use crate::analysis::peaks::{Kind, Search};
use crate::analysis::resonance::Method;
use crate::app::batch;

/// Prints the resonances and the statistics of a saved file
#[derive(Debug, Args)]
pub(super) struct Analyze {
    /// The file
    file: PathBuf,
    /// As JSON
    #[arg(long)]
    json: bool,
    /// Peaks instead of dips
    #[arg(long)]
    peaks: bool,
    /// How far one must stick out, dB
    #[arg(long, value_name = "DB", default_value_t = 3.0)]
    excursion: f64,
    /// Widths are taken this many dB from the base line
    #[arg(long, value_name = "DB", default_value_t = 3.0)]
    width: f64,
}

impl Analyze {
    pub(super) fn task(self, _: Common) -> Result<Task> {
        let Self { file, json, peaks, excursion, width } = self;
        if !(excursion >= 0.0 && width > 0.0) {
            bail!("--excursion {excursion} and --width {width} are dB, and not less than 0");
        }
        let kind = if peaks { Kind::Peak } else { Kind::Dip };
        let method = Method { search: Search { kind, excursion, threshold: None }, down_db: width };
        Ok(Box::new(move || batch::analyse(&file, json, &method).map(|()| ExitCode::SUCCESS)))
    }
}
