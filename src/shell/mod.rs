//! The command line of `ctp10`: the console, and what is done without a screen.
//!
//! A subcommand is a file here and one row below: a struct of what can be typed, whose `task` makes sense of that.
//! What is wrong then is wrong use (exit code 2); what goes wrong afterwards has the exit codes of [`Failed`].

mod abort;
mod analyze;
mod common;
mod completions;
mod config;
mod console;
mod convert;
mod desk;
mod discover;
mod doctor;
mod door;
mod doors;
mod errors;
mod get;
mod guardian;
mod identify;
mod keys;
mod laser;
mod man;
mod manual;
mod off;
mod older;
mod operation;
mod play;
mod plot;
mod power;
mod progress;
mod query;
mod reading;
mod record;
mod reference;
mod serve;
mod set;
mod sim;
mod status;
mod sweep;
mod trace;
mod words;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::parser::ValueSource;
use clap::{ArgMatches, Args, CommandFactory, FromArgMatches, Parser, Subcommand};
use color_eyre::eyre::Result;

use crate::app::end::Farewell;
use crate::app::print::{self, complain};
use crate::config::paths;
use crate::core::operation::Operation;
use crate::desk::failed::Failed;
use crate::platform::signals;

/// What was typed, as it is meant.
type Task = Box<dyn FnOnce() -> Result<ExitCode>>;

/// One row for each subcommand, boxed since some have many options: its name in the file of the same name, and the operation
/// that it does with more around it than that needs. Each other operation is a subcommand by its own row.
macro_rules! subcommands {
    ($($file:ident::$name:ident $(does $operation:ident)?),* $(,)?) => {
        #[derive(Debug, Subcommand)]
        enum Row {
            $($name(Box<$file::$name>)),*
        }

        impl Row {
            fn task(self, common: common::Common) -> Result<Task> {
                match self {
                    $(Self::$name(row) => row.task(common)),*
                }
            }
        }

        /// Whether an operation has no row of its own here.
        fn is_by_its_row(operation: Operation) -> bool {
            let own = [$($(matches!(operation, Operation::$operation { .. }),)?)*];
            !own.contains(&true)
        }
    };
}

subcommands!(
    guardian::Guardian,
    identify::Identify,
    status::Status,
    power::Power,
    record::Record,
    get::Get,
    set::Set,
    laser::Laser does LaserOn,
    off::Off,
    sweep::Sweep does SweepStart,
    abort::Abort,
    reference::Reference does Reference,
    trace::Trace,
    query::Query,
    errors::Errors,
    analyze::Analyze,
    plot::Plot,
    convert::Convert,
    play::Play,
    serve::Serve,
    sim::Sim,
    config::Config,
    keys::Keys,
    doctor::Doctor,
    discover::Discover,
    completions::Completions,
    man::Man,
    manual::Manual,
);

/// A subcommand.
#[derive(Debug)]
enum Command {
    /// It has a row here.
    Row(Row),
    /// It is an operation.
    Operation(operation::Operate),
}

impl Command {
    fn task(self, common: common::Common) -> Result<Task> {
        match self {
            Self::Row(row) => row.task(common),
            Self::Operation(operation) => operation.task(&common),
        }
    }
}

impl FromArgMatches for Command {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let named = matches.subcommand().and_then(|(name, said)| {
            operation::rows(is_by_its_row).find(|row| row.is_named(name)).map(|row| row.read(said))
        });
        match named {
            Some(operation) => operation.map(Self::Operation),
            None => Row::from_arg_matches(matches).map(Self::Row),
        }
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl Subcommand for Command {
    fn augment_subcommands(command: clap::Command) -> clap::Command {
        let operations = operation::rows(is_by_its_row).map(operation::OperationRow::command);
        operations.fold(Row::augment_subcommands(command), clap::Command::subcommand)
    }

    fn augment_subcommands_for_update(command: clap::Command) -> clap::Command {
        Self::augment_subcommands(command)
    }

    fn has_subcommand(name: &str) -> bool {
        Row::has_subcommand(name) || operation::rows(is_by_its_row).any(|row| row.is_named(name))
    }
}

/// A keyboard-driven console for the EXFO CTP10 optical test bench.
///
/// Without an address it runs on a built-in simulator, and says so on the screen.
#[derive(Debug, Parser)]
#[command(name = "ctp10", version, after_help = log_help())]
struct Typed {
    #[command(subcommand)]
    row: Option<Command>,
    #[command(flatten)]
    common: common::Common,
    #[command(flatten)]
    console: console::Console,
}

fn log_help() -> String {
    format!("The log is in {}", paths::log_dir().display())
}

/// Does what the command line says.
pub fn main() -> ExitCode {
    signals::long_files_are_errors();
    let typed = match typed(words::split(std::env::args_os())) {
        Ok(typed) => typed,
        Err(said) => return answered(&said),
    };
    let task = match typed.row {
        Some(row) => row.task(typed.common),
        None => typed.console.task(typed.common),
    };
    let task = match task {
        Ok(task) => task,
        Err(error) => {
            complain(&format!("{error:#}"));
            return ExitCode::from(2);
        }
    };
    let done = task().and_then(|code| print::all_written().map(|()| code));
    done.unwrap_or_else(|error| {
        complain(&format!("{error:#}"));
        ExitCode::from(error.downcast_ref::<Failed>().map_or(1, Failed::code))
    })
}

/// What was typed. Options of the console in front of a command would be of no use, and are refused.
fn typed(words: Vec<OsString>) -> Result<Typed, clap::Error> {
    let mut command = Typed::command();
    let matches = command.clone().try_get_matches_from(words)?;
    let mut typed = Typed::from_arg_matches(&matches).map_err(|said| said.format(&mut command))?;
    typed.common.note(&matches);
    if let Some(row) = matches.subcommand_name() {
        let of_console = console::Console::augment_args(clap::Command::new("console"));
        let said = |id: &str| matches.value_source(id) == Some(ValueSource::CommandLine);
        if let Some(option) = of_console.get_arguments().find(|option| said(option.get_id().as_str())) {
            let option = option.get_long().unwrap_or_default();
            let words =
                format!("--{option} is an option of the console and not of {row}; see ctp10 {row} --help");
            return Err(command.error(ErrorKind::ArgumentConflict, words));
        }
    }
    Ok(typed)
}

/// Prints what clap has to say: help and version on the standard output, wrong use on that for errors.
fn answered(said: &clap::Error) -> ExitCode {
    let code = u8::try_from(said.exit_code()).unwrap_or(2);
    match print::unless_closed(said.print()) {
        Ok(()) => ExitCode::from(code),
        Err(error) => {
            complain(&format!("{:#}", print::Unwritten(error)));
            ExitCode::from(code.max(1))
        }
    }
}

/// Says the last words; the exit code.
fn part(farewell: Farewell) -> ExitCode {
    if let Some(words) = farewell.words {
        complain(&words);
    }
    ExitCode::from(farewell.code)
}

/// What runs the tasks of a command.
fn runtime() -> Result<tokio::runtime::Runtime> {
    Ok(tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?)
}

/// Runs one thing to its end. Whatever still waits for a file or a name does not hold the end up.
fn block_on(work: impl Future<Output = Result<()>>) -> Result<ExitCode> {
    let runtime = runtime()?;
    let done = runtime.block_on(work);
    runtime.shutdown_background();
    done.map(|()| ExitCode::SUCCESS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_be_typed_is_sound() {
        Typed::command().debug_assert();
    }

    /// Operations that are made up by their rows alone are subcommands, with what they are of and the consent to their light.
    #[test]
    fn an_operation_is_a_subcommand_by_its_row_alone() {
        let command = Typed::command();
        let has = |name: &str, option: &str| {
            let found = command.find_subcommand(name).unwrap_or_else(|| panic!("no {name}"));
            found.get_arguments().any(|known| known.get_id() == option)
        };
        assert!(has("make-up", "detector") && has("make-up", "json") && !has("make-up", "yes"));
        assert!(has("make-up-light", "position") && has("make-up-light", "yes"));
        assert_eq!(
            command.find_subcommand("make-up").unwrap().get_about().unwrap().to_string(),
            "Make something up"
        );
        let said = |line: &str| typed(line.split(' ').map(OsString::from).collect());
        let operation = |line: &str| match said(line).unwrap().row {
            Some(Command::Operation(operation)) => format!("{operation:?}"),
            other => panic!("{line}: {other:?}"),
        };
        assert!(operation("ctp10 make-up 4/1 --json").contains("\"4/1\""));
        assert!(operation("ctp10 make-up-light 2 --yes").contains("MadeUpLight"));
        for line in ["ctp10 make-up", "ctp10 make-up 4/1 --yes", "ctp10 make-up-light 11"] {
            assert_eq!(said(line).unwrap_err().exit_code(), 2, "{line}");
        }
        for name in ["laser-on", "sweep-start"] {
            assert!(command.find_subcommand(name).is_none(), "{name} has a row of its own");
        }
        assert!(matches!(said("ctp10 reference 4/1").unwrap().row, Some(Command::Row(_))));
    }

    #[test]
    fn options_of_the_console_are_refused_in_front_of_a_command_that_has_none_of_them() {
        let said = |line: &str| typed(line.split(' ').map(OsString::from).collect());
        for line in ["ctp10 --speedup 2 status", "ctp10 --theme dark status", "ctp10 status --seed 2"] {
            assert_eq!(said(line).unwrap_err().exit_code(), 2, "{line}");
        }
        for line in [
            "ctp10 --speedup 2",
            "ctp10 sim --speedup 2",
            "ctp10 --address x status",
            "ctp10 status --address x",
        ] {
            assert!(said(line).is_ok(), "{line}");
        }
    }
}
