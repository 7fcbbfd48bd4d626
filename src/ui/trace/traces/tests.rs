//! Traces, holds and windows.

use super::*;
use crate::core::ids::{DetectorId, TraceType};
use crate::core::trace::{Provenance, Spacing, TraceId};
use crate::core::units::Wavelength;

fn trace(channel: u8, start_nm: f64, y: &[f32]) -> Arc<Trace> {
    Arc::new(Trace {
        id: TraceId { detector: DetectorId::new(4, channel).unwrap(), kind: TraceType::TF_LIVE },
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
    traces.slots[0].set_mode(Mode::Fixed);
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
        let id = TraceId { kind: TraceType::new(kind).unwrap(), ..trace(1, 1550.0, &[]).id };
        let one = Arc::unwrap_or_clone(trace(1, 1550.0, &[-1.0; 9]));
        assert_eq!(traces.take(&Arc::new(Trace { id, ..one })), Some(usize::from(kind) - 1));
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
    traces.slots[0].set_mode(Mode::Maximum);
    traces.take(&trace(1, 1550.0, &[-2.0, -3.0]));
    assert_eq!(traces.slots[0].trace.as_ref().unwrap().y, [-1.0, -3.0]);
    traces.slots[0].set_mode(Mode::Minimum);
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
    traces.slots[0].set_mode(Mode::Average);
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
    traces.slots[2].difference = Some((0, 1));
    traces.settle();
    assert_eq!(traces.slots[2].trace.as_ref().unwrap().y, [1.0, -3.0]);
    traces.take(&trace(2, 1550.0, &[0.0, 0.0]));
    assert_eq!(traces.slots[2].trace.as_ref().unwrap().y, [-1.0, -5.0]);
    traces.take(&trace(2, 1551.0, &[0.0, 0.0]));
    assert_eq!(traces.slots[2].trace, None, "other wavelengths cannot be subtracted");
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
