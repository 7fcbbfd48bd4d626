//! The same without the screen: a trace fetched and saved, a file analysed, a file drawn.

use std::fmt::Write as _;
use std::io::{IsTerminal, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use color_eyre::eyre::Result;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use serde_json::json;

use super::figure;
use crate::analysis::resonance::{Method, Resonance, resonances};
use crate::analysis::statistics::statistics;
use crate::core::event::{Event, Outcome};
use crate::core::request::Query;
use crate::core::snapshot::Link;
use crate::core::trace::{Provenance, Trace, TraceId};
use crate::export::{self, Lettered};
use crate::instrument::worker::{Connect, ErrorMode, MonitorMode, Setup, start};
use crate::ui::charts::dots::{Dots, Glyphs};
use crate::ui::charts::reduce::Rule;
use crate::ui::traces::Traces;
use crate::ui::traces::chart::Chart;
use crate::ui::traces::table;

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
}

impl Failed {
    /// The exit code.
    pub const fn code(&self) -> u8 {
        match self {
            Self::Refused(_) => 1,
            Self::NoLink(_) => 3,
            Self::TimeOut(_) => 4,
        }
    }
}

/// How long a link may take to come up.
const LINK: Duration = Duration::from_secs(10);
/// How long a trace may take.
const TRACE: Duration = Duration::from_secs(600);

/// Fetches a trace and saves it; prints where.
pub async fn trace<C: Connect>(
    id: TraceId,
    name: String,
    path: &Path,
    connect: C,
    setup: Setup,
) -> Result<()> {
    export::Format::of(path).map_err(|error| Failed::Refused(error.to_string()))?;
    // Nothing is asked but what goes into the file.
    let setup = Setup {
        detectors: [id.detector].into(),
        live_power: false,
        monitor: MonitorMode::Off,
        errors: ErrorMode::Own,
        ..setup
    };
    let (handle, mut events, worker) = start(connect, setup);
    let mut snapshots = handle.snapshots();
    // The settings go into the file: they are read before it is fetched.
    let up = async { snapshots.wait_for(|bench| bench.is_live() && bench.complete).await.is_ok() };
    if !tokio::time::timeout(LINK, up).await.unwrap_or(false) && !handle.snapshot().is_live() {
        return Err(match &handle.snapshot().link {
            Link::Down { why, late: false, .. } => Failed::NoLink(why.clone()),
            Link::Down { why, late: true, .. } => Failed::TimeOut(why.clone()),
            _ => Failed::TimeOut(format!("no instrument answered within {} s", LINK.as_secs())),
        }
        .into());
    }
    let request = handle.submit(Query::Download(id))?;
    let until = tokio::time::Instant::now() + TRACE;
    let mut fetched = None;
    let outcome = loop {
        let event = tokio::select! {
            event = tokio::time::timeout_at(until, events.recv()) => event,
            Ok(()) = snapshots.changed() => {
                progress(&snapshots.borrow_and_update().clone());
                continue;
            }
        };
        match event {
            Err(_) => return Err(Failed::TimeOut(format!("no trace within {} s", TRACE.as_secs())).into()),
            Ok(None) => return Err(Failed::NoLink("the worker ended".into()).into()),
            Ok(Some(Event::Trace(trace))) => fetched = Some(trace),
            Ok(Some(Event::Finished { id, outcome, .. })) if id == request => break outcome,
            Ok(Some(_)) => {}
        }
    };
    handle.shut_down();
    let _ = worker.await;
    clear_progress();
    match (outcome, fetched) {
        (Outcome::Done(_), Some(trace)) => {
            let trace = std::sync::Arc::unwrap_or_clone(trace);
            let provenance = Provenance { name, ..trace.provenance.clone() };
            let trace = std::sync::Arc::new(Trace { provenance, ..trace });
            let saved =
                export::save(path, &[('A', trace)]).map_err(|error| Failed::Refused(error.to_string()))?;
            println!("{}", saved.display());
            Ok(())
        }
        (Outcome::Lost { words, late: true }, _) => Err(Failed::TimeOut(words).into()),
        (Outcome::Lost { words, late: false }, _) => Err(Failed::NoLink(words).into()),
        (failed, _) => Err(Failed::Refused(failed.reason().unwrap_or("there is no trace").into()).into()),
    }
}

/// A bar where there is a terminal to draw it on.
fn progress(bench: &crate::core::snapshot::Snapshot) {
    let mut out = std::io::stderr();
    let Some(download) = bench.download.filter(|download| download.of > 0 && out.is_terminal()) else {
        return;
    };
    let part = download.part();
    let full = (part * 40.0) as usize;
    let _ = write!(out, "\r{}{} {:3.0} %", "━".repeat(full), "─".repeat(40 - full.min(40)), part * 100.0);
    let _ = out.flush();
}

fn clear_progress() {
    if std::io::stderr().is_terminal() {
        let _ = write!(std::io::stderr(), "\r\x1b[K");
    }
}

/// Prints a text. Who has seen enough may close the pipe.
fn print(text: &str) -> Result<()> {
    match std::io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}

fn load(path: &Path) -> Result<Vec<Lettered>> {
    Ok(export::load(path).map_err(|error| Failed::Refused(error.to_string()))?)
}

/// Prints the resonances and the statistics of the traces of a file.
pub fn analyse(path: &Path, as_json: bool, method: &Method) -> Result<()> {
    let traces = load(path)?;
    let (mut all, mut text) = (Vec::new(), String::new());
    for (letter, trace) in &traces {
        let found = resonances(&trace.y, trace.spacing, method, 0..trace.y.len());
        let numbers = statistics(&trace.y);
        if as_json {
            all.push(json!({
                "trace": letter,
                "detector": trace.id.detector.to_string(),
                "type": trace.id.kind.to_string(),
                "unit": trace.unit(),
                "points": trace.y.len(),
                "statistics": numbers.map(|n| json!({
                    "min": n.least, "max": n.greatest, "mean": n.mean, "deviation": n.deviation,
                    "slope_per_nm": n.slope / trace.spacing.sampling.nm(),
                })),
                "resonances": found.iter().map(resonance_json).collect::<Vec<_>>(),
            }));
            continue;
        }
        let _ = writeln!(
            text,
            "{letter}: {} of {} {}, {} points",
            trace.id.kind,
            trace.provenance.name,
            trace.id.detector,
            trace.y.len()
        );
        if let Some(n) = numbers {
            let _ = writeln!(text, "{}", n.words(trace.unit(), trace.spacing.sampling.nm()));
        }
        let _ = writeln!(text, "{}", table::text(&found).trim_end());
    }
    if as_json {
        let _ = writeln!(text, "{}", serde_json::to_string_pretty(&all)?);
    }
    print(&text)
}

fn resonance_json(r: &Resonance) -> serde_json::Value {
    json!({
        "wavelength_nm": r.nm, "frequency_thz": r.thz, "level": r.level, "depth_db": r.depth,
        "width_pm": r.width_pm, "fsr_pm": r.fsr_pm, "q": r.q, "q_sigma": r.q_sigma, "finesse": r.finesse,
        "extinction_db": r.extinction, "fitted": r.fitted,
    })
}

/// Draws the traces of a file: as a figure, or with characters on the terminal.
pub fn plot(path: &Path, out: Option<PathBuf>, glyphs: Glyphs) -> Result<()> {
    let mut traces = Traces::default();
    for (_, trace) in load(path)? {
        traces.place(trace);
    }
    traces.full();
    if let Some(out) = out {
        let saved = figure::with(&traces, |figure| {
            export::figure::save(&out, figure).map_err(|error| error.to_string())
        });
        println!("{}", saved.map_err(Failed::Refused)?.display());
        return Ok(());
    }
    let (width, height) = crossterm::terminal::size().unwrap_or((100, 30));
    let area = Rect::new(0, 0, width.clamp(20, 300), height.saturating_sub(3).clamp(5, 60));
    let mut dots = Dots::new(area.width, area.height);
    let chart = Chart::new(&traces, dots.columns(), Rule::Nearest);
    let chart = chart.ok_or_else(|| Failed::Refused("there is no number in it to draw".into()))?;
    for (index, curve) in &chart.curves {
        curve.draw(&mut dots, &chart.scale, *index as u8);
    }
    let mut buffer = Buffer::empty(area);
    dots.render(glyphs, area, &mut buffer, |_| Style::new());
    let mut text = format!("{} to {} dB\n", chart.scale.low, chart.scale.high);
    for y in 0..area.height {
        let row: String = (0..area.width).map(|x| buffer[(x, y)].symbol()).collect();
        let _ = writeln!(text, "{}", row.trim_end());
    }
    let _ = writeln!(text, "{:.4} to {:.4} nm", chart.across.left, chart.across.right);
    print(&text)
}
