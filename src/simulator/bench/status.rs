//! IEEE 488.2 status and the error queue: one for everybody, or one for each client.

use std::collections::{BTreeMap, VecDeque};

use super::parameters::Parameters;
use super::reply::Reply;
use crate::simulator::error::{self, Code, ScpiError};
use crate::simulator::layout::Errors;
use crate::simulator::syntax;

/// Errors kept before the queue overflows.
const QUEUE: usize = 32;

/// Who is connected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Client(pub(crate) u64);

/// Whose status is whose.
#[derive(Debug)]
pub(super) struct Statuses {
    errors: Errors,
    /// The client whose message is under way, or the one who stands for all.
    client: Client,
    of: BTreeMap<Client, Status>,
}

impl Statuses {
    pub(super) const fn new(errors: Errors) -> Self {
        Self { errors, client: Client(0), of: BTreeMap::new() }
    }

    /// What follows is this client's.
    pub(super) const fn turn_to(&mut self, client: Client) {
        if matches!(self.errors, Errors::PerConnection) {
            self.client = client;
        }
    }

    /// The status of the client whose message is under way.
    pub(super) fn current(&mut self) -> &mut Status {
        self.of.entry(self.client).or_default()
    }

    pub(super) fn forget(&mut self, client: Client) {
        if self.errors == Errors::PerConnection {
            self.of.remove(&client);
        }
    }

    pub(super) fn became_idle(&mut self) {
        self.of.values_mut().for_each(Status::became_idle);
    }
}

#[derive(Debug)]
pub(super) struct Status {
    errors: VecDeque<ScpiError>,
    events: u8,
    event_enable: u8,
    service_enable: u8,
    complete_wanted: bool,
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
        }
    }
}

impl Status {
    /// An error that finds the queue full takes the place of the newest as an overflow, and both have happened.
    pub(super) fn report(&mut self, error: ScpiError) {
        self.events |= event(error.code);
        if self.errors.len() < QUEUE {
            self.errors.push_back(error);
        } else if let Some(last) = self.errors.back_mut() {
            *last = error::QUEUE_OVERFLOW.into();
            self.events |= event(last.code);
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
}

/// The event status bit that an error sets, by its class as SCPI numbers them.
const fn event(code: i32) -> u8 {
    match code {
        -199..=-100 => 32,
        -299..=-200 => 16,
        -499..=-400 => 4,
        -599..=-500 => 128,
        -699..=-600 => 64,
        -799..=-700 => 2,
        -899..=-800 => 1,
        // What the device names itself, and what nobody numbers.
        _ => 8,
    }
}

fn mask(register: &mut u8, p: &Parameters) -> Result<Reply, Code> {
    match p.set() {
        None => Ok(register.to_string().into()),
        Some(text) => {
            *register = u8::try_from(syntax::whole(text, 0, 255)?).unwrap_or(u8::MAX);
            Ok(Reply::Nothing)
        }
    }
}
