//! The program without its screen, as a shell starts it: two processes and the wire between them.

mod bench;
mod config;
mod convert;
mod keys;
mod output;
mod play;
mod record;
mod rig;
mod set;
mod trace;
