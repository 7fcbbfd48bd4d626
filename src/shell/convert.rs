//! `ctp10 convert`: saved traces in another format, and recordings as tables.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use color_eyre::eyre::{Report, Result, bail, eyre};

use super::Task;
use super::common::Common;
use super::desk::JsonFlag;
use super::reading::ReadingArgs;
use crate::app::convert::{self, To, recording};
use crate::export::series::Form;
use crate::export::{Ending, Format, fits};
use crate::record::recording::is_recording;

/// Writes the traces of saved files, or a recording, in another format
///
/// What is read is what `plot` and `analyze` read, and what `record` wrote: its files, or the folder that has them, become one
/// table, as CSV, JSON (an object on each line), Parquet or netCDF. What a file says of its traces goes with them. A file that is
/// there already is never written over.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  ctp10 convert run.npz --to csv\n  ctp10 convert *.npz --to parquet\n  ctp10 convert a.csv b.csv -o both.h5\n  ctp10 convert night --to parquet"
)]
pub(super) struct Convert {
    /// The files, or the folder of a recording
    #[arg(required = true)]
    files: Vec<PathBuf>,
    #[arg(long, value_name = "FORMAT", required_unless_present = "save", help = to_help())]
    to: Option<String>,
    /// One file for all traces [default: one beside each file, of the same name]
    #[arg(short = 'o', long, value_name = "FILE")]
    save: Option<PathBuf>,
    #[command(flatten)]
    reading: ReadingArgs,
    #[command(flatten)]
    printed: JsonFlag,
}

fn to_help() -> String {
    format!(
        "The format, by the end of its files' names: {} of traces, {} of a recording",
        Format::all_ends(),
        Form::all_ends()
    )
}

/// Where it goes: into the file of this name, whose end says the format, or else beside what was read. What `--to` may be is
/// known when it is known what is converted.
fn destination<F: Ending + PartialEq>(
    asked: Option<&str>,
    file: Option<PathBuf>,
    of_name: impl Fn(&Path) -> Result<F>,
    there_are: impl Fn() -> Report,
) -> Result<To<F>> {
    let asked = asked.map(|end| F::asked(end).ok_or_else(&there_are)).transpose()?;
    let Some(path) = file else { return asked.map(To::Beside).ok_or_else(there_are) };
    let format = of_name(&path)?;
    if asked.is_some_and(|asked| asked.format != format) {
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
        let there_are = || eyre!("--to says the format of traces: there are {}", Format::all_ends());
        let to = destination(to.as_deref(), save, |path| Ok(Format::of(path)?), there_are)?;
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
        let there_are = || eyre!("a recording is written as one of {}", Form::all_ends());
        let of_name = |path: &Path| Form::of_name(path).ok_or_else(there_are);
        let to = destination(to.as_deref(), save, of_name, there_are)?;
        let form = printed.form();
        Ok(Box::new(move || recording::convert(&files, &to, form).map(|()| ExitCode::SUCCESS)))
    }
}
