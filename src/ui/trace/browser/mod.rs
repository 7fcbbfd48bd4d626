//! The saved traces of a folder: a list to look through, made from what the files say of themselves.

mod keys;
pub(in crate::ui) mod page;
mod row;
mod state;

pub(crate) use row::Glanced;
pub(crate) use state::Browser;
