//! Traces: their part of the state.

pub(super) mod actions;
mod argument;
mod band;
pub(super) mod browser;
pub(super) mod commands;
mod cursor;
mod download;
mod error;
mod files;
mod jumps;
mod measurement;
mod mouse;
pub(super) mod panel;
mod picture;
mod pictured;
mod resonances;
mod searched;
mod slots;
pub mod traces;
mod window;

use std::collections::VecDeque;
use std::path::PathBuf;
use std::time::Instant;

use crate::core::trace::TraceId;
use crate::ui::trace::band::Band;
use crate::ui::trace::browser::Browser;
pub(crate) use crate::ui::trace::browser::Glanced;
use crate::ui::trace::jumps::Jumps;
pub(crate) use crate::ui::trace::measurement::{Measurement, NoMeasurement};
use crate::ui::trace::picture::Pictures;
pub(crate) use crate::ui::trace::picture::{Key, Picture};
use crate::ui::trace::traces::Traces;

/// What is remembered of traces.
#[derive(Clone, Debug, Default)]
pub struct TraceState {
    /// The traces and how they are looked at.
    pub traces: Traces,
    /// The curves as a picture.
    pictures: Pictures,
    /// Peaks and dips, and keys that wait for them.
    jumps: Jumps<TraceState>,
    /// The file of the mask that is being read.
    mask_asked: Option<PathBuf>,
    /// What is to be measured next.
    measurements: VecDeque<Measurement>,
    /// Where the cursor was put on something that was found, nm.
    found_at: Option<f64>,
    /// The box that is drawn with the mouse.
    band: Option<Band>,
    /// The trace that came last, until what is told of it tells the way to it.
    came: Option<TraceId>,
    /// The watched detectors' traces are downloaded after each sweep.
    pub auto_download: bool,
    /// When they are fetched again while sweep follows sweep.
    next_live: Option<Instant>,
    /// Files of traces that were saved or opened, the last one first.
    pub files: Vec<String>,
    /// The saved traces of a folder.
    pub(crate) browser: Browser,
}
