//! `ctp10 play` on `ctp10 sim`: two programs as a person starts them.

use ctp10::core::may::May;

use crate::rig::Sim;

const SCRIPT: &str = "# made by hand\n:INIT:WAV:STAR 1530NM\nwait 0.1\n:INIT:WAV:STAR?  # what was it\n\
                      :CTP:RLAS1:POW:STAT ON\n:CTP:RLAS1:POW 12DBM\n";

#[test]
fn a_script_is_only_looked_at_unless_it_is_told_to_run() {
    let sim = Sim::start("play-dry", None);
    let output = sim.play(SCRIPT, &[]);
    let told = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success());
    assert!(told.contains("would send :INIT:WAV:STAR 1530NM"), "{told}");
    assert!(told.contains("would not send :CTP:RLAS1:POW:STAT ON"), "{told}");
    assert!(told.contains("above the cap of 10 dBm") && told.contains("nothing was sent"), "{told}");
    assert_eq!(sim.ask("INIT:WAV:STAR?"), "1.52000000E-006");
}

#[test]
fn a_script_runs_without_what_harms_and_never_above_the_cap() {
    let sim = Sim::start("play-run", None);
    let output = sim.play(SCRIPT, &["--run"]);
    let told = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{told}");
    assert!(told.contains(":INIT:WAV:STAR?  -> 1.53000000E-006"), "{told}");
    assert!(told.contains("left out") && told.contains("refused"), "{told}");
    assert_eq!(sim.ask("CTP:RLAS1:POW?"), "8.00000000E+000");
    let output = sim.play(SCRIPT, &["--run", "--with-harm"]);
    assert!(output.status.success());
    // It takes a moment until the laser shines; the power is refused all the same.
    assert_eq!(sim.ask("*OPC?"), "1");
    assert_eq!(sim.ask("CTP:RLAS1:POW?"), "8.00000000E+000");
}

#[test]
fn light_of_a_script_is_agreed_to_on_the_command_line_and_printed() {
    let sim = Sim::start("play-light", None);
    let script = ":CTP:RLAS1:WAV 1560NM\n:CTP:RLAS1:POW:STAT ON\n";
    let told = String::from_utf8(sim.play(script, &["--run"]).stdout).unwrap();
    assert!(told.contains("left out: :CTP:RLAS1:POW:STAT ON may turn laser emission on"), "{told}");
    assert!(!told.contains("laser emission: "), "{told}");
    let output = sim.play(script, &["--run", "--with-harm"]);
    let told = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{told}");
    assert!(
        told.contains("2  laser emission: laser 1, 1560.000 nm, 8 (unit unknown: 8 dBm or 8 mW)"),
        "{told}"
    );
}

#[test]
fn light_of_a_script_goes_off_when_the_script_ends() {
    let sim = Sim::start("play-ends", None);
    let script = ":CTP:RLAS1:POW:STAT ON\nwait 0.2\n";
    for (leave, emits) in [(true, "1"), (false, "0")] {
        let arguments = ["--run", "--with-harm", "--leave-on"];
        let output = sim.play(script, &arguments[..if leave { 3 } else { 2 }]);
        let told = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success(), "{told}");
        assert_eq!(sim.ask("CTP:RLAS1:POW:STAT?"), emits);
        assert_eq!(told.contains("laser 1 switched off"), !leave, "{told}");
    }
}

#[test]
fn read_only_runs_no_script_that_does_more_than_ask() {
    let sim = Sim::start("play-read-only", None);
    for way in [&["--read-only"][..], &["--config", "CONFIG"][..]] {
        let config = sim.folder.join("config.toml");
        std::fs::write(&config, "read_only = true\n").unwrap();
        let way: Vec<&str> =
            way.iter().map(|word| if *word == "CONFIG" { config.to_str().unwrap() } else { word }).collect();
        for more in [&["--run"][..], &["--run", "--with-harm"]] {
            let arguments: Vec<&str> = way.iter().chain(more).copied().collect();
            let output = sim.play("*IDN?\n:INIT:WAV:STAR 1530NM\n", &arguments);
            let told = String::from_utf8(output.stderr).unwrap();
            assert_eq!(output.status.code(), Some(1), "{told}");
            let why = May::by(true).order().unwrap_err();
            let words =
                format!("line 2: :INIT:WAV:STAR 1530NM is not a query, and this is {why}; nothing was sent");
            assert!(told.contains(&words), "{told}");
            assert_eq!(sim.ask("INIT:WAV:STAR?"), "1.52000000E-006");
            let output = sim.play("*IDN?\n", &arguments);
            let told = String::from_utf8(output.stdout).unwrap();
            assert!(told.contains("-> EXFO,CTP10,SIM00001"), "{told}");
        }
    }
}

#[test]
fn a_script_ends_at_the_first_command_that_is_refused() {
    let sim = Sim::start("play-refused", None);
    let output = sim.play(":INIT:WAV:STAR 2000NM\n:INIT:WAV:STAR 1530NM\n", &["--run"]);
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(told.contains("the instrument says Data out of range (-222)"), "{told}");
    assert_eq!(sim.ask("INIT:WAV:STAR?"), "1.52000000E-006");
    let output = sim.play("wait long\n", &["--run"]);
    assert!(String::from_utf8(output.stderr).unwrap().contains("line 1"));
}
