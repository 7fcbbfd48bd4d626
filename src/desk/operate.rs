//! Whatever the instrument does when it is told to, without more around it than it needs itself.

use std::time::Duration;

use super::door::Door;
use super::scan::{is_free, lit};
use super::{Desk, Detectors, Failed};
use crate::core::consent::{Afterwards, Lights};
use crate::core::operation::Operation;

/// How long it may take until a laser was read.
const READ: Duration = Duration::from_secs(30);

impl<D: Door> Desk<D> {
    /// Does an operation, where somebody agrees to its light, and waits for its end; that of a sweep is that it has begun: what
    /// will become of its light. What a scan lit that has ended is switched off behind it.
    ///
    /// # Errors
    /// Where what it is of is not there, nobody agreed to its light, or the instrument refuses.
    pub(crate) async fn operate(&mut self, operation: Operation) -> Result<Option<Afterwards>, Failed> {
        match operation.lights() {
            Some(Lights::Laser(laser)) => {
                self.linked().await?;
                self.until(READ, "reported which lasers are fitted", |bench| {
                    (!bench.unread().contains(laser)).then_some(())
                })
                .await?;
            }
            Some(Lights::Scan) => {
                self.complete().await?;
                is_free(&self.bench())?;
            }
            Some(Lights::Raise(_) | Lights::Untold) | None => self.linked().await?,
        }
        if let Some(detector) = operation.detector() {
            self.there(&Detectors::Named(vec![(detector, detector.to_string())]))?;
        }
        let lit = lit(&self.bench());
        let agreed = self.agree_to(operation, &[]).await?;
        let begun = self.begin(agreed)?;
        self.ended(begun.id).await?;
        if operation.goes_on() {
            return Ok(begun.afterwards);
        }
        if begun.afterwards.is_some() {
            self.dark_again(lit).await?;
        }
        Ok(None)
    }
}
