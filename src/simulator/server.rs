//! The simulator's connections: TCP on loopback, or any byte stream in a test. Several clients share one
//! bench; each has its own pace, and each may be struck by a fault.

use std::io;
use std::sync::atomic::{AtomicU32, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt, WriteHalf};
use tokio::net::TcpListener;
use tokio::time::{Instant, sleep_until};
use tokio_util::sync::CancellationToken;

use super::bench::{self, BenchState, Block, Client, Reply};
use super::faults::{Effect, FaultBook};
use super::input::Input;
use super::layout::Questions;
use super::options::Options;
use super::syntax;
use crate::core::cast::count_u64;

/// Bytes of a block made at once when the link has no limit.
const CHUNK: usize = 64 << 10;

/// The simulator as something that serves connections.
#[derive(Clone, Debug)]
pub struct Server(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    bench: Mutex<BenchState>,
    faults: Mutex<FaultBook>,
    clients: AtomicUsize,
    /// Connections made so far.
    served: AtomicU64,
    refusals: AtomicU32,
    options: Options,
}

impl Server {
    /// A freshly started instrument.
    pub fn new(options: Options) -> Self {
        Self(Arc::new(Shared {
            bench: Mutex::new(BenchState::new(&options)),
            faults: Mutex::new(FaultBook::new(&options.scenario)),
            clients: AtomicUsize::new(0),
            served: AtomicU64::new(0),
            refusals: AtomicU32::new(options.scenario.link.refuse),
            options,
        }))
    }

    /// The instrument behind the protocol, for tests.
    pub fn bench(&self) -> MutexGuard<'_, BenchState> {
        self.0.bench.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Accepts connections until cancelled.
    pub async fn serve(self, listener: TcpListener, cancel: CancellationToken) {
        loop {
            let accepted = tokio::select! {
                () = cancel.cancelled() => return,
                accepted = listener.accept() => accepted,
            };
            match accepted {
                Ok((stream, _)) => {
                    let _ = stream.set_nodelay(true);
                    let (server, cancel) = (self.clone(), cancel.clone());
                    tokio::spawn(async move {
                        tokio::select! {
                            () = cancel.cancelled() => {}
                            () = server.session(stream) => {}
                        }
                    });
                }
                // Out of descriptors: give the others time to close theirs.
                Err(_) => tokio::time::sleep(Duration::from_millis(100)).await,
            }
        }
    }

    /// Serves one connection to its end.
    pub async fn session<S: AsyncRead + AsyncWrite>(self, stream: S) {
        let refused = self
            .0
            .refusals
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1))
            .is_ok();
        let Some(seat) = Seat::take(&self.0).filter(|_| !refused) else {
            return;
        };
        let (reader, writer) = tokio::io::split(stream);
        let input = Input::new(reader);
        let mut session =
            Session { server: &self, client: seat.client, input, writer, limit: Limit::default() };
        if let Err(End::Broken(error)) = session.run().await {
            tracing::debug!("simulator: a connection was lost: {error}");
        }
    }

    fn idle_limit(&self) -> Option<Duration> {
        self.0.options.scenario.link.close_idle_after
    }
}

/// A place among the clients, given back at the end.
struct Seat<'a> {
    shared: &'a Shared,
    client: Client,
}

impl<'a> Seat<'a> {
    fn take(shared: &'a Shared) -> Option<Self> {
        let options = &shared.options;
        let most = options.max_clients.or(options.scenario.link.max_clients);
        let most = most.or(options.layout.instrument.max_clients);
        let client = Client(shared.served.fetch_add(1, Ordering::Relaxed));
        let seat = Self { shared, client };
        let before = shared.clients.fetch_add(1, Ordering::Relaxed);
        most.is_none_or(|most| before < most).then_some(seat)
    }
}

impl Drop for Seat<'_> {
    fn drop(&mut self) {
        self.shared.clients.fetch_sub(1, Ordering::Relaxed);
        self.shared.bench.lock().unwrap_or_else(PoisonError::into_inner).forget(self.client);
    }
}

/// Why a session ended.
enum End {
    /// The client left, or a fault closed the connection.
    Closed,
    Broken(io::Error),
}

impl From<io::Error> for End {
    fn from(error: io::Error) -> Self {
        Self::Broken(error)
    }
}

/// Where the answer under way is to be cut or held up.
#[derive(Default)]
struct Limit {
    sent: usize,
    cut: Option<usize>,
    stall: Option<(usize, Duration)>,
}

struct Session<'a, S> {
    server: &'a Server,
    client: Client,
    input: Input<S>,
    writer: WriteHalf<S>,
    limit: Limit,
}

impl<S: AsyncRead + AsyncWrite> Session<'_, S> {
    async fn run(&mut self) -> Result<(), End> {
        loop {
            if self.input.is_http() {
                tracing::warn!("simulator: a client that speaks HTTP was dropped");
                return Err(End::Closed);
            }
            while let Some(message) = self.input.message() {
                match message {
                    Ok(message) => self.message(&message).await?,
                    Err(code) => self.server.bench().report(self.client, code),
                }
            }
            if self.input.ended {
                return Err(End::Closed);
            }
            match self.server.idle_limit() {
                None => self.input.fill().await?,
                Some(limit) => match tokio::time::timeout(limit, self.input.fill()).await {
                    Ok(filled) => filled?,
                    Err(_) => return Err(End::Closed),
                },
            }
        }
    }

    async fn message(&mut self, message: &str) -> Result<(), End> {
        let mut replies = Vec::new();
        let mut struck = None;
        for unit in syntax::units(message) {
            let effect = unit
                .as_ref()
                .ok()
                .and_then(|unit| bench::find(unit).ok())
                .and_then(|header| self.faults().strike(header));
            if let Some(Effect::Error(error)) = effect {
                self.server.bench().report(self.client, error);
                continue;
            }
            struck = struck.or(effect);
            loop {
                let reply = self.server.bench().execute(self.client, &unit, Instant::now());
                match reply {
                    Reply::Nothing => {}
                    Reply::NotYet(until) => {
                        self.rest(until).await?;
                        continue;
                    }
                    Reply::Text(_) | Reply::Block(_) => replies.push(reply),
                }
                break;
            }
        }
        match struck {
            Some(Effect::Close) => return Err(End::Closed),
            Some(Effect::Silent) => return Ok(()),
            _ if replies.is_empty() => return Ok(()),
            _ => {}
        }
        self.answer(&replies, struck).await
    }

    fn faults(&self) -> MutexGuard<'_, FaultBook> {
        self.server.0.faults.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn answer(&mut self, replies: &[Reply], struck: Option<Effect>) -> Result<(), End> {
        self.limit = Limit::default();
        let mut wait = self.server.0.options.latency;
        let mut times = 1;
        match struck {
            Some(Effect::Late(by)) => wait += by,
            Some(Effect::Cut(bytes)) => self.limit.cut = Some(bytes),
            Some(Effect::Stall(bytes, by)) => self.limit.stall = Some((bytes, by)),
            Some(Effect::Twice) => times = 2,
            Some(Effect::Nan) => return self.send(b"9.91000000E+037\r\n").await,
            Some(Effect::Answer(text)) => return self.send(format!("{text}\r\n").as_bytes()).await,
            Some(Effect::Raw(text)) => return self.send(text.as_bytes()).await,
            _ => {}
        }
        if !wait.is_zero() {
            self.rest(Instant::now() + wait).await?;
        }
        for _ in 0..times {
            self.send_all(replies).await?;
        }
        Ok(())
    }

    async fn send_all(&mut self, replies: &[Reply]) -> Result<(), End> {
        let questions = self.server.0.options.layout.instrument.questions;
        let replies = if questions == Questions::First { &replies[..1] } else { replies };
        let between: &[u8] = if questions == Questions::Lines { b"\r\n" } else { b";" };
        let mut line = Vec::with_capacity(64);
        for (index, reply) in replies.iter().enumerate() {
            if index > 0 {
                line.extend(between);
            }
            match reply {
                Reply::Text(text) => line.extend(text.as_bytes()),
                Reply::Block(block) => {
                    let length = block.bytes().to_string();
                    line.extend(format!("#{}{length}", length.len()).as_bytes());
                    self.send(&std::mem::take(&mut line)).await?;
                    self.send_block(block).await?;
                }
                Reply::Nothing | Reply::NotYet(_) => {}
            }
        }
        let ends_in_block = match replies.last() {
            Some(Reply::Block(_)) => true,
            Some(Reply::Text(text)) => text.starts_with('#'),
            _ => false,
        };
        line.extend(if ends_in_block {
            self.server.0.options.scenario.link.block_end.bytes()
        } else {
            b"\r\n"
        });
        self.send(&line).await
    }

    async fn send_block(&mut self, block: &Block) -> Result<(), End> {
        let rate = self.server.0.options.rate;
        // Small enough that a slow link flows and does not jerk.
        let chunk = rate.map_or(CHUNK, |rate| usize::try_from(rate / 50).unwrap_or(CHUNK).clamp(256, CHUNK));
        let numbers = chunk / 8;
        let started = Instant::now();
        let (mut sent, mut bytes) = (0u64, Vec::with_capacity(chunk));
        for first in (0..block.len()).step_by(numbers) {
            bytes.clear();
            block.fill(first..(first + numbers).min(block.len()), &mut bytes);
            self.send(&bytes).await?;
            sent += count_u64(bytes.len());
            if let Some(rate) = rate.filter(|&rate| rate > 0) {
                self.rest(started + Duration::from_nanos(sent * 1_000_000_000 / rate)).await?;
            }
        }
        Ok(())
    }

    /// Sends bytes, as far as the fault of this answer lets them.
    async fn send(&mut self, bytes: &[u8]) -> Result<(), End> {
        let mut bytes = bytes;
        if let Some((at, how_long)) = self.limit.stall
            && self.limit.sent + bytes.len() > at
        {
            let (before, after) = bytes.split_at(at - self.limit.sent.min(at));
            self.limit.stall = None;
            self.push(before).await?;
            self.rest(Instant::now() + how_long).await?;
            bytes = after;
        }
        if let Some(cut) = self.limit.cut
            && self.limit.sent + bytes.len() >= cut
        {
            self.push(&bytes[..cut - self.limit.sent]).await?;
            self.writer.flush().await?;
            return Err(End::Closed);
        }
        self.push(bytes).await
    }

    /// Writes while taking in what comes meanwhile.
    async fn push(&mut self, bytes: &[u8]) -> Result<(), End> {
        let mut left = bytes;
        while !left.is_empty() {
            tokio::select! {
                biased;
                written = self.writer.write(left) => {
                    let written = written?;
                    left = &left[written..];
                }
                filled = self.input.fill(), if self.input.wants_more() => {
                    filled?;
                    self.overhear();
                }
            }
        }
        self.limit.sent += bytes.len();
        Ok(())
    }

    /// Waits while taking in what comes meanwhile; ends at once if the connection breaks.
    async fn rest(&mut self, until: Instant) -> Result<(), End> {
        loop {
            tokio::select! {
                biased;
                filled = self.input.fill(), if self.input.wants_more() => {
                    filled?;
                    self.overhear();
                }
                () = sleep_until(until) => return Ok(()),
            }
        }
    }

    /// Carries out commands that came while something else was under way, if this firmware does.
    fn overhear(&mut self) {
        if !self.server.0.options.scenario.link.reads_while_sending {
            return;
        }
        while let Some(message) = self.input.message() {
            let Ok(message) = message else { continue };
            for unit in syntax::units(&message) {
                if !matches!(&unit, Ok(unit) if unit.query) {
                    self.server.bench().execute(self.client, &unit, Instant::now());
                }
            }
        }
    }
}
