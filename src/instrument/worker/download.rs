//! Fetching a trace: whole or not at all, with progress, and never in the way of switching light off.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use crate::core::cast::index_of;
use crate::core::event::Event;
use crate::core::history::Gap;
use crate::core::ids::DetectorId;
use crate::core::outcome::{Cancelled, Outcome, Refusal};
use crate::core::request::About;
use crate::core::snapshot::Download;
use crate::core::trace::{NoTrace, Spacing, Trace, TraceId};
use crate::core::transcript::Cause;
use crate::core::units::Wavelength;
use crate::instrument::ctp10;
use crate::instrument::scpi::broken::{Broken, Why, broken};
use crate::instrument::scpi::codec::MAX_BLOCK;
use crate::instrument::scpi::message::BlockQuestion;

use super::block::{Samples, Shape, Sink, Wavelengths};
use super::clock;
use super::connect::Connect;
use super::engine::Engine;
use super::executor::Executor;
use super::handle::QueuedDownload;
use super::item::Item;
use super::port::{Port, Stream};
use super::provenance::provenance;

/// A trace that changed under the download is fetched again so many times.
const TRIES: u32 = 3;
/// After so many rounds of questions all that the answers to the first ones lead to is known.
const ROUNDS: usize = 3;
/// Between two pictures of the progress.
const PROGRESS: Duration = Duration::from_millis(50);

/// What happened while the block was awaited.
enum Next {
    Head(usize),
    Bytes(usize),
    Wish,
    Report,
}

impl<C: Connect> Engine<C> {
    /// Fetches a trace and tells how it ended. An error ends the epoch.
    pub(super) async fn download(
        &mut self,
        port: &mut Port<C::Stream>,
        QueuedDownload { id, trace }: QueuedDownload,
    ) -> Result<(), Broken> {
        let about = About::Download(trace);
        if self.executor.urgency.requested().cancel > id.number {
            self.executor.state.finish(id, about, Outcome::Cancelled(Cancelled::NotBegun));
            return Ok(());
        }
        let cause = std::mem::replace(&mut port.line.cause, Cause::Operator);
        let fetched = self.fetch(port, trace, id.number).await;
        port.line.cause = cause;
        self.executor.found(port);
        self.executor.state.snapshot.download = None;
        let cancelled = self.executor.urgency.requested().cancel > id.number;
        let (outcome, ended) = match fetched {
            Ok(Ok(fetched)) => {
                let points = fetched.y.len();
                self.executor.state.tell(Event::Trace { id, trace: Arc::new(fetched) });
                self.executor.state.tell(Event::TraceRead { trace, points });
                (Outcome::Done(format!("{points} points")), Ok(()))
            }
            Ok(Err(none)) => (Outcome::Refused(none.into()), Ok(())),
            Err(broken) if broken.is_in_step() => {
                (Outcome::Refused(Refusal::NoAnswer(broken.told())), Ok(()))
            }
            Err(broken) if cancelled => (Outcome::Cancelled(Cancelled::GivenUp), Err(broken)),
            Err(broken) => (Outcome::Lost(broken.told()), Err(broken)),
        };
        self.executor.state.finish(id, about, outcome);
        self.executor.state.publish();
        ended
    }

    /// The line is in order where the inner result is an error.
    async fn fetch(
        &mut self,
        port: &mut Port<C::Stream>,
        trace: TraceId,
        id: u64,
    ) -> Result<Result<Trace, NoTrace>, Broken> {
        let mut shape = match self::shape(port, trace).await? {
            Ok(shape) => shape,
            Err(none) => return Ok(Err(none)),
        };
        self.executor.read_settings(port, trace.detector).await?;
        for _ in 0..TRIES {
            if !self.monitor.is_up() {
                self.executor.state.gap(Gap::Downloading);
            }
            let question = ctp10::trace::samples(trace);
            let y = self
                .block(port, trace, (&question, shape.points), id, || Samples::new(shape.points))
                .await?
                .y;
            let x_difference_pm = if self.setup.check_x {
                let question = ctp10::trace::wavelengths(trace);
                let found = self
                    .block(port, trace, (&question, shape.points), id, || Wavelengths::new(shape))
                    .await?;
                Some(found.worst * 1e12)
            } else {
                None
            };
            let after = match self::shape(port, trace).await {
                Err(_) if planted!(HalfTrace) => shape,
                Ok(Ok(after)) => after,
                Ok(Err(none)) => return Ok(Err(none)),
                Err(broken) => return Err(broken),
            };
            if after == shape {
                let provenance = provenance(
                    &self.executor.state.snapshot,
                    self.executor.state.watched.as_ref(),
                    trace,
                    (shape.spacing, shape.points),
                    (self.setup.utc)(),
                );
                return Ok(Ok(Trace {
                    origin: trace.into(),
                    spacing: shape.spacing,
                    y,
                    provenance,
                    x_difference_pm,
                }));
            }
            shape = after;
        }
        Ok(Err(NoTrace::Changing))
    }

    /// Fetches one block. The sink is made when the head has been believed.
    async fn block<T: Sink>(
        &mut self,
        port: &mut Port<C::Stream>,
        trace: TraceId,
        (question, points): (&BlockQuestion, usize),
        id: u64,
        sink: impl FnOnce() -> T,
    ) -> Result<T, Broken> {
        let during = question.text().to_owned();
        port.flush_urgent().await?;
        let asked = Instant::now();
        port.line.ask_block(question, points).await?;
        let waiting = self.lanes.bulk.len();
        let mut progress = Download { trace, waiting, have: 0, of: 0, since: clock::now() };
        self.executor.state.snapshot.download = Some(progress);
        self.executor.state.publish();
        let (mut sink, mut taken) = (Some(sink), None::<T>);
        let mut shown = Instant::now();
        let closing = port.closing();
        loop {
            if let Some(whole) = taken.take_if(|taken| taken.is_whole()) {
                port.line.note_block(&during, progress.have, asked);
                return Ok(whole);
            }
            let next = tokio::select! {
                biased;
                Ok(()) = self.executor.urgency.asked.changed() => Next::Wish,
                () = closing.cancelled() => return Err(broken(&during, Why::Closing)),
                Some(report) = self.monitor.reports.recv() => {
                    self.monitor.take(report, &mut self.executor);
                    Next::Report
                }
                next = async {
                    match &mut taken {
                        None => port.line.block_head(&during).await.map(Next::Head),
                        Some(taken) => port.line.block_bytes(taken.room(), &during).await.map(Next::Bytes),
                    }
                } => match next {
                    Ok(next) => next,
                    Err(broken) => {
                        if let Some(half) = taken.filter(|_| planted!(HalfTrace)) {
                            return Ok(half);
                        }
                        port.line.failed(&during, broken.why.to_string(), asked);
                        return Err(broken);
                    }
                },
            };
            match next {
                Next::Head(length) => {
                    progress = Download { of: length, since: clock::now(), ..progress };
                    taken = sink.take().map(|sink| sink());
                }
                Next::Bytes(bytes) => {
                    if let Some(taken) = &mut taken {
                        taken.took(bytes);
                        progress.have = taken.have();
                    }
                }
                Next::Wish => self.interrupt(port, &during, id).await?,
                Next::Report => continue,
            }
            if shown.elapsed() >= PROGRESS {
                progress.waiting = self.lanes.bulk.len();
                shown = Instant::now();
                self.executor.state.snapshot.download = Some(progress);
                self.executor.state.publish();
            }
        }
    }
}

impl Executor {
    /// Asks for the settings of a trace that were not read yet, so that its file has all that can be read.
    async fn read_settings<S: Stream>(
        &mut self,
        port: &mut Port<S>,
        detector: DetectorId,
    ) -> Result<(), Broken> {
        for _ in 0..ROUNDS {
            let bench = &self.state.snapshot;
            let unread = bench.parameters_of(detector).into_iter().filter(|p| bench.value(*p).is_none());
            let unread = unread.map(Item::Value);
            let reference = (!bench.references.contains_key(&detector)).then_some(Item::Reference(detector));
            let mute = |item: &Item| self.poller.schedule.existence.is_mute(*item);
            let unread: Vec<Item> = unread.chain(reference).filter(|item| !mute(item)).collect();
            if unread.is_empty() {
                break;
            }
            self.reread(port, unread).await?;
        }
        Ok(())
    }
}

/// How many points there are, and where; the line is in order where the inner result is an error.
async fn shape<S: Stream>(port: &mut Port<S>, trace: TraceId) -> Result<Result<Shape, NoTrace>, Broken> {
    let points = port.ask(&ctp10::trace::length(trace)).await?;
    let start = port.ask(&ctp10::trace::start(trace)).await?;
    let sampling = port.ask(&ctp10::trace::sampling(trace)).await?;
    let points = match points {
        Some(0) => return Ok(Err(NoTrace::Empty)),
        Some(points) => points,
        None => return Ok(Err(NoTrace::NoLength(trace))),
    };
    let Some((start, sampling)) = start.zip(sampling) else {
        return Ok(Err(NoTrace::NoAxis { trace, points }));
    };
    let (points, spacing) = (index_of(points), Spacing { start, sampling });
    if points * 4 > MAX_BLOCK {
        return Ok(Err(NoTrace::TooLong(points)));
    }
    let last = spacing.wavelength(points - 1);
    if Wavelength::measured(last.m()).is_none() {
        return Ok(Err(NoTrace::NoLight { trace, points, last }));
    }
    Ok(Ok(Shape { points, spacing }))
}
