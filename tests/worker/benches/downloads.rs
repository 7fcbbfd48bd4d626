//! What a trace is of, and how long it may be.

use ctp10::core::event::{Event, Outcome};
use ctp10::core::ids::{DetectorId, TraceType};
use ctp10::core::modes::MonitorMode;
use ctp10::core::request::Query;
use ctp10::core::trace::TraceId;
use ctp10::instrument::worker::Setup;

use super::super::peer::Peer;
use super::super::{Rig, on_held_clock};
use super::{HERE, fast, heard};

#[test]
fn a_trace_says_what_it_is_of() {
    on_held_clock(async {
        let setup = Setup { monitor: MonitorMode::Off, check_x: true, ..fast() };
        let mut rig = Rig::with(Peer::new(1, Vec::new()), &HERE, setup);
        rig.handle.observer().snapshots().wait_for(|bench| bench.complete).await.unwrap();
        let trace = TraceId { detector: DetectorId::new(4, 1).unwrap(), kind: TraceType::TF_LIVE };
        rig.handle.submit(Query::Download(trace)).unwrap();
        let trace = loop {
            if let Event::Trace { trace, .. } = rig.events.recv().await.unwrap() {
                break trace;
            }
        };
        let of = &trace.provenance;
        assert_eq!((of.instrument.as_str(), of.reference.as_str()), ("EXFO,CTP10,PEER,1", "none"));
        assert_eq!(of.program, concat!("ctp10 ", env!("CARGO_PKG_VERSION")));
        assert!(of.taken.starts_with("20") && of.taken.ends_with('Z'), "{}", of.taken);
        assert!(!of.settings.is_empty());
        assert!(
            trace.x_difference_pm.is_some_and(|pm| (pm - 0.2).abs() < 0.01),
            "{:?}",
            trace.x_difference_pm
        );
    });
}

#[test]
fn a_trace_that_is_longer_than_any_is_not_fetched() {
    on_held_clock(async {
        let mut peer = Peer::new(1, Vec::new());
        peer.says_points = Some("16777217");
        let mut rig = Rig::with(peer, &HERE, Setup { monitor: MonitorMode::Off, ..fast() });
        rig.ready().await;
        let trace = TraceId { detector: DetectorId::new(4, 1).unwrap(), kind: TraceType::TF_LIVE };
        let id = rig.handle.submit(Query::Download(trace)).unwrap();
        let outcome = rig.outcome(id).await;
        let words = "16777217 points are more than any trace has";
        assert!(matches!(&outcome, Outcome::Refused(told) if told.contains(words)), "{outcome:?}");
        assert_eq!(
            (heard(&rig, "IMMediate?"), rig.handle.observer().snapshot().statistics.connections),
            (0, 1)
        );
    });
}
