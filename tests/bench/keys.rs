//! From the byte that a terminal sends to the byte that the instrument gets, and to the frame that the terminal
//! shows: the real program between a pseudo-terminal and a tap on its line.
//!
//! `CTP10_PRESSES=100` makes it shorter; a name picks situations.

mod common;
#[path = "../terminal/rig.rs"]
mod rig;

use std::time::{Duration, Instant};

use common::{figure, percentile};
use rig::{Console, FAST, OFF, STILL, Sim, Tap};

/// A press that is not on the wire by then is lost.
const LOST: Duration = Duration::from_secs(3);

struct Situation {
    name: &'static str,
    /// Further arguments of the simulator, and of the console.
    arguments: (&'static [&'static str], &'static [&'static str]),
    /// Brings the console there.
    enter: fn(&mut Console),
    /// Before each press.
    before: fn(&mut Console, usize),
    /// What is pressed.
    keys: fn() -> String,
    presses: usize,
    budget: [f64; 2],
}

fn presses() -> usize {
    std::env::var("CTP10_PRESSES").ok().and_then(|count| count.parse().ok()).unwrap_or(1000)
}

fn types(console: &mut Console, keys: &str) {
    console.press(keys);
}
fn nothing(_: &mut Console) {}
fn not(_: &mut Console, _: usize) {}
fn off() -> String {
    "!".into()
}

const BUDGET: [f64; 2] = [10.0, 50.0];
const PLAIN: Situation = Situation {
    name: "idle",
    arguments: (&["--speedup", "20"], &[]),
    enter: nothing,
    before: not,
    keys: off,
    presses: usize::MAX,
    budget: BUDGET,
};

fn situations() -> Vec<Situation> {
    vec![
        PLAIN,
        Situation { name: "poll_hz 0.2", arguments: (&[], &["--poll-hz", "0.2"]), ..PLAIN },
        Situation { name: "poll_hz 100", arguments: (&[], &["--poll-hz", "100"]), ..PLAIN },
        Situation {
            name: "scanning",
            arguments: (&["--speedup", "0.01"], &[]),
            enter: |console| {
                console.answer("s", "Start the sweep?", "y");
                console.shows("scanning");
            },
            ..PLAIN
        },
        Situation { name: "in a field", enter: |console| types(console, "2\r"), ..PLAIN },
        Situation { name: "in the command line", enter: |console| types(console, ":las"), ..PLAIN },
        Situation { name: "in SCPI", enter: |console| types(console, "C"), ..PLAIN },
        Situation { name: "on the help page", enter: |console| types(console, "?"), ..PLAIN },
        Situation {
            name: "in a dialog",
            enter: |console| types(console, "2"),
            before: |console, _| {
                console.press("L");
                console.shows("Switch laser 1 on?");
            },
            ..PLAIN
        },
        Situation {
            name: "in a marked paste of 1 MB",
            enter: |console| types(console, "\x1b[200~"),
            before: |console, _| types(console, &"x".repeat(1000)),
            ..PLAIN
        },
        Situation {
            name: "in an unmarked paste of 1 MB",
            enter: |console| types(console, ":"),
            before: |console, _| types(console, &"x".repeat(1000)),
            ..PLAIN
        },
        Situation {
            name: "200 ms after an unfinished paste",
            before: |console, _| {
                console.press("\x1b[200~hello");
                std::thread::sleep(Duration::from_millis(220));
            },
            presses: 200,
            ..PLAIN
        },
        Situation {
            name: "together with a resize",
            before: |console, n| console.resize(80 + (n % 2) as u16, 24),
            ..PLAIN
        },
        Situation {
            name: "a terminal that stands still",
            enter: |console| {
                console.takes(STILL);
                std::thread::sleep(Duration::from_secs(1));
            },
            ..PLAIN
        },
        Situation { name: "a terminal that takes 10 kB/s", enter: |console| console.takes(10_000), ..PLAIN },
        Situation {
            name: "behind 40,000 keys",
            keys: || format!("{}!", "j".repeat(40_000)),
            presses: 50,
            budget: [1000.0, 1000.0],
            ..PLAIN
        },
        Situation {
            name: "behind an unmarked megabyte",
            enter: |console| types(console, ":"),
            keys: || format!("{}!", "x".repeat(1 << 20)),
            presses: 10,
            budget: [1000.0, 1000.0],
            ..PLAIN
        },
    ]
}

fn main() {
    let wanted: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    let picked = |name: &str| wanted.is_empty() || wanted.iter().any(|word| name.contains(word.as_str()));
    for situation in situations().into_iter().filter(|situation| picked(situation.name)) {
        run(&situation);
    }
    if picked("download") {
        in_mid_download();
    }
    if picked("closed") {
        closed();
    }
    if picked("painted") {
        painted();
    }
}

/// A press at some moment of the polling's beat, each time another.
fn pause(n: usize) {
    std::thread::sleep(Duration::from_micros(4_000 + 137 * (n % 97) as u64));
}

fn report(name: &str, took: &mut [Duration], lost: usize, budget: [f64; 2]) {
    if took.is_empty() {
        return figure(&format!("OFF {name}: all {lost} presses lost"), f64::NAN, "ms", "none", false);
    }
    let [median, slow, worst] = [50, 99, 100].map(|percent| percentile(took, percent).as_secs_f64() * 1e3);
    let count = took.len() + lost;
    println!("OFF {name}: {count} presses, {lost} lost, median {median:.2} ms");
    let kept = lost == 0 && slow <= budget[0] && worst <= budget[1];
    figure(&format!("OFF {name}, p99"), slow, "ms", &format!("at most {}", budget[0]), kept);
    figure(&format!("OFF {name}, longest"), worst, "ms", &format!("at most {}", budget[1]), kept);
}

fn run(situation: &Situation) {
    let sim = Sim::start(situation.arguments.0);
    let tap = Tap::before(sim.address);
    let address = tap.address.to_string();
    let mut console = Console::start((80, 24), &[&["--address", &address], situation.arguments.1].concat());
    console.ready();
    (situation.enter)(&mut console);
    std::thread::sleep(Duration::from_millis(300));
    let (mut took, mut lost) = (Vec::new(), 0);
    for n in 0..presses().min(situation.presses) {
        pause(n);
        (situation.before)(&mut console, n);
        let since = console.press(&(situation.keys)());
        match tap.comes(OFF, since, LOST) {
            Some(at) => took.push(at - since),
            None => lost += 1,
        }
    }
    console.takes(FAST);
    report(situation.name, &mut took, lost, situation.budget);
}

/// A block is on the line each time: OFF resets it, so each press needs a download of its own.
fn in_mid_download() {
    for clients in ["1", "3"] {
        let sim = Sim::start(&["--speedup", "100", "--rate", "100000", "--max-clients", clients]);
        let tap = Tap::before(sim.address);
        let mut console = Console::start((80, 24), &["--address", &tap.address.to_string()]);
        console.ready();
        console.answer("s", "Start the sweep?", "y");
        console.shows("the sweep is done");
        let (mut took, mut lost) = (Vec::new(), 0);
        for n in 0..presses() {
            console.press("4d");
            console.shows("stop download");
            pause(n);
            let since = console.press("!");
            match tap.comes(OFF, since, LOST) {
                Some(at) => took.push(at - since),
                None => lost += 1,
            }
            console.wait("no download", |screen| !screen.contains("stop download"));
            // With one connection the line is made anew meanwhile; until then a download is refused.
            std::thread::sleep(Duration::from_millis(300));
        }
        report(&format!("in mid-download, {clients} connection(s)"), &mut took, lost, BUDGET);
    }
}

/// From a terminal that is closed to OFF, and to no process.
fn closed() {
    let paste = format!("\x1b[200~{}", "x".repeat(1 << 20));
    let typed = format!(":{}", "x".repeat(1 << 20));
    let ahead = "j".repeat(40_000);
    for (name, before) in
        [("", ""), (" in a paste", &paste), (" behind typed text", &typed), (" behind keys", &ahead)]
    {
        let sim = Sim::start(&["--speedup", "20"]);
        let tap = Tap::before(sim.address);
        let (mut off, mut gone, mut bad) = (Vec::new(), Vec::new(), 0);
        for _ in 0..presses().div_ceil(20) {
            let mut console = Console::start((80, 24), &["--address", &tap.address.to_string()]);
            console.light();
            console.press(before);
            let since = console.close();
            match (tap.comes(OFF, since, LOST), console.ended(LOST)) {
                (Some(at), Some((_, end))) => {
                    off.push(at - since);
                    gone.push(end - since);
                }
                _ => bad += 1,
            }
        }
        report(&format!("after the terminal was closed{name}"), &mut off, bad, [500.0, 500.0]);
        let worst = gone.iter().max().map_or(f64::NAN, |worst| worst.as_secs_f64() * 1e3);
        figure(&format!("gone after that{name}, longest"), worst, "ms", "at most 2000", worst <= 2000.0);
    }
}

/// From a key to the frame that shows what it did.
fn painted() {
    let sim = Sim::start(&["--speedup", "20"]);
    let tap = Tap::before(sim.address);
    let mut console = Console::start((120, 36), &["--address", &tap.address.to_string()]);
    console.ready();
    console.press(":");
    console.record();
    let mut pressed: Vec<(Instant, String)> = Vec::new();
    let mut typed = String::new();
    for n in 0..presses() {
        pause(n);
        if typed.len() == 40 {
            // The last key is to be seen before the line is emptied.
            std::thread::sleep(Duration::from_millis(60));
            typed.clear();
            console.press("\x15");
            pause(n);
        }
        let key = char::from(b'a' + (n * 7 % 26) as u8);
        typed.push(key);
        pressed.push((console.press(&key.to_string()), format!(":{typed}")));
    }
    std::thread::sleep(Duration::from_millis(300));
    let frames = console.recorded();
    let mut took: Vec<Duration> = pressed
        .iter()
        .filter_map(|(at, shown)| {
            let shows = |(when, screen): &&(Instant, String)| {
                when >= at && screen.replace(' ', "").contains(shown.as_str())
            };
            frames.iter().find(shows).map(|(when, _)| *when - *at)
        })
        .collect();
    let missed = pressed.len() - took.len();
    let [median, slow, worst] =
        [50, 99, 100].map(|percent| percentile(&mut took, percent).as_secs_f64() * 1e3);
    println!(
        "painted: {} keys, {missed} not seen, median {median:.2} ms, longest {worst:.2} ms",
        pressed.len()
    );
    figure("from a key to its frame, p99", slow, "ms", "below 30", slow < 30.0 && missed == 0);
}
