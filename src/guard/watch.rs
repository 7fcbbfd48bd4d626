//! Waits for whatever ends the program: a signal, a panic in any thread or task, or the end of its work.

use std::any::Any;
use std::io;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use tokio::time::Instant;

use crate::platform::signals;

/// How often it is looked at whether a fault was signalled.
const LOOK: Duration = Duration::from_millis(250);

/// What ended the program.
#[derive(Debug)]
pub(crate) enum Ending<T> {
    /// Its work was done.
    Done(T),
    /// A signal.
    Signal(i32),
    /// A defect: where and in which words.
    Panic(String),
}

/// Waits for an end.
#[derive(Debug)]
pub(crate) struct Watch<T> {
    sender: Sender<Ending<T>>,
    endings: Receiver<Ending<T>>,
}

impl<T: Send + 'static> Watch<T> {
    /// Signals and panics are noticed from here on.
    ///
    /// # Errors
    /// If the system gives no thread, or no signals.
    pub(crate) fn start() -> io::Result<Self> {
        let (sender, endings) = channel();
        let told = sender.clone();
        signals::on_ending(move |signal| drop(told.send(Ending::Signal(signal))))?;
        let told = sender.clone();
        std::panic::set_hook(Box::new(move |panic| {
            tracing::error!("panic: {panic}");
            let _ = told.send(Ending::Panic(panic.to_string()));
        }));
        Ok(Self { sender, endings })
    }

    /// Does the program's work on a thread of its own.
    ///
    /// # Errors
    /// If the system gives no thread.
    pub(crate) fn work(&self, name: &str, work: impl FnOnce() -> T + Send + 'static) -> io::Result<()> {
        let told = self.sender.clone();
        std::thread::Builder::new().name(name.into()).spawn(move || {
            let ending = match std::panic::catch_unwind(std::panic::AssertUnwindSafe(work)) {
                Ok(done) => Ending::Done(done),
                Err(panic) => Ending::Panic(words(&*panic)),
            };
            let _ = told.send(ending);
        })?;
        Ok(())
    }

    /// Waits for the first end. Meanwhile `look` is called four times a second.
    pub(crate) fn wait(&self, mut look: impl FnMut()) -> Ending<T> {
        let handled = signals::caught_faults().unwrap_or_default();
        loop {
            // There is always a sender: this is one.
            if let Ok(ending) = self.endings.recv_timeout(LOOK) {
                return ending;
            }
            look();
            let now = signals::caught_faults();
            let gone = |fault: &&i32| now.as_ref().is_some_and(|now| !now.contains(fault));
            if let Some(fault) = handled.iter().find(gone) {
                return Ending::Signal(*fault);
            }
        }
    }

    /// What the work came to, if it comes to an end so soon after it was told to.
    pub(crate) fn done_within(&self, patience: Duration) -> Option<T> {
        let until = Instant::now() + patience;
        loop {
            let left = until.saturating_duration_since(Instant::now());
            match self.endings.recv_timeout(left) {
                Ok(Ending::Done(done)) => return Some(done),
                Ok(Ending::Signal(_)) => {}
                Ok(Ending::Panic(_)) | Err(_) => return None,
            }
        }
    }
}

fn words(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "a panic".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Neither signals nor panics elsewhere are its business.
    fn watch<T: Send + 'static>() -> Watch<T> {
        let (sender, endings) = channel();
        Watch { sender, endings }
    }

    #[test]
    fn work_ends_with_what_it_came_to_or_with_the_words_of_its_panic() {
        let done = watch();
        done.work("work", || 5).unwrap();
        assert!(matches!(done.wait(|| ()), Ending::Done(5)));
        let told_by = |panic: Box<dyn Any + Send>| {
            let panics = watch::<()>();
            panics.work("work", || std::panic::resume_unwind(panic)).unwrap();
            let ending = panics.wait(|| ());
            let Ending::Panic(words) = ending else { panic!("{ending:?}") };
            words
        };
        assert_eq!(told_by(Box::new("a text")), "a text");
        assert_eq!(told_by(Box::new("a string".to_owned())), "a string");
        assert_eq!(told_by(Box::new(5)), "a panic");
    }

    #[test]
    fn work_that_is_told_to_end_is_waited_for_whatever_is_signalled_meanwhile() {
        let patience = Duration::from_secs(60);
        let done = watch();
        done.sender.send(Ending::Signal(15)).unwrap();
        done.work("work", || 5).unwrap();
        assert_eq!(done.done_within(patience), Some(5));
        done.sender.send(Ending::Panic("elsewhere".into())).unwrap();
        assert_eq!(done.done_within(patience), None);
        assert_eq!(done.done_within(Duration::ZERO), None, "nothing more comes");
    }
}
