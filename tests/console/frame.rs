//! What stands around the subjects: the header, answers, questions, the list of completions, the log, the footer, the tour.

use std::time::Duration;

use ctp10::config::settings::Settings;
use ctp10::simulator::{Options, Scenario};
use ctp10::ui::common::context::Panel;

use super::pages::{ready, ready_with};
use super::rig::{Rig, on_held_clock};

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
