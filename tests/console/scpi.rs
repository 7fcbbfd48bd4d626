//! A conversation in SCPI, and the transcript of it.

use std::time::Duration;

use super::pages::ready;
use super::rig::on_held_clock;

#[test]
fn a_conversation_in_scpi_asks_before_it_harms() {
    on_held_clock(async {
        let mut rig = ready().await;
        rig.sweep().await;
        rig.until("the sweep is done").await;
        rig.keys("!").await;
        rig.until("no laser on").await;
        rig.keys("C").await;
        for (typed, words) in [
            ("*IDN?", "EXFO,CTP10,SIM00001"),
            (":INIT:WAV:STAR 1530NM", "> :INIT:WAV:STAR 1530NM"),
            (":TRAC:SENS4:CHAN1:TYPE1:DATA? BIN,DB", "block of 240004 bytes:"),
            ("FROBNICATE?", "> FROBNICATE?"),
            (":CTP:RLAS1:POW 12DBM", "above the cap of 10 dBm"),
            (":CTP:RLAS1:WAV 1550NM;POW 12DBM", "above the cap of 10 dBm"),
        ] {
            rig.type_text(typed).await;
            rig.keys("Enter").await;
            rig.until(words).await;
            rig.pass(Duration::from_secs(1)).await;
        }
        assert_eq!(rig.ask("INIT:WAV:STAR?").await, "1.53000000E-006");
        // A question that is no question ends the line, which is made anew; the queue says why.
        rig.pass(Duration::from_secs(10)).await;
        rig.until("Undefined header (-113)").await;
        for (typed, refused) in
            [("*RST", "Send “*RST”?"), (":CTP:RLAS1:POW:STAT ON", "may turn laser emission on")]
        {
            rig.type_text(typed).await;
            rig.keys("Enter").await;
            rig.until(refused).await;
            rig.keys("Enter").await;
            rig.pass(Duration::from_secs(2)).await;
            assert!(!rig.emits(1).await);
        }
        assert_eq!(rig.ask("INIT:WAV:STAR?").await, "1.53000000E-006", "nothing was reset");
        rig.paste("*IDN?\r\n*RST\r\n:CTP:RLAS1:POW:STAT ON\n").await;
        rig.keys("Enter").await;
        rig.pass(Duration::from_secs(2)).await;
        assert_eq!(rig.ask("INIT:WAV:STAR?").await, "1.53000000E-006");
        assert!(!rig.emits(1).await);
        rig.keys("n Esc C").await;
        rig.type_text(":CTP:RLAS1:POW:STAT ON").await;
        rig.keys("Enter").await;
        rig.until("may turn laser emission on").await;
        rig.keys("y").await;
        rig.until("EMITTING laser 1").await;
    });
}

#[test]
fn the_transcript_is_filtered_and_saved_as_a_script() {
    on_held_clock(async {
        let mut rig = ready().await;
        rig.command("laser 1 wavelength 1555").await;
        rig.until("laser 1 wavelength 1555 nm").await;
        rig.command("sweep sampling 2").await;
        rig.until("sampling 2 pm").await;
        rig.keys("T").await;
        assert!(rig.screen().contains(":CTP:RLASer1:WAVelength 1555NM"), "{}", rig.screen());
        assert!(!rig.screen().contains(":POWer?"), "polling is not shown");
        rig.keys("/").await;
        rig.type_text("samp").await;
        rig.keys("Enter").await;
        assert!(
            !rig.screen().contains("1555NM") && rig.screen().contains("SAMPling 2PM"),
            "{}",
            rig.screen()
        );
        rig.keys("/ Esc .").await;
        rig.pass(Duration::from_secs(1)).await;
        assert!(rig.screen().contains(":POWer?"), "{}", rig.screen());
        let path = rig.folder.join("made.scpi");
        rig.command(&format!("transcript script {}", path.display())).await;
        rig.until("saved as").await;
        let script = std::fs::read_to_string(&path).unwrap();
        assert!(script.contains(":CTP:RLASer1:WAVelength 1555NM") && !script.contains(":POWer?"), "{script}");
        rig.command(&format!("transcript python {}", path.with_extension("py").display())).await;
        rig.pass(Duration::from_millis(100)).await;
        let script = std::fs::read_to_string(path.with_extension("py")).unwrap();
        assert!(script.contains("ctp10.write(\":CTP:RLASer1:WAVelength 1555NM\")"), "{script}");
    });
}
