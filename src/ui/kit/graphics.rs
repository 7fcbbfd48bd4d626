//! Real pictures in terminals that show them: encoded off the screen's task, put into the cells.

use std::fmt::Write;
use std::io::Cursor;
use std::num::NonZeroU16;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use image::{DynamicImage, ImageFormat, RgbaImage};
use ratatui::buffer::{Buffer, CellDiffOption};
use ratatui::layout::{Rect, Size};
use ratatui::widgets::Widget;
use ratatui_image::picker::{Picker, ProtocolType};
use ratatui_image::protocol::Protocol;
use ratatui_image::{FontSize, Image, Resize};

/// How pictures are written to a terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PictureProtocol {
    /// DEC's sixels.
    Sixel,
    /// That of kitty.
    Kitty,
    /// That of iTerm2.
    Iterm2,
}

/// How the terminal shows pictures.
#[derive(Clone, Debug)]
pub struct Graphics(Picker);

/// Takes kitty's picture away: it stays above whatever is written into the cells.
pub(crate) const KITTY_REMOVES: &str = "\x1b_Ga=d,d=I,i=10,q=2\x1b\\";

impl Graphics {
    /// By a protocol and the pixels of a character cell; `None` where a cell has none. The terminal is not asked: a
    /// question would hold up the first frame, and answers come as keys.
    pub fn new(protocol: PictureProtocol, (width, height): (u16, u16)) -> Option<Self> {
        let protocol = match protocol {
            PictureProtocol::Sixel => ProtocolType::Sixel,
            PictureProtocol::Kitty => ProtocolType::Kitty,
            PictureProtocol::Iterm2 => ProtocolType::Iterm2,
        };
        if width == 0 || height == 0 {
            return None;
        }
        #[expect(deprecated, reason = "the other way asks the terminal")]
        let mut picker = Picker::from_fontsize(FontSize::new(width, height));
        picker.set_protocol_type(protocol);
        Some(Self(picker))
    }

    /// Pictures lie above the cells until they are taken away: by kitty's protocol, in the way that every
    /// version and imitation of it knows. The library's way needs a terminal that puts pictures into
    /// characters (kitty 0.28).
    pub(crate) fn is_above_cells(&self) -> bool {
        self.0.protocol_type() == ProtocolType::Kitty
    }

    /// Pixels of so many cells.
    pub(crate) fn pixels(&self, size: Size) -> (u32, u32) {
        let cell = self.0.font_size();
        (u32::from(size.width) * u32::from(cell.width), u32::from(size.height) * u32::from(cell.height))
    }

    /// Height of a cell, pixels.
    pub(crate) fn cell_height(&self) -> u16 {
        self.0.font_size().height
    }
}

/// A picture that could not be made.
#[derive(Debug, thiserror::Error)]
pub(crate) enum GraphicsError {
    /// There are not as many pixels as the cells have.
    #[error("the picture does not have the size of its cells")]
    Size,
    /// It could not be encoded as a PNG.
    #[error(transparent)]
    Png(#[from] image::ImageError),
    /// It could not be encoded for the terminal.
    #[error(transparent)]
    Terminal(#[from] ratatui_image::errors::Errors),
}

/// Pixels as they are written to the terminal.
pub(in crate::ui) enum Encoded {
    /// Made by ratatui-image, which puts pictures into cells.
    Cells(Protocol),
    /// What is written where kitty's picture begins.
    Kitty(String),
}

impl Encoded {
    /// Encodes pixels (red, green, blue, alpha) for so many cells: some tens of milliseconds.
    pub(in crate::ui) fn new(
        graphics: &Graphics,
        size: Size,
        pixels: Vec<u8>,
    ) -> Result<Self, GraphicsError> {
        let (width, height) = graphics.pixels(size);
        let image = RgbaImage::from_raw(width, height, pixels).ok_or(GraphicsError::Size)?;
        let image = DynamicImage::ImageRgba8(image);
        if graphics.is_above_cells() {
            return kitty(&image, size).map(Self::Kitty);
        }
        Ok(Self::Cells(graphics.0.new_protocol(image, size, Resize::Crop(None))?))
    }

    pub(in crate::ui) fn render(&self, area: Rect, buffer: &mut Buffer) {
        match self {
            Self::Cells(protocol) => Image::new(protocol).render(area, buffer),
            Self::Kitty(written) => {
                for place in area.positions() {
                    if let Some(cell) = buffer.cell_mut(place) {
                        cell.set_diff_option(CellDiffOption::Skip);
                    }
                }
                if let Some(cell) = buffer.cell_mut(area.as_position()) {
                    cell.set_symbol(written).set_diff_option(CellDiffOption::ForcedWidth(NonZeroU16::MIN));
                }
            }
        }
    }
}

/// A PNG in pieces, shown at once in so many cells, without moving the cursor and without an answer. The
/// ground is transparent: what is written below it is erased first.
fn kitty(image: &DynamicImage, size: Size) -> Result<String, GraphicsError> {
    /// Characters in a piece.
    const PIECE: usize = 4096;
    let mut png = Cursor::new(Vec::new());
    image.write_to(&mut png, ImageFormat::Png)?;
    let encoded = BASE64_STANDARD.encode(png.into_inner());
    let pieces = encoded.len().div_ceil(PIECE);
    let mut written = String::with_capacity(encoded.len() + pieces * 16 + usize::from(size.height) * 12 + 64);
    let erased = format!("\x1b[{}X\x1b[B", size.width).repeat(usize::from(size.height));
    let _ = write!(written, "\x1b7{erased}\x1b8");
    for piece in 0..pieces {
        let more = u8::from(piece + 1 < pieces);
        let text = &encoded[piece * PIECE..encoded.len().min((piece + 1) * PIECE)];
        let _ = match piece {
            0 => write!(
                written,
                "\x1b_Ga=T,f=100,i=10,q=2,C=1,c={},r={},m={more};{text}\x1b\\",
                size.width, size.height
            ),
            _ => write!(written, "\x1b_Gm={more};{text}\x1b\\"),
        };
    }
    Ok(written)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kitty_picture_is_a_whole_png_in_pieces_over_erased_cells() {
        let size = Size::new(40, 12);
        let mut noise = 1u32;
        let image = RgbaImage::from_fn(320, 192, |_, _| {
            noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            image::Rgba(noise.to_be_bytes())
        });
        let written = kitty(&DynamicImage::ImageRgba8(image.clone()), size).unwrap();
        let (erased, rest) = written.split_once("\x1b8").unwrap();
        assert_eq!(erased.matches("\x1b[40X\x1b[B").count(), 12);
        let pieces: Vec<(&str, &str)> = rest
            .split("\x1b\\")
            .filter(|piece| !piece.is_empty())
            .map(|piece| piece.strip_prefix("\x1b_G").unwrap().split_once(';').unwrap())
            .collect();
        let (last, first) = pieces.split_last().unwrap();
        assert!(first.iter().all(|(control, text)| control.ends_with("m=1") && text.len() == 4096));
        assert!(last.0.ends_with("m=0") && pieces[0].0.contains("c=40,r=12") && pieces[0].0.contains("C=1"));
        let encoded: String = pieces.iter().map(|(_, text)| *text).collect();
        let png = BASE64_STANDARD.decode(encoded).unwrap();
        let read = image::load_from_memory_with_format(&png, ImageFormat::Png).unwrap();
        assert!(read.into_rgba8() == image);
    }

    #[test]
    fn a_picture_takes_its_cells_and_no_others() {
        let graphics = Graphics::new(PictureProtocol::Kitty, (8, 16)).unwrap();
        assert_eq!(graphics.pixels(Size::new(3, 2)), (24, 32));
        let area = Rect::new(1, 1, 3, 2);
        let mut buffer = Buffer::filled(Rect::new(0, 0, 5, 4), ratatui::buffer::Cell::new("x"));
        Encoded::Kitty("picture".into()).render(area, &mut buffer);
        let skipped = buffer.content().iter().filter(|cell| cell.diff_option == CellDiffOption::Skip);
        assert_eq!(skipped.count(), 5);
        assert_eq!(buffer[(1, 1)].symbol(), "picture");
        assert!(Graphics::new(PictureProtocol::Kitty, (0, 16)).is_none());
    }
}
