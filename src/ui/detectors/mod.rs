//! Detectors: their settings and their references.

pub(super) mod actions;
pub(super) mod panel;

use crate::core::ids::DetectorId;
use crate::core::parameter::{Parameter, Subject};
use crate::core::snapshot::Snapshot;
use crate::ui::common::context::panel::SettingColumn;
use crate::ui::common::context::{Context, Cursor, Panel};

/// A detector's reference in words, and whether it is good for the bench as it is. Briefly, it fits a
/// panel.
pub(super) fn reference_words(bench: &Snapshot, detector: DetectorId, briefly: bool) -> (String, bool) {
    let Some(known) = bench.references.get(&detector) else {
        return ("not read yet".into(), true);
    };
    let Some(when) = known.reference.when() else { return ("none".into(), true) };
    let kind = known.reference.kind();
    let day = when.split(' ').next().unwrap_or_default();
    if let Some(mark) = known.light.mark() {
        let words = if briefly {
            mark.to_owned()
        } else {
            format!("{when}, {mark}: no light, or not all the time, while it was taken")
        };
        return (format!("{kind}, {words}"), false);
    }
    match (known.under.as_ref().map(|under| under.changed(|parameter| bench.value(parameter))), briefly) {
        (Some(Some(parameter)), true) => (format!("{kind}, STALE: {parameter}"), false),
        (Some(Some(parameter)), false) => {
            (format!("{kind}, {when}, STALE: {parameter} changed since"), false)
        }
        (Some(None), true) => (format!("{kind}, {day}, valid"), true),
        (Some(None), false) => (format!("{kind}, {when}, valid for the present settings"), true),
        (None, true) => (format!("{kind}, {when}"), true),
        (None, false) => (format!("{kind}, {when}, taken before this session, settings unknown"), true),
    }
}

/// The detector that is looked at: the form's, else the selected one.
pub(super) fn at_hand(context: &Context) -> Option<DetectorId> {
    match context.page.subject() {
        Some(Subject::Detector(detector)) => Some(detector),
        Some(Subject::Laser(_) | Subject::Tls(_) | Subject::Sweep) | None => selected(context),
    }
}

/// The detector that the selection of its panel is on; `None` where none is watched.
pub(super) fn selected(context: &Context) -> Option<DetectorId> {
    context.fixed.detectors.get(context.selected_detector()).map(|(detector, _)| *detector)
}

/// The settings of a detector in the panel, from left to right.
const COLUMNS: [SettingColumn<DetectorId>; 2] = [
    SettingColumn { head: "nm", x: 19, width: 10, parameter: Parameter::DetectorWavelength },
    SettingColumn { head: "unit", x: 30, width: 5, parameter: Parameter::PowerUnit },
];

/// Rows and columns of the panel's selection.
pub(super) fn extent(context: &Context) -> Cursor {
    Cursor { row: context.fixed.detectors.len(), column: COLUMNS.len() }
}

/// The setting under the panel's selection.
pub(super) fn selected_parameter(context: &Context) -> Option<Parameter> {
    let detector = selected(context)?;
    let column = COLUMNS.get(context.selection.cursor(Panel::Detectors).column)?;
    Some((column.parameter)(detector))
}
