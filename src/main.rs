//! The command `ctp10`.

#![cfg_attr(not(test), warn(clippy::disallowed_macros, clippy::disallowed_methods))]

use std::io::Write;
use std::process::ExitCode;

use clap::Parser;
use color_eyre::eyre::Result;
use ctp10::app::batch::{self, Failed};
use ctp10::app::end::{self, Duty, Farewell};
use ctp10::app::{log, play, start};
use ctp10::config::paths;
use ctp10::core::laser::Ours;
use ctp10::core::text::clean_lines;
use ctp10::core::transcript::Transcript;
use ctp10::guard;
use ctp10::instrument::worker::Tcp;

mod cli;

use cli::{Task, Typed};

fn main() -> ExitCode {
    let typed = Typed::parse();
    let level = typed.log_level();
    let task = match typed.task() {
        Ok(task) => task,
        Err(error) => {
            complain(&format!("{error:#}"));
            return ExitCode::from(2);
        }
    };
    match run(task, level) {
        Ok(code) => code,
        Err(error) => {
            complain(&format!("{error:#}"));
            // 1 refused, 3 no link, 4 time-out; 2 is wrong use.
            ExitCode::from(error.downcast_ref::<Failed>().map_or(1, Failed::code))
        }
    }
}

/// Says what is wrong, if there is still somebody to say it to.
fn complain(words: &str) {
    let _ = writeln!(std::io::stderr(), "ctp10: {}", clean_lines(words));
}

fn run(task: Task, level: tracing::level_filters::LevelFilter) -> Result<ExitCode> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let done = match task {
        Task::Console(plan) => {
            let _log = log::start(&paths::log_dir(), level)
                .inspect_err(|error| complain(&format!("there is no log: {error}")))
                .ok();
            let farewell = start::console(*plan, &runtime)?;
            // Whatever still waits for a file or a name does not hold the end up.
            runtime.shutdown_background();
            return Ok(part(farewell));
        }
        Task::Guard => return guardian(&runtime, level),
        Task::Play(file, mode, plan) => return script(runtime, file, mode, *plan),
        Task::Trace(id, name, path, plan) => {
            let setup = start::setup(&plan.settings, Transcript::default());
            runtime.block_on(batch::trace(id, name, &path, tcp(&plan), setup))
        }
        Task::Analyse(path, json, method) => batch::analyse(&path, json, &method),
        Task::Plot(path, out, glyphs) => batch::plot(&path, out, glyphs),
        Task::Simulator(listen, options) => runtime.block_on(start::simulator(listen, *options)),
    };
    runtime.shutdown_background();
    done.map(|()| ExitCode::SUCCESS)
}

/// Plays a script. What it lit goes off when it ends, however it ends, unless it is to stay on.
fn script(
    runtime: tokio::runtime::Runtime,
    file: std::path::PathBuf,
    mode: play::Mode,
    plan: start::Plan,
) -> Result<ExitCode> {
    let watch = guard::Watch::start()?;
    let duty = Duty::new(plan.settings.on_exit);
    let (address, read_only) = (tcp(&plan), plan.settings.read_only);
    if mode == play::Mode::RunAll && !read_only {
        duty.start_guardian(false);
        duty.guard(Some(format!("{}:{}", address.host, address.port)), Ours::default());
    }
    let setup = duty.guarded(start::setup(&plan.settings, Transcript::default()));
    let (on, held) = (runtime.handle().clone(), duty.clone());
    watch.work("script", move || on.block_on(play::play(&file, mode, address, setup, read_only, &held)))?;
    let ending = watch.wait(|| duty.look());
    let light = duty.end(&runtime, false);
    runtime.shutdown_background();
    let farewell = match ending {
        guard::Ending::Done(done) => {
            light.inspect(|words| complain(words));
            return done.map(|()| ExitCode::SUCCESS);
        }
        guard::Ending::Signal(signal) => Farewell::of_signal(signal, light),
        guard::Ending::Panic(words) => Farewell::of_panic(&words, &plan.log, light),
    };
    Ok(part(farewell))
}

/// Says the last words; the exit code.
fn part(farewell: Farewell) -> ExitCode {
    if let Some(words) = farewell.words {
        complain(&words);
    }
    ExitCode::from(farewell.code)
}

/// The second process: waits for the end of the first one, and undoes what that left behind.
fn guardian(
    runtime: &tokio::runtime::Runtime,
    level: tracing::level_filters::LevelFilter,
) -> Result<ExitCode> {
    guard::guardian::detach()?;
    let charge = guard::guardian::listen(std::io::stdin().lock());
    if charge.ours == Ours::default() && charge.screen.is_none() {
        return Ok(ExitCode::SUCCESS);
    }
    let _log = log::start(&paths::log_dir(), level).ok();
    let undone = end::undo(charge, runtime);
    Ok(ExitCode::from(u8::from(!undone)))
}

/// Where the instrument is.
fn tcp(plan: &start::Plan) -> Tcp {
    let address = plan.settings.address.clone();
    let (host, port) = address.map_or_else(Default::default, |address| (address.host, address.port));
    Tcp { host, port }
}
