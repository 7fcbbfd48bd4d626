//! What keys do to the sweep.

use crate::ui::common::action::{Act, actions};
use crate::ui::sweep::{SweepState, abort};

actions! { Act<SweepState>;
    SWEEP_START, "sweep", "Start the sweep", |sweep, context| sweep.start(context);
    ABORT, "abort", "Abort the running sweep, or the reference after a confirmation", |_, context| abort(context);
}
