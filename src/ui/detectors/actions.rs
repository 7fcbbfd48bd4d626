//! What keys do to detectors.

use crate::ui::common::action::{Act, actions};
use crate::ui::common::next::inform;
use crate::ui::detectors::{at_hand, take_reference};

actions! { Act<()>;
    REFERENCE, "reference", "Take the selected detector's reference, after a confirmation",
        |(), context| match at_hand(context) {
            Some(detector) => take_reference(context, detector),
            None => inform("no detector to take a reference of"),
        };
}
