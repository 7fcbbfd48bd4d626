//! The engine and the screen of `ctp10`, a keyboard-driven terminal console for the EXFO CTP10, an optical test bench:
//! tunable lasers sweep a wavelength range, detectors record the power behind a device, and their quotient is the
//! device's transfer function, up to 940,001 points long.
//!
//! The instrument has one line, a TCP socket that speaks SCPI, and everything wants it: live power ten times a second,
//! what the operator orders, and traces that take ten seconds each. So one task owns it:
//!
//! ```text
//! keys -> ui -> Order, Query ---> instrument::worker ---> the wire ---> a CTP10, or simulator
//!         ^                          |
//!         '---- Snapshot (watch) <---+---- Event (answers, traces, notices)
//! ```
//!
//! - [`core`] holds the words of the bench: ids, units, parameters, what is known of it, who may let light out. It
//!   knows nothing else.
//! - [`instrument`] speaks the wire and holds it: `scpi` frames lines and blocks, `ctp10` knows the commands, `worker`
//!   decides what is asked next, and what is true.
//! - [`simulator`] plays the instrument, written from its protocol and not from our encoder.
//! - [`analysis`], [`export`], [`record`], [`config`] and [`files`] are plain functions on slices and files; [`manual`] holds
//!   the pages that the program reads out, `platform` what every system does in its own way.
//! - [`desk`] is a bench without a screen: each thing that can be asked of one is carried out to its end and handed back as a
//!   value, whoever asked.
//! - [`serve`] is that desk for other programs: HTTP and WebSocket.
//! - [`guard`] sees to it that light goes off whatever ends the program.
//! - [`ui`] draws what `core` describes and turns keys into what is wanted; it does nothing itself.
//! - [`app`] puts the parts together, and [`shell`] is the command line.
//!
//! Imports run one way, which `tests/house` holds. `CONTRIBUTING.md` walks through the house.

// A number changes its type by name, with the reason there: `core::cast`. Tests may write `as`.
#![cfg_attr(not(test), warn(clippy::as_conversions))]
// What `clippy.toml` forbids: calls that panic or never end on what comes from outside. Tests may.
#![cfg_attr(not(test), warn(clippy::disallowed_macros, clippy::disallowed_methods))]
// An arm for the rest keeps the compiler quiet when a variant is added.
#![warn(clippy::wildcard_enum_match_arm)]
// What cannot fail says why it cannot. Tests may fail.
#![cfg_attr(not(test), warn(clippy::expect_used, clippy::unwrap_used))]

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
#[expect(clippy::wildcard_enum_match_arm, reason = "tests wait for one of many events")]
mod worker;

pub mod analysis;
pub mod app;
pub mod config;
pub mod core;
pub mod desk;
pub mod export;
pub mod files;
pub mod guard;
pub mod instrument;
pub mod manual;
mod platform;
pub mod record;
pub mod serve;
pub mod shell;
pub mod simulator;
pub mod ui;
