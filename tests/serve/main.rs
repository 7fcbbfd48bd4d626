//! The service, as programs see it: a process that listens, and a client made by hand.

mod ancestor;
mod errors;
mod fuzzed;
mod http;
mod load;
mod noise;
mod one_lock;
mod rig;
mod socket;
mod starting;
mod streams;
mod sweeps;
mod tap;
mod v1;
mod who;
