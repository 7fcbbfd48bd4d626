//! One connection's life, from identification to the first thing that is out of order.

use tokio::time::{Instant, sleep_until};

use crate::instrument::ctp10;
use crate::instrument::scpi::broken::{Broken, Unlike, Why, broken};
use crate::instrument::scpi::message::Question;

use super::connect::Connect;
use super::engine::Engine;
use super::item::ItemReading;
use super::port::Port;
use super::schedule::Duty;

impl<C: Connect> Engine<C> {
    /// Runs until the line breaks (`Err`) or the program ends (`Ok`).
    pub(super) async fn epoch(&mut self, port: &mut Port<C::Stream>) -> Result<(), Broken> {
        let question = ctp10::common::identity();
        let raw = port.ask(&Question::new(question.text(), |answer| Some(answer.to_owned()))).await;
        let raw = raw.map_err(Broken::of_a_stranger)?;
        let stranger = || broken(question.text(), Why::Stranger(Unlike::Line(raw.clone())));
        let identity = question.read(&raw).ok_or_else(stranger)?;
        let errors =
            if self.executor.state.snapshot.shared { Vec::new() } else { port.drain_errors().await? };
        self.executor.state.up(identity.clone());
        let stale = self.executor.state.instrument_errors(&errors, false);
        if !stale.is_empty() {
            tracing::info!("found in the error queue at connection: {stale:?}");
        }
        #[cfg(test)]
        if let Some(command) = crate::planted::lost() {
            port.send(&crate::instrument::scpi::message::Command::line(command)).await?;
        }
        self.executor.poller.schedule.restart();
        self.start_monitor(identity);
        let existence = self.executor.poller.schedule.existence.clone();
        if existence.joined().is_none() {
            // Tried once: a line that breaks over it is not tried again.
            existence.set_joined(false);
            existence.set_joined(port.try_joined(&raw).await?);
        }
        loop {
            let again = self.executor.fulfil_urgent(port).await?;
            let phase_due = self.executor.follow_register(port).await?;
            let look = self.executor.look_at_light(port).await?;
            let awaited = self.pending.follow(&mut self.executor, port).await?;
            self.executor.state.listeners.flush_unless(!self.lanes.operator.is_empty());
            let looks = [again, phase_due, look, awaited].into_iter().flatten();
            let due =
                looks.fold(self.executor.poller.schedule.due(&self.executor.state.snapshot), Instant::min);
            tokio::select! {
                biased;
                () = self.cancel.cancelled() => return Ok(()),
                Ok(()) = self.executor.urgency.asked.changed(), if !planted!(UrgentSlept) => {}
                Some(report) = self.monitor.reports.recv() => {
                    self.monitor.take(report, &mut self.executor);
                    while let Ok(report) = self.monitor.reports.try_recv() {
                        self.monitor.take(report, &mut self.executor);
                    }
                }
                Some(queued) = self.lanes.operator.recv() => {
                    self.executor.job(port, &mut self.pending, queued).await?;
                    if self.executor.poller.schedule.due(&self.executor.state.snapshot) <= Instant::now() {
                        self.poll(port).await?;
                    }
                }
                Some(queued) = self.lanes.bulk.recv(), if self.lanes.bulk_turn => {
                    // Where live power shares the line, it comes once between two downloads.
                    self.lanes.bulk_turn = self.monitor.is_up()
                        || self.executor.state.snapshot.detectors.is_empty()
                        || !self.setup.live_power;
                    self.download(port, queued).await?;
                    if !self.lanes.bulk_turn {
                        self.executor.poller.schedule.owe_power();
                    }
                }
                () = sleep_until(due) => self.poll(port).await?,
            }
        }
    }

    async fn poll(&mut self, port: &mut Port<C::Stream>) -> Result<(), Broken> {
        port.empty = self.executor.state.snapshot.empty();
        self.executor.urgency.probe_turn = true;
        let readings = self.executor.poller.poll(port, &self.executor.state.snapshot).await?;
        self.executor.found(port);
        self.executor.note_wanted_off();
        if readings.is_empty() {
            return Ok(());
        }
        let round = readings.iter().any(|taken| matches!(taken.reading, ItemReading::Round { .. }));
        self.lanes.bulk_turn |= round || self.executor.poller.schedule.duty() != Duty::All;
        self.executor.state.take(readings);
        if !self.executor.state.snapshot.complete
            && self.executor.poller.schedule.is_complete(&self.executor.state.snapshot)
        {
            self.executor.state.snapshot.complete = true;
            self.executor.state.truth.all_read();
        }
        self.figures.keep(&port.line.meter, &mut self.executor.state.snapshot.statistics);
        self.executor.state.publish();
        Ok(())
    }
}
