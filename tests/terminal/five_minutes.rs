//! The README's five minutes, key by key, to a saved and analysed trace.

use std::process::Command;
use std::time::Duration;

use super::rig::Console;

/// The steps as the README tells them: when one is changed there, it is to be changed here.
const README: &str = include_str!("../../README.md");

/// Presses what a step of the README names; fails where it names it no more.
fn press(console: &mut Console, key: &str) {
    let told = match key {
        "\r" => "`Enter`".to_owned(),
        key => format!("`{}`", key.trim_end()),
    };
    assert!(README.contains(&told), "the README has no {told}");
    console.press(key);
    // Each key by itself, as a person presses it.
    std::thread::sleep(Duration::from_millis(40));
}

#[test]
fn the_five_minutes_of_the_readme_end_with_an_analysed_trace() {
    let mut console = Console::start((120, 36), &["--speedup", "20"]);
    console.shows("SIMULATED");
    console.ready();
    // 1. The lasers, one of them on.
    press(&mut console, "2");
    press(&mut console, "L");
    console.shows("Switch laser 1 on?");
    console.shows("press one key to answer");
    press(&mut console, "y");
    console.shows("EMITTING laser 1");
    // 2. Another wavelength, and back.
    press(&mut console, "\r");
    console.shows("now 1550.000 nm");
    press(&mut console, "1550.5nm");
    press(&mut console, "\r");
    console.shows("laser 1 wavelength 1550.5 nm");
    press(&mut console, "u");
    console.shows("undone: laser 1 wavelength 1550.5 nm → 1550 nm");
    // 3. A sweep and its trace.
    press(&mut console, "s");
    console.shows("Start the sweep?");
    console.shows("press one key to answer");
    press(&mut console, "y");
    console.shows("the sweep is done");
    press(&mut console, "d");
    console.shows("60001 points");
    press(&mut console, "5");
    console.shows("swept ");
    // 4. The deepest dip, closer, the next one, all of them.
    press(&mut console, "e");
    press(&mut console, "+");
    press(&mut console, "n");
    press(&mut console, "r");
    console.shows(" found, width at 3 dB");
    // 5. It is saved, the light goes off.
    press(&mut console, ":save ring.npz");
    console.press("\r");
    console.shows("saved as ");
    press(&mut console, "!");
    console.shows(" off, confirmed by the instrument");
    press(&mut console, "q");
    let (status, _) = console.ended(Duration::from_secs(10)).expect("it ends");
    assert!(status.success(), "{status:?}");
    // At home.
    let analysed = "ctp10 analyze ring.npz";
    assert!(README.contains(analysed), "the README has no {analysed}");
    let mut command = Command::new(env!("CARGO_BIN_EXE_ctp10"));
    let output = command.current_dir(&console.home).args(["analyze", "ring.npz"]).output().unwrap();
    let told = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(told.lines().filter(|line| line.contains("15")).count() > 3, "its resonances: {told}");
}
