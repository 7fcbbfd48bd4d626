//! What the instrument was made to do, and what it is in.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::time::Duration;

use tokio::time::Instant;

/// A scan or a reference: lag of its bit, its scan, a pause, the computing after it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Phases {
    pub(crate) lag: Duration,
    pub(crate) scan: Duration,
    pub(crate) pause: Duration,
    pub(crate) analysis: Duration,
}

/// What the peer was made to do.
#[derive(Debug, Default)]
pub(crate) struct Record {
    /// How often each command was carried out, by its text.
    pub(crate) commands: HashMap<String, u32>,
    /// Every message, with the time when it was carried out.
    pub(crate) heard: Vec<(Instant, String)>,
    /// Every message, with the time when it was written to the line.
    pub(crate) written: Vec<(Instant, String)>,
    /// Wavelengths of the lasers, nm, where they are not the usual ones.
    pub(crate) wavelengths: BTreeMap<usize, f64>,
    /// Power set points of the lasers.
    pub(crate) powers: BTreeMap<usize, f64>,
    /// Power set point of TLS 1.
    pub(super) tls_power: Option<f64>,
    /// Light of the lasers.
    pub(crate) light: BTreeMap<usize, bool>,
    /// When a laser was last lit on order.
    pub(crate) lit: BTreeMap<usize, Instant>,
    /// When a laser was last asked about and answered as off.
    pub(crate) told_dark: BTreeMap<usize, Instant>,
    /// Sweeps: when they were ordered, and when they are over.
    pub(crate) sweeps: Vec<(Instant, Instant)>,
    pub(super) sweep: Option<Instant>,
    pub(super) reference: Option<Instant>,
    /// References taken.
    pub(crate) references: u32,
    /// Units of the channels: 1 is mW.
    pub(crate) units: BTreeMap<usize, u8>,
    pub(super) queue: VecDeque<String>,
}

impl Phases {
    pub(super) fn length(self) -> Duration {
        self.lag + self.scan + self.pause + self.analysis
    }
}

impl Record {
    /// Whether light comes out.
    pub(crate) fn is_lit(&self, laser: usize, now: Instant) -> bool {
        self.light.get(&laser) == Some(&true) && self.lit.get(&laser).is_none_or(|&lit| lit <= now)
    }

    /// The condition register.
    pub(super) fn bits(&self, now: Instant, phases: Phases) -> u16 {
        let Phases { lag, scan, pause, analysis } = phases;
        let referencing =
            self.reference.is_some_and(|begun| begun + lag <= now && now < begun + phases.length());
        let Some(begun) = self.sweep else { return if referencing { 64 } else { 0 } };
        let gone = now - begun;
        let scanning = gone >= lag && gone < lag + scan;
        let analyzing = gone >= lag + scan + pause && gone < lag + scan + pause + analysis;
        u16::from(scanning) * 4 + u16::from(analyzing) * 8 + u16::from(referencing) * 64
    }
}
