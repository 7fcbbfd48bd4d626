//! A sweep under way, be it a scan or a reference: when it is where, and which laser lights it there.

use tokio::time::Instant;

use super::laser::Lasers;
use super::source::Source;

/// A sweep under way.
#[derive(Clone, Debug)]
pub(super) struct Sweep {
    /// It begins: its bit rises, and lasers begin to warm up.
    pub(super) begins: Instant,
    /// Its lasers are warm, and the wavelength begins to move.
    moves: Instant,
    pub(super) ends: Instant,
    from_nm: f64,
    to_nm: f64,
    pub(super) sources: Vec<Source>,
}

impl Sweep {
    /// A sweep by these sources, as their lasers are now; those that warm up are waited for first.
    pub(super) fn new(
        begins: Instant,
        lasts: std::time::Duration,
        (from_nm, to_nm): (f64, f64),
        sources: Vec<Source>,
        lasers: &Lasers,
    ) -> Self {
        let warm = |source: &Source| lasers.lit_from(source.laser);
        let moves = sources.iter().filter_map(warm).max().map_or(begins, |warm| warm.max(begins));
        let mut sweep = Self { begins, moves, ends: moves + lasts, from_nm, to_nm, sources };
        for source in &mut sweep.sources {
            source.switched.push((f64::NEG_INFINITY, lasers.lit_from(source.laser).is_some()));
        }
        sweep
    }

    /// The wavelength that it has reached, nm.
    pub(super) fn at(&self, now: Instant) -> f64 {
        let whole = (self.ends - self.moves).as_secs_f64().max(1e-9);
        let part = now.saturating_duration_since(self.moves).as_secs_f64() / whole;
        self.from_nm + (self.to_nm - self.from_nm) * part.min(1.0)
    }

    /// A laser was switched on, with light from some time on, or off.
    pub(super) fn switched(&mut self, laser: usize, lit_from: Option<Instant>, now: Instant) {
        let change = (self.at(lit_from.unwrap_or(now)), lit_from.is_some());
        for source in self.sources.iter_mut().filter(|source| source.laser == laser) {
            source.switched.push(change);
        }
    }
}
