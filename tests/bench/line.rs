//! The line: questions per second and a whole trace, against a bare blocking socket in the same run.

mod common;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Instant;

use common::{POINTS, canned, figure, setup, tcp};
use ctp10::core::event::Event;
use ctp10::core::ids::{DetectorId, TraceType};
use ctp10::core::modes::MonitorMode;
use ctp10::core::outcome::Outcome;
use ctp10::core::request::{Asking, Query};
use ctp10::core::trace::TraceId;
use ctp10::instrument::worker::start;

const QUESTIONS: usize = 20_000;
const ROUNDS: usize = 7;
/// Traces in a round; the middle one counts. All are kept, as traces are: each comes into fresh memory.
const TRACES: usize = 15;
const QUESTION: &str = ":INITiate:SMODe?";

fn main() {
    let (address, _commands) = canned("0");
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let mut asked = Vec::new();
    let mut fetched = Vec::new();
    for _ in 0..ROUNDS {
        let bare = blocking_questions(address);
        let ours = runtime.block_on(worker_questions(address));
        println!("questions per second: bare {bare:.0}, worker {ours:.0}");
        asked.push(ours / bare);
        let bare = blocking_trace(address);
        let ours = runtime.block_on(worker_trace(address));
        println!("a trace: bare {:.2} ms, worker {:.2} ms", bare * 1e3, ours * 1e3);
        fetched.push(ours / bare);
    }
    let (asked, fetched) = (middle(asked), middle(fetched));
    figure("questions per second, of a bare socket's", asked, "x", "at least 0.8", asked >= 0.8);
    figure(
        "3.76 MB over loopback, decoded, of read_exact's time",
        fetched,
        "x",
        "at most 1.3",
        fetched <= 1.3,
    );
}

fn blocking_questions(address: SocketAddr) -> f64 {
    let stream = TcpStream::connect(address).unwrap();
    stream.set_nodelay(true).unwrap();
    let (mut reader, mut writer) = (BufReader::new(stream.try_clone().unwrap()), stream);
    let mut line = String::new();
    let begin = Instant::now();
    for _ in 0..QUESTIONS {
        writer.write_all(format!("{QUESTION}\r\n").as_bytes()).unwrap();
        line.clear();
        reader.read_line(&mut line).unwrap();
        assert_eq!(line, "SING\r\n");
    }
    QUESTIONS as f64 / begin.elapsed().as_secs_f64()
}

async fn worker_questions(address: SocketAddr) -> f64 {
    let (handle, mut events, _) = start(tcp(address), setup(0, 1.0, MonitorMode::Off));
    handle.observer().snapshots().wait_for(|bench| bench.is_live()).await.unwrap();
    let asker = handle.clone();
    let begin = Instant::now();
    tokio::spawn(async move {
        for _ in 0..QUESTIONS {
            while asker.submit(Query::Ask(Asking::new(QUESTION).unwrap())).is_err() {
                tokio::task::yield_now().await;
            }
        }
    });
    let mut answered = 0;
    while answered < QUESTIONS {
        if let Event::Finished { outcome, .. } = events.recv().await.unwrap() {
            assert_eq!(outcome, Outcome::Answer("SING".into()));
            answered += 1;
        }
    }
    let rate = QUESTIONS as f64 / begin.elapsed().as_secs_f64();
    handle.observer().shut_down();
    rate
}

/// Seconds that a trace takes, the middle one of a round.
fn blocking_trace(address: SocketAddr) -> f64 {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_nodelay(true).unwrap();
    let mut kept = Vec::new();
    let fetch = || {
        let begin = Instant::now();
        stream.write_all(b":TRACe:SENSe4:CHANnel1:TYPE1:DATA:IMMediate? BIN,DB\r\n").unwrap();
        let mut bytes = vec![0; 9 + POINTS * 4];
        stream.read_exact(&mut bytes).unwrap();
        kept.push(bytes);
        begin.elapsed().as_secs_f64()
    };
    middle(std::iter::repeat_with(fetch).take(TRACES).collect())
}

async fn worker_trace(address: SocketAddr) -> f64 {
    let (handle, mut events, _) = start(tcp(address), setup(0, 1.0, MonitorMode::Off));
    handle.observer().snapshots().wait_for(|bench| bench.is_live()).await.unwrap();
    let id = TraceId { detector: DetectorId::new(4, 1).unwrap(), kind: TraceType::TF_LIVE };
    let (mut took, mut kept) = (Vec::new(), Vec::new());
    while took.len() < TRACES {
        let begin = Instant::now();
        handle.submit(Query::Download(id)).unwrap();
        loop {
            let event = events.recv().await.unwrap();
            if let Event::Trace { trace, .. } = event {
                took.push(begin.elapsed().as_secs_f64());
                assert_eq!((trace.y.len(), trace.y[POINTS - 1]), (POINTS, (POINTS - 1) as f32));
                kept.push(trace);
                break;
            }
            // A trace that is refused never comes.
            if let Event::Finished { about, outcome, .. } = event {
                assert!(matches!(outcome, Outcome::Done(_)), "{about}: {outcome:?}");
            }
        }
    }
    handle.observer().shut_down();
    middle(took)
}

fn middle(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
