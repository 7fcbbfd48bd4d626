//! How much may be done with a worker: one type behind every door.

use tokio::sync::mpsc;

use crate::core::event::Event;
use crate::core::may::{May, ReadOnly};
use crate::core::request::{Order, Query, RequestId};

use super::handle::{Handle, LaneFull, Observer};

/// What may be asked of a worker. Who only watches has no way to give an order.
#[derive(Clone, Debug)]
pub struct Access {
    observer: Observer,
    may: May<Handle>,
}

/// An order that was not taken.
#[derive(Debug, thiserror::Error)]
pub enum NotTaken {
    /// Too much is waiting.
    #[error(transparent)]
    Full(#[from] LaneFull),
    /// Nothing may be ordered from here.
    #[error("{0}; nothing was sent")]
    ReadOnly(#[from] ReadOnly),
}

impl Access {
    /// To a worker, as far as is allowed.
    pub fn new(handle: Handle, may: May) -> Self {
        Self { observer: handle.observer().clone(), may: may.with(|()| handle) }
    }

    /// The same for another caller, with what it is told from now on: facts, and how its own requests end.
    pub(crate) fn another(&self) -> (Self, mpsc::Receiver<Event>) {
        let (observer, events) = self.observer.another();
        (Self { may: self.may.with(|handle| handle.of(&observer)), observer }, events)
    }

    /// What everybody may do.
    pub const fn observer(&self) -> &Observer {
        &self.observer
    }

    /// Asks what changes nothing.
    pub(crate) fn ask(&self, query: Query) -> Result<RequestId, NotTaken> {
        Ok(self.observer.ask(query)?)
    }

    /// That an order may be given, before anybody is asked to agree to it.
    pub(crate) fn may_order(&self) -> Result<(), NotTaken> {
        Ok(self.may.order().map(drop)?)
    }

    /// Gives an order.
    pub(crate) fn order(&self, order: Order) -> Result<RequestId, NotTaken> {
        Ok(self.may.order()?.order(order)?)
    }

    /// Aborts what the instrument does.
    pub(crate) fn abort(&self) -> Result<(), NotTaken> {
        self.may.order()?.abort();
        Ok(())
    }
}
