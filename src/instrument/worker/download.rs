//! Fetching a trace: whole or not at all, with progress, and never in the way of switching light off.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, timeout, timeout_at};

use crate::core::cast::{index_of, level_f32};
use crate::core::event::{Event, Outcome};
use crate::core::history::Gap;
use crate::core::ids::{DetectorId, LaserSet};
use crate::core::request::About;
use crate::core::snapshot::Download;
use crate::core::trace::{Spacing, Trace, TraceId};
use crate::core::transcript::Cause;
use crate::core::units::{Dbm, Wavelength};
use crate::instrument::ctp10;
use crate::instrument::scpi::codec::MAX_BLOCK;
use crate::instrument::scpi::line::{Broken, Line, Why, broken};
use crate::instrument::scpi::message::BlockQuestion;
use crate::instrument::scpi::number;

use super::clock;
use super::connect::Connect;
use super::engine::Engine;
use super::handle::QueuedDownload;
use super::item::Item;
use super::port::Port;
use super::provenance::provenance;
use super::refusal::NoTrace;

/// A trace that changed under the download is fetched again so many times.
const TRIES: u32 = 3;
/// After so many rounds of questions all that the answers to the first ones lead to is known.
const ROUNDS: usize = 3;
/// Between two pictures of the progress.
const PROGRESS: Duration = Duration::from_millis(50);
/// How long another connection may take to read a laser back as off before the line is reset.
const READ_BACK: Duration = Duration::from_millis(300);

/// Where and how long a trace is, as the instrument says.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Shape {
    points: usize,
    spacing: Spacing,
}

/// Where the bytes of a block go.
trait Sink {
    /// Where the next bytes belong.
    fn room(&mut self) -> &mut [u8];
    /// So many bytes came into the room.
    fn took(&mut self, bytes: usize);
    /// Bytes so far.
    fn have(&self) -> usize;
    /// Nothing more is to come.
    fn is_whole(&self) -> bool;
}

/// Bytes read between two looks at what else is to be done.
const PIECE: usize = 256 << 10;

/// A sample as it is kept: what no level can be is none, like a power that is measured.
fn level(sample: f32) -> f32 {
    level_f32(Dbm(number::sample(sample).into()).measured().0)
}

/// Samples on their way: the bytes come straight to where the samples stay, and are put in order there.
struct Samples {
    y: Vec<f32>,
    /// Bytes so far.
    have: usize,
}

impl Samples {
    fn new(points: usize) -> Self {
        Self { y: vec![0.0; points], have: 0 }
    }
}

impl Sink for Samples {
    fn room(&mut self) -> &mut [u8] {
        let room = &mut bytemuck::cast_slice_mut(&mut self.y)[self.have..];
        let length = room.len().min(PIECE);
        &mut room[..length]
    }

    /// The instrument sends the high byte first.
    fn took(&mut self, bytes: usize) {
        let whole = self.have / 4..(self.have + bytes) / 4;
        self.have += bytes;
        for sample in &mut self.y[whole] {
            *sample = level(f32::from_bits(u32::from_be(sample.to_bits())));
        }
    }

    fn have(&self) -> usize {
        self.have
    }

    fn is_whole(&self) -> bool {
        self.have == self.y.len() * 4
    }
}

/// Wavelengths on their way, each held against the one that is computed and then forgotten.
struct Wavelengths {
    shape: Shape,
    piece: Vec<u8>,
    /// Bytes in the piece.
    filled: usize,
    /// Bytes so far.
    have: usize,
    /// The greatest difference so far, m.
    worst: f64,
}

impl Wavelengths {
    fn new(shape: Shape) -> Self {
        Self { shape, piece: vec![0; PIECE], filled: 0, have: 0, worst: 0.0 }
    }
}

impl Sink for Wavelengths {
    fn room(&mut self) -> &mut [u8] {
        let left = self.shape.points * 8 - self.have;
        let until = self.piece.len().min(self.filled + left);
        &mut self.piece[self.filled..until]
    }

    fn took(&mut self, bytes: usize) {
        let first = (self.have - self.filled) / 8;
        self.have += bytes;
        self.filled += bytes;
        let whole = self.filled / 8 * 8;
        let (numbers, _) = self.piece[..whole].as_chunks::<8>();
        for (at, number) in numbers.iter().enumerate() {
            let difference = f64::from_be_bytes(*number) - self.shape.spacing.wavelength(first + at).m();
            // A number that is none is the worst there can be.
            self.worst = if difference.is_nan() { f64::INFINITY } else { self.worst.max(difference.abs()) };
        }
        self.piece.copy_within(whole..self.filled, 0);
        self.filled -= whole;
    }

    fn have(&self) -> usize {
        self.have
    }

    fn is_whole(&self) -> bool {
        self.have == self.shape.points * 8
    }
}

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
        if self.urgent.borrow().cancel > id.number {
            self.state.finish(id, about, Outcome::Cancelled("before it began".into()));
            return Ok(());
        }
        let cause = std::mem::replace(&mut port.line.cause, Cause::Operator);
        let fetched = self.fetch(port, trace, id.number).await;
        port.line.cause = cause;
        self.found(port);
        self.state.snapshot.download = None;
        let cancelled = self.urgent.borrow().cancel > id.number;
        let (outcome, ended) = match fetched {
            Ok(Ok(trace)) => {
                let points = trace.y.len();
                self.state.tell(Event::Trace { id, trace: Arc::new(trace) });
                (Outcome::Done(format!("{points} points")), Ok(()))
            }
            Ok(Err(none)) => (Outcome::Refused(none.to_string()), Ok(())),
            Err(broken) if broken.is_in_step() => (Outcome::Refused(broken.to_string()), Ok(())),
            Err(broken) if cancelled => (Outcome::Cancelled("reconnecting".into()), Err(broken)),
            Err(broken) => {
                let late = broken.is_late();
                (Outcome::Lost { words: broken.to_string(), late }, Err(broken))
            }
        };
        self.state.finish(id, about, outcome);
        self.state.publish();
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
        self.read_settings(port, trace.detector).await?;
        for _ in 0..TRIES {
            if !self.monitor.is_up() {
                self.state.gap(Gap::Downloading);
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
                    &self.state.snapshot,
                    self.state.watched.as_ref(),
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

    /// Asks for the settings of a trace that were not read yet, so that its file has all that can be read.
    pub(super) async fn read_settings(
        &mut self,
        port: &mut Port<C::Stream>,
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
        let waiting = self.bulk.len();
        let mut progress = Download { trace, waiting, have: 0, of: 0, since: clock::now() };
        self.state.snapshot.download = Some(progress);
        self.state.publish();
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
                Ok(()) = self.urgent.changed() => Next::Wish,
                () = closing.cancelled() => return Err(broken(&during, Why::Closing)),
                Some(report) = self.monitor.reports.recv() => {
                    self.take_report(report);
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
                progress.waiting = self.bulk.len();
                shown = Instant::now();
                self.state.snapshot.download = Some(progress);
                self.state.publish();
            }
        }
    }

    /// Something urgent came while a block is on the line. Off and abort go out on this connection at
    /// once, and on another one; the block is lost by design, because no single way reaches every
    /// firmware: some read while they send, some serve a second connection, some need the line reset.
    async fn interrupt(&mut self, port: &mut Port<C::Stream>, during: &str, id: u64) -> Result<(), Broken> {
        let requested = *self.urgent.borrow_and_update();
        let given_up = broken(during, Why::Urgent);
        if !self.unfulfilled.is_open(&requested) {
            return if requested.cancel > id { Err(given_up) } else { Ok(()) };
        }
        self.unfulfilled.watch(&requested, Instant::now());
        self.state.snapshot.switching_off = self.unfulfilled.lasers(&requested);
        self.state.publish();
        let _ = port.flush_urgent().await;
        let until = Instant::now() + READ_BACK;
        let lasers = self.unfulfilled.lasers(&requested);
        let off = if self.monitor.is_up() {
            self.await_monitor(lasers, until).await
        } else {
            timeout_at(until, self.elsewhere(&requested)).await.unwrap_or_default()
        };
        for laser in off.iter() {
            self.unfulfilled.done.fulfil_off(laser, &requested);
        }
        if !off.is_empty() {
            self.state.switched_off(off);
        }
        Err(given_up)
    }

    /// The monitor carries urgent requests out by itself; waits for what it reads back.
    async fn await_monitor(&mut self, lasers: LaserSet, until: Instant) -> LaserSet {
        let mut off = LaserSet::NONE;
        while off != lasers {
            let Ok(Some(report)) = timeout_at(until, self.monitor.reports.recv()).await else {
                break;
            };
            off = off.union(self.take_report(report)).intersection(lasers);
        }
        off
    }

    /// Tries a connection of its own; which lasers were read back as off.
    async fn elsewhere(&self, requested: &super::urgent::Urgent) -> LaserSet {
        let connecting = timeout(READ_BACK, self.connect.connect()).await;
        let Ok(Ok(stream)) = connecting else {
            return if planted!(OffGivenUp) { self.unfulfilled.lasers(requested) } else { LaserSet::NONE };
        };
        let line = Line::new(stream, self.setup.clocks).recorded(self.setup.transcript.clone());
        let mut port = Port::new(line, self.urgent.clone(), self.unfulfilled.done, self.shared());
        port.empty = self.state.snapshot.empty();
        let mut off = LaserSet::NONE;
        for laser in self.unfulfilled.lasers(requested).iter() {
            if port.empty.union(self.state.snapshot.silent()).contains(laser) {
                off.insert(laser);
                continue;
            }
            match port.ask(&ctp10::laser::state(laser)).await {
                Ok(false) => off.insert(laser),
                Ok(true) => {}
                Err(_) => break,
            }
        }
        off
    }
}

/// How many points there are, and where; the line is in order where the inner result is an error.
async fn shape<S>(port: &mut Port<S>, trace: TraceId) -> Result<Result<Shape, NoTrace>, Broken>
where
    S: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin,
{
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

#[cfg(test)]
mod tests {
    use super::{Samples, Shape, Sink, Wavelengths};
    use crate::core::trace::Spacing;
    use crate::core::units::Wavelength;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn samples_come_out_whole_whatever_the_pieces(
            values in prop::collection::vec(any::<u32>(), 0..50),
            pieces in prop::collection::vec(1usize..9, 1..20),
        ) {
            let bytes: Vec<u8> = values.iter().flat_map(|v| v.to_be_bytes()).collect();
            let mut samples = Samples::new(values.len());
            prop_assert_eq!(samples.room().len(), bytes.len());
            let (mut left, mut pieces) = (&bytes[..], pieces.iter().cycle());
            while !left.is_empty() {
                let (piece, rest) = left.split_at(left.len().min(*pieces.next().unwrap()));
                samples.room()[..piece.len()].copy_from_slice(piece);
                samples.took(piece.len());
                left = rest;
            }
            prop_assert!(samples.is_whole());
            for (&y, &bits) in samples.y.iter().zip(&values) {
                let sent = super::level(f32::from_bits(bits));
                prop_assert!(y.to_bits() == sent.to_bits() || y.is_nan() && sent.is_nan());
            }
        }

        #[test]
        fn wavelengths_are_compared_whatever_the_pieces(
            count in 1usize..60,
            off in 0usize..60,
            pieces in prop::collection::vec(1usize..30, 1..20),
        ) {
            let spacing = Spacing { start: Wavelength::from_nm(1500.0), sampling: Wavelength::from_m(1e-13) };
            let wavelength = |index: usize| {
                spacing.wavelength(index).m() + if index == off { 5e-15 } else { 0.0 }
            };
            let bytes: Vec<u8> = (0..count).flat_map(|index| wavelength(index).to_be_bytes()).collect();
            let mut sink = Wavelengths::new(Shape { points: count, spacing });
            let (mut left, mut pieces) = (&bytes[..], pieces.iter().cycle());
            while !left.is_empty() {
                let room = sink.room().len();
                prop_assert!(room <= left.len(), "what is behind the block is not of it");
                let (piece, rest) = left.split_at(left.len().min(*pieces.next().unwrap()).min(room));
                sink.room()[..piece.len()].copy_from_slice(piece);
                sink.took(piece.len());
                left = rest;
            }
            prop_assert!(sink.is_whole());
            let wanted = if off < count { 5e-15 } else { 0.0 };
            prop_assert!((sink.worst - wanted).abs() < 1e-20, "{}", sink.worst);
        }
    }
}
