//! A line as it was fitted, as a curve: what a trace would be without noise.

use super::least_squares::{MOST, Model, Parameters};
use super::line_shape::LineModel;
use super::noise::level;
use super::surroundings::{Axis, Neighbour};

/// A line about one resonance, or about several that were fitted together.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct FittedLine {
    pub(super) axis: Axis,
    pub(super) model: LineModel,
    pub(super) parameters: Parameters,
    /// The power that is 1 in the fit.
    pub(super) base: f64,
    /// What neighbours take: where, how wide, and which part.
    pub(super) others: Vec<Neighbour>,
    /// From where to where samples were fitted, nm.
    pub(super) reach_nm: (f64, f64),
}

impl FittedLine {
    /// From where to where it holds, nm.
    pub(crate) const fn reach_nm(&self) -> (f64, f64) {
        self.reach_nm
    }

    /// Its level at a wavelength, in the unit of the trace; `None` where no sample was fitted.
    pub(crate) fn level(&self, nm: f64) -> Option<f64> {
        let (from, to) = self.reach_nm;
        if !(from..=to).contains(&nm) {
            return None;
        }
        let u = self.axis.place_of_nm(nm);
        let others: f64 = self.others.iter().map(|one| one.leaves(u)).product();
        let power = self.base * others * self.model.at(&self.parameters, u, &mut [0.0; MOST]);
        (power > 0.0).then(|| level(power))
    }
}

#[cfg(test)]
mod tests {
    use super::super::resonance::{Method, Resonances, resonances};
    use super::super::tests::Random;
    use crate::core::trace::Spacing;
    use crate::core::units::Wavelength;

    fn spacing() -> Spacing {
        Spacing { start: Wavelength::from_nm(1550.0), sampling: Wavelength::from_m(1e-12) }
    }

    fn found(centres: &[f64], sigma_db: f64) -> (Vec<f32>, Resonances) {
        let mut random = Random::new(3);
        let lorentzian = |u: f64| 1.0 - 0.95 / (1.0 + 4.0 * u * u);
        let y: Vec<f32> = (0..6000)
            .map(|index| {
                let nm = spacing().nm(index);
                let light: f64 = centres.iter().map(|centre| lorentzian((nm - centre) / 0.05)).product();
                // An envelope, which the base line follows.
                (10.0 * (light * random.db(sigma_db)).log10() - 7.0 - 0.3 * (nm - 1553.0)) as f32
            })
            .collect();
        let found = resonances(&y, spacing(), &Method::default(), 0..y.len());
        (y, found)
    }

    #[test]
    fn a_line_leaves_the_noise_over_and_nothing_else() {
        // Alone, two that are fitted together, and one whose neighbour is felt.
        let centres = [1551.5, 1553.0, 1553.15, 1554.5, 1555.1];
        let (y, found) = found(&centres, 0.05);
        assert_eq!(found.rows.len(), centres.len(), "{found:#?}");
        for (row, centre) in found.rows.iter().zip(centres) {
            let line = found.line(row).unwrap();
            let (from, to) = line.reach_nm();
            assert!(from < centre - 0.4 && to > centre + 0.4, "{from} {to}");
            let within = (0..y.len()).filter(|&index| (spacing().nm(index) - centre).abs() < 0.1);
            let rests: Vec<f64> =
                within.map(|index| f64::from(y[index]) - line.level(spacing().nm(index)).unwrap()).collect();
            let count = rests.len() as f64;
            let mean = rests.iter().sum::<f64>() / count;
            let spread = (rests.iter().map(|rest| rest * rest).sum::<f64>() / count).sqrt();
            assert!(mean.abs() < 0.02 && (0.04..0.06).contains(&spread), "{centre}: {mean} ± {spread}");
            assert_eq!(line.level(from - 0.001), None);
        }
        assert!(std::sync::Arc::ptr_eq(
            found.line(&found.rows[1]).unwrap(),
            found.line(&found.rows[2]).unwrap()
        ));
    }

    #[test]
    fn what_was_not_fitted_has_no_line() {
        let (_, found) = found(&[1550.01], 0.02);
        for row in &found.rows {
            assert_eq!(found.line(row).is_some(), row.shape.is_some(), "{row:?}");
        }
        assert!(
            Resonances::default()
                .line(&super::super::resonance::Resonance::at(1, spacing(), 0.0, 0.0, 0.0))
                .is_none()
        );
    }
}
