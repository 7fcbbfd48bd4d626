//! Consent to light without a screen: whoever stands at the door agrees to what the bench would light just now.

use super::door::Door;
use super::{Desk, Failed};
use crate::core::consent::{Afterwards, Beams, Consent, Lights};
use crate::core::operation::{Operation, Run};
use crate::core::parameter::Change;
use crate::core::request::{Query, RequestId};

/// An operation that was ordered.
pub(super) struct Begun {
    pub(super) id: RequestId,
    /// What will become of its light when it is over; none where nothing scans.
    pub(super) afterwards: Option<Afterwards>,
}

/// An operation whose light was agreed to, before anything was sent for it.
pub(super) struct Agreed {
    operation: Operation,
    /// What it lights, with the consent to that; none where it lights nothing.
    light: Option<(Lights, Consent)>,
}

/// Nobody agreed to the light. What was sent before that is known to whoever asked, who ends the sentence.
struct NotConfirmed;

impl NotConfirmed {
    /// With what did not happen.
    fn so(words: &str) -> Failed {
        Failed::Refused(format!("laser emission was not confirmed, so {words}; --yes confirms it"))
    }
}

/// What is told where nothing went out.
const NOTHING: &str = "nothing was sent";

impl<D: Door> Desk<D> {
    /// Who only watches is not asked first.
    fn may_order(&self) -> Result<(), Failed> {
        self.access().may_order().map_err(Failed::refused)
    }

    /// What an order would let out as the bench is now.
    pub(crate) async fn beams(&mut self, lights: &Lights) -> Result<Beams, Failed> {
        self.beams_with(lights, &[]).await
    }

    /// What an order would let out if the bench, as it is now, held these values as well.
    async fn beams_with(&mut self, lights: &Lights, changes: &[Change]) -> Result<Beams, Failed> {
        let id = self.access().ask(Query::Look(lights.clone())).map_err(Failed::refused)?;
        self.ended(id).await?;
        self.bench().supposing(changes).beams(lights, &self.caps()).map_err(Failed::refused)
    }

    /// Asks for the light of an operation as it will be when these values are set. Nothing is sent.
    ///
    /// # Errors
    /// Where nothing can be lit, or where nobody agreed.
    pub(super) async fn agree_to(
        &mut self,
        operation: Operation,
        changes: &[Change],
    ) -> Result<Agreed, Failed> {
        self.may_order()?;
        let Some(lights) = operation.lights() else { return Ok(Agreed { operation, light: None }) };
        let beams = self.beams_with(&lights, changes).await?;
        let consent = self.agreed(&beams).await.map_err(|NotConfirmed| NotConfirmed::so(NOTHING))?;
        Ok(Agreed { operation, light: Some((lights, consent)) })
    }

    /// The same behind these values that were set for it. Where the light is more than was agreed to, as the instrument holds
    /// something else than it was told, it is asked about again.
    ///
    /// # Errors
    /// As of [`Desk::agree_to`]; what was set stays, and is said.
    pub(super) async fn agree_behind(
        &mut self,
        agreed: Agreed,
        changes: &[Change],
    ) -> Result<Agreed, Failed> {
        let Agreed { operation, light: Some((lights, consent)) } = agreed else { return Ok(agreed) };
        let consent = self.covering(&lights, consent).await.map_err(|failed| {
            let held = self.bench().held(changes.iter().map(|(parameter, _)| *parameter));
            let set: Vec<String> =
                held.iter().map(|(parameter, held)| format!("{parameter} is {held}")).collect();
            failed.said(|why| format!("{why}. Set before: {}", set.join(", ")))
        })?;
        Ok(Agreed { operation, light: Some((lights, consent)) })
    }

    /// A consent that covers what would be lit now: this one, or another where it does not.
    async fn covering(&mut self, lights: &Lights, consent: Consent) -> Result<Consent, Failed> {
        let now = self.beams(lights).await?;
        if consent.covers(&now).is_ok() {
            return Ok(consent);
        }
        self.agreed(&now).await.map_err(|NotConfirmed| NotConfirmed::so("no laser was switched on"))
    }

    /// Orders what was agreed to.
    ///
    /// # Errors
    /// Where nothing may be ordered.
    pub(super) fn begin(&mut self, Agreed { operation, light }: Agreed) -> Result<Begun, Failed> {
        let afterwards = light.as_ref().and_then(|(_, consent)| consent.beams().afterwards());
        let run = match light {
            Some((_, consent)) => Run::agreed(operation, consent),
            None => Run::dark(operation).map_err(|_| Failed::Refused(format!("{operation}: {NOTHING}")))?,
        };
        let id = self.access().order(run.into()).map_err(Failed::refused)?;
        Ok(Begun { id, afterwards })
    }

    /// The consent to values that may make light stronger; `None` where nobody has to agree. Nothing is sent.
    ///
    /// # Errors
    /// Where nothing can be lit, or where nobody agreed.
    pub(super) async fn consent_to_raise(&mut self, changes: &[Change]) -> Result<Option<Consent>, Failed> {
        let bench = self.bench();
        if !changes.iter().any(|&(parameter, _)| bench.emitter_of(parameter).is_some()) {
            return Ok(None);
        }
        self.may_order()?;
        let lights = Lights::Raise(changes.to_vec());
        let beams = self.beams(&lights).await?;
        if !beams.need_consent(&lights) {
            return Ok(None);
        }
        self.agreed(&beams).await.map(Some).map_err(|NotConfirmed| NotConfirmed::so(NOTHING))
    }

    async fn agreed(&mut self, beams: &Beams) -> Result<Consent, NotConfirmed> {
        let agreed = self.door.agree(beams).await;
        agreed.map(|agreed| beams.agreed_beforehand(agreed)).ok_or(NotConfirmed)
    }
}

#[cfg(test)]
mod tests;
