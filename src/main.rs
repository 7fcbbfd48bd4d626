//! The command `ctp10`.

use std::process::ExitCode;

use clap::Parser;
use color_eyre::eyre::Result;
use ctp10::app::{log, play, start};
use ctp10::config::paths;
use ctp10::core::transcript::Transcript;
use ctp10::instrument::worker::Tcp;

mod cli;

use cli::{Task, Typed};

fn main() -> ExitCode {
    let typed = Typed::parse();
    let level = typed.log_level();
    let task = match typed.task() {
        Ok(task) => task,
        Err(error) => {
            eprintln!("ctp10: {error:#}");
            return ExitCode::from(2);
        }
    };
    match run(task, level) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("ctp10: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(task: Task, level: tracing::level_filters::LevelFilter) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    match task {
        Task::Console(plan) => {
            let _log = log::start(&paths::log_dir(), level)
                .inspect_err(|error| eprintln!("ctp10: there is no log: {error}"))
                .ok();
            runtime.block_on(start::console(*plan))
        }
        Task::Play(file, mode, plan) => {
            let setup = start::setup(&plan.settings, Transcript::default());
            let address = plan.settings.address.clone();
            let (host, port) = address.map_or_else(Default::default, |address| (address.host, address.port));
            runtime.block_on(play::play(&file, mode, Tcp { host, port }, setup))
        }
        Task::Simulator(listen, options) => runtime.block_on(start::simulator(listen, options)),
    }
}
