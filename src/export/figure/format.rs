//! The formats of figures, by the end of the file's name.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use strum::{EnumIter, IntoEnumIterator};

use super::content::Figure;
use super::options::FigureOptions;
use super::page::page;
use super::style::Style;
use super::{FigureError, pdf, png, script, svg};
use crate::core::text::clean_path;
use crate::export::ExportError;
use crate::export::ending::Ending;
use crate::files::place::{self, Readers, Taken};

/// How a figure is written; the first one is the usual one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter)]
pub enum FigureFormat {
    /// Pixels.
    Png,
    /// Lines and letters for browsers and drawing programs.
    Svg,
    /// Lines and letters for print.
    Pdf,
    /// A script for matplotlib, with its traces beside it.
    Py,
}

impl Ending for FigureFormat {
    fn all() -> impl Iterator<Item = Self> {
        Self::iter()
    }

    fn every_end(self) -> &'static [&'static str] {
        match self {
            Self::Png => &["png"],
            Self::Svg => &["svg"],
            Self::Pdf => &["pdf"],
            Self::Py => &["py"],
        }
    }
}

impl FigureFormat {
    /// The usual one.
    pub const USUAL: Self = Self::Png;

    /// The format that a file's name asks for.
    ///
    /// # Errors
    /// If it asks for none.
    pub fn of(path: &Path) -> Result<Self, ExportError> {
        Self::of_name(path).ok_or_else(|| ExportError::End(clean_path(path), Self::ends()))
    }

    pub(super) fn bytes(self, figure: &Figure, options: FigureOptions) -> Result<Vec<u8>, FigureError> {
        let style = Style::new(options.width.unwrap_or_default());
        let sheet = page(figure, options, &style);
        match self {
            Self::Png => png::png(&sheet, &figure.about, style.dpi),
            Self::Svg => svg::svg(&sheet, &figure.about),
            Self::Pdf => pdf::pdf(&sheet, &figure.about),
            Self::Py if figure.traces.is_empty() => Err(FigureError::NoScript),
            Self::Py => Ok(script::script(figure, options, &style, sheet.height).into_bytes()),
        }
    }
}

/// Writes a figure; the end of the name says how, a taken name gets a number. The name it got.
///
/// # Errors
/// If the name has no such end, the figure cannot be drawn, or the file system says no.
pub fn save(path: &Path, figure: &Figure, options: FigureOptions) -> Result<PathBuf, ExportError> {
    let shown = || clean_path(path);
    let library = |what: FigureError| ExportError::Library { path: shown(), what: what.to_string() };
    let format = FigureFormat::of(path)?;
    let bytes = format.bytes(figure, options).map_err(library)?;
    let write = |file: &mut BufWriter<&mut File>| file.write_all(&bytes);
    let placed = match format {
        FigureFormat::Py => {
            let traces = script::data(figure).map_err(library)?;
            place::new_with(path, Readers::ByMask, Taken::Numbered, write, (script::BESIDE, &traces))
        }
        FigureFormat::Png | FigureFormat::Svg | FigureFormat::Pdf => place::new(path, Readers::ByMask, write),
    };
    placed.map_err(|error| ExportError::File { path: shown(), error })
}
