//! `ctp10 keys`: named at a terminal, and listed for everybody.

use crate::rig::{Sim, told};

#[test]
fn keys_are_listed_by_topic_and_as_json_and_those_of_a_keymap_count() {
    let sim = Sim::start("keys", None);
    let output = sim.run(&["keys", "--list"]);
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));
    assert!(
        told(&output).lines().any(|line| line.contains('!') && line.contains("all-off")),
        "{}",
        told(&output)
    );
    let keymap = sim.file("keymap.toml");
    std::fs::write(&keymap, "[keys]\nfreeze = ['b']\n").unwrap();
    let output = sim.run(&["keys", "--json", "--keymap", &keymap]);
    let found: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let freeze = found["keys"].as_array().unwrap().iter().find(|row| row["action"] == "freeze").unwrap();
    assert_eq!((&freeze["keys"], &freeze["topic"]), (&serde_json::json!(["b"]), &"Live power".into()));
    std::fs::write(&keymap, "[keys]\nfreze = ['b']\n").unwrap();
    assert_eq!(sim.run(&["keys", "--list", "--keymap", &keymap]).status.code(), Some(2));
    // There is no terminal to read from.
    let output = sim.command(&["keys"]).stdin(std::process::Stdio::null()).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", told(&output));
    assert!(told(&output).contains("--list"), "{}", told(&output));
}

#[cfg(unix)]
#[test]
fn a_key_is_named_as_it_arrives_until_q() {
    use std::io::{Read, Write};

    use portable_pty::{CommandBuilder, PtySize, native_pty_system};

    let folder = tempfile::tempdir().unwrap();
    for end in ["q", "\u{3}"] {
        let pair = native_pty_system()
            .openpty(PtySize { rows: 24, cols: 100, pixel_width: 0, pixel_height: 0 })
            .unwrap();
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_ctp10"));
        command.args(["keys"]);
        command.env("HOME", folder.path());
        let mut child = pair.slave.spawn_command(command).unwrap();
        let (mut reader, mut writer) =
            (pair.master.try_clone_reader().unwrap(), pair.master.take_writer().unwrap());
        drop(pair.slave);
        let mut said = String::new();
        let mut until = |words: &str| {
            let mut bytes = [0; 1024];
            while !said.contains(words) {
                let count = reader.read(&mut bytes).unwrap();
                said += &String::from_utf8_lossy(&bytes[..count]);
            }
            said.clone()
        };
        until("action");
        writer.write_all(b"\x1b[A").unwrap();
        assert!(until("↑").contains("1b 5b 41"));
        writer.write_all(b"!").unwrap();
        until("all-off");
        writer.write_all(end.as_bytes()).unwrap();
        assert!(child.wait().unwrap().success());
    }
}
