//! `ctp10 laser N on|off`.

use clap::{Args, ValueEnum};
use color_eyre::eyre::{Result, eyre};
use serde_json::json;

use super::Task;
use super::common::Common;
use super::desk::{Agreed, CommandSetup, Desk, JsonFlag};
use crate::app::print::Printed;
use crate::core::ids::{LaserId, LaserSet};

/// Switches a laser on or off, and waits until the instrument confirms it
///
/// A laser that was switched on stays on after the command returns.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  ctp10 laser 1 on\n  ctp10 laser 1 on --yes\n  ctp10 laser 1 off")]
pub(super) struct Laser {
    /// Its position, 1 to 10
    #[arg(value_name = "N")]
    position: usize,
    /// on or off
    #[arg(value_enum)]
    to: To,
    #[command(flatten)]
    agreed: Agreed,
    #[command(flatten)]
    printed: JsonFlag,
}

/// What becomes of it.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum To {
    On,
    Off,
}

impl Laser {
    pub(super) fn task(self, common: Common) -> Result<Task> {
        let laser = LaserId::new(self.position);
        let laser = laser.ok_or_else(|| eyre!("laser {} is outside {}", self.position, LaserId::range()))?;
        let form = self.printed.form();
        Ok(match self.to {
            To::Off => CommandSetup::to_go_dark(&common)?
                .ask(move |desk| switch_off(desk, LaserSet::from_iter([laser]), form)),
            To::On => CommandSetup::named(&common, &[])?.light(self.agreed, async move |mut desk| {
                desk.switch_on(laser).await?;
                let words =
                    format!("laser {laser} is on and stays on; switch it off with: ctp10 laser {laser} off");
                form.print(words, || json!({ "laser": laser.number(), "emission": "on" }));
                Ok(())
            }),
        })
    }
}

/// Switches lasers off, and prints which of them are there.
pub(super) async fn switch_off(mut desk: Desk, lasers: LaserSet, form: Printed) -> Result<()> {
    let dark = desk.switch_off(lasers).await?;
    let words = if dark.is_empty() { "no laser is fitted".to_owned() } else { format!("off: {dark}") };
    form.print(words, || json!({ "off": dark.iter().map(LaserId::number).collect::<Vec<_>>() }));
    Ok(())
}
