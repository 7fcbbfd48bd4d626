//! How somebody without a screen agrees to light: by a flag beforehand, or by a word typed behind what was printed.

use std::io::{IsTerminal, Write};

use super::{Desk, Failed};
use crate::core::consent::{Beams, Consent, Lights, WithHarm};
use crate::core::request::Query;
use crate::instrument::worker::{Access, NotTaken};

impl Desk {
    fn may_order(&self, lights: &Lights) -> Result<(), Failed> {
        match self.access() {
            Access::Operate(_) => Ok(()),
            Access::Watch(_) => Err(refused(lights)),
        }
    }

    /// What an order would let out as the bench is now.
    pub(in crate::app) async fn beams(&mut self, lights: &Lights) -> Result<Beams, Failed> {
        let id = self.access().ask(Query::Look(lights.clone())).map_err(Failed::refused)?;
        self.ended(id).await?;
        self.bench().beams(lights, self.caps()).map_err(Failed::refused)
    }

    /// The consent to what an order would let out as the bench is now, which is printed first.
    ///
    /// # Errors
    /// Where nothing can be lit, or where nobody agreed.
    pub(super) async fn consent(
        &mut self,
        lights: &Lights,
        given: Option<WithHarm>,
    ) -> Result<Consent, Failed> {
        self.may_order(lights)?;
        let beams = self.beams(lights).await?;
        agreed(&beams, given).await
    }

    /// The consent to what an order would let out, which is printed first; `None` where nobody has to agree.
    ///
    /// # Errors
    /// Where nothing can be lit, or where nobody agreed.
    pub(super) async fn consent_if_needed(
        &mut self,
        lights: &Lights,
        given: Option<WithHarm>,
    ) -> Result<Option<Consent>, Failed> {
        self.may_order(lights)?;
        let beams = self.beams(lights).await?;
        Ok(if beams.need_consent(lights) { Some(agreed(&beams, given).await?) } else { None })
    }
}

/// Prints what would be lit, and takes the yes that was given or is typed now.
async fn agreed(beams: &Beams, given: Option<WithHarm>) -> Result<Consent, Failed> {
    let lit: Vec<String> = beams.words().iter().map(|words| format!("laser emission: {words}")).collect();
    let agreed = match given {
        Some(given) => {
            say(&lit.join("\n"));
            Some(given)
        }
        None => typed(lit.join("\n")).await,
    };
    let refused =
        || Failed::Refused("laser emission was not confirmed, so nothing was sent; --yes confirms it".into());
    agreed.map(|agreed| beams.agreed_beforehand(agreed)).ok_or_else(refused)
}

/// Who only watches is not asked first.
fn refused(lights: &Lights) -> Failed {
    let what = match lights {
        Lights::Laser(laser) => format!("laser {laser} on"),
        Lights::Scan => "a scan".to_owned(),
        Lights::Raise(_) => "a higher laser power".to_owned(),
        Lights::Untold => "a line that may switch a laser on".to_owned(),
    };
    Failed::refused(NotTaken::ReadOnly(what))
}

/// Prints beside what a program reads.
fn say(words: &str) {
    let _ = writeln!(std::io::stderr(), "{words}");
}

/// Asks at the terminal, where there is one at both ends.
async fn typed(lit: String) -> Option<WithHarm> {
    let ask = move || {
        if !std::io::stdin().is_terminal() || !std::io::stderr().is_terminal() {
            say(&lit);
            return None;
        }
        let _ = write!(std::io::stderr(), "{lit}\nType yes to continue: ");
        let mut answer = String::new();
        std::io::stdin().read_line(&mut answer).ok()?;
        WithHarm::typed(&answer)
    };
    tokio::task::spawn_blocking(ask).await.ok().flatten()
}
