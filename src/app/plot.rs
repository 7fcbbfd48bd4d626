//! Saved files drawn: as a figure, or with characters on the terminal.

mod characters;

use std::borrow::Cow;
use std::fmt::Write as _;
use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::sync::Arc;

use super::load::load;
use super::{figure, print};
use crate::analysis::peaks::Search;
use crate::analysis::resonance::{Method, resonances};
use crate::analysis::search::usual_kind;
use crate::config::look::Glyphs;
use crate::core::places::Places;
use crate::core::trace::Trace;
use crate::desk::failed::Failed;
use crate::export;
use crate::export::figure::FigureOptions;
use crate::export::options::ReadOptions;
use crate::ui::trace::traces::view::View;
use crate::ui::trace::traces::{LETTERS, Traces};
use color_eyre::eyre::Result;

/// What is to be drawn, and how.
#[derive(Debug)]
pub(crate) struct Drawing {
    /// The files, whose traces are drawn together.
    pub(crate) files: Vec<PathBuf>,
    /// How they are read, where they do not say so themselves.
    pub(crate) reading: ReadOptions,
    /// The figure; the terminal if there is none.
    pub(crate) out: Option<PathBuf>,
    /// How it is to look.
    pub(crate) options: FigureOptions,
    /// The window, nm.
    pub(crate) window: RangeInclusive<f64>,
    /// What the traces are called, in their order.
    pub(crate) names: Vec<String>,
    /// With the lines that fit the resonances of the first trace.
    pub(crate) fit: bool,
    /// What the terminal is drawn with.
    pub(crate) glyphs: Glyphs,
}

/// What is asked for and cannot be drawn.
#[derive(Debug, thiserror::Error)]
enum Undrawn {
    /// More than there are letters and colours for.
    #[error("these are {0} traces, and {LETTERS} are the most that are drawn together; draw fewer files")]
    TooMany(usize),
    /// Names for traces that are not there.
    #[error("--name was given {names} times for {traces} traces; give it once for each, in their order")]
    Names { names: usize, traces: usize },
    /// A window beside the traces.
    #[error("no trace has a sample between --from and --to: they go from {left:.4} to {right:.4} nm")]
    Window { left: f64, right: f64 },
    /// Nothing was found to fit a line to, or none fits.
    #[error("no line was fitted to {0} in the window; `ctp10 analyze` says what there is")]
    NoFit(String),
    /// No sample in it is a number.
    #[error("there is no number in it to draw")]
    NoNumber,
}

/// Draws it.
///
/// # Errors
/// If a file cannot be read, holds more than can be drawn, or has nothing in the window, or the figure cannot be
/// written.
pub(crate) fn plot(drawing: &Drawing) -> Result<()> {
    let mut read: Vec<(Cow<str>, Arc<Trace>)> = Vec::new();
    for file in &drawing.files {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let traces = load(file, &drawing.reading)?;
        read.extend(traces.into_iter().map(|(_, trace)| (name.clone(), trace)));
    }
    if read.len() > LETTERS {
        return Err(Failed::refused(Undrawn::TooMany(read.len())).into());
    }
    if drawing.names.len() > read.len() {
        return Err(Failed::refused(Undrawn::Names { names: drawing.names.len(), traces: read.len() }).into());
    }
    let computed = computed(read.iter().map(|(_, trace)| &**trace));
    let mut traces = Traces::default();
    let names = drawing.names.iter().map(Some).chain(std::iter::repeat(None));
    for ((file, mut trace), name) in read.into_iter().zip(names) {
        if let Some(name) = name {
            Arc::make_mut(&mut trace).provenance.notes.clone_from(name);
        }
        traces.place_of_file(trace, &file);
    }
    traces.full();
    let View { left, right, .. } = traces.view;
    let (from, to) = (drawing.window.start().max(left), drawing.window.end().min(right));
    if from >= to {
        return Err(Failed::refused(Undrawn::Window { left, right }).into());
    }
    traces.look(View { left: from, right: to, ..traces.view });
    if drawing.fit {
        traces = with_fits(traces)?;
    }
    let Some(out) = &drawing.out else {
        let text = characters::drawn(&traces, drawing)? + &computed;
        print::bytes(text.as_bytes());
        return Ok(());
    };
    computed.lines().for_each(print::complain);
    let saved: Result<PathBuf> = figure::with(&traces, drawing.options, |figure| {
        Ok(export::figure::save(out, figure, drawing.options)?)
    });
    print::path(&saved.map_err(Failed::refused)?);
    Ok(())
}

/// With the lines that fit the resonances of the first trace in the window.
fn with_fits(traces: Traces) -> Result<Traces> {
    let Some((trace, within)) = traces.window() else {
        return Err(Failed::refused(Undrawn::NoNumber).into());
    };
    let search = Method::default().search;
    let kind = usual_kind(&trace.y, search.excursion, search.threshold);
    let method = Method { search: Search { kind, ..search }, ..Method::default() };
    let found = resonances(&trace.y, Places::from(&**trace), &method, within);
    let origin = trace.origin.to_string();
    let seen = traces.with_fits(found);
    if seen.fits().is_empty() {
        return Err(Failed::refused(Undrawn::NoFit(origin)).into());
    }
    Ok(seen)
}

/// What was computed of each trace, a line for each of which something was.
fn computed<'a>(traces: impl Iterator<Item = &'a Trace>) -> String {
    let mut text = String::new();
    for trace in traces.filter(|trace| !trace.provenance.processing.is_empty()) {
        let _ = writeln!(text, "{}: {}", trace.origin, trace.provenance.computed());
    }
    text
}
