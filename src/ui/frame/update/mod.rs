//! What keys, pastes and the mouse do to the state, and what they ask of the world. Plain and synchronous.

mod act;
mod asking;
mod carry;
mod event;
mod field;
mod keys;
mod mouse;
mod page;
mod picture;
mod setting;
