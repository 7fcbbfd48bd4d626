//! What a trace is of: the settings as its sweep ran, the times of its phases, its reference, who measured it.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use crate::core::cast::count_u64;
use crate::core::ids::{DetectorId, TraceType};
use crate::core::parameter::{Parameter, Value};
use crate::core::phase::{Passed, Phase};
use crate::core::snapshot::{Identity, Snapshot};
use crate::core::sweep;
use crate::core::text::PROGRAM;
use crate::core::trace::{Provenance, Spacing, SweepSeen, TraceId};
use crate::core::wall_clock;

/// A sweep that was watched from its beginning.
#[derive(Clone, Debug)]
pub(super) struct Watched {
    /// All values as they were when it began.
    values: Arc<BTreeMap<Parameter, Value>>,
    seen: SweepSeen,
}

/// A time as RFC 3339 has it.
fn written(utc: jiff::Timestamp) -> String {
    utc.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// Keeps what a sweep was made with, and when.
pub(super) fn follow(
    last: &mut Option<Watched>,
    passed: Option<Passed>,
    bench: &Snapshot,
    utc: fn() -> jiff::Timestamp,
) {
    let utc = || written(utc());
    match passed {
        Some(Passed::SweepBegan { .. }) => {
            let seen = SweepSeen { scanning: utc(), ..SweepSeen::default() };
            *last = Some(Watched { values: Arc::clone(&bench.values), seen });
        }
        // Whose samples an aborted sweep left nobody knows.
        Some(Passed::SweepAborted | Passed::NeverBegan(_)) => *last = None,
        Some(Passed::SweepDone) | None => {}
    }
    let Some(Watched { seen, .. }) = last else { return };
    if bench.phase == Phase::Analyzing && seen.analyzing.is_empty() {
        seen.analyzing = utc();
    }
    if passed == Some(Passed::SweepDone) {
        seen.done = utc();
    }
}

/// What a trace with these samples is of.
pub(super) fn provenance(
    bench: &Snapshot,
    watched: Option<&Watched>,
    trace: TraceId,
    samples: (Spacing, usize),
    utc: jiff::Timestamp,
) -> Provenance {
    let of_reference = matches!(trace.kind, TraceType::RAW_REFERENCE | TraceType::RAW_QUICK_REFERENCE);
    let light = match bench.references.get(&trace.detector).map(|known| known.light) {
        _ if !of_reference => bench.swept,
        light => light.unwrap_or_default(),
    };
    let identity = bench.identity.as_ref();
    let watched = watched.filter(|_| !of_reference);
    let (mut settings, mut sweep, mut swept_with) = match watched {
        Some(watched) => watched.settings(bench, trace.detector),
        None => (bench.settings_of(trace.detector), not_watched(of_reference), bench.sweep_settings()),
    };
    if of_reference {
        swept_with.clear();
    }
    let changed = axis_changed(bench, samples);
    if let (None, false, Some(changed)) = (watched, of_reference, changed) {
        sweep.settings_changed_since = changed;
        swept_with.extend(axis(samples));
    }
    // The instrument does not say which sweep a sample is of, and two of them look alike from outside.
    if bench.phase.is_sweep() {
        settings.insert("fetched".into(), "while a sweep ran: samples may be of two sweeps".into());
    }
    Provenance {
        instrument: identity.map_or_else(String::new, |who| {
            format!("{},{},{},{}", who.maker, who.model, who.serial, who.firmware)
        }),
        settings,
        swept_with,
        sweep,
        reference: reference(bench, trace.detector),
        taken: written(utc),
        program: PROGRAM.to_owned(),
        light,
        simulated: identity.is_some_and(Identity::is_simulated),
        ..Provenance::default()
    }
}

fn not_watched(of_reference: bool) -> SweepSeen {
    let words = if of_reference {
        "the fetch, and not the reference that the trace is of"
    } else {
        "the fetch: the sweep was not watched, and what changed after it may be missing here"
    };
    SweepSeen { settings_from: words.to_owned(), ..SweepSeen::default() }
}

impl Watched {
    /// The settings of the sweep, and what is known of it.
    fn settings(
        &self,
        bench: &Snapshot,
        detector: DetectorId,
    ) -> (BTreeMap<String, String>, SweepSeen, BTreeMap<Parameter, Value>) {
        let (mut values, mut late, mut changed) = (Arc::clone(&self.values), Vec::new(), Vec::new());
        let then = Snapshot { values: Arc::clone(&values), ..bench.clone() };
        let both = [bench.parameters_of(detector), then.parameters_of(detector)].concat();
        let mut all: Vec<Parameter> = both;
        all.sort_unstable();
        all.dedup();
        for parameter in all {
            match (self.values.get(&parameter), bench.value(parameter)) {
                (None, Some(is)) => {
                    Arc::make_mut(&mut values).insert(parameter, is);
                    late.push(parameter.command());
                }
                (Some(was), Some(is)) if !was.agrees(is) => {
                    let (was, is) = (was.to_string(), is.to_string());
                    changed.push(format!("{}: {was}, then {is}", parameter.command()));
                }
                _ => {}
            }
        }
        let mut seen = self.seen.clone();
        seen.settings_from = match (late.is_empty(), seen.done.is_empty()) {
            (true, false) => "the sweep".to_owned(),
            (true, true) => "the sweep, which was not seen to end".to_owned(),
            (false, _) => format!("the sweep; read after it began: {}", late.join(", ")),
        };
        seen.settings_changed_since = changed.join("; ");
        let then = Snapshot { values, ..then };
        (then.settings_of(detector), seen, then.sweep_settings())
    }
}

/// The settings of the scan that a trace's own axis tells.
fn axis((spacing, points): (Spacing, usize)) -> [(Parameter, Value); 3] {
    let last = spacing.wavelength(points.saturating_sub(1));
    [
        (Parameter::ScanStart, Value::Wavelength(spacing.start)),
        (Parameter::ScanStop, Value::Wavelength(last)),
        (Parameter::Sampling, Value::Sampling(spacing.sampling)),
    ]
}

/// What says that the scan's settings are not those of a trace: it lies elsewhere than they would have it.
fn axis_changed(bench: &Snapshot, (spacing, points): (Spacing, usize)) -> Option<String> {
    let (start, stop, sampling) = bench.scan_limits()?;
    let within = sampling.m() / 2.0;
    let would = sweep::points(start, stop, sampling);
    let alike = (start.m() - spacing.start.m()).abs() <= within
        && (sampling.m() - spacing.sampling.m()).abs() <= within / 1e3
        && would == count_u64(points);
    (!alike).then(|| {
        format!(
            "sweep start, stop or sampling: the trace has {points} points from {} with steps of {}, and a sweep with \
             these settings would have {would}",
            spacing.start, spacing.sampling
        )
    })
}

/// A detector's reference in words: type, date, age, and whether it holds for the present settings.
fn reference(bench: &Snapshot, detector: DetectorId) -> String {
    let Some(known) = bench.references.get(&detector) else { return "not readable".to_owned() };
    let Some(when) = known.reference.when() else { return "none".to_owned() };
    let age = known.reference.age(wall_clock::local().datetime());
    let age =
        age.map_or_else(String::new, |age| format!(", {age} before the fetch by this computer's clock"));
    let mut words = format!("{}, {when}{age}", known.reference.kind());
    match known.under.as_ref().map(|under| under.changed(|parameter| bench.value(parameter))) {
        None => {}
        Some(None) => words.push_str(", valid"),
        Some(Some(changed)) => {
            let _ = write!(words, ", stale: {changed} changed since");
        }
    }
    if let Some(mark) = known.light.mark() {
        let _ = write!(words, ", {mark}");
    }
    words
}
