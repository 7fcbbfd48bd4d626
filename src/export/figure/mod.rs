//! Figures of what a chart shows: laid out in points on a sheet, which each format draws in its own way.

mod content;
mod error;
mod font;
mod format;
mod layout;
mod legend;
mod length;
mod options;
mod page;
mod pdf;
mod pen;
mod plot;
mod png;
mod raster;
mod script;
mod sheet;
mod style;
mod svg;
#[cfg(test)]
mod tests;
mod ticks;

pub use content::{About, Abscissa, Curve, Curves, Figure, Mark, Ordinate, Panel, Rule};
pub use error::FigureError;
pub use format::{FigureFormat, save};
pub use options::{FigureOptions, OptionsError, Width, Word};
pub use plot::{Place, plot};
pub use sheet::Colour;
pub use style::Look;
pub use ticks::Offset;
