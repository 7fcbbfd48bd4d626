//! What screens are made of: it knows nothing of the state, nor of any subject.

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "its casts are not named functions yet"
)]
pub mod charts;
pub mod field;
pub mod graphics;
pub mod input;
pub mod pen;
pub mod theme;
pub mod widgets;
