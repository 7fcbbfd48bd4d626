//! The link: closed and made again, what may be ordered over it, and what it reports.

use std::time::Duration;

use ctp10::config::settings::Settings;
use ctp10::core::may::May;
use ctp10::core::snapshot::{Light, Link};
use ctp10::simulator::{Options, Scenario};

use super::pages::{ready, ready_with};
use super::rig::{Rig, on_held_clock};

#[test]
fn a_read_only_console_orders_nothing_and_can_still_switch_off() {
    on_held_clock(async {
        let settings = Settings { read_only: true, ..Settings::default() };
        let mut rig = ready_with(Options { speedup: 20.0, ..Options::default() }, settings).await;
        assert!(rig.screen().contains("READ ONLY"), "{}", rig.screen());
        rig.ask("CTP:RLAS1:POW:STAT ON;:CTP:RLAS1:POW:STAT?").await;
        rig.until("EMITTING laser 1").await;
        let why = May::by(true).order().unwrap_err().to_string();
        for line in [
            "laser 1 power 3",
            "sweep-start",
            "abort",
            "reference IN1",
            "laser 2 on",
            "scpi *RST",
            "sweep 1530 1560",
        ] {
            rig.command(line).await;
            rig.until(&why).await;
            rig.command("focus-lasers").await;
        }
        rig.keys("2 + - Enter").await;
        rig.type_text("1560").await;
        rig.keys("Enter Esc 3 s x R").await;
        rig.pass(Duration::from_secs(2)).await;
        assert_eq!(rig.ask("CTP:RLAS1:WAV?").await, "1.55000000E-006");
        assert_eq!(rig.ask("CTP:RLAS1:POW?").await, "8.00000000E+000");
        assert_eq!(rig.ask("STAT:OPER:COND?").await, "0");
        rig.command("scpi *IDN?").await;
        rig.keys("C").await;
        rig.until("EXFO,CTP10").await;
        rig.keys("Esc !").await;
        rig.until("no laser on").await;
    });
}

#[test]
fn the_link_is_closed_for_others_and_made_again() {
    on_held_clock(async {
        let mut rig =
            ready_with(Options { max_clients: Some(1), ..Options::default() }, Settings::default()).await;
        rig.command("disconnect").await;
        rig.until("free for others").await;
        assert_eq!(rig.console.state.context.bench.link, Link::Closed);
        assert_eq!(rig.console.state.context.bench.light(), Light::Unknown);
        assert_eq!(rig.ask("*IDN?").await, "EXFO,CTP10,SIM00001,1.4.0", "somebody else has the only place");
        rig.sweep().await;
        rig.until("not sent: sweep start").await;
        rig.pass(Duration::from_secs(5)).await;
        assert!(
            rig.screen().contains("not connected") || rig.screen().contains("closed"),
            "{}",
            rig.screen()
        );
        rig.command("connect").await;
        rig.until("no laser on").await;
        rig.command("timeout 3").await;
        let told = |rig: &Rig| {
            rig.console.state.messages.newest().any(|m| m.words.contains("an answer may now take 3 s"))
        };
        assert!(told(&rig), "{}", rig.screen());
        rig.until("no laser on").await;
        rig.command("connect ctp10.lab:5026").await;
        rig.until("ctp10.lab:5026").await;
        rig.until("no laser on").await;
    });
}

#[test]
fn the_link_with_light_on_is_closed_only_after_a_yes_and_off_makes_it_again() {
    on_held_clock(async {
        let mut rig = ready().await;
        rig.light().await;
        rig.command("disconnect").await;
        rig.until("Close the connection with laser 1 on?").await;
        rig.keys("n").await;
        assert!(rig.console.wire().is_some());
        rig.command("disconnect").await;
        rig.keys("y").await;
        rig.until("UNKNOWN - TREAT AS ON").await;
        assert!(rig.emits(1).await);
        rig.keys("!").await;
        rig.until("no laser on").await;
        assert!(!rig.emits(1).await);
    });
}

#[test]
fn errors_of_the_instrument_are_kept_and_figures_of_the_line_shown() {
    on_held_clock(async {
        let scenario: Scenario = toml::from_str(
            "[[fault]]\non = 'INIT:SMOD?'\nskip = 1\ntimes = 1\nerror = { code = -240, text = \"Hardware \\u001b[2J error\" }",
        )
        .unwrap();
        let mut rig = ready_with(Options { scenario, ..Options::default() }, Settings::default()).await;
        rig.until("the instrument reports: Hardware").await;
        rig.pass(Duration::from_secs(8)).await;
        rig.keys("S").await;
        rig.pass(Duration::from_secs(2)).await;
        for words in ["time-outs", "per second", "*STB?", "*ESR?", "monitor", "Hardware ␛[2J error (-240)"]
        {
            assert!(rig.screen().contains(words), "{words}\n{}", rig.screen());
        }
        rig.keys("y").await;
        assert!(rig.copied.lock().unwrap().contains("Hardware"), "{:?}", rig.copied);
    });
}
