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

#[test]
fn help_has_what_belongs_to_its_command_and_the_short_one_fits_a_screen() {
    use crate::rig::{Sim, told};

    let sim = Sim::start("help", None);
    let help = |arguments: &[&str]| {
        let output = sim.run(arguments);
        assert_eq!(output.status.code(), Some(0), "{}", told(&output));
        String::from_utf8(output.stdout).unwrap()
    };
    for command in ["power", "status", "get", "set", "laser", "off", "abort", "trace", "reference", "query"] {
        let (short, long) = (help(&[command, "-h"]), help(&[command, "--help"]));
        assert!(!long.contains("Simulator:") && long.contains("Common options:"), "{long}");
        assert!(short.lines().count() <= 24, "{} lines:\n{short}", short.lines().count());
        assert!(short.lines().all(|line| line.chars().count() <= 80), "{short}");
    }
    for arguments in [&["--help"][..], &["sim", "--help"]] {
        assert!(help(arguments).contains("Simulator:"), "{arguments:?}");
    }
    // What would be of no use there is refused, and not passed over.
    for arguments in
        [&["status", "--speedup", "2"][..], &["--speedup", "2", "status"], &["get", "--theme", "dark"]]
    {
        assert_eq!(sim.run(arguments).status.code(), Some(2), "{arguments:?}");
    }
}

#[test]
fn curves_on_a_terminal_have_ticks_and_names() {
    use crate::rig::{Sim, told};

    let sim = Sim::start("ticks", None);
    sim.sweep();
    for (detector, name) in [("4/1", "a.npz"), ("4/2", "b.npz")] {
        assert!(sim.at(&["trace", detector, "--save", &sim.file(name)]).status.success());
    }
    let output = sim.run(&["plot", &sim.file("a.npz"), &sim.file("b.npz"), "--name", "through"]);
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));
    let text = told(&output);
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines.iter().all(|line| line.chars().count() <= 100) && lines.len() <= 30, "{text}");
    // Numbers at the left of the line, and below it.
    let left =
        lines.iter().filter(|line| line.chars().take(6).collect::<String>().trim().parse::<f64>().is_ok());
    assert!(left.count() >= 3, "{text}");
    let below = lines.iter().position(|line| line.contains('└')).unwrap() + 1;
    let numbers = lines[below].split_whitespace().filter(|word| word.parse::<f64>().is_ok()).count();
    assert!(numbers >= 3 && lines[below - 1].contains("dB"), "{text}");
    assert!(text.contains("\nA through") && text.contains("\nB IN2"), "{text}");
    let ends: Vec<&&str> =
        lines[..below].iter().filter(|line| line.ends_with('A') || line.ends_with('B')).collect();
    assert_eq!(ends.len(), 2, "{text}");
    let ascii = sim.run(&["plot", &sim.file("a.npz"), "--glyphs", "ascii"]);
    let drawn = String::from_utf8(ascii.stdout).unwrap();
    assert!(drawn.lines().take(20).all(str::is_ascii), "{drawn}");
}

#[cfg(target_os = "linux")]
#[test]
fn tables_on_a_terminal_are_no_wider_than_it() {
    use std::io::Read;

    use portable_pty::{CommandBuilder, PtySize, native_pty_system};

    use crate::rig::Sim;

    let sim = Sim::start("narrow", None);
    sim.sweep();
    assert!(sim.at(&["trace", "4/1", "--save", &sim.file("a.npz")]).status.success());
    let wide = String::from_utf8(sim.run(&["analyze", &sim.file("a.npz")]).stdout).unwrap();
    assert!(wide.lines().any(|line| line.chars().count() > 100), "a file has it in one: {wide}");
    for columns in [80, 100] {
        let size = PtySize { rows: 24, cols: columns, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_ctp10"));
        command.args(["analyze", &sim.file("a.npz")]);
        command.env("NO_COLOR", "1");
        let mut child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let mut bytes = Vec::new();
        // At its end a terminal of Linux is an error and no end of file.
        let _ = pair.master.try_clone_reader().unwrap().read_to_end(&mut bytes);
        assert!(child.wait().unwrap().success());
        let text = String::from_utf8_lossy(&bytes).replace('\r', "");
        let longest = text.lines().map(|line| line.chars().count()).max().unwrap();
        assert!(longest <= usize::from(columns), "{longest} of {columns}: {text}");
        let numbers = text.lines().filter(|line| line.contains("number")).count();
        assert!(numbers > 1, "each part says of which rows it is: {text}");
    }
}
