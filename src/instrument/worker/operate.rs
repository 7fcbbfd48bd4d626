//! Operations: what each needs to be begun, and how what begins one goes out.

use crate::core::operation::{Operation, Run};
use crate::core::request::RequestId;
use crate::instrument::ctp10;
use crate::instrument::scpi::message::{Command, LitCommand};

use super::executor::Executor;
use super::pending::Carried;
use super::permit::Permit;
use super::port::{Port, Stream};
use super::work::{Stop, Work};

/// What begins an operation and may go out: light by its permit alone.
pub(super) enum Leave {
    /// It lights nothing.
    Dark(Command),
    /// It lights what was agreed to.
    Lit(LitCommand, Permit),
}

impl Executor {
    /// Begins an operation; its outcome, or what is awaited of it.
    pub(super) async fn operate<S: Stream>(
        &mut self,
        port: &mut Port<S>,
        run: &Run,
        work: &mut Work,
    ) -> Result<Carried, Stop> {
        match run.operation() {
            Operation::LaserOn(laser) => self.laser_on(port, (laser, run), work).await,
            Operation::SweepStart => self.sweep_start(port, run, work).await,
            Operation::Reference(detector) => self.start_reference(port, (detector, run), work).await,
            #[cfg(test)]
            Operation::MadeUp(_) | Operation::MadeUpLight(_) => {
                let leave = self.leave(port, work.id, run).await?;
                self.go(port, &leave, work).await?;
                Ok(crate::core::outcome::Outcome::Done(String::new()).into())
            }
        }
    }

    /// Reads again what an operation would let out, if it lights something, and holds it against what was agreed to.
    pub(super) async fn leave<S: Stream>(
        &mut self,
        port: &mut Port<S>,
        id: RequestId,
        run: &Run,
    ) -> Result<Leave, Stop> {
        Ok(match run {
            Run::Dark(dark) => Leave::Dark(ctp10::operation::dark(dark)),
            Run::Lit(lit) => {
                let permit = self.permit(port, id, lit.lights(), lit.consent()).await?;
                Leave::Lit(ctp10::operation::lit(lit), permit)
            }
        })
    }

    /// Sends what begins an operation, once.
    pub(super) async fn go<S: Stream>(
        &mut self,
        port: &mut Port<S>,
        leave: &Leave,
        work: &mut Work,
    ) -> Result<(), Stop> {
        match leave {
            Leave::Dark(command) => Ok(self.order(port, command, None, work).await??),
            Leave::Lit(command, permit) => self.let_out(port, permit, command, work).await,
        }
    }
}
