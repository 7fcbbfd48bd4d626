//! Traces by keys and commands: fetched, seen, read, taken home.

mod arriving;
mod files;
mod masks;
mod pictures;
mod resonances;
mod slots;
mod swept;
mod window;

use std::time::Duration;

use crossterm::event::{KeyCode, KeyEvent};
use ctp10::app::input::Input;
use ctp10::config::settings::Settings;
use ctp10::simulator::Options;

use super::rig::Rig;

/// A bench that was swept, with the traces of IN1 and IN2 as A and B.
async fn swept() -> Rig {
    swept_with(Settings::default()).await
}

async fn swept_with(settings: Settings) -> Rig {
    let mut rig = Rig::with(160, 44, Options { speedup: 20.0, ..Options::default() }, settings);
    rig.light().await;
    rig.command("sweep 1540 1560 1").await;
    rig.until("3 settings: held").await;
    rig.sweep().await;
    rig.until("the sweep is done").await;
    rig.keys("4 d").await;
    rig.until("download of TF live of 4/1: 20001 points").await;
    rig.command("download IN2").await;
    rig.until("download of TF live of 4/2: 20001 points").await;
    rig.keys("5").await;
    rig
}

fn span(rig: &Rig) -> f64 {
    rig.console.state.trace.traces.view.span()
}

/// Lets work in the background come to its end: it takes real time, not the clock's.
async fn settle(rig: &mut Rig, done: impl Fn(&Rig) -> bool) {
    for _ in 0..20_000 {
        if done(rig) {
            return;
        }
        tokio::task::spawn_blocking(std::thread::yield_now).await.unwrap();
        rig.pass(Duration::from_millis(1)).await;
    }
    panic!("it never ends:\n{}", rig.screen());
}

fn traces_held(rig: &Rig) -> usize {
    rig.console.state.trace.traces.slots.iter().filter(|slot| slot.trace.is_some()).count()
}

/// Presses keys of which nothing is done before all are there.
fn type_at_once(rig: &Rig, keys: &str) {
    for key in keys.chars() {
        let code = if key == '\n' { KeyCode::Enter } else { KeyCode::Char(key) };
        rig.input(Input::Key { key: KeyEvent::from(code), alone: true, off: false });
    }
}
