//! The gate before light. Whatever lets light out passes here: what a person agreed to is held against the instrument
//! as it is read once more, and nothing goes out behind an urgent request to switch off.

use tokio::time::Instant;

use crate::core::consent::{Consent, Lights};
use crate::core::event::Severity;
use crate::core::ids::{LaserSet, TlsId};
use crate::core::laser::{Emission, PowerCaps};
use crate::core::outcome::Refusal;
use crate::core::parameter::{Change, Parameter};
use crate::core::request::{RequestId, ScpiLine};
use crate::instrument::ctp10::typed::{self, Verdict};
use crate::instrument::scpi::broken::Broken;
use crate::instrument::scpi::message::LitCommand;

use super::executor::Executor;
use super::item::Item;
use super::lit::{self, MEASURING};
use super::permit::Permit;
use super::port::{Port, Stream};
use super::urgent::Urgent;
use super::work::{Stop, Work};

impl Executor {
    /// Reads again what an order would let out and holds it against what was agreed to.
    pub(super) async fn permit<S: Stream>(
        &mut self,
        port: &mut Port<S>,
        id: RequestId,
        lights: &Lights,
        consent: &Consent,
    ) -> Result<Permit, Stop> {
        self.read_light(port, lights).await?;
        let caps = if planted!(CapForgotten) { PowerCaps::default() } else { self.caps.borrow().clone() };
        let beams = self.state.snapshot.beams(lights, &caps).map_err(Refusal::from)?;
        consent.covers(&beams).map_err(Refusal::from)?;
        let scans = match lights {
            Lights::Scan | Lights::Untold => true,
            Lights::Laser(_) | Lights::Raise(_) => false,
        };
        let lasers = if beams.told() { beams.lasers() } else { self.dark_lasers() };
        Ok(Permit { beams, lasers, scans, id })
    }

    /// Refuses what needs the instrument to be idle while it measures, for whomever: it would refuse that, and light that went
    /// out for it would be another's.
    pub(super) fn is_free(&self) -> Result<(), Stop> {
        let condition = self.state.snapshot.condition.filter(|condition| condition.has(MEASURING));
        condition.and_then(Refusal::busy).map_or(Ok(()), |why| Err(why.into()))
    }

    /// Sends a command that switches light on, once, unless it was ordered dark meanwhile.
    pub(super) async fn let_out<S: Stream>(
        &mut self,
        port: &mut Port<S>,
        permit: &Permit,
        command: &LitCommand,
        work: &mut Work,
    ) -> Result<(), Stop> {
        let busy = self.state.snapshot.condition.unwrap_or_default().has(MEASURING);
        match self.order(port, command.released(), Some(permit), work).await? {
            Ok(()) => Ok(()),
            // An error may be another client's: what is lit all the same is ours.
            Err(why) if !busy && self.is_carried_out(port, permit).await? => {
                self.state
                    .notice(Severity::Warning, format!("{why}, and carries out the order all the same"));
                Ok(())
            }
            Err(why) => {
                self.not_lit(permit);
                Err(why.into())
            }
        }
    }

    /// Whether the instrument does what an order lets out.
    async fn is_carried_out<S: Stream>(
        &mut self,
        port: &mut Port<S>,
        permit: &Permit,
    ) -> Result<bool, Broken> {
        if permit.scans {
            self.reread(port, [Item::Condition]).await?;
            return Ok(self.state.snapshot.condition.unwrap_or_default().has(MEASURING));
        }
        self.reread(port, permit.lasers.iter().map(Item::Emits)).await?;
        let is_on = |laser| self.state.snapshot.laser(laser).emission == Emission::On;
        Ok(!permit.lasers.is_empty() && permit.lasers.iter().all(is_on))
    }

    /// The gate: notes what is about to be lit; false if it was ordered dark.
    pub(super) fn opens(&mut self, permit: &Permit, requested: &Urgent) -> bool {
        if permit.is_overruled(requested) {
            return false;
        }
        self.state.ours.goes_out(permit.lasers, permit.scans);
        self.state.lights(permit.lasers);
        if permit.scans {
            self.state.expect(permit.lasers);
        }
        for beam in permit.beams.each() {
            let agreed = &mut self.state.snapshot.lasers[beam.laser.index()].agreed;
            // What is not known to be more than that is asked about again.
            let power = beam.power.at_least();
            *agreed = Some(agreed.filter(|&before| before > power).unwrap_or(power));
        }
        true
    }

    /// The instrument did not take an order that went through the gate.
    pub(super) fn not_lit(&mut self, permit: &Permit) {
        self.state.ours.refused(permit.lasers, permit.scans);
        if permit.scans {
            self.state.dark(permit.lasers);
        }
    }

    /// Reads what decides about light, as it is now.
    pub(super) async fn read_light<S: Stream>(
        &mut self,
        port: &mut Port<S>,
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
            let scanned = bench.scanned().intersection(bench.fitted());
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

    /// Whether this change may go out. Where it makes light stronger that is out already it needs a consent to that, and
    /// goes out by this permit.
    pub(super) async fn may_set<S: Stream>(
        &mut self,
        port: &mut Port<S>,
        id: RequestId,
        change: Change,
        consent: Option<&Consent>,
    ) -> Result<Option<Permit>, Stop> {
        let Some(consent) = consent else {
            self.is_no_stronger(port, change).await?;
            return Ok(None);
        };
        if self.powered(&[change]).is_empty() {
            return Ok(None);
        }
        let permit = self.permit(port, id, &Lights::Raise(vec![change]), consent).await?;
        Ok((!permit.lasers.is_empty()).then_some(permit))
    }

    /// Refuses a change that makes light stronger that is out already.
    async fn is_no_stronger<S: Stream>(&mut self, port: &mut Port<S>, change: Change) -> Result<(), Stop> {
        if self.powered(&[change]).is_empty() {
            return Ok(());
        }
        let lights = Lights::Raise(vec![change]);
        self.read_light(port, &lights).await?;
        let beams = self.state.snapshot.beams(&lights, &self.caps.borrow()).map_err(Refusal::from)?;
        match beams.each() {
            [] => Ok(()),
            [beam, ..] => Err(Refusal::Raises(beam.clone()).into()),
        }
    }

    /// Whether a typed line may go out, and by which permit if it lets light out.
    pub(super) async fn may_say<S: Stream>(
        &mut self,
        port: &mut Port<S>,
        id: RequestId,
        line: &ScpiLine,
        consent: Option<&Consent>,
    ) -> Result<Option<Permit>, Stop> {
        let verdict = typed::judge(line, &self.caps.borrow());
        let lights = match verdict {
            Verdict::Refuse(why) => return Err(Refusal::Line(why).into()),
            Verdict::Send | Verdict::Ask { lights: None, .. } => return Ok(None),
            Verdict::Ask { lights: Some(lights), .. } => lights,
        };
        if let Some(consent) = consent {
            return self.permit(port, id, &lights, consent).await.map(Some);
        }
        if let Lights::Raise(changes) = lights {
            for change in changes {
                self.is_no_stronger(port, change).await?;
            }
            return Ok(None);
        }
        Err(Refusal::Lights.into())
    }

    /// Looks at the lasers of what is being measured, on a slow line until their light was seen; when to look again.
    pub(super) async fn look_at_light<S: Stream>(
        &mut self,
        port: &mut Port<S>,
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
