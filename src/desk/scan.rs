//! Sweeps and references: settings, light, the run, the traces.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, timeout, timeout_at};

use super::consent::{Agreed, Begun};
use super::door::Door;
use super::{Came, Desk, Detectors, Failed, NamedDetector};
use crate::core::consent::Afterwards;
use crate::core::event::SweepEnd;
use crate::core::ids::{LaserSet, TraceType};
use crate::core::laser::Emission;
use crate::core::operation::Operation;
use crate::core::outcome::Refusal;
use crate::core::parameter::{Change, Parameter, Value};
use crate::core::phase::Phase;
use crate::core::request::{Query, RequestId};
use crate::core::snapshot::Snapshot;
use crate::core::sweep::goes_up;
use crate::core::trace::{Provenance, Trace, TraceId};

/// How long a sweep may take beyond what its settings say.
const BEYOND: Duration = Duration::from_secs(120);
/// How long a trace may take.
const TRACE: Duration = Duration::from_secs(600);
/// How long what was aborted may take until it has ended, and lasers to be read.
const ABORTED: Duration = Duration::from_secs(30);

/// A sweep as it is asked for.
#[derive(Clone, Debug)]
pub(crate) struct Scan {
    /// What is set before it.
    pub(crate) changes: Vec<Change>,
    /// What happens after it has begun.
    pub(crate) then: Then,
}

/// What happens after a sweep has begun.
#[derive(Clone, Debug)]
pub(crate) enum Then {
    /// Nothing: it goes on by itself.
    Leave,
    /// Its end is waited for.
    Wait,
    /// The same, and these traces are fetched.
    Fetch(Detectors, TraceType),
}

/// What came of a sweep.
#[derive(Clone, Debug)]
pub(crate) enum Swept {
    /// It has begun; what will become of its light.
    Begun(Option<Afterwards>),
    /// It is done, and these traces were fetched.
    Done(Vec<Arc<Trace>>),
}

/// Refuses to begin what the instrument would refuse, before anything is set or lit: its light is somebody else's.
pub(super) fn is_free(bench: &Snapshot) -> Result<(), Failed> {
    match bench.condition.and_then(Refusal::busy) {
        None => Ok(()),
        Some(why) => Err(Failed::Refused(format!("{why}. ctp10 abort stops it"))),
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

/// Lasers that are on, or that may be.
pub(super) fn lit(bench: &Snapshot) -> LaserSet {
    bench.fitted().iter().filter(|&laser| bench.laser(laser).emission != Emission::Off).collect()
}

impl<D: Door> Desk<D> {
    /// Sweeps: that lights the lasers that take part. Those that were dark before are switched off behind it, unless the sweep
    /// goes on when this is over.
    ///
    /// # Errors
    /// Where it is no sweep, a detector is not there, nobody agreed to its light, the instrument refuses, or it is stopped.
    pub(crate) async fn sweep(&mut self, Scan { changes, then }: Scan) -> Result<Swept, Failed> {
        self.complete().await?;
        let wanted = match &then {
            Then::Fetch(detectors, _) => self.there(detectors)?,
            Then::Leave | Then::Wait => Vec::new(),
        };
        is_free(&self.bench())?;
        check_limits(&self.bench(), &changes)?;
        let lit = lit(&self.bench());
        let agreed = self.set_up(Operation::SweepStart, changes).await?;
        let Begun { id, afterwards } = self.begin(agreed)?;
        let expected = self.bench().scan_duration();
        self.ended(id).await?;
        match &then {
            Then::Leave => return Ok(Swept::Begun(afterwards)),
            Then::Wait | Then::Fetch(..) => self.swept(id, expected).await?,
        }
        self.dark_again(lit).await?;
        let mut traces = Vec::with_capacity(wanted.len());
        if let Then::Fetch(_, kind) = then {
            for (detector, name) in wanted {
                traces.push(self.fetch(TraceId { detector, kind }, &name).await?);
            }
        }
        Ok(Swept::Done(traces))
    }

    /// Sets values for an operation when its light, as it will be with them, was agreed to: until then nothing is sent.
    async fn set_up(&mut self, operation: Operation, changes: Vec<Change>) -> Result<Agreed, Failed> {
        self.are_allowed(&changes)?;
        let agreed = self.agree_to(operation, &changes).await?;
        if changes.is_empty() {
            return Ok(agreed);
        }
        let consent = self.consent_to_raise(&changes).await?;
        for moved in self.set_agreed(changes.clone(), consent).await? {
            self.door.tell(&moved.words());
        }
        self.agree_behind(agreed, &changes).await
    }

    /// Takes a reference of a detector, which lights the lasers of the sweep; with `wait` to its end. What will become of the
    /// light of one that goes on.
    ///
    /// # Errors
    /// As of a sweep.
    pub(crate) async fn reference(
        &mut self,
        detector: NamedDetector,
        wait: bool,
    ) -> Result<Option<Afterwards>, Failed> {
        self.complete().await?;
        self.there(&Detectors::Named(vec![detector.clone()]))?;
        let (detector, _) = detector;
        is_free(&self.bench())?;
        let lit = lit(&self.bench());
        let agreed = self.agree_to(Operation::Reference(detector), &[]).await?;
        let Begun { id, afterwards } = self.begin(agreed)?;
        let begun = |bench: &Snapshot| !wait && bench.phase == Phase::Referencing;
        self.ended_or(id, begun, |bench| {
            let since = bench.referencing?.since;
            let gone = Instant::now().into_std().saturating_duration_since(since).as_secs();
            Some((format!("reference of {detector}, {gone} s"), None))
        })
        .await?;
        if wait {
            self.dark_again(lit).await?;
        }
        Ok(afterwards.filter(|_| !wait))
    }

    /// Aborts what the instrument does, and waits until it does nothing. Light stays as it is: which lasers are on, or may be.
    pub(crate) async fn abort(&mut self) -> Result<LaserSet, Failed> {
        self.access().abort().map_err(Failed::refused)?;
        self.linked().await?;
        self.until(ABORTED, "became idle", |bench| {
            bench.condition.is_some_and(|condition| condition.words().is_none()).then_some(())
        })
        .await?;
        let read = |bench: &Snapshot| {
            let told = |laser| bench.laser(laser).emission != Emission::Unknown;
            // A laser that a scan was about to light comes on although it was aborted.
            let known = bench.unread().is_empty() && bench.switching_on().is_empty();
            (known && bench.fitted().iter().all(told)).then(|| lit(bench))
        };
        self.until(ABORTED, "reported which lasers are on", read).await
    }

    /// Switches off what is lit now and was dark before.
    pub(super) async fn dark_again(&mut self, before: LaserSet) -> Result<(), Failed> {
        let ours = self.access().observer().ours().borrow().lit.without(before);
        if !ours.is_empty() {
            self.switch_off(ours).await?;
        }
        Ok(())
    }

    /// Waits for the end of a sweep that has begun.
    async fn swept(&mut self, id: RequestId, expected: Option<Duration>) -> Result<(), Failed> {
        let until = Instant::now() + expected.unwrap_or_default() + BEYOND;
        let end = loop {
            if let Some((_, end)) = self.swept.filter(|(of, _)| *of == id) {
                break end;
            }
            let late = |_| Failed::TimeOut("the sweep did not end in time; it is still running".into());
            let Came::Bench(bench) = timeout_at(until, self.came()).await.map_err(late)?? else { continue };
            if let Some(scan) = bench.scan {
                let part = scan.progress(Instant::now().into_std()).part();
                self.door.progress(Some(("sweep", part)));
            }
        };
        self.door.progress(None);
        match end {
            SweepEnd::Done => Ok(()),
            SweepEnd::Aborted => Err(Failed::Refused("the sweep was stopped before it was done".into())),
            SweepEnd::Unseen => {
                let words = "the link was lost while it swept; whether the sweep was completed is unknown";
                Err(Failed::NoLink(words.into()))
            }
        }
    }

    /// Fetches a trace together with all settings that can be known of it.
    ///
    /// # Errors
    /// Where they cannot be read, the detector is not there, or the instrument has no such trace.
    pub(crate) async fn documented_trace(
        &mut self,
        detector: NamedDetector,
        kind: TraceType,
    ) -> Result<Arc<Trace>, Failed> {
        self.linked().await?;
        let beside = |why: Failed| why.about("the settings that belong in the file could not be read");
        self.complete().await.map_err(beside)?;
        self.there(&Detectors::Named(vec![detector.clone()]))?;
        let (detector, name) = detector;
        self.fetch(TraceId { detector, kind }, &name).await
    }

    /// Fetches a trace; it has this name.
    async fn fetch(&mut self, id: TraceId, name: &str) -> Result<Arc<Trace>, Failed> {
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
        self.door.progress(None);
        fetched??;
        let trace =
            self.traces.remove(&request).ok_or_else(|| Failed::Refused("there is no trace".into()))?;
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
                        self.door.progress(Some((&words, part)));
                    }
                }
                Came::End(..) | Came::Fact => {}
            }
        };
        self.door.progress(None);
        end
    }
}
