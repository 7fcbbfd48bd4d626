//! The same without the screen: what is read off the traces of a file.

use std::fmt::Write as _;
use std::ops::RangeInclusive;
use std::path::Path;

use color_eyre::eyre::Result;
use serde_json::json;

use super::batch::load;
use crate::analysis::band;
use crate::analysis::measured::Measured;
use crate::analysis::peaks::Kind;
use crate::analysis::resonance::{Doubt, Method, Resonance, Shape, resonances};
use crate::analysis::statistics::statistics;
use crate::ui::trace::traces::table;

/// Prints the resonances and the statistics of the traces of a file.
pub(crate) fn analyse(
    path: &Path,
    as_json: bool,
    method: &Method,
    range_nm: RangeInclusive<f64>,
) -> Result<()> {
    let traces = load(path)?;
    let (mut all, mut text) = (Vec::new(), String::new());
    for (letter, trace) in &traces {
        let within = band::indices(trace.spacing, trace.y.len(), *range_nm.start(), *range_nm.end());
        let found = resonances(&trace.y, trace.spacing, method, within);
        let numbers = statistics(&trace.y);
        // Peaks are pass bands.
        let kind = method.search.kind;
        let tops = found.rows.iter().filter(|_| kind == Kind::Peak);
        let filter = |row: &Resonance| band::filter(&trace.y, trace.spacing, kind, row.index, None);
        let filters: Vec<band::Filter> = tops.filter_map(filter).collect();
        let id = trace.origin.trace();
        if as_json {
            all.push(json!({
                "trace": letter,
                "origin": trace.origin.to_string(),
                "detector": id.map(|id| id.detector.to_string()),
                "type": id.map(|id| id.kind.to_string()),
                "unit": trace.level_unit().to_string(),
                "points": trace.y.len(),
                "statistics": numbers.map(|n| json!({
                    "min": n.least, "max": n.greatest, "mean": n.mean, "deviation": n.deviation,
                    "slope_per_nm": n.slope / trace.spacing.sampling.nm(),
                })),
                "noise_db": found.noise_db,
                "resonances": found.rows.iter().map(resonance_json).collect::<Vec<_>>(),
                "missing_nm": found.missing_nm,
                "filters": filters.iter().map(filter_json).collect::<Vec<_>>(),
            }));
            continue;
        }
        let _ = writeln!(
            text,
            "{letter}: {}, {} points",
            match id {
                Some(id) => format!("{} of {} {}", id.kind, trace.provenance.name, id.detector),
                None => trace.origin.to_string(),
            },
            trace.y.len()
        );
        if let Some(n) = numbers {
            let _ = writeln!(text, "{}", n.words(trace.unit(), trace.spacing.sampling.nm()));
        }
        let _ = writeln!(text, "{}", table::aligned(&found.rows));
        for filter in &filters {
            let _ = writeln!(text, "{}", filter.words());
        }
        if !found.missing_nm.is_empty() {
            let missing: Vec<String> = found.missing_nm.iter().map(|nm| format!("{nm:.3}")).collect();
            let _ = writeln!(text, "missing on the comb: {} nm", missing.join(", "));
        }
    }
    if as_json {
        let _ = writeln!(text, "{}", serde_json::to_string_pretty(&all)?);
    }
    Ok(super::print::bytes(text.as_bytes())?)
}

fn resonance_json(r: &Resonance) -> serde_json::Value {
    let value = |one: Option<Measured>| one.map(|one| one.value);
    let sigma = |one: Option<Measured>| one.and_then(|one| one.sigma);
    json!({
        "wavelength_nm": r.nm.value, "wavelength_sigma_nm": r.nm.sigma, "frequency_thz": r.thz, "level": r.level,
        "depth_db": r.depth, "width_pm": value(r.width_pm), "width_sigma_pm": sigma(r.width_pm),
        "fsr_pm": value(r.fsr_pm), "fsr_sigma_pm": sigma(r.fsr_pm), "on_comb": !r.stray,
        "q": value(r.q), "q_sigma": sigma(r.q), "finesse": value(r.finesse), "finesse_sigma": sigma(r.finesse),
        "extinction_db": value(r.extinction), "extinction_sigma_db": sigma(r.extinction),
        "split_pm": value(r.split_pm), "split_sigma_pm": sigma(r.split_pm),
        "line": r.shape.map(Shape::name), "fitted": r.is_trusted(), "doubt": r.doubt.map(Doubt::words),
    })
}

fn filter_json(filter: &band::Filter) -> serde_json::Value {
    let bands = filter.bands.iter().map(|(down, band)| {
        json!({
            "down_db": down, "centre_nm": band.map(|band| band.centre_nm), "width_pm": band.map(|band| band.width_pm),
        })
    });
    json!({
        "loss_db": -filter.top, "bands": bands.collect::<Vec<_>>(), "clear_pm": filter.clear_pm,
        "ripple_db": filter.ripple, "shape_factor_20_1": filter.shape_factor,
    })
}
