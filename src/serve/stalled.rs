//! A connection whose other end has to read: what cannot be written for so long ends it. So does the end of the service.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep};
use tokio_util::sync::{CancellationToken, WaitForCancellationFutureOwned};

/// A stream whose writes may stand still for so long.
pub(super) struct Stalled<S, H> {
    stream: S,
    patience: Duration,
    /// Runs while a write stands still.
    until: Pin<Box<Sleep>>,
    waits: bool,
    closed: Pin<Box<WaitForCancellationFutureOwned>>,
    /// What it has while it is there.
    _held: H,
}

impl<S, H> Stalled<S, H> {
    /// With this patience.
    pub(super) fn new(stream: S, patience: Duration, held: H, closing: CancellationToken) -> Self {
        let (until, closed) = (Box::pin(sleep(patience)), Box::pin(closing.cancelled_owned()));
        Self { stream, patience, until, waits: false, closed, _held: held }
    }

    /// What becomes of a write: the same, or an end where it has stood still for too long.
    fn held<T>(&mut self, written: Poll<io::Result<T>>, cx: &mut Context<'_>) -> Poll<io::Result<T>> {
        if written.is_ready() {
            self.waits = false;
            return written;
        }
        if !self.waits {
            self.waits = true;
            self.until.as_mut().reset(Instant::now() + self.patience);
        }
        ready!(self.until.as_mut().poll(cx));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl<S: AsyncRead + Unpin, H: Unpin> AsyncRead for Stalled<S, H> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.closed.as_mut().poll(cx).is_ready() {
            return Poll::Ready(Err(io::ErrorKind::ConnectionAborted.into()));
        }
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl<S: AsyncWrite + Unpin, H: Unpin> AsyncWrite for Stalled<S, H> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(cx, buf);
        self.held(written, cx)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(cx, bufs);
        self.held(written, cx)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(&mut self.stream).poll_flush(cx);
        self.held(flushed, cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let closed = Pin::new(&mut self.stream).poll_shutdown(cx);
        self.held(closed, cx)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn who_does_not_read_is_left_and_who_reads_slowly_is_not() {
        let patience = Duration::from_secs(8);
        let closing = CancellationToken::new();
        let (ours, mut theirs) = duplex(10);
        let mut ours = Stalled::new(ours, patience, (), closing.clone());
        let begun = Instant::now();
        let slow = async {
            for _ in 0..5 {
                tokio::time::advance(patience / 2).await;
                let mut some = [0; 10];
                theirs.read_exact(&mut some).await.unwrap();
            }
        };
        let (written, ()) = tokio::join!(ours.write_all(&[0; 50]), slow);
        written.unwrap();
        assert!(begun.elapsed() >= patience * 2);
        let begun = Instant::now();
        let error = ours.write_all(&[0; 50]).await.unwrap_err();
        assert_eq!((error.kind(), begun.elapsed().as_secs()), (io::ErrorKind::TimedOut, 8));
        let (read, ()) = tokio::join!(ours.read_u8(), async { closing.cancel() });
        assert_eq!(read.unwrap_err().kind(), io::ErrorKind::ConnectionAborted);
    }
}
