//! Traces: not stored but computed, sample by sample, from what the scan was.

use std::sync::Arc;

use super::source::Source;
use crate::core::cast::{count_f64, count_u64, level_f32};
use crate::simulator::optics::{self, LIGHT, Path};
use crate::simulator::syntax::nr3;

const TF_LIVE: usize = 1;
const RAW_LIVE: usize = 11;
const RAW_REFERENCE: usize = 12;
const RAW_QUICK_REFERENCE: usize = 13;

/// Whether a trace of this type can be computed.
pub(super) const fn is_known(kind: usize) -> bool {
    matches!(kind, TF_LIVE | RAW_LIVE | RAW_REFERENCE | RAW_QUICK_REFERENCE)
}

/// What a scan left behind.
#[derive(Debug)]
pub(super) struct Record {
    pub(super) seed: u64,
    pub(super) number: u64,
    pub(super) start: f64,
    pub(super) sampling: f64,
    pub(super) points: usize,
    pub(super) sources: Vec<Source>,
    pub(super) nominal_dbm: f64,
}

impl Record {
    fn metres(&self, index: usize) -> f64 {
        self.start + self.sampling * count_f64(index)
    }
}

/// What the numbers of a block are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Quantity {
    Db,
    Linear,
    Metres,
    Hertz,
}

/// A block of numbers, made as it is sent.
#[derive(Clone, Debug)]
pub(crate) struct Block {
    pub(super) record: Arc<Record>,
    pub(super) path: Option<Path>,
    pub(super) place: [usize; 3],
    /// The light of the reference; without one that of the factory's.
    pub(super) reference: Option<Arc<[Source]>>,
    pub(super) quantity: Quantity,
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

    pub(super) fn text(&self) -> String {
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
