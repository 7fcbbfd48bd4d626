//! A caller that goes away at any moment: what it asked is carried out once or not at all, and nobody else notices.

use std::collections::HashSet;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use ctp10::core::event::Event;
use ctp10::core::ids::LaserId;
use ctp10::core::modes::MonitorMode;
use ctp10::core::outcome::Outcome;
use ctp10::core::parameter::{Parameter, Value};
use ctp10::core::request::{Asking, Order, Query, RequestId};
use ctp10::core::units::Dbm;
use ctp10::instrument::worker::Handle;
use tokio::sync::mpsc;
use tokio::time::timeout;

use super::peer::Peer;
use super::{Rig, on_held_clock};

/// Requests of one caller.
const ROUNDS: usize = 4;

/// Polls a future so many times at the most, whenever it was woken, and drops it.
async fn polled<T>(times: usize, future: impl Future<Output = T>) -> Option<T> {
    let (mut future, mut left) = (pin!(future), times);
    std::future::poll_fn(|context| {
        if left == 0 {
            return Poll::Ready(None);
        }
        left -= 1;
        match future.as_mut().poll(context) {
            Poll::Ready(done) => Poll::Ready(Some(done)),
            Poll::Pending if left == 0 => Poll::Ready(None),
            Poll::Pending => Poll::Pending,
        }
    })
    .await
}

fn nonce(round: usize) -> Query {
    Query::Ask(Asking::new(&format!("TEST:NONCE? {round}")).unwrap())
}

fn power(round: usize) -> Order {
    Order::set(
        Parameter::LaserPower(LaserId::new(1).unwrap()),
        Value::Power(Dbm(1.0 + round as f64 / 8.0).into()),
    )
}

async fn ended(events: &mut mpsc::Receiver<Event>, wanted: RequestId, ends: &mut Vec<RequestId>) -> Outcome {
    loop {
        if let Event::Finished { id, outcome, .. } = events.recv().await.expect("the worker lives") {
            ends.push(id);
            if id == wanted {
                return outcome;
            }
        }
    }
}

/// Asks, orders, waits for events and for the bench, everything that a caller can await.
async fn call(
    handle: &Handle,
    events: &mut mpsc::Receiver<Event>,
    asked: &mut HashSet<RequestId>,
    ends: &mut Vec<RequestId>,
) {
    for round in 0..ROUNDS {
        let id = handle.observer().ask(nonce(round)).expect("there is room");
        asked.insert(id);
        let order = handle.order(power(round)).expect("there is room");
        asked.insert(order);
        assert_eq!(ended(events, id, ends).await, Outcome::Answer(format!("nonce {round}")));
        let mut bench = handle.observer().snapshots();
        bench.changed().await.expect("the worker lives");
        assert!(matches!(ended(events, order, ends).await, Outcome::Done(_)));
        bench.wait_for(|bench| bench.is_live()).await.expect("the worker lives");
    }
}

/// A worker that has something to wait for.
async fn ready() -> Rig {
    let mut peer = Peer::new(1, Vec::new());
    peer.latency = Duration::from_millis(10);
    let mut rig = Rig::new(peer, MonitorMode::Off, 1);
    rig.ready().await;
    rig
}

#[test]
fn a_caller_may_go_away_at_every_await() {
    let mut whole = false;
    for times in 0.. {
        on_held_clock(async {
            let mut rig = ready().await;
            let (mut asked, mut ends) = (HashSet::new(), Vec::new());
            whole = polled(times, call(&rig.handle, &mut rig.events, &mut asked, &mut ends)).await.is_some();
            // The next caller is served, and what the first one asked comes to its end.
            let next = rig.handle.observer().ask(nonce(99)).unwrap();
            let answer = timeout(Duration::from_secs(5), ended(&mut rig.events, next, &mut ends));
            let answer =
                answer.await.unwrap_or_else(|_| panic!("dropped after {times} polls: nothing goes on"));
            assert_eq!(answer, Outcome::Answer("nonce 99".into()), "dropped after {times} polls");
            let each: HashSet<RequestId> = ends.iter().copied().collect();
            assert_eq!(each.len(), ends.len(), "dropped after {times} polls: something ended twice");
            assert!(asked.is_subset(&each), "dropped after {times} polls: something never ended");
            // Asked when the caller went before it knew the number.
            assert!(each.len() <= asked.len() + 2, "dropped after {times} polls: {ends:?} of {asked:?}");
            let record = rig.peer.record.lock().unwrap();
            for round in 0..ROUNDS {
                let question = format!("TEST:NONCE? {round}");
                let heard = record.heard.iter().filter(|(_, line)| *line == question).count();
                assert!(heard <= 1, "dropped after {times} polls: {question} {heard} times");
                let sent = |(line, times): (&String, &u32)| {
                    line.ends_with(&format!(":POWer {}DBM", 1.0 + round as f64 / 8.0)).then_some(*times)
                };
                let sent: u32 = record.commands.iter().filter_map(sent).sum();
                assert!(sent <= 1, "dropped after {times} polls: power {round} was set {sent} times");
            }
        });
        if whole {
            assert!(times > 2 * ROUNDS, "there is something to await: {times}");
            return;
        }
    }
}
