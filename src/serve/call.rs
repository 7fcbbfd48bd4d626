//! A request that may be answered: who asks, what was said with it, and the bench as it stands.

use std::sync::Arc;

use axum::extract::ws::WebSocketUpgrade;

use super::answer::HttpError;
use super::input::{Said, Values};
use super::line::Line;
use super::policy::{Right, Visitor};
use super::service::Service;
use crate::core::ids::{DetectorId, LaserId, TlsId};

/// A request.
pub(super) struct Call {
    /// What serves it.
    pub(super) service: Arc<Service>,
    /// The instrument as it was when it came.
    pub(super) line: Line,
    /// Who asks.
    pub(super) visitor: Visitor,
    /// What its row says that it does: no more light than that comes out by it.
    pub(super) right: Right,
    /// What the one who asks has already, by its tags.
    pub(super) if_none_match: Option<String>,
    /// What was said.
    pub(super) values: Values,
    /// The handshake, where a WebSocket is to be opened.
    pub(super) upgrade: Option<WebSocketUpgrade>,
}

fn lacks(name: &str) -> HttpError {
    HttpError::defect(&format!("its row has no {name}"))
}

impl Call {
    /// Whether who asks may do this as well.
    pub(super) fn may(&self, right: Right) -> Result<(), HttpError> {
        self.service.policy.may(self.visitor, right, &self.line.access)
    }

    /// The same request as one that lets light out, where who asks may do that.
    pub(super) fn with_light(self) -> Result<Self, HttpError> {
        self.may(Right::Light)?;
        Ok(Self { right: Right::Light, ..self })
    }

    /// A whole number that was said.
    pub(super) fn int(&self, name: &str) -> Result<i64, HttpError> {
        self.int_if_said(name).ok_or_else(|| lacks(name))
    }

    /// The same where it need not be.
    pub(super) fn int_if_said(&self, name: &str) -> Option<i64> {
        if let Some(Said::Int(whole)) = self.values.get(name) { Some(*whole) } else { None }
    }

    /// A number that was said.
    pub(super) fn number(&self, name: &str) -> Result<f64, HttpError> {
        self.number_if_said(name).ok_or_else(|| lacks(name))
    }

    /// The same where it need not be.
    pub(super) fn number_if_said(&self, name: &str) -> Option<f64> {
        if let Some(Said::Number(number)) = self.values.get(name) { Some(*number) } else { None }
    }

    /// Yes or no.
    pub(super) fn flag(&self, name: &str) -> Result<bool, HttpError> {
        self.flag_if_said(name).ok_or_else(|| lacks(name))
    }

    /// The same where it need not be.
    pub(super) fn flag_if_said(&self, name: &str) -> Option<bool> {
        if let Some(Said::Flag(yes)) = self.values.get(name) { Some(*yes) } else { None }
    }

    /// Text that was said, where it was.
    pub(super) fn text_if_said(&self, name: &str) -> Option<&str> {
        if let Some(Said::Text(text)) = self.values.get(name) { Some(text) } else { None }
    }

    /// A place among those that are counted from 1.
    fn place(&self, name: &str) -> Result<usize, HttpError> {
        usize::try_from(self.int(name)?).map_err(|_| lacks(name))
    }

    /// The detector of `module` and `channel`.
    pub(super) fn detector(&self) -> Result<DetectorId, HttpError> {
        let place = |name| self.place(name).and_then(|place| u8::try_from(place).map_err(|_| lacks(name)));
        DetectorId::new(place("module")?, place("channel")?).ok_or_else(|| lacks("module"))
    }

    /// The detector of `module` and this channel.
    pub(super) fn detector_of(&self, channel: u8) -> Result<DetectorId, HttpError> {
        let module = u8::try_from(self.place("module")?).map_err(|_| lacks("module"))?;
        DetectorId::new(module, channel).ok_or_else(|| lacks("module"))
    }

    /// The laser of `laser_number`.
    pub(super) fn laser(&self) -> Result<LaserId, HttpError> {
        LaserId::new(self.place("laser_number")?).ok_or_else(|| lacks("laser_number"))
    }

    /// The tunable laser of `channel`.
    pub(super) fn tls(&self) -> Result<TlsId, HttpError> {
        TlsId::new(self.place("channel")?).ok_or_else(|| lacks("channel"))
    }
}
