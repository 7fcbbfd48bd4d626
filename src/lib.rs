//! `ctp10`: a keyboard-driven terminal console for the EXFO CTP10 optical test bench.
//!
//! Imports run one way: `app` knows everything, `ui` draws what `core` describes, `instrument` talks to a
//! CTP10, `simulator` plays one, `guard` sees to it that light goes off whatever ends the program, `config`
//! holds the settings, and `core` knows none of them.

// What `clippy.toml` forbids: calls that panic or never end on what comes from outside. Tests may.
#![cfg_attr(not(test), warn(clippy::disallowed_macros, clippy::disallowed_methods))]

/// Whether a bug is planted here; never outside the tests' build.
#[cfg(test)]
macro_rules! planted {
    ($bug:ident) => {
        $crate::planted::is($crate::planted::Bug::$bug)
    };
}
#[cfg(not(test))]
macro_rules! planted {
    ($bug:ident) => {
        false
    };
}

// The worker's tests are part of this one's, so that bugs can be planted under them.
#[cfg(test)]
extern crate self as ctp10;
#[cfg(test)]
mod planted;
#[cfg(test)]
#[path = "../tests/worker/main.rs"]
mod worker;

pub mod analysis;
pub mod app;
pub mod config;
pub mod core;
pub mod export;
pub mod files;
pub mod guard;
pub mod instrument;
mod platform;
pub mod shell;
pub mod simulator;
pub mod ui;
