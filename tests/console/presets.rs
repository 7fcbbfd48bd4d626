//! Presets.

use std::time::Duration;

use super::pages::ready;
use super::rig::{Away, on_held_clock, with_one_thread_for_files};

#[test]
fn a_preset_shows_what_it_would_change_and_never_switches_light() {
    on_held_clock(async {
        let mut rig = ready().await;
        rig.light().await;
        rig.command("preset save c-band").await;
        rig.until("preset c-band saved").await;
        rig.keys("!").await;
        rig.until("no laser on").await;
        rig.command("laser 1 power 3").await;
        rig.until("laser 1 power 3 dBm").await;
        rig.command("tls 1 laser 2").await;
        rig.until("TLS 1 laser 2").await;
        rig.command("preset c-band").await;
        rig.until("c-band would change 7 settings").await;
        rig.pass(Duration::from_secs(1)).await;
        assert_eq!(rig.ask("CTP:RLAS1:POW?").await, "3.00000000E+000", "it only shows");
        rig.keys("Enter").await;
        rig.until("preset c-band: 7 settings").await;
        assert_eq!(rig.ask("CTP:RLAS1:POW?").await, "8.00000000E+000");
        assert_eq!(rig.ask("INIT:TLS1:ID?").await, "1");
        assert_eq!(rig.ask("INIT:TLS1:WAV:STOP?").await, "1.62700000E-006");
        rig.pass(Duration::from_secs(5)).await;
        assert!(!rig.emits(1).await);
        rig.command("preset save c-band").await;
        rig.until("Overwrite the preset c-band?").await;
        rig.keys("n").await;
        rig.keys("p").await;
        rig.until("c-band").await;
        // A preset from elsewhere with more power than is allowed is shown and refused.
        let path = rig.folder.join("presets/hot.toml");
        std::fs::write(path, "[values]\n\"laser 1 power\" = \"12 dBm\"\n\"sweep start\" = \"1530 nm\"\n")
            .unwrap();
        rig.keys("Esc").await;
        rig.command("preset hot").await;
        rig.until("above the cap of 10 dBm").await;
        rig.keys("Enter").await;
        rig.until("not set: the preset").await;
        assert_eq!(rig.ask("INIT:WAV:STAR?").await, "1.52000000E-006");
    });
}

#[test]
fn a_folder_of_presets_that_does_not_answer_holds_nothing_up() {
    with_one_thread_for_files(async {
        let mut rig = ready().await;
        rig.light().await;
        let away = Away::begin();
        rig.command("preset save slow").await;
        rig.command("preset slow").await;
        rig.keys("!").await;
        rig.until("no laser on").await;
        rig.keys("?").await;
        rig.until("Help").await;
        assert!(!rig.folder.join("presets").exists(), "it was done on the screen's own task");
        away.end().await;
        // Saved, and then read for somebody who is on another page by now.
        rig.until("preset slow was read; open it again to see it").await;
        assert_eq!(rig.console.state.presets.all[0].name, "slow");
        rig.until("Help").await;
    });
}
