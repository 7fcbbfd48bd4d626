//! Hours in small: sweeps, downloads, lost links, for as long as one likes. Memory, descriptors and threads stay.
//!
//! `cargo test --release --test terminal -- --ignored soak --nocapture`, `CTP10_SOAK_MINUTES=5` for less.

use std::time::{Duration, Instant};

use super::rig::{Console, Sim, Tap};

/// What the process takes.
#[derive(Clone, Copy, Debug)]
struct Taken {
    minutes: f64,
    mebibytes: f64,
    descriptors: usize,
    threads: usize,
}

fn taken(pid: i32, since: Instant) -> Taken {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    let number = |name: &str| {
        let line = status.lines().find(|line| line.starts_with(name)).unwrap();
        line.split_whitespace().nth(1).unwrap().parse::<f64>().unwrap()
    };
    Taken {
        minutes: since.elapsed().as_secs_f64() / 60.0,
        mebibytes: number("VmRSS") / 1024.0,
        descriptors: std::fs::read_dir(format!("/proc/{pid}/fd")).unwrap().count(),
        threads: number("Threads") as usize,
    }
}

/// The slope of a straight line through the points, MiB per hour.
fn slope(taken: &[Taken]) -> f64 {
    let count = taken.len() as f64;
    let mean = |of: fn(&Taken) -> f64| taken.iter().map(of).sum::<f64>() / count;
    let (time, memory) = (mean(|t| t.minutes), mean(|t| t.mebibytes));
    let above: f64 = taken.iter().map(|t| (t.minutes - time) * (t.mebibytes - memory)).sum();
    let below: f64 = taken.iter().map(|t| (t.minutes - time).powi(2)).sum();
    above / below * 60.0
}

#[test]
#[ignore = "takes an hour"]
fn soak() {
    let measured = std::env::var("CTP10_SOAK_MINUTES").ok().and_then(|m| m.parse().ok()).unwrap_or(30.0);
    // The chart remembers half an hour: until then the memory that it takes grows as it should.
    let filling = if measured < 30.0 { measured / 4.0 } else { 31.0 };
    let minutes: f64 = filling + measured;
    let sim = Sim::start(&["--speedup", "20"]);
    let tap = Tap::before(sim.address);
    let mut console = Console::start((120, 36), &["--address", &tap.address.to_string(), "--auto-download"]);
    console.ready();
    let pid = console.pid().as_raw_nonzero().get();
    let (begin, mut all) = (Instant::now(), Vec::new());
    let (mut round, mut sweeps, mut cuts) = (0u64, 0, 0);
    while begin.elapsed().as_secs_f64() < minutes * 60.0 {
        round += 1;
        console.press("s");
        std::thread::sleep(Duration::from_millis(500));
        if console.screen().contains("Start the sweep?") {
            console.press("y");
        }
        sweeps += 1;
        std::thread::sleep(Duration::from_secs(5));
        assert!(console.is_there(), "it ended:\n{}", console.screen());
        if round.is_multiple_of(10) {
            tap.cut();
            cuts += 1;
            std::thread::sleep(Duration::from_secs(2));
        }
        if round.is_multiple_of(3) {
            all.push(taken(pid, begin));
        }
    }
    let settled: Vec<Taken> = all.iter().copied().filter(|t| t.minutes > filling).collect();
    let (first, last) = (settled[0], settled[settled.len() - 1]);
    let most = |of: fn(&Taken) -> usize| settled.iter().map(of).max().unwrap();
    println!(
        "{minutes} min, {sweeps} sweeps, {cuts} lost links: {:.1} to {:.1} MiB, slope {:.2} MiB/h, at most {} \
         descriptors (first {}), {} threads (first {})",
        first.mebibytes,
        last.mebibytes,
        slope(&settled),
        most(|t| t.descriptors),
        first.descriptors,
        most(|t| t.threads),
        first.threads,
    );
    assert!(most(|t| t.descriptors) <= first.descriptors + 8, "descriptors leak");
    assert!(most(|t| t.threads) <= first.threads + 4, "threads leak");
    // A shorter run is too noisy for a slope.
    let leaks = if measured < 30.0 { last.mebibytes > first.mebibytes + 4.0 } else { slope(&settled) > 1.0 };
    assert!(!leaks, "memory leaks");
}
