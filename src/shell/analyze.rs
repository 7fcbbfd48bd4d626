//! `ctp10 analyze`: what is in a saved file.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use color_eyre::eyre::{Result, bail};

use super::Task;
use super::common::Common;
use crate::analysis::peaks::{Kind, Search};
use crate::analysis::resonance::Method;
use crate::app::analyse;

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
    /// A peak must be higher, a dip lower than this level
    #[arg(long, value_name = "DB", allow_negative_numbers = true)]
    threshold: Option<f64>,
    /// Count everything that stands out so far, also noise and fringes
    #[arg(long)]
    plain: bool,
    /// Only what is at this wavelength or above, nm
    #[arg(long, value_name = "NM")]
    from: Option<f64>,
    /// Only what is at this wavelength or below, nm
    #[arg(long, value_name = "NM")]
    to: Option<f64>,
    /// Widths are taken this many dB from the base line of a dip, from the top of a peak
    #[arg(long, value_name = "DB", default_value_t = 3.0)]
    width: f64,
}

impl Analyze {
    pub(super) fn task(self, _: Common) -> Result<Task> {
        let Self { file, json, peaks, excursion, threshold, plain, from, to, width } = self;
        if !(excursion >= 0.0 && width > 0.0) {
            bail!("--excursion {excursion} and --width {width} are dB, and not less than 0");
        }
        let kind = if peaks { Kind::Peak } else { Kind::Dip };
        let method = Method { search: Search { kind, excursion, threshold }, down_db: width, plain };
        let range = from.unwrap_or(0.0)..=to.unwrap_or(f64::INFINITY);
        if range.is_empty() {
            bail!("--from {} is above --to {}", range.start(), range.end());
        }
        Ok(Box::new(move || analyse::analyse(&file, json, &method, range).map(|()| ExitCode::SUCCESS)))
    }
}
