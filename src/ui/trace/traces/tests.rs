//! Traces, holds and windows.

use super::*;
use crate::analysis::mask::Mask;
use crate::core::ids::{DetectorId, TraceType};
use crate::core::trace::{Provenance, Spacing, TraceId};
use crate::core::units::Wavelength;
use crate::ui::trace::traces::held::Standing;
use crate::ui::trace::traces::making::{Change, Making};

fn trace(channel: u8, start_nm: f64, y: &[f32]) -> Arc<Trace> {
    Arc::new(Trace {
        origin: TraceId { detector: DetectorId::new(4, channel).unwrap(), kind: TraceType::TF_LIVE }.into(),
        spacing: Spacing { start: Wavelength::from_nm(start_nm), sampling: Wavelength::from_m(1e-12) },
        y: y.to_vec(),
        provenance: Provenance::default(),
        x_difference_pm: None,
    })
}

#[test]
fn each_measurement_goes_to_its_own_letter() {
    let mut traces = Traces::default();
    assert_eq!(traces.take(&trace(1, 1550.0, &[-1.0; 9])), Some(0));
    assert_eq!(traces.take(&trace(2, 1550.0, &[-2.0; 9])), Some(1));
    assert_eq!(traces.take(&trace(1, 1550.0, &[-3.0; 9])), Some(0));
    assert_eq!(traces.slots[0].trace.as_ref().unwrap().y[0], -3.0);
    traces.slots[0].set_mode(TraceMode::Fixed);
    assert_eq!(
        traces.take(&trace(1, 1550.0, &[-4.0; 9])),
        Some(2),
        "a fixed one stays, the new one has a place of its own"
    );
    assert_eq!(traces.slots[0].trace.as_ref().unwrap().y[0], -3.0);
}

#[test]
fn what_is_kept_is_not_replaced_when_all_letters_are_in_use() {
    let mut traces = Traces::default();
    for kind in 1..=8 {
        let id =
            TraceId { kind: TraceType::new(kind).unwrap(), ..trace(1, 1550.0, &[]).origin.trace().unwrap() };
        let one = Arc::unwrap_or_clone(trace(1, 1550.0, &[-1.0; 9]));
        assert_eq!(traces.take(&Arc::new(Trace { origin: id.into(), ..one })), Some(usize::from(kind) - 1));
    }
    let before = traces.slots.clone();
    assert_eq!(traces.take(&trace(2, 1550.0, &[-2.0; 9])), None);
    assert_eq!(traces.slots, before);
    assert_eq!(traces.take(&trace(1, 1550.0, &[-3.0; 9])), Some(0), "its own is where it was");
}

#[test]
fn a_hold_keeps_and_begins_anew_on_other_wavelengths() {
    let mut traces = Traces::default();
    traces.take(&trace(1, 1550.0, &[-1.0, -5.0]));
    traces.slots[0].set_mode(TraceMode::Maximum);
    traces.take(&trace(1, 1550.0, &[-2.0, -3.0]));
    assert_eq!(traces.slots[0].trace.as_ref().unwrap().y, [-1.0, -3.0]);
    traces.slots[0].set_mode(TraceMode::Minimum);
    traces.take(&trace(1, 1550.0, &[-4.0, -2.0]));
    assert_eq!(traces.slots[0].trace.as_ref().unwrap().y, [-4.0, -3.0]);
    traces.take(&trace(1, 1551.0, &[-9.0, -9.0]));
    assert_eq!(traces.slots[0].trace.as_ref().unwrap().y, [-9.0, -9.0]);
    assert_eq!(traces.slots[0].count, 1);
}

#[test]
fn an_average_rolls_over_the_last_measurements() {
    let mut traces = Traces::default();
    traces.take(&trace(1, 1550.0, &[-10.0]));
    traces.slots[0].set_mode(TraceMode::Average);
    traces.slots[0].average_of = 2;
    let mut level = |power_mw: f32| {
        traces.take(&trace(1, 1550.0, &[10.0 * power_mw.log10()]));
        10f32.powf(traces.slots[0].trace.as_ref().unwrap().y[0] / 10.0)
    };
    for (power_mw, mean_mw) in [(0.3, 0.2), (0.4, 0.3), (0.7, 0.5), (0.1, 0.3)] {
        let found = level(power_mw);
        assert!((found - mean_mw).abs() < 1e-6, "{found} is not {mean_mw}");
    }
}

#[test]
fn a_difference_follows_both() {
    let mut traces = Traces::default();
    traces.take(&trace(1, 1550.0, &[-1.0, -5.0]));
    traces.take(&trace(2, 1550.0, &[-2.0, -2.0]));
    traces.subtract(2, (0, 1));
    traces.make_all();
    let made = traces.slots[2].trace.clone().unwrap();
    assert_eq!(made.y, [1.0, -3.0]);
    assert_eq!(traces.wanted(), None);
    assert_eq!(traces.slots[2].trace.as_ref(), Some(&made), "of the same it is not made again");
    traces.take(&trace(2, 1550.0, &[0.0, 0.0]));
    assert_eq!(traces.slots[2].trace.as_ref().unwrap().y, [-1.0, -5.0]);
    traces.take(&trace(2, 1551.0, &[0.0, 0.0]));
    assert_eq!(traces.slots[2].trace, None, "other wavelengths cannot be subtracted");
}

#[test]
fn a_difference_of_differences_is_made_of_the_newest() {
    let mut traces = Traces::default();
    for channel in [1, 2, 3] {
        traces.take(&trace(channel, 1550.0, &[0.0]));
    }
    traces.slots.rotate_right(2);
    // A = B - E, B = C - D.
    for (index, of) in [(0, (1, 4)), (1, (2, 3))] {
        traces.slots[index] = Slot::difference_of(of.0, of.1);
    }
    traces.take(&trace(1, 1550.0, &[5.0]));
    traces.take(&trace(3, 1550.0, &[1.0]));
    let level = |index: usize| traces.slots[index].trace.as_ref().unwrap().y[0];
    assert_eq!((level(0), level(1)), (4.0, 5.0));
    traces.take(&trace(1, 1550.0, &[7.0]));
    assert_eq!(traces.slots[0].trace.as_ref().unwrap().y, [6.0], "with the measurement, not one later");
    // Each is made of the other: that comes to an end, too.
    traces.subtract(1, (0, 2));
    traces.make_all();
}

fn processing(traces: &Traces, slot: usize) -> (String, u32, usize, &'static str) {
    let trace = traces.slots[slot].trace.as_ref().unwrap();
    let [step] = &trace.provenance.processing[..] else { panic!("{:?}", trace.provenance.processing) };
    (step.what.clone(), step.count, step.parents.len(), trace.unit())
}

#[test]
fn what_was_computed_says_so_and_from_what() {
    let power = |channel, y: &[f32]| {
        let trace = Arc::unwrap_or_clone(trace(channel, 1550.0, y));
        let id = TraceId { kind: TraceType::new(12).unwrap(), ..trace.origin.trace().unwrap() };
        Arc::new(Trace { origin: id.into(), ..trace })
    };
    let mut traces = Traces::default();
    traces.take(&power(1, &[-1.0, -5.0]));
    traces.take(&power(2, &[-2.0, -2.0]));
    assert!(traces.slots[0].trace.as_ref().unwrap().provenance.processing.is_empty(), "it was measured");
    traces.subtract(2, (0, 1));
    traces.make_all();
    assert_eq!(processing(&traces, 2), ("A - B".into(), 2, 2, "dB"));
    let step = traces.slots[2].trace.as_ref().unwrap().provenance.processing[0].clone();
    // zlib.crc32(numpy.float32([-1, -5]).tobytes())
    assert_eq!(step.parents[0].crc32, "dc662a2d");
    assert_ne!(step.parents[0].crc32, step.parents[1].crc32);

    traces.slots[0].set_mode(TraceMode::Maximum);
    traces.take(&power(1, &[-2.0, -2.0]));
    traces.take(&power(1, &[-2.0, -2.0]));
    assert_eq!(processing(&traces, 0), ("max hold".into(), 3, 0, "dBm"));
    let parents = traces.slots[2].trace.as_ref().unwrap().provenance.processing[0].parents.clone();
    assert_eq!(parents[0].processing[0].what, "max hold", "a parent says what was done to it");
    traces.slots[1].set_mode(TraceMode::Average);
    traces.take(&power(2, &[-4.0, -2.0]));
    assert_eq!(processing(&traces, 1), ("average, rolling over 10".into(), 2, 0, "dBm"));
    traces.change(1, Change::Smoothed(1));
    traces.change(0, Change::Normalised);
    traces.make_all();
    assert_eq!(processing(&traces, 1), ("smoothed over 3 points".into(), 1, 1, "dBm"));
    assert_eq!(processing(&traces, 0), ("normalised".into(), 1, 1, "dB"));
}

#[test]
fn the_window_stays_on_the_trace_and_goes_back() {
    let mut traces = Traces::default();
    traces.take(&trace(1, 1550.0, &[-1.0; 1001]));
    let all = traces.view;
    assert!((all.left - 1550.0).abs() < 1e-9 && (all.right - 1551.0).abs() < 1e-9, "{all:?}");
    traces.look(all.zoomed(0.5, 1550.25));
    assert!((traces.view.left - 1550.125).abs() < 1e-9 && (traces.view.right - 1550.625).abs() < 1e-9);
    traces.look(traces.view.panned(-10.0));
    assert!((traces.view.left - 1550.0).abs() < 1e-9 && (traces.view.span() - 0.5).abs() < 1e-9);
    traces.look(traces.view.zoomed(1e-9, 1550.1));
    assert!((traces.view.span() - 0.004).abs() < 1e-9, "not narrower than a few samples");
    traces.look(View { left: f64::NAN, ..traces.view });
    assert!((traces.view.span() - 1.0).abs() < 1e-9);
    for _ in 0..4 {
        traces.previous();
    }
    assert_eq!(traces.view, all);
    traces.step(0.3);
    assert!((traces.cursor.unwrap() - 1550.8).abs() < 1e-9);
    traces.step(-1e-9);
    assert!((traces.cursor.unwrap() - 1550.799).abs() < 1e-9, "by a sample at least");
}

/// A ratio less a power is no level, so there is no trace of it.
#[test]
fn a_ratio_less_a_power_is_no_trace() {
    let ratio = trace(1, 1550.0, &[-3.0, -4.0]);
    let id = TraceId { kind: TraceType::RAW_LIVE, ..ratio.origin.trace().unwrap() };
    let power = Arc::new(Trace { origin: id.into(), ..(*ratio).clone() });
    let mut traces = Traces::default();
    traces.place(ratio);
    traces.place(power);
    traces.subtract(2, (0, 1));
    traces.make_all();
    assert!(traces.slots[2].trace.is_none());
    traces.subtract(2, (1, 0));
    traces.make_all();
    assert_eq!(traces.slots[2].trace.as_ref().unwrap().unit(), "dBm");
}

/// The work that is under way.
fn under_way(traces: &mut Traces) -> Making {
    traces.wanted().expect("something is to be made").clone()
}

#[test]
fn what_was_made_of_something_else_than_what_is_there_is_not_shown() {
    let level = |traces: &Traces, at: usize| traces.slots[at].trace.as_ref().map(|trace| trace.y[0]);
    let mut traces = Traces::default();
    traces.take(&trace(1, 1550.0, &[-1.0]));
    traces.take(&trace(2, 1550.0, &[-5.0]));
    // A hold that becomes a mean while a measurement joins it.
    traces.slots[0].set_mode(TraceMode::Maximum);
    traces.arrive(trace(1, 1550.0, &[-3.0]));
    let old = under_way(&mut traces);
    assert_eq!(traces.wanted(), None, "one piece at a time");
    traces.slots[0].set_mode(TraceMode::Minimum);
    assert!(traces.made(old.make()).is_none());
    assert_eq!(level(&traces, 0), Some(-1.0), "the greater of both is not what is wanted any more");
    assert_eq!(traces.make_all().len(), 1);
    assert_eq!(level(&traces, 0), Some(-3.0), "no measurement is lost");
    // A trace that is removed while it is smoothed, and one while its difference is computed.
    traces.change(0, Change::Normalised);
    traces.subtract(2, (0, 1));
    let old = under_way(&mut traces);
    traces.slots[0] = Slot::default();
    traces.made(old.make());
    traces.make_all();
    assert_eq!((level(&traces, 0), level(&traces, 2)), (None, None));
    // A difference whose parent is measured again meanwhile.
    traces.take(&trace(1, 1550.0, &[-1.0]));
    traces.subtract(2, (0, 1));
    let old = under_way(&mut traces);
    traces.arrive(trace(2, 1550.0, &[-7.0]));
    traces.made(old.make());
    assert_eq!(level(&traces, 2), None, "the older one is never shown");
    traces.make_all();
    assert_eq!(level(&traces, 2), Some(6.0));
}

#[test]
fn work_is_done_in_the_order_in_which_it_was_asked_for() {
    let mut traces = Traces::default();
    traces.take(&trace(1, 1550.0, &[-1.0, -2.0]));
    traces.arrive(trace(1, 1550.0, &[-6.0, -8.0]));
    traces.change(0, Change::Normalised);
    traces.change(0, Change::Noted("cold".into()));
    traces.arrive(trace(1, 1550.0, &[-9.0, -9.0]));
    assert_eq!(traces.unfinished(), Some(0));
    let taken: Vec<Option<usize>> = traces.make_all().iter().map(|taken| taken.at).collect();
    let first = traces.slots[0].trace.as_ref().unwrap();
    assert_eq!((first.y.as_slice(), first.provenance.notes.as_str()), ([0.0, -2.0].as_slice(), "cold"));
    assert_eq!(taken, [Some(0), Some(1)], "what was normalised does not follow the next one");
    assert_eq!(traces.unfinished(), None);
}

#[test]
fn the_verdict_is_about_the_trace_that_is_there() {
    let mask = Mask::parse("[[upper]]\npoints = [[1549.0, -10.0], [1551.0, -10.0]]").unwrap();
    let margin = |traces: &Traces| {
        let held = traces.mask.as_ref().unwrap();
        match held.standing(traces.selected_trace().unwrap()) {
            Standing::Judged(verdict) => Some(verdict.margin_db),
            Standing::Unknown | Standing::Undefined => None,
        }
    };
    let mut traces = Traces::default();
    traces.take(&trace(1, 1550.0, &[-11.0]));
    traces.mask = Some(mask.into());
    assert_eq!(margin(&traces), None, "there is none yet");
    traces.make_all();
    assert_eq!(margin(&traces), Some(1.0));
    // With a measurement comes the verdict on it.
    traces.arrive(trace(1, 1550.0, &[-13.0]));
    let making = under_way(&mut traces);
    assert_eq!(margin(&traces), Some(1.0));
    traces.made(making.make());
    assert_eq!(margin(&traces), Some(3.0));
    // One that comes after the mask was taken away brings it not back.
    traces.arrive(trace(1, 1550.0, &[-14.0]));
    let making = under_way(&mut traces);
    traces.mask = None;
    traces.made(making.make());
    traces.make_all();
    assert!(traces.mask.is_none());
    assert_eq!(traces.selected_trace().unwrap().y, [-14.0]);
}
