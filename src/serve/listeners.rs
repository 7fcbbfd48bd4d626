//! What is told to whoever listens, and is made only while somebody does: by the first of them for all.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::{broadcast, watch};

/// The end of a channel at which something is told.
pub(super) trait Teller: Clone {
    /// The other end.
    type Listener;

    /// What is told from now on; with the present value first, where there is one.
    fn listener(&self) -> Self::Listener;

    /// How many listen.
    fn listeners(&self) -> usize;
}

impl<T: Clone> Teller for broadcast::Sender<T> {
    type Listener = broadcast::Receiver<T>;

    fn listener(&self) -> Self::Listener {
        self.subscribe()
    }

    fn listeners(&self) -> usize {
        self.receiver_count()
    }
}

impl<T> Teller for watch::Sender<T> {
    type Listener = watch::Receiver<T>;

    fn listener(&self) -> Self::Listener {
        let mut listener = self.subscribe();
        listener.mark_changed();
        listener
    }

    fn listeners(&self) -> usize {
        self.receiver_count()
    }
}

/// Who is told about each of several things.
#[derive(Debug)]
pub(super) struct Listeners<K, S>(Mutex<BTreeMap<K, S>>);

impl<K, S> Default for Listeners<K, S> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K: Copy + Ord, S: Teller> Listeners<K, S> {
    fn all(&self) -> MutexGuard<'_, BTreeMap<K, S>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is told about a thing from now on; with it, for the first who listens, where that is to be told.
    pub(super) fn join(&self, about: K, make: impl FnOnce() -> S) -> (S::Listener, Option<S>) {
        let mut all = self.all();
        if let Some(teller) = all.get(&about) {
            return (teller.listener(), None);
        }
        let teller = make();
        all.insert(about, teller.clone());
        (teller.listener(), Some(teller))
    }

    /// Whether nobody listens to a thing any more: the next one is the first again.
    pub(super) fn is_left(&self, about: K, teller: &S) -> bool {
        let mut all = self.all();
        let is_left = teller.listeners() == 0;
        if is_left {
            all.remove(&about);
        }
        is_left
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first who listens has it told, the next ones do not; when all have gone the next is the first again.
    #[test]
    fn the_first_has_it_told_and_nobody_is_left_unheard() {
        let listeners = Listeners::default();
        let (first, teller) = listeners.join(4, || broadcast::Sender::<u8>::new(1));
        let teller = teller.unwrap();
        let (mut second, none) = listeners.join(4, || unreachable!("it is told already"));
        assert!(none.is_none());
        assert!(listeners.join(5, || broadcast::Sender::new(1)).1.is_some(), "that is another one");
        drop(first);
        assert!(!listeners.is_left(4, &teller), "the second listens");
        teller.send(7).unwrap();
        assert_eq!(second.try_recv(), Ok(7));
        drop(second);
        assert!(listeners.is_left(4, &teller));
        assert!(listeners.join(4, || broadcast::Sender::new(1)).1.is_some());
    }

    /// Who comes later is told what is so already.
    #[test]
    fn the_present_value_comes_first() {
        let listeners = Listeners::default();
        let (mut first, teller) = listeners.join((), || watch::Sender::new(1));
        let (mut second, _) = listeners.join((), || watch::Sender::new(9));
        for listener in [&mut first, &mut second] {
            assert!(listener.has_changed().unwrap());
            assert_eq!(*listener.borrow_and_update(), 1);
        }
        teller.unwrap().send_replace(2);
        assert_eq!(*second.borrow_and_update(), 2);
    }
}
