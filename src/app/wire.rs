//! The console's end of a worker, and how much may be done with it.

use std::sync::Arc;

use tokio::sync::{mpsc, watch};

use crate::core::event::Event;
use crate::core::request::{Order, Query, RequestId};
use crate::core::snapshot::Snapshot;
use crate::instrument::worker::{Handle, LaneFull, Observer};

/// What may be asked of a worker. A console that only watches has no way to give an order.
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
    /// What everybody may do.
    pub fn observer(&self) -> &Observer {
        match self {
            Self::Operate(handle) => handle,
            Self::Watch(observer) => observer,
        }
    }

    /// Asks what changes nothing.
    pub fn ask(&self, query: Query) -> Result<RequestId, NotTaken> {
        Ok(self.observer().ask(query)?)
    }

    /// Gives an order.
    pub fn order(&self, order: Order) -> Result<RequestId, NotTaken> {
        match self {
            Self::Operate(handle) => Ok(handle.order(order)?),
            Self::Watch(_) => Err(NotTaken::ReadOnly(crate::core::request::Request::from(order).to_string())),
        }
    }

    /// Aborts what the instrument does.
    pub fn abort(&self) -> Result<(), NotTaken> {
        match self {
            Self::Operate(handle) => {
                handle.abort();
                Ok(())
            }
            Self::Watch(_) => Err(NotTaken::ReadOnly("abort".into())),
        }
    }
}

/// A worker and what comes from it.
pub struct Wire {
    /// What may be asked of it.
    pub access: Access,
    /// Facts.
    pub events: mpsc::Receiver<Event>,
    /// The bench.
    pub snapshots: watch::Receiver<Arc<Snapshot>>,
    /// Where the instrument is, for people.
    pub address: String,
    /// It is the built-in simulator.
    pub built_in_simulator: bool,
}
