//! The table of resonances: what it shows, in which order, and what of it.

use std::ops::Range;
use std::sync::Arc;

use crate::analysis::measured::Measured;
use crate::analysis::resonance::{Method, Resonance};
use crate::core::trace::Trace;
use crate::ui::trace::traces::same::Same;

/// What a table is of: resonances that were found for anything else are not those of this one.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Question {
    /// What it is of.
    trace: Same,
    /// The samples among which resonances are looked for.
    within: Range<usize>,
    /// What counts as one.
    method: Method,
}

impl Question {
    /// Which resonances a trace has among these samples.
    pub(crate) fn new(trace: &Arc<Trace>, within: Range<usize>, method: Method) -> Self {
        Self { trace: trace.into(), within, method }
    }
}

/// What the rows are sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Order {
    /// By wavelength, the shortest first.
    #[default]
    Wavelength,
    /// By depth, the deepest first.
    Depth,
    /// By width, the narrowest first; those without one last.
    Width,
    /// By quality, the highest first.
    Q,
    /// Distance to the next.
    Fsr,
}

impl Order {
    /// The order that the key for the next one gives; after the last comes the first.
    #[must_use]
    pub(crate) const fn next(self) -> Self {
        match self {
            Self::Wavelength => Self::Depth,
            Self::Depth => Self::Width,
            Self::Width => Self::Q,
            Self::Q => Self::Fsr,
            Self::Fsr => Self::Wavelength,
        }
    }

    fn key(self, resonance: &Resonance) -> f64 {
        match self {
            Self::Wavelength => resonance.nm.value,
            Self::Depth => -resonance.depth,
            Self::Width => resonance.width_pm.map_or(f64::INFINITY, |width| width.value),
            Self::Q => -resonance.q.map_or(0.0, |q| q.value),
            Self::Fsr => resonance.fsr_pm.map_or(f64::INFINITY, |fsr| fsr.value),
        }
    }
}

/// The resonances of the selected trace in the window, while their table is open.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// What was found, by wavelength.
    pub all: Vec<Resonance>,
    /// Teeth of their comb that nothing was found at, nm.
    pub(crate) missing_nm: Vec<f64>,
    /// The order of the rows.
    pub(crate) order: Order,
    /// What a row must have in it.
    pub(crate) filter: String,
    /// The selected one of the rows that are shown, from 0.
    pub(crate) row: usize,
    /// What the rows are of; `None` while there are none.
    pub(crate) of: Option<Question>,
    /// What is being looked for.
    pub(crate) asked: Option<Question>,
}

impl Table {
    /// Whether resonances are being looked for.
    pub const fn is_computing(&self) -> bool {
        self.asked.is_some()
    }

    /// The rows, as they are shown.
    pub(crate) fn rows(&self) -> Vec<Resonance> {
        let mut rows: Vec<Resonance> = self
            .all
            .iter()
            .filter(|row| self.filter.is_empty() || line(row).contains(&self.filter))
            .copied()
            .collect();
        rows.sort_by(|a, b| self.order.key(a).total_cmp(&self.order.key(b)));
        rows
    }

    /// As text, with tabs.
    pub(crate) fn text(&self) -> String {
        text(&self.rows())
    }
}

/// The names of the columns, with their units.
const HEAD: [&str; 16] = [
    "wavelength/nm",
    "sigma/nm",
    "frequency/THz",
    "depth/dB",
    "width/pm",
    "sigma/pm",
    "FSR/pm",
    "sigma/pm",
    "Q",
    "sigma(Q)",
    "finesse",
    "extinction/dB",
    "sigma/dB",
    "split/pm",
    "line",
    "doubt",
];

/// Resonances as text with tabs, below the names of the columns.
pub(crate) fn text(rows: &[Resonance]) -> String {
    let rows: Vec<String> = rows.iter().map(line).collect();
    format!("{}\n{}", HEAD.join("\t"), rows.join("\n"))
}

/// A resonance as a line with tabs.
fn line(row: &Resonance) -> String {
    cells(row).join("\t")
}

fn cells(row: &Resonance) -> [String; HEAD.len()] {
    let some =
        |value: Option<f64>, decimals: usize| value.map_or_else(String::new, |v| format!("{v:.decimals$}"));
    let value = |one: Option<Measured>, decimals: usize| some(one.map(|one| one.value), decimals);
    let sigma = |one: Option<Measured>, decimals: usize| some(one.and_then(|one| one.sigma), decimals);
    [
        format!("{:.5}", row.nm.value),
        some(row.nm.sigma, 5),
        format!("{:.6}", row.thz),
        format!("{:.2}", row.depth),
        value(row.width_pm, 2),
        sigma(row.width_pm, 2),
        value(row.fsr_pm, 2),
        sigma(row.fsr_pm, 2),
        value(row.q, 0),
        sigma(row.q, 0),
        value(row.finesse, 2),
        value(row.extinction, 2),
        sigma(row.extinction, 2),
        value(row.split_pm, 2),
        row.shape.map_or("", |shape| shape.name()).to_owned(),
        row.words(),
    ]
}
