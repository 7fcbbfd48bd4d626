//! Asking what is due, and what came of it: one question after the other, or several in one message where
//! the instrument takes that.

use std::collections::HashMap;
use std::time::Duration;

use tokio::time::Instant;

use crate::core::ids::{DetectorId, LaserId};
use crate::core::laser::Fitted;
use crate::core::parameter::{Parameter, Value};
use crate::core::snapshot::Snapshot;
use crate::instrument::ctp10;
use crate::instrument::scpi::broken::{Broken, Why, broken};

use super::clock;
use super::existence::Missing;
use super::item::{Item, ItemReading, Sample, Taken};
use super::port::{Patience, Port, Stream};
use super::schedule::{Begun, Schedule};
use super::stamp::Stamp;

/// Questions in one message at the most: 800 characters or so.
const MOST_JOINED: usize = 16;
/// So often an instrument that takes several questions may not answer all of them before it is not given
/// several any more.
const JOINED_PATIENCE: u32 = 3;

/// No turn counts as more than the time of so many answers: a round of as many detectors, or what is not there.
const MOST_ANSWERS: u32 = 8;
/// From one look at a position that says it is empty to the next: a laser there may be one that tells no name.
const SAID_EMPTY: Duration = Duration::from_secs(10);

/// Asks what its schedule says.
#[derive(Debug)]
pub(super) struct Poller {
    pub(super) schedule: Schedule,
    /// How often a joined message was answered by fewer answers with a reason.
    short: u32,
}

impl Poller {
    pub(super) const fn new(schedule: Schedule) -> Self {
        Self { schedule, short: 0 }
    }

    fn joins(&self) -> bool {
        self.schedule.existence.joined() == Some(true) && self.short < JOINED_PATIENCE
    }

    /// Asks what is due first, if anything is.
    pub(super) async fn poll<S: Stream>(
        &mut self,
        port: &mut Port<S>,
        bench: &Snapshot,
    ) -> Result<Vec<Taken>, Broken> {
        let joins = self.joins();
        let items = self.schedule.pick(bench, if joins { MOST_JOINED } else { 1 });
        let begun = Instant::now();
        let taken = match items.as_slice() {
            [] => Ok(Vec::new()),
            [item] if !joins || self.schedule.is_single(*item) => self.read(*item, port, bench).await,
            items => self.read_joined(items, port, bench).await,
        };
        // One that was late takes nobody's later turns away.
        let most = port.line.meter.quickest().unwrap_or_default() * MOST_ANSWERS;
        self.schedule.took(begun.elapsed().min(most));
        taken
    }

    /// Reads one item, and remembers whether it ever answers.
    pub(super) async fn read<S: Stream>(
        &mut self,
        item: Item,
        port: &mut Port<S>,
        bench: &Snapshot,
    ) -> Result<Vec<Taken>, Broken> {
        let stamp = port.stamps.next();
        let reading = match item {
            Item::Errors => {
                let errors = port.drain_errors().await?;
                self.schedule.read(item);
                ItemReading::Errors(errors)
            }
            Item::Round | Item::Power(_) => return self.round(port, bench).await,
            Item::Fitted(laser) => return self.position(laser, port, bench).await,
            Item::Condition | Item::Emits(_) | Item::Value(_) | Item::Reference(_) => {
                match self.ask(item, port, |answer| item.read(answer)).await? {
                    Ok(reading) => {
                        self.schedule.read(item);
                        reading
                    }
                    Err(how) => self.missed(item, how),
                }
            }
        };
        Ok(vec![Taken { stamp, reading }])
    }

    /// Asks a plain question; how it was not answered in the inner result.
    async fn ask<S: Stream, R>(
        &mut self,
        item: Item,
        port: &mut Port<S>,
        read: impl Fn(&str) -> Option<R>,
    ) -> Result<Result<R, Missing>, Broken> {
        let question = item.question().unwrap_or_default();
        match port.ask_text(&question, self.patience(item), |answer| read(answer).is_some()).await {
            Ok(answer) => {
                self.schedule.existence.answered(item);
                Ok(Ok(read(&answer).ok_or_else(|| broken(&question, Why::Shape(answer)))?))
            }
            Err(broken) => match how(&broken) {
                Some(how) => Ok(Err(how)),
                None => self.misread(item, broken),
            },
        }
    }

    /// A response that never could be parsed is not asked for again after a while: it is not the line that is at fault.
    fn misread<R>(&self, item: Item, broken: Broken) -> Result<R, Broken> {
        if matches!(broken.why, Why::Shape(_)) {
            self.schedule.existence.misread(item);
        }
        Err(broken)
    }

    fn patience(&self, item: Item) -> Patience {
        if self.schedule.existence.is_certain(item) { Patience::Usual } else { Patience::Probing }
    }

    /// There is no answer, and none to come.
    fn missed(&mut self, item: Item, how: Missing) -> ItemReading {
        let absent = self.schedule.existence.missed(item, how);
        match item.detector() {
            Some(detector) if absent => ItemReading::Absent(detector),
            _ => {
                // Whether it is never answered is known soon and not when its turn comes again.
                self.schedule.hurry_after(item, Duration::from_millis(100));
                ItemReading::Nothing(item)
            }
        }
    }

    /// What a position holds: its light, and in a second step its identity, unless it is said that there is no light
    /// to ask for. Some instruments do not tell names, or tell none of a laser that is there all the same.
    async fn position<S: Stream>(
        &mut self,
        laser: LaserId,
        port: &mut Port<S>,
        bench: &Snapshot,
    ) -> Result<Vec<Taken>, Broken> {
        let (item, emits) = (Item::Fitted(laser), Item::Emits(laser));
        let identity = ctp10::laser::identity(laser);
        if let Some(Begun { stamp, light }) = self.schedule.begun.remove(&laser) {
            let identity = self.ask(item, port, |answer| identity.read(answer)).await?;
            return Ok(self.found_at(laser, stamp, identity, light));
        }
        let stamp = port.stamps.next();
        if bench.laser(laser).fitted.model().is_some() {
            // That a laser does not answer once more, or tells no name, makes it no other.
            let reading = match self.ask(item, port, |answer| identity.read(answer)).await? {
                Ok(named) if named.is_named() => ItemReading::Fitted(laser, named),
                Ok(_) => ItemReading::Nothing(item),
                Err(how) => self.missed(item, how),
            };
            self.schedule.read(item);
            return Ok(vec![Taken { stamp, reading }]);
        }
        let state = ctp10::laser::state(laser);
        match self.ask(emits, port, |answer| state.read(answer)).await? {
            Err(how @ Missing::NotThere) => Ok(self.found_at(laser, stamp, Err(how), Err(how))),
            light => {
                self.schedule.begun.insert(laser, Begun { stamp, light });
                self.schedule.go_on(item);
                Ok(Vec::new())
            }
        }
    }

    /// What came of a position's identity and of its light.
    fn found_at(
        &mut self,
        laser: LaserId,
        stamp: Stamp,
        identity: Result<Fitted, Missing>,
        light: Result<bool, Missing>,
    ) -> Vec<Taken> {
        let (item, emits) = (Item::Fitted(laser), Item::Emits(laser));
        let missing = [identity.as_ref().err(), light.as_ref().err()];
        let not_there = missing.into_iter().flatten().any(|how| *how != Missing::Silent);
        let on = light.ok();
        let told = Fitted::from_both(identity.ok(), on);
        let fitted = if told == Fitted::Silent && not_there { Fitted::Empty } else { told };
        if !fitted.may_exist() && on.is_some() {
            self.schedule.hurry_after(item, SAID_EMPTY);
        } else if !fitted.may_exist() {
            // Neither a name nor light: that is proof, and it is not asked again.
            self.schedule.existence.missed(item, Missing::NotThere);
            self.schedule.existence.missed(emits, Missing::NotThere);
        }
        self.schedule.read(item);
        let light = on.map(|on| ItemReading::Emits(laser, on));
        let readings = [Some(ItemReading::Fitted(laser, fitted)), light].into_iter().flatten();
        readings.map(|reading| Taken { stamp, reading }).collect()
    }

    /// Several items in one message. Where the error queue says why there are fewer answers than questions,
    /// each is asked by itself next.
    async fn read_joined<S: Stream>(
        &mut self,
        items: &[Item],
        port: &mut Port<S>,
        bench: &Snapshot,
    ) -> Result<Vec<Taken>, Broken> {
        let stamp = port.stamps.next();
        let asked: Vec<Vec<Item>> = items.iter().map(|item| item.asks(bench)).collect();
        let questions: Vec<String> = asked.iter().flatten().filter_map(|item| item.question()).collect();
        let certain = items.iter().all(|item| self.schedule.existence.is_certain(*item));
        let patience = if certain { Patience::Usual } else { Patience::Probing };
        let mut taken = Vec::with_capacity(items.len());
        match port.ask_joined(&questions, patience).await {
            Ok(answers) => {
                let mut answers = answers.into_iter();
                for asked in asked {
                    let mut readings = Vec::with_capacity(asked.len());
                    for item in asked {
                        let answer = answers.next().unwrap_or_default();
                        let Some(reading) = item.read(&answer) else {
                            return self.misread(item, broken(&questions.join(";"), Why::Shape(answer)));
                        };
                        self.schedule.existence.answered(item);
                        self.schedule.read(item);
                        readings.push(reading);
                    }
                    match readings.as_slice() {
                        [ItemReading::Emits(_, on), ItemReading::Fitted(laser, fitted)] => {
                            taken.extend(self.found_at(*laser, stamp, Ok(fitted.clone()), Ok(*on)));
                        }
                        _ => taken.extend(readings.into_iter().map(|reading| Taken { stamp, reading })),
                    }
                }
            }
            Err(broken) if broken.is_in_step() => match (none_of_them(&broken), asked.as_slice()) {
                (Some(how), [position]) if let [Item::Emits(laser), Item::Fitted(_)] = position[..] => {
                    taken.extend(self.found_at(laser, stamp, Err(how), Err(how)));
                }
                _ => {
                    self.short += u32::from(certain);
                    self.schedule.ask_alone(items);
                }
            },
            Err(broken) => return Err(broken),
        }
        Ok(taken)
    }

    /// The power of every watched detector that has one.
    async fn round<S: Stream>(&mut self, port: &mut Port<S>, bench: &Snapshot) -> Result<Vec<Taken>, Broken> {
        let measured: Vec<DetectorId> = self.schedule.measured(bench).collect();
        let stamp = port.stamps.next();
        if self.joins() && !measured.is_empty() {
            match self.round_joined(&measured, stamp, port, bench).await {
                Err(broken) if broken.is_in_step() => self.short += 1,
                taken => return taken,
            }
        }
        let mut taken = Vec::new();
        let mut samples = vec![Sample::NONE; bench.detectors.len()];
        for detector in measured {
            let item = Item::Power(detector);
            let question = ctp10::detector::power(detector);
            let patience = self.patience(item);
            let asked = port.ask_text(question.text(), patience, |answer| question.read(answer).is_some());
            match asked.await {
                Ok(answer) => {
                    self.schedule.existence.answered(item);
                    let power = question.read(&answer).unwrap_or(f64::NAN);
                    put(&mut samples, bench, detector, Sample { power, unit: None });
                }
                Err(broken) => match how(&broken) {
                    None => return self.misread(item, broken),
                    Some(how) => taken.push(Taken { stamp, reading: self.missed(item, how) }),
                },
            }
        }
        self.schedule.read(Item::Round);
        taken.push(Taken { stamp, reading: ItemReading::Round { at: clock::now(), samples } });
        Ok(taken)
    }

    /// The same in one message, each power with its unit, so that none is ever taken in another.
    async fn round_joined<S: Stream>(
        &mut self,
        measured: &[DetectorId],
        stamp: Stamp,
        port: &mut Port<S>,
        bench: &Snapshot,
    ) -> Result<Vec<Taken>, Broken> {
        let unit = |detector| Parameter::PowerUnit(detector);
        let is_certain = |detector| self.schedule.existence.is_certain(Item::Value(unit(detector)));
        let has_unit: HashMap<DetectorId, bool> = measured.iter().map(|&d| (d, is_certain(d))).collect();
        let mut questions = Vec::with_capacity(measured.len() * 2);
        for &detector in measured {
            questions.push(ctp10::detector::power(detector).text().to_owned());
            if has_unit[&detector] {
                questions.push(ctp10::parameter::question(unit(detector)).text().to_owned());
            }
        }
        let certain = measured.iter().all(|&d| self.schedule.existence.is_certain(Item::Power(d)));
        let patience = if certain { Patience::Usual } else { Patience::Probing };
        let mut answers = port.ask_joined(&questions, patience).await?.into_iter();
        let at = clock::now();
        let wrong = |answer: &str| broken(&questions.join(";"), Why::Shape(answer.to_owned()));
        let mut samples = vec![Sample::NONE; bench.detectors.len()];
        for &detector in measured {
            let answer = answers.next().unwrap_or_default();
            let power = ctp10::detector::power(detector).read(&answer).ok_or_else(|| wrong(&answer))?;
            let mut sample = Sample { power, unit: None };
            if has_unit[&detector] {
                let answer = answers.next().unwrap_or_default();
                let read = ctp10::parameter::question(unit(detector)).read(&answer);
                sample.unit = read.ok_or_else(|| wrong(&answer))?.and_then(Value::power_unit);
                if sample.unit.is_none() {
                    // Without a unit a power is none.
                    sample.power = f64::NAN;
                }
            }
            put(&mut samples, bench, detector, sample);
        }
        for &detector in measured {
            self.schedule.existence.answered(Item::Power(detector));
            if has_unit[&detector] {
                self.schedule.read_along(Item::Value(unit(detector)));
            }
        }
        self.schedule.read(Item::Round);
        Ok(vec![Taken { stamp, reading: ItemReading::Round { at, samples } }])
    }
}

fn put(samples: &mut [Sample], bench: &Snapshot, detector: DetectorId, sample: Sample) {
    if let Some(place) = bench.detectors.iter().position(|&watched| watched == detector) {
        samples[place] = sample;
    }
}

/// How a question was not answered, if the line is in step.
const fn how(broken: &Broken) -> Option<Missing> {
    match broken.why {
        Why::Unanswered { not_there: Some(-113), .. } => Some(Missing::Undefined),
        Why::Unanswered { not_there: Some(_), .. } => Some(Missing::NotThere),
        Why::Unanswered { not_there: None, .. } => Some(Missing::Silent),
        Why::Closed
        | Why::Io(_)
        | Why::Silent(_)
        | Why::Stuck
        | Why::Frame(_)
        | Why::Shape(_)
        | Why::Stranger(_)
        | Why::Urgent
        | Why::Closing => None,
    }
}

/// How none of several questions was answered. An instrument may leave a message at the first question that it does
/// not know (-113): that says nothing of those behind it.
fn none_of_them(broken: &Broken) -> Option<Missing> {
    let in_part = matches!(broken.why, Why::Unanswered { in_part: true, .. });
    how(broken).filter(|how| !in_part && *how != Missing::Undefined)
}
