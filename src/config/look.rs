//! What the operator chooses of how the screen looks.

use serde::Deserialize;
use strum::{EnumIter, EnumString, IntoEnumIterator, IntoStaticStr};

/// The characters that charts are drawn with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, EnumIter, EnumString, IntoStaticStr)]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "lowercase", parse_err_ty = UnknownLook, parse_err_fn = no_glyphs)]
pub enum Glyphs {
    /// Blocks of an eighth of a cell, of Unicode 16: solid, where the font has them.
    Octant,
    /// Braille: every font has it.
    #[default]
    Braille,
    /// Half blocks.
    Blocks,
    /// Plain ASCII.
    Ascii,
}

impl Glyphs {
    /// Its name in settings and on the command line.
    pub(crate) fn name(self) -> &'static str {
        self.into()
    }
}

/// How many colours the terminal has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colours {
    /// Any red, green and blue.
    True,
    /// The 256 of xterm.
    Indexed,
    /// Sixteen, which each terminal shows as it likes.
    Sixteen,
}

/// The colour of a bench's name in the header. Red is the colour of light and of alarms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, EnumIter, IntoStaticStr)]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "lowercase")]
pub enum Colour {
    /// Green.
    Green,
    /// Yellow.
    Yellow,
    /// Blue.
    Blue,
    /// Magenta.
    Magenta,
    /// Cyan.
    Cyan,
}

/// Whether the terminal shows pictures, and by which protocol.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, EnumIter, EnumString, IntoStaticStr)]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "lowercase", parse_err_ty = UnknownLook, parse_err_fn = no_graphics)]
pub enum GraphicsMode {
    /// By what it says of itself.
    #[default]
    Auto,
    /// It shows none.
    Off,
    /// Sixels.
    Sixel,
    /// Kitty's protocol.
    Kitty,
    /// iTerm2's protocol.
    Iterm2,
}

/// A name that nothing of its kind has.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there are no {what} {typed:?}; choose from {known}")]
pub struct UnknownLook {
    what: &'static str,
    typed: String,
    known: String,
}

fn no_glyphs(typed: &str) -> UnknownLook {
    UnknownLook { what: "glyphs", typed: typed.to_owned(), known: names::<Glyphs>() }
}

fn no_graphics(typed: &str) -> UnknownLook {
    UnknownLook { what: "graphics", typed: typed.to_owned(), known: names::<GraphicsMode>() }
}

fn names<T: IntoEnumIterator + Into<&'static str>>() -> String {
    T::iter().map(Into::into).collect::<Vec<&str>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_is_none_is_told_with_those_there_are() {
        let words = "sixels".parse::<GraphicsMode>().unwrap_err().to_string();
        assert_eq!(words, "there are no graphics \"sixels\"; choose from auto, off, sixel, kitty, iterm2");
        assert_eq!("ascii".parse(), Ok(Glyphs::Ascii));
        assert!(
            "runes".parse::<Glyphs>().unwrap_err().to_string().ends_with("octant, braille, blocks, ascii")
        );
    }
}
