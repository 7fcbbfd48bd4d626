//! A thread that writes frames. The screen draws the next one when the last one is out, so a terminal that
//! stands still, or is slow, costs frames and nothing else.

use std::io::{self, Write};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use tokio::sync::watch;

use crate::app::lost::TerminalLost;

/// How far the writer is.
#[derive(Clone, Debug, Default)]
struct Progress {
    /// How many frames are on the terminal.
    written: u64,
    /// The terminal takes no more: why.
    failed: Option<Arc<io::Error>>,
}

/// Where frames go.
#[derive(Debug)]
pub(super) struct FrameWriter {
    frames: SyncSender<Vec<u8>>,
    progress: watch::Receiver<Progress>,
    sent: u64,
}

impl FrameWriter {
    /// Starts the thread that writes.
    pub(super) fn start(out: impl Write + Send + 'static) -> std::io::Result<Self> {
        let (frames, receiver) = sync_channel(1);
        let (sender, progress) = watch::channel(Progress::default());
        std::thread::Builder::new().name("frames".into()).spawn(move || run(out, &receiver, &sender))?;
        Ok(Self { frames, progress, sent: 0 })
    }

    /// Whether the last frame is out.
    pub(super) fn is_free(&self) -> bool {
        let progress = self.progress.borrow();
        progress.written == self.sent || progress.failed.is_some()
    }

    /// Hands a frame over. Nothing is handed over while the last one is not out.
    pub(super) fn send(&mut self, frame: Vec<u8>) {
        debug_assert!(self.is_free(), "one frame at a time");
        self.sent += 1;
        let _ = self.frames.try_send(frame);
    }

    /// Waits until the last frame is out. For ever, if there is none.
    pub(super) async fn written(&mut self) -> Result<(), TerminalLost> {
        let sent = self.sent;
        self.progress.mark_unchanged();
        let done = self.progress.wait_for(|progress| progress.written == sent || progress.failed.is_some());
        match done.await {
            Ok(progress) => progress.failed.clone().map_or(Ok(()), |error| Err(TerminalLost::Write(error))),
            Err(_) => Err(TerminalLost::Writer),
        }
    }
}

fn run(mut out: impl Write, frames: &Receiver<Vec<u8>>, progress: &watch::Sender<Progress>) {
    while let Ok(frame) = frames.recv() {
        let written = out.write_all(&frame).and_then(|()| out.flush());
        progress.send_modify(|progress| {
            progress.written += 1;
            progress.failed = written.err().map(Arc::new);
        });
        if progress.borrow().failed.is_some() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::{Mutex, mpsc};

    /// A terminal that takes bytes when it is told to.
    struct Slow(Arc<Mutex<Vec<u8>>>, mpsc::Receiver<()>);

    impl Write for Slow {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.1.recv().map_err(|_| std::io::ErrorKind::BrokenPipe)?;
            self.0.lock().unwrap().extend(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[tokio::test]
    async fn a_frame_waits_for_the_one_before_it_and_the_screen_for_nothing() {
        let shown = Arc::new(Mutex::new(Vec::new()));
        let (go, turns) = mpsc::channel();
        let mut writer = FrameWriter::start(Slow(Arc::clone(&shown), turns)).unwrap();
        assert!(writer.is_free());
        writer.send(b"one".to_vec());
        assert!(!writer.is_free(), "the terminal has not taken it");
        go.send(()).unwrap();
        writer.written().await.unwrap();
        assert!(writer.is_free());
        writer.send(b"two".to_vec());
        go.send(()).unwrap();
        writer.written().await.unwrap();
        assert_eq!(*shown.lock().unwrap(), b"onetwo");
        writer.send(b"three".to_vec());
        drop(go);
        assert!(writer.written().await.is_err());
        assert!(writer.is_free(), "a terminal that is gone is not waited for");
    }
}
