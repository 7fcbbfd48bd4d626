//! Commands about detectors.

use crate::core::ids::DetectorId;
use crate::ui::common::command::Row;
use crate::ui::detectors::take_reference;

pub(in crate::ui) fn rows() -> Vec<Row<()>> {
    Vec::from([
        Row::new("reference _", "Take a detector's reference", |(), context, (detector,): (DetectorId,)| {
            Ok(take_reference(context, detector))
        }),
        #[cfg(test)]
        Row::new("made up _", "A made-up command", |(), _, (detector,): (DetectorId,)| {
            Ok(crate::ui::common::next::inform(format!("made up for {detector}")))
        }),
    ])
}
