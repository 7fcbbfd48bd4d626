//! What is promised under load: `cargo test --release --test serve -- --ignored soak --nocapture` prints the figures.

use std::time::SystemTime;

use tokio::io::{AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

use crate::http;
use crate::rig::{Serve, Sim};

const WATCHERS: usize = 1000;
/// A watcher listens from its first reading on for so many.
const READINGS: usize = 600;

/// When each reading was made and how old it was when it came, s.
type Seen = Vec<(f64, f64)>;

fn now() -> f64 {
    SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs_f64()
}

async fn watch(address: String) -> Seen {
    let mut stream = BufReader::with_capacity(1024, TcpStream::connect(&address).await.unwrap());
    let request = format!(
        "GET /ws/power HTTP/1.1\r\nhost: {address}\r\nupgrade: websocket\r\nconnection: Upgrade\r\n\
         sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.unwrap());
    }
    assert!(head.starts_with(b"HTTP/1.1 101"));
    let mut seen = Seen::new();
    while seen.len() < READINGS {
        let kind = stream.read_u8().await.unwrap() & 0x0f;
        let mut length = usize::from(stream.read_u8().await.unwrap());
        if length == 126 {
            length = usize::from(stream.read_u16().await.unwrap());
        }
        let mut payload = vec![0; length];
        stream.read_exact(&mut payload).await.unwrap();
        match kind {
            9 => stream.write_all(&[0x8a, 0x80, 0, 0, 0, 0]).await.unwrap(),
            1 => {
                let came = now();
                // Only what is needed: the watchers share the machine with what they watch.
                let text = std::str::from_utf8(&payload).unwrap();
                if let Some(rest) = text.strip_prefix(r#"{"type":"data","timestamp":"#) {
                    let at: f64 = rest[..rest.find(',').unwrap()].parse().unwrap();
                    seen.push((at, came - at));
                }
            }
            _ => panic!("{kind}"),
        }
    }
    seen
}

fn percentile(of: &mut [f64], part: f64) -> f64 {
    of.sort_by(f64::total_cmp);
    of[((of.len() - 1) as f64 * part) as usize]
}

/// Memory of a process, MB.
fn memory(id: u32) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{id}/status")).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<f64>().unwrap() / 1024.0
}

#[cfg(target_os = "linux")]
#[test]
#[ignore = "a minute of load"]
fn soak_a_thousand_watchers_see_every_reading() {
    let serve = Serve::start("load", &[]);
    // One that never reads: it is let go, and nobody notices.
    let silent = crate::socket::Socket::open(&serve.address, "/ws/power");
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let all: Vec<Seen> = runtime.block_on(async {
        let mut watching = tokio::task::JoinSet::new();
        for _ in 0..WATCHERS {
            watching.spawn(watch(serve.address.clone()));
        }
        watching.join_all().await
    });
    drop(silent);
    // What came at once was read before.
    let mut ages: Vec<f64> = all.iter().flat_map(|seen| seen[1..].iter().map(|(_, age)| *age)).collect();
    let gaps = all.iter().flat_map(|seen| seen[1..].windows(2).map(|pair| pair[1].0 - pair[0].0));
    let hole = gaps.fold(0.0_f64, f64::max);
    let (median, slow) = (percentile(&mut ages, 0.5), percentile(&mut ages, 0.99));
    let memory = memory(serve.child.id());
    println!(
        "{WATCHERS} watchers, {READINGS} readings each: age {:.1} ms, p99 {:.1} ms; largest hole {:.0} ms; {memory:.0} MB",
        median * 1e3,
        slow * 1e3,
        hole * 1e3,
    );
    // Every reading: between the latest first and the earliest last one all saw the same.
    let from = all.iter().map(|seen| seen[1].0).fold(0.0, f64::max);
    let to = all.iter().map(|seen| seen[READINGS - 1].0).fold(f64::INFINITY, f64::min);
    let within = |seen: &Seen| seen[1..].iter().filter(|(at, _)| (from..=to).contains(at)).count();
    let counts: Vec<usize> = all.iter().map(within).collect();
    assert!(counts.iter().all(|count| *count == counts[0]), "{counts:?}");
    assert!(slow < 0.15 && memory < 100.0, "{slow} s, {memory} MB");
}

/// Sweeps 940,001 points: 9.4 s at 400 kB/s.
fn sweep(serve: &Serve) {
    for (path, body) in [
        ("/measurement/config", r#"{"resolution_pm":0.1}"#),
        ("/measurement/sweep/wavelengths", r#"{"start_wavelength_nm":1510,"stop_wavelength_nm":1604}"#),
        ("/measurement/sweep/start?wait=true", ""),
    ] {
        let done = serve.post(path, body);
        assert_eq!(done.status, 200, "{path}: {}", done.text());
    }
}

#[test]
#[ignore = "half a minute of load"]
fn soak_off_and_the_stream_while_a_trace_is_fetched() {
    let sim = Sim::with(&["--rate", "400000"]);
    let serve = Serve::start("off", &["--allow-light", "--address", &sim.address]);
    sweep(&serve);
    let fetch = |address: &str| {
        let request = http::request(address, "GET", "/detector/trace/binary", &[], "");
        http::say(address, &request)
    };
    let begun = std::time::Instant::now();
    let whole = fetch(&serve.address).body.len();
    let alone = begun.elapsed();
    let address = serve.address.clone();
    let streaming = std::thread::spawn({
        let address = address.clone();
        move || {
            let mut socket = crate::socket::Socket::open(&address, "/ws/power");
            let at: Vec<f64> = (0..60).map(|_| socket.next("data")["timestamp"].as_f64().unwrap()).collect();
            at.windows(2).map(|pair| pair[1] - pair[0]).fold(0.0, f64::max)
        }
    });
    let fetching = std::thread::spawn(move || {
        let begun = std::time::Instant::now();
        (fetch(&address).status, begun.elapsed())
    });
    let mut took = Vec::new();
    while !fetching.is_finished() {
        let begun = std::time::Instant::now();
        assert_eq!(serve.get("/rlaser/1/state").status, 200);
        took.push(begun.elapsed().as_secs_f64());
    }
    let (status, during) = fetching.join().unwrap();
    let hole = streaming.join().unwrap();
    println!(
        "{whole} bytes at 400 kB/s: {alone:.1?}; with a stream {during:.1?} ({status}); largest hole {:.0} ms; a read p99 {:.2} ms",
        hole * 1e3,
        percentile(&mut took, 0.99) * 1e3
    );
    drop(serve);
    let (took, theirs) = crate::one_lock::fetched_beside_a_stream(&sim.address);
    println!("one lock for everything, on the same line: {took:.1?}; largest hole {theirs:.1?}");
    assert!(hole < 0.2 && theirs.as_secs_f64() > 5.0, "{hole} {theirs:?}");
}

/// A download that is under way. One that failed before it began, because the line was being made anew, is begun again: nothing waits
/// for what never comes.
fn in_mid_download(serve: &Serve) -> std::thread::JoinHandle<u16> {
    for _ in 0..20 {
        let address = serve.address.clone();
        let fetching = std::thread::spawn(move || {
            let request = http::request(&address, "GET", "/detector/trace/binary", &[], "");
            http::say(&address, &request).status
        });
        while !fetching.is_finished() {
            if serve.told("/v1/status")["download"]["part"].as_f64().is_some_and(|part| part >= 0.01) {
                return fetching;
            }
        }
        let _ = fetching.join();
    }
    panic!("no download begins");
}

#[test]
#[ignore = "two minutes of load"]
fn soak_off_reaches_the_wire_in_mid_download() {
    const ROUNDS: usize = 100;
    let sim = Sim::with(&["--rate", "400000"]);
    let tap = crate::tap::Tap::before(&sim.address);
    let serve = Serve::start("off-wire", &["--allow-light", "--address", &tap.address]);
    sweep(&serve);
    let (mut to_wire, mut to_answer) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let fetching = in_mid_download(&serve);
        let begun = std::time::Instant::now();
        let answer = serve.post("/rlaser/1/off", "");
        to_answer.push(begun.elapsed().as_secs_f64());
        assert_eq!(answer.status, 200, "{}", answer.text());
        let sent = tap.first_since(begun, ":POWer:STATe OFF").expect("it was sent");
        to_wire.push((sent - begun).as_secs_f64());
        let _ = fetching.join();
    }
    let ms = |all: &mut [f64], part| percentile(all, part) * 1e3;
    println!(
        "off in mid-download, {ROUNDS} times: to the wire median {:.1} ms, p99 {:.1} ms; to its answer median {:.1} ms, p99 {:.1} ms",
        ms(&mut to_wire, 0.5),
        ms(&mut to_wire, 0.99),
        ms(&mut to_answer, 0.5),
        ms(&mut to_answer, 0.99)
    );
    assert!(percentile(&mut to_wire, 0.99) < 0.01, "{to_wire:?}");
}

#[test]
#[ignore = "a minute of waiting"]
fn soak_a_reference_that_takes_longer_than_a_minute_is_told_and_goes_on() {
    let serve = Serve::start("reference", &["--allow-light", "--speedup", "0.02"]);
    let begun = std::time::Instant::now();
    let late = serve.post("/detector/reference?wait=true", "");
    assert_eq!((late.status, late.detail()), (504, "Referencing timeout after 60s".into()));
    assert!(begun.elapsed().as_secs() >= 60);
    assert_eq!(serve.told("/measurement/status/referencing")["is_referencing"], true);
}
