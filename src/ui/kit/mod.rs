//! What screens are made of: it knows nothing of the state, nor of any subject.

pub mod charts;
pub mod field;
pub mod graphics;
pub mod input;
pub mod pen;
pub mod theme;
pub mod widgets;
