//! A trace of 940 001 points in each format, written and read, beside a plain write and a plain read of the same bytes.

mod common;

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use common::{POINTS, figure, percentile};
use ctp10::core::ids::{DetectorId, TraceType};
use ctp10::core::trace::{Provenance, Spacing, Trace, TraceId};
use ctp10::core::units::Wavelength;
use ctp10::export::{Ending, Format, NamedTrace, load, save};

/// Of each format so often.
const TIMES: usize = 9;

/// Dips with a little noise, so that no packing is easier than it is with what was measured.
fn trace() -> NamedTrace {
    let mut state = 1_u64;
    let y = (0..POINTS).map(|n| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let noise = (state >> 33) as f64 / f64::from(1_u32 << 31);
        let q = ((n % 12_000) as f64 - 6000.0) / 350.0;
        (10.0 * (1.0 - 0.97 / (1.0 + q * q)).log10() - 5.0 + 0.02 * noise) as f32
    });
    let trace = Trace {
        origin: TraceId { detector: DetectorId::new(4, 1).unwrap(), kind: TraceType::TF_LIVE }.into(),
        spacing: Spacing { start: Wavelength::from_nm(1510.0), sampling: Wavelength::from_m(1e-13) },
        y: y.collect(),
        provenance: Provenance::default(),
        x_difference_pm: None,
    };
    ('A', Arc::new(trace))
}

/// The median time of some work, ms; what has to be away before it is taken away outside of it.
fn median(mut before: impl FnMut(), mut work: impl FnMut()) -> f64 {
    let mut times: Vec<Duration> = std::iter::repeat_with(|| {
        before();
        let begin = Instant::now();
        work();
        begin.elapsed()
    })
    .take(TIMES)
    .collect();
    percentile(&mut times, 50).as_secs_f64() * 1e3
}

/// A file of these bytes that is on the disk, as one of traces is when its save is over.
fn write_plainly(path: &Path, bytes: &[u8]) {
    let mut file = File::create(path).unwrap();
    file.write_all(bytes).unwrap();
    file.sync_all().unwrap();
}

/// How many times as long as plainly a format may take to be written and to be read; nothing is promised of the others.
fn budgets(format: Format) -> [Option<f64>; 2] {
    match format.end() {
        "npz" => [Some(1.2), Some(2.0)],
        "npy" => [Some(1.1), Some(2.0)],
        "h5" | "mat" => [None, Some(2.0)],
        _ => [None, None],
    }
}

/// How many milliseconds it may.
fn budgets_ms(format: Format) -> [Option<f64>; 2] {
    if format.end() == "csv" { [Some(40.0), Some(100.0)] } else { [None, None] }
}

fn row(what: &str, (took, plainly): (f64, f64), times: Option<f64>, ms: Option<f64>) {
    let ratio = took / plainly;
    let told = |times: Option<f64>| times.map_or_else(String::new, |times| format!("at most {times}"));
    figure(
        &format!("{what}, of the same bytes"),
        ratio,
        "x",
        &told(times),
        times.is_none_or(|most| ratio <= most),
    );
    figure(what, took, "ms", &told(ms), ms.is_none_or(|most| took <= most));
}

fn main() {
    let folder = tempfile::tempdir().unwrap();
    let traces = [trace()];
    let plain = folder.path().join("plain");
    let away = || {
        for entry in std::fs::read_dir(folder.path()).unwrap() {
            std::fs::remove_file(entry.unwrap().path()).unwrap();
        }
    };
    for format in Format::all() {
        let path = folder.path().join(format!("t.{format}"));
        let written = median(away, || drop(save(&path, &traces).unwrap()));
        let bytes = std::fs::read(&path).unwrap();
        let read = median(|| (), || assert_eq!(load(&path).unwrap()[0].1.y.len(), POINTS));
        let read_plainly = median(|| (), || assert_eq!(std::fs::read(&path).unwrap().len(), bytes.len()));
        away();
        let written_plainly = median(|| drop(std::fs::remove_file(&plain)), || write_plainly(&plain, &bytes));
        let [write, read_back] = [0, 1].map(|at| (budgets(format)[at], budgets_ms(format)[at]));
        let megabytes = bytes.len() as f64 * 1e-6;
        row(&format!("{format} written, {megabytes:.1} MB"), (written, written_plainly), write.0, write.1);
        row(&format!("{format} read back"), (read, read_plainly), read_back.0, read_back.1);
    }
}
