//! A trace of ten million points: no key and no command holds the loop up as long as one look at each sample takes.

use std::sync::Arc;
use std::time::Duration;

use ctp10::core::ids::{DetectorId, TraceType};
use ctp10::core::trace::{Provenance, Spacing, Trace, TraceId};
use ctp10::core::units::Wavelength;
use ctp10::simulator::Options;

use super::rig::Rig;

const LONG: usize = 10_000_000;
const SHORT: usize = 10_000;
/// As often each is done: the kernel counts a thread's time in ticks.
const TIMES: u32 = 4;

/// Processor time of this thread, which is the loop's: what others do meanwhile, here or elsewhere, is not in it.
fn spent() -> Duration {
    let counted = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    Duration::from_nanos(counted.split_whitespace().next().unwrap().parse().unwrap())
}

/// Dips of 20 dB, and a stretch in which nothing was measured.
fn trace(channel: u8, points: usize) -> Arc<Trace> {
    let level = |n: usize| {
        let away = (n % (points / 8)).abs_diff(points / 16) as f32 / (points / 80) as f32;
        let hole = n / (points / 8) == 5;
        if hole { f32::NAN } else { -f32::from(channel) - 20.0 / (1.0 + away * away) }
    };
    let step_nm = 100.0 / points as f64;
    Arc::new(Trace {
        origin: TraceId { detector: DetectorId::new(4, channel).unwrap(), kind: TraceType::TF_LIVE }.into(),
        spacing: Spacing { start: Wavelength::from_nm(1500.0), sampling: Wavelength::from_m(step_nm * 1e-9) },
        y: (0..points).map(level).collect(),
        provenance: Provenance::default(),
        x_difference_pm: None,
    })
}

/// What operators do with traces: keys, or a line to be entered. What is made of whole traces is different each time.
const DONE: [&str; 16] = [
    "n",
    "N",
    "e",
    ">",
    "E e",
    "+",
    "]",
    "f",
    "Right",
    "j",
    ":trace c minus a b",
    ":trace b normalise",
    ":notes a warm",
    ":statistics",
    ":mask {mask}",
    ":trace c clear",
];

/// What the loop's thread spends on each of them with traces of so many points.
async fn spent_on_each(points: usize) -> Vec<Duration> {
    let mut rig = Rig::new(120, 36, Options::default());
    rig.until("T200S-O-M").await;
    for channel in [1, 2] {
        rig.console.state.trace.traces.place(trace(channel, points));
    }
    rig.keys("5 f").await;
    let mask = rig.folder.join("mask.toml");
    std::fs::write(&mask, "name = 'm'\n[[upper]]\npoints = [[1500.0, 0.0], [1600.0, 0.0]]\n").unwrap();
    let mut each = Vec::new();
    for done in DONE {
        let before = spent();
        for _ in 0..TIMES {
            match done.strip_prefix(':') {
                Some(line) => rig.command(&line.replace("{mask}", &mask.display().to_string())).await,
                None => rig.keys(done).await,
            }
        }
        each.push(spent().saturating_sub(before));
    }
    rig.until("mask m ").await;
    each
}

#[test]
fn no_key_and_no_command_looks_at_every_sample_on_the_loop() {
    // What is written to a log of everything counts, too.
    let everything =
        tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(std::io::sink);
    let _logged = tracing::subscriber::set_default(everything.finish());
    // The clock runs: while one is held the loop's thread is woken again and again as long as others work.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    runtime.block_on(async {
        let y = trace(1, LONG);
        let before = spent();
        for _ in 0..TIMES {
            // As little as a look at each of them can do for anything: which is the greatest.
            std::hint::black_box(y.y.iter().copied().fold(f32::NEG_INFINITY, f32::max));
        }
        let look = spent().saturating_sub(before);
        drop(y);
        let (short, long) = (spent_on_each(SHORT).await, spent_on_each(LONG).await);
        let told: Vec<String> = DONE
            .iter()
            .zip(short.iter().zip(&long))
            .map(|(done, (short, long))| format!("{done}: {short:?} of few samples, {long:?} of many"))
            .collect();
        let told = format!("a look at each sample takes {look:?}\n{}", told.join("\n"));
        println!("{told}");
        for (short, long) in short.iter().zip(&long) {
            assert!(long.saturating_sub(*short) < look, "{told}");
        }
    });
}
