//! The words of the bench: units, places, lasers, sweeps, traces, history, and what moves between the
//! worker and the screen. Knows no runtime, no terminal and no socket.

pub(crate) mod cast;
pub mod check;
pub(crate) mod column_name;
pub mod condition;
pub mod consent;
pub(crate) mod derived;
pub(crate) mod digits;
pub mod event;
pub mod history;
pub mod ids;
pub mod laser;
pub mod length;
pub mod level;
pub mod may;
pub mod modes;
pub(crate) mod noise;
pub mod operation;
pub mod outcome;
pub mod own_axis;
pub mod parameter;
pub(crate) mod phase;
pub mod places;
pub mod processing;
pub(crate) mod reference;
pub mod request;
pub mod scale;
pub mod snapshot;
pub mod sweep;
pub mod text;
pub mod trace;
pub mod transcript;
pub mod typed_number;
pub(crate) mod typed_unit;
pub mod units;
pub(crate) mod wall_clock;
