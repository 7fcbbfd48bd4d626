//! Curves as a picture.

use ctp10::ui::kit::graphics::{Graphics, PictureProtocol};

use super::{settle, swept};
use crate::rig::{Rig, on_held_clock};

#[test]
fn curves_are_a_picture_where_the_terminal_shows_them() {
    on_held_clock(async {
        let mut rig = swept().await;
        let pictured = |rig: &Rig| {
            let cells = rig.console.terminal.backend().buffer().content();
            cells.iter().any(|cell| cell.symbol().contains("\u{1b}_Ga=T"))
        };
        rig.keys("P").await;
        assert!(rig.screen().contains("may not show pictures"));
        rig.console.state.context.fixed.graphics = Graphics::new(PictureProtocol::Kitty, (8, 16));
        rig.keys("P").await;
        settle(&mut rig, pictured).await;
        // What stands over it is characters, and so is what it stands under.
        for over in ["?", ":"] {
            rig.keys(over).await;
            assert!(!pictured(&rig), "{over}");
            rig.keys("Esc").await;
            assert!(pictured(&rig), "{over}");
        }
        let before = rig.console.state.trace.picture().unwrap().key.clone();
        rig.keys("Right Right").await;
        assert!(rig.screen().contains('▲') && pictured(&rig));
        assert_eq!(rig.console.state.trace.picture().unwrap().key, before, "the cursor needs no other one");
        for changed in ["+", "m", "Ctrl-t"] {
            let before = rig.console.state.trace.picture().unwrap().key.clone();
            rig.keys(changed).await;
            settle(&mut rig, |rig| rig.console.state.trace.picture().is_some_and(|p| p.key != before)).await;
            assert!(pictured(&rig), "{changed}");
        }
        rig.keys("P").await;
        assert!(!pictured(&rig));
    });
}
