//! How figures look: for a screen, with all that is known of them; for a journal, as journals ask for it. Lengths are
//! points.

use super::length::points;
use super::options::Width;
use super::sheet::Colour;
use super::ticks::Offset;

/// Colours and sizes of what stands within the axes.
#[derive(Clone, Debug, PartialEq)]
pub struct Look {
    /// What it stands on.
    pub ground: Colour,
    /// Frame, markers and their numbers.
    pub ink: Colour,
    /// Lines that were drawn across it.
    pub rule: Colour,
    /// The grid, and what stands behind everything.
    pub faint: Colour,
    /// Of each curve.
    pub colours: Vec<Colour>,
    /// Size of its words.
    pub text: f64,
    /// Width of its curves.
    pub line: f64,
}

impl Look {
    /// Of the curve with this number: they come again where there are more curves.
    pub(super) fn colour(&self, curve: usize) -> Colour {
        self.colours[curve % self.colours.len()]
    }
}

/// Colours that are told apart on white, also by those who see few of them: those of Okabe and Ito, with a grey for
/// the yellow, which nobody sees as a thin line on white.
const COLOURS: [Colour; 8] = [
    Colour(0, 114, 178),
    Colour(213, 94, 0),
    Colour(0, 158, 115),
    Colour(204, 121, 167),
    Colour(86, 180, 233),
    Colour(230, 159, 0),
    Colour(0, 0, 0),
    Colour(153, 153, 153),
];

/// How a whole figure looks.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Style {
    /// Within the axes.
    pub(super) look: Look,
    /// Of the page.
    pub(super) width: f64,
    /// Of the page with one panel.
    pub(super) height: f64,
    /// For each further panel.
    pub(super) more: f64,
    /// Of the page at the most, unless panels would become lower than `least`.
    pub(super) most: f64,
    /// Of a panel.
    pub(super) least: f64,
    /// Around everything.
    pub(super) margin: f64,
    /// Size of the axes' names.
    pub(super) names: f64,
    /// Size of title and of what is said below it, where it is said.
    pub(super) header: Option<[f64; 2]>,
    /// Width of frame and ticks.
    pub(super) stroke: f64,
    /// Length of long and of short ticks.
    pub(super) ticks: [f64; 2],
    /// The radius of markers that tell curves apart without their colours.
    pub(super) marker: Option<f64>,
    /// A line at each long tick.
    pub(super) grid: bool,
    /// Dots to the inch where it becomes dots.
    pub(super) dpi: f64,
    /// How the bottom is counted if nothing is said.
    pub(super) offset: Offset,
}

impl Style {
    pub(super) fn new(width: Width) -> Self {
        match width {
            Width::Screen => Self::screen(),
            Width::Column => Self::journal(86.0, 155.0),
            Width::Page => Self::journal(178.0, 215.0),
        }
    }

    /// 1600 by 900 of the pixels that screens have 96 of to the inch.
    fn screen() -> Self {
        let grey = |n: u8| Colour(n, n, n);
        Self {
            look: Look {
                ground: Colour::WHITE,
                ink: Colour::BLACK,
                rule: grey(90),
                faint: grey(228),
                colours: COLOURS.to_vec(),
                text: 14.0,
                line: 1.2,
            },
            width: 1200.0,
            height: 675.0,
            more: 0.0,
            most: 675.0,
            least: 105.0,
            margin: 12.0,
            names: 16.0,
            header: Some([20.0, 13.0]),
            stroke: 0.9,
            ticks: [7.0, 4.0],
            marker: None,
            grid: true,
            dpi: 96.0,
            offset: Offset::Never,
        }
    }

    /// Of a width in millimetres and a height in points.
    fn journal(width: f64, height: f64) -> Self {
        Self {
            look: Look {
                ground: Colour::WHITE,
                ink: Colour::BLACK,
                rule: Colour(90, 90, 90),
                faint: Colour(228, 228, 228),
                colours: COLOURS.to_vec(),
                text: 7.0,
                line: 0.75,
            },
            width: points(width),
            height,
            more: height * 0.55,
            most: points(230.0),
            least: 48.0,
            margin: 2.0,
            names: 8.0,
            header: None,
            stroke: 0.75,
            ticks: [3.5, 2.0],
            marker: Some(2.0),
            grid: false,
            dpi: 600.0,
            offset: Offset::Narrow,
        }
    }
}
