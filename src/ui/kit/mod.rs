//! What screens are made of: it knows nothing of the state, nor of any subject.

pub mod charts;
pub(crate) mod colour;
pub(crate) mod cut;
pub(crate) mod field;
pub(crate) mod fitting;
pub mod graphics;
pub mod input;
pub(crate) mod pen;
pub mod theme;
pub(crate) mod widgets;
