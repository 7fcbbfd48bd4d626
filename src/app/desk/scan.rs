//! Sweeps and references: settings, light, the run, the files.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use color_eyre::eyre::Result;
use serde_json::json;
use tokio::time::{Instant, timeout, timeout_at};

use super::{Came, Desk, Detectors, Failed, Form, Watched, progress};
use crate::app::print;
use crate::core::consent::{Afterwards, Lights, WithHarm};
use crate::core::ids::{LaserId, LaserSet, TraceType};
use crate::core::laser::Emission;
use crate::core::parameter::{Change, Parameter, Value};
use crate::core::phase::Phase;
use crate::core::request::{Order, Query, RequestId};
use crate::core::snapshot::Snapshot;
use crate::core::sweep::goes_up;
use crate::core::text::clean;
use crate::core::trace::{Provenance, Trace, TraceId};
use crate::export::{self, NamedTrace};

/// How long a sweep may take beyond what its settings say.
const BEYOND: Duration = Duration::from_secs(120);
/// A sweep that is over without having been done was stopped: so long after it is known which it was.
const STOPPED: Duration = Duration::from_secs(2);
/// So long after an abort a laser that was being switched on may come on: twice what lasers take that are known.
const COMING: Duration = Duration::from_secs(3);
/// How long a trace may take.
const TRACE: Duration = Duration::from_secs(600);

/// A sweep as it is asked for.
#[derive(Clone, Debug)]
pub(crate) struct Scan {
    /// What is set before it.
    pub(crate) changes: Vec<Change>,
    /// Whether somebody agreed to its light beforehand.
    pub(crate) given: Option<WithHarm>,
    /// Where the traces go, if they are saved: with it the end is waited for.
    pub(crate) save: Option<PathBuf>,
    /// The traces that are saved: the detectors with their names.
    pub(crate) detectors: Detectors,
    /// The kind of trace.
    pub(crate) kind: TraceType,
    /// The end is waited for.
    pub(crate) wait: bool,
}

/// Sweeps: that lights the lasers that take part. Those that were dark before are switched off behind it, unless the sweep
/// goes on when this is over.
pub(crate) async fn sweep(mut desk: Desk, scan: Scan, form: Form) -> Result<()> {
    if let Some(path) = &scan.save {
        export::fits(path, scan.detectors.all().len()).map_err(Failed::refused)?;
        check_folder(path)?;
    }
    desk.complete().await?;
    let detectors = if scan.save.is_some() { desk.there(scan.detectors)? } else { Vec::new() };
    free(&desk.bench())?;
    check_limits(&desk.bench(), &scan.changes)?;
    if !scan.changes.is_empty() {
        desk.set(scan.changes, scan.given).await?;
        desk.tell_moved();
    }
    let lit = lit(&desk.bench());
    let consent = desk.consent(&Lights::Scan, scan.given).await?;
    let afterwards = consent.beams().afterwards();
    let (before, expected) = (desk.sweeps, desk.bench().scan_duration());
    desk.order(Order::SweepStart(consent)).await?;
    if !scan.wait && scan.save.is_none() {
        match form {
            Form::People => print::line(format_args!("sweep started{}", behind(afterwards))),
            Form::Json => print::line(json!({ "sweep": "begun", "stays_on": stays_on(afterwards) })),
        }
        return Ok(());
    }
    desk.swept(before, expected).await?;
    desk.dark_again(lit).await?;
    let saved = match &scan.save {
        Some(path) => Some(desk.save(path, &detectors, scan.kind).await?),
        None => None,
    };
    match (form, saved) {
        (Form::People, Some(saved)) => print::path(&saved),
        (Form::People, None) => print::line("sweep done"),
        (Form::Json, saved) => {
            let saved = saved.map(|saved| saved.display().to_string());
            print::line(json!({ "sweep": "done", "file": saved }));
        }
    }
    Ok(())
}

/// Refuses to begin what the instrument would refuse, before anything is set or lit: its light is somebody else's.
fn free(bench: &Snapshot) -> Result<(), Failed> {
    let does: Vec<&str> = bench.condition.iter().flat_map(|condition| condition.names()).collect();
    if does.is_empty() {
        return Ok(());
    }
    let words =
        format!("the instrument is busy ({}); nothing was sent. ctp10 abort stops it", does.join(", "));
    Err(Failed::Refused(words))
}

/// Refuses to sweep where the file could not be written afterwards.
fn check_folder(path: &Path) -> Result<(), Failed> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    match folder.filter(|folder| !folder.is_dir()) {
        None => Ok(()),
        Some(folder) => {
            let folder = clean(&folder.display().to_string());
            Err(Failed::Refused(format!("{folder}: there is no such folder; nothing was sent")))
        }
    }
}

/// Refuses a sweep that the instrument would make another one of.
fn check_limits(bench: &Snapshot, changes: &[Change]) -> Result<(), Failed> {
    let limit = |limit: Parameter| {
        let said = changes.iter().find(|(parameter, _)| *parameter == limit).map(|(_, value)| *value);
        said.or_else(|| bench.value(limit)).and_then(Value::wavelength)
    };
    match (limit(Parameter::ScanStart), limit(Parameter::ScanStop)) {
        (Some(start), Some(stop)) if !goes_up(start, stop) => Err(Failed::Refused(format!(
            "a sweep goes upwards, and {start} is not below {stop}; say both: --start and --stop"
        ))),
        (Some(_) | None, Some(_) | None) => Ok(()),
    }
}

/// Takes a reference of a detector, which lights the lasers of the sweep.
pub(crate) async fn reference(
    mut desk: Desk,
    detector: Watched,
    given: Option<WithHarm>,
    wait: bool,
    form: Form,
) -> Result<()> {
    desk.complete().await?;
    desk.there(Detectors::Named(vec![detector.clone()]))?;
    free(&desk.bench())?;
    let (detector, _) = detector;
    let lit = lit(&desk.bench());
    let consent = desk.consent(&Lights::Scan, given).await?;
    let afterwards = consent.beams().afterwards().filter(|_| !wait);
    let id = desk.access().order(Order::Reference(detector, consent)).map_err(Failed::refused)?;
    let begun = |bench: &Snapshot| !wait && bench.phase == Phase::Referencing;
    desk.ended_or(id, begun, |bench| {
        let since = bench.referencing?.since;
        let gone = Instant::now().into_std().saturating_duration_since(since).as_secs();
        Some((format!("reference of {detector}, {gone} s"), None))
    })
    .await?;
    if wait {
        desk.dark_again(lit).await?;
    }
    let words = if wait { "done" } else { "begun" };
    match form {
        Form::People => {
            print::line(format_args!("reference of {detector}: {words}{}", behind(afterwards)));
        }
        Form::Json => {
            let mut told = json!({ "detector": detector.to_string(), "reference": words });
            if !wait {
                told["stays_on"] = json!(stays_on(afterwards));
            }
            print::line(told);
        }
    }
    Ok(())
}

/// What becomes of the light of what goes on when the command is over, behind that it has begun.
fn behind(afterwards: Option<Afterwards>) -> String {
    afterwards.map_or_else(String::new, |afterwards| format!("; {}", afterwards.words()))
}

/// The same for programs: null where it is not known.
fn stays_on(afterwards: Option<Afterwards>) -> Option<bool> {
    match afterwards? {
        Afterwards::StaysOn => Some(true),
        Afterwards::GoesOff => Some(false),
        Afterwards::Unknown => None,
    }
}

/// Aborts what the instrument does, and waits until it does nothing. Light stays as it is, and which it is is said.
pub(crate) async fn abort(mut desk: Desk, form: Form) -> Result<()> {
    desk.access().abort().map_err(Failed::refused)?;
    desk.linked().await?;
    desk.until(Duration::from_secs(30), "became idle", |bench| {
        bench.condition.is_some_and(|condition| condition.names().next().is_none()).then_some(())
    })
    .await?;
    let lit = desk.settled().await?;
    match form {
        Form::People if lit.is_empty() => {
            let (words, watched) = ("aborted; the instrument is idle, no laser is on", COMING.as_secs());
            print::line(format_args!("{words}, and none came on within {watched} s"));
        }
        Form::People => {
            print::line(format_args!("aborted; the instrument is idle; STILL ON: {lit} (ctp10 off)"));
        }
        Form::Json => {
            let lit: Vec<usize> = lit.iter().map(LaserId::number).collect();
            print::line(json!({ "aborted": true, "on": lit }));
        }
    }
    Ok(())
}

/// Lasers that are on, or that may be.
fn lit(bench: &Snapshot) -> LaserSet {
    bench.fitted().iter().filter(|&laser| bench.laser(laser).emission != Emission::Off).collect()
}

impl Desk {
    /// Switches off what is lit now and was dark before.
    async fn dark_again(&mut self, before: LaserSet) -> Result<(), Failed> {
        let ours = self.access().observer().ours().borrow().lit.without(before);
        if !ours.is_empty() {
            self.dark(ours).await?;
        }
        Ok(())
    }

    /// Which lasers are on, once each was read and those that were just being switched on had their time to come on.
    async fn settled(&mut self) -> Result<LaserSet, Failed> {
        let read = |bench: &Snapshot| {
            let told = |laser| bench.laser(laser).emission != Emission::Unknown;
            (bench.unread().is_empty() && bench.fitted().iter().all(told)).then(|| lit(bench))
        };
        let mut on = self.until(Duration::from_secs(30), "reported which lasers are on", read).await?;
        let until = Instant::now() + COMING;
        while let Ok(came) = timeout_at(until, self.came()).await {
            if let Came::Bench(bench) = came? {
                on = lit(&bench);
            }
        }
        Ok(on)
    }

    /// Waits for the end of a sweep that has begun.
    async fn swept(&mut self, before: usize, expected: Option<Duration>) -> Result<(), Failed> {
        let until = Instant::now() + expected.unwrap_or_default() + BEYOND;
        let mut idle = None;
        while self.sweeps == before {
            let late = |_| Failed::TimeOut("the sweep did not end in time; it is still running".into());
            let Came::Bench(bench) = timeout_at(until, self.came()).await.map_err(late)?? else { continue };
            let now = Instant::now();
            let still = bench.is_live() && !bench.phase.is_sweep();
            idle = if still { idle.or(Some(now)) } else { None };
            if idle.is_some_and(|since| now - since > STOPPED) {
                progress::clear();
                return Err(Failed::Refused("the sweep was stopped before it was done".into()));
            }
            if let Some(scan) = bench.scan {
                let gone = now.into_std().saturating_duration_since(scan.since).as_secs_f64();
                progress::show("sweep", scan.expected.map(|all| gone / all.as_secs_f64()));
            }
        }
        progress::clear();
        Ok(())
    }

    /// Fetches the traces and saves them into one file; which.
    async fn save(&mut self, path: &Path, detectors: &[Watched], kind: TraceType) -> Result<PathBuf, Failed> {
        let mut traces: Vec<NamedTrace> = Vec::new();
        for (letter, (detector, name)) in ('A'..='Z').zip(detectors) {
            let trace = self.fetch(TraceId { detector: *detector, kind }, name).await?;
            traces.push((letter, trace));
        }
        export::save(path, &traces).map_err(Failed::refused)
    }

    /// Fetches a trace; it has this name.
    pub(in crate::app) async fn fetch(&mut self, id: TraceId, name: &str) -> Result<Arc<Trace>, Failed> {
        let request = self.access().ask(Query::Download(id)).map_err(Failed::refused)?;
        let fetched = timeout(
            TRACE,
            self.ended_or(
                request,
                |_| false,
                |bench| {
                    let download = bench.download.filter(|download| download.of > 0)?;
                    Some((format!("trace of {}", id.detector), Some(download.part())))
                },
            ),
        );
        let late = || Failed::TimeOut(format!("no trace within {} s", TRACE.as_secs()));
        let fetched = fetched.await.map_err(|_| late());
        progress::clear();
        fetched??;
        let trace = self.traces.pop().ok_or_else(|| Failed::Refused("there is no trace".into()))?;
        let trace = Arc::unwrap_or_clone(trace);
        let provenance = Provenance { name: name.to_owned(), ..trace.provenance.clone() };
        Ok(Arc::new(Trace { provenance, ..trace }))
    }

    /// Waits for the end of a request, or until the bench is so; meanwhile it shows how far it is.
    async fn ended_or(
        &mut self,
        id: RequestId,
        enough: impl Fn(&Snapshot) -> bool,
        shown: impl Fn(&Snapshot) -> Option<(String, Option<f64>)>,
    ) -> Result<(), Failed> {
        let end = loop {
            match self.came().await? {
                Came::End(other, end) if other == id => break end.map(drop),
                Came::Bench(bench) if enough(&bench) => break Ok(()),
                Came::Bench(bench) => {
                    if let Some((words, part)) = shown(&bench) {
                        progress::show(&words, part);
                    }
                }
                Came::End(..) | Came::Fact => {}
            }
        };
        progress::clear();
        end
    }
}
