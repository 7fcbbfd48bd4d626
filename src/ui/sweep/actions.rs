//! What keys do to the sweep.

use crate::core::operation::Operation;
use crate::ui::common::action::{Act, actions};
use crate::ui::common::next::operate;
use crate::ui::sweep::{SweepState, abort};

actions! { Act<SweepState>;
    SWEEP_START, "sweep", Operation::SweepStart.about(), |_, _| operate(Operation::SweepStart);
    ABORT, "abort", "Abort the running sweep, or the reference after a confirmation", |_, context| abort(context);
}
