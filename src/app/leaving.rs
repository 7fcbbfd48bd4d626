//! Leaving: first light goes out, then files are written to their ends. The loop goes on meanwhile, with frames that say
//! what is waited for, and the operator may leave at once, or stay.

use std::time::Duration;

use ratatui::backend::Backend;
use tokio::time::Instant;

use super::console::{Console, End, Host};
use super::leave::Leave;
use crate::core::event::Severity;
use crate::core::ids::LaserSet;
use crate::ui::common::effect::Destination;
use crate::ui::frame::leaving::Leaving;

/// How long leaving waits for lasers to be read back as off.
const FAREWELL: Duration = Duration::from_secs(4);
/// How long it waits for files and presets that are still being written.
const WRITING: Duration = Duration::from_secs(5);

impl<B: Backend, H: Host<B>> Console<B, H>
where
    B::Error: Send + Sync + 'static,
{
    /// The operator leaves, after these are off.
    pub(super) fn begin_to_leave(&mut self, lasers: LaserSet, to: Destination) {
        // Nobody lights anything behind him.
        self.host.lets_in(false);
        if let (false, Some(wire)) = (lasers.is_empty(), &self.wire) {
            // A sweep of ours goes with its light.
            if self.state.context.link.ours.scanning {
                let _ = wire.access.abort();
            }
            wire.access.observer().switch_off(lasers);
        }
        // Where there is no worker nothing can be switched off.
        let patience = if self.wire.is_some() { FAREWELL } else { Duration::ZERO };
        let until = Instant::now() + patience;
        self.leave = Some(Leave { lasers, lit: lasers, until, dark: false, failed: false, to });
    }

    /// What leaving waits for is looked at: the end, where that is nothing more.
    pub(super) fn go_on_leaving(&mut self) -> Option<End> {
        let leave = self.leave.as_mut()?;
        let now = Instant::now();
        if !leave.lit.is_empty() {
            if now < leave.until {
                self.state.leave_after(Some(Leaving::Light(leave.lit)));
                return None;
            }
            let words = format!("{} is not confirmed off; the program stays open", leave.lit);
            self.state.tell(Severity::Alarm, words);
            self.stay();
            return None;
        }
        if !leave.dark {
            (leave.dark, leave.until) = (true, now + WRITING);
            self.end_recording("the console was left");
        }
        let leave = self.leave.as_ref()?;
        if leave.failed {
            // What was not saved is told, and is still here.
            self.stay();
            return None;
        }
        if self.background.is_written() {
            return Some(left(leave));
        }
        if now < leave.until {
            self.state.leave_after(Some(Leaving::Files));
            return None;
        }
        self.state.tell(Severity::Warning, "a file is still being written; the program stays open");
        self.stay();
        None
    }

    /// The operator does not wait for files any longer. With light that is not known to be off nobody leaves.
    pub(super) fn leave_at_once(&mut self) -> Option<End> {
        let leave = self.leave.as_ref().filter(|leave| leave.dark)?;
        Some(left(leave))
    }

    /// The operator stays, or has to.
    pub(super) fn stay(&mut self) {
        self.leave = None;
        self.host.lets_in(self.wire.is_some());
        self.state.leave_after(None);
    }
}

/// Where the operator went.
fn left(leave: &Leave) -> End {
    match &leave.to {
        Destination::Shell => End::Left(leave.lasers),
        Destination::Bench(name) => End::Bench(Some(name.clone())),
        Destination::Simulator => End::Bench(None),
    }
}
