//! IEEE 488.2 status, the error queue, and the analog outputs.

use std::collections::VecDeque;

use super::{Code, Detectors, Parameters, Reply, ScpiError, error};
use crate::simulator::syntax;

/// Errors kept before the queue overflows.
const QUEUE: usize = 32;

#[derive(Debug)]
pub(super) struct Status {
    errors: VecDeque<ScpiError>,
    events: u8,
    event_enable: u8,
    service_enable: u8,
    complete_wanted: bool,
    outputs: [(usize, usize); 2],
}

impl Default for Status {
    fn default() -> Self {
        const POWER_ON: u8 = 128;
        Self {
            errors: VecDeque::new(),
            events: POWER_ON,
            event_enable: 0,
            service_enable: 0,
            complete_wanted: false,
            outputs: [(4, 1), (4, 2)],
        }
    }
}

impl Status {
    pub(super) fn report(&mut self, error: ScpiError) {
        self.events |= match error.code {
            -199..=-100 => 32,
            -299..=-200 => 16,
            -499..=-400 => 4,
            _ => 8,
        };
        if self.errors.len() < QUEUE {
            self.errors.push_back(error);
        } else if let Some(last) = self.errors.back_mut() {
            *last = error::QUEUE_OVERFLOW.into();
        }
    }

    pub(super) fn next_error(&mut self) -> String {
        match self.errors.pop_front() {
            Some(ScpiError { code, text }) => format!("{code},{text}"),
            None => "0,No error".into(),
        }
    }

    pub(super) fn clear(&mut self) -> Result<Reply, Code> {
        self.errors.clear();
        self.events = 0;
        self.complete_wanted = false;
        Ok(Reply::Nothing)
    }

    pub(super) fn take_events(&mut self) -> u8 {
        std::mem::take(&mut self.events)
    }

    pub(super) fn byte(&self) -> u8 {
        let queue = u8::from(!self.errors.is_empty()) << 2;
        let event = u8::from(self.events & self.event_enable != 0) << 5;
        let summary = queue | event;
        summary | u8::from(summary & self.service_enable != 0) << 6
    }

    pub(super) fn operation_complete(&mut self, idle: bool) {
        self.complete_wanted = true;
        if idle {
            self.became_idle();
        }
    }

    pub(super) fn became_idle(&mut self) {
        if std::mem::take(&mut self.complete_wanted) {
            self.events |= 1;
        }
    }

    pub(super) fn event_enable(&mut self, p: &Parameters) -> Result<Reply, Code> {
        mask(&mut self.event_enable, p)
    }

    pub(super) fn service_enable(&mut self, p: &Parameters) -> Result<Reply, Code> {
        mask(&mut self.service_enable, p)
    }

    pub(super) fn analog_output(
        &mut self,
        output: usize,
        p: &Parameters,
        detectors: &Detectors,
    ) -> Result<Reply, Code> {
        let source = &mut self.outputs[output - 1];
        if p.query {
            return Ok(format!("{},{}", source.0, source.1).into());
        }
        let at = |index| p.get(index).unwrap_or_default();
        let (module, channel) = (syntax::whole(at(0), 1, 20)? as usize, syntax::whole(at(1), 1, 6)? as usize);
        detectors.check(module, channel)?;
        *source = (module, channel);
        Ok(Reply::Nothing)
    }
}

fn mask(register: &mut u8, p: &Parameters) -> Result<Reply, Code> {
    match p.set() {
        None => Ok(register.to_string().into()),
        Some(text) => {
            *register = syntax::whole(text, 0, 255)? as u8;
            Ok(Reply::Nothing)
        }
    }
}
