//! The chart as a real picture, in terminals that show them: made off the screen's task, shown when it is
//! the picture of what the chart would show now.

use std::sync::Arc;

use image::{DynamicImage, RgbImage};
use ratatui::buffer::Buffer;
use ratatui::layout::{Rect, Size};
use ratatui::widgets::Widget;
use ratatui_image::picker::{Picker, ProtocolType};
use ratatui_image::protocol::Protocol;
use ratatui_image::{FontSize, Image, Resize};

use super::traces::view::View;
use super::traces::{MARKERS, Traces};

/// How the terminal shows pictures.
#[derive(Clone, Debug)]
pub struct Graphics(Picker);

impl Graphics {
    /// By the name of a protocol (`sixel`, `kitty`, `iterm2`) and the pixels of a character cell. The
    /// terminal is not asked: a question would hold up the first frame, and answers come as keys.
    pub fn new(protocol: &str, (width, height): (u16, u16)) -> Option<Self> {
        let protocol = match protocol {
            "sixel" => ProtocolType::Sixel,
            "kitty" => ProtocolType::Kitty,
            "iterm2" => ProtocolType::Iterm2,
            _ => return None,
        };
        if width == 0 || height == 0 {
            return None;
        }
        #[expect(deprecated, reason = "the other way asks the terminal")]
        let mut picker = Picker::from_fontsize(FontSize::new(width, height));
        picker.set_protocol_type(protocol);
        Some(Self(picker))
    }

    /// Pixels of so many cells.
    pub fn pixels(&self, size: Size) -> (u32, u32) {
        let cell = self.0.font_size();
        (u32::from(size.width) * u32::from(cell.width), u32::from(size.height) * u32::from(cell.height))
    }
}

/// What a picture is of: another one is needed when any of it changes.
#[derive(Clone, Debug, PartialEq)]
pub struct Key {
    view: View,
    /// The shown traces: their numbers, and where their samples lie in memory.
    traces: Vec<(usize, usize)>,
    markers: [Option<f64>; MARKERS],
    /// Cells.
    pub size: Size,
}

impl Key {
    /// Of what the chart shows in so many cells.
    pub fn of(traces: &Traces, size: Size) -> Self {
        let shown = traces.shown().map(|(index, trace)| (index, Arc::as_ptr(trace) as usize)).collect();
        Self { view: traces.view, traces: shown, markers: traces.markers, size }
    }
}

/// A picture that is ready.
#[derive(Clone)]
pub struct Picture {
    /// What it is of.
    pub key: Key,
    protocol: Arc<Protocol>,
}

impl std::fmt::Debug for Picture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Picture").field("key", &self.key).finish_non_exhaustive()
    }
}

impl Picture {
    /// Encodes pixels (red, green, blue) for the terminal: some tens of milliseconds.
    pub fn encode(graphics: &Graphics, key: Key, pixels: Vec<u8>) -> Result<Self, String> {
        let (width, height) = graphics.pixels(key.size);
        let image = RgbImage::from_raw(width, height, pixels).ok_or("the picture has another size")?;
        let protocol = graphics
            .0
            .new_protocol(DynamicImage::ImageRgb8(image), key.size, Resize::Crop(None))
            .map_err(|error| error.to_string())?;
        Ok(Self { key, protocol: Arc::new(protocol) })
    }

    /// Shows it.
    pub fn render(&self, area: Rect, buffer: &mut Buffer) {
        Image::new(&self.protocol).render(area, buffer);
    }
}
