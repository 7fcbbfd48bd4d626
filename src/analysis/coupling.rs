//! What a resonator loses by itself and what to its waveguides, from the width and the floor of a dip: after B. E. Little et
//! al., J. Lightwave Technol. 15, 998 (1997), and W. Bogaerts et al., Laser Photonics Rev. 6, 47 (2012).
//!
//! On resonance an all-pass ring lets through `t²` with `t = 2 Q / Q_i - 1`, negative where it is over-coupled; what
//! passes an add-drop ring with two couplers alike is `t²` with `t = Q / Q_i`. `Q` is the loaded quality, `Q_i` the
//! intrinsic one. A dip tells `t²`, and not the sign of `t`: so that is assumed.

use super::least_squares::Parameters;
use super::measured::Measured;

/// Which resonator is assumed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::EnumString, strum::EnumIter, strum::IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Ring {
    /// One coupler, that takes less than the ring loses.
    UnderCoupled,
    /// One coupler, that takes more than the ring loses.
    OverCoupled,
    /// Two couplers alike; the dips are those of the through port.
    AddDrop,
}

/// What a number that is a function of what was fitted follows to be, with its uncertainty.
type Follows<'a> = dyn Fn(&dyn Fn(&Parameters) -> f64) -> Measured + 'a;

/// What a floor says of a ring.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Qualities {
    /// Of the ring without couplers.
    pub(super) intrinsic: Option<Measured>,
    /// Of one coupler.
    pub(super) coupling: Option<Measured>,
}

impl Ring {
    /// In a word, as it is typed.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// The part of all losses that the ring itself has, `Q / Q_i`, where so much of the amplitude is left on resonance.
    fn own_part(self, left: f64) -> f64 {
        match self {
            Self::UnderCoupled => f64::midpoint(1.0, left),
            Self::OverCoupled => f64::midpoint(1.0, -left),
            Self::AddDrop => left,
        }
    }

    /// So many couplers share the rest.
    const fn couplers(self) -> f64 {
        match self {
            Self::UnderCoupled | Self::OverCoupled => 1.0,
            Self::AddDrop => 2.0,
        }
    }

    /// Intrinsic and coupling quality: of a loaded quality and a floor that are functions of what was fitted, and of
    /// what follows from a fit with its uncertainty.
    pub(super) fn qualities(
        self,
        quality: &dyn Fn(&Parameters) -> f64,
        floor: &dyn Fn(&Parameters) -> f64,
        follows: &Follows<'_>,
    ) -> Qualities {
        /// Where the floor is less sure than this, its root is not known to first order.
        const SURE: f64 = 2.0;
        let bottom = follows(floor);
        let unsure = bottom.sigma.unwrap_or(f64::INFINITY);
        if bottom.value > SURE * unsure {
            let own = |p: &Parameters| self.own_part(floor(p).max(0.0).sqrt());
            return Qualities {
                intrinsic: Some(follows(&|p| quality(p) / own(p))),
                coupling: Some(follows(&|p| self.couplers() * quality(p) / (1.0 - own(p)))),
            };
        }
        // The floor is as good as nothing. An add-drop ring has no loss of its own that could be told. An all-pass ring
        // is critically coupled, and on which side of it is not known.
        let (loaded, left) = (follows(quality), (bottom.value.max(0.0) + SURE * unsure).sqrt());
        let both = match self {
            Self::AddDrop => None,
            Self::UnderCoupled | Self::OverCoupled => loaded.sigma.map(|sigma| {
                let part = (sigma / loaded.value).hypot(left / SURE);
                Measured::new(2.0 * loaded.value, Some(2.0 * loaded.value * part))
            }),
        };
        Qualities { intrinsic: both, coupling: both }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_ring_comes_out_of_its_dip() {
        // Of coupled modes: 1 / Q = 1 / intrinsic + couplers / coupling, and left = 1 - 2 Q / coupling.
        for (ring, intrinsic, coupling) in [
            (Ring::UnderCoupled, 100_000.0, 300_000.0),
            (Ring::OverCoupled, 300_000.0, 100_000.0),
            (Ring::AddDrop, 200_000.0, 90_000.0),
            (Ring::AddDrop, 50_000.0, 400_000.0),
        ] {
            let loaded = 1.0 / (1.0 / intrinsic + ring.couplers() / coupling);
            let left: f64 = 1.0 - 2.0 * loaded / coupling;
            let exact = |number: &dyn Fn(&Parameters) -> f64| {
                Measured::new(number(&[0.0; super::super::least_squares::MOST]), Some(1e-6))
            };
            let found = ring.qualities(&|_| loaded, &|_| left * left, &exact);
            let is =
                |found: Option<Measured>, wanted: f64| (found.unwrap().value / wanted - 1.0).abs() < 1e-9;
            assert!(is(found.intrinsic, intrinsic) && is(found.coupling, coupling), "{ring:?}: {found:?}");
        }
    }

    #[test]
    fn a_floor_that_is_as_good_as_nothing_is_that_of_critical_coupling() {
        let numbers = |number: &dyn Fn(&Parameters) -> f64| {
            Measured::new(number(&[0.0; super::super::least_squares::MOST]), Some(1e-3))
        };
        let found = Ring::UnderCoupled.qualities(&|_| 1000.0, &|_| 1e-3, &numbers);
        let intrinsic = found.intrinsic.unwrap();
        assert_eq!((intrinsic.value, found.coupling), (2000.0, Some(intrinsic)));
        assert!((30.0..80.0).contains(&intrinsic.sigma.unwrap()), "{intrinsic:?}");
        assert_eq!(Ring::AddDrop.qualities(&|_| 1000.0, &|_| 1e-3, &numbers).intrinsic, None);
    }
}
