//! What is read off one trace, as text for people and as JSON.

use std::fmt::Write as _;
use std::ops::Range;

use serde_json::{Map, Value, json};

use super::entry::{BOUND, Entry, Source, table, verdict};
use super::people;
use crate::analysis::band::{self, Filter, WITHHELD};
use crate::analysis::channel::{Grid, channels};
use crate::analysis::comb::Dispersion;
use crate::analysis::fringes::fringes;
use crate::analysis::limits::{Broken, Limits};
use crate::analysis::measured::Measured;
use crate::analysis::noise::Noise;
use crate::analysis::peaks::Extremum;
use crate::analysis::quantity::{Quantity, Values};
use crate::analysis::resonance::{CutOff, Doubt, Method, Resonance, Shape, resonances};
use crate::analysis::statistics::{Statistics, statistics};
use crate::analysis::sure_filter;
use crate::analysis::waveguide::{dispersion_ps_nm_km, group_index};
use crate::analysis::whole;
use crate::core::ids::{DetectorId, TraceType};
use crate::core::length::Length;
use crate::core::level::LevelUnit;
use crate::core::places::Places;
use crate::core::processing::Step;
use crate::core::trace::{Spacing, Trace};
use crate::core::units::Wavelength;

/// What is known of what was measured.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Device {
    /// The grid of filters' channels; without one only peaks are taken for filters.
    pub(crate) grid: Option<Grid>,
    /// Width of their clear band, pm; the middle half of the 3 dB band where nothing is said.
    pub(crate) clear_pm: Option<f64>,
    /// Once round a ring, or the difference of the arms of an interferometer.
    pub(crate) length: Option<Length>,
    /// It is an interferometer: its fringes count, and no resonances.
    pub(crate) fringes: bool,
}

/// What is in a trace.
pub(super) struct Report {
    pub(super) letter: char,
    /// Detector and type, where the instrument measured it.
    id: Option<(DetectorId, TraceType)>,
    origin: String,
    name: String,
    pub(super) file: String,
    unit: LevelUnit,
    points: usize,
    spacing: Spacing,
    statistics: Option<Statistics>,
    noise_db: f64,
    /// Where samples stand alone and were left out, nm.
    left_out_nm: Vec<f64>,
    /// What the ends of the trace cut off.
    cut_off: Vec<CutOff>,
    processing: Vec<Step>,
    /// The simulator made it.
    pub(super) simulated: bool,
    holes: Holes,
    rows: Vec<Resonance>,
    missing_nm: Vec<f64>,
    /// How the spacings of combs change.
    combs: Vec<Dispersion>,
    /// The waveguide's length, if it is known.
    length: Option<Length>,
    filters: Vec<Filter>,
    /// The same, a row for each.
    pub(super) entries: Vec<Entry>,
    /// Why there are not as many of them as there should be.
    broken: Option<Broken>,
    /// Whether all of it keeps its limits; `None` where it was held against none.
    passes: Option<bool>,
}

/// Samples that are no levels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Holes {
    nan: usize,
    infinite: usize,
}

impl Holes {
    fn of(y: &[f32]) -> Self {
        let count = |is: fn(f32) -> bool| y.iter().filter(|&&level| is(level)).count();
        Self { nan: count(f32::is_nan), infinite: count(f32::is_infinite) }
    }

    /// A line, where there are any.
    fn words(self) -> String {
        let told = [(self.nan, "not-a-number"), (self.infinite, "infinite")];
        let told = told.into_iter().filter(|(count, _)| *count > 0);
        let told: Vec<String> = told.map(|(count, what)| format!("{count} {what}")).collect();
        if told.is_empty() {
            String::new()
        } else {
            format!("samples that are no levels: {}\n", told.join(", "))
        }
    }
}

impl Report {
    /// Measures what is among these samples, and holds it against limits. `least` are the levels of the polarization that is
    /// let through least.
    pub(super) fn of(
        letter: char,
        trace: &Trace,
        method: &Method,
        within: Range<usize>,
        device: Device,
        limits: Option<&Limits>,
        least: Option<&[f32]>,
    ) -> Self {
        let (measured, spacing, kind) = (trace.y.as_slice(), trace.spacing, method.search.kind);
        let places = Places::from(trace);
        let found = if device.fringes {
            fringes(measured, spacing, &method.search, within.clone())
        } else {
            resonances(measured, places, method, within.clone())
        };
        let whole = whole::bridged(measured, &found.left_out);
        let y = &*whole;
        let noise = Noise::of(y);
        let is_ratio = trace.level_unit() == LevelUnit::Db;
        // Peaks are pass bands; dips are notches where somebody asks for their channels.
        let filter = |row: &Resonance| {
            let wanted = kind == Extremum::Peak || device.grid.is_some();
            let raw = wanted.then(|| band::filter(y, spacing, kind, row.index, device.clear_pm)).flatten();
            raw.map(|raw| sure_filter::with_noise(&raw, y, spacing, kind, &noise).on(places))
        };
        let rows = found.rows.iter().map(|row| (row, filter(row)));
        let rows: Vec<(&Resonance, Option<Filter>)> = rows.collect();
        let filters: Vec<Filter> = rows.iter().filter_map(|(_, filter)| *filter).collect();
        let on_grid = device.grid.map(|grid| channels(y, spacing, kind, &filters, grid)).unwrap_or_default();
        let mut on_grid = on_grid.into_iter();
        let entries = (1..).zip(&rows).map(|(number, (row, filter))| {
            let mut values = Values::of(row);
            if let Some(filter) = filter {
                values.add(filter, is_ratio);
                let channel = on_grid.next().flatten();
                if let Some(channel) = &channel {
                    values.add_channel(channel);
                }
                let on_grid = channel.map(|channel| Wavelength::from_thz(channel.thz).nm());
                let centre = on_grid.or_else(|| values.get(Quantity::Centre).map(|centre| centre.value));
                let pdl = least.zip(centre).and_then(|(least, centre)| {
                    band::greatest_difference(y, least, spacing, centre, filter.clear_pm)
                });
                if let Some(pdl) = pdl {
                    values.set(Quantity::Pdl, Measured::alone(pdl).grained(filter.noise_db));
                }
            }
            if let Some(length) = device.length {
                values.add_waveguide(row, length);
            }
            Entry::of(number, method, row, values, filter.as_ref(), limits)
        });
        let entries: Vec<Entry> = entries.collect();
        let broken = limits.and_then(|limits| limits.judge_rows(entries.len()));
        Self {
            letter,
            id: trace.origin.trace().map(|id| (id.detector, id.kind)),
            origin: trace.origin.to_string(),
            name: trace.provenance.name.clone(),
            file: String::new(),
            unit: trace.level_unit(),
            points: y.len(),
            spacing,
            statistics: statistics(measured),
            noise_db: trace.provenance.noise_db().unwrap_or(found.noise_db),
            processing: trace.provenance.processing.clone(),
            simulated: trace.provenance.simulated,
            holes: Holes::of(measured),
            left_out_nm: found
                .left_out
                .iter()
                .copied()
                .filter(|at| within.contains(at))
                .map(|at| places.nm(at))
                .collect(),
            cut_off: found.cut_off,
            rows: found.rows,
            missing_nm: found.missing_nm,
            combs: found.combs,
            length: device.length,
            filters,
            passes: limits
                .map(|_| broken.is_none() && entries.iter().all(|entry| entry.passes() == Some(true))),
            broken,
            entries,
        }
    }

    /// What is wrong with it as a whole.
    pub(super) fn fault(&self) -> Option<String> {
        let broken = self.broken.as_ref()?;
        Some(format!("{}, trace {}: {broken}", self.file, self.letter))
    }

    /// Says where it is from: the file as it was named and without folder and end, and what its name says.
    pub(super) fn name(&mut self, file: &str, stem: &str, trace: &Trace, labels: &[(String, String)]) {
        file.clone_into(&mut self.file);
        let source = Source::of(file, stem, self.letter, trace, labels);
        for entry in &mut self.entries {
            entry.source = source.clone();
        }
    }

    /// For people.
    pub(super) fn text(&self, colour: bool) -> String {
        let what = match self.id {
            Some((detector, kind)) => format!("{kind} of {} {detector}", self.name),
            None => self.origin.clone(),
        };
        let mut text = format!("{}: {what}, {} points\n", self.letter, self.points);
        for step in &self.processing {
            let _ = writeln!(text, "{}", step.what);
        }
        text += &self.holes.words();
        text += &left_out_words(&self.left_out_nm, self.spacing);
        if let Some(numbers) = self.statistics {
            let _ = writeln!(
                text,
                "{}",
                numbers.words(self.unit.shown(), self.spacing.sampling.nm(), self.noise_db)
            );
        }
        let entries: Vec<&Entry> = self.entries.iter().collect();
        let mut rows = table(&entries);
        // What is one and the same in all rows stands above, and filters have a line each.
        let told = |name: &str| ["file", "trace", "device", "port", "taken", "processing"].contains(&name);
        let filters: Vec<&str> =
            Quantity::all().filter(|one| one.is_of_filters()).map(Quantity::name).collect();
        rows.0.retain(|column| {
            !column.is_empty() && !told(&column.name) && !filters.contains(&column.name.as_str())
        });
        text += &people::shown(rows, &entries, colour);
        for one in &self.cut_off {
            let _ = writeln!(text, "{}", one.words());
        }
        for filter in &self.filters {
            let _ = writeln!(text, "{}", filter.words());
        }
        for comb in &self.combs {
            let _ = writeln!(text, "{}", dispersion_words(comb, self.length));
        }
        if !self.missing_nm.is_empty() {
            let missing: Vec<String> = self.missing_nm.iter().map(|nm| place(*nm, self.spacing, 3)).collect();
            let _ = writeln!(text, "missing on the comb: {} nm", missing.join(", "));
        }
        text
    }

    /// For programs.
    pub(super) fn json(&self) -> Value {
        let resonances = self.rows.iter().zip(&self.entries);
        json!({
            "file": self.file,
            "trace": self.letter,
            "origin": self.origin,
            "detector": self.id.map(|(detector, _)| detector.to_string()),
            "type": self.id.map(|(_, kind)| kind.to_string()),
            "unit": self.unit.to_string(),
            "points": self.points,
            "nan": self.holes.nan,
            "infinite": self.holes.infinite,
            "left_out_nm": self.left_out_nm,
            "processing": self.processing,
            "statistics": self.statistics.map(|n| json!({
                "min": n.least, "max": n.greatest, "mean": n.mean, "deviation": n.deviation,
                "slope_per_nm": n.slope / self.spacing.sampling.nm(),
            })),
            "noise_db": self.noise_db,
            "resonances": resonances.map(|(row, entry)| resonance_json(row, entry)).collect::<Vec<_>>(),
            "cut_off": self.cut_off.iter().map(cut_off_json).collect::<Vec<_>>(),
            "missing_nm": self.missing_nm,
            "combs": self.combs.iter().map(|comb| dispersion_json(comb, self.length)).collect::<Vec<_>>(),
            "verdict": self.passes.map(verdict),
            "why": self.broken.as_ref().map(Broken::to_string),
            "filters": self.filters.iter().map(filter_json).collect::<Vec<_>>(),
        })
    }
}

/// A wavelength that a sample is nearest to, nm: to so many decimals at the most.
fn place(nm: f64, spacing: Spacing, decimals: usize) -> String {
    Measured::alone(nm).grained(spacing.sampling.nm()).words(decimals)
}

/// A line on samples that were left out, if any were.
fn left_out_words(nm: &[f64], spacing: Spacing) -> String {
    /// So many are named.
    const NAMED: usize = 4;
    let places: Vec<String> = nm.iter().take(NAMED).map(|nm| place(*nm, spacing, 4)).collect();
    let more = if nm.len() > NAMED { " ..." } else { "" };
    match nm.len() {
        0 => String::new(),
        count => format!(
            "{count} {} left out, far from the neighbours on both sides: {}{more} nm\n",
            if count == 1 { "sample" } else { "samples" },
            places.join(", ")
        ),
    }
}

/// Every quantity of a resonance with its standard deviation; null where it is not known.
fn resonance_json(row: &Resonance, entry: &Entry) -> Value {
    let mut object = Map::new();
    for quantity in Quantity::all().filter(|one| !one.is_of_filters()) {
        let measured = entry.values.get(quantity);
        object.insert(quantity.name().into(), measured.map(|one| one.value).into());
        if let Some(name) = quantity.sigma_name() {
            object.insert(name.into(), measured.and_then(|one: Measured| one.sigma).into());
        }
    }
    object.insert(BOUND.into(), entry.is_bound().into());
    object.insert("kind".into(), entry.kind.name().into());
    object.insert("ring".into(), entry.ring_name().into());
    object.insert("on_comb".into(), (!row.stray).into());
    object.insert("comb".into(), row.comb.map(|comb| comb + 1).into());
    object.insert("line".into(), row.shape.map(Shape::name).into());
    object.insert("fitted".into(), row.is_trusted().into());
    object.insert("doubt".into(), row.doubt.map(Doubt::words).into());
    object.insert("verdict".into(), entry.passes().map(verdict).into());
    object.insert("why".into(), entry.broken.as_ref().map(|_| entry.why()).into());
    Value::Object(object)
}

/// Something that an end of the trace cuts off.
fn cut_off_json(one: &CutOff) -> Value {
    json!({
        "wavelength_nm": one.nm.value, "depth_db": one.db.value, "kind": one.kind.name(),
        "fitted": false, "doubt": Doubt::Cut.words(),
    })
}

/// The comb on one line.
fn dispersion_words(comb: &Dispersion, length: Option<Length>) -> String {
    let (fsr, change) = (comb.fsr_thz.scaled(1e3).words(4), comb.change_thz.scaled(1e6).words(3));
    let guide = length.map(|length| {
        let (index, slope) = (group_index(comb.fsr_thz, length), dispersion_ps_nm_km(comb, length));
        format!(
            "; of {length} the group index is {} and its dispersion {} ps/(nm km)",
            index.words(5),
            slope.words(0)
        )
    });
    format!(
        "comb: FSR {fsr} GHz at {:.3} nm, {change} MHz more from tooth to tooth{}",
        comb.nm,
        guide.unwrap_or_default()
    )
}

fn dispersion_json(comb: &Dispersion, length: Option<Length>) -> Value {
    let index = length.map(|length| group_index(comb.fsr_thz, length));
    let slope = length.map(|length| dispersion_ps_nm_km(comb, length));
    let value = |one: Option<Measured>| one.map(|one| one.value);
    let sigma = |one: Option<Measured>| one.and_then(|one| one.sigma);
    let (fsr, change) = (comb.fsr_thz.scaled(1e3), comb.change_thz.scaled(1e6));
    json!({
        "wavelength_nm": comb.nm, "fsr_ghz": fsr.value, "fsr_sigma_ghz": fsr.sigma,
        "fsr_change_mhz": change.value, "fsr_change_sigma_mhz": change.sigma,
        "length_um": length.map(|length| length.m() * 1e6),
        "group_index": value(index), "group_index_sigma": sigma(index),
        "dispersion_ps_nm_km": value(slope), "dispersion_sigma_ps_nm_km": sigma(slope),
    })
}

fn filter_json(filter: &Filter) -> Value {
    let bands = filter.bands.iter().zip(filter.in_noise);
    let bands = bands.map(|((down, band), in_noise)| {
        json!({
            "down_db": down, "centre_nm": band.map(|band| band.centre_nm), "width_pm": band.map(|band| band.width_pm),
            "in_noise": in_noise,
        })
    });
    json!({
        "loss_db": -filter.top, "centre_sigma_nm": filter.centre_sigma_nm, "no_sigma": WITHHELD,
        "bands": bands.collect::<Vec<_>>(), "clear_pm": filter.clear_pm,
        "ripple_db": filter.ripple, "shape_factor_20_1": filter.shape_factor,
    })
}
