//! The bench for other programs: HTTP and WebSocket on the engine that is there. A route is a row (`row`) with a function
//! (`routes`); each asks a `Desk` of its own over the one worker, or reads what the worker published. Who may is decided
//! in one place (`policy`), before anything else.

mod answer;
mod call;
mod input;
pub(crate) mod line;
pub(crate) mod listener;
pub(crate) mod policy;
mod router;
mod routes;
mod row;
pub(crate) mod service;
mod stalled;
pub(crate) mod token;
