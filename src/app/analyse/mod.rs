//! What is read off the traces of saved files, without the screen: one file as a report, many as one table. A file that
//! cannot be read is told and does not keep the others waiting.

mod charts;
mod drift;
mod entry;
mod mean;
mod people;
mod report;
mod spread;
mod width;

use std::io::IsTerminal as _;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use color_eyre::eyre::{Result, eyre};

pub(crate) use self::charts::Shown;
pub(crate) use self::entry::is_column;
use self::entry::{Entry, table};
pub(crate) use self::report::Device;
use self::report::Report;
use super::load::load;
use super::print;
use crate::analysis::band;
use crate::analysis::coupling::Ring;
use crate::analysis::limits::Limits;
use crate::analysis::peaks::{Extremum, Search};
use crate::analysis::quantity::Quantity;
use crate::analysis::resonance::Method;
use crate::analysis::search::usual_kind;
use crate::config::labels::{Labels, OtherName};
use crate::core::text::{clean, clean_path};
use crate::core::trace::Trace;
use crate::desk::failed::Failed;
use crate::export::figure::FigureOptions;
use crate::export::options::ReadOptions;
use crate::export::{self, NamedTrace, measured};

/// What was asked for.
#[derive(Debug)]
pub(crate) struct Wanted {
    /// The files, in their order.
    pub(crate) files: Vec<PathBuf>,
    /// How they are read, where they do not say so themselves.
    pub(crate) options: ReadOptions,
    /// As JSON instead of text.
    pub(crate) json: bool,
    /// A file for the table.
    pub(crate) table: Option<PathBuf>,
    /// A file for the mean of the traces.
    pub(crate) mean: Option<PathBuf>,
    /// How names of files are read.
    pub(crate) names: Option<Labels>,
    /// What has to be kept.
    pub(crate) limits: Option<Limits>,
    /// What counts, and how it is measured.
    pub(crate) counts: Counts,
    /// What is known of what was measured.
    pub(crate) device: Device,
    /// The letters of the traces of most and least transmission over all polarizations.
    pub(crate) polarizations: Option<(char, char)>,
    /// The files are repeated sweeps: what counts is what moved.
    pub(crate) drift: bool,
    /// How often these lie where, and how these go from file to file.
    pub(crate) histogram: Option<Quantity>,
    pub(crate) trend: Option<Quantity>,
    /// A figure of one of these, and how it looks.
    pub(crate) figure: Option<(Shown, PathBuf, FigureOptions)>,
    /// Only what is between these, nm.
    pub(crate) range_nm: RangeInclusive<f64>,
}

/// What counts in each trace, and how it is measured.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Counts {
    /// Peaks or dips; `None` for what stands out further in each trace.
    pub(crate) kind: Option<Extremum>,
    /// It stands out by so many dB.
    pub(crate) excursion: f64,
    /// A peak is higher, a dip lower than this, dB or dBm.
    pub(crate) threshold: Option<f64>,
    /// The width is taken so many dB from the base line.
    pub(crate) down_db: f64,
    /// See [`Method::plain`].
    pub(crate) plain: bool,
    /// The ring that intrinsic and coupling quality are told of.
    pub(crate) ring: Option<Ring>,
}

impl Counts {
    /// For a trace with these levels.
    fn method(self, y: &[f32], device: Device) -> Method {
        let Self { kind, excursion, threshold, down_db, plain, ring } = self;
        // The minima of fringes are dips.
        let kind = if device.fringes { Some(Extremum::Dip) } else { kind };
        let kind = kind.unwrap_or_else(|| usual_kind(y, excursion, threshold));
        Method { search: Search { kind, excursion, threshold }, down_db, plain, ring }
    }
}

/// A file without the two traces that a loss by polarization is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
enum NoPolarizations {
    #[error("it has no trace {0}, which --pdl names")]
    Missing(char),
    #[error("traces {0} and {1} of --pdl lie on different wavelengths")]
    Wavelengths(char, char),
}

/// Analyses the files, prints what was found, and saves the table.
///
/// # Errors
/// After all files were looked at: if one could not be analysed, if the table cannot be saved, or if limits are not kept.
pub(crate) fn run(wanted: &Wanted) -> Result<()> {
    let (mut reports, mut kept_traces, mut failed) = (Vec::new(), Vec::new(), 0_usize);
    for file in &wanted.files {
        match wanted.reports(file, &mut kept_traces) {
            Ok(found) => reports.extend(found),
            Err(error) if wanted.files.len() == 1 => return Err(error),
            Err(error) => {
                print::complain(&format!("{error:#}"));
                failed += 1;
            }
        }
    }
    if wanted.drift {
        drift::measure(&mut reports);
    }
    let entries: Vec<&Entry> = reports.iter().flat_map(|report| &report.entries).collect();
    let text = wanted.text(&reports, &entries)?;
    let text = if wanted.json { text } else { width::lines(&text, width::of_terminal()) };
    print::bytes(text.as_bytes());
    if let Some(path) = &wanted.table {
        let saved = measured::save(path, "", &table(&entries)).map_err(Failed::refused)?;
        print::complain(&format!("{} rows are in {}", entries.len(), saved.display()));
    }
    if let Some((shown, path, options)) = &wanted.figure {
        let figure = charts::figure(*shown, &reports);
        let none =
            || Failed::Refused(format!("{}: no row has it, so there is no figure", shown.quantity().name()));
        let saved =
            export::figure::save(path, &figure.ok_or_else(none)?, *options).map_err(Failed::refused)?;
        print::complain(&format!("the figure is in {}", saved.display()));
    }
    if let Some(path) = &wanted.mean {
        print::complain(&format!("the mean is in {}", mean::save(path, &kept_traces)?.display()));
    }
    if failed > 0 {
        let words =
            format!("{failed} of {} files could not be analysed; they are named above", wanted.files.len());
        return Err(Failed::Refused(words).into());
    }
    kept(&reports, &entries)
}

/// Whether all limits are kept: those of traces as a whole are said here, those of rows stand in their rows.
fn kept(reports: &[Report], entries: &[&Entry]) -> Result<()> {
    let faults: Vec<String> = reports.iter().filter_map(Report::fault).collect();
    for fault in &faults {
        print::complain(fault);
    }
    let failed = entries.iter().filter(|entry| entry.passes() == Some(false)).count();
    if failed == 0 && faults.is_empty() {
        return Ok(());
    }
    let (rows, traces) = (entries.len(), reports.len());
    let words = format!(
        "limits are not kept by {failed} of {rows} rows, and by the number of rows of {} of {traces} traces",
        faults.len()
    );
    Err(Failed::Limits(words).into())
}

impl Wanted {
    /// What is in the traces of a file. These are kept where somebody wants their mean.
    fn reports(&self, file: &Path, kept: &mut Vec<NamedTrace>) -> Result<Vec<Report>> {
        let stem = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let shown = clean_path(file);
        let read = self.names.as_ref().map(|names| names.read(&stem)).transpose();
        let read = read.map_err(|wrong: OtherName| Failed::Refused(format!("{shown}: {wrong}")))?;
        let labels: Vec<(String, String)> =
            read.into_iter().flatten().map(|(word, value)| (word.to_owned(), value)).collect();
        let traces = load(file, &self.options)?;
        if self.mean.is_some() {
            kept.extend(traces.iter().cloned());
        }
        let least = self.least(&traces).map_err(|error| Failed::Refused(format!("{shown}: {error}")))?;
        let reports = traces.into_iter().map(|(letter, trace)| {
            let (from, to) = (*self.range_nm.start(), *self.range_nm.end());
            let within = band::indices(trace.spacing, trace.y.len(), from, to);
            let method = self.counts.method(&trace.y, self.device);
            let mut report = Report::of(
                letter,
                &trace,
                &method,
                within,
                self.device,
                self.limits.as_ref(),
                least.as_ref().filter(|(most, _)| *most == letter).map(|(_, least)| least.y.as_slice()),
            );
            report.name(&shown, &clean(&stem), &trace, &labels);
            report
        });
        Ok(reports.collect())
    }

    /// The trace of least transmission over all polarizations, and the letter of that of most.
    fn least(&self, traces: &[NamedTrace]) -> Result<Option<(char, Arc<Trace>)>, NoPolarizations> {
        let Some((most, least)) = self.polarizations else { return Ok(None) };
        let find = |wanted: char| {
            let found = traces.iter().find(|(letter, _)| *letter == wanted).map(|(_, trace)| trace);
            found.ok_or(NoPolarizations::Missing(wanted))
        };
        let (above, below) = (find(most)?, find(least)?);
        if !above.lies_near(below) {
            return Err(NoPolarizations::Wavelengths(most, least));
        }
        Ok(Some((most, Arc::clone(below))))
    }

    /// What is printed.
    fn text(&self, reports: &[Report], entries: &[&Entry]) -> Result<String> {
        let moved = self.drift.then(|| drift::summary(reports));
        if let Some(moved) = moved.as_ref().filter(|_| self.json) {
            return Ok(serde_json::to_string_pretty(&moved.objects())? + "\n");
        }
        if self.json {
            let all: Vec<_> = reports.iter().map(Report::json).collect();
            let json = serde_json::to_string_pretty(&all).map_err(|error| eyre!("the JSON: {error}"))?;
            return Ok(json + "\n");
        }
        // `NO_COLOR` is looked at where colours are made.
        let colour = std::io::stdout().is_terminal();
        let mut text = match moved {
            Some(moved) => people::shown(moved, &[], false),
            None if self.files.len() == 1 => reports.iter().map(|report| report.text(colour)).collect(),
            None => people::shown(table(entries), entries, colour),
        };
        text += &self.histogram.map_or_else(String::new, |quantity| spread::histogram(entries, quantity));
        text += &self.trend.map_or_else(String::new, |quantity| spread::over_files(reports, quantity));
        Ok(text)
    }
}
