//! The simulated instrument's state, and which subject each command goes to.
//!
//! Nothing here runs by itself: time comes in with each message, and what became due by then is done first.

use std::sync::Arc;

use tokio::time::Instant;

use super::block::{self, Block, Quantity, Record};
use super::command::{self, Command, CommandHeader};
use super::detector::{DetectorSetting, Detectors};
use super::laser::{LaserCommand, Lasers};
use super::operation::Operation;
use super::pace::Pace;
use super::parameters::Parameters;
use super::reply::Reply;
use super::scan::Scan;
use super::status::{Client, Statuses};
use super::trace;
use crate::core::cast::index_of;
use crate::simulator::error::{self, Code, ScpiError};
use crate::simulator::faults::Phases;
use crate::simulator::layout::{Absent, Empty, Instrument, Layout};
use crate::simulator::options::Options;
use crate::simulator::syntax::{self, Unit};

/// A simulated CTP10. Without a bench file: an IL RL OPM2 module in slot 4, a power meter with open inputs in
/// slot 1, a C band laser at position 1 and an O band laser at position 2.
#[derive(Debug)]
pub struct BenchState {
    pub(super) seed: u64,
    pub(super) pace: Pace,
    pub(super) phases: Phases,
    pub(super) lasers: Lasers,
    pub(super) scan: Scan,
    pub(super) detectors: Detectors,
    pub(super) operation: Operation,
    pub(super) record: Option<Arc<Record>>,
    pub(super) scans: u64,
    pub(super) layout: Layout,
    pub(super) statuses: Statuses,
    /// Sources of the analog outputs.
    pub(super) outputs: [(usize, usize); 2],
}

impl BenchState {
    /// A bench that was just switched on.
    pub(crate) fn new(options: &Options) -> Self {
        Self {
            seed: options.seed,
            pace: Pace(options.speedup),
            phases: options.scenario.phases,
            lasers: Lasers::new(&options.layout),
            scan: Scan::new(&options.layout),
            detectors: Detectors::new(&options.layout),
            operation: Operation::Idle,
            record: None,
            scans: 0,
            layout: options.layout.clone(),
            statuses: Statuses::new(options.layout.instrument.errors),
            outputs: [(4, 1), (4, 2)],
        }
    }

    /// Whether a laser emits, for tests that look behind the protocol.
    pub fn emits(&self, laser: usize) -> bool {
        self.lasers.emits(laser, Instant::now())
    }

    /// Carries out one unit of this client's. Errors go to the queue and, as SCPI has it, a failed question
    /// gets no answer.
    pub(crate) fn execute(&mut self, client: Client, unit: &Result<Unit, Code>, now: Instant) -> Reply {
        self.statuses.turn_to(client);
        self.advance(now);
        let outcome = match unit {
            Ok(unit) => command::find(unit).and_then(|header| self.dispatch(header, unit, now)),
            Err(code) => Err(*code),
        };
        outcome.unwrap_or_else(|code| {
            self.statuses.current().report(code.into());
            Reply::Nothing
        })
    }

    /// Puts an error into this client's queue.
    pub(crate) fn report(&mut self, client: Client, error: impl Into<ScpiError>) {
        self.statuses.turn_to(client);
        self.statuses.current().report(error.into());
    }

    /// A client has left.
    pub(crate) fn forget(&mut self, client: Client) {
        self.statuses.forget(client);
    }

    /// Whether what the header names is there; `false` where its absence is not even an error.
    fn is_there(&self, header: CommandHeader) -> Result<bool, Code> {
        use Command as C;
        let [one, two, _] = header.suffixes;
        let instrument = &self.layout.instrument;
        match header.command {
            C::Laser(_) => match (self.lasers.model(one), instrument.empty_lasers) {
                (Some(_), _) | (None, Empty::None | Empty::Zero) => Ok(true),
                (None, Empty::Error) => Err(error::HARDWARE_MISSING),
                (None, Empty::Silent) => Ok(false),
            },
            C::Power
            | C::Detector(_)
            | C::ReferenceStart
            | C::ReferenceResult
            | C::Trace(_)
            | C::TraceSave => match (self.detectors.check(one, two), instrument.absent_detectors) {
                (Err(_), Absent::Silent) => Ok(false),
                (there, _) => there.map(|()| true),
            },
            C::Identity
            | C::ClearStatus
            | C::Reset
            | C::OperationComplete
            | C::Wait
            | C::StatusByte
            | C::EventStatus
            | C::EventEnable
            | C::ServiceEnable
            | C::SelfTest
            | C::NextError
            | C::Version
            | C::Condition
            | C::Abort
            | C::Clear
            | C::AnalogOutput
            | C::Initiate
            | C::Tls(_)
            | C::Scan(_) => Ok(true),
        }
    }

    fn dispatch(&mut self, header: CommandHeader, unit: &Unit, now: Instant) -> Result<Reply, Code> {
        let p = &Parameters::new(&header, &unit.parameters)?;
        let [one, two, three] = header.suffixes;
        if !self.is_there(header)? {
            return Ok(Reply::Nothing);
        }
        use Command as C;
        match header.command {
            C::Identity => {
                let Instrument { maker, model, firmware, .. } = &self.layout.instrument;
                Ok(format!("{maker},{model},SIM{:05},{firmware}", self.seed % 100_000).into())
            }
            C::ClearStatus => self.statuses.current().clear(),
            C::Reset => self.reset(),
            C::OperationComplete => self.operation_complete(header.query, now),
            C::Wait => self.wait(now),
            C::StatusByte => Ok(self.statuses.current().byte().to_string().into()),
            C::EventStatus => Ok(self.statuses.current().take_events().to_string().into()),
            C::EventEnable => self.statuses.current().event_enable(p),
            C::ServiceEnable => self.statuses.current().service_enable(p),
            C::SelfTest => Ok("0".to_owned().into()),
            C::NextError => Ok(self.statuses.current().next_error().into()),
            C::Version => Ok("1999.0".to_owned().into()),
            C::Condition => Ok(self.operation.condition(now).to_string().into()),
            C::AnalogOutput => self.analog_output(one, p),
            C::Abort => self.abort(now),
            C::Clear => {
                self.record = None;
                Ok(Reply::Nothing)
            }
            C::Laser(command) => self.laser(command, one, p, now),
            C::Tls(setting) => {
                p.unless(self.operation.is_busy())?;
                self.scan.tls(one).execute(setting, p, &self.lasers)
            }
            C::Scan(setting) => {
                p.unless(self.operation.is_busy())?;
                self.scan.execute(setting, p)
            }
            C::Initiate => self.initiate(now),
            C::Power => self.power(one, two, now),
            C::Detector(setting) => {
                p.unless(self.operation.is_busy() && setting == DetectorSetting::Wavelength)?;
                self.detectors.execute(setting, one, two, p)
            }
            C::ReferenceStart => self.start_reference(one, two, now),
            C::ReferenceResult => self.detectors.reference(one, two),
            C::Trace(query) => trace::answer(query, self.block_of([one, two, three]), p),
            C::TraceSave => self.save_trace([one, two, three], now),
        }
    }

    fn laser(
        &mut self,
        command: LaserCommand,
        laser: usize,
        p: &Parameters,
        now: Instant,
    ) -> Result<Reply, Code> {
        match command {
            LaserCommand::Identity => Ok(self.lasers.identity(laser).into()),
            LaserCommand::Kind => Ok(self.lasers.kind(laser).into()),
            LaserCommand::Power => self.lasers.power(laser, p),
            LaserCommand::State => self.laser_state(laser, p, now),
            LaserCommand::Wavelength => {
                p.unless(self.operation.is_busy() && self.scan.uses(laser))?;
                self.lasers.wavelength(laser, p)
            }
        }
    }

    fn analog_output(&mut self, output: usize, p: &Parameters) -> Result<Reply, Code> {
        if p.query {
            let (module, channel) = self.outputs[output - 1];
            return Ok(format!("{module},{channel}").into());
        }
        let at = |index| p.get(index).unwrap_or_default();
        let (module, channel) =
            (index_of(syntax::whole(at(0), 1, 20)?), index_of(syntax::whole(at(1), 1, 6)?));
        self.detectors.check(module, channel)?;
        self.outputs[output - 1] = (module, channel);
        Ok(Reply::Nothing)
    }

    fn reset(&mut self) -> Result<Reply, Code> {
        self.operation = Operation::Idle;
        self.lasers = Lasers::new(&self.layout);
        self.scan = Scan::new(&self.layout);
        self.detectors.reset();
        Ok(Reply::Nothing)
    }

    /// A laser's light; what is switched during a sweep is lit or dark from there on.
    fn laser_state(&mut self, laser: usize, p: &Parameters, now: Instant) -> Result<Reply, Code> {
        let reply = self.lasers.state(laser, p, now, self.pace)?;
        if let Some(sweep) = self.operation.sweep_mut().filter(|_| !p.query) {
            sweep.switched(laser, self.lasers.lit_from(laser), now);
        }
        Ok(reply)
    }

    fn operation_complete(&mut self, query: bool, now: Instant) -> Result<Reply, Code> {
        match (query, self.pending(now)) {
            (true, Some(end)) => Ok(Reply::NotYet(end)),
            (true, None) => Ok("1".to_owned().into()),
            (false, end) => {
                self.statuses.current().operation_complete(end.is_none());
                Ok(Reply::Nothing)
            }
        }
    }

    fn wait(&self, now: Instant) -> Result<Reply, Code> {
        Ok(self.pending(now).map_or(Reply::Nothing, Reply::NotYet))
    }

    /// The power that a detector reads now, in its unit.
    fn power(&mut self, module: usize, channel: usize, now: Instant) -> Result<Reply, Code> {
        let sources: Vec<(f64, f64)> = match self.operation.sweep() {
            Some(sweep) => {
                let nm = sweep.at(now);
                let lit = sweep.sources.iter().filter(|source| self.lasers.emits(source.laser, now));
                lit.filter_map(|source| Some((nm, source.at(nm)?))).collect()
            }
            None => self.lasers.emitting(now).collect(),
        };
        self.detectors.power(module, channel, &sources, self.seed)
    }

    /// The samples of a trace, if there are any.
    pub(super) fn block_of(&self, place: [usize; 3]) -> Option<Block> {
        let known = block::is_known(place[2]);
        let record = self.record.clone().filter(|_| known)?;
        Some(Block {
            path: self.detectors.path(place[0], place[1]),
            place,
            reference: self.detectors.reference_light(place[0], place[1]),
            quantity: Quantity::Db,
            record,
        })
    }
}
