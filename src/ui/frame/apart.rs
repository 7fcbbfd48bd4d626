//! No text stands on another one: each page at each size, with everything on it that can be there.

use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::config::look::Glyphs;
use crate::core::condition::Condition;
use crate::core::parameter::Subject;
use crate::ui::common::context::{Page, Panel};
use crate::ui::frame::draw::screen;
use crate::ui::frame::made_up::bench;
use crate::ui::frame::state::State;
use crate::ui::kit::pen::over;

/// A bench that scans, analyzes and complains.
fn busy() -> State {
    let mut state = bench();
    let mut bench = (*state.context.bench).clone();
    bench.condition = Some(Condition(Condition::SCANNING | Condition::ANALYZING));
    state.absorb(Arc::new(bench));
    state
}

fn rows(state: &State, width: u16, height: u16) -> Vec<String> {
    let area = Rect::new(0, 0, width, height);
    let mut buffer = Buffer::empty(area);
    screen(state, area, &mut buffer);
    let row = |y| (0..width).map(|x| buffer[(x, y)].symbol()).collect();
    (0..height).map(row).collect()
}

#[test]
fn no_text_stands_on_another() {
    let pages = [
        Page::Bench,
        Page::Align,
        Page::Form(Subject::Sweep),
        Page::Help,
        Page::Manual,
        Page::Browser,
        Page::Recording,
        Page::Benches,
        Page::Presets,
        Page::Scpi,
        Page::Status,
        Page::Transcript,
    ];
    let mut found = Vec::new();
    for (width, height) in [(40, 12), (60, 15), (72, 18), (80, 24), (110, 18), (120, 36), (200, 60)] {
        for page in pages {
            for &panel in Panel::ALL {
                let mut state = busy();
                state.focus(panel);
                let next = state.open(page);
                state.carry(next);
                let area = Rect::new(0, 0, width, height);
                state.fit(area);
                for words in over::of(|| screen(&state, area, &mut Buffer::empty(area))) {
                    found.push(format!("{page:?} with {panel:?} at {width}x{height}: {words}"));
                }
            }
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn the_status_page_is_whole_at_80x24_and_says_what_is_left_where_it_is_cut() {
    let mut state = busy();
    let next = state.open(Page::Status);
    state.carry(next);
    let whole = rows(&state, 80, 24).join("\n");
    for words in [
        "condition",
        "scanning",
        "analyzing",
        "instrument",
        "monitor",
        "*STB?",
        "*ESR?",
        "errors, newest",
        "none",
    ] {
        assert!(whole.contains(words), "{words}\n{whole}");
    }
    assert!(!whole.contains("more rows"), "{whole}");
    let cut = rows(&state, 40, 12).join("\n");
    assert!(cut.contains("condition") && cut.contains("… 11 more rows below"), "{cut}");
    for _ in 0..40 {
        state.go(1, 0);
    }
    let end = rows(&state, 40, 12).join("\n");
    assert!(end.contains("none") && !end.contains("more rows"), "{end}");
}

#[test]
fn a_screen_in_ascii_is_ascii_to_the_last_cell() {
    for page in [Page::Bench, Page::Form(Subject::Sweep), Page::Help, Page::Status, Page::Presets] {
        for &panel in Panel::ALL {
            let mut state = busy();
            state.context.view.glyphs = Glyphs::Ascii;
            state.focus(panel);
            let next = state.open(page);
            state.carry(next);
            let screen = rows(&state, 120, 36).join("\n");
            assert!(screen.is_ascii(), "{page:?} with {panel:?}\n{screen}");
            assert!(screen.contains("Power") || page != Page::Bench, "{screen}");
        }
    }
}
