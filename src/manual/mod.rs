//! The manual: topics that are compiled in, parted into sections, and laid out in lines of any width. It stands as
//! Markdown in `assets/manual`, so that it can be read on the web as well.

pub mod layout;
pub mod line;
mod table;
pub mod topic;
