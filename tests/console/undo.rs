//! What was set is taken back, and done again.

use std::time::Duration;

use super::controls::{CONTROLS, ready};
use super::rig::on_held_clock;

#[test]
fn ten_edits_are_taken_back_and_done_again() {
    on_held_clock(async {
        let mut rig = ready().await;
        let questions: Vec<&str> = CONTROLS.iter().map(|(_, _, _, question, _)| *question).collect();
        let mut all = questions.clone();
        all.extend(["INIT:TLS1:SPE?", "INIT:TLS1:WAV:STAR?", "INIT:TLS1:WAV:STOP?", "CTP:SENS4:CHAN4:WAV?"]);
        let mut before = Vec::new();
        for question in &all {
            before.push(rig.ask(question).await);
        }
        let edits = [
            "tls 1 laser 2",
            "tls 1 power 3",
            "laser 1 wavelength 1555",
            "sweep sampling 0.02",
            "sweep start 1600",
            "sweep 1510 1520 0.1",
            "detector IN2 wavelength 1310",
            "laser 1 power -5",
            "sweep stabilization off,12.5",
            "sweep mode cont",
        ];
        for edit in edits {
            rig.command(edit).await;
            rig.pass(Duration::from_millis(500)).await;
        }
        let mut after = Vec::new();
        for question in &all {
            after.push(rig.ask(question).await);
        }
        assert_ne!(before, after);
        for _ in edits {
            rig.keys("u").await;
            rig.pass(Duration::from_millis(700)).await;
        }
        for (question, held) in all.iter().zip(&before) {
            assert_eq!(rig.ask(question).await, *held, "{question}\n{}", rig.screen());
        }
        rig.keys("u").await;
        rig.until("there is nothing to undo").await;
        for _ in edits {
            rig.keys("Ctrl-r").await;
            rig.pass(Duration::from_millis(700)).await;
        }
        for (question, held) in all.iter().zip(&after) {
            assert_eq!(rig.ask(question).await, *held, "{question} again");
        }
        assert!(!rig.emits(1).await && !rig.emits(2).await);
    });
}

#[test]
fn undo_asks_when_somebody_else_changed_the_value() {
    on_held_clock(async {
        let mut rig = ready().await;
        rig.command("laser 1 wavelength 1555").await;
        rig.until("laser 1 wavelength 1555 nm").await;
        rig.ask("CTP:RLAS1:WAV 1560NM;:CTP:RLAS1:WAV?").await;
        rig.until("1560.000").await;
        rig.keys("u").await;
        rig.until("Undo anyway?").await;
        rig.keys("n").await;
        rig.pass(Duration::from_secs(1)).await;
        assert_eq!(rig.ask("CTP:RLAS1:WAV?").await, "1.56000000E-006");
        rig.keys("u y").await;
        rig.pass(Duration::from_secs(1)).await;
        assert_eq!(rig.ask("CTP:RLAS1:WAV?").await, "1.55000000E-006");
    });
}

#[test]
fn undo_that_raises_light_does_not_write_over_what_somebody_set_during_the_question() {
    on_held_clock(async {
        let mut rig = ready().await;
        rig.command("laser 1 power 5dBm").await;
        rig.until("laser 1 power 5 dBm").await;
        rig.ask("CTP:RLAS1:POW:STAT ON;:CTP:RLAS1:POW?").await;
        rig.until("EMITTING laser 1").await;
        rig.command("laser 1 power 2dBm").await;
        rig.until("laser 1 power 2 dBm").await;
        rig.keys("u").await;
        rig.until("Increase the power?").await;
        rig.ask("CTP:RLAS1:POW 1DBM;:CTP:RLAS1:POW?").await;
        rig.keys("y").await;
        rig.until("not 2 dBm: another client changed it").await;
        assert_eq!(rig.ask("CTP:RLAS1:POW?").await, "1.00000000E+000");
    });
}

#[test]
fn undo_does_not_write_over_what_somebody_else_has_just_set() {
    on_held_clock(async {
        let mut rig = ready().await;
        rig.command("laser 1 wavelength 1555").await;
        rig.until("laser 1 wavelength 1555 nm").await;
        // Nothing was read since.
        rig.ask("CTP:RLAS1:WAV 1560NM;:CTP:RLAS1:WAV?").await;
        rig.keys("u").await;
        rig.until("laser 1 wavelength is 1560 nm, not 1555 nm: another client changed it").await;
        assert_eq!(rig.ask("CTP:RLAS1:WAV?").await, "1.56000000E-006");
        // The step is still there, and now it is known what it would write over.
        rig.keys("u").await;
        rig.until("Undo anyway?").await;
    });
}
