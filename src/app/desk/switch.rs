//! Lasers, on and off.

use std::time::Duration;

use color_eyre::eyre::Result;
use serde_json::json;

use super::{Desk, Failed, Form};
use crate::app::print;
use crate::core::consent::{Lights, WithHarm};
use crate::core::ids::{LaserId, LaserSet};
use crate::core::laser::Emission;
use crate::core::request::Order;

/// How long it may take until every laser was read back.
const READ: Duration = Duration::from_secs(30);

/// Switches a laser on, where somebody agrees to its light, and waits until it is read back as on.
pub(crate) async fn laser_on(
    mut desk: Desk,
    laser: LaserId,
    given: Option<WithHarm>,
    form: Form,
) -> Result<()> {
    desk.switch_on(laser, given).await?;
    match form {
        Form::People => {
            print::line(format_args!(
                "laser {laser} is on and stays on; switch it off with: ctp10 laser {laser} off"
            ));
        }
        Form::Json => print::line(json!({ "laser": laser.number(), "emission": "on" })),
    }
    Ok(())
}

/// Switches lasers off, all of them where none is named, and waits until they are read back as off.
pub(crate) async fn laser_off(mut desk: Desk, laser: Option<LaserId>, form: Form) -> Result<()> {
    let lasers = laser.map_or_else(|| LaserId::all().collect(), |laser| LaserSet::from_iter([laser]));
    let unknown = |why: String| {
        format!("{why}; OFF was tried, and whether the lasers are off is NOT KNOWN: treat them as on")
    };
    let dark = desk.dark(lasers).await.map_err(|failed| failed.said(unknown))?;
    match form {
        Form::People if dark.is_empty() => print::line("no laser is fitted"),
        Form::People => print::line(format_args!("off: {dark}")),
        Form::Json => {
            let lasers: Vec<usize> = dark.iter().map(LaserId::number).collect();
            print::line(json!({ "off": lasers }));
        }
    }
    Ok(())
}

impl Desk {
    /// Switches lasers off and waits until those that are there are read back as off: which.
    pub(super) async fn dark(&mut self, lasers: LaserSet) -> Result<LaserSet, Failed> {
        // Ahead of everything that is read at the beginning, and of the link itself.
        self.access().observer().switch_off(lasers);
        self.linked().await?;
        self.until(READ, "confirmed that the lasers are off", |bench| {
            let there = lasers.intersection(bench.fitted());
            let known = bench.complete || bench.unread().intersection(lasers).is_empty();
            let off =
                |laser| bench.laser(laser).emission == Emission::Off && !bench.switching_off.contains(laser);
            (known && there.iter().all(off)).then_some(there)
        })
        .await
    }

    /// Switches a laser on and waits until it is read back as on.
    async fn switch_on(&mut self, laser: LaserId, given: Option<WithHarm>) -> Result<(), Failed> {
        self.linked().await?;
        self.until(READ, "reported which lasers are fitted", |bench| {
            (!bench.unread().iter().any(|unread| unread == laser)).then_some(())
        })
        .await?;
        let Some(consent) = self.consent_if_needed(&Lights::Laser(laser), given).await? else {
            // It is on already, and nobody makes it stronger.
            return Ok(());
        };
        self.order(Order::LaserOn(laser, consent)).await.map(drop)
    }
}
