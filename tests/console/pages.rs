//! The pages, the command line, the link, and what the terminal offers.

use std::time::Duration;

use crossterm::event::{Event, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use ctp10::config::settings::Settings;
use ctp10::core::may::May;
use ctp10::core::snapshot::{Light, Link};
use ctp10::simulator::{Options, Scenario};
use ctp10::ui::common::context::Panel;
use ctp10::ui::frame::{draw, keymap};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Color;

use super::rig::{Away, Rig, on_held_clock, with_one_thread_for_files};

pub(crate) async fn ready() -> Rig {
    ready_with(Options { speedup: 20.0, ..Options::default() }, Settings::default()).await
}

pub(crate) async fn ready_with(options: Options, settings: Settings) -> Rig {
    let mut rig = Rig::with(120, 36, options, settings);
    rig.until("8 positions empty").await;
    rig.until("reference none").await;
    rig.until("no laser on").await;
    rig
}

#[test]
fn help_is_searched_by_word_and_by_key_and_does_what_is_found() {
    on_held_clock(async {
        let mut rig = ready().await;
        rig.keys("?").await;
        rig.type_text("abort").await;
        assert!(rig.screen().contains("Abort the running sweep"), "{}", rig.screen());
        assert!(!rig.screen().contains("SCPI console"));
        rig.keys("Ctrl-u").await;
        rig.type_text("Ctrl-r").await;
        assert!(rig.screen().contains("Redo the last setpoint"), "{}", rig.screen());
        rig.keys("Ctrl-u").await;
        rig.type_text("sweep").await;
        rig.keys("Enter").await;
        rig.yes().await;
        rig.until("scanning").await;
        rig.keys("? ?").await;
        assert!(!rig.screen().contains("search"), "the key that opened the page closes it");
    });
}

#[test]
fn a_panel_has_the_key_in_its_title_that_goes_to_it_from_here() {
    on_held_clock(async {
        let mut rig = ready().await;
        rig.keys("2").await;
        assert!(rig.screen().contains(" 2 Lasers") && rig.screen().contains(" 3 Sweep"), "{}", rig.screen());
        let user = "[keys]\nfocus-lasers = ['f7']\nfocus-sweep = []\n[lasers]\nfocus-detectors = ['f8']\n";
        rig.console.state.context.fixed.keymap = keymap::load(Some(("my.toml", user))).unwrap();
        rig.keys("F7").await;
        let screen = rig.screen();
        for title in [" F7 Lasers", " F8 Detectors", " 1 Power"] {
            assert!(screen.contains(title), "{title}: {screen}");
        }
        assert!(screen.contains("  Sweep") && !screen.contains("3 Sweep"), "it has no key: {screen}");
        rig.keys("F8").await;
        assert!(rig.screen().contains(" 4 Detectors"), "F8 counts in the lasers' panel alone");
        // Where panels are hidden their keys stand in the last title.
        rig.resize(80, 24).await;
        rig.keys("1").await;
        let hidden = rig.screen();
        assert!(hidden.contains("   F7 Lasers   Sweep   5 Trace"), "{hidden}");
    });
}

#[test]
fn help_has_the_commands_too_and_what_is_looked_at_comes_first() {
    on_held_clock(async {
        let mut rig = ready().await;
        for (key, topic) in
            [("2", "Lasers"), ("3", "Sweep"), ("4", "Detectors"), ("5", "Traces"), ("S", "SCPI and status")]
        {
            rig.keys(key).await;
            rig.command("help").await;
            let screen = rig.screen();
            let first = screen.lines().nth(4).unwrap();
            assert!(first.contains(topic), "{topic}: {screen}");
            rig.keys("Esc Esc").await;
        }
        for word in ["mask", "statistics", "band", "csv", "excursion"] {
            rig.keys("?").await;
            rig.type_text(word).await;
            assert!(rig.screen().contains("▸ :"), "{word}: {}", rig.screen());
            rig.keys("Esc Esc").await;
        }
        rig.keys("?").await;
        rig.type_text("mask").await;
        rig.keys("Enter").await;
        rig.type_text("off").await;
        assert!(rig.screen().contains(" :mask off"), "a command goes to the command line: {}", rig.screen());
    });
}

#[test]
fn a_key_that_interrupts_leaves_what_is_open_and_then_the_program() {
    on_held_clock(async {
        let mut rig = ready().await;
        for (opened, seen) in [
            (":", "Esc leave"),
            ("2 Enter", "Enter set"),
            ("?", "type to search"),
            ("2 L", "Switch laser 1 on?"),
            ("S", "instrument"),
            ("F2", "page down"),
        ] {
            rig.keys(opened).await;
            assert!(rig.screen().contains(seen), "{opened}: {}", rig.screen());
            rig.keys("Ctrl-c").await;
            assert!(rig.end.is_none() && !rig.screen().contains(seen), "{opened}: {}", rig.screen());
        }
        rig.keys("Ctrl-c").await;
        assert!(rig.end.is_some(), "nothing is open");
    });
}

#[test]
fn each_command_answers_and_a_refused_line_makes_way() {
    on_held_clock(async {
        let mut rig = ready().await;
        let last = |rig: &Rig| rig.console.state.messages.newest().next().unwrap().words.clone();
        rig.command("mask nofile.toml").await;
        rig.until("nofile.toml").await;
        for line in ["line -3dB", "theme light", "glyphs ascii"] {
            rig.command(line).await;
            assert!(!last(&rig).contains("nofile"), "{line}: {}", rig.screen());
            rig.keys("Esc").await;
        }
        rig.keys(":").await;
        rig.type_text("nonsense").await;
        rig.keys("Enter").await;
        assert!(rig.screen().contains("there is no command"), "{}", rig.screen());
        rig.type_text(":help").await;
        assert!(rig.screen().contains(" :help"), "{}", rig.screen());
        rig.keys("Enter").await;
        assert!(rig.screen().contains("type to search"), "{}", rig.screen());
    });
}

#[test]
fn the_command_line_completes_recalls_and_says_what_is_wrong() {
    on_held_clock(async {
        let mut rig = ready().await;
        rig.keys(":").await;
        rig.type_text("las").await;
        assert!(rig.screen().contains("laser <laser> power <power>"), "{}", rig.screen());
        rig.keys("Tab").await;
        rig.type_text(" 2 wav").await;
        rig.keys("Tab").await;
        rig.type_text("1320nm").await;
        rig.keys("Enter").await;
        rig.until("laser 2 wavelength 1320 nm").await;
        rig.keys(": Up").await;
        assert!(rig.screen().contains(":laser 2 wavelength 1320nm"), "{}", rig.screen());
        rig.keys("Esc").await;
        for (typed, words) in [
            ("frobnicate 3", "there is no command \"frobnicate\"; Tab"),
            ("lasre 1 on", "there is no command \"lasre\" (did you mean laser?)"),
            ("laser 11 off", "\"11\" is not a laser position; choose from 1 to 10"),
            ("laser 1", "incomplete"),
            ("tls 5 start 1550", "\"5\" is not a TLS; choose from 1 to 4"),
            ("sweep 1600 1500", "a sweep starts at the shorter wavelength: type it like sweep 1500nm 1600nm"),
            ("sweep start", "give the value"),
            ("connect here and there", "incomplete"),
            ("connect a_b:99999", "is not an address"),
            ("timeout 0", "0.1 to 120 s"),
            ("preset ../../etc/passwd", "is not a preset name"),
            ("preset nothing", "the preset nothing"),
            ("theme pink", "\"pink\" is not a theme; choose from dark, light"),
            ("glyphs runes", "choose from octant, braille, blocks, ascii"),
            ("window 7", "is not a window; choose from 5, 10"),
            ("form engine", "incomplete"),
            ("download 4/9", "is not a detector"),
            ("download 4/1 24", "is not a trace type"),
        ] {
            rig.command(typed).await;
            assert!(rig.screen().contains(words), "{typed}: {}", rig.screen());
            rig.keys("Esc").await;
        }
        // Every action has its name there.
        rig.command("focus-messages").await;
        assert_eq!(rig.console.state.context.selection.focus, Panel::Messages);
    });
}

#[test]
fn light_goes_on_from_the_command_line_only_after_a_yes() {
    on_held_clock(async {
        let mut rig = ready().await;
        rig.command("laser 2 on").await;
        rig.until("Switch laser 2 on?").await;
        rig.keys("Enter").await;
        rig.pass(Duration::from_secs(3)).await;
        assert!(!rig.emits(2).await);
        rig.command("laser 2 on").await;
        rig.keys("y").await;
        rig.until("EMITTING laser 2").await;
        rig.command("laser 2 off").await;
        rig.until("laser 2 off, confirmed").await;
        rig.command("laser 5 on").await;
        rig.until("position 5 is empty; not sent: laser 5 on").await;
    });
}

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

#[test]
fn themes_glyphs_and_a_panel_on_the_whole_screen() {
    on_held_clock(async {
        let mut rig = ready().await;
        rig.light().await;
        rig.command("theme plain").await;
        let colours = |rig: &Rig| {
            rig.console
                .terminal
                .backend()
                .buffer()
                .content()
                .iter()
                .filter(|cell| cell.fg != Color::Reset)
                .count()
        };
        assert_eq!(colours(&rig), 0);
        rig.keys("Ctrl-t").await;
        assert!(colours(&rig) > 0);
        let braille =
            |rig: &Rig| rig.screen().chars().filter(|c| ('\u{2801}'..='\u{28ff}').contains(c)).count();
        assert!(braille(&rig) > 0);
        for glyphs in ["octant", "blocks", "ascii"] {
            rig.command(&format!("glyphs {glyphs}")).await;
            assert_eq!(braille(&rig), 0, "{glyphs}");
        }
        rig.keys("6 z").await;
        assert!(rig.screen().contains("6 Messages") && !rig.screen().contains("1 Power"), "{}", rig.screen());
        rig.keys("Esc").await;
        assert!(rig.screen().contains("1 Power"));
    });
}

#[test]
fn the_mouse_points_and_answers_no_question() {
    on_held_clock(async {
        let mut rig = ready().await;
        let at =
            |column, row, kind| Event::Mouse(MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE });
        let click = MouseEventKind::Down(MouseButton::Left);
        // The second row of the lasers at 120x36.
        rig.send(at(6, 24, click));
        rig.pass(Duration::from_millis(40)).await;
        assert_eq!(rig.console.state.context.selection.focus, Panel::Lasers);
        assert_eq!(rig.console.state.context.selected_laser().unwrap().number(), 2, "{}", rig.screen());
        rig.send(at(6, 24, MouseEventKind::ScrollUp));
        rig.pass(Duration::from_millis(40)).await;
        assert_eq!(rig.console.state.context.selected_laser().unwrap().number(), 1);
        rig.send(at(60, 25, click));
        rig.pass(Duration::from_millis(40)).await;
        assert_eq!(rig.console.state.context.selection.focus, Panel::Sweep);
        rig.keys("2 L").await;
        rig.until("Switch laser 1 on?").await;
        for row in 0..36 {
            for column in 0..120 {
                rig.send(at(column, row, click));
            }
        }
        rig.pass(Duration::from_secs(3)).await;
        assert!(!rig.emits(1).await);
        rig.keys("n M").await;
        assert!(!rig.console.state.context.view.mouse, "the terminal has it");
        rig.keys("M").await;
        assert!(rig.console.state.context.view.mouse);
    });
}

#[test]
fn a_value_and_a_table_are_copied() {
    on_held_clock(async {
        let mut rig = ready().await;
        rig.keys("2 y").await;
        assert_eq!(*rig.copied.lock().unwrap(), "1550 nm");
        assert!(rig.screen().contains("if the terminal takes them"), "{}", rig.screen());
        rig.keys("1 y").await;
        assert_eq!(rig.copied.lock().unwrap().lines().count(), 4);
    });
}

#[test]
fn every_page_is_drawn_at_every_size() {
    on_held_clock(async {
        let mut rig = ready().await;
        rig.light().await;
        rig.sweep().await;
        rig.until("the sweep is done").await;
        rig.keys("d").await;
        rig.until("60001 points").await;
        rig.command("preset save one").await;
        rig.command("scpi *IDN?").await;
        rig.pass(Duration::from_secs(1)).await;
        let places = [
            "1",
            "2 z",
            "3",
            "4",
            "5",
            "6",
            "?",
            "2 f",
            "3 f",
            "4 f Enter",
            "a",
            "S",
            "T .",
            "C",
            "p Enter",
            ":",
            "2 j L",
            "q",
            "D x",
        ];
        for keys in places {
            rig.keys(&format!("Esc Esc Esc {keys}")).await;
            for width in 1..=160 {
                for height in 1..=50 {
                    // Every width and every height, and every pair of small ones.
                    if width > 90 && height > 30 && (width + height) % 7 != 0 {
                        continue;
                    }
                    let area = Rect::new(0, 0, width, height);
                    let mut buffer = Buffer::empty(area);
                    draw::screen(&rig.console.state, area, &mut buffer);
                    if width >= 40 && height >= 12 {
                        let text: String =
                            buffer.content().iter().map(ratatui::buffer::Cell::symbol).collect();
                        assert!(
                            text.contains("SIMULATED") && text.contains("EMITTING"),
                            "{keys} at {width}x{height}"
                        );
                    }
                }
            }
            if keys.ends_with('z') {
                rig.keys("Esc").await;
            }
        }
    });
}
