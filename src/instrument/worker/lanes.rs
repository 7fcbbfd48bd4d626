//! Where requests wait for the line: those of the first caller, who sits at the screen, go before everybody else's, and
//! whoever fills the others' lane does not fill his.

use tokio::sync::mpsc::error::{TryRecvError, TrySendError};
use tokio::sync::mpsc::{Receiver, Sender, channel};

/// Requests that may wait in each.
const LANE: usize = 64;

/// The way into a lane, with that into the others' for the callers that are made of this one.
#[derive(Debug)]
pub(super) struct Entry<T> {
    own: Sender<T>,
    others: Sender<T>,
}

impl<T> Clone for Entry<T> {
    fn clone(&self) -> Self {
        Self { own: self.own.clone(), others: self.others.clone() }
    }
}

impl<T> Entry<T> {
    /// The way of another caller.
    pub(super) fn another(&self) -> Self {
        Self { own: self.others.clone(), others: self.others.clone() }
    }

    /// Hands a request over, if there is room.
    pub(super) fn try_send(&self, request: T) -> Result<(), TrySendError<T>> {
        self.own.try_send(request)
    }

    /// Whether nobody takes any more.
    pub(super) fn is_closed(&self) -> bool {
        self.own.is_closed()
    }
}

/// The end at which they come out.
#[derive(Debug)]
pub(super) struct Lanes<T> {
    first: Receiver<T>,
    others: Receiver<T>,
}

/// Both ends.
pub(super) fn lanes<T>() -> (Entry<T>, Lanes<T>) {
    let ((own, first), (to_others, others)) = (channel(LANE), channel(LANE));
    (Entry { own, others: to_others }, Lanes { first, others })
}

impl<T> Lanes<T> {
    /// The next one; `None` when nobody can ask any more. Cancel-safe.
    pub(super) async fn recv(&mut self) -> Option<T> {
        tokio::select! {
            biased;
            Some(request) = self.first.recv() => Some(request),
            Some(request) = self.others.recv() => Some(request),
            else => None,
        }
    }

    /// The next one that is there already.
    pub(super) fn try_recv(&mut self) -> Result<T, TryRecvError> {
        self.first.try_recv().or_else(|_| self.others.try_recv())
    }

    /// How many wait.
    pub(super) fn len(&self) -> usize {
        self.first.len() + self.others.len()
    }

    /// Whether none waits.
    pub(super) fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_first_caller_has_room_and_goes_first_whatever_the_others_ask() {
        let (first, mut lanes) = lanes();
        let second = first.another();
        let third = second.another();
        let mut asked = 0;
        while [&second, &third][asked % 2].try_send(asked).is_ok() {
            asked += 1;
        }
        assert_eq!((asked, lanes.len()), (LANE, LANE));
        assert!(first.try_send(1000).is_ok(), "his is another one");
        assert_eq!(lanes.recv().await, Some(1000));
        assert_eq!(lanes.try_recv(), Ok(0), "the others in their order");
        assert_eq!(lanes.recv().await, Some(1));
        drop(first);
        assert!(!lanes.is_empty());
        drop((second, third));
        let left = std::iter::from_fn(|| lanes.try_recv().ok()).count();
        assert_eq!(left, LANE - 2);
        assert_eq!(lanes.recv().await, None);
    }
}
