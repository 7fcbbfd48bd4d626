//! The real program in a real pseudo-terminal: it starts, is used, and leaves everything as it was; light goes
//! off whatever happens to it.

// It looks into /proc for what the program left behind.
#![cfg(target_os = "linux")]

mod ends;
mod five_minutes;
mod keys;
mod rig;
mod served;
mod soak;

use std::time::Duration;

use rig::Console;

#[test]
fn it_starts_on_the_simulator_is_used_and_leaves_the_terminal_as_it_was() {
    let mut console = Console::start((80, 24), &["--speedup", "20"]);
    console.shows("SIMULATED");
    console.shows("T200S-O-M");
    console.shows("no laser on");
    console.press("?");
    console.shows("type to search");
    console.press("\x1b");
    // The help is gone, and with it what took letters for words to search.
    console.light();
    console.press("\r1555.5\r");
    // The field is closed when the instrument has confirmed.
    console.shows("laser 1 wavelength 1555.5 nm");
    console.press("q");
    console.shows("switch it off and leave");
    std::thread::sleep(Duration::from_millis(400));
    console.press("o");
    let (status, _) = console.ended(Duration::from_secs(10)).expect("it ends");
    assert!(status.success(), "{status:?}");
    console.last_words();
}

#[test]
fn what_is_wrong_with_the_command_line_is_one_sentence() {
    for (arguments, words) in [
        (&["--address", "not an address"][..], "\"not an address\" is not an address; write"),
        (&["sim", "--listen", "0.0.0.0:5025"][..], "listens on loopback addresses only"),
        (&["--poll-hz", "1000"][..], "poll_hz = 1000 is outside"),
        (
            &["--theme", "pink"][..],
            "there is no theme \"pink\"; choose from dark, light, high-contrast, plain",
        ),
        (
            &["--glyphs", "runes"][..],
            "there are no glyphs \"runes\"; choose from octant, braille, blocks, ascii",
        ),
        (&["play", "/nonexistent.scpi", "--run"][..], "no instrument address: give --address HOST"),
        (&["--keymap", "/nonexistent/keymap.toml"][..], "/nonexistent/keymap.toml cannot be read"),
        (&["--config", "/nonexistent/config.toml"][..], "/nonexistent/config.toml cannot be read"),
    ] {
        let output =
            std::process::Command::new(env!("CARGO_BIN_EXE_ctp10")).args(arguments).output().unwrap();
        let told = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{told}");
        assert!(told.contains(words) && told.trim_end().lines().count() == 1, "{told}");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn the_built_in_simulator_opens_no_port() {
    let mut console = Console::start((80, 24), &[]);
    console.shows("T200S-O-M");
    let pid = console.pid().as_raw_nonzero();
    let listening: Vec<String> = ["tcp", "tcp6"]
        .iter()
        .filter_map(|table| std::fs::read_to_string(format!("/proc/{pid}/net/{table}")).ok())
        .flat_map(|table| table.lines().map(str::to_owned).collect::<Vec<_>>())
        // The state of a socket that listens, and its inode.
        .filter(|line| line.split_whitespace().nth(3) == Some("0A"))
        .filter_map(|line| line.split_whitespace().nth(9).map(|inode| format!("socket:[{inode}]")))
        .collect();
    for entry in std::fs::read_dir(format!("/proc/{pid}/fd")).unwrap().flatten() {
        let Ok(target) = std::fs::read_link(entry.path()) else { continue };
        assert!(!listening.contains(&target.display().to_string()), "{} listens", target.display());
    }
    console.press("q");
    let (status, _) = console.ended(Duration::from_secs(10)).expect("it ends");
    assert!(status.success(), "{status:?}");
}
