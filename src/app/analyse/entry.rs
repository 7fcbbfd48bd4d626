//! A row of the night's table: what was measured of one resonance or filter, and where it is from.

use crate::analysis::band::Filter;
use crate::analysis::coupling::Ring;
use crate::analysis::limits::{Broken, Limits};
use crate::analysis::measured::Measured;
use crate::analysis::peaks::Extremum;
use crate::analysis::quantity::{Quantity, Values};
use crate::analysis::resonance::{Doubt, Method, Resonance, Shape};
use crate::config::labels::noted;
use crate::core::digits::Number;
use crate::core::text::clean;
use crate::core::trace::Trace;
use crate::export::measured::{Cells, Column, Table};

/// A resonance or a filter of a trace of a file.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Entry {
    /// Which dip or peak of its trace, from 1.
    pub(super) number: usize,
    pub(super) kind: Extremum,
    pub(super) values: Values,
    /// The line that was fitted.
    shape: Option<Shape>,
    /// Which of several combs of its trace it is a tooth of.
    comb: Option<usize>,
    /// The ring that was assumed.
    ring: Option<Ring>,
    /// Why its numbers are not to be trusted, if they are not.
    pub(super) doubt: String,
    /// Which one of the first file it is, where sweeps are repeated.
    pub(super) same: Option<usize>,
    /// The limits that it does not keep; `None` where it was held against none.
    pub(super) broken: Option<Vec<Broken>>,
    /// Where it is from.
    pub(super) source: Source,
}

/// Where an entry is from.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Source {
    file: String,
    trace: String,
    taken: String,
    processing: String,
    /// What is measured, and where light leaves it.
    device: String,
    port: String,
    /// Further names, of the pattern.
    labels: Vec<(String, String)>,
}

impl Source {
    /// Device and port are those of the notes, else those of the file's name, else that name as a whole and the
    /// detector's name.
    pub(super) fn of(
        file: &str,
        stem: &str,
        letter: char,
        trace: &Trace,
        labels: &[(String, String)],
    ) -> Self {
        let provenance = &trace.provenance;
        let label =
            |word: &str| labels.iter().find(|(other, _)| other == word).map(|(_, value)| value.clone());
        let detector = || match (provenance.name.is_empty(), trace.origin.trace()) {
            (false, _) => clean(&provenance.name),
            (true, Some(id)) => id.detector.to_string(),
            (true, None) => letter.to_string(),
        };
        let named =
            |word: &str| noted(&provenance.notes, word).map(|value| clean(&value)).or_else(|| label(word));
        Self {
            file: file.to_owned(),
            trace: letter.to_string(),
            taken: clean(&provenance.taken),
            processing: clean(&provenance.computed()),
            device: named("device").unwrap_or_else(|| stem.to_owned()),
            port: named("port").unwrap_or_else(detector),
            labels: labels.iter().filter(|(word, _)| !is_noted(word)).cloned().collect(),
        }
    }
}

/// Whether a word in braces is a column of its own anyway.
fn is_noted(word: &str) -> bool {
    ["device", "port"].contains(&word)
}

impl Entry {
    pub(super) fn of(
        number: usize,
        method: &Method,
        row: &Resonance,
        values: Values,
        filter: Option<&Filter>,
        limits: Option<&Limits>,
    ) -> Self {
        let broken = limits.map(|limits| limits.judge(&values, row.doubt.map(Doubt::words)));
        Self {
            number,
            kind: method.search.kind,
            shape: row.shape,
            comb: row.comb,
            // Where nothing follows from it, nothing was assumed.
            ring: method.ring.filter(|_| values.get(Quantity::IntrinsicQ).is_some()),
            doubt: [Some(row.words()).filter(|words| !words.is_empty()), filter.map(Filter::doubt)]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(", "),
            values,
            same: None,
            broken,
            source: Source::default(),
        }
    }

    /// The ring that was assumed, if one was.
    pub(super) fn ring_name(&self) -> Option<&'static str> {
        self.ring.map(Ring::name)
    }

    /// When its trace was fetched, as the file has it.
    pub(super) fn taken(&self) -> &str {
        &self.source.taken
    }

    /// Whether its extinction is the least that it can be; `None` where it has none.
    pub(super) fn is_bound(&self) -> Option<bool> {
        self.values.get(Quantity::Extinction).map(|extinction| extinction.is_least)
    }

    /// Whether it keeps all limits.
    pub(super) fn passes(&self) -> Option<bool> {
        self.broken.as_ref().map(Vec::is_empty)
    }

    /// The limits that it does not keep, in words.
    pub(super) fn why(&self) -> String {
        let words = self.broken.iter().flatten().map(Broken::to_string);
        words.collect::<Vec<_>>().join("; ")
    }
}

/// A column of words: its name, what it is, and what an entry has in it.
type Words = (&'static str, &'static str, fn(&Entry) -> String);

/// Those before the numbers.
const FROM: [Words; 8] = [
    ("file", "The file", |entry| entry.source.file.clone()),
    ("trace", "The letter of the trace in it", |entry| entry.source.trace.clone()),
    ("device", "What was measured: of the notes, else of the file's name", |entry| {
        entry.source.device.clone()
    }),
    ("port", "Where light left it: of the notes, else of the file's name, else the detector's", |entry| {
        entry.source.port.clone()
    }),
    ("taken", "When the trace was fetched, UTC", |entry| entry.source.taken.clone()),
    ("processing", "What was computed of the trace, one step after the other", |entry| {
        entry.source.processing.clone()
    }),
    ("kind", "dip or peak", |entry| entry.kind.name().to_owned()),
    ("number", "Which one of its trace, from the left", |entry| entry.number.to_string()),
];

/// Those behind them.
const HOW: [Words; 8] = [
    (
        BOUND,
        "true where the bottom lies in the noise: `extinction_db` is the least that it can be",
        |entry| entry.is_bound().map_or_else(String::new, |is| is.to_string()),
    ),
    ("line", "The line that was fitted", |entry| entry.shape.map_or("", Shape::name).to_owned()),
    ("ring", "The ring that intrinsic and coupling quality assume", |entry| {
        entry.ring_name().unwrap_or_default().to_owned()
    }),
    ("comb", "Which of several combs of the trace it is a tooth of", |entry| {
        entry.comb.map_or_else(String::new, |comb| (comb + 1).to_string())
    }),
    ("same_as", "Which one of the first file it is (`--drift`)", |entry| {
        entry.same.map_or_else(String::new, |number| number.to_string())
    }),
    ("doubt", "Why the numbers are not to be trusted", |entry| entry.doubt.clone()),
    (VERDICT, "pass or fail; nothing without limits", |entry| entry.passes().map_or("", verdict).to_owned()),
    ("why", "The limits that are not kept", Entry::why),
];

/// The name of the column that says which extinctions are bounds. People see it at the number.
pub(super) const BOUND: &str = "extinction_is_bound";

/// The name of the column of verdicts.
pub(super) const VERDICT: &str = "verdict";

/// A verdict in a word.
pub(super) const fn verdict(passes: bool) -> &'static str {
    if passes { "pass" } else { "fail" }
}

/// Whether the table has a column with this name, whatever files are called.
pub(crate) fn is_column(name: &str) -> bool {
    let words = FROM.iter().chain(&HOW).any(|(other, ..)| *other == name && !is_noted(name));
    words || Quantity::all().any(|one| one.name() == name || one.sigma_name() == Some(name))
}

/// The entries as a table: the same columns whatever was found.
pub(super) fn table(entries: &[&Entry]) -> Table {
    let words = |(name, about, of): &Words| Column {
        name: (*name).to_owned(),
        about,
        cells: Cells::Words(entries.iter().map(|entry| of(entry)).collect()),
    };
    let labels = entries.first().map_or(&[][..], |entry| entry.source.labels.as_slice()).iter();
    let labels = labels.enumerate().map(|(at, (word, _))| Column {
        name: word.clone(),
        about: "Of the file's name",
        cells: Cells::Words(
            entries.iter().map(|entry| entry.source.labels.get(at).cloned().unwrap_or_default().1).collect(),
        ),
    });
    let numbers = Quantity::all().flat_map(|quantity| {
        let cells = |of: fn(Measured, usize) -> Option<Number>| {
            let cell = |entry: &&Entry| of(entry.values.get(quantity)?, quantity.decimals());
            Cells::Numbers(entries.iter().map(cell).collect())
        };
        let value = Column {
            name: quantity.name().to_owned(),
            about: quantity.about(),
            cells: cells(|measured, decimals| Some(measured.number(decimals))),
        };
        let sigma = quantity.sigma_name().map(|name| Column {
            name: name.to_owned(),
            about: "Standard deviation of the same",
            cells: cells(Measured::sigma_number),
        });
        [Some(value), sigma].into_iter().flatten()
    });
    let (from, how) = (FROM.iter().map(words), HOW.iter().map(words));
    Table(from.chain(labels).chain(numbers).chain(how).collect())
}
