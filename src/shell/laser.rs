//! `ctp10 laser N on|off`.

use clap::{Args, ValueEnum};
use color_eyre::eyre::{Result, eyre};

use super::Task;
use super::common::Common;
use super::desk::{Agreed, Bench, Printed};
use crate::app::desk;
use crate::core::ids::LaserId;

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
    printed: Printed,
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
        let laser = laser.ok_or_else(|| eyre!("laser {} is outside 1 to 10", self.position))?;
        let (given, form) = (self.agreed.given(), self.printed.form());
        Ok(match self.to {
            To::Off => Bench::to_go_dark(&common)?.ask(move |desk| desk::laser_off(desk, Some(laser), form)),
            To::On => Bench::named(&common, &[])?.light(move |desk| desk::laser_on(desk, laser, given, form)),
        })
    }
}
