//! Whatever a block and its axis hold: from the wire to a file of every format there is no number that cannot be.

use std::sync::Arc;
use std::time::Duration;

use ctp10::core::event::{Event, Outcome};
use ctp10::core::ids::{DetectorId, TraceType};
use ctp10::core::modes::MonitorMode;
use ctp10::core::request::Query;
use ctp10::core::trace::{Trace, TraceId};
use ctp10::export::{Format, load, save};
use proptest::prelude::*;

use super::peer::{Fault, Peer};
use super::{Rig, on_held_clock};

/// Beyond this nothing is a level, dB or dBm.
const BEYOND: f32 = 300.0;

/// What is fetched from such a peer, and how that ended.
fn fetched(samples: &[f32], axis: Option<[&str; 2]>, cut: Option<usize>) -> (Option<Arc<Trace>>, Outcome) {
    let mut found = None;
    on_held_clock(async {
        let mut peer = Peer::new(1, Vec::new());
        peer.samples = samples.to_vec();
        peer.axis = axis.map(|axis| axis.map(str::to_owned));
        *peer.cut_block.lock().unwrap() = cut.map(|at| (at, Fault::Cut));
        let mut rig = Rig::new(peer, MonitorMode::Off, 1);
        rig.ready().await;
        let detector = DetectorId::new(4, 1).unwrap();
        let trace = Query::Download(TraceId { detector, kind: TraceType::TF_LIVE });
        let id = rig.handle.submit(trace).unwrap();
        let mut fetched = None;
        found = Some(loop {
            match rig.events.recv().await.expect("the worker lives") {
                Event::Trace { trace, .. } => fetched = Some(trace),
                Event::Finished { id: ended, outcome, .. } if ended == id => break (fetched, outcome),
                _ => {}
            }
        });
        rig.handle.observer().shut_down();
        tokio::time::sleep(Duration::from_millis(1)).await;
    });
    found.expect("it came to an end")
}

/// What a file may say in place of a sample that was sent: itself, that there is no light or too much, or nothing.
fn right(sent: f32, kept: f32) -> bool {
    if sent.abs() <= BEYOND { kept.to_bits() == sent.to_bits() } else { !kept.is_finite() }
}

fn odd() -> impl Strategy<Value = f32> {
    prop_oneof![
        4 => -120f32..20.0,
        2 => any::<u32>().prop_map(f32::from_bits),
        3 => prop::sample::select(vec![
            f32::NAN, f32::INFINITY, f32::NEG_INFINITY, 9.91e37, -9.91e37, 9.9e37, -9.9e37, 1e30, -1e30, 300.5,
            -300.5, 300.0, -300.0, f32::MAX, f32::MIN, f32::MIN_POSITIVE, -0.0, 1e-45,
        ]),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn no_file_holds_a_level_that_cannot_be(
        samples in prop::collection::vec(odd(), 300..400),
        cut in prop::option::weighted(0.3, 0usize..1200),
    ) {
        let (trace, outcome) = fetched(&samples, None, cut);
        let Some(trace) = trace else {
            prop_assert!(cut.is_some() && matches!(outcome, Outcome::Lost { .. }), "{outcome:?}");
            return Ok(());
        };
        prop_assert!(cut.is_none(), "a trace of what was cut");
        prop_assert_eq!(trace.y.len(), samples.len());
        for (&sent, &kept) in samples.iter().zip(&trace.y) {
            prop_assert!(right(sent, kept), "{sent:e} was kept as {kept:e}");
        }
        let folder = tempfile::tempdir().unwrap();
        for format in Format::all() {
            let path = folder.path().join(format!("t.{}", format.end()));
            let saved = save(&path, &[('A', Arc::clone(&trace))]).unwrap();
            let read = load(&saved).unwrap();
            prop_assert_eq!(read[0].1.y.len(), samples.len());
            for (&sent, &kept) in samples.iter().zip(&read[0].1.y) {
                prop_assert!(right(sent, kept), "{format:?}: {sent:e} is saved as {kept:e}");
            }
            let last = |trace: &ctp10::core::trace::Trace| trace.spacing.nm(trace.y.len() - 1);
            let step = (last(&read[0].1) - last(&trace)).abs();
            prop_assert!(step < 1e-6, "{format:?}: it ends {step} nm elsewhere");
        }
    }
}

#[test]
fn an_axis_that_no_light_has_is_refused_with_words() {
    let odd = ["9.91E37", "-9.9E37", "0", "-1.55E-6", "1E30", "1E-30", "NAN", "INF"];
    let axes = odd.iter().flat_map(|odd| [[*odd, "1.0E-12"], ["1.5E-6", *odd]]);
    // Start and step are sound, and the last point is not.
    for axis in axes.chain([["9.9E-6", "2.4E-7"], ["1.5E-6", "2.0E-7"]]) {
        let (trace, outcome) = fetched(&[-3.0; 300], Some(axis), None);
        assert!(trace.is_none(), "{axis:?}: {:?}", trace.map(|trace| trace.spacing));
        assert!(
            matches!(&outcome, Outcome::Refused(words) if words.contains("300 points")),
            "{axis:?}: {outcome:?}"
        );
    }
}
