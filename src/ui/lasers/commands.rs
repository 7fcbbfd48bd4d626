//! Commands about lasers.

use crate::core::ids::LaserId;
use crate::core::units::Dbm;
use crate::ui::common::command::{CommandError, CommandRow, Outcome, Rest};
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

fn lower_cap((): &mut (), context: &Context, (laser, Rest(cap)): (LaserId, Rest<Dbm>)) -> Outcome {
    let most = context.fixed.caps.cap(Some(laser));
    if cap > most {
        return Err(CommandError::CapAbove { laser, asked: cap, most });
    }
    let mut next = vec![Next::Cap(laser, cap)];
    next.extend(inform(format!("laser {laser}: no more than {cap} in this session")));
    Ok(next)
}
