//! `ctp10 analyze`: what is in saved files.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use color_eyre::eyre::{Result, bail, eyre};
use strum::IntoEnumIterator;

use super::Task;
use super::common::Common;
use super::reading::ReadingArgs;
use crate::analysis::channel::Grid;
use crate::analysis::coupling::Ring;
use crate::analysis::limits::Limits;
use crate::analysis::peaks::Extremum;
use crate::analysis::quantity::Quantity;
use crate::app::analyse::{self, Counts, Device, Shown, Wanted, is_column};
use crate::config::labels::Labels;
use crate::core::length::Length;
use crate::core::text::{clean, clean_path, nearest};
use crate::export::Ending;
use crate::export::figure::{self, FigureOptions, Offset};
use crate::export::{Format, measured};
use crate::files::read::{TEXT, read_text};

fn table_help() -> String {
    format!(
        "A table with a row for each resonance or pass band: {}; a taken name gets a number",
        measured::TableFormat::ends()
    )
}

/// Prints the resonances, pass bands and statistics of saved files: of one as a report, of many as a table
#[expect(clippy::struct_excessive_bools, reason = "switches of a command line are that")]
#[derive(Debug, Args)]
pub(super) struct Analyze {
    /// The files
    #[arg(required = true)]
    files: Vec<PathBuf>,
    #[command(flatten)]
    reading: ReadingArgs,
    /// As JSON: an array with an object for each trace
    #[arg(long)]
    json: bool,
    #[arg(long, value_name = "FILE", help = table_help())]
    table: Option<PathBuf>,
    /// The files are repeated sweeps: a file for the mean of their powers and, under a free letter, for how they scatter
    #[arg(long, value_name = "FILE")]
    mean: Option<PathBuf>,
    /// How files are called: each word in braces is a column, as in `{wafer}_{device}_{port}`
    #[arg(long, value_name = "PATTERN")]
    name: Option<String>,
    /// What has to be kept: a TOML file; the exit code is 5 if it is not
    #[arg(long, value_name = "FILE")]
    limits: Option<PathBuf>,
    /// The files are repeated sweeps: how far each resonance is from where it was in the first, how it drifts and scatters
    #[arg(long)]
    drift: bool,
    /// How often a quantity lies where, over all rows
    #[arg(long, value_name = "QUANTITY", conflicts_with = "json")]
    histogram: Option<String>,
    /// How the mean of a quantity goes from file to file
    #[arg(long, value_name = "QUANTITY", conflicts_with = "json")]
    trend: Option<String>,
    /// The histogram or the trend as a figure; the end of its name says how: .png, .svg, .pdf
    #[arg(long, value_name = "FIGURE")]
    figure: Option<PathBuf>,
    /// How the figure looks, as of `ctp10 plot`
    #[arg(long = "as", value_name = "WORDS", default_value = "", requires = "figure")]
    options: FigureOptions,
    /// Peaks only, as those of pass bands and drop ports; without this and --dips what stands out further in each trace
    #[arg(long, conflicts_with = "dips")]
    peaks: bool,
    /// Dips only
    #[arg(long)]
    dips: bool,
    /// Length of the waveguide once round a ring, or by which one arm of an interferometer is longer: 400um, 1.2mm
    #[arg(long, value_name = "LENGTH")]
    length: Option<String>,
    /// The fringes of an interferometer with two arms instead of resonances: minima, extinction, FSR
    #[arg(long, conflicts_with_all = ["peaks", "dips", "ring", "grid"])]
    fringes: bool,
    /// Which ring dips are taken for: under-coupled or over-coupled (one coupler), add-drop (two alike, through port)
    /// [default with --length: under-coupled]
    #[arg(long, value_name = "RING")]
    ring: Option<String>,
    /// Channels of the ITU's grid for pass bands, or for notches: 100, 50 or 25 GHz
    #[arg(long, value_name = "GHZ")]
    grid: Option<String>,
    /// The letters of the traces of most and of least transmission over all polarizations, for the loss that depends on them
    #[arg(long, value_name = "MOST,LEAST")]
    pdl: Option<String>,
    /// Width of the clear band of filters [default: half of the 3 dB band]
    #[arg(long, value_name = "PM")]
    clear: Option<f64>,
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
        let Self {
            files,
            reading,
            json,
            table,
            mean,
            name,
            limits,
            drift,
            histogram,
            trend,
            figure,
            options,
            peaks,
            dips,
            length,
            fringes,
            ring,
            grid,
            pdl,
            clear,
            excursion,
            threshold,
            plain,
            from,
            to,
            width,
        } = self;
        if !(excursion >= 0.0 && width > 0.0) {
            bail!("--excursion {excursion} and --width {width} are dB, and not less than 0");
        }
        let kind = match (peaks, dips) {
            (true, _) => Some(Extremum::Peak),
            (false, true) => Some(Extremum::Dip),
            (false, false) => None,
        };
        let ring = ring.map(|typed| {
            let known = Ring::iter().map(Ring::name).collect::<Vec<_>>().join(", ");
            typed.parse::<Ring>().map_err(|_| eyre!("--ring {}: there are {known}", clean(&typed)))
        });
        let length = length.map(|typed| typed.parse::<Length>().map_err(|error| eyre!("--length: {error}")));
        let length = length.transpose()?;
        let ring = ring.transpose()?.or(length.map(|_| Ring::UnderCoupled));
        let counts = Counts { kind, excursion, threshold, down_db: width, plain, ring };
        if clear.is_some_and(|clear| clear <= 0.0 || clear.is_nan()) {
            bail!("--clear is a width in pm, and above 0");
        }
        let grid = grid.map(|typed| {
            let no = |_| eyre!("--grid {}: there are grids of 100, 50 and 25 GHz", clean(&typed));
            typed.parse::<Grid>().map_err(no)
        });
        let device = Device { grid: grid.transpose()?, clear_pm: clear, length, fringes };
        let range_nm = from.unwrap_or(0.0)..=to.unwrap_or(f64::INFINITY);
        if range_nm.is_empty() {
            bail!("--from {} is above --to {}", range_nm.start(), range_nm.end());
        }
        // Before a night's work: its result needs a place that there can be.
        table.as_ref().map(|path| measured::TableFormat::of(path)).transpose()?;
        mean.as_ref().map(|path| Format::of(path)).transpose()?;
        let names = name.map(|pattern| Labels::parse(&pattern, is_column)).transpose()?;
        let limits = limits.map(|path| limits_of(&path)).transpose()?;
        let polarizations = pdl.map(|typed| {
            let two = typed.split_once(',').and_then(|(most, least)| Some((letter(most)?, letter(least)?)));
            let two = two.filter(|(most, least)| most != least);
            two.ok_or_else(|| eyre!("--pdl {}: write the letters of two traces, like A,B", clean(&typed)))
        });
        let polarizations = polarizations.transpose()?;
        if drift && files.len() < 2 {
            bail!("--drift holds sweeps against the first: give two files or more");
        }
        let histogram = histogram.map(|typed| quantity("--histogram", &typed)).transpose()?;
        let trend = trend.map(|typed| quantity("--trend", &typed)).transpose()?;
        let figure = figure.map(|path| -> Result<_> {
            figure::FigureFormat::of(&path)?;
            let shown = match (histogram, trend) {
                (Some(quantity), None) => Shown::Histogram(quantity),
                (None, Some(quantity)) => Shown::Trend(quantity),
                (None, None) | (Some(_), Some(_)) => bail!("--figure is of one of --histogram and --trend"),
            };
            // Its bottom is no wavelength: numbers stand there as they are.
            Ok((shown, path, FigureOptions { offset: Some(Offset::Never), ..options }))
        });
        let figure = figure.transpose()?;
        let wanted = Wanted {
            files,
            options: reading.into(),
            json,
            table,
            mean,
            names,
            limits,
            counts,
            device,
            polarizations,
            drift,
            histogram,
            trend,
            figure,
            range_nm,
        };
        Ok(Box::new(move || analyse::run(&wanted).map(|()| ExitCode::SUCCESS)))
    }
}

/// The limits of a file.
fn limits_of(path: &Path) -> Result<Limits> {
    let shown = clean_path(path);
    let text = read_text(path, TEXT).map_err(|error| eyre!("the limits {shown} cannot be read: {error}"))?;
    Limits::parse(&text).map_err(|error| eyre!("the limits {shown}, {error}"))
}

/// A quantity by its name.
fn quantity(option: &str, typed: &str) -> Result<Quantity> {
    let near = || nearest(typed, Quantity::all().map(Quantity::name), 3).join(", ");
    let none = || eyre!("{option}: there is no quantity {:?}; the nearest are {}", clean(typed), near());
    Quantity::named(typed).ok_or_else(none)
}

/// The letter of a trace.
fn letter(typed: &str) -> Option<char> {
    let upper = typed.trim().to_ascii_uppercase();
    upper.parse().ok().filter(char::is_ascii_uppercase)
}
