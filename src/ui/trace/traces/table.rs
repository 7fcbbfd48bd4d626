//! The table of resonances: what it shows, in which order, and what of it.

use std::ops::Range;
use std::sync::Arc;

use crate::analysis::fitted_line::FittedLine;
use crate::analysis::measured::Measured;
use crate::analysis::resonance::{Method, Resonance, Resonances};
use crate::core::digits::Number;
use crate::core::trace::Trace;
use crate::export::measured::{self, Cells, Column};
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
pub(crate) enum SortedBy {
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

impl SortedBy {
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
            Self::Depth => -resonance.depth.value,
            Self::Width => resonance.width_pm.map_or(f64::INFINITY, |width| width.value),
            Self::Q => -resonance.q.map_or(0.0, |q| q.value),
            Self::Fsr => resonance.fsr_pm.map_or(f64::INFINITY, |fsr| fsr.value),
        }
    }
}

/// Which lines are drawn over the samples.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum ShownFits {
    /// None.
    #[default]
    None,
    /// That of the selected row of the table.
    Selected,
    /// Those of all rows.
    All,
}

/// The resonances of the selected trace in the window, while their table is open.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    all: Vec<Resonance>,
    missing_nm: Vec<f64>,
    left_out: usize,
    cut_off: usize,
    lines: Vec<(Vec<usize>, Arc<FittedLine>)>,
    order: SortedBy,
    filter: String,
    /// Which of all are shown, in the order of the rows: made when one of the above changes, not at each frame.
    shown: Vec<usize>,
    /// The selected one of the rows that are shown, from 0.
    pub(crate) row: usize,
    /// What the rows are of; `None` while there are none.
    pub(crate) of: Option<Question>,
    /// What is being looked for.
    pub(crate) asked: Option<Question>,
    /// The window on a single row, while that is looked at.
    pub(super) close: Option<Close>,
}

/// A window on one row: while it is shown the table is of the window before it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Close {
    /// Its edges, nm.
    pub(super) on: (f64, f64),
    /// Those of the window that the table is of, nm.
    pub(super) of: (f64, f64),
}

impl Table {
    /// Whether resonances are being looked for.
    pub const fn is_computing(&self) -> bool {
        self.asked.is_some()
    }

    /// What was found, by wavelength, whether it is shown or not.
    pub fn all(&self) -> &[Resonance] {
        &self.all
    }

    /// Teeth of their comb that nothing was found at, nm.
    pub(crate) fn missing_nm(&self) -> &[f64] {
        &self.missing_nm
    }

    /// How many samples count for nothing, since they stand alone.
    pub(crate) const fn left_out(&self) -> usize {
        self.left_out
    }

    /// How many the ends of the trace cut off, which are no rows.
    pub(crate) const fn cut_off(&self) -> usize {
        self.cut_off
    }

    /// What the rows are sorted by.
    pub(crate) const fn order(&self) -> SortedBy {
        self.order
    }

    /// What a row must have in it; nothing if all are shown.
    pub(crate) fn filter(&self) -> &str {
        &self.filter
    }

    /// Shows what was found, as sorted and filtered as before; the selection stays within it.
    pub(crate) fn put(&mut self, found: Resonances) {
        (self.left_out, self.cut_off) = (found.left_out.len(), found.cut_off.len());
        (self.all, self.missing_nm, self.lines) = (found.rows, found.missing_nm, found.lines);
        self.arrange();
        self.row = self.row.min(self.shown.len().saturating_sub(1));
    }

    /// Sorts by the next column.
    pub(crate) fn next_order(&mut self) {
        self.order = self.order.next();
        self.arrange();
    }

    /// Shows only rows that have these words in them as text, and selects the first of them.
    pub(crate) fn show_only(&mut self, words: String) {
        (self.filter, self.row) = (words, 0);
        self.arrange();
    }

    /// Moves the selection by so many rows; the row it is on then.
    pub(crate) fn go(&mut self, rows: isize) -> Option<&Resonance> {
        self.row = self.row.saturating_add_signed(rows).min(self.shown.len().saturating_sub(1));
        self.at(self.row)
    }

    fn arrange(&mut self) {
        let (all, filter) = (&self.all, &self.filter);
        let fits = |index: &usize| filter.is_empty() || line(&all[*index]).contains(filter);
        self.shown = (0..all.len()).filter(fits).collect();
        self.shown.sort_by(|&a, &b| self.order.key(&all[a]).total_cmp(&self.order.key(&all[b])));
    }

    /// The rows, as they are shown.
    pub(crate) fn rows(&self) -> impl ExactSizeIterator<Item = &Resonance> + Clone {
        self.shown.iter().map(|&index| &self.all[index])
    }

    /// A row, counted from the first that is shown, from 0.
    pub(crate) fn at(&self, row: usize) -> Option<&Resonance> {
        self.shown.get(row).map(|&index| &self.all[index])
    }

    /// The line that was fitted to the selected row, if one was.
    pub(crate) fn line(&self) -> Option<&Arc<FittedLine>> {
        let index = self.at(self.row)?.index;
        self.lines.iter().find(|(of, _)| of.contains(&index)).map(|(_, line)| line)
    }

    /// All lines that were fitted, from left to right.
    pub(crate) fn lines(&self) -> impl Iterator<Item = &Arc<FittedLine>> {
        self.lines.iter().map(|(_, line)| line)
    }

    /// As text, with tabs.
    pub(crate) fn text(&self) -> String {
        text(self.rows())
    }

    /// For a file, with every digit.
    pub(crate) fn columns(&self) -> measured::Table {
        columns(self.rows())
    }
}

/// A column of the table: its name with the unit, what it is, and what a resonance has in it.
type Shown = (&'static str, &'static str, Of);

/// What a resonance has in a column.
enum Of {
    /// A number, with so many decimals where nobody knows how sure it is; `None` where it is not known.
    Number(usize, fn(&Resonance) -> Option<Measured>),
    /// The standard deviation of one.
    Sigma(fn(&Resonance) -> Option<Measured>),
    /// Words.
    Words(fn(&Resonance) -> String),
}

/// What is said of a column of standard deviations.
const SIGMA: &str = "Standard deviation of the same";

const COLUMNS: [Shown; 17] = [
    ("wavelength/nm", "Wavelength; of a doublet the middle", Of::Number(5, |row| Some(row.nm))),
    ("sigma/nm", SIGMA, Of::Sigma(|row| Some(row.nm))),
    ("frequency/THz", "Optical frequency", Of::Number(6, |row| Some(row.frequency()))),
    ("depth/dB", "From the base line to the bottom", Of::Number(2, |row| Some(row.depth))),
    ("width/pm", "Width", Of::Number(2, |row| row.width_pm)),
    ("sigma/pm", SIGMA, Of::Sigma(|row| row.width_pm)),
    ("FSR/pm", "Distance to the next", Of::Number(2, |row| row.fsr_pm)),
    ("sigma/pm", SIGMA, Of::Sigma(|row| row.fsr_pm)),
    ("Q", "Loaded quality", Of::Number(0, |row| row.q)),
    ("sigma(Q)", SIGMA, Of::Sigma(|row| row.q)),
    ("finesse", "FSR over the full width at half depth", Of::Number(2, |row| row.finesse)),
    ("extinction/dB", "From the base line to the floor", Of::Number(2, |row| row.extinction)),
    ("sigma/dB", SIGMA, Of::Sigma(|row| row.extinction)),
    ("split/pm", "Distance of the two of a doublet", Of::Number(2, |row| row.split_pm)),
    (
        "line",
        "The line that was fitted",
        Of::Words(|row| row.shape.map_or("", |shape| shape.name()).to_owned()),
    ),
    (
        "bound",
        "true where the bottom lies in the noise: the extinction is the least that it can be",
        Of::Words(|row| row.extinction.map_or_else(String::new, |one| one.is_least.to_string())),
    ),
    ("doubt", "Why the numbers are not to be trusted", Of::Words(Resonance::words)),
];

impl Of {
    /// A number of a resonance.
    fn number(&self, row: &Resonance) -> Option<Number> {
        match self {
            Self::Number(decimals, of) => Some(of(row)?.number(*decimals)),
            Self::Sigma(of) => of(row)?.sigma_number(0),
            Self::Words(_) => None,
        }
    }
}

/// Resonances for the clipboard: lines with tabs, below the names of the columns.
pub(crate) fn text<'a>(rows: impl IntoIterator<Item = &'a Resonance>) -> String {
    let names = COLUMNS.map(|(name, ..)| name).join("\t");
    let rows: Vec<String> = rows.into_iter().map(line).collect();
    format!("{names}\n{}", rows.join("\n"))
}

/// A resonance as a line with tabs.
fn line(row: &Resonance) -> String {
    let cell = |(_, _, of): &Shown| match of {
        of @ (Of::Number(..) | Of::Sigma(_)) => of.number(row).map(Number::shown).unwrap_or_default(),
        Of::Words(of) => of(row),
    };
    COLUMNS.each_ref().map(cell).join("\t")
}

/// Resonances for a file.
fn columns<'a>(rows: impl Iterator<Item = &'a Resonance> + Clone) -> measured::Table {
    let column = |(name, about, of): &Shown| {
        let cells = match of {
            of @ (Of::Number(..) | Of::Sigma(_)) => {
                Cells::Numbers(rows.clone().map(|row| of.number(row)).collect())
            }
            Of::Words(of) => Cells::Words(rows.clone().map(of).collect()),
        };
        Column { name: (*name).to_owned(), about, cells }
    };
    measured::Table(COLUMNS.iter().map(column).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::resonance::Doubt;
    use crate::core::ids::{DetectorId, TraceType};
    use crate::core::trace::{Provenance, Spacing, TraceId};
    use crate::core::units::Wavelength;
    use crate::export::save_table;

    #[test]
    fn a_saved_table_has_a_cell_for_each_name_in_every_row() {
        let spacing = Spacing { start: Wavelength::from_nm(1550.0), sampling: Wavelength::from_m(1e-12) };
        let plain = Resonance { doubt: None, ..Resonance::at(1, spacing, -11.0, 10.123_456_7, 0.0) };
        let doubted = Resonance { doubt: Some(Doubt::Cut), stray: true, ..plain };
        let table = Table { all: vec![plain, doubted], shown: vec![0, 1], ..Table::default() };
        let id = TraceId { detector: DetectorId::new(4, 1).unwrap(), kind: TraceType::TF_LIVE };
        let provenance = Provenance::default();
        let trace = Trace { origin: id.into(), spacing, y: vec![-1.0; 3], provenance, x_difference_pm: None };
        let folder = tempfile::tempdir().unwrap();
        for (name, separator, doubt) in [
            ("t.csv", ',', "\"cut by the end of the trace, not on the comb\""),
            ("t.CSV", ',', "\"cut by the end of the trace, not on the comb\""),
            ("t.txt", '\t', "\"cut by the end of the trace, not on the comb\""),
        ] {
            let path = folder.path().join(name);
            let path = save_table(&path, &('a', Arc::new(trace.clone())), &table.columns()).unwrap();
            let text = std::fs::read_to_string(path).unwrap();
            let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
            let [names, first, second] = lines[..] else { panic!("{text}") };
            assert!(names.starts_with(&format!("wavelength/nm{separator}sigma/nm")), "{names}");
            assert_eq!(names.split(separator).count(), COLUMNS.len());
            let number = format!("{separator}10.1234567{separator}");
            assert!(first.contains(&number), "every digit: {first}");
            let rest = second.strip_suffix(doubt).unwrap_or_else(|| panic!("{second}"));
            // Behind the last separator stand the words.
            assert_eq!(rest.split(separator).count(), COLUMNS.len());
            assert_eq!(first.split(separator).count(), COLUMNS.len());
        }
    }
}
