//! A connection: what arrives is carried out in its order, and faults strike.

use std::io;
use std::sync::Arc;

use ctp10::instrument::worker::Connect;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, DuplexStream, WriteHalf, duplex};
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep, sleep_until};

use super::bench::{Fault, Peer};

impl Peer {
    async fn session(self: Arc<Self>, stream: DuplexStream) {
        let (reader, writer) = tokio::io::split(stream);
        let (sender, lines) = mpsc::unbounded_channel();
        self.latest.send_modify(|latest| *latest += 1);
        let number = *self.latest.borrow();
        tokio::select! {
            () = self.serve(number, lines, writer) => {}
            // What is written arrives while an answer is under way, and what arrived is carried out when the
            // line is closed, too.
            () = async {
                let mut lines = BufReader::new(reader).lines();
                while let Ok(Some(line)) = lines.next_line().await {
                    let now = Instant::now();
                    self.record.lock().unwrap().written.push((now, line.clone()));
                    let _ = sender.send((now, line));
                }
                drop(sender);
                std::future::pending::<()>().await;
            } => {}
        }
        *self.connections.lock().unwrap() -= 1;
    }

    async fn serve(
        &self,
        number: u64,
        mut lines: mpsc::UnboundedReceiver<(Instant, String)>,
        mut writer: WriteHalf<DuplexStream>,
    ) {
        loop {
            let line = tokio::select! {
                biased;
                () = self.overtaken(number) => break,
                line = lines.recv() => line,
            };
            let Some((written, line)) = line else { break };
            sleep_until(written + self.latency / 2).await;
            self.record.lock().unwrap().heard.push((Instant::now(), line.clone()));
            if !line.contains('?') {
                match self.strike(|f| matches!(f, Fault::ResetAfterCommand | Fault::ResetBeforeCommand)) {
                    Some(Fault::ResetBeforeCommand) => break,
                    Some(_) => {
                        self.command(&line);
                        break;
                    }
                    None => self.command(&line),
                }
                continue;
            }
            let Some(answer) = self.answer(&line) else { continue };
            sleep(self.latency.saturating_sub(self.latency / 2)).await;
            if let Some((_, more)) = self.slow.filter(|(begins, _)| line.starts_with(begins)) {
                sleep(more).await;
            }
            let commands = [Fault::ResetAfterCommand, Fault::ResetBeforeCommand, Fault::Refused];
            let fault = self.strike(|f| !commands.contains(&f));
            if self.send(&mut writer, &answer, fault).await.is_err() {
                break;
            }
        }
    }

    async fn send(
        &self,
        writer: &mut (impl AsyncWriteExt + Unpin),
        answer: &[u8],
        fault: Option<Fault>,
    ) -> io::Result<()> {
        let is_block = answer.len() > 1000;
        let cut = *self.cut_block.lock().unwrap();
        let (at, fault) = match cut {
            Some((at, fault)) if is_block => (at.min(answer.len()), Some(fault)),
            _ => (answer.len() / 2, fault),
        };
        let (half, rest) = answer.split_at(at);
        match fault {
            None => {
                if let (Some(pause), true) = (self.block_rate, is_block) {
                    for piece in answer.chunks(100) {
                        writer.write_all(piece).await?;
                        sleep(pause).await;
                    }
                    return Ok(());
                }
                writer.write_all(answer).await
            }
            Some(Fault::Late(by)) => {
                self.hold(by).await;
                writer.write_all(answer).await
            }
            Some(Fault::Stalled(by)) => {
                writer.write_all(half).await?;
                self.hold(by).await;
                writer.write_all(rest).await
            }
            Some(Fault::Cut) => {
                writer.write_all(half).await?;
                Err(io::ErrorKind::BrokenPipe.into())
            }
            Some(Fault::Garbage) if is_block => {
                writer.write_all(half).await?;
                writer.write_all(b"\x1b[2J#5garbage\x07\r\n").await?;
                Err(io::ErrorKind::BrokenPipe.into())
            }
            Some(Fault::Garbage) => writer.write_all(b"\x1b[2J#5garbage\x07\r\n").await,
            Some(Fault::Reset) if is_block => {
                writer.write_all(half).await?;
                Err(io::ErrorKind::ConnectionReset.into())
            }
            Some(Fault::Duplicate) => writer.write_all(&[answer, answer].concat()).await,
            Some(_) => Err(io::ErrorKind::ConnectionReset.into()),
        }
    }
}

/// Connects to the peer over a pipe.
#[derive(Clone)]
pub(crate) struct Pipe(pub(crate) Arc<Peer>);

impl Connect for Pipe {
    type Stream = DuplexStream;

    async fn connect(&self) -> io::Result<DuplexStream> {
        let peer = &self.0;
        if peer.strike(|f| f == Fault::Refused).is_some() {
            return Err(io::ErrorKind::ConnectionRefused.into());
        }
        {
            let mut connections = peer.connections.lock().unwrap();
            if *connections >= peer.most_connections {
                return Err(io::ErrorKind::ConnectionRefused.into());
            }
            *connections += 1;
        }
        sleep(peer.latency).await;
        let (ours, theirs) = duplex(4096);
        tokio::spawn(Arc::clone(peer).session(theirs));
        Ok(ours)
    }

    fn reset(_: DuplexStream) {}
}
