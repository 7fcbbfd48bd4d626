//! Answers that are late, torn, endless or missing, and another maker's.

use std::time::Duration;

use ctp10::core::event::{Event, Severity};
use ctp10::core::ids::LaserSet;
use ctp10::core::modes::MonitorMode;
use ctp10::core::outcome::Outcome;
use ctp10::core::request::{Asking, Query};
use ctp10::instrument::worker::Setup;
use tokio::time::{Instant, sleep, sleep_until};

use super::super::peer::{Fault, Peer};
use super::super::{Rig, on_held_clock};
use super::{HERE, fast, heard, notices};

#[test]
fn a_question_that_nobody_knows_is_answered_by_the_error_queue() {
    on_held_clock(async {
        let mut peer = Peer::new(1, Vec::new());
        peer.missing.push("FROBNICATE?".into());
        let mut rig = Rig::new(peer, MonitorMode::Off, 1);
        rig.ready().await;
        let id = rig.handle.submit(Query::Ask(Asking::new("FROBNICATE?").unwrap())).unwrap();
        let outcome = rig.outcome(id).await;
        assert!(
            matches!(&outcome, Outcome::Refused(words) if words.to_string().contains("-241")),
            "{outcome:?}"
        );
        let id = rig.handle.submit(Query::Ask(Asking::new("TEST:NONCE? 5").unwrap())).unwrap();
        assert_eq!(rig.outcome(id).await, Outcome::Answer("nonce 5".into()));
        assert_eq!(rig.handle.observer().snapshot().statistics.connections, 1);
    });
}

#[test]
fn an_answer_without_end_holds_nothing_up() {
    on_held_clock(async {
        let mut peer = Peer::new(1, Vec::new());
        peer.identity = format!("EXFO,CTP10,PEER,{}", "x".repeat(1_000_000));
        let mut rig = Rig::with(peer, &HERE, fast());
        rig.ready().await;
        rig.peer.command(":CTP:RLASer2:POWer:STATe ON");
        rig.handle.observer().switch_off(LaserSet::ALL);
        sleep(Duration::from_secs(1)).await;
        assert!(!rig.peer.record.lock().unwrap().light[&2]);
    });
}

#[test]
fn another_makers_instrument_is_said_to_be_one() {
    on_held_clock(async {
        let mut peer = Peer::new(1, Vec::new());
        peer.identity = "KEYSIGHT,N7744A,1,2".into();
        let mut rig = Rig::new(peer, MonitorMode::Off, 1);
        rig.ready().await;
        let said = notices(&mut rig).into_iter().any(|(level, words)| {
            level == Severity::Warning && words.contains("KEYSIGHT N7744A is not a CTP10")
        });
        assert!(said);
    });
}

#[test]
fn an_error_beside_the_reason_why_there_is_no_reply_is_told_too() {
    on_held_clock(async {
        let mut peer = Peer::new(1, Vec::new());
        peer.missing.push("TEST:GONE?".into());
        let mut rig = Rig::with(peer, &HERE, Setup { monitor: MonitorMode::Off, ..fast() });
        rig.ready().await;
        sleep(Duration::from_secs(3)).await;
        rig.peer.complain("-310,\"System error\"");
        let id = rig.handle.submit(Query::Ask(Asking::new("TEST:GONE?").unwrap())).unwrap();
        let (mut outcome, mut errors) = (None, None);
        while outcome.is_none() || errors.is_none() {
            match rig.events.recv().await.unwrap() {
                Event::Finished { id: ended, outcome: told, .. } if ended == id => outcome = Some(told),
                Event::InstrumentErrors { words, .. } => errors = Some(words),
                _ => {}
            }
        }
        assert_eq!(errors.unwrap(), ["System error (-310)"]);
        let told = outcome.unwrap();
        assert!(
            matches!(&told, Outcome::Refused(words) if words.to_string().contains("Hardware missing (-241)")),
            "{told:?}"
        );
        assert!(rig.handle.observer().snapshot().is_live());
    });
}

#[test]
fn what_is_asked_for_before_there_is_a_link_is_refused() {
    on_held_clock(async {
        let mut peer = Peer::new(1, Vec::new());
        peer.latency = Duration::from_millis(100);
        let mut rig = Rig::with(peer, &HERE, fast());
        let id = rig.handle.submit(Query::Ask(Asking::new("TEST:NONCE? 1").unwrap())).unwrap();
        let outcome = rig.outcome(id).await;
        assert!(
            matches!(&outcome, Outcome::Refused(words) if words.to_string().contains("no link")),
            "{outcome:?}"
        );
        assert_eq!(heard(&rig, "NONCE"), 0);
    });
}

#[test]
fn an_answer_that_is_late_is_taken_and_one_that_is_torn_ends_the_line() {
    on_held_clock(async {
        let mut peer = Peer::new(1, Vec::new());
        peer.slow = Some(("TEST:NONCE?", Duration::from_millis(1500)));
        peer.missing.push("TEST:GONE?".into());
        let mut rig = Rig::with(peer, &HERE, Setup { monitor: MonitorMode::Off, ..fast() });
        rig.ready().await;
        let asking = |text| Asking::new(text).unwrap();
        let id = rig.handle.submit(Query::Ask(asking("TEST:NONCE? 1"))).unwrap();
        assert_eq!(rig.outcome(id).await, Outcome::Answer("nonce 1".into()));
        let id = rig.handle.submit(Query::Say(asking("TEST:GONE?"))).unwrap();
        let outcome = rig.outcome(id).await;
        assert!(
            matches!(&outcome, Outcome::Refused(why) if why.to_string().contains("Hardware missing")),
            "{outcome:?}"
        );
        assert_eq!(rig.handle.observer().snapshot().statistics.connections, 1);
    });
    on_held_clock(async {
        let stalled = (Instant::now() + Duration::from_secs(5), Fault::Stalled(Duration::from_secs(9)));
        let mut rig =
            Rig::with(Peer::new(1, vec![stalled]), &HERE, Setup { monitor: MonitorMode::Off, ..fast() });
        rig.ready().await;
        sleep_until(stalled.0).await;
        let id = rig.handle.submit(Query::Say(Asking::new("TEST:NONCE? 1").unwrap())).unwrap();
        let outcome = rig.outcome(id).await;
        assert!(!matches!(outcome, Outcome::Answer(_) | Outcome::Done(_)), "{outcome:?}");
        sleep(Duration::from_secs(20)).await;
        assert_eq!(rig.handle.observer().snapshot().statistics.connections, 2);
    });
}
