//! The light of a sweep's laser: where it is lit, and how strongly.

/// A tunable laser's light during a sweep.
#[derive(Clone, Debug)]
pub(super) struct Source {
    /// The laser's position.
    pub(super) laser: usize,
    pub(super) first_nm: f64,
    pub(super) last_nm: f64,
    pub(super) power_dbm: f64,
    /// From which wavelength on it is lit or dark, in the order in which it was switched.
    pub(super) switched: Vec<(f64, bool)>,
}

impl Source {
    pub(super) const fn new(laser: usize, first_nm: f64, last_nm: f64, power_dbm: f64) -> Self {
        Self { laser, first_nm, last_nm, power_dbm, switched: Vec::new() }
    }

    /// The power with which this source lights this wavelength, dBm.
    pub(super) fn at(&self, nm: f64) -> Option<f64> {
        // Half a step beyond the ends, which are themselves rounded.
        let covers = nm >= self.first_nm - 1e-5 && nm <= self.last_nm + 1e-5;
        let lit = || self.switched.iter().rev().find(|(from, _)| *from <= nm).is_some_and(|&(_, on)| on);
        (covers && lit()).then_some(self.power_dbm)
    }
}
