//! What keys, pastes and the mouse do to the state, and what they ask of the world. Plain and synchronous.

mod asking;
mod carry;
mod dropped;
mod event;
mod field;
mod help;
mod keys;
mod leave;
mod manual;
mod mouse;
mod note;
mod open;
mod own;
mod page;
mod picture;
mod recorded;
mod screen;
mod setting;

pub(super) use crate::ui::frame::update::dropped::dropped;
pub(super) use crate::ui::frame::update::recorded::recording_begins;
