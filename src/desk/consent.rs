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

    /// Orders an operation, where somebody agrees to what it would let out as the bench is now.
    ///
    /// # Errors
    /// Where nothing can be lit, or where nobody agreed.
    pub(super) async fn begin(&mut self, operation: Operation) -> Result<Begun, Failed> {
        self.may_order()?;
        let (run, afterwards) = match Run::dark(operation) {
            Ok(run) => (run, None),
            Err(lights) => {
                let beams = self.beams(&lights).await?;
                (Run::agreed(operation, self.agreed(&beams).await?), beams.afterwards())
            }
        };
        let id = self.access().order(run.into()).map_err(Failed::refused)?;
        Ok(Begun { id, afterwards })
    }

    /// The consent to values that may make light stronger; `None` where nobody has to agree.
    ///
    /// # Errors
    /// Where nothing can be lit, or where nobody agreed.
    pub(super) async fn consent_to_raise(&mut self, changes: &[Change]) -> Result<Option<Consent>, Failed> {
        self.may_order()?;
        let lights = Lights::Raise(changes.to_vec());
        let beams = self.beams(&lights).await?;
        Ok(if beams.need_consent(&lights) { Some(self.agreed(&beams).await?) } else { None })
    }

    async fn agreed(&mut self, beams: &Beams) -> Result<Consent, Failed> {
        let agreed = self.door.agree(beams).await;
        let refused = || {
            Failed::Refused("laser emission was not confirmed, so nothing was sent; --yes confirms it".into())
        };
        agreed.map(|agreed| beams.agreed_beforehand(agreed)).ok_or_else(refused)
    }
}
