//! The log: a file that rolls daily, written by a thread of its own. Nothing is ever printed on the screen.

use std::path::Path;

use tracing::level_filters::LevelFilter;
use tracing_appender::non_blocking::WorkerGuard;
use tracing_appender::rolling::{Builder, Rotation};

/// Starts logging into a folder; logging ends when the guard is dropped.
pub fn start(folder: &Path, level: LevelFilter) -> std::io::Result<WorkerGuard> {
    std::fs::create_dir_all(folder)?;
    let file = Builder::new()
        .rotation(Rotation::DAILY)
        .filename_prefix("ctp10")
        .filename_suffix("log")
        .max_log_files(14)
        .build(folder)
        .map_err(std::io::Error::other)?;
    let (writer, guard) = tracing_appender::non_blocking(file);
    let subscriber =
        tracing_subscriber::fmt().with_writer(writer).with_ansi(false).with_max_level(level).finish();
    tracing::subscriber::set_global_default(subscriber).map_err(std::io::Error::other)?;
    Ok(guard)
}
