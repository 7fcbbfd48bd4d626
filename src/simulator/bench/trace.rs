//! Traces: not stored but computed, sample by sample, from what the scan was.

use std::sync::Arc;

use super::scan::Scan;
use super::sweep::Source;
use super::{Bench, Code, Parameters, Reply, error};
use crate::core::cast::{count_f64, count_u64, level_f32};
use crate::simulator::header::TraceQuery;
use crate::simulator::optics::{self, Path};
use crate::simulator::syntax::{self, nr3};

/// Speed of light, m/s.
const LIGHT: f64 = 299_792_458.0;
const TF_LIVE: usize = 1;
const RAW_LIVE: usize = 11;
const RAW_REFERENCE: usize = 12;
const RAW_QUICK_REFERENCE: usize = 13;

/// What a scan left behind.
#[derive(Debug)]
pub(super) struct Record {
    seed: u64,
    number: u64,
    start: f64,
    sampling: f64,
    points: usize,
    sources: Vec<Source>,
    nominal_dbm: f64,
}

impl Record {
    pub(super) fn new(seed: u64, number: u64, scan: &Scan, sources: Vec<Source>) -> Self {
        Self {
            seed,
            number,
            start: scan.start,
            sampling: scan.sampling(),
            points: scan.points(),
            sources,
            nominal_dbm: scan.nominal_power(),
        }
    }

    fn metres(&self, index: usize) -> f64 {
        self.start + self.sampling * count_f64(index)
    }
}

/// What the numbers of a block are.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Quantity {
    Db,
    Linear,
    Metres,
    Hertz,
}

/// A block of numbers, made as it is sent.
#[derive(Clone, Debug)]
pub(crate) struct Block {
    record: Arc<Record>,
    path: Option<Path>,
    place: [usize; 3],
    /// The light of the reference; without one that of the factory's.
    reference: Option<Arc<[Source]>>,
    quantity: Quantity,
}

impl Block {
    /// Bytes of one number.
    fn element(&self) -> usize {
        if matches!(self.quantity, Quantity::Metres | Quantity::Hertz) { 8 } else { 4 }
    }

    /// Bytes in all.
    pub(crate) fn bytes(&self) -> usize {
        self.record.points * self.element()
    }

    /// Numbers in all.
    pub(crate) fn len(&self) -> usize {
        self.record.points
    }

    /// Appends the bytes of the numbers in `range`.
    pub(crate) fn fill(&self, range: std::ops::Range<usize>, out: &mut Vec<u8>) {
        for index in range {
            match self.quantity {
                Quantity::Metres | Quantity::Hertz => out.extend(self.number(index).to_be_bytes()),
                Quantity::Db | Quantity::Linear => out.extend(level_f32(self.number(index)).to_be_bytes()),
            }
        }
    }

    fn text(&self) -> String {
        (0..self.len()).map(|index| nr3(self.number(index))).collect::<Vec<_>>().join(",")
    }

    fn number(&self, index: usize) -> f64 {
        match self.quantity {
            Quantity::Db => self.db(index),
            Quantity::Linear => 10f64.powf(self.db(index) / 10.0),
            Quantity::Metres => self.record.metres(index),
            Quantity::Hertz => LIGHT / self.record.metres(index),
        }
    }

    fn db(&self, index: usize) -> f64 {
        let nm = self.record.metres(index) * 1e9;
        let detected = |power: Option<f64>, kind: usize| {
            let [module, channel, _] = self.place;
            let place = count_u64(module * 1000 + channel * 100 + kind);
            let seed = self.record.seed ^ (self.record.number << 40) ^ (place << 24);
            optics::detected_dbm(power, seed, count_u64(index))
        };
        let live = || {
            let source = self.record.sources.iter().find_map(|source| source.at(nm));
            let power = source.zip(self.path);
            let power = power.map(|(dbm, path)| dbm + path.transmission_db(self.record.seed, nm));
            detected(power, RAW_LIVE)
        };
        let reference = |kind| {
            let source = match &self.reference {
                Some(sources) => sources.iter().find_map(|source| source.at(nm)),
                None => Some(self.record.nominal_dbm),
            };
            let power = source.zip(self.path).map(|(dbm, path)| dbm + path.reference_db(nm));
            detected(power, kind)
        };
        match self.place[2] {
            TF_LIVE => live() - reference(RAW_REFERENCE),
            RAW_LIVE => live(),
            kind => reference(kind),
        }
    }
}

impl Bench {
    /// The samples of a trace, if there are any.
    pub(super) fn block_of(&self, place: [usize; 3]) -> Option<Block> {
        let known = matches!(place[2], TF_LIVE | RAW_LIVE | RAW_REFERENCE | RAW_QUICK_REFERENCE);
        let record = self.record.clone().filter(|_| known)?;
        Some(Block {
            path: self.detectors.path(place[0], place[1]),
            place,
            reference: self.detectors.reference_light(place[0], place[1]),
            quantity: Quantity::Db,
            record,
        })
    }

    pub(super) fn trace(&self, query: TraceQuery, place: [usize; 3], p: &Parameters) -> Result<Reply, Code> {
        self.detectors.check(place[0], place[1])?;
        let block = self.block_of(place);
        Ok(match query {
            TraceQuery::Length => block.map_or(0, |b| b.len()).to_string().into(),
            TraceQuery::Sampling => nr3(block.map_or(0.0, |b| b.record.sampling)).into(),
            TraceQuery::Start => nr3(block.map_or(0.0, |b| b.record.start)).into(),
            TraceQuery::Data => {
                let words = [
                    ("DB", Quantity::Db),
                    ("1", Quantity::Db),
                    ("Y", Quantity::Linear),
                    ("0", Quantity::Linear),
                ];
                numbers(block, p, &words)?
            }
            TraceQuery::X => {
                let words = [
                    ("M", Quantity::Metres),
                    ("1", Quantity::Metres),
                    ("HZ", Quantity::Hertz),
                    ("0", Quantity::Hertz),
                ];
                numbers(block, p, &words)?
            }
        })
    }
}

/// The numbers of a trace in the form and the quantity that the parameters name.
fn numbers(block: Option<Block>, p: &Parameters, words: &[(&str, Quantity)]) -> Result<Reply, Code> {
    let at = |index| p.get(index).ok_or(error::MISSING_PARAMETER);
    let binary = syntax::choice(at(0)?, &[("BINary", true), ("1", true), ("ASCii", false), ("0", false)])?;
    let quantity = syntax::choice(at(1)?, words)?;
    Ok(match (block, binary) {
        (Some(block), true) => Reply::Block(Block { quantity, ..block }),
        (Some(block), false) => Block { quantity, ..block }.text().into(),
        (None, true) => "#10".to_owned().into(),
        (None, false) => String::new().into(),
    })
}
