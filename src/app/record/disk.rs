//! What brings a recording to the disk, on a thread of its own: a disk may take seconds, and readings do not wait.

use std::fs::File;
use std::io;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use tokio::sync::oneshot;

/// How often it is done: twice a second, so that with the time that it takes no more than a second is lost with the power.
const PERIOD: Duration = Duration::from_millis(500);

/// The thread, what it is told and what it tells.
pub(super) struct Disk {
    files: Sender<Arc<File>>,
    failed: oneshot::Receiver<io::Error>,
    thread: JoinHandle<io::Result<()>>,
}

impl Disk {
    /// From here on this file is brought to the disk.
    ///
    /// # Errors
    /// If the system gives no thread.
    pub(super) fn start(file: Arc<File>) -> io::Result<Self> {
        let (files, further) = channel();
        let (tell, failed) = oneshot::channel();
        let thread =
            std::thread::Builder::new().name("disk".into()).spawn(move || keep(file, &further, tell))?;
        Ok(Self { files, failed, thread })
    }

    /// Another one follows the one before, to which nothing more is written.
    pub(super) fn also(&self, file: Arc<File>) {
        let _ = self.files.send(file);
    }

    /// What the disk says when it fails; waits for ever while it does not. Cancel-safe.
    pub(super) async fn failed(&mut self) -> io::Error {
        match (&mut self.failed).await {
            Ok(error) => error,
            Err(_) => io::Error::other("the thread that writes to the disk ended unexpectedly"),
        }
    }

    /// Brings everything to the disk and ends.
    ///
    /// # Errors
    /// What the disk says.
    pub(super) fn end(self) -> io::Result<()> {
        drop(self.files);
        self.thread
            .join()
            .unwrap_or_else(|_| Err(io::Error::other("the thread of the disk ended unexpectedly")))
    }
}

/// Brings files to the disk until nobody is left who writes to them.
fn keep(file: Arc<File>, further: &Receiver<Arc<File>>, tell: oneshot::Sender<io::Error>) -> io::Result<()> {
    let mut file = file;
    loop {
        let next = further.recv_timeout(PERIOD);
        if let Err(error) = file.sync_data() {
            let told = io::Error::new(error.kind(), error.to_string());
            let _ = tell.send(told);
            return Err(error);
        }
        match next {
            Ok(next) => file = next,
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return Ok(()),
        }
    }
}
