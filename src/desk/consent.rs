//! Consent to light without a screen: whoever stands at the door agrees to what the bench would light just now.

use super::door::Door;
use super::{Desk, Failed};
use crate::core::consent::{Beams, Consent, Lights};
use crate::core::request::Query;

impl<D: Door> Desk<D> {
    /// Who only watches is not asked first.
    fn may_order(&self) -> Result<(), Failed> {
        self.access().may_order().map_err(Failed::refused)
    }

    /// What an order would let out as the bench is now.
    pub(crate) async fn beams(&mut self, lights: &Lights) -> Result<Beams, Failed> {
        let id = self.access().ask(Query::Look(lights.clone())).map_err(Failed::refused)?;
        self.ended(id).await?;
        self.bench().beams(lights, &self.caps()).map_err(Failed::refused)
    }

    /// The consent to what an order would let out as the bench is now.
    ///
    /// # Errors
    /// Where nothing can be lit, or where nobody agreed.
    pub(super) async fn consent(&mut self, lights: &Lights) -> Result<Consent, Failed> {
        self.may_order()?;
        let beams = self.beams(lights).await?;
        self.agreed(&beams).await
    }

    /// The consent to what an order would let out; `None` where nobody has to agree.
    ///
    /// # Errors
    /// Where nothing can be lit, or where nobody agreed.
    pub(super) async fn consent_if_needed(&mut self, lights: &Lights) -> Result<Option<Consent>, Failed> {
        self.may_order()?;
        let beams = self.beams(lights).await?;
        Ok(if beams.need_consent(lights) { Some(self.agreed(&beams).await?) } else { None })
    }

    async fn agreed(&mut self, beams: &Beams) -> Result<Consent, Failed> {
        let agreed = self.door.agree(beams).await;
        let refused = || {
            Failed::Refused("laser emission was not confirmed, so nothing was sent; --yes confirms it".into())
        };
        agreed.map(|agreed| beams.agreed_beforehand(agreed)).ok_or_else(refused)
    }
}
