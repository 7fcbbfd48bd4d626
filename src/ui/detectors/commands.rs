//! Commands about detectors.

use crate::core::ids::DetectorId;
use crate::ui::common::command::CommandRow;
use crate::ui::detectors::take_reference;

pub(in crate::ui) fn rows() -> Vec<CommandRow<()>> {
    vec![CommandRow::new(
        "reference _",
        "Take a detector's reference",
        |(), context, (detector,): (DetectorId,)| Ok(take_reference(context, detector)),
    )]
}
