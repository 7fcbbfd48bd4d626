//! What is printed, and what becomes of a command whose words cannot be written.

#[cfg(target_os = "linux")]
#[test]
fn what_cannot_be_written_is_no_success() {
    use std::fs::File;

    use crate::rig::{Sim, told};

    let sim = Sim::start("full", None);
    let full = |arguments: &[&str]| {
        let disk = File::options().write(true).open("/dev/full").unwrap();
        let mut command = sim.command(&[arguments, &["--address", &sim.address]].concat());
        let output = command.stdout(disk).stderr(std::process::Stdio::piped()).output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {}", told(&output));
        assert!(
            told(&output).contains("the standard output cannot be written: No space left"),
            "{}",
            told(&output)
        );
    };
    for arguments in [
        &["identify"][..],
        &["status", "--json"],
        &["power", "--watch"],
        &["get"],
        &["off"],
        &["query", "*IDN?"],
        &["manual"],
        &["completions", "bash"],
        &["man"],
        &["config", "check"],
        &["--help"],
        &["--version"],
    ] {
        full(arguments);
    }
    // What was begun at the instrument is done to its end all the same.
    full(&["set", "sweep", "start", "1530nm"]);
    assert_eq!(sim.ask("INIT:WAV:STAR?"), "1.53000000E-006");
}
