//! What a figure shows, whatever it is drawn on.

use super::ticks::{Counted, From};
use crate::core::scale::Scale;
use crate::export::NamedTrace;

/// What stands at the bottom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Abscissa {
    /// Vacuum wavelength, nm; picometres from somewhere.
    Wavelength,
    /// Optical frequency, THz; gigahertz from somewhere.
    Frequency,
    /// Another quantity, by its name with its unit.
    Other(&'static str),
}

impl Abscissa {
    /// Its name with its unit.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Wavelength => "Wavelength (nm)",
            Self::Frequency => "Frequency (THz)",
            Self::Other(name) => name,
        }
    }

    /// Its name where it is counted from a value.
    pub(super) fn name_from(self, from: &From) -> String {
        let value = &from.value;
        match (self, from.counted) {
            (Self::Wavelength, Counted::Thousandths) => format!("λ − {value} nm (pm)"),
            (Self::Wavelength, Counted::Wholes) => format!("λ − {value} nm (nm)"),
            (Self::Frequency, Counted::Thousandths) => format!("ν − {value} THz (GHz)"),
            (Self::Frequency, Counted::Wholes) => format!("ν − {value} THz (THz)"),
            (Self::Other(name), Counted::Thousandths) => format!("{name} − {value} (thousandths)"),
            (Self::Other(name), Counted::Wholes) => format!("{name} − {value}"),
        }
    }
}

/// What stands at the side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ordinate {
    /// dB.
    Transmission,
    /// dBm.
    Power,
    /// Some curves in dB, others in dBm, or nobody knows which.
    Level,
    /// What a fitted line leaves over, dB.
    Residual,
    /// How many there are.
    Count,
    /// Another quantity, by its name with its unit.
    Other(&'static str),
    /// Parts of one.
    LinearTransmission,
    /// Milliwatts.
    LinearPower,
    /// Parts of one or milliwatts: nobody knows which.
    LinearLevel,
}

impl Ordinate {
    /// Its name with its unit.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Transmission => "Transmission (dB)",
            Self::Power => "Power (dBm)",
            Self::Level => "Level (dB, dBm)",
            Self::Residual => "Residual (dB)",
            Self::Count => "Rows",
            Self::Other(name) => name,
            Self::LinearTransmission => "Transmission",
            Self::LinearPower => "Power (mW)",
            Self::LinearLevel => "Level (linear)",
        }
    }

    /// Its unit; of what has none its sign.
    pub const fn unit(self) -> &'static str {
        match self {
            Self::Transmission | Self::Residual => "dB",
            Self::Power => "dBm",
            Self::Count => "n",
            Self::Other(name) => name,
            Self::Level => "dB, dBm",
            Self::LinearTransmission => "T",
            Self::LinearPower => "mW",
            Self::LinearLevel => "linear",
        }
    }
}

/// A curve: stretches of points without holes.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    /// For the legend.
    pub name: String,
    /// Which of the colours, and of the markers.
    pub index: usize,
    /// Its points, in the units of the axes, from left to right.
    pub stretches: Vec<Vec<(f64, f64)>>,
}

/// A marker.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// Its number.
    pub label: String,
    /// Where, in the units of the axes.
    pub x: f64,
    /// Where, in the units of the axes.
    pub y: f64,
}

/// A straight line from point to point, in the units of the axes.
pub type Rule = [(f64, f64); 2];

/// The curves for so many columns across.
pub type Curves<'a> = Box<dyn Fn(usize) -> Vec<Curve> + 'a>;

/// A pair of axes and what stands within.
pub struct Panel<'a> {
    /// At the bottom.
    pub abscissa: Abscissa,
    /// From left to right.
    pub x: Scale,
    /// At the side.
    pub ordinate: Ordinate,
    /// From the bottom to the top.
    pub y: Scale,
    /// The curves: asked for when it is known how many columns there are for them.
    pub curves: Curves<'a>,
    /// Markers.
    pub marks: Vec<Mark>,
    /// Lines across.
    pub rules: Vec<Rule>,
}

/// What is said of a figure, on it or in its file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct About {
    /// What it is of.
    pub title: String,
    /// Instrument, date, settings.
    pub text: String,
    /// What drew it.
    pub program: String,
    /// What it shows was made by the simulator; it says so on it.
    pub simulated: bool,
}

/// A figure.
pub struct Figure<'a> {
    /// What is said of it.
    pub about: About,
    /// Its panels from the top, all with the same bottom.
    pub panels: Vec<Panel<'a>>,
    /// All that it shows, for who draws it anew.
    pub traces: Vec<NamedTrace>,
}
