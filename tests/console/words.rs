//! What the console answers: the result, in the words and the unit of whoever asked.

use std::time::Duration;

use ctp10::config::settings::Settings;
use ctp10::simulator::{Options, Scenario};

use super::pages::{ready, ready_with};
use super::rig::{Rig, on_held_clock};

#[test]
fn a_value_is_answered_in_the_unit_that_was_typed() {
    on_held_clock(async {
        let mut rig = ready().await;
        for (command, answer) in [
            ("laser 1 power 3mW", "laser 1 power 3 mW (4.77 dBm)"),
            ("laser 1 wavelength 193.4THz", "laser 1 wavelength 193.4 THz (1550.11612 nm)"),
            ("laser 1 wavelength 1550.5nm", "laser 1 wavelength 1550.5 nm"),
            ("laser 1 power 3dBm", "laser 1 power 3 dBm"),
            ("tls 1 power 500uW", "tls 1 power 500 µW (-3.01 dBm)"),
        ] {
            rig.command(command).await;
            rig.until(&format!(" ▸ {}  ", answer.replace("tls", "TLS"))).await;
        }
        // In the field of a panel, too.
        rig.keys("2 l Enter").await;
        rig.type_text("2mW").await;
        rig.keys("Enter").await;
        rig.until(" ▸ laser 1 power 2 mW (3.01 dBm)  ").await;
        for (command, refused) in [
            (
                "laser 1 wavelength 1550GHz",
                "1550 GHz is outside 178447.892 to 241768.111 GHz; the nearest is 178447.892 GHz",
            ),
            ("laser 1 wavelength 300THz", "the nearest is 241.768111 THz"),
            ("laser 1 power 20mW", "20 mW is above the cap of 10 mW for laser 1"),
            ("laser 1 power 20dBm", "20 dBm is above the cap of 10 dBm for laser 1"),
        ] {
            rig.command(command).await;
            rig.until(refused).await;
            rig.keys("Esc").await;
        }
    });
}

#[test]
fn a_preset_answers_by_its_name() {
    on_held_clock(async {
        let mut rig = ready().await;
        for command in ["laser 1 power 8dBm", "tls 1 power 8dBm", "preset save p1"] {
            rig.command(command).await;
            rig.pass(Duration::from_secs(1)).await;
        }
        for (commands, answer) in [
            (&["laser 1 power 4.771213dBm"][..], "preset p1: 1 setting"),
            (&["laser 1 power 2dBm", "sweep sampling 2", "sweep stop 1570nm"], "preset p1: 3 settings"),
        ] {
            for command in commands {
                rig.command(command).await;
                rig.pass(Duration::from_secs(1)).await;
            }
            rig.command("preset p1").await;
            rig.until("Enter set").await;
            rig.keys("Enter").await;
            rig.until(&format!(" ▸ {answer}  ")).await;
        }
        // What is set next is nothing of it.
        rig.command("laser 1 power 8dBm").await;
        rig.until(" ▸ laser 1 power 8 dBm  ").await;
    });
}

#[test]
fn commands_about_traces_answer_what_is_so_now() {
    on_held_clock(async {
        let mut rig = ready().await;
        rig.sweep().await;
        rig.until("the sweep is done").await;
        rig.keys("3 d").await;
        rig.until("60001 points").await;
        for (command, answer) in [
            ("peaks excursion 1dB", "a peak or dip stands out by 1 dB at least"),
            ("peaks threshold -30dB", "peaks are above -30 dB, dips below"),
            ("peaks threshold off", "peaks and dips have no threshold"),
            ("peaks width 3dB", "widths are measured 3 dB from the base line"),
            ("view span 2nm", "the window is 1549.0000 to 1551.0000 nm"),
            ("marker 1 1550.5", "marker 1: 1550.50000 nm, -"),
            ("line 1550nm", "a line at 1550 nm"),
            ("line -3dB", "a line at -3 dB"),
            ("trace a mode average 10", "trace A: average 10"),
            ("trace a smooth 11", "trace A is smoothed over 11 points"),
            ("trace a normalise", "trace A is normalised: its greatest level is 0 dB"),
            ("trace a clear", "trace A is empty"),
        ] {
            rig.command(command).await;
            rig.until(&format!(" ▸ {answer}")).await;
        }
    });
}

#[test]
fn all_off_stops_what_sweeps_and_says_both() {
    for (begin, what) in [("s", "the sweep"), ("4 R", "the reference")] {
        on_held_clock(async {
            let mut rig = ready_with(Options::default(), Settings::default()).await;
            rig.keys(begin).await;
            rig.yes().await;
            rig.until("EMITTING laser 1").await;
            rig.pass(Duration::from_millis(500)).await;
            rig.keys("!").await;
            rig.until(&format!("off and {what} stopped, confirmed by the instrument")).await;
            assert_eq!(rig.ask("STAT:OPER:COND?").await, "0");
            assert!(!rig.emits(1).await);
            // Where nothing sweeps there is nothing to stop.
            rig.light().await;
            rig.keys("!").await;
            rig.until(" off, confirmed by the instrument").await;
            assert!(!rig.screen().contains("stopped"), "{}", rig.screen());
        });
    }
}

#[test]
fn who_is_no_ctp10_is_told_so_and_only_what_works_there_is_offered() {
    for (fault, answer) in [
        ("answer = '<!DOCTYPE HTML>'", "it answers “<!DOCTYPE HTML>”"),
        ("answer = 'HTTP/1.1 400 Bad Request'", "it answers “HTTP/1.1 400 Bad Request”"),
        ("answer = 'SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3 and more of it'", "SSH-2.0-OpenSSH_9.2p1"),
    ] {
        on_held_clock(async {
            let scenario = format!("[[fault]]\non = '*IDN?'\n{fault}");
            let scenario: Scenario = toml::from_str(&scenario).unwrap();
            let mut rig = Rig::new(120, 36, Options { scenario, ..Options::default() });
            for (width, height) in [(120, 36), (80, 24), (40, 12)] {
                rig.resize(width, height).await;
                rig.until("is not a CTP10").await;
                let screen = rig.screen();
                assert!(height == 12 || screen.contains(answer), "{screen}");
                assert!(
                    screen.contains("never reached") && !screen.contains("power: the instrument"),
                    "{screen}"
                );
                let footer = screen.lines().last().unwrap();
                for dead in ["align", "freeze", "shorter", "download", "sweep", "edit"] {
                    assert!(!footer.contains(dead), "{dead}: {footer}");
                }
                assert!(
                    (height == 12 || footer.contains("connect")) && footer.contains("q quit"),
                    "{footer}"
                );
            }
        });
    }
}
