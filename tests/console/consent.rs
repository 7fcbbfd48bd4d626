//! Light goes out by a yes to a question that could be read, and for no more than it showed.

use std::time::Duration;

use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use ctp10::config::settings::Settings;
use ctp10::core::ids::LaserSet;
use ctp10::core::laser::LightSeen;
use ctp10::simulator::{Options, Scenario};
use ctp10::ui::frame::state::InputMode;

use super::rig::{Rig, on_held_clock};

async fn ready() -> Rig {
    ready_with(Options { speedup: 20.0, ..Options::default() }).await
}

async fn ready_with(options: Options) -> Rig {
    let mut rig = Rig::with(120, 36, options, Settings::default());
    rig.until("8 positions empty").await;
    rig.until("reference none").await;
    rig.until("no laser on").await;
    rig.pass(Duration::from_secs(6)).await;
    rig
}

/// How often a command went to the instrument.
fn sent(rig: &Rig, words: &str) -> usize {
    rig.console
        .state
        .context
        .fixed
        .transcript
        .pick(usize::MAX, |exchange| exchange.message.contains(words))
        .len()
}

fn asks(rig: &Rig) -> bool {
    matches!(rig.console.state.frame.mode, InputMode::Confirm(_))
}

#[test]
fn a_burst_switches_nothing_on() {
    on_held_clock(async {
        let mut rig = ready().await;
        for burst in [
            "2 L y",
            ": l a s e r Space 1 Space o n Enter y",
            "2 L y y y y",
            "y y y y y L y y y y y y",
            "s y",
            "4 R y",
            "C : C T P : R L A S : P O W : S T A T Space O N Enter y",
        ] {
            rig.burst(burst).await;
            // The question may stand: what comes in one burst with it, or behind it in another, is no answer.
            rig.pass(Duration::from_secs(1)).await;
            rig.burst("y y").await;
            assert!(!asks(&rig) || rig.screen().contains("did not count"), "{}", rig.screen());
            rig.pass(Duration::from_secs(3)).await;
            rig.keys("Esc Esc Esc").await;
        }
        // The end of a paste inside a paste: the terminal gives the rest as keys.
        rig.paste("\u{1b}[201~2Ly").await;
        rig.burst("2 L y").await;
        rig.pass(Duration::from_secs(3)).await;
        rig.keys("Esc Esc").await;
        // A key that is held repeats.
        rig.keys("2 L").await;
        for _ in 0..40 {
            let held = KeyEvent {
                kind: KeyEventKind::Repeat,
                ..KeyEvent::new(KeyCode::Char('y'), KeyModifiers::NONE)
            };
            rig.send(Event::Key(held));
            rig.pass(Duration::from_millis(33)).await;
        }
        assert!(asks(&rig), "it still stands");
        for order in ["STATe ON", "STAT ON", "INITiate:IMM", ":REFerence"] {
            let of_reference = |said: &str| {
                said.split(';').any(|unit| unit.contains(":REFerence") && unit.contains(":INIT"))
            };
            let count = if order == ":REFerence" {
                rig.console
                    .state
                    .context
                    .fixed
                    .transcript
                    .pick(usize::MAX, |e| of_reference(&e.message))
                    .len()
            } else {
                sent(&rig, order)
            };
            assert_eq!(count, 0, "{order}");
        }
        assert!(!rig.emits(1).await);
        // The same question takes a key that comes by itself.
        rig.keys("y").await;
        rig.until("EMITTING laser 1").await;
    });
}

fn key(c: char) -> Event {
    Event::Key(KeyEvent::new(KeyCode::Char(c), KeyModifiers::NONE))
}

/// The question has not stood for long enough: a yes does not count now, and does in two seconds.
async fn a_yes_counts_later(rig: &mut Rig) {
    rig.send(key('y'));
    rig.pass(Duration::from_millis(20)).await;
    assert!(rig.screen().contains("did not count"), "{}", rig.screen());
    rig.pass(Duration::from_secs(2)).await;
    assert_eq!(sent(rig, "STATe ON"), 0);
    rig.send(key('y'));
    rig.until("EMITTING laser 1").await;
}

#[test]
fn a_yes_counts_only_when_the_question_stood_for_300_ms() {
    on_held_clock(async {
        let mut rig = ready().await;
        rig.send(key('2'));
        rig.send(key('L'));
        rig.pass(Duration::from_millis(40)).await;
        assert!(rig.screen().contains("Switch laser 1 on?") && !rig.screen().contains("press one key"));
        // 240 ms after it was painted, at the most.
        rig.pass(Duration::from_millis(200)).await;
        a_yes_counts_later(&mut rig).await;
    });
}

#[test]
fn a_resize_begins_the_300_ms_anew() {
    on_held_clock(async {
        let mut rig = ready().await;
        rig.keys("2 L").await;
        rig.pass(Duration::from_secs(1)).await;
        rig.resize(160, 40).await;
        rig.pass(Duration::from_millis(100)).await;
        a_yes_counts_later(&mut rig).await;
    });
}

#[test]
fn the_yes_binds_what_was_shown() {
    // What somebody else does while the question stands, and what is said of it.
    let cases = [
        (
            "2 L",
            "CTP:RLAS1:POW 9.9DBM",
            "8 (unit unknown: 8 dBm or 8 mW) was shown, now it is 9.9 (unit unknown",
        ),
        ("2 L", "CTP:RLAS1:WAV 1610NM", "1550.000 nm was shown, now it is 1610.000 nm"),
        ("s", "INIT:TLS1:POW 9.9DBM", "was shown, now it is 9.9 (unit unknown"),
        ("s", "INIT:WAV:STOP 1600NM", "1520.000 to 1580.000 nm was shown, now it is 1520.000 to 1600.000 nm"),
        ("s", "INIT:TLS1:ID 2", "was shown, now it is laser 2"),
        ("4 R", "INIT:TLS1:POW 9.9DBM", "was shown, now it is 9.9 (unit unknown"),
    ];
    for (keys, elsewhere, told) in cases {
        on_held_clock(async {
            let mut rig = ready().await;
            let known = rig.screen();
            rig.keys(keys).await;
            assert!(asks(&rig), "{keys}: {known}");
            rig.pass(Duration::from_secs(1)).await;
            // The span of TLS 1 follows its laser: the O band does not meet the scan.
            let scan =
                if elsewhere.contains("ID 2") { ";:INIT:WAV:STAR 1300NM;:INIT:WAV:STOP 1310NM" } else { "" };
            rig.ask(&format!("{elsewhere}{scan};:SYST:ERR?")).await;
            rig.keys("y").await;
            rig.pass(Duration::from_secs(2)).await;
            let said: Vec<&str> = rig.console.state.messages.newest().map(|m| m.words.as_str()).collect();
            let refused = |words: &&str| words.contains("; not done: ") && words.contains(told);
            assert!(said.iter().any(refused), "{keys} {elsewhere}: {said:?}");
            rig.pass(Duration::from_secs(2)).await;
            assert!(sent(&rig, "STATe ON") + sent(&rig, "INITiate:IMM") == 0, "{keys} {elsewhere}");
            assert_eq!(rig.ask("STAT:OPER:COND?").await, "0");
        });
    }
}

#[test]
fn a_question_falls_with_the_link_on_which_it_was_asked() {
    on_held_clock(async {
        let scenario: Scenario =
            toml::from_str("[[fault]]\non = 'INIT:SMOD?'\nskip = 3\ntimes = 1\nclose = true").unwrap();
        let mut rig = ready_with(Options { scenario, ..Options::default() }).await;
        while !rig.console.state.context.bench.is_live() || sent(&rig, ":INITiate:SMODe?") < 3 {
            rig.pass(Duration::from_millis(50)).await;
        }
        rig.keys("2 L").await;
        assert!(asks(&rig));
        let epoch = rig.console.state.context.bench.epoch();
        while rig.console.state.context.bench.epoch() == epoch {
            rig.pass(Duration::from_millis(50)).await;
        }
        rig.pass(Duration::from_secs(1)).await;
        assert!(!asks(&rig));
        assert!(
            rig.console
                .state
                .messages
                .newest()
                .any(|m| m.words.contains("the connection was lost before the answer"))
        );
        rig.keys("y").await;
        rig.pass(Duration::from_secs(3)).await;
        assert_eq!(sent(&rig, "STATe ON"), 0);
    });
}

#[test]
fn what_does_not_fit_is_not_asked_and_a_screen_that_shrinks_says_no() {
    on_held_clock(async {
        let mut rig = ready().await;
        rig.resize(72, 18).await;
        rig.command(&format!("scpi :CTP:RLAS1:POW:STAT ON;:FROB {}", "x".repeat(600))).await;
        assert!(!asks(&rig));
        rig.until("the terminal is too small to ask: 72x").await;
        rig.keys("2 L").await;
        assert!(asks(&rig), "{}", rig.screen());
        rig.pass(Duration::from_secs(1)).await;
        rig.resize(40, 12).await;
        assert!(asks(&rig), "it has room without its frame: {}", rig.screen());
        rig.resize(40, 11).await;
        assert!(!asks(&rig));
        assert!(rig.console.state.messages.newest().any(|m| m.words.contains("answered with no")));
        // Nothing but all-off, q and Ctrl-C acts where nothing can be seen.
        let before = rig.console.state.context.page;
        rig.keys("2 + L y C s R :").await;
        rig.paste("/tmp/x.npz").await;
        assert_eq!((rig.console.state.context.page, asks(&rig)), (before, false));
        rig.resize(120, 36).await;
        assert_eq!(rig.console.state.frame.mode, InputMode::Page);
        rig.pass(Duration::from_secs(2)).await;
        assert_eq!(rig.ask("CTP:RLAS1:WAV?").await, "1.55000000E-006");
        assert!(!rig.emits(1).await);
        rig.light().await;
        rig.resize(20, 3).await;
        rig.keys("q").await;
        assert!(!asks(&rig) && rig.end.is_none(), "what cannot be asked is not done");
        rig.keys("!").await;
        rig.pass(Duration::from_secs(1)).await;
        assert!(!rig.emits(1).await);
        rig.keys("q").await;
        assert!(rig.end.is_some(), "a dark bench is left without a question");
    });
}

#[test]
fn on_the_smallest_screen_questions_are_whole_and_are_answered() {
    on_held_clock(async {
        let mut rig = ready().await;
        rig.resize(40, 12).await;
        rig.keys("2 L").await;
        for words in
            ["Switch laser 1 on?", "laser 1 T100S-HP", "1550.000 nm", "no more than", "y yes", "N no"]
        {
            assert!(rig.screen().contains(words), "{words}: {}", rig.screen());
        }
        rig.yes().await;
        rig.until("EMITTING laser 1").await;
        rig.keys("3 s").await;
        assert!(rig.screen().contains("1520.000 to 1580.000 nm"), "{}", rig.screen());
        rig.yes().await;
        rig.until("scanning").await;
        rig.until("the sweep is done").await;
        rig.keys("q").await;
        assert!(rig.screen().contains("switch it off and leave"), "{}", rig.screen());
        rig.keys("Esc").await;
        insta::assert_snapshot!("bench_40x12", rig.screen());
        rig.keys("1").await;
        insta::assert_snapshot!("power_40x12", {
            rig.keys("z").await;
            rig.screen()
        });
        rig.keys("z 3 d").await;
        rig.until("download of TF live of 4/1").await;
        rig.keys("5").await;
        rig.until("5 Trace  ▸A IN1 live swept 12:00:00").await;
    });
}

#[test]
fn a_sweep_asks_once_and_again_when_it_would_let_out_more() {
    on_held_clock(async {
        let mut rig = ready().await;
        rig.keys("s").await;
        assert!(rig.screen().contains("laser 1   T100S-HP"), "{}", rig.screen());
        assert!(rig.screen().contains("1520.000 to 1580.000 nm"), "{}", rig.screen());
        rig.keys("n s y").await;
        rig.until("the sweep is done").await;
        let asked_again = async |rig: &mut Rig, before: &str| {
            rig.pass(Duration::from_secs(2)).await;
            rig.keys("s").await;
            let asked = asks(rig);
            rig.yes().await;
            rig.pass(Duration::from_secs(10)).await;
            assert_eq!(rig.ask("STAT:OPER:COND?").await, "0", "after {before}");
            asked
        };
        assert!(!asked_again(&mut rig, "nothing").await);
        for (command, asks) in [
            ("sweep start 1530nm", false),
            ("tls 1 power 5", false),
            ("sweep sampling 2", false),
            ("tls 1 power 8.5", true),
            ("tls 1 power 8", false),
            ("sweep stop 1590nm", true),
            ("tls 1 speed 50", false),
            ("all-off", true),
        ] {
            rig.command(command).await;
            assert_eq!(asked_again(&mut rig, command).await, asks, "{command}");
        }
        // Somebody else: even what is no more than was agreed to.
        rig.ask("INIT:TLS1:POW 4DBM;:SYST:ERR?").await;
        rig.pass(Duration::from_secs(6)).await;
        assert!(asked_again(&mut rig, "a change from elsewhere").await);
        assert!(!asked_again(&mut rig, "that").await);
        // Another connection.
        rig.command("connect").await;
        rig.pass(Duration::from_secs(12)).await;
        assert!(asked_again(&mut rig, "another connection").await);
        // Its laser is switched off: here, and by somebody else.
        rig.command("laser 1 off").await;
        assert!(asked_again(&mut rig, "off from here").await);
        rig.ask(":CTP:RLAS1:POW:STAT OFF;:SYST:ERR?").await;
        rig.until("the laser was switched off; the next sweep asks again").await;
        assert!(asked_again(&mut rig, "off from elsewhere").await);
        // What does not come by itself is asked about, and nothing is started while a sweep runs.
        rig.pass(Duration::from_secs(2)).await;
        rig.burst("s s s").await;
        assert!(asks(&rig), "a burst");
        rig.keys("n s").await;
        rig.until("scanning").await;
        rig.keys("s").await;
        rig.until("a sweep is running").await;
        // A reference replaces the one before: always asked.
        rig.until("the sweep is done").await;
        rig.pass(Duration::from_secs(2)).await;
        rig.keys("R").await;
        assert!(asks(&rig), "a reference");
    });
}

#[test]
fn what_nothing_can_light_is_not_started() {
    on_held_clock(async {
        let mut rig = ready().await;
        for laser in [0, 5] {
            rig.ask(&format!("INIT:TLS1:ID {laser};:SYST:ERR?")).await;
            rig.pass(Duration::from_secs(6)).await;
            rig.keys("s").await;
            assert!(!asks(&rig));
            rig.until("the result would be dark; not sent: sweep start").await;
            rig.keys("4 R").await;
            assert!(!asks(&rig));
            rig.until("the result would be dark; not sent: reference of 4/1").await;
        }
        assert_eq!(sent(&rig, ":IMMediate"), 0);
        assert_eq!(rig.ask("STAT:OPER:COND?").await, "0");
    });
}

#[test]
fn more_light_than_was_agreed_to_is_asked_and_less_is_not() {
    on_held_clock(async {
        let mut rig = ready().await;
        rig.light().await;
        rig.command("laser 1 power 6").await;
        rig.pass(Duration::from_secs(1)).await;
        assert_eq!(rig.ask("CTP:RLAS1:POW?").await, "6.00000000E+000");
        rig.command("laser 1 power 8").await;
        rig.pass(Duration::from_secs(1)).await;
        assert_eq!(rig.ask("CTP:RLAS1:POW?").await, "8.00000000E+000", "that much was agreed to");
        rig.keys("2 l +").await;
        assert!(rig.screen().contains("Increase the power?"), "{}", rig.screen());
        assert!(rig.screen().contains("8.10 dBm"), "{}", rig.screen());
        rig.keys("n").await;
        rig.command("laser 1 power 9.9").await;
        assert!(asks(&rig));
        rig.burst("y").await;
        rig.pass(Duration::from_secs(1)).await;
        assert_eq!(rig.ask("CTP:RLAS1:POW?").await, "8.00000000E+000");
        rig.keys("y").await;
        rig.pass(Duration::from_secs(1)).await;
        assert_eq!(rig.ask("CTP:RLAS1:POW?").await, "9.90000000E+000");
        // A wavelength goes out, and what was agreed to goes with it.
        rig.command("laser 1 wavelength 1560").await;
        rig.until("laser 1 wavelength 1560 nm").await;
        assert!(rig.emits(1).await);
        // In the instrument's own words the same.
        rig.command("laser 1 power 8").await;
        rig.pass(Duration::from_secs(1)).await;
        rig.command("scpi :CTP:RLAS1:POW 9.95DBM").await;
        assert!(rig.screen().contains("9.95 dBm"), "{}", rig.screen());
        rig.keys("y").await;
        rig.pass(Duration::from_secs(1)).await;
        assert_eq!(rig.ask("CTP:RLAS1:POW?").await, "9.95000000E+000");
    });
}

#[test]
fn whatever_lets_light_out_is_known_as_ours() {
    on_held_clock(async {
        let one = LaserSet::from_iter(ctp10::core::ids::LaserId::new(1));
        let ours = |rig: &Rig| *rig.console.wire().unwrap().access.observer().ours().borrow();
        let mut rig = ready_with(Options::default()).await;
        assert!(ours(&rig).lit.is_empty() && !ours(&rig).scanning);
        rig.keys("C").await;
        rig.type_text(":CTP:RLAS1:POW:STAT ON").await;
        rig.keys("Enter").await;
        assert!(rig.screen().contains("laser 1   T100S-HP"), "it shows what it lights:\n{}", rig.screen());
        rig.keys("y").await;
        assert_eq!(ours(&rig).lit, one, "before it shines");
        rig.until("EMITTING laser 1").await;
        rig.keys("Esc 2 L").await;
        rig.until("no laser on").await;
        assert!(ours(&rig).lit.is_empty(), "read back as off");
        rig.sweep().await;
        assert_eq!((ours(&rig).lit, ours(&rig).scanning), (one, true));
        assert_eq!(rig.console.state.context.link.ours, ours(&rig));
        // A new worker for the same instrument knows it, too.
        rig.command("timeout 2").await;
        assert_eq!((ours(&rig).lit, ours(&rig).scanning), (one, true));
        rig.until("the sweep is done").await;
        rig.pass(Duration::from_secs(3)).await;
        assert!(!ours(&rig).scanning);
        rig.keys("!").await;
        rig.pass(Duration::from_secs(2)).await;
        assert!(ours(&rig).lit.is_empty());
    });
}

#[test]
fn a_trace_that_was_measured_without_light_is_marked() {
    on_held_clock(async {
        let mut rig = ready_with(Options::default()).await;
        rig.sweep().await;
        rig.pass(Duration::from_millis(100)).await;
        // Somebody else keeps it dark.
        rig.ask(":CTP:RLAS1:POW:STAT OFF;:SYST:ERR?").await;
        rig.until("the sweep had no light: its traces are DARK").await;
        rig.keys("4 d").await;
        rig.until("60001 points").await;
        rig.keys("5").await;
        assert!(rig.screen().contains("▸A DARK IN1 live"), "{}", rig.screen());
        assert!(rig.screen().contains("   DARK   swept 12:00:00   1520.000 to"), "{}", rig.screen());
        let trace = rig.console.state.trace.traces.slots[0].trace.clone().unwrap();
        assert_eq!(trace.provenance.light, LightSeen::Dark);
        rig.keys("2").await;
        rig.light().await;
        rig.sweep().await;
        rig.until("the sweep is done").await;
        rig.keys("4 d").await;
        rig.pass(Duration::from_secs(3)).await;
        let lit =
            rig.console.state.trace.traces.shown().any(|(_, trace)| trace.provenance.light == LightSeen::Lit);
        assert!(lit, "{}", rig.screen());
    });
}

#[test]
fn keys_that_do_not_come_alone_still_say_no_and_still_switch_off() {
    on_held_clock(async {
        let mut rig = ready().await;
        rig.burst("2 L").await;
        rig.burst("n").await;
        assert!(!asks(&rig));
        rig.light().await;
        rig.burst("2 j L !").await;
        rig.pass(Duration::from_secs(1)).await;
        assert!(!rig.emits(1).await && !asks(&rig));
    });
}

#[test]
fn suspending_with_light_on_asks() {
    on_held_clock(async {
        let mut rig = ready().await;
        rig.keys("Ctrl-z").await;
        assert!(!asks(&rig), "a dark bench asks nothing");
        rig.light().await;
        rig.keys("Ctrl-z").await;
        assert!(rig.screen().contains("Suspend with laser 1 on?"), "{}", rig.screen());
        rig.keys("n").await;
        assert!(!asks(&rig) && rig.emits(1).await);
    });
}

#[test]
fn a_question_tells_which_lasers_go_on_and_which_are_on_already() {
    on_held_clock(async {
        let mut rig = ready().await;
        let question = async |rig: &mut Rig, keys: &str| {
            rig.keys(keys).await;
            assert!(asks(rig), "{keys}: {}", rig.screen());
            let screen = rig.screen();
            rig.keys("Esc").await;
            screen
        };
        let dark = question(&mut rig, "s").await;
        assert!(dark.contains("This laser goes on, and stays on:") && !dark.contains("already"), "{dark}");
        rig.light().await;
        for keys in ["s", "4 R"] {
            let lit = question(&mut rig, keys).await;
            assert!(lit.contains("This laser is on already, and stays on:"), "{lit}");
            assert!(lit.contains("laser 1   T100S-HP, on already") && !lit.contains("goes on"), "{lit}");
        }
        // Two TLSs: the other laser goes on.
        rig.command("tls 2 laser 2").await;
        rig.command("sweep 1300nm 1580nm").await;
        rig.pass(Duration::from_secs(8)).await;
        let both = question(&mut rig, "s").await;
        assert!(both.contains("Laser 2 goes on, laser 1 is on already;"), "{both}");
        assert!(both.contains("afterwards the light stays on:"), "{both}");
        // On the smallest screen, too, all of it is said.
        rig.resize(40, 12).await;
        for command in ["tls 1 power 8dBm", "tls 2 power 10dBm"] {
            rig.command(command).await;
            rig.pass(Duration::from_secs(1)).await;
        }
        let small = question(&mut rig, "s").await;
        for words in ["Laser 2 goes on, laser 1 is on already;", "afterwards the light stays on:"] {
            assert!(small.contains(words), "{words}: {small}");
        }
        for words in ["laser 1 T100S-HP, no more than 10 dBm", "laser 2 T200S-O-M, no more than 10 dBm"] {
            assert!(small.contains(words), "{words}: {small}");
        }
        insta::assert_snapshot!("two_lasers_40x12", small);
        rig.keys("s").await;
        rig.yes().await;
        rig.until("▲ EMITTING lasers 1, 2").await;
    });
}

#[test]
fn a_question_tells_how_the_unit_of_a_power_is_settled() {
    const UNKNOWN: &str = "8 (unit unknown: 8 dBm or 8 mW)";
    on_held_clock(async {
        let mut rig = ready().await;
        for (keys, command) in [("2 L", "laser 1 power 8dBm"), ("s", "tls 1 power 8dBm")] {
            rig.keys(keys).await;
            assert!(asks(&rig) && rig.screen().contains(UNKNOWN), "{keys}: {}", rig.screen());
            assert!(rig.screen().contains("to settle the unit, set the power once:"), "{}", rig.screen());
            assert!(rig.screen().contains(&format!(":{command}")), "{}", rig.screen());
            rig.keys("Esc").await;
            rig.command(command).await;
            rig.pass(Duration::from_secs(1)).await;
            rig.keys(keys).await;
            assert!(asks(&rig) && !rig.screen().contains("to settle the unit"), "{keys}: {}", rig.screen());
            rig.keys("Esc").await;
        }
    });
}

#[test]
fn a_power_of_unknown_unit_says_where_it_stands_what_settles_it() {
    const SETTLES: &str = "? dBm or mW: set it once to settle";
    on_held_clock(async {
        let mut rig = ready().await;
        assert_eq!(rig.screen().matches(SETTLES).count(), 2, "of lasers and of the sweep: {}", rig.screen());
        rig.keys("2 l Enter").await;
        assert!(
            rig.screen().contains("now 8.00 dBm or mW, which a unit that is typed settles"),
            "{}",
            rig.screen()
        );
        rig.keys("Esc").await;
        rig.command("laser 1 power 8dBm").await;
        rig.command("tls 1 power 8dBm").await;
        rig.pass(Duration::from_secs(1)).await;
        assert!(!rig.screen().contains(SETTLES), "{}", rig.screen());
    });
}
