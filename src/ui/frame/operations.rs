//! The command of each operation, made from its row, and the way from there to the order.

use crate::core::consent::Lights;
use crate::core::ids::{DetectorId, LaserId};
use crate::core::operation::{Of, Operation, Run, TypedOperation};
use crate::core::parameter::Subject;
use crate::ui::common::command::{Argument, Arguments, CommandRow};
use crate::ui::common::confirm::Confirm;
use crate::ui::common::effect::Effect;
use crate::ui::common::next::{Next, inform, operate, warn, when_linked, world};
use crate::ui::frame::state::State;

/// The rows of the subjects that are meant.
pub(super) fn rows(has: fn(Subject) -> bool) -> impl Iterator<Item = CommandRow<()>> {
    let all = Operation::all_typed().into_iter().filter_map(row_of);
    all.filter(move |(subject, _)| has(*subject)).map(|(_, row)| row)
}

/// The row of an operation, with one of what it is of. What is of nothing has none: it is the action of its name.
pub(super) fn row_of(typed: TypedOperation) -> Option<(Subject, CommandRow<()>)> {
    match typed.of {
        Of::Nothing(_) => None,
        Of::Laser(make) => Some((Subject::Laser(LaserId::FIRST), row(typed, make))),
        Of::Detector(make) => Some((Subject::Detector(DetectorId::FIRST), row(typed, make))),
    }
}

fn row<A: Argument<()> + 'static>(typed: TypedOperation, make: fn(A) -> Operation) -> CommandRow<()> {
    let slots = <(A,) as Arguments<()>>::slots();
    CommandRow::with(typed.words(), slots, typed.about(), move |(), context, typed| {
        let (of,) = <(A,) as Arguments<()>>::read(context, typed)?;
        Ok(operate(make(of)))
    })
}

impl State {
    /// Begins an operation: one that lights nothing at once, any other after a question where its light was not agreed to
    /// before. What came in a burst, from a paste or by a key that is held is asked about all the same.
    pub(super) fn begin(&self, operation: Operation) -> Vec<Next> {
        let lights = match Run::dark(operation) {
            Ok(run) => return when_linked(&self.context, Effect::Order(run.into())),
            Err(lights) => lights,
        };
        if lights == Lights::Scan && self.context.bench.phase.is_sweep() {
            return inform("a sweep is running; abort it first");
        }
        let beams = match self.context.beams(&lights) {
            Ok(beams) => beams,
            // The reason first: it is what is read where there is no room for all.
            Err(why) => return warn(format!("{why}; not sent: {operation}")),
        };
        let before =
            (operation.is_asked_once() && self.context.alone).then(|| self.sweep.agreed_before(&beams));
        match before.flatten() {
            Some(consent) => world(Effect::Order(Run::agreed(operation, consent).into())),
            None => vec![Next::Ask(Confirm::Light(operation, beams))],
        }
    }
}
