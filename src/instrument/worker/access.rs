//! How much may be done with a worker: one type behind every door.

use tokio::sync::mpsc;

use crate::core::event::Event;
use crate::core::request::{Order, Query, RequestId};

use super::handle::{Handle, LaneFull, Observer};

/// What may be asked of a worker. Who only watches has no way to give an order.
#[derive(Clone, Debug)]
pub enum Access {
    /// Everything.
    Operate(Handle),
    /// Only what changes nothing, and light off.
    Watch(Observer),
}

/// An order that was not taken.
#[derive(Debug, thiserror::Error)]
pub enum NotTaken {
    /// Too much is waiting.
    #[error(transparent)]
    Full(#[from] LaneFull),
    /// This console only watches.
    #[error("this console is read-only: {0} was not sent")]
    ReadOnly(String),
}

impl Access {
    /// To a worker, by the settings.
    pub fn new(handle: Handle, read_only: bool) -> Self {
        if read_only { Self::Watch(handle.observer().clone()) } else { Self::Operate(handle) }
    }

    /// The same for another caller, with what it is told from now on: facts, and how its own requests end.
    pub(crate) fn another(&self) -> (Self, mpsc::Receiver<Event>) {
        match self {
            Self::Operate(handle) => {
                let (handle, events) = handle.another();
                (Self::Operate(handle), events)
            }
            Self::Watch(observer) => {
                let (observer, events) = observer.another();
                (Self::Watch(observer), events)
            }
        }
    }

    /// What everybody may do.
    pub fn observer(&self) -> &Observer {
        match self {
            Self::Operate(handle) => handle.observer(),
            Self::Watch(observer) => observer,
        }
    }

    /// Asks what changes nothing.
    pub(crate) fn ask(&self, query: Query) -> Result<RequestId, NotTaken> {
        Ok(self.observer().ask(query)?)
    }

    /// Gives an order.
    pub(crate) fn order(&self, order: Order) -> Result<RequestId, NotTaken> {
        match self {
            Self::Operate(handle) => Ok(handle.order(order)?),
            Self::Watch(_) => Err(NotTaken::ReadOnly(order.about().to_string())),
        }
    }

    /// Aborts what the instrument does.
    pub(crate) fn abort(&self) -> Result<(), NotTaken> {
        match self {
            Self::Operate(handle) => {
                handle.abort();
                Ok(())
            }
            Self::Watch(_) => Err(NotTaken::ReadOnly("abort".into())),
        }
    }
}
