//! The table of resonances: what it shows, in which order, and what of it.

use std::ops::Range;
use std::sync::{Arc, Weak};

use crate::analysis::resonance::{Method, Resonance};
use crate::core::trace::Trace;

/// What a table is of: resonances that were found for anything else are not those of this one.
#[derive(Clone, Debug)]
pub(crate) struct Question {
    /// Its memory is not used again while somebody could take another trace there for it.
    trace: Weak<Trace>,
    /// The samples among which resonances are looked for.
    within: Range<usize>,
    /// What counts as one.
    method: Method,
}

impl Question {
    /// Which resonances a trace has among these samples.
    pub(crate) fn new(trace: &Arc<Trace>, within: Range<usize>, method: Method) -> Self {
        Self { trace: Arc::downgrade(trace), within, method }
    }
}

impl PartialEq for Question {
    fn eq(&self, other: &Self) -> bool {
        self.trace.ptr_eq(&other.trace) && self.within == other.within && self.method == other.method
    }
}

/// What the rows are sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Order {
    /// Wavelength.
    #[default]
    Wavelength,
    /// Depth.
    Depth,
    /// Width.
    Width,
    /// Q.
    Q,
    /// Distance to the next.
    Fsr,
}

impl Order {
    /// The next one.
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
            Self::Wavelength => resonance.nm,
            Self::Depth => -resonance.depth,
            Self::Width => resonance.width_pm.unwrap_or(f64::INFINITY),
            Self::Q => -resonance.q.unwrap_or(0.0),
            Self::Fsr => resonance.fsr_pm.unwrap_or(f64::INFINITY),
        }
    }
}

/// The table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// What was found, by wavelength.
    pub all: Vec<Resonance>,
    /// The order of the rows.
    pub(crate) order: Order,
    /// What a row must have in it.
    pub(crate) filter: String,
    /// The selected row.
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

/// Resonances as text with tabs, below the names of the columns.
pub(crate) fn text(rows: &[Resonance]) -> String {
    const HEAD: &str = "wavelength/nm\tfrequency/THz\tdepth/dB\twidth/pm\tFSR/pm\tQ\tsigma(Q)\tfinesse\textinction/dB\tfitted";
    let rows: Vec<String> = rows.iter().map(line).collect();
    format!("{HEAD}\n{}", rows.join("\n"))
}

/// A resonance as a line with tabs.
fn line(row: &Resonance) -> String {
    let some =
        |value: Option<f64>, decimals: usize| value.map_or_else(String::new, |v| format!("{v:.decimals$}"));
    format!(
        "{:.5}\t{:.6}\t{:.2}\t{}\t{}\t{}\t{}\t{}\t{:.2}\t{}",
        row.nm,
        row.thz,
        row.depth,
        some(row.width_pm, 2),
        some(row.fsr_pm, 2),
        some(row.q, 0),
        some(row.q_sigma, 0),
        some(row.finesse, 2),
        row.extinction,
        if row.fitted { "yes" } else { "no" }
    )
}
