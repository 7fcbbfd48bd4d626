//! Each page at the four sizes that are looked at: what is cut, collides or is out of line is seen in the pictures.

use std::fmt::Write as _;
use std::time::Duration;

use ctp10::config::settings::Settings;
use ctp10::simulator::Options;

use super::pages::ready_with;
use super::rig::on_held_clock;

/// What each picture is called, and the keys that lead to it.
const PAGES: [(&str, &str); 22] = [
    ("power", "1"),
    ("lasers", "2"),
    ("sweep", "3"),
    ("detectors", "4"),
    ("trace", "5 e"),
    ("table", "5 e m r"),
    ("messages", "6"),
    ("align", "a"),
    ("form_laser", "2 f"),
    ("form_tls", "3 j j j f"),
    ("form_sweep", "3 f"),
    ("form_detector", "4 f"),
    ("edit", "2 l Enter"),
    ("help", "?"),
    ("manual", "F2"),
    ("presets", "p Enter"),
    ("scpi", "C"),
    ("transcript", "T"),
    ("status", "S"),
    ("benches", "g b"),
    ("which", "g"),
    ("question", "2 j L"),
];

/// Columns and rows.
const SIZES: [(u16, u16); 4] = [(40, 12), (80, 24), (120, 36), (200, 60)];

#[test]
fn every_page_at_four_sizes() {
    on_held_clock(async {
        let mut rig = ready_with(Options::default(), Settings::default()).await;
        rig.light().await;
        rig.command("preset save one").await;
        rig.command("sweep 1530nm 1560nm").await;
        rig.pass(Duration::from_secs(1)).await;
        rig.sweep().await;
        rig.until("the sweep is done").await;
        rig.keys("3 d").await;
        rig.until("points; 5 to").await;
        rig.command("scpi *IDN?").await;
        rig.pass(Duration::from_secs(1)).await;
        for (page, keys) in PAGES {
            rig.resize(120, 36).await;
            rig.keys(&format!("Esc Esc Esc {keys}")).await;
            let mut all = String::new();
            for (width, height) in SIZES {
                rig.resize(width, height).await;
                rig.pass(Duration::from_secs(1)).await;
                let _ = writeln!(all, "{width}x{height}\n{}", rig.screen());
            }
            insta::assert_snapshot!(page, all);
        }
    });
}
