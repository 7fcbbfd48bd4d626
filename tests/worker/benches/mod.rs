//! Benches unlike ours: detectors and lasers that are not there, lasers that answer in mW, units changed from
//! elsewhere, slow lines, another maker, firmware that takes one question at a time, and other clients.

pub(crate) mod absent;
mod answers;
mod downloads;
mod latency;
mod monitor;
mod other_clients;
pub(crate) mod power_units;

use std::time::Duration;

use ctp10::core::event::{Event, Severity};
use ctp10::core::ids::LaserId;
use ctp10::instrument::worker::Setup;

use super::{Rig, rig_setup};

const HERE: [(u8, u8); 2] = [(4, 1), (4, 2)];

fn laser(number: usize) -> LaserId {
    LaserId::new(number).unwrap()
}

fn fast() -> Setup {
    Setup { period: Duration::from_millis(100), ..rig_setup() }
}

fn notices(rig: &mut Rig) -> Vec<(Severity, String)> {
    let mut notices = Vec::new();
    while let Ok(event) = rig.events.try_recv() {
        if let Event::Notice(level, words) = event {
            notices.push((level, words));
        }
    }
    notices
}

fn heard(rig: &Rig, what: &str) -> usize {
    rig.peer.record.lock().unwrap().heard.iter().filter(|(_, line)| line.contains(what)).count()
}
