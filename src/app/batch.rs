//! The same without the screen: a trace fetched and saved.

use std::io::{IsTerminal, Write as _};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use color_eyre::eyre::Result;
use tokio::sync::watch;
use tokio::time::{Instant, timeout, timeout_at};

use crate::core::cast::floor_index;
use crate::core::event::{Event, Outcome};
use crate::core::modes::{ErrorMode, MonitorMode};
use crate::core::request::Query;
use crate::core::snapshot::{Link, Snapshot};
use crate::core::trace::{Provenance, Trace, TraceId};
use crate::export::options::ReadOptions;
use crate::export::{self, NamedTrace};
use crate::instrument::worker::{Connect, Setup, start};

/// Why something was not done; each has an exit code of its own.
#[derive(Debug, thiserror::Error)]
pub enum Failed {
    /// The instrument, or the file, says no.
    #[error("{0}")]
    Refused(String),
    /// Nobody answers, or no longer.
    #[error("{0}")]
    NoLink(String),
    /// It took too long.
    #[error("{0}")]
    TimeOut(String),
    /// What was measured does not keep its limits.
    #[error("{0}")]
    Limits(String),
}

impl Failed {
    /// For an error that says itself what was refused.
    pub(super) fn refused(why: impl std::fmt::Display) -> Self {
        Self::Refused(why.to_string())
    }
}

impl Failed {
    /// The exit code that a shell gets for it.
    pub const fn code(&self) -> u8 {
        match self {
            Self::Refused(_) => 1,
            Self::NoLink(_) => 3,
            Self::TimeOut(_) => 4,
            Self::Limits(_) => 5,
        }
    }
}

/// How long a link may take to come up.
const LINK: Duration = Duration::from_secs(10);
/// How long the settings may take.
const SETTINGS: Duration = Duration::from_secs(300);
/// A link that was lost so often before they were read will not give them.
const LINKS: u64 = 4;
/// How long a trace may take.
const TRACE: Duration = Duration::from_secs(600);
/// Of a download that ended without a trace.
const NOTHING: &str = "there is no trace";

/// Fetches a trace and saves it; prints where.
pub async fn trace<C: Connect>(
    id: TraceId,
    name: String,
    path: &Path,
    connect: C,
    setup: Setup,
) -> Result<()> {
    export::Format::of(path).map_err(Failed::refused)?;
    // Nothing is asked but what goes into the file.
    let setup = Setup {
        detectors: [id.detector].into(),
        live_power: false,
        monitor: MonitorMode::Off,
        errors: ErrorMode::Own,
        ..setup
    };
    let (handle, mut events, worker) = start(connect, setup);
    let mut snapshots = handle.observer().snapshots();
    // The settings go into the file: all that can be known of them is read before it is fetched.
    settings_known(&mut snapshots).await?;
    let request = handle.submit(Query::Download(id))?;
    let until = Instant::now() + TRACE;
    let mut fetched = None;
    let outcome = loop {
        let event = tokio::select! {
            event = timeout_at(until, events.recv()) => event,
            Ok(()) = snapshots.changed() => {
                progress(&snapshots.borrow_and_update().clone());
                continue;
            }
        };
        match event {
            Err(_) => return Err(Failed::TimeOut(format!("no trace within {} s", TRACE.as_secs())).into()),
            Ok(None) => return Err(Failed::NoLink("the worker ended".into()).into()),
            Ok(Some(event)) => match event {
                Event::Trace(trace) => fetched = Some(trace),
                Event::Finished { id, outcome, .. } if id == request => break outcome,
                Event::Finished { .. }
                | Event::Setting { .. }
                | Event::Said { .. }
                | Event::InstrumentErrors { .. }
                | Event::SweepDone
                | Event::SwitchedOff(_)
                | Event::Aborted
                | Event::Notice(..) => {}
            },
        }
    };
    handle.observer().shut_down();
    let _ = worker.await;
    clear_progress();
    let refused = |why: &str| Err(Failed::Refused(why.to_owned()).into());
    match outcome {
        Outcome::Done(_) => {
            let Some(trace) = fetched else { return refused(NOTHING) };
            let trace = Arc::unwrap_or_clone(trace);
            let provenance = Provenance { name, ..trace.provenance.clone() };
            let trace = Arc::new(Trace { provenance, ..trace });
            let saved = export::save(path, &[('A', trace)]).map_err(Failed::refused)?;
            super::print::path(&saved);
            Ok(())
        }
        Outcome::Answer(_) => refused(NOTHING),
        Outcome::Lost { words, late: true } => Err(Failed::TimeOut(words).into()),
        Outcome::Lost { words, late: false } => Err(Failed::NoLink(words).into()),
        Outcome::Refused(words) | Outcome::Unknown(words) | Outcome::Cancelled(words) => refused(&words),
    }
}

/// Waits until everything that goes into the file beside the trace was read, or is known not to be there.
async fn settings_known(snapshots: &mut watch::Receiver<Arc<Snapshot>>) -> Result<(), Failed> {
    let why_down = |bench: &Snapshot| match &bench.link {
        Link::Down { why, late: false, .. } => Some(Failed::NoLink(why.clone())),
        Link::Down { why, late: true, .. } => Some(Failed::TimeOut(why.clone())),
        Link::Connecting | Link::Up(_) | Link::Closed => None,
    };
    let up = matches!(timeout(LINK, snapshots.wait_for(|bench| bench.is_live())).await, Ok(Ok(_)));
    if !up {
        let words = || Failed::TimeOut(format!("no instrument answered within {} s", LINK.as_secs()));
        return Err(why_down(&snapshots.borrow()).unwrap_or_else(words));
    }
    let over = |bench: &Snapshot| bench.is_live() && bench.complete;
    let again = |bench: &Snapshot| bench.statistics.connections >= LINKS && why_down(bench).is_some();
    let known = timeout(SETTINGS, snapshots.wait_for(|bench| over(bench) || again(bench))).await;
    let bench = match known {
        Ok(Ok(bench)) => Arc::clone(&bench),
        Ok(Err(_)) => return Err(Failed::NoLink("the worker ended".into())),
        Err(_) => {
            let words =
                format!("the settings that belong in the file were not read within {} s", SETTINGS.as_secs());
            return Err(Failed::TimeOut(words));
        }
    };
    let beside = "the settings that belong in the file could not be read: ";
    match why_down(&bench) {
        Some(Failed::NoLink(why)) => Err(Failed::NoLink(format!("{beside}{why}"))),
        Some(Failed::TimeOut(why)) => Err(Failed::TimeOut(format!("{beside}{why}"))),
        Some(Failed::Refused(_) | Failed::Limits(_)) | None => Ok(()),
    }
}

/// A bar where there is a terminal to draw it on.
fn progress(bench: &Snapshot) {
    let mut out = std::io::stderr();
    let Some(download) = bench.download.filter(|download| download.of > 0 && out.is_terminal()) else {
        return;
    };
    let part = download.part();
    let full = floor_index(part * 40.0);
    let _ = write!(out, "\r{}{} {:3.0} %", "━".repeat(full), "─".repeat(40 - full.min(40)), part * 100.0);
    let _ = out.flush();
}

fn clear_progress() {
    if std::io::stderr().is_terminal() {
        let _ = write!(std::io::stderr(), "\r\x1b[K");
    }
}

/// The traces of a file.
pub(super) fn load(path: &Path, options: &ReadOptions) -> Result<Vec<NamedTrace>> {
    Ok(export::load_with(path, options).map_err(Failed::refused)?)
}
