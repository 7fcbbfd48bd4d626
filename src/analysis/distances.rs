//! How far it is from each resonance to the next one of its comb.

use super::comb::Comb;
use super::measured::Measured;
use crate::core::units::LIGHT;

/// How far it is from one resonance to the next.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Distance {
    pub(super) pm: Measured,
    pub(super) thz: Measured,
}

/// Distances to the next teeth of the combs that places (wavelengths, from left to right) are teeth of. A tooth that nothing
/// was found at is where the line of the comb has it. Without a comb the distance of two, or of three that are evenly apart.
pub(super) fn distances(places: &[Measured], combs: &[Comb]) -> Vec<Option<Distance>> {
    let on = |at: usize| combs.iter().find(|comb| comb.teeth[at].is_some());
    let one = |at: usize| match on(at) {
        Some(comb) => to_next_tooth(places, comb, at),
        None if combs.is_empty() => few(places, at),
        None => None,
    };
    (0..places.len()).map(one).collect()
}

/// The next tooth has a longer wavelength: its number is less.
fn to_next_tooth(places: &[Measured], comb: &Comb, at: usize) -> Option<Distance> {
    let tooth = comb.teeth[at]?;
    // What is not known of a place is how teeth lie about the line.
    let scatter_nm = |nm: f64| comb.scatter() * nm * nm / (LIGHT * 1e-3);
    let sigma = |place: &Measured| place.sigma.unwrap_or_else(|| scatter_nm(place.value));
    let here = &places[at];
    let next = places.iter().zip(&comb.teeth).find(|(_, number)| **number == Some(tooth - 1));
    let Some((next, _)) = next else {
        let (thz, spacing) = comb.spacing_below(tooth);
        let sigma = spacing.hypot(std::f64::consts::SQRT_2 * comb.scatter());
        let from = LIGHT * 1e-3 / here.value;
        let pm = |thz: f64| (LIGHT * 1e-3 / (from - thz) - here.value) * 1e3;
        return Some(Distance { pm: (pm(thz), pm(sigma)).into(), thz: (thz, sigma).into() });
    };
    Some(between(here, next, Some(sigma(here).hypot(sigma(next)))))
}

/// Of so few that nothing says that they belong together their distance is told, and not how sure that is.
fn few(places: &[Measured], at: usize) -> Option<Distance> {
    /// By so much two distances may differ.
    const EVEN: f64 = 0.05;
    let next = places.get(at + 1)?;
    match places {
        [_, _] => Some(between(&places[at].unsure(), &next.unsure(), None)),
        [first, second, third] => {
            let (one, other) = (between(first, second, None).thz, between(second, third, None).thz);
            let even = (one.value - other.value).abs() < EVEN * one.value;
            let sigma = next.sigma.zip(places[at].sigma).map(|(a, b)| a.hypot(b));
            even.then(|| between(&places[at], next, sigma))
        }
        _ => None,
    }
}

/// Of two wavelengths whose distance has this standard deviation, nm.
fn between(here: &Measured, next: &Measured, sigma: Option<f64>) -> Distance {
    let thz = LIGHT * 1e-3 / (here.value * next.value);
    let apart = Measured { sigma, ..Measured::difference(*next, *here) };
    Distance { pm: apart.scaled(1e3), thz: apart.scaled(thz) }
}

#[cfg(test)]
mod tests {
    use super::super::resonance::{Method, Resonance, resonances};
    use super::super::tests::Random;
    use super::*;
    use crate::core::trace::Spacing;
    use crate::core::units::Wavelength;

    /// Rings at these wavelengths, each with its width (nm) and what it takes of the light.
    fn rings(centres: &[(f64, f64, f64)], span: f64, seed: u64) -> Vec<Resonance> {
        let spacing = Spacing { start: Wavelength::from_nm(1540.0), sampling: Wavelength::from_m(2e-12) };
        let mut random = Random::new(seed);
        let y: Vec<f32> = (0..(span * 500.0) as usize)
            .map(|index| {
                let nm = spacing.nm(index);
                let near = centres.iter().filter(|one| (one.0 - nm).abs() < 100.0 * one.1);
                let light: f64 = near
                    .map(|(centre, width, taken)| 1.0 - taken / (1.0 + (2.0 * (nm - centre) / width).powi(2)))
                    .product();
                (10.0 * (light * random.db(0.05)).log10()) as f32
            })
            .collect();
        let found = resonances(&y, spacing, &Method::default(), 0..y.len());
        assert_eq!(found.rows.len(), centres.len(), "{:#?}", found.rows);
        found.rows
    }

    #[test]
    fn the_fsr_is_the_distance_to_the_next_tooth_and_as_sure_as_it_says() {
        let (mut all, mut once, mut twice) = (0, 0, 0);
        for seed in 0..12 {
            // Every 350 GHz, and with shifts of 2 pm as mode crossings make them.
            let shift = |n: f64| if seed % 2 == 0 { 0.0 } else { 0.002 * (2.3 * n).sin() };
            let centres: Vec<f64> =
                (0..7).map(|n| LIGHT * 1e-3 / (194.4 - 0.35 * f64::from(n)) + shift(f64::from(n))).collect();
            let rows = rings(&centres.iter().map(|nm| (*nm, 0.06, 0.95)).collect::<Vec<_>>(), 20.0, seed);
            for (row, two) in rows.iter().zip(centres.windows(2)) {
                let fsr = row.fsr_pm.unwrap();
                let away = (fsr.value - 1e3 * (two[1] - two[0])).abs() / fsr.sigma.unwrap();
                (all, once, twice) =
                    (all + 1, once + usize::from(away < 1.0), twice + usize::from(away < 2.0));
                assert!(fsr.sigma.unwrap() < 0.5, "{fsr:?}");
            }
            // Behind the last one there is none: then it is that of the comb.
            let (last, next) = (rows[6].fsr_pm.unwrap(), LIGHT * 1e-3 / (194.4 - 0.35 * 7.0));
            assert!((last.value - 1e3 * (next - centres[6])).abs() < 4.0 * last.sigma.unwrap(), "{last:?}");
        }
        assert!(once * 100 >= 56 * all && twice * 100 >= 88 * all, "{once} {twice} of {all}");
    }

    #[test]
    fn of_two_families_each_has_its_own_fsr() {
        let family = |first: f64, fsr: f64, width: f64, taken: f64| {
            (0..).map(move |n| (first + fsr * f64::from(n), width, taken)).take_while(|one| one.0 < 1559.5)
        };
        let mut centres: Vec<(f64, f64, f64)> =
            family(1541.0, 1.2, 0.02, 0.95).chain(family(1541.37, 1.73, 0.05, 0.7)).collect();
        centres.sort_by(|a, b| a.0.total_cmp(&b.0));
        let rows = rings(&centres, 20.0, 1);
        let mut known = 0;
        for (row, (_, width, _)) in rows.iter().zip(&centres) {
            let (fsr, comb) = if *width < 0.03 { (1200.0, 0) } else { (1730.0, 1) };
            let Some(is) = row.fsr_pm else { continue };
            assert!((is.value - fsr).abs() < 5.0 * is.sigma.unwrap() + 0.05, "{row:?}");
            assert_eq!(row.comb, Some(comb), "{row:?}");
            known += 1;
        }
        assert!(known * 10 >= 9 * rows.len(), "{known} of {}", rows.len());
    }

    #[test]
    fn neighbours_that_make_no_comb_have_no_fsr() {
        let at = |nm: f64| (nm, 0.05, 0.9);
        let uneven: Vec<_> = [1542.0, 1543.1, 1545.9, 1546.7, 1550.3].map(at).to_vec();
        assert!(rings(&uneven, 12.0, 1).iter().all(|row| row.fsr_pm.is_none() && row.finesse.is_none()));
        let three = rings(&[1542.0, 1543.1, 1545.9].map(at), 8.0, 1);
        assert!(three.iter().all(|row| row.fsr_pm.is_none()));
        let even = rings(&[1542.0, 1543.5, 1545.01].map(at), 8.0, 1);
        assert!(
            (even[1].fsr_pm.unwrap().value - 1510.0).abs() < 0.5 && even[2].fsr_pm.is_none(),
            "{even:#?}"
        );
        let two = rings(&[1542.0, 1543.1].map(at), 5.0, 1);
        let fsr = two[0].fsr_pm.unwrap();
        assert!(
            (fsr.value - 1100.0).abs() < 0.5 && fsr.sigma.is_none() && two[1].fsr_pm.is_none(),
            "{fsr:?}"
        );
    }
}
