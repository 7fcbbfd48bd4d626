//! The gate before light. Whatever lets light out passes here: what a person agreed to is held against the instrument
//! as it is read once more, and nothing goes out behind an urgent request to switch off.

use tokio::time::Instant;

use crate::core::consent::{Beams, Consent, Lights};
use crate::core::event::{Level, Outcome};
use crate::core::ids::{LaserSet, TlsId};
use crate::core::laser::{Emission, PowerCaps};
use crate::core::parameter::{Change, Parameter};
use crate::core::request::{RequestId, ScpiLine};
use crate::instrument::ctp10::spoken::{self, Verdict};
use crate::instrument::scpi::line::Broken;
use crate::instrument::scpi::message::Command;

use super::connect::Connect;
use super::engine::Engine;
use super::item::Item;
use super::lit::{self, MEASURING};
use super::port::Port;
use super::urgent::Urgent;

/// Light that may go out, with the request that lets it.
pub(super) struct Permit {
    beams: Beams,
    lasers: LaserSet,
    scans: bool,
    id: RequestId,
}

/// What became of an order that lets light out.
pub(super) enum Sent {
    Taken,
    Ended(Outcome),
}

impl Permit {
    /// Whether somebody ordered it dark since it was asked for.
    fn is_overruled(&self, requested: &Urgent) -> bool {
        let dark = self.lasers.iter().any(|laser| requested.overrules(laser, self.id));
        (dark || self.scans && requested.aborts(self.id)) && !planted!(OnBehindOff)
    }
}

impl<C: Connect> Engine<C> {
    /// Reads again what an order would let out and holds it against what was agreed to. The permit for it, or how
    /// the request ends.
    pub(super) async fn permit(
        &mut self,
        port: &mut Port<C::Stream>,
        id: RequestId,
        lights: &Lights,
        consent: &Consent,
    ) -> Result<Result<Permit, Outcome>, Broken> {
        self.read_light(port, lights).await?;
        let caps = if planted!(CapForgotten) { PowerCaps::default() } else { self.caps.borrow().clone() };
        let beams = match self.state.snapshot.beams(lights, &caps) {
            Ok(beams) => beams,
            Err(why) => return Ok(Err(Outcome::Refused(why.to_string()))),
        };
        if let Err(differs) = consent.covers(&beams) {
            return Ok(Err(Outcome::Refused(differs.to_string())));
        }
        let scans = matches!(lights, Lights::Scan | Lights::Untold);
        let lasers = if beams.told() { beams.lasers() } else { self.dark_lasers() };
        Ok(Ok(Permit { beams, lasers, scans, id }))
    }

    /// Sends a command that lets light out, once, unless it was ordered dark meanwhile.
    pub(super) async fn let_out(
        &mut self,
        port: &mut Port<C::Stream>,
        permit: &Permit,
        command: &Command,
        sent: &mut bool,
    ) -> Result<Sent, Broken> {
        self.clear_errors(port).await?;
        let busy = self.state.snapshot.condition.unwrap_or_default().has(MEASURING);
        if !self.opens(port, permit).await? {
            return Ok(Sent::Ended(Outcome::Cancelled("switched off before it was on".into())));
        }
        *sent = true;
        port.send_at_once(command).await?;
        Ok(match self.taken(port).await? {
            Ok(()) => Sent::Taken,
            // An error may be another client's: what is lit all the same is ours.
            Err(refused) if !busy && self.is_carried_out(port, permit).await? => {
                self.state
                    .notice(Level::Warning, format!("{refused}, and carries out the order all the same"));
                Sent::Taken
            }
            Err(refused) => {
                self.state.ours.refused(permit.lasers, permit.scans);
                Sent::Ended(Outcome::Refused(refused.to_string()))
            }
        })
    }

    /// Whether the instrument does what an order lets out.
    async fn is_carried_out(&mut self, port: &mut Port<C::Stream>, permit: &Permit) -> Result<bool, Broken> {
        if permit.scans {
            self.reread(port, [Item::Condition]).await?;
            return Ok(self.state.snapshot.condition.unwrap_or_default().has(MEASURING));
        }
        self.reread(port, permit.lasers.iter().map(Item::Emits)).await?;
        let is_on = |laser| self.state.snapshot.laser(laser).emission == Emission::On;
        Ok(!permit.lasers.is_empty() && permit.lasers.iter().all(is_on))
    }

    /// Notes what is about to be lit; false if it was ordered dark. Nothing may be awaited between this and the order:
    /// an urgent request that comes later is written behind it.
    pub(super) async fn opens(
        &mut self,
        port: &mut Port<C::Stream>,
        permit: &Permit,
    ) -> Result<bool, Broken> {
        port.flush_urgent().await?;
        if permit.is_overruled(&port.requested()) {
            return Ok(false);
        }
        self.state.ours.goes_out(permit.lasers, permit.scans);
        self.state.lights(permit.lasers);
        for beam in permit.beams.each() {
            let agreed = &mut self.state.snapshot.lasers[beam.laser.index()].agreed;
            // What is not known to be more than that is asked about again.
            let power = beam.power.at_least();
            *agreed = Some(agreed.filter(|&before| before > power).unwrap_or(power));
        }
        Ok(true)
    }

    /// Reads what decides about light, as it is now.
    pub(super) async fn read_light(
        &mut self,
        port: &mut Port<C::Stream>,
        lights: &Lights,
    ) -> Result<(), Broken> {
        let items: Vec<Item> = match lights {
            Lights::Laser(laser) => {
                [Parameter::LaserPower(*laser), Parameter::LaserWavelength(*laser)].map(Item::Value).into()
            }
            // Which lasers take part says what else there is to read.
            Lights::Scan => TlsId::all().map(Parameter::TlsLaser).map(Item::Value).collect(),
            Lights::Raise(changes) => {
                let of = |laser| {
                    let values = [Parameter::LaserPower(laser), Parameter::LaserWavelength(laser)];
                    [Item::Emits(laser)].into_iter().chain(values.map(Item::Value))
                };
                self.powered(changes).iter().flat_map(of).collect()
            }
            Lights::Untold => {
                self.state.snapshot.models().iter().map(Parameter::LaserPower).map(Item::Value).collect()
            }
        };
        self.reread(port, items).await?;
        if *lights == Lights::Scan {
            let values: Vec<Item> = self.state.snapshot.scan_light().map(Item::Value).collect();
            self.reread(port, values).await?;
            let bench = &self.state.snapshot;
            let taking_part = TlsId::all().filter(|&tls| bench.takes_part(tls));
            let scanned: LaserSet = taking_part.filter_map(|tls| bench.laser_of(tls)).collect();
            let scanned = scanned.intersection(bench.fitted());
            // Whether they are on still: somebody may have switched them off a moment ago. Where none takes part, those
            // that are on make the light that is measured.
            let lit = if scanned.is_empty() { bench.fitted() } else { scanned };
            // Whether it scans for somebody else already: an order is not what makes it, then.
            self.reread(port, lit.iter().map(Item::Emits).chain([Item::Condition])).await?;
        }
        Ok(())
    }

    /// Lasers that are there and whose light these changes set.
    fn powered(&self, changes: &[Change]) -> LaserSet {
        let bench = &self.state.snapshot;
        let lasers = changes.iter().filter_map(|&(parameter, _)| bench.emitter_of(parameter));
        lasers.collect::<LaserSet>().intersection(bench.fitted())
    }

    /// Lasers that might be lit and are not known to be on.
    fn dark_lasers(&self) -> LaserSet {
        let bench = &self.state.snapshot;
        bench.models().iter().filter(|&laser| bench.laser(laser).emission != Emission::On).collect()
    }

    /// Whether this change may go out: where it makes light stronger that is out already it needs a consent to that.
    pub(super) async fn may_set(
        &mut self,
        port: &mut Port<C::Stream>,
        id: RequestId,
        change: Change,
        consent: Option<&Consent>,
    ) -> Result<Result<(), Outcome>, Broken> {
        if self.powered(&[change]).is_empty() {
            return Ok(Ok(()));
        }
        let lights = Lights::Raise(vec![change]);
        if let Some(consent) = consent {
            return Ok(match self.permit(port, id, &lights, consent).await? {
                Err(outcome) => Err(outcome),
                Ok(permit) if permit.lasers.is_empty() => Ok(()),
                Ok(permit) if self.opens(port, &permit).await? => Ok(()),
                Ok(_) => Err(Outcome::Cancelled("switched off before it was set".into())),
            });
        }
        self.read_light(port, &lights).await?;
        let beams = self.state.snapshot.beams(&lights, &self.caps.borrow());
        Ok(match beams {
            Ok(beams) if beams.each().is_empty() => Ok(()),
            Ok(beams) => Err(Outcome::Refused(format!(
                "it would raise the power of a laser that is on, and no confirmation was given: {}",
                beams.each()[0]
            ))),
            Err(why) => Err(Outcome::Refused(why.to_string())),
        })
    }

    /// Whether a typed line may go out.
    pub(super) async fn may_say(
        &mut self,
        port: &mut Port<C::Stream>,
        id: RequestId,
        line: &ScpiLine,
        consent: Option<&Consent>,
    ) -> Result<Result<Option<Permit>, Outcome>, Broken> {
        let verdict = spoken::judge(line, &self.caps.borrow());
        let lights = match verdict {
            Verdict::Refuse(why) => return Ok(Err(Outcome::Refused(why))),
            Verdict::Send | Verdict::Ask { lights: None, .. } => return Ok(Ok(None)),
            Verdict::Ask { lights: Some(lights), .. } => lights,
        };
        if let Some(consent) = consent {
            return Ok(self.permit(port, id, &lights, consent).await?.map(Some));
        }
        if let Lights::Raise(changes) = lights {
            for change in changes {
                if let Err(outcome) = self.may_set(port, id, change, None).await? {
                    return Ok(Err(outcome));
                }
            }
            return Ok(Ok(None));
        }
        Ok(Err(Outcome::Refused("it may turn laser emission on, and no confirmation was given".into())))
    }

    /// Looks at the lasers of what is being measured, on a slow line until their light was seen; when to look again.
    pub(super) async fn look_at_light(
        &mut self,
        port: &mut Port<C::Stream>,
    ) -> Result<Option<Instant>, Broken> {
        let Some(run) = &mut self.state.run else { return Ok(None) };
        let watched = run.watched();
        if watched.is_empty() {
            return Ok(None);
        }
        if run.look <= Instant::now() {
            let begun = Instant::now();
            self.reread(port, watched.iter().map(Item::Emits)).await?;
            if let Some(run) = &mut self.state.run {
                run.quick &= begun.elapsed() < lit::LOOK / 4;
                // A slow line is there for others, too.
                run.look = (begun + lit::LOOK).max(Instant::now() + begun.elapsed() * 2);
            }
        }
        Ok(self.state.run.as_ref().map(|run| run.look))
    }
}
