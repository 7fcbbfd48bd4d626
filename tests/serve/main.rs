//! The service, as programs see it: a process that listens, and a client made by hand.

mod errors;
mod http;
mod rig;
mod starting;
