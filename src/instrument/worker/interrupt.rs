//! Something urgent while a block is on the line.

use std::time::Duration;

use tokio::time::{Instant, timeout, timeout_at};

use crate::core::ids::LaserSet;
use crate::instrument::ctp10;
use crate::instrument::scpi::broken::{Broken, Why, broken};
use crate::instrument::scpi::line::Line;

use super::connect::Connect;
use super::engine::Engine;
use super::port::Port;
use super::urgent::Urgent;

/// How long another connection may take to read a laser back as off before the line is reset.
const READ_BACK: Duration = Duration::from_millis(300);

impl<C: Connect> Engine<C> {
    /// Something urgent came while a block is on the line. Off and abort go out on this connection at
    /// once, and on another one; the block is lost by design, because no single way reaches every
    /// firmware: some read while they send, some serve a second connection, some need the line reset.
    pub(super) async fn interrupt(
        &mut self,
        port: &mut Port<C::Stream>,
        during: &str,
        id: u64,
    ) -> Result<(), Broken> {
        let requested = *self.executor.urgency.asked.borrow_and_update();
        let given_up = broken(during, Why::Urgent);
        if !self.executor.urgency.unfulfilled.is_open(&requested) {
            return if requested.cancel > id { Err(given_up) } else { Ok(()) };
        }
        self.executor.urgency.unfulfilled.watch(&requested, Instant::now());
        self.executor.state.snapshot.switching_off = self.executor.urgency.unfulfilled.lasers(&requested);
        self.executor.state.snapshot.off_asked = requested.latest_off();
        self.executor.state.publish();
        let _ = port.flush_urgent().await;
        let until = Instant::now() + READ_BACK;
        let lasers = self.executor.urgency.unfulfilled.lasers(&requested);
        let off = if self.monitor.is_up() {
            self.monitor.await_off(&mut self.executor, lasers, until).await
        } else {
            timeout_at(until, self.elsewhere(&requested)).await.unwrap_or_default()
        };
        for laser in off.iter() {
            self.executor.urgency.unfulfilled.done.fulfil_off(laser, &requested);
        }
        if !off.is_empty() {
            self.executor.state.switched_off(off);
        }
        Err(given_up)
    }

    /// Tries a connection of its own; which lasers were read back as off.
    async fn elsewhere(&self, requested: &Urgent) -> LaserSet {
        let connecting = timeout(READ_BACK, self.connect.connect()).await;
        let Ok(Ok(stream)) = connecting else {
            return if planted!(OffGivenUp) {
                self.executor.urgency.unfulfilled.lasers(requested)
            } else {
                LaserSet::NONE
            };
        };
        let line = Line::new(stream, self.setup.clocks).recorded(self.setup.transcript.clone());
        let mut port = Port::new(
            line,
            self.executor.urgency.asked.clone(),
            self.executor.urgency.unfulfilled.done,
            self.shared(),
        );
        port.empty = self.executor.state.snapshot.empty();
        let mut off = LaserSet::NONE;
        for laser in self.executor.urgency.unfulfilled.lasers(requested).iter() {
            if port.empty.union(self.executor.state.snapshot.silent()).contains(laser) {
                off.insert(laser);
                continue;
            }
            match port.ask(&ctp10::laser::state(laser)).await {
                Ok(false) => off.insert(laser),
                Ok(true) => {}
                Err(_) => break,
            }
        }
        off
    }
}
