//! Fetching a trace: whole or not at all, with progress, and never in the way of switching light off.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, timeout, timeout_at};

use crate::core::event::{Event, Outcome};
use crate::core::history::Gap;
use crate::core::ids::LaserSet;
use crate::core::request::{Query, Request};
use crate::core::snapshot::Download;
use crate::core::trace::{Trace, TraceId};
use crate::core::units::Wavelength;
use crate::instrument::ctp10;
use crate::instrument::scpi::codec::MAX_BLOCK;
use crate::instrument::scpi::line::{Broken, Line, Why, broken};

use super::connect::Connect;
use super::engine::Engine;
use super::handle::Queued;
use super::port::Port;
use super::state;

/// A trace that changed under the download is fetched again so many times.
const TRIES: u32 = 3;
/// Between two pictures of the progress.
const PROGRESS: Duration = Duration::from_millis(50);
/// How long another connection may take to read a laser back as off before the line is reset.
const READ_BACK: Duration = Duration::from_millis(300);

/// Where and how long a trace is, as the instrument says.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Shape {
    points: usize,
    start: Wavelength,
    sampling: Wavelength,
}

/// Bytes read between two looks at what else is to be done.
const PIECE: usize = 256 << 10;

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

    /// Where the next bytes belong.
    fn room(&mut self) -> &mut [u8] {
        let room = &mut bytemuck::cast_slice_mut(&mut self.y)[self.have..];
        let length = room.len().min(PIECE);
        &mut room[..length]
    }

    /// So many bytes came into the room. The instrument sends the high byte first.
    fn took(&mut self, bytes: usize) {
        let whole = self.have / 4..(self.have + bytes) / 4;
        self.have += bytes;
        for sample in &mut self.y[whole] {
            *sample = f32::from_bits(u32::from_be(sample.to_bits()));
        }
    }

    const fn are_whole(&self) -> bool {
        self.have == self.y.len() * 4
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
        Queued { id, request }: Queued,
    ) -> Result<(), Broken> {
        let Request::Query(Query::Download(trace)) = request else { unreachable!("only downloads are bulk") };
        let what = format!("download of {trace}");
        if self.urgent.borrow().cancel > id.0 {
            self.state.finish(id, what, Outcome::Cancelled("before it began".into()));
            return Ok(());
        }
        let fetched = self.fetch(port, trace, id.0).await;
        self.state.snapshot.download = None;
        let cancelled = self.urgent.borrow().cancel > id.0;
        let (outcome, ended) = match fetched {
            Ok(Ok(trace)) => {
                let points = trace.y.len();
                self.state.tell(Event::Trace(Arc::new(trace)));
                (Outcome::Done(format!("{points} points")), Ok(()))
            }
            Ok(Err(words)) => (Outcome::Refused(words), Ok(())),
            Err(broken) if cancelled => (Outcome::Cancelled("the line is made anew".into()), Err(broken)),
            Err(broken) => (Outcome::Refused(format!("lost: {broken}")), Err(broken)),
        };
        self.state.finish(id, what, outcome);
        self.state.publish();
        ended
    }

    /// `Err` in the inner result is a reason in words; the line is in order then.
    async fn fetch(
        &mut self,
        port: &mut Port<C::Stream>,
        trace: TraceId,
        id: u64,
    ) -> Result<Result<Trace, String>, Broken> {
        let mut shape = shape(port, trace).await?;
        for _ in 0..TRIES {
            if shape.points == 0 {
                return Ok(Err("there is no such trace; run a sweep first".into()));
            }
            if shape.points * 4 > MAX_BLOCK {
                return Ok(Err(format!("{} points are more than any trace has", shape.points)));
            }
            if !self.monitor.is_up() {
                self.state.gap(Gap::Downloading);
            }
            let y = self.block(port, trace, shape.points, id).await?;
            let after = self::shape(port, trace).await?;
            if after == shape {
                let Shape { start, sampling, .. } = shape;
                return Ok(Ok(Trace { id: trace, start, sampling, y }));
            }
            shape = after;
        }
        Ok(Err("it changed again and again while it was fetched; stop the sweep first".into()))
    }

    async fn block(
        &mut self,
        port: &mut Port<C::Stream>,
        trace: TraceId,
        points: usize,
        id: u64,
    ) -> Result<Vec<f32>, Broken> {
        let question = ctp10::trace::samples(trace);
        let during = question.text().to_owned();
        port.flush_urgent().await?;
        let asked = Instant::now();
        port.line.ask_block(&question, points).await?;
        let mut progress = Download { trace, have: 0, of: 0, since: state::now() };
        self.state.snapshot.download = Some(progress);
        self.state.publish();
        let mut samples: Option<Samples> = None;
        let mut shown = Instant::now();
        while !samples.as_ref().is_some_and(Samples::are_whole) {
            let next = tokio::select! {
                biased;
                Ok(()) = self.urgent.changed() => Next::Wish,
                Some(report) = self.monitor.reports.recv() => {
                    self.take_report(report);
                    Next::Report
                }
                next = async {
                    match &mut samples {
                        None => port.line.block_head(&during).await.map(Next::Head),
                        Some(samples) => port.line.block_bytes(samples.room(), &during).await.map(Next::Bytes),
                    }
                } => next?,
            };
            match next {
                Next::Head(length) => {
                    progress = Download { of: length, since: state::now(), ..progress };
                    samples = Some(Samples::new(points));
                }
                Next::Bytes(bytes) => {
                    if let Some(samples) = &mut samples {
                        samples.took(bytes);
                        progress.have = samples.have;
                    }
                }
                Next::Wish => self.interrupt(port, &during, id).await?,
                Next::Report => continue,
            }
            if shown.elapsed() >= PROGRESS {
                shown = Instant::now();
                self.state.snapshot.download = Some(progress);
                self.state.publish();
            }
        }
        port.line.heard_block(&during, progress.have, asked);
        Ok(samples.map(|samples| samples.y).unwrap_or_default())
    }

    /// Something urgent came while a block is on the line. Off and abort go out on this connection at
    /// once, and on another one; the block is lost by design, because no single way reaches every
    /// firmware: some read while they send, some serve a second connection, some need the line reset.
    async fn interrupt(&mut self, port: &mut Port<C::Stream>, during: &str, id: u64) -> Result<(), Broken> {
        let wish = *self.urgent.borrow_and_update();
        let given_up = broken(during, Why::Urgent);
        if !self.book.is_open(&wish) {
            return if wish.cancel > id { Err(given_up) } else { Ok(()) };
        }
        self.book.watch(&wish, Instant::now());
        self.state.snapshot.switching_off = self.book.lasers(&wish);
        self.state.publish();
        let _ = port.flush_urgent().await;
        let until = Instant::now() + READ_BACK;
        let lasers = self.book.lasers(&wish);
        let off = if self.monitor.is_up() {
            self.await_monitor(lasers, until).await
        } else {
            timeout_at(until, self.elsewhere(&wish)).await.unwrap_or_default()
        };
        for laser in off.iter() {
            self.book.done.fulfil_off(laser, &wish);
        }
        if !off.is_empty() {
            self.state.tell(Event::SwitchedOff(off));
        }
        Err(given_up)
    }

    /// The monitor carries wishes out by itself; waits for what it reads back.
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
    async fn elsewhere(&self, wish: &super::urgent::Urgent) -> LaserSet {
        let connecting = timeout(READ_BACK, self.connect.connect()).await;
        let Ok(Ok(stream)) = connecting else {
            return LaserSet::NONE;
        };
        let line = Line::new(stream, self.setup.clocks).recorded(self.setup.transcript.clone());
        let mut port = Port::new(line, self.urgent.clone(), self.book.done);
        port.empty = self.state.snapshot.empty();
        let mut off = LaserSet::NONE;
        for laser in self.book.lasers(wish).iter() {
            if port.empty.contains(laser) {
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

async fn shape<S>(port: &mut Port<S>, trace: TraceId) -> Result<Shape, Broken>
where
    S: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin,
{
    let points = port.ask(&ctp10::trace::length(trace)).await? as usize;
    let start = port.ask(&ctp10::trace::start(trace)).await?;
    let sampling = port.ask(&ctp10::trace::sampling(trace)).await?;
    Ok(Shape { points, start, sampling })
}

#[cfg(test)]
mod tests {
    use super::Samples;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn samples_come_out_whole_whatever_the_pieces(
            values in prop::collection::vec(any::<u32>(), 0..50),
            pieces in prop::collection::vec(1usize..9, 1..20),
        ) {
            let bytes: Vec<u8> = values.iter().flat_map(|v| v.to_be_bytes()).collect();
            let mut samples = Samples::new(values.len());
            let (mut left, mut pieces) = (&bytes[..], pieces.iter().cycle());
            while !left.is_empty() {
                let (piece, rest) = left.split_at(left.len().min(*pieces.next().unwrap()));
                samples.room()[..piece.len()].copy_from_slice(piece);
                samples.took(piece.len());
                left = rest;
            }
            prop_assert!(samples.are_whole());
            let bits: Vec<u32> = samples.y.iter().map(|y| y.to_bits()).collect();
            prop_assert_eq!(bits, values);
        }
    }
}
