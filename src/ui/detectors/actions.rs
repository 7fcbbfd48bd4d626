//! What keys do to detectors.

use crate::core::operation::Operation;
use crate::ui::common::action::{Act, actions};
use crate::ui::common::next::{inform, operate};
use crate::ui::detectors::at_hand;

actions! { Act<()>;
    REFERENCE, "reference", "Take the selected detector's reference, after a confirmation",
        |(), context| match at_hand(context) {
            Some(detector) => operate(Operation::Reference(detector)),
            None => inform("no detector to take a reference of"),
        };
}
