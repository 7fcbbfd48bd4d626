//! Commands about detectors.

use super::take_reference;
use crate::core::ids::DetectorId;
use crate::ui::command::Row;

/// The commands.
pub(in crate::ui) fn rows() -> Vec<Row<()>> {
    vec![Row::new("reference _", "take a detector's reference", |(), context, (detector,): (DetectorId,)| {
        Ok(take_reference(context, detector))
    })]
}
