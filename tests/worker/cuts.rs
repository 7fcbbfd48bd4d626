//! A trace that is cut anywhere, in any way, is never taken for a whole one.

use std::time::Duration;

use ctp10::core::event::{Event, Outcome};
use ctp10::core::ids::{DetectorId, TraceType};
use ctp10::core::modes::MonitorMode;
use ctp10::core::request::Query;
use ctp10::core::trace::TraceId;
use tokio::time::sleep;

use super::peer::{Fault, POINTS, Peer};
use super::{Rig, on_held_clock};

/// Bytes of the peer's block with its head.
const BLOCK: usize = POINTS * 4 + 7;
/// Places where it is cut, for each way of cutting it.
const PLACES: usize = 750;

fn cut(way: Fault) {
    for place in 0..PLACES {
        // Every byte of the head and the last ones, the rest evenly.
        let at = match place {
            0..=40 => place,
            41..=80 => BLOCK - 1 - (place - 41),
            place => 41 + (place - 81) * (BLOCK - 82) / (PLACES - 81),
        };
        on_held_clock(async {
            let mut rig = Rig::new(Peer::new(1, Vec::new()), MonitorMode::Off, 1);
            rig.ready().await;
            *rig.peer.cut_block.lock().unwrap() = Some((at, way));
            let detector = DetectorId::new(4, 1).unwrap();
            let trace = Query::Download(TraceId { detector, kind: TraceType::TF_LIVE });
            let id = rig.handle.submit(trace).unwrap();
            let outcome = loop {
                match rig.events.recv().await.expect("the worker lives") {
                    Event::Trace { trace, .. } => {
                        panic!("{way:?} after {at}: a trace of {} points", trace.y.len())
                    }
                    Event::Finished { id: ended, outcome, .. } if ended == id => break outcome,
                    _ => {}
                }
            };
            assert!(matches!(outcome, Outcome::Lost { .. }), "{way:?} after {at}: {outcome:?}");
            rig.handle.observer().shut_down();
            sleep(Duration::from_millis(1)).await;
        });
    }
}

#[test]
pub(crate) fn a_trace_whose_connection_closes_is_no_trace() {
    cut(Fault::Cut);
}

#[test]
fn a_trace_whose_connection_is_reset_is_no_trace() {
    cut(Fault::Reset);
}

#[test]
fn a_trace_that_stalls_is_no_trace() {
    cut(Fault::Stalled(Duration::from_secs(100)));
}

#[test]
fn a_trace_with_garbage_in_it_is_no_trace() {
    cut(Fault::Garbage);
}
