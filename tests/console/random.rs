//! An hour of random keys, pastes and clicks: nothing panics, and no laser goes on without its yes.

use std::time::Duration;

use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use ctp10::app::console::End;
use ctp10::config::settings::Settings;
use ctp10::core::ids::{LaserId, LaserSet};
use ctp10::simulator::{Options, Scenario};
use ctp10::ui::confirm::Confirm;
use ctp10::ui::state::Mode;

use super::rig::{Rig, on_held_clock};

/// Events in all; at 55 a second an hour.
const EVENTS: u64 = 200_000;
/// Events between two looks.
const AT_ONCE: u64 = 8;

struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }

    fn event(&mut self) -> Event {
        let named = [
            KeyCode::Enter,
            KeyCode::Esc,
            KeyCode::Tab,
            KeyCode::BackTab,
            KeyCode::Backspace,
            KeyCode::Delete,
            KeyCode::Up,
            KeyCode::Down,
            KeyCode::Left,
            KeyCode::Right,
            KeyCode::Home,
            KeyCode::PageDown,
            KeyCode::F(1),
            KeyCode::F(12),
        ];
        let pastes = [
            "y",
            "L y",
            "laser 1 on\r\ny",
            "1550.12nm",
            "\u{1b}[200~y",
            ":laser 2 on\n",
            "*RST\r\n",
            "µ\u{202e}",
        ];
        let commands = [
            "laser 1 on",
            "laser 2 on",
            "scpi :CTP:RLAS1:POW:STAT ON",
            "preset save r",
            "preset r",
            "tls 1 band o",
        ];
        let modifiers = [KeyModifiers::NONE, KeyModifiers::NONE, KeyModifiers::CONTROL, KeyModifiers::ALT];
        match self.below(20) {
            0..=9 => {
                let c = char::from(b' ' + self.below(95) as u8);
                let modifier =
                    if self.below(12) == 0 { modifiers[self.below(4) as usize] } else { KeyModifiers::NONE };
                // Suspending the test would be the end of it.
                let modifier = if c.eq_ignore_ascii_case(&'z') { KeyModifiers::NONE } else { modifier };
                Event::Key(KeyEvent::new(KeyCode::Char(c), modifier))
            }
            10..=16 => Event::Key(KeyEvent::new(named[self.below(14) as usize], KeyModifiers::NONE)),
            17 => Event::Paste(pastes[self.below(8) as usize].into()),
            18 => Event::Paste(commands[self.below(6) as usize].into()),
            _ => Event::Mouse(MouseEvent {
                kind: [MouseEventKind::Down(MouseButton::Left), MouseEventKind::ScrollDown]
                    [self.below(2) as usize],
                column: self.below(130) as u16,
                row: self.below(40) as u16,
                modifiers: KeyModifiers::NONE,
            }),
        }
    }
}

/// The lasers that a yes to this question may switch on.
fn consented(rig: &Rig) -> LaserSet {
    match &rig.console.state.mode {
        Mode::Confirm(asked) => match &asked.confirm {
            Confirm::LaserOn(laser, _) => [*laser].into_iter().collect(),
            // A line in the instrument's own words may switch on whatever it names; a sweep of its own, too.
            Confirm::Say(..) => LaserSet::ALL,
            _ => LaserSet::NONE,
        },
        _ => LaserSet::NONE,
    }
}

fn emitting(rig: &Rig) -> LaserSet {
    let bench = rig.server.bench();
    LaserId::all().filter(|laser| bench.emits(laser.number())).collect()
}

/// Sweeps light their lasers, and are refused here: what is looked at is the light of orders to lasers.
fn no_sweeps() -> Scenario {
    let faults: Vec<String> = std::iter::once("INIT".to_owned())
        .chain((1..=4).map(|channel| format!("REF:SENS4:CHAN{channel}:INIT")))
        .map(|on| format!("[[fault]]\non = '{on}'\nerror = {{ code = -213, text = 'Init ignored' }}\n"))
        .collect();
    toml::from_str(&faults.concat()).unwrap()
}

#[test]
fn an_hour_of_rubbish_switches_nothing_on_without_a_yes() {
    let seed = std::env::var("CTP10_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(1);
    on_held_clock(async {
        let settings = Settings { period: Duration::from_secs(1), ..Settings::default() };
        let mut rig = Rig::with(
            80,
            24,
            Options { speedup: 20.0, scenario: no_sweeps(), ..Options::default() },
            settings,
        );
        rig.until("T200S-O-M").await;
        let mut chance = Chance(seed);
        let mut allowed = LaserSet::NONE;
        let mut asked = 0;
        for round in 0..EVENTS / AT_ONCE {
            for _ in 0..AT_ONCE {
                let event = chance.event();
                let may = consented(&rig);
                let yes = matches!(event, Event::Key(key) if matches!(key.code, KeyCode::Char('y' | 'Y')));
                if !may.is_empty() {
                    asked += 1;
                    if yes {
                        allowed = allowed.union(may);
                    }
                }
                rig.send(event);
                // A question must be seen before its answer: one event at a time while one stands or may.
                rig.pass(Duration::from_millis(18)).await;
                if let Some(end) = rig.end.take() {
                    assert!(matches!(end, End::Left(_)), "seed {seed}, round {round}: {end:?}");
                }
            }
            let on = emitting(&rig);
            assert!(on.without(allowed).is_empty(), "seed {seed}, round {round}: {on} on, {allowed} allowed");
        }
        assert!(asked > 20, "the test comes near light at all: {asked} events met a question");
    });
}
