//! State in, cells out. Knows the bench in `core`'s words and nothing of sockets or the runtime.

pub mod input;
