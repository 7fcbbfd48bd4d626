//! What stands around the subjects: the header, answers, questions, the list of completions, the log, the footer, the tour.

use std::time::Duration;

use crossterm::event::{Event, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use ctp10::config::session::Session;
use ctp10::config::settings::Settings;
use ctp10::simulator::{Options, Scenario};
use ctp10::ui::common::context::Panel;
use ctp10::ui::frame::own;

use super::pages::{ready, ready_with};
use super::rig::{Rig, on_held_clock, with_one_thread_for_files};

#[test]
fn where_nobody_ever_answered_the_bench_says_so_and_what_to_look_at() {
    on_held_clock(async {
        // Every connection is closed as soon as it is made.
        let mut rig = Rig::new(120, 36, Options { max_clients: Some(0), ..Options::default() });
        for (width, height) in [(120, 36), (80, 24), (40, 12)] {
            rig.resize(width, height).await;
            rig.until("has never answered").await;
            let screen = rig.screen();
            assert!(screen.contains("never reached") && !screen.contains("TREAT AS ON"), "{screen}");
            assert!(height == 12 || screen.contains("the instrument closed the connection"), "{screen}");
            assert!(screen.contains("power: the instrument is on"), "{screen}");
            assert!(height == 12 || screen.contains(":connect HOST"), "{screen}");
        }
        rig.resize(120, 36).await;
        // What needs no instrument is there.
        for (key, words) in [("5", "5 Trace"), ("6", "6 Messages")] {
            rig.keys(key).await;
            assert!(rig.screen().contains(words), "{}", rig.screen());
        }
        rig.keys("2").await;
        rig.until("has never answered").await;
        rig.command("connect ctp10.lab:5026").await;
        rig.until("ctp10.lab:5026 has never answered").await;
        assert!(rig.screen().contains("ping ctp10.lab"), "{}", rig.screen());
        // Too small to be worked on, and as true.
        rig.resize(30, 5).await;
        assert!(rig.screen().contains("never reached"), "{}", rig.screen());
    });
}

#[test]
fn who_left_at_the_traces_is_helped_first_and_finds_them_by_their_key() {
    on_held_clock(async {
        for focus in ["trace", "messages"] {
            let nobody = Options { max_clients: Some(0), ..Options::default() };
            let session = Session { focus: focus.into(), toured: true, ..Session::default() };
            let mut rig = Rig::after((120, 36), nobody, Settings::default(), &session);
            rig.until("has never answered").await;
            rig.keys("? Esc").await;
            assert!(rig.screen().contains("has never answered"), "{focus}: {}", rig.screen());
            rig.keys("5").await;
            assert!(rig.screen().contains("no trace yet"), "{focus}: {}", rig.screen());
        }
    });
}

#[test]
fn what_answered_once_is_unknown_when_it_is_lost_and_elsewhere_nothing_is_known() {
    on_held_clock(async {
        let scenario: Scenario =
            toml::from_str("[[fault]]\non = 'INIT:SMOD?'\nskip = 1\nclose = true").unwrap();
        let mut rig = ready_with(Options { scenario, ..Options::default() }, Settings::default()).await;
        rig.until("not connected").await;
        assert!(rig.screen().contains("UNKNOWN - TREAT AS ON"), "{}", rig.screen());
        assert!(!rig.screen().contains("never"), "{}", rig.screen());
        // The same place again: what was known of it still counts.
        rig.command("disconnect").await;
        rig.until("closed").await;
        assert!(rig.screen().contains("UNKNOWN - TREAT AS ON"), "{}", rig.screen());
    });
}

#[test]
fn a_long_answer_is_whole_is_copied_and_closes() {
    on_held_clock(async {
        let mut rig = ready_with(Options { speedup: 20.0, ..Options::default() }, Settings::default()).await;
        rig.light().await;
        rig.sweep().await;
        rig.until("the sweep is done").await;
        rig.keys("4 d").await;
        rig.until("60001 points").await;
        // What stands within the frame.
        let words = |screen: &str| -> String {
            let rows: Vec<Vec<char>> = screen.lines().map(|line| line.chars().collect()).collect();
            let corner = |row: &Vec<char>, sign| row.iter().position(|&c| c == sign);
            let top = rows.iter().position(|row| row.contains(&'╭'));
            let Some(top) = top else { return String::new() };
            let (left, right) = (corner(&rows[top], '╭').unwrap(), corner(&rows[top], '╮').unwrap());
            let inside = rows[top + 1..].iter().take_while(|row| row[left] == '│');
            let text: Vec<String> = inside.map(|row| row[left + 1..right].iter().collect()).collect();
            text.join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
        };
        for (width, height) in [(120, 36), (80, 24), (40, 12)] {
            rig.resize(width, height).await;
            rig.keys("5 e").await;
            rig.command("measure 3").await;
            rig.until("Esc close").await;
            let told = rig.console.state.messages.newest().next().unwrap().words.clone();
            assert!(told.contains("crosstalk") && told.contains("ITU"), "{told}");
            assert!(words(&rig.screen()).contains(&told), "{told}\n{}", rig.screen());
            rig.keys("y").await;
            assert_eq!(*rig.copied.lock().unwrap(), told);
            assert!(rig.screen().contains("Esc close"), "{}", rig.screen());
            rig.keys("Esc").await;
            assert!(!rig.screen().contains("Esc close") && !words(&rig.screen()).contains(&told));
        }
        // Any other key closes it and does what it does.
        rig.command("measure 3").await;
        rig.until("Esc close").await;
        rig.keys("2").await;
        assert_eq!(rig.console.state.context.selection.focus, Panel::Lasers);
        assert!(!rig.screen().contains("Esc close"), "{}", rig.screen());
        // What has room in the row is told there alone.
        rig.resize(240, 40).await;
        rig.keys("5").await;
        rig.command("statistics").await;
        rig.until("deviation").await;
        assert!(!rig.screen().contains("Esc close"), "{}", rig.screen());
    });
}

#[test]
fn a_key_of_another_panel_says_where_it_counts() {
    on_held_clock(async {
        let mut rig = ready().await;
        for key in ["n", "m", "E"] {
            rig.keys("2").await;
            rig.keys(key).await;
            let words = format!("{key} counts in 5 Trace alone: ");
            assert!(rig.screen().contains(&words), "{words}: {}", rig.screen());
        }
        rig.keys("5 n").await;
        assert!(!rig.screen().contains("n counts in"), "{}", rig.screen());
    });
}

#[test]
fn a_refused_line_has_its_whole_reason_at_every_size() {
    on_held_clock(async {
        let mut rig = ready().await;
        for (width, height) in [(80, 24), (40, 12)] {
            rig.resize(width, height).await;
            rig.command("theme pink").await;
            let words: String = rig.screen().replace(['"', '\n'], " ");
            let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(
                words.contains("is not a theme; choose from dark, light, high-contrast, plain"),
                "{}",
                rig.screen()
            );
            rig.keys("Esc").await;
        }
    });
}

#[test]
fn a_long_error_of_the_instrument_is_whole_at_every_size() {
    on_held_clock(async {
        let text = (0..12).map(|n| format!("part {n} of a long story")).collect::<Vec<_>>().join("; ");
        let fault = format!(
            "[[fault]]\non = 'INIT:SMOD?'\nskip = 1\ntimes = 1\nerror = {{ code = -240, text = \"{text}\" }}"
        );
        let scenario: Scenario = toml::from_str(&fault).unwrap();
        let mut rig = Rig::new(80, 24, Options { scenario, ..Options::default() });
        rig.until("part 11 of a").await;
        rig.resize(40, 12).await;
        rig.until("row 1 of").await;
        rig.keys("PageDown PageDown PageDown").await;
        assert!(rig.screen().contains("(-240)"), "{}", rig.screen());
    });
}

#[test]
fn completion_knows_what_there_is_and_says_how_much_more() {
    on_held_clock(async {
        let mut rig = ready().await;
        rig.command("preset save c-band").await;
        rig.until("preset c-band saved").await;
        for (width, height) in [(120, 36), (80, 24)] {
            rig.resize(width, height).await;
            for (typed, wanted) in [
                ("laser ", &["1  T100S-HP", "2  T200S-O-M"][..]),
                (
                    "laser 1 ",
                    &["laser <laser> cap <power...>  ", "on  ", "  off  ", "wavelength", "power", "cap"],
                ),
                ("preset ", &["c-band  saved 20", " UTC"]),
                ("scpi ", &["… ", " more"]),
            ] {
                rig.keys(":").await;
                rig.type_text(typed).await;
                rig.pass(Duration::from_millis(100)).await;
                let screen = rig.screen();
                for words in wanted {
                    assert!(screen.contains(words), "{typed:?} {words:?}\n{screen}");
                }
                rig.keys("Esc").await;
            }
            // Each command is apart from what is said of it.
            rig.keys(":").await;
            rig.type_text("s").await;
            let screen = rig.screen();
            assert!(screen.contains("… ") && screen.contains(" more"), "{screen}");
            for row in screen.lines().filter(|row| row.contains("Set the ") && row.contains('<')) {
                assert!(row.contains("  Set the "), "{row}");
            }
            rig.keys("Esc").await;
        }
        // The list goes along with what is chosen.
        rig.keys(":").await;
        rig.type_text("scpi ").await;
        for _ in 0..20 {
            rig.keys("Tab").await;
        }
        assert!(rig.screen().contains("▸ ") && rig.screen().contains(" above, "), "{}", rig.screen());
    });
}

#[test]
fn presets_have_their_time_and_go_after_a_question() {
    on_held_clock(async {
        let mut rig = ready().await;
        for name in ["one", "two"] {
            rig.command(&format!("preset save {name}")).await;
            rig.until(&format!("preset {name} saved")).await;
        }
        rig.keys("p").await;
        rig.until("one").await;
        assert!(rig.screen().contains(" UTC") && rig.screen().contains("Delete delete"), "{}", rig.screen());
        rig.keys("Down Delete").await;
        rig.until("Delete the preset two?").await;
        rig.keys("n").await;
        assert!(rig.folder.join("presets/two.toml").exists());
        rig.keys("Delete y").await;
        rig.until("preset two deleted").await;
        assert!(
            !rig.folder.join("presets/two.toml").exists() && rig.folder.join("presets/one.toml").exists()
        );
        rig.keys("Esc").await;
        rig.command("preset delete one").await;
        rig.until("Delete the preset one?").await;
        rig.keys("y").await;
        rig.until("preset one deleted").await;
        rig.command("preset delete one").await;
        rig.keys("y").await;
        rig.until("the preset one: ").await;
        assert!(!rig.screen().contains("os error"), "{}", rig.screen());
    });
}

#[test]
fn what_others_do_is_in_the_log_and_what_is_done_here_is_not_theirs() {
    on_held_clock(async {
        let mut rig = ready().await;
        let told = |rig: &Rig, words: &str| {
            rig.console.state.messages.newest().filter(|message| message.words.contains(words)).count()
        };
        rig.light().await;
        rig.sweep().await;
        rig.until("the sweep is done").await;
        rig.command("laser 1 wavelength 1555").await;
        rig.until("laser 1 wavelength 1555 nm").await;
        rig.keys("!").await;
        rig.until("no laser on").await;
        rig.pass(Duration::from_secs(5)).await;
        assert_eq!(told(&rig, "not from here"), 0, "{}", rig.console.state.messages.newest().count());
        rig.ask("CTP:RLAS2:POW:STAT ON;*OPC?").await;
        rig.until("laser 2 on: not from here").await;
        rig.ask("CTP:RLAS2:POW:STAT OFF;*OPC?").await;
        rig.until("laser 2 off: not from here").await;
        rig.ask("CTP:RLAS1:WAV 1560NM;*OPC?").await;
        rig.pass(Duration::from_secs(8)).await;
        assert_eq!(told(&rig, "laser 1 wavelength 1560 nm: not from here"), 1);
        // What was lit here and is put out by somebody else.
        rig.light().await;
        rig.ask("CTP:RLAS1:POW:STAT OFF;*OPC?").await;
        rig.until("laser 1 off: not from here").await;
        assert_eq!(told(&rig, "not from here"), 4);
    });
}

#[test]
fn undo_and_redo_say_what_they_did() {
    on_held_clock(async {
        let mut rig = ready().await;
        rig.command("laser 1 wavelength 1555").await;
        rig.until("laser 1 wavelength 1555 nm").await;
        rig.keys("u").await;
        rig.until("undone: laser 1 wavelength 1555 nm → 1550 nm").await;
        rig.keys("Ctrl-r").await;
        rig.until("redone: laser 1 wavelength 1550 nm → 1555 nm").await;
    });
}

#[test]
fn a_reference_shows_how_far_it_is_and_how_long_it_still_takes() {
    on_held_clock(async {
        let mut rig = ready_with(Options::default(), Settings::default()).await;
        rig.sweep().await;
        rig.until("the sweep is done").await;
        rig.command("reference IN1").await;
        rig.yes().await;
        // Nobody knows yet how long one takes here.
        rig.until("; 5 to 30 s are usual").await;
        let screen = rig.screen();
        assert!(screen.contains("referencing IN1 for "), "{screen}");
        assert!(screen.contains("the reference of IN1 is being taken"), "{screen}");
        assert!(!screen.contains("the sweep is done") && !screen.contains(" left"), "{screen}");
        rig.until("reference of 4/1: valid").await;
        let told = rig.console.state.messages.newest().next().unwrap().words.clone();
        let took: f64 = told.split(", in ").nth(1).unwrap().strip_suffix(" s").unwrap().parse().unwrap();
        // The next one, of another detector, is forecast by that.
        rig.command("reference IN2").await;
        rig.yes().await;
        rig.until("referencing IN2 ━").await;
        let screen = rig.screen();
        let left = screen.split(" %, ").nth(1).and_then(|rest| rest.split(" s left").next()).unwrap();
        let left: f64 = left.parse().unwrap();
        assert!(left <= took, "{left} of {took}: {screen}");
        rig.pass(Duration::from_secs_f64(left + 0.5)).await;
        assert!(rig.screen().contains("reference of 4/2: valid"), "{}", rig.screen());
        assert!(!rig.screen().contains(" s left"), "{}", rig.screen());
        // Somebody else's.
        rig.ask("REF:SENS4:CHAN2:INIT;:SYST:ERR?").await;
        rig.until("a reference is being taken: not from here").await;
        rig.until("the reference that is not from here is over").await;
    });
}

/// The cell of a word on the screen.
fn cell_of(rig: &Rig, word: &str) -> (u16, u16) {
    let screen = rig.screen();
    for (y, line) in screen.lines().enumerate() {
        if let Some(at) = line.find(word) {
            // Each line stands between quotes.
            return (line[..at].chars().count() as u16 - 1, y as u16);
        }
    }
    panic!("{word:?} is not there\n{screen}");
}

async fn click(rig: &mut Rig, word: &str) {
    let (column, row) = cell_of(rig, word);
    let kind = MouseEventKind::Down(MouseButton::Left);
    rig.send(Event::Mouse(MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE }));
    rig.pass(Duration::from_millis(40)).await;
}

#[test]
fn what_the_footer_and_the_titles_name_can_be_clicked() {
    on_held_clock(async {
        let mut rig = ready().await;
        rig.resize(80, 24).await;
        rig.keys("2").await;
        click(&mut rig, "3 Sweep").await;
        assert_eq!(rig.console.state.context.selection.focus, Panel::Sweep, "{}", rig.screen());
        click(&mut rig, "? help").await;
        assert!(rig.screen().contains("Help"), "{}", rig.screen());
        click(&mut rig, "Esc leave").await;
        assert!(!rig.screen().contains("Help"), "{}", rig.screen());
        // A field, and its keys.
        rig.keys("2 Enter").await;
        click(&mut rig, "Esc leave").await;
        assert!(!rig.screen().contains("Esc leave"), "{}", rig.screen());
        // What lets out light is asked, and no click answers.
        click(&mut rig, "s sweep").await;
        rig.until("Start the sweep?").await;
        rig.pass(Duration::from_secs(2)).await;
        click(&mut rig, "y yes").await;
        click(&mut rig, "all off").await;
        assert!(rig.screen().contains("Start the sweep?") && !rig.emits(1).await, "{}", rig.screen());
        rig.keys("n").await;
        rig.light().await;
        click(&mut rig, "! all off").await;
        rig.until("no laser on").await;
    });
}

#[test]
fn after_the_first_of_two_keys_those_are_shown_that_may_follow() {
    on_held_clock(async {
        let mut rig = ready().await;
        for (width, height) in [(120, 36), (80, 24), (40, 12)] {
            rig.resize(width, height).await;
            rig.keys("2 g").await;
            for entry in ["a download all", "c connect", "t trace"] {
                assert!(rig.screen().contains(entry), "{entry}\n{}", rig.screen());
            }
            assert!(!rig.screen().contains("q quit"), "{}", rig.screen());
            rig.keys("t").await;
            assert_eq!(rig.console.state.context.selection.focus, Panel::Trace);
            assert!(!rig.screen().contains("c connect"), "{}", rig.screen());
            rig.keys("g").await;
            click(&mut rig, "l lasers").await;
            assert_eq!(rig.console.state.context.selection.focus, Panel::Lasers);
            rig.keys("g Esc").await;
            assert!(!rig.screen().contains("c connect"), "{}", rig.screen());
        }
    });
}

#[test]
fn the_footer_names_no_key_that_does_nothing_now() {
    on_held_clock(async {
        let mut rig = ready().await;
        let last = |rig: &Rig| rig.screen().lines().last().unwrap().to_owned();
        rig.resize(200, 40).await;
        rig.keys("3 f").await;
        assert!(!last(&rig).contains("the one before"), "{}", last(&rig));
        rig.keys("Esc 2 f").await;
        assert!(last(&rig).contains("the one before"), "{}", last(&rig));
        rig.keys("Esc S").await;
        assert!(!last(&rig).contains("copy"), "{}", last(&rig));
        rig.keys("Esc").await;
        rig.light().await;
        rig.sweep().await;
        rig.until("the sweep is done").await;
        rig.keys("4 d").await;
        rig.until("60001 points").await;
        rig.keys("5").await;
        assert!(last(&rig).contains("zoom in") && !last(&rig).contains("zoom out"), "{}", last(&rig));
        rig.keys("+").await;
        assert!(last(&rig).contains("zoom out") && last(&rig).contains("full"), "{}", last(&rig));
    });
}

#[test]
fn the_tour_goes_along_with_what_is_done_and_holds_nothing_up() {
    on_held_clock(async {
        let mut rig = Rig::new(80, 24, Options { speedup: 20.0, ..Options::default() });
        rig.console.state.offer_tour();
        rig.until("new here? type :tour").await;
        rig.keys("2").await;
        rig.command("tour").await;
        rig.until("Tour 1 of 6").await;
        rig.keys("3").await;
        rig.until("Tour 2 of 6").await;
        // Each size shows the whole step.
        for (width, height) in [(40, 12), (120, 36), (80, 24)] {
            rig.resize(width, height).await;
            assert!(
                rig.screen().contains("puts out") && rig.screen().contains("Esc leaves"),
                "{}",
                rig.screen()
            );
        }
        rig.keys("2 L y").await;
        rig.until("Tour 3 of 6").await;
        rig.keys("Enter").await;
        rig.type_text("1550.5nm").await;
        rig.keys("Enter").await;
        rig.until("Tour 4 of 6").await;
        rig.sweep().await;
        rig.until("Tour 5 of 6").await;
        rig.keys("d").await;
        rig.until("60001 points").await;
        rig.keys("5").await;
        rig.until("Tour 6 of 6").await;
        rig.command("save ring.npz").await;
        rig.until("saved as").await;
        rig.pass(Duration::from_millis(50)).await;
        assert!(!rig.screen().contains("Tour 6"), "{}", rig.screen());
        // It can be left at any step, and a step can be left out.
        rig.command("tour").await;
        rig.until("Tour 1 of 6").await;
        rig.command("tour next").await;
        rig.keys("Esc").await;
        assert!(!rig.screen().contains("Tour "), "{}", rig.screen());
    });
}

#[test]
#[cfg(unix)]
fn a_command_of_ones_own_is_asked_about_run_beside_the_screen_and_shown() {
    with_one_thread_for_files(async {
        let mut rig = ready().await;
        let written = "[[command]]\nname = 'where'\nkey = 'g z'\nshell = 'echo at {laser} of {serial}; echo oops >&2; exit 4'\n\
            [[command]]\nname = 'pack'\nshell = 'ls {file}'\n[[command]]\nname = 'slow'\nkey = 'Z'\nshell = 'cat; echo end'\n";
        let settings = Settings::parse(written, "config.toml").unwrap();
        let keymap = rig.console.state.context.fixed.keymap.clone();
        rig.console.state.own_commands(own::own(&settings.commands, &keymap).unwrap());
        rig.keys("2 g z").await;
        rig.until("Run where?").await;
        assert!(rig.screen().contains("echo at '1' of 'SIM00001'"), "{}", rig.screen());
        rig.keys("n").await;
        assert!(!rig.console.state.messages.newest().any(|message| message.words.contains("where")));
        // By its line, which Tab completes.
        rig.keys(":").await;
        rig.type_text("whe").await;
        rig.keys("Tab Enter").await;
        rig.until("Run where?").await;
        rig.keys("y").await;
        rig.until("at 1 of SIM00001").await;
        let screen = rig.screen();
        assert!(screen.contains("oops") && screen.contains("where: ended with 4"), "{screen}");
        rig.keys("y").await;
        assert!(rig.copied.lock().unwrap().contains("at 1 of SIM00001\noops"), "{:?}", rig.copied);
        rig.keys("Esc").await;
        // The help page knows it, by a word of its line, too.
        rig.keys("?").await;
        rig.type_text("serial").await;
        rig.until("Your own").await;
        assert!(rig.screen().contains("echo at {laser} of {serial}"), "{}", rig.screen());
        rig.keys("Esc Esc").await;
        // What there is nothing for is said, and nothing is run.
        rig.command("pack").await;
        assert!(
            rig.screen().contains("no file of traces was saved or opened yet: {file} of pack"),
            "{}",
            rig.screen()
        );
        rig.keys("Esc Esc Z y").await;
        rig.until("slow: done").await;
    });
}
