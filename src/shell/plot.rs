//! `ctp10 plot`: saved files as a picture.

use std::fmt::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use color_eyre::eyre::{Result, bail};

use super::Task;
use super::common::Common;
use super::reading::ReadingArgs;
use crate::app::plot::{Drawing, plot};
use crate::export::Ending;
use crate::export::figure::{FigureFormat, FigureOptions, Word};

/// Draws the traces of saved files: as a figure, or on the terminal
#[derive(Debug, Args)]
#[command(after_help = words())]
pub(super) struct Plot {
    /// The files
    #[arg(required = true)]
    files: Vec<PathBuf>,
    #[command(flatten)]
    reading: ReadingArgs,
    #[arg(long, value_name = "FIGURE", help = format!("The figure: {}", FigureFormat::ends()))]
    out: Option<PathBuf>,
    /// How it looks: words of the list below, with commas between them
    #[arg(long = "as", value_name = "WORDS", default_value = "")]
    options: FigureOptions,
    /// What the traces are called in the legend, in their order: once for each
    #[arg(long = "name", value_name = "NAME")]
    names: Vec<String>,
    /// Characters that the terminal is drawn with: octant, braille, blocks or ascii
    #[arg(long, value_name = "SET")]
    glyphs: Option<String>,
    /// With the lines that fit the resonances of the first trace, and what they leave over in a panel of its own
    #[arg(long)]
    fit: bool,
    /// From this wavelength on, nm
    #[arg(long, value_name = "NM")]
    from: Option<f64>,
    /// Up to this wavelength, nm
    #[arg(long, value_name = "NM")]
    to: Option<f64>,
}

/// How a figure may look.
fn words() -> String {
    let mut text = "How a figure looks (--as), as in the console behind `:figure as`:\n".to_owned();
    for word in Word::all() {
        let _ = writeln!(text, "  {:<11} {}", word.word(), word.about());
    }
    text
}

impl Plot {
    pub(super) fn task(self, common: Common) -> Result<Task> {
        let Self { files, reading, out, options, names, glyphs, fit, from, to } = self;
        let glyphs =
            glyphs.map(|set| set.parse()).transpose()?.or(common.settings()?.glyphs).unwrap_or_default();
        let window = from.unwrap_or(0.0)..=to.unwrap_or(f64::INFINITY);
        if window.is_empty() {
            bail!("--from {} is above --to {}", window.start(), window.end());
        }
        let drawing = Drawing { files, reading: reading.into(), out, options, window, names, fit, glyphs };
        Ok(Box::new(move || plot(&drawing).map(|()| ExitCode::SUCCESS)))
    }
}
