//! The service, as programs see it: a process that listens, and a client made by hand.

mod ancestor;
mod errors;
mod http;
mod load;
mod noise;
mod rig;
mod socket;
mod starting;
mod streams;
mod sweeps;
mod v1;
mod who;
