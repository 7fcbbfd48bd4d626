//! A sheet as PNG that says how large it is on paper.

use png::{BitDepth, ColorType, Encoder, PixelDimensions, Unit};

use super::length::POINTS_PER_INCH;
use super::sheet::{Colour, Sheet};
use super::{About, FigureError, raster};
use crate::core::cast::whole_u32;

/// Metres of an inch.
const INCH: f64 = 0.0254;

/// A sheet with so many pixels to the inch, and what is said of it.
pub(super) fn png(sheet: &Sheet, about: &About, dpi: f64) -> Result<Vec<u8>, FigureError> {
    let pixels = raster::raster(sheet, dpi / POINTS_PER_INCH, Colour::WHITE)?;
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, pixels.width(), pixels.height());
    encoder.set_color(ColorType::Rgb);
    encoder.set_depth(BitDepth::Eight);
    let per_metre = whole_u32((dpi / INCH).round());
    encoder.set_pixel_dims(Some(PixelDimensions { xppu: per_metre, yppu: per_metre, unit: Unit::Meter }));
    encoder.add_itxt_chunk("Title".into(), about.title.clone())?;
    encoder.add_itxt_chunk("Description".into(), about.text.clone())?;
    // The ground is opaque.
    let colours: Vec<u8> = pixels.pixels().iter().flat_map(|p| [p.red(), p.green(), p.blue()]).collect();
    encoder.write_header()?.write_image_data(&colours)?;
    Ok(bytes)
}
