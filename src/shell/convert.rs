//! `ctp10 convert`: saved traces in another format, and recordings as tables.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use color_eyre::eyre::{Report, Result, bail, eyre};

use super::Task;
use super::common::Common;
use super::desk::Printed;
use super::reading::Reading;
use crate::app::convert::{self, To, recording};
use crate::export::{Format, fits, series};
use crate::record::recording::is_recording;

/// Writes the traces of saved files, or a recording, in another format
///
/// What is read is what `plot` and `analyze` read, and what `record` wrote: its files, or the folder that has them, become one
/// table, as csv, json (an object on each line), parquet or nc. What a file says of its traces goes with them. A file that is
/// there already is never written over.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  ctp10 convert run.npz --to csv\n  ctp10 convert *.npz --to parquet\n  ctp10 convert a.csv b.csv -o both.h5\n  ctp10 convert night --to parquet"
)]
pub(super) struct Convert {
    /// The files, or the folder of a recording
    #[arg(required = true)]
    files: Vec<PathBuf>,
    #[arg(long, value_name = "FORMAT", value_parser = format, required_unless_present = "save", help = to_help())]
    to: Option<Format>,
    /// One file for all traces [default: one beside each file, of the same name]
    #[arg(short = 'o', long, value_name = "FILE")]
    save: Option<PathBuf>,
    #[command(flatten)]
    reading: Reading,
    #[command(flatten)]
    printed: Printed,
}

fn to_help() -> String {
    format!("The format, by the end of its files' names: {}", Format::ends())
}

/// A format by the end of its files' names, with the dot or without.
fn format(typed: &str) -> Result<Format, String> {
    let name = format!("x.{}", typed.trim_start_matches('.'));
    Format::of(Path::new(&name)).map_err(|_| format!("there are {}", Format::ends()))
}

/// Where it goes: into the file of this name, whose end says the format, or else beside what was read.
fn destination<F: Copy + PartialEq>(
    asked: Option<F>,
    file: Option<PathBuf>,
    of_name: impl Fn(&Path) -> Result<F>,
    missing: impl Fn() -> Report,
) -> Result<To<F>> {
    let Some(path) = file else { return asked.map(To::Beside).ok_or_else(missing) };
    let format = of_name(&path)?;
    if asked.is_some_and(|asked| asked != format) {
        bail!("--to and the name {} say two formats", path.display());
    }
    Ok(To::File(path, format))
}

impl Convert {
    pub(super) fn task(self, _: Common) -> Result<Task> {
        if self.files.iter().any(|file| is_recording(file)) {
            return self.recording();
        }
        let Self { files, to, save, reading, printed } = self;
        let no_format = || eyre!("--to says the format: {}", Format::ends());
        let to = destination(to, save, |path| Ok(Format::of(path)?), no_format)?;
        if let To::File(path, _) = &to {
            fits(path, files.len())?;
        }
        let (reading, form) = (reading.into(), printed.form());
        Ok(Box::new(move || convert::convert(&files, &reading, &to, form).map(|()| ExitCode::SUCCESS)))
    }

    /// Recordings alone: all of them are one table.
    fn recording(self) -> Result<Task> {
        let Self { files, to, save, reading: _, printed } = self;
        if let Some(other) = files.iter().find(|file| !is_recording(file)) {
            bail!("{} is no recording, and the others are; convert them by themselves", other.display());
        }
        let no_form = || eyre!("a recording is written as {}", series::Form::ENDS);
        let of_name = |path: &Path| series::Form::of(path).ok_or_else(no_form);
        let asked = to.map(|to| of_name(Path::new(&format!("x.{to}")))).transpose()?;
        let to = destination(asked, save, of_name, no_form)?;
        let form = printed.form();
        Ok(Box::new(move || recording::convert(&files, &to, form).map(|()| ExitCode::SUCCESS)))
    }
}
