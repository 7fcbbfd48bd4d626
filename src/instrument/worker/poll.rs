//! Asking what is due, and what came of it: one question after the other, or several in one message where
//! the instrument takes that.

use tokio::io::{AsyncRead, AsyncWrite};

use crate::core::ids::{DetectorId, LaserId};
use crate::core::laser::Fitted;
use crate::core::parameter::Parameter;
use crate::core::snapshot::Snapshot;
use crate::instrument::ctp10;
use crate::instrument::scpi::line::{Broken, Why, broken};

use super::clock;
use super::existence::Missing;
use super::item::{Item, Reading, Sample, Taken};
use super::port::{Patience, Port};
use super::schedule::Schedule;
use super::truth::Stamp;

/// Questions in one message at the most: 800 characters or so.
const MOST_JOINED: usize = 16;
/// So often an instrument that takes several questions may not answer all of them before it is not given
/// several any more.
const JOINED_PATIENCE: u32 = 3;

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

    fn joins(&self, bench: &Snapshot) -> bool {
        bench.joined == Some(true) && self.short < JOINED_PATIENCE
    }

    /// Asks what is due first, if anything is.
    pub(super) async fn poll<S: AsyncRead + AsyncWrite + Unpin>(
        &mut self,
        port: &mut Port<S>,
        bench: &Snapshot,
    ) -> Result<Vec<Taken>, Broken> {
        let most = if self.joins(bench) { MOST_JOINED } else { 1 };
        let items = self.schedule.pick(bench, most);
        match items.as_slice() {
            [] => Ok(Vec::new()),
            [item] => self.read(*item, port, bench).await,
            items => self.read_joined(items, port).await,
        }
    }

    /// Reads one item, and remembers whether it ever answers.
    pub(super) async fn read<S: AsyncRead + AsyncWrite + Unpin>(
        &mut self,
        item: Item,
        port: &mut Port<S>,
        bench: &Snapshot,
    ) -> Result<Vec<Taken>, Broken> {
        let stamp = port.stamps.next();
        let reading = match item {
            Item::Errors => Reading::Errors(port.drain_errors().await?),
            Item::Round | Item::Power(_) => return self.round(port, bench).await,
            item => {
                let question = item.question().unwrap_or_default();
                let patience = self.patience(item);
                let read = port.ask_text(&question, patience, |answer| item.read(answer).is_some()).await;
                match read {
                    Ok(answer) => {
                        self.schedule.existence.answered(item);
                        item.read(&answer).ok_or_else(|| broken(&question, Why::Shape(answer)))?
                    }
                    Err(broken) => match (item, how(&broken)) {
                        (_, None) => return self.misread(item, broken),
                        (Item::Fitted(laser), Some(_)) if !self.schedule.existence.is_certain(item) => {
                            return Self::position(laser, port).await;
                        }
                        (item, Some(how)) => self.missed(item, how),
                    },
                }
            }
        };
        Ok(vec![Taken { stamp, reading }])
    }

    /// An answer that does not read is given up in the end, if it never did: then it is no fault of the line.
    fn misread<R>(&self, item: Item, broken: Broken) -> Result<R, Broken> {
        if matches!(broken.why, Why::Shape(_)) && !self.schedule.existence.is_certain(item) {
            self.schedule.existence.missed(item, Missing::Silent);
        }
        Err(broken)
    }

    fn patience(&self, item: Item) -> Patience {
        if self.schedule.existence.is_certain(item) { Patience::Usual } else { Patience::Probing }
    }

    /// There is no answer, and none to come.
    fn missed(&mut self, item: Item, how: Missing) -> Reading {
        let absent = self.schedule.existence.missed(item, how);
        match item.detector() {
            Some(detector) if absent => Reading::Absent(detector),
            _ => {
                // Whether it is never answered is known soon and not when its turn comes again.
                self.schedule.hurry_after(item, std::time::Duration::from_millis(100));
                Reading::Nothing(item)
            }
        }
    }

    /// A position whose identity is not answered: some instruments do not tell it, so its light is asked for,
    /// too, before nothing is taken to be there.
    async fn position<S: AsyncRead + AsyncWrite + Unpin>(
        laser: LaserId,
        port: &mut Port<S>,
    ) -> Result<Vec<Taken>, Broken> {
        let stamp = port.stamps.next();
        let light = Item::Emits(laser);
        let question = light.question().unwrap_or_default();
        match port.ask_text(&question, Patience::Probing, |answer| light.read(answer).is_some()).await {
            Ok(answer) => {
                let fitted = Reading::Fitted(laser, Fitted::Model("no name".into()));
                let readings = [Some(fitted), light.read(&answer)].into_iter().flatten();
                Ok(readings.map(|reading| Taken { stamp, reading }).collect())
            }
            Err(broken) => match how_of_silence(&broken) {
                None => Err(broken),
                Some(fitted) => Ok(vec![Taken { stamp, reading: Reading::Fitted(laser, fitted) }]),
            },
        }
    }

    /// Several items in one message. Where the error queue says why there are fewer answers than questions,
    /// each is asked by itself next.
    async fn read_joined<S: AsyncRead + AsyncWrite + Unpin>(
        &mut self,
        items: &[Item],
        port: &mut Port<S>,
    ) -> Result<Vec<Taken>, Broken> {
        let stamp = port.stamps.next();
        let questions: Vec<String> = items.iter().filter_map(|item| item.question()).collect();
        let certain = items.iter().all(|item| self.schedule.existence.is_certain(*item));
        let patience = if certain { Patience::Usual } else { Patience::Probing };
        let mut taken = Vec::with_capacity(items.len());
        match port.ask_joined(&questions, patience).await {
            Ok(answers) => {
                for (item, answer) in items.iter().zip(answers) {
                    let Some(reading) = item.read(&answer) else {
                        return self.misread(*item, broken(&questions.join(";"), Why::Shape(answer)));
                    };
                    self.schedule.existence.answered(*item);
                    taken.push(Taken { stamp, reading });
                }
            }
            Err(broken) if broken.is_in_step() => {
                self.short += u32::from(certain);
                self.schedule.ask_alone(items);
            }
            Err(broken) => return Err(broken),
        }
        Ok(taken)
    }

    /// The power of every watched detector that has one.
    async fn round<S: AsyncRead + AsyncWrite + Unpin>(
        &mut self,
        port: &mut Port<S>,
        bench: &Snapshot,
    ) -> Result<Vec<Taken>, Broken> {
        let measured: Vec<DetectorId> = self.schedule.measured(bench).collect();
        let stamp = port.stamps.next();
        if self.joins(bench) && !measured.is_empty() {
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
        taken.push(Taken { stamp, reading: Reading::Round { at: clock::now(), samples } });
        Ok(taken)
    }

    /// The same in one message, each power with its unit, so that none is ever taken in another.
    async fn round_joined<S: AsyncRead + AsyncWrite + Unpin>(
        &mut self,
        measured: &[DetectorId],
        stamp: Stamp,
        port: &mut Port<S>,
        bench: &Snapshot,
    ) -> Result<Vec<Taken>, Broken> {
        let unit = |detector| Parameter::PowerUnit(detector);
        let has_unit = |detector| self.schedule.existence.is_certain(Item::Value(unit(detector)));
        let mut questions = Vec::with_capacity(measured.len() * 2);
        for &detector in measured {
            questions.push(ctp10::detector::power(detector).text().to_owned());
            if has_unit(detector) {
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
            if has_unit(detector) {
                let answer = answers.next().unwrap_or_default();
                let read = ctp10::parameter::question(unit(detector)).read(&answer);
                sample.unit = read.ok_or_else(|| wrong(&answer))?;
                if sample.unit.is_none() {
                    // Without a unit a power is none.
                    sample.power = f64::NAN;
                }
            }
            put(&mut samples, bench, detector, sample);
        }
        for &detector in measured {
            self.schedule.existence.answered(Item::Power(detector));
        }
        Ok(vec![Taken { stamp, reading: Reading::Round { at, samples } }])
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
        Why::Unanswered { not_there: true, .. } => Some(Missing::NotThere),
        Why::Unanswered { not_there: false, .. } => Some(Missing::Silent),
        _ => None,
    }
}

const fn how_of_silence(broken: &Broken) -> Option<Fitted> {
    match how(broken) {
        Some(Missing::NotThere) => Some(Fitted::Empty),
        Some(Missing::Silent) => Some(Fitted::Silent),
        None => None,
    }
}
