//! From the key to the wire, in every situation: a few presses each. `cargo bench --bench keys` does a thousand.

use std::time::Duration;

use super::rig::{Console, OFF, STILL, Sim, Tap};

/// More than any machine under test load needs, and less than any of the faults this is about.
const SOON: Duration = Duration::from_millis(500);

struct Rig {
    _sim: Sim,
    tap: Tap,
    console: Console,
}

impl Rig {
    fn new() -> Self {
        let sim = Sim::start(&["--speedup", "20"]);
        let tap = Tap::before(sim.address);
        let console = Console::start((80, 24), &["--address", &tap.address.to_string()]);
        console.ready();
        Self { _sim: sim, tap, console }
    }

    fn off(&mut self, keys: &str, what: &str) {
        let since = self.console.press(keys);
        assert!(self.tap.comes(OFF, since, SOON).is_some(), "{what}: no OFF:\n{}", self.console.screen());
    }
}

#[test]
fn off_is_on_the_wire_from_every_mode() {
    let mut rig = Rig::new();
    for (keys, shown, what) in [
        ("", "no laser on", "idle"),
        ("2\r", "1550", "in a field"),
        ("\x1b", "no laser on", "after the field"),
        (":laser", "laser", "in the command line"),
        ("\x1b", "no laser on", "after the command line"),
        ("?", "type to search", "on the help page"),
    ] {
        rig.console.press(keys);
        rig.console.shows(shown);
        // Esc and a key that are read in one go are Alt with that key.
        std::thread::sleep(Duration::from_millis(100));
        for key in ["!", "\x1b[24~"] {
            rig.off(key, what);
        }
    }
}

#[test]
fn off_is_known_in_pastes_and_behind_what_was_typed_ahead() {
    let mut rig = Rig::new();
    rig.console.press("\x1b[200~a paste without an end");
    rig.off("!", "in a marked paste");
    rig.off("\x1b[24~", "in a marked paste");
    // Its end never comes: after a while keys are keys again.
    rig.console.shows("no laser on");
    std::thread::sleep(Duration::from_millis(250));
    rig.off("!", "after an unfinished paste");
    rig.console.press("?");
    rig.console.shows("type to search");
    rig.console.press("\x1b");
    rig.off(&format!("{}!", "j".repeat(40_000)), "behind 40,000 keys");
    rig.console.press(":");
    rig.off(&format!("{}!", "x".repeat(1 << 20)), "behind a plain paste of a megabyte");
}

#[test]
fn off_does_not_wait_for_the_terminal() {
    let mut rig = Rig::new();
    rig.console.takes(STILL);
    // Long enough for frames to fill what the system keeps for the terminal.
    std::thread::sleep(Duration::from_secs(1));
    for _ in 0..5 {
        rig.off("!", "a terminal that stands still");
    }
    rig.console.takes(10_000);
    for _ in 0..5 {
        rig.off("!", "a terminal that takes 10 kB/s");
    }
}

#[test]
fn off_is_never_lost_beside_a_resize() {
    let mut rig = Rig::new();
    for n in 0..40 {
        rig.console.resize(80 + n % 2, 24);
        rig.off("!", "together with a resize");
    }
}

#[test]
fn nothing_in_one_burst_lets_light_out() {
    let mut rig = Rig::new();
    for burst in ["2Ly", ":laser 1 on\ry", "\x1b[200~x\x1b[201~2Ly", "\x1b[201~2Ly", "yyyyyyyLyyyyyyyyyy"] {
        rig.console.press(burst);
        std::thread::sleep(Duration::from_millis(600));
        rig.console.press("\x1b");
        std::thread::sleep(Duration::from_millis(100));
    }
    // A key that is held down.
    rig.console.press("L");
    for _ in 0..60 {
        rig.console.press("y");
        std::thread::sleep(Duration::from_millis(30));
    }
    assert_eq!(rig.tap.count(" ON"), 0, "{:?}", rig.tap.seen());
}

#[test]
fn painting_again_asks_the_terminal_nothing() {
    let mut rig = Rig::new();
    for _ in 0..5 {
        rig.console.press("\x0c");
        rig.off("!", "behind Ctrl-L");
    }
    // All of it is painted by the time that this is.
    rig.console.press("?");
    rig.console.shows("type to search");
    assert_eq!(rig.console.asked(), 0);
}
