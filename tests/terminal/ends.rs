//! Ends of the program with light on: what this session let out goes off, soon, and the terminal is whole.
//!
//! `CTP10_ROUNDS=50 cargo test --release --test terminal ends` does each fifty times.

use std::time::{Duration, Instant};

use rustix::process::Signal;

use super::rig::{Console, OFF, STILL, Sim, Tap};

/// From the end to OFF on the wire.
const OFF_IN: Duration = Duration::from_millis(500);
/// From the end to no process.
const GONE_IN: Duration = Duration::from_secs(2);

fn rounds() -> usize {
    std::env::var("CTP10_ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(2)
}

struct Bench {
    sim: Sim,
    tap: Tap,
}

impl Bench {
    fn new(sim: &[&str]) -> Self {
        let sim = Sim::start(&[&["--speedup", "20"], sim].concat());
        let tap = Tap::before(sim.address);
        Self { sim, tap }
    }

    fn console(&self, arguments: &[&str], environment: &[(&str, &str)]) -> Console {
        let address = self.tap.address.to_string();
        Console::with((80, 24), &[&["--address", &address], arguments].concat(), environment)
    }

    fn lit(&self) -> Console {
        let mut console = self.console(&[], &[]);
        console.light();
        console
    }

    /// OFF came soon after this, and the instrument is dark.
    fn went_off(&self, since: Instant, within: Duration, what: &str) -> Duration {
        let off = self.tap.comes(OFF, since, within + Duration::from_secs(1));
        let took = off.unwrap_or_else(|| panic!("{what}: no OFF")) - since;
        assert!(took <= within, "{what}: OFF after {took:?}");
        let until = Instant::now() + Duration::from_secs(5);
        // While another has the only connection there is no answer, which says nothing. Who asks without a pause keeps it
        // from the guardian, whose first attempt comes while the killed program still has it.
        while self.sim.ask(":CTP:RLAS1:POW:STAT?") != "0" {
            assert!(Instant::now() < until, "{what}: it is still on");
            std::thread::sleep(Duration::from_millis(50));
        }
        took
    }
}

/// Does it again and again; prints the worst figures.
fn each(what: &str, mut round: impl FnMut() -> (Duration, Duration)) {
    let took: Vec<_> = (0..rounds()).map(|_| round()).collect();
    let worst = |figure: fn(&(Duration, Duration)) -> Duration| took.iter().map(figure).max().unwrap();
    println!(
        "{what}: {} times, OFF after at most {:?}, gone after {:?}",
        took.len(),
        worst(|t| t.0),
        worst(|t| t.1)
    );
}

fn gone(console: &mut Console, since: Instant, code: u32, what: &str) -> Duration {
    let (status, at) = console.ended(GONE_IN * 2).unwrap_or_else(|| panic!("{what}: it runs on"));
    assert_eq!(status.exit_code(), code, "{what}: {status:?}");
    assert!(at - since <= GONE_IN, "{what}: gone after {:?}", at - since);
    at - since
}

#[test]
fn a_signal_switches_off_and_gives_the_terminal_back() {
    let bench = Bench::new(&[]);
    for (signal, name, code) in [
        (Signal::TERM, "SIGTERM", 143),
        (Signal::HUP, "SIGHUP", 129),
        (Signal::INT, "SIGINT", 130),
        (Signal::QUIT, "SIGQUIT", 131),
    ] {
        each(name, || {
            let mut console = bench.lit();
            let since = console.signal(signal);
            let off = bench.went_off(since, OFF_IN, name);
            let gone = gone(&mut console, since, code, name);
            let words = console.last_words();
            assert!(words.contains(&format!("ended by {name}; laser 1 switched off")), "{words}");
            (off, gone)
        });
    }
}

#[test]
fn a_terminal_that_is_closed_switches_off() {
    let bench = Bench::new(&[]);
    let paste = format!("\x1b[200~{}", "x".repeat(200_000));
    let typed = format!(":{}", "x".repeat(200_000));
    for (what, before) in
        [("closed", ""), ("closed in a marked paste", &paste), ("closed behind typed keys", &typed)]
    {
        each(what, || {
            let mut console = bench.lit();
            console.press(before);
            let since = console.close();
            (bench.went_off(since, OFF_IN, what), gone(&mut console, since, 129, what))
        });
    }
}

#[test]
fn a_terminal_that_stands_still_holds_nothing_up() {
    let bench = Bench::new(&[]);
    for (signal, code) in [(Signal::TERM, 143), (Signal::HUP, 129)] {
        each("a terminal that stands still", || {
            let mut console = bench.lit();
            console.takes(STILL);
            // Long enough for frames to fill what the system keeps for the terminal.
            std::thread::sleep(Duration::from_secs(1));
            let since = console.signal(signal);
            (bench.went_off(since, OFF_IN, "still"), gone(&mut console, since, code, "still"))
        });
    }
}

#[test]
fn a_panic_anywhere_switches_off() {
    let bench = Bench::new(&[]);
    for whose in ["task", "thread"] {
        each(&format!("a panic of a {whose}"), || {
            let mut console = bench.console(&[], &[("CTP10_PANIC", whose)]);
            let since = Instant::now();
            console.ready();
            console.answer("2L", "Switch laser 1 on?", "y");
            // It panics by itself, half a second after the light.
            let (status, at) = console.ended(Duration::from_secs(30)).expect("it ends");
            assert_eq!(status.exit_code(), 101, "{status:?}");
            let off = bench.tap.comes(OFF, since, OFF_IN).expect("OFF");
            let words = console.last_words();
            assert!(words.contains("was told to") && words.contains("laser 1 switched off"), "{words}");
            assert!(at - off <= GONE_IN);
            (OFF_IN.min(at - off), at - off)
        });
    }
}

#[test]
fn a_program_that_is_killed_leaves_a_guardian_that_switches_off() {
    for clients in ["1", "3"] {
        let bench = Bench::new(&["--max-clients", clients]);
        for (signal, name) in
            [(Signal::KILL, "SIGKILL"), (Signal::ABORT, "SIGABRT"), (Signal::SEGV, "SIGSEGV")]
        {
            each(&format!("{name}, {clients} connection(s)"), || {
                let mut console = bench.lit();
                let since = console.signal(signal);
                let off = bench.went_off(since, Duration::from_secs(1), name);
                console.ended(GONE_IN).expect("it is killed");
                (off, off)
            });
        }
    }
}

#[test]
fn the_guardian_gives_the_terminal_of_a_killed_program_back() {
    let bench = Bench::new(&[]);
    let address = bench.tap.address.to_string();
    // Not the first process of its terminal, with which that would end: a shell's.
    for (arguments, lit) in [(&["--address", &address][..], true), (&[][..], false)] {
        let mut console = Console::in_shell((80, 24), arguments);
        console.ready();
        assert!(!console.is_cooked());
        if lit {
            console.light();
        }
        let [program] = console.children()[..] else { panic!("one child: {:?}", console.children()) };
        rustix::process::kill_process(program, Signal::KILL).unwrap();
        let until = Instant::now() + Duration::from_secs(5);
        while !console.is_cooked() {
            assert!(Instant::now() < until, "the terminal stays as it was");
            std::thread::sleep(Duration::from_millis(1));
        }
        console.press("\n");
        console.ended(Duration::from_secs(5)).expect("the shell reads its line");
        let words = console.last_words();
        assert!(words.contains("ctp10: killed"), "{words}");
        assert_eq!(words.contains("laser 1 is being switched off"), lit, "{words}");
    }
}

#[test]
fn a_guardian_leaves_alone_what_the_console_did_not_light_on_the_next_instrument() {
    let (first, next) = (Bench::new(&[]), Bench::new(&[]));
    let mut console = first.lit();
    let address = next.tap.address.to_string();
    console.press(&format!(":connect {address}\r"));
    console.shows("Close the connection with laser 1 on?");
    std::thread::sleep(Duration::from_millis(400));
    console.press("y");
    console.shows(&address);
    console.ready();
    // Somebody else's.
    assert_eq!(next.sim.ask(":CTP:RLAS1:POW:STAT ON;*OPC?"), "1");
    console.signal(Signal::KILL);
    console.ended(GONE_IN).expect("it is killed");
    // A guardian would have acted within this.
    std::thread::sleep(Duration::from_secs(1));
    assert!(next.sim.emits(1), "it is dark");
}

#[test]
fn a_program_that_was_stopped_and_goes_on_takes_its_terminal_again() {
    let bench = Bench::new(&[]);
    let mut console = bench.lit();
    // Whoever stops it so asks nobody; a shell then makes the terminal its own.
    console.signal(Signal::STOP);
    console.cook();
    console.signal(Signal::CONT);
    let until = Instant::now() + Duration::from_secs(5);
    while console.is_cooked() {
        assert!(Instant::now() < until, "the terminal stays the shell's");
        std::thread::sleep(Duration::from_millis(1));
    }
    let since = console.press("!");
    bench.went_off(since, OFF_IN, "after it was stopped");
}

#[test]
fn a_program_that_is_suspended_and_goes_on_takes_its_terminal_once() {
    let bench = Bench::new(&[]);
    let mut console = bench.console(&[], &[]);
    console.ready();
    for times in 1..4 {
        assert_eq!(console.taken(), times);
        console.press("\x1a");
        let until = Instant::now() + Duration::from_secs(5);
        // It stands still after it gave the terminal back: what goes on before that goes on for nothing.
        while !(console.is_cooked() && console.is_stopped()) {
            assert!(Instant::now() < until, "the shell does not get its terminal");
            std::thread::sleep(Duration::from_millis(1));
        }
        console.record();
        console.signal(Signal::CONT);
        // Whole again, and answering.
        console.press("?");
        console.shows("type to search");
        console.press("\x1b");
        console.wait("the bench", |screen| !screen.contains("type to search"));
        assert!(!console.recorded().is_empty());
    }
}

#[test]
fn a_program_that_is_told_to_stop_with_light_on_asks() {
    let bench = Bench::new(&[]);
    let mut console = bench.lit();
    console.signal(Signal::TSTP);
    console.shows("Suspend with laser 1 on?");
    let since = console.press("!");
    bench.went_off(since, OFF_IN, "while it asks");
}

#[test]
fn what_is_to_be_left_on_is_left_on() {
    let bench = Bench::new(&[]);
    let folder = std::env::temp_dir().join(format!("ctp10-leave-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let config = folder.join("config.toml");
    std::fs::write(&config, "on_exit = 'leave'\n").unwrap();
    for signal in [Signal::TERM, Signal::KILL] {
        let mut console = bench.console(&["--config", config.to_str().unwrap()], &[]);
        console.light();
        let before = bench.tap.count("OFF");
        console.signal(signal);
        console.ended(GONE_IN).expect("it ends");
        // A guardian would have acted within this.
        std::thread::sleep(Duration::from_secs(1));
        assert_eq!(bench.tap.count("OFF"), before);
        assert!(bench.sim.emits(1));
        assert_eq!(bench.sim.ask(":CTP:RLAS1:POW:STAT OFF;*OPC?"), "1");
    }
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_guardian_outlives_signals_to_the_group_and_ends_with_its_console() {
    let bench = Bench::new(&[]);
    let mut console = bench.lit();
    let [guardian] = console.children()[..] else { panic!("one child: {:?}", console.children()) };
    for signal in [Signal::HUP, Signal::INT, Signal::TERM, Signal::QUIT] {
        rustix::process::kill_process(guardian, signal).unwrap();
    }
    // One that is killed is replaced, and the next one knows what the first one knew.
    rustix::process::kill_process(guardian, Signal::KILL).unwrap();
    let until = Instant::now() + Duration::from_secs(5);
    let guardian = loop {
        match console.children()[..] {
            [other] if other != guardian => break other,
            _ => assert!(Instant::now() < until, "no other guardian"),
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    std::thread::sleep(Duration::from_millis(100));
    let since = console.signal(Signal::KILL);
    bench.went_off(since, Duration::from_secs(1), "after signals to the guardian");
    console.ended(GONE_IN).unwrap();
    let until = Instant::now() + Duration::from_secs(5);
    let there = || std::path::Path::new(&format!("/proc/{}", guardian.as_raw_nonzero())).exists();
    while there() {
        assert!(Instant::now() < until, "the guardian stays");
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn a_sweep_that_was_started_here_is_aborted_and_its_light_goes_off() {
    let bench = Bench::new(&[]);
    let sim = Sim::start(&["--speedup", "0.2"]);
    let tap = Tap::before(sim.address);
    drop(bench);
    for signal in [Signal::TERM, Signal::KILL] {
        let address = tap.address.to_string();
        let mut console = Console::start((80, 24), &["--address", &address]);
        console.ready();
        console.answer("s", "Start the sweep?", "y");
        console.shows("EMITTING");
        let since = console.signal(signal);
        assert!(tap.comes(OFF, since, Duration::from_secs(1)).is_some(), "no OFF");
        assert!(tap.comes(":ABORt", since, Duration::from_secs(1)).is_some(), "no abort");
        console.ended(GONE_IN).expect("it ends");
    }
}
