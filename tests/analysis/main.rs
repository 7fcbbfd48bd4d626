//! The analysis against scipy on the same data: `reference.py` made both, and makes them again.

use ctp10::analysis::peaks::{Extremum, Search, crossings, find};
use ctp10::analysis::resonance::{Method, resonances};
use ctp10::analysis::statistics::statistics;
use ctp10::core::trace::Spacing;
use ctp10::core::units::Wavelength;
use serde::Deserialize;

#[derive(Deserialize)]
struct Reference {
    start_nm: f64,
    step_nm: f64,
    truth: Vec<[f64; 3]>,
    dips: Vec<usize>,
    prominences: Vec<f64>,
    half: Half,
    peaks: Vec<usize>,
    peak_prominences: Vec<f64>,
    statistics: Moments,
}

#[derive(Deserialize)]
struct Half {
    width: Vec<f64>,
    level: Vec<f64>,
    left: Vec<f64>,
    right: Vec<f64>,
}

#[derive(Deserialize)]
struct Moments {
    mean: f64,
    std: f64,
    slope: f64,
}

fn data() -> (Vec<f32>, Reference, Spacing) {
    let bytes = include_bytes!("rings.f4");
    let y = bytes.as_chunks::<4>().0.iter().map(|&sample| f32::from_le_bytes(sample)).collect();
    let reference: Reference = serde_json::from_str(include_str!("reference.json")).unwrap();
    let spacing = Spacing {
        start: Wavelength::from_nm(reference.start_nm),
        sampling: Wavelength::from_m(reference.step_nm * 1e-9),
    };
    (y, reference, spacing)
}

fn near(a: f64, b: f64, within: f64) -> bool {
    (a - b).abs() <= within * b.abs().max(1e-300)
}

#[test]
fn peaks_and_pits_are_those_of_find_peaks() {
    let (y, reference, _) = data();
    let dips = find(&y, &Search { kind: Extremum::Dip, excursion: 3.0, threshold: None });
    assert_eq!(dips.iter().map(|dip| dip.index).collect::<Vec<_>>(), reference.dips);
    for (dip, prominence) in dips.iter().zip(&reference.prominences) {
        assert!(near(dip.prominence, *prominence, 1e-12), "{dip:?}, scipy has {prominence}");
    }
    let peaks = find(&y, &Search { kind: Extremum::Peak, excursion: 0.05, threshold: Some(-4.0) });
    assert_eq!(peaks.iter().map(|peak| peak.index).collect::<Vec<_>>(), reference.peaks);
    for (peak, prominence) in peaks.iter().zip(&reference.peak_prominences) {
        assert!(near(peak.prominence, *prominence, 1e-9));
    }
}

#[test]
fn widths_are_those_of_peak_widths() {
    let (y, reference, _) = data();
    let half = &reference.half;
    assert!(!reference.dips.is_empty());
    for (n, &dip) in reference.dips.iter().enumerate() {
        let (left, right) = crossings(&y, Extremum::Dip, dip, half.level[n]).unwrap();
        assert!(near(left, half.left[n], 1e-9) && near(right, half.right[n], 1e-9), "{left} {right}");
        assert!(near(right - left, half.width[n], 1e-7));
    }
}

#[test]
fn known_resonances_come_out_with_their_q() {
    let (y, reference, spacing) = data();
    let found = resonances(&y, spacing, &Method::default(), 0..y.len());
    assert_eq!(found.rows.len(), reference.truth.len());
    for (resonance, [centre, width, _]) in found.rows.iter().zip(&reference.truth) {
        assert!(resonance.is_trusted(), "{resonance:?}");
        let (nm, q) = (resonance.nm, resonance.q.unwrap());
        assert!((nm.value - centre).abs() < 4.0 * nm.sigma.unwrap(), "{resonance:?}, truth {centre}");
        assert!((q.value - centre / width).abs() < 4.0 * q.sigma.unwrap(), "{resonance:?}");
        assert!(q.sigma.unwrap() < 0.003 * q.value, "{resonance:?}");
    }
}

#[test]
fn statistics_are_numpy_s() {
    let (y, reference, _) = data();
    let found = statistics(&y).unwrap();
    assert!(near(found.mean, reference.statistics.mean, 1e-12));
    assert!(near(found.deviation, reference.statistics.std, 1e-12));
    assert!(near(found.slope, reference.statistics.slope, 1e-9));
}
