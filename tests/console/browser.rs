//! The list of saved traces: found, looked through, opened.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use ctp10::core::ids::{DetectorId, TraceType};
use ctp10::core::trace::{Provenance, Spacing, Trace, TraceId};
use ctp10::core::units::Wavelength;
use ctp10::simulator::Options;
use ctp10::ui::common::context::Panel;

use super::rig::{Away, Rig, on_held_clock, with_one_thread_for_files};

/// A trace of a day in November, as many hours after midnight.
fn trace(channel: u8, hour: u8, notes: &str) -> Arc<Trace> {
    let setting = |(key, value): (&str, &str)| (key.to_owned(), value.to_owned());
    let settings: BTreeMap<String, String> = [
        ("sweep start", "1540 nm"),
        ("sweep stop", "1560 nm"),
        ("sweep sampling", "1 pm"),
        ("tls 1 speed", "20 nm/s"),
        ("tls 1 power", "5 dBm"),
    ]
    .map(setting)
    .into();
    Arc::new(Trace {
        origin: TraceId { detector: DetectorId::new(4, channel).unwrap(), kind: TraceType::TF_LIVE }.into(),
        spacing: Spacing { start: Wavelength::from_nm(1540.0), sampling: Wavelength::from_m(1e-12) },
        y: (0..2001).map(|n| if n % 500 == 250 { -20.0 } else { -1.0 }).collect(),
        provenance: Provenance {
            instrument: "EXFO,CTP10,SIM00001,1.4.0".into(),
            settings,
            reference: "TF live, 2026-11-24 08:00:00, valid".into(),
            taken: format!("2026-11-24T{hour:02}:04:31Z"),
            program: "ctp10 0.1.0".into(),
            name: format!("IN{channel}"),
            notes: notes.into(),
            ..Provenance::default()
        },
        x_difference_pm: None,
    })
}

/// Says when a file was changed: so many hours after midnight of that day.
fn date(path: &Path, hour: u64) {
    let midnight = SystemTime::UNIX_EPOCH + Duration::from_secs(1_795_478_400);
    let file = std::fs::File::options().append(true).open(path).unwrap();
    file.set_modified(midnight + Duration::from_secs(hour * 3600 + 300)).unwrap();
}

/// A console with a day's files: four that were saved here, one from elsewhere, one that is broken.
fn a_day(width: u16, height: u16) -> Rig {
    let rig = Rig::new(width, height, Options::default());
    let path = |name: &str| rig.folder.join(name);
    for (hour, name, traces) in [
        (9, "ring-1.npz", vec![('A', trace(1, 9, "ring 1, before the anneal"))]),
        (10, "ring-1-after.csv", vec![('A', trace(1, 10, "ring 1, after the anneal"))]),
        (11, "IN1-live-2026-11-24-110431Z.h5", vec![('A', trace(1, 11, "")), ('B', trace(2, 11, ""))]),
        (12, "ring-2.npy", vec![('A', trace(2, 12, "ring 2"))]),
    ] {
        ctp10::export::save(&path(name), &traces).unwrap();
        date(&path(name), hour);
    }
    std::fs::write(path("scope.csv"), "nm,dB\n1550,-3\n1551,-4\n1552,-3\n").unwrap();
    std::fs::write(path("cut.npz"), "PK\u{3}\u{4}").unwrap();
    std::fs::write(path("figure.svg"), "<svg/>").unwrap();
    date(&path("scope.csv"), 13);
    date(&path("cut.npz"), 8);
    rig
}

/// Until every file was looked into, and nothing moves any more.
async fn listed(rig: &mut Rig) {
    rig.until("6 files").await;
    for _ in 0..20_000 {
        if !rig.screen().contains("looked into") {
            return;
        }
        tokio::task::spawn_blocking(std::thread::yield_now).await.unwrap();
        rig.pass(Duration::from_millis(1)).await;
    }
    panic!("{}", rig.screen());
}

/// The screen without the name of the folder, which is another one each time, and not always of one length.
fn screen(rig: &Rig) -> String {
    let place = rig.folder.display().to_string();
    let line = |line: &str| match line.split_once(&place) {
        Some((before, after)) => format!("{before}/day{}", after.trim_end_matches(['"', ' '])),
        None => line.to_owned(),
    };
    rig.screen().lines().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn saved_traces_are_listed_with_what_they_say_of_themselves() {
    for (width, height) in [(80, 24), (120, 36), (200, 60)] {
        on_held_clock(async {
            let mut rig = a_day(width, height);
            rig.until("no laser on").await;
            rig.keys("O").await;
            listed(&mut rig).await;
            rig.keys("Down Space Space Up").await;
            insta::assert_snapshot!(format!("browser_{width}x{height}"), screen(&rig));
        });
    }
}

#[test]
fn what_is_typed_filters_and_what_is_marked_is_overlaid() {
    on_held_clock(async {
        let mut rig = a_day(200, 60);
        rig.keys("O").await;
        listed(&mut rig).await;
        rig.type_text("ring").await;
        let lines = |rig: &Rig| rig.screen().lines().filter(|line| line.contains("2026-11-24 ")).count();
        assert!(rig.screen().contains("1 of 3"), "{}", rig.screen());
        rig.keys("Esc").await;
        // By a word of the note, of the settings, of the reason, by the time.
        for (typed, count) in
            [("ANNEAL", 2), ("nm/s", 4), ("saved", 1), ("10:04", 1), ("nothing like this", 0)]
        {
            rig.type_text(&typed.replace(' ', "")).await;
            let filtered = rig.screen().contains(&format!(" of {count} "));
            assert!(filtered, "{typed}: {count}\n{}", rig.screen());
            rig.keys("Esc").await;
        }
        assert!(lines(&rig) >= 6, "{}", rig.screen());
        // Of several words all have to be there, in any order.
        for (typed, count) in
            [("anneal 10:04", 1), ("10:04 anneal", 1), ("anneal saved", 0), ("nm/s anneal ", 2)]
        {
            rig.type_text(typed).await;
            let screen = rig.screen();
            assert!(screen.contains(&format!(" of {count} ")), "{typed:?}: {count}\n{screen}");
            assert!(!screen.contains(" marked"), "{typed:?}\n{screen}");
            rig.keys("Esc").await;
        }
        // The one before the anneal first: its letter is the first one.
        rig.type_text("anneal").await;
        rig.keys("Down Space Up Space").await;
        assert!(rig.screen().contains("2 marked"), "{}", rig.screen());
        rig.keys("Enter").await;
        rig.until("ring-1-after.csv is trace B").await;
        assert_eq!(rig.console.state.context.selection.focus, Panel::Trace);
        let title = rig.screen().lines().find(|line| line.contains("5 Trace")).unwrap().to_owned();
        assert!(title.contains(" A ring 1, before the anneal"), "{title}");
        assert!(title.contains("▸B ring 1, after the anneal"), "{title}");
        assert!(rig.screen().contains("TF live of IN1   2 001 points"), "{}", rig.screen());
        rig.command("figure ring.svg").await;
        rig.until("saved as").await;
        let svg = std::fs::read_to_string(rig.folder.join("ring.svg")).unwrap();
        assert!(svg.contains(">A ring 1, before the anneal ring-1.npz<"), "the legend has the note");
    });
}

#[test]
fn a_folder_that_is_typed_is_listed_and_one_that_is_not_there_says_so() {
    on_held_clock(async {
        let mut rig = a_day(120, 36);
        let other = rig.folder.join("other day");
        std::fs::create_dir(&other).unwrap();
        rig.command(&format!("browse {}", other.display())).await;
        rig.until("no traces were saved here").await;
        assert!(rig.screen().contains(&other.display().to_string()), "{}", rig.screen());
        rig.keys("Esc").await;
        rig.command("browse /nonexistent").await;
        rig.until("/nonexistent: No such file or directory").await;
        // The folder of saves again; what is saved meanwhile is in it when it is opened the next time.
        rig.keys("Esc O").await;
        listed(&mut rig).await;
        rig.keys("Enter").await;
        rig.until("scope.csv is trace A").await;
        rig.command("save more.npz").await;
        rig.until("saved as").await;
        rig.keys("O").await;
        rig.until("7 files").await;
        rig.keys("Esc").await;
        rig.until("5 Trace").await;
        // What is no trace says why when it is opened, too.
        rig.keys("O").await;
        rig.type_text("cut").await;
        rig.keys("Enter").await;
        rig.until("not opened").await;
    });
}

#[test]
fn a_folder_of_ten_thousand_files_holds_nothing_up() {
    with_one_thread_for_files(async {
        let mut rig = Rig::new(120, 36, Options::default());
        let one = rig.folder.join("one.csv");
        ctp10::export::save(&one, &[('A', trace(1, 9, "many"))]).unwrap();
        let head: String = std::fs::read_to_string(&one)
            .unwrap()
            .split_inclusive('\n')
            .filter(|line| line.starts_with('#'))
            .collect();
        for n in 0..9_999 {
            std::fs::write(rig.folder.join(format!("n{n:04}.csv")), &head).unwrap();
        }
        rig.until("no laser on").await;
        // The server of the files is away: keys go on, and nobody waits.
        let away = Away::begin();
        rig.keys("O").await;
        rig.type_text("n00").await;
        assert!(rig.screen().contains("reading the folder"), "{}", rig.screen());
        rig.keys("Esc Esc").await;
        assert!(rig.screen().contains("5 Trace") || rig.screen().contains("2 Lasers"), "{}", rig.screen());
        rig.keys("O").await;
        away.end().await;
        rig.until("10000 files").await;
        rig.keys("End").await;
        assert!(rig.screen().contains("10000 of 10000"), "{}", rig.screen());
        rig.type_text("n0042").await;
        assert!(rig.screen().contains("1 of 1 "), "{}", rig.screen());
    });
}
