//! A sweep being started: the order, and its end when the register says that it began.

use crate::core::operation::{Operation, Run};
use crate::core::outcome::{Cancelled, Doubt, Outcome, Refusal};
use crate::core::phase::{Activity, Passed};
use crate::core::request::About;

use super::executor::Executor;
use super::item::Item;
use super::pending::{Awaited, Carried, Follow};
use super::port::{Port, Stream};
use super::work::{Stop, Work};

impl Executor {
    /// Starts the scan, by its permit.
    pub(super) async fn sweep_start<S: Stream>(
        &mut self,
        port: &mut Port<S>,
        run: &Run,
        work: &mut Work,
    ) -> Result<Carried, Stop> {
        let leave = self.leave(port, work.id, run).await?;
        self.is_free()?;
        // From here on nothing that was read before says that it is idle.
        self.state.touch([Item::Condition]);
        self.started(Activity::Sweep);
        let begun = self.go(port, &leave, work).await;
        self.begun(port, begun).await?;
        self.state.passed = None;
        self.state.sweep_of = Some(work.id);
        self.started(Activity::Sweep);
        self.reread(port, [Item::Condition]).await?;
        Ok(Carried::Later(Box::new(Starting)))
    }
}

/// An order to sweep whose beginning is awaited.
#[derive(Debug)]
struct Starting;

impl Starting {
    /// How it ended, if it did: by what the register went through, and by what is still ordered.
    fn end(passed: Option<&Passed>, ordered: Option<Activity>) -> Option<Outcome> {
        Some(match (passed, ordered) {
            (Some(Passed::SweepBegan { .. } | Passed::SweepDone), _) => Outcome::Done("scanning".into()),
            (Some(Passed::NeverBegan(_)), _) => Outcome::Unknown(Doubt::NeverScanned),
            (Some(Passed::SweepAborted), _) => Outcome::Cancelled(Cancelled::Aborted),
            (None, Some(Activity::Sweep)) => return None,
            (None, Some(Activity::Reference) | None) => Outcome::Cancelled(Cancelled::AbortedBefore),
        })
    }
}

impl Awaited for Starting {
    /// The register is read often as long as something is ordered: it names no time of its own.
    fn follow(&mut self, executor: &mut Executor) -> Follow {
        let passed = executor.state.passed.take();
        let ended = Self::end(passed.as_ref(), executor.state.tracker.ordered());
        ended.map_or(Follow::Waits(None), Follow::Ended)
    }

    fn lost(&self) -> Doubt {
        Doubt::SweepUnseen
    }

    fn excludes(&self, other: &About) -> Option<Refusal> {
        (*other == About::Operation(Operation::SweepStart)).then_some(Refusal::SweepStarts)
    }
}
