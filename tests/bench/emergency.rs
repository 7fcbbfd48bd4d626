//! Laser off: how soon it is on the wire, and how soon it is carried out in the middle of a download.

mod common;

use std::time::{Duration, Instant};

use common::{canned, figure, percentile, setup, tcp};
use ctp10::core::consent::Lights;
use ctp10::core::event::Event;
use ctp10::core::ids::{DetectorId, LaserId, LaserSet, TraceType};
use ctp10::core::laser::PowerCaps;
use ctp10::core::request::{Order, Query};
use ctp10::core::snapshot::Snapshot;
use ctp10::core::trace::TraceId;
use ctp10::instrument::worker::{MonitorMode, start};
use ctp10::simulator::{Options, Server};
use tokio_util::sync::CancellationToken;

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        control();
        for (name, detectors, hz, condition) in [
            ("idle", 0, 1.0, "0"),
            ("polling four detectors at 10 Hz", 4, 10.0, "0"),
            ("polling four detectors at 100 Hz", 4, 100.0, "0"),
            ("scanning", 4, 10.0, "4"),
        ] {
            on_the_wire(name, detectors, hz, condition).await;
        }
        for clients in [1, 2] {
            in_mid_download(clients).await;
        }
    });
}

/// What the machine itself does to a message: the same way by a bare blocking socket.
fn control() {
    use std::io::Write;
    let (address, commands) = canned("0");
    let mut socket = std::net::TcpStream::connect(address).unwrap();
    socket.set_nodelay(true).unwrap();
    let mut took = Vec::new();
    for n in 0..300u64 {
        std::thread::sleep(Duration::from_micros(7_000 + 137 * (n % 29)));
        let sent = Instant::now();
        socket.write_all(b":CTP:RLASer1:POWer:STATe OFF\r\n").unwrap();
        took.push(commands.recv_timeout(Duration::from_secs(5)).expect("it arrives").0 - sent);
    }
    let [median, worst] = [50, 99].map(|percent| percentile(&mut took, percent).as_secs_f64() * 1e3);
    println!("control, a bare socket: median {median:.2} ms, p99 {worst:.2} ms");
}

async fn on_the_wire(name: &str, detectors: u8, hz: f64, condition: &'static str) {
    let (address, commands) = canned(condition);
    let (handle, mut events, _) = start(tcp(address), setup(detectors, hz, MonitorMode::Off));
    tokio::spawn(async move { while events.recv().await.is_some() {} });
    tokio::time::sleep(Duration::from_millis(500)).await;
    let laser = LaserSet::from_iter(LaserId::new(1));
    let mut took = Vec::new();
    for n in 0..300u64 {
        tokio::time::sleep(Duration::from_micros(7_000 + 137 * (n % 29))).await;
        let asked = Instant::now();
        handle.switch_off(laser);
        let arrived = tokio::task::block_in_place(|| commands.recv_timeout(Duration::from_secs(5)));
        took.push(arrived.expect("OFF arrives").0 - asked);
        while commands.try_recv().is_ok() {}
    }
    handle.shut_down();
    let median = percentile(&mut took, 50).as_secs_f64() * 1e3;
    println!("OFF on the wire, {name}, median: {median:.2} ms");
    let worst = percentile(&mut took, 99).as_secs_f64() * 1e3;
    figure(&format!("OFF on the wire, {name}, p99"), worst, "ms", "at most 10", worst <= 10.0);
}

async fn in_mid_download(clients: usize) {
    let options =
        Options { rate: Some(400_000), speedup: 20.0, max_clients: Some(clients), ..Options::default() };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (server, cancel) = (Server::new(options), CancellationToken::new());
    tokio::spawn(server.clone().serve(listener, cancel.clone()));
    let (handle, mut events, _) = start(tcp(address), setup(4, 10.0, MonitorMode::Auto));
    let (laser, caps) = (LaserId::new(1).unwrap(), PowerCaps::default());
    let id = TraceId { detector: DetectorId::new(4, 1).unwrap(), kind: TraceType::TF_LIVE };
    handle.snapshots().wait_for(|bench| bench.is_live() && bench.power(0).is_some()).await.unwrap();
    let known = |bench: &std::sync::Arc<Snapshot>| bench.beams(&Lights::Scan, &caps).is_ok();
    handle.snapshots().wait_for(known).await.unwrap();
    let consent = |lights| handle.snapshot().beams(&lights, &caps).unwrap().on_the_command_line();
    handle.submit(Order::SweepStart(consent(Lights::Scan))).unwrap();
    tokio::time::sleep(Duration::from_secs(1)).await;
    let mut took = Vec::new();
    for _ in 0..10 {
        // The line is made anew after each off: what is asked before that is refused.
        let connections = handle.snapshot().statistics.connections;
        handle.submit(Order::LaserOn(laser, consent(Lights::Laser(laser)))).unwrap();
        while !server.bench().emits(1) {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        handle.submit(Query::Download(id)).unwrap();
        let moving = |download: ctp10::core::snapshot::Download| download.have > 20_000;
        handle.snapshots().wait_for(|bench| bench.download.is_some_and(moving)).await.unwrap();
        let asked = Instant::now();
        handle.switch_off(LaserSet::ALL);
        while server.bench().emits(1) {
            tokio::time::sleep(Duration::from_micros(200)).await;
        }
        took.push(asked.elapsed());
        while let Some(event) = events.recv().await {
            if matches!(event, Event::SwitchedOff(off) if off.contains(laser)) {
                break;
            }
        }
        let anew = |bench: &std::sync::Arc<ctp10::core::snapshot::Snapshot>| {
            bench.is_live() && bench.statistics.connections > connections
        };
        handle.snapshots().wait_for(anew).await.unwrap();
    }
    handle.shut_down();
    cancel.cancel();
    let worst = percentile(&mut took, 99).as_secs_f64() * 1e3;
    let what = format!("OFF carried out in mid-download, {clients} connection(s), worst");
    figure(&what, worst, "ms", "at most 1000", worst <= 1000.0);
}
