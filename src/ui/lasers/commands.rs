//! Commands about lasers.

use crate::core::ids::LaserId;
use crate::core::units::Dbm;
use crate::ui::common::command::{CommandRow, Outcome, Rest};
use crate::ui::common::context::Context;
use crate::ui::common::next::{Next, inform};
use crate::ui::lasers::switch_off;

pub(in crate::ui) fn rows() -> Vec<CommandRow<()>> {
    vec![
        CommandRow::new("laser _ off", "Switch a laser off", |(), _, (laser,): (LaserId,)| {
            Ok(switch_off(laser))
        }),
        CommandRow::new("laser _ cap _", "Lower a laser's power cap for this session", lower_cap),
    ]
}

/// A cap above the one of the settings.
#[derive(Debug, thiserror::Error)]
#[error("{asked} is above the cap of laser {laser} in the settings, {most}; a cap can only be lowered here")]
struct CapAbove {
    /// The laser.
    laser: LaserId,
    /// What was typed.
    asked: Dbm,
    /// What the settings allow.
    most: Dbm,
}

fn lower_cap((): &mut (), context: &Context, (laser, Rest(cap)): (LaserId, Rest<Dbm>)) -> Outcome {
    let most = context.fixed.caps.cap(Some(laser));
    if cap > most {
        return Err(CapAbove { laser, asked: cap, most }.into());
    }
    let mut next = vec![Next::Cap(laser, cap)];
    next.extend(inform(format!("laser {laser}: no more than {cap} in this session")));
    Ok(next)
}
