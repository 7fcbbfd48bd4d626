//! Lasers: switched on after a question, off at once.

pub(super) mod actions;
pub(super) mod commands;
pub(super) mod panel;

use crate::core::ids::{LaserId, LaserSet};
use crate::core::laser::Emission;
use crate::core::operation::Operation;
use crate::core::parameter::Parameter;
use crate::ui::common::context::panel::SettingColumn;
use crate::ui::common::context::{Context, Cursor, Panel};
use crate::ui::common::effect::Effect;
use crate::ui::common::next::{Next, operate, warn, world};

/// Switches the selected laser off, or on after a question.
pub(super) fn toggle(context: &Context) -> Vec<Next> {
    let Some(laser) = context.selected_laser() else {
        return warn("no laser to switch");
    };
    let known = context.bench.laser(laser);
    let dark = context.bench.is_live() && known.emission == Emission::Off && known.switching_on.is_none();
    // On, or nobody knows: off is the answer to both.
    if dark { operate(Operation::LaserOn(laser)) } else { switch_off(laser) }
}

/// Switches a laser off.
pub(super) fn switch_off(laser: LaserId) -> Vec<Next> {
    world(Effect::Off(LaserSet::from_iter([laser])))
}

/// The settings of a laser in the panel, from left to right. At 38 columns the state of the laser, which stands behind
/// them, is what must not be cut.
const COLUMNS: [SettingColumn<LaserId>; 2] = [
    SettingColumn { head: "nm", x: 14, width: 11, parameter: Parameter::LaserWavelength },
    SettingColumn { head: "dBm", x: 26, width: 6, parameter: Parameter::LaserPower },
];

/// Rows and columns of the panel's selection.
pub(super) fn extent(context: &Context) -> Cursor {
    Cursor { row: context.listed_lasers().len(), column: COLUMNS.len() }
}

/// The setting under the panel's selection.
pub(super) fn selected_parameter(context: &Context) -> Option<Parameter> {
    let laser = context.selected_laser()?;
    let column = COLUMNS.get(context.selection.cursor(Panel::Lasers).column)?;
    Some((column.parameter)(laser))
}
