//! The bench for other programs: HTTP and WebSocket on the engine that is there. A route is a row (`row`) with a function
//! (`routes`); each asks a `Desk` of its own over the one worker, or reads what the worker published. Who may is decided
//! in one place (`policy`), before anything else.

mod answer;
mod asked;
mod call;
pub(crate) mod company;
mod docs;
mod feed;
mod guest;
mod heartbeat;
mod held;
pub(crate) mod input;
mod inputs;
pub(crate) mod line;
pub(crate) mod listener;
mod listeners;
mod openapi;
pub(crate) mod policy;
mod reading;
mod router;
mod routes;
mod row;
pub(crate) mod server;
pub(crate) mod service;
mod shape;
mod sockets;
mod stalled;
mod status;
mod tag;
pub(crate) mod token;
mod told;
mod v1;
