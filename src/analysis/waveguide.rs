//! What a comb and a quality say of the waveguide, if its length is known.

use super::comb::Dispersion;
use super::measured::Measured;
use crate::core::length::Length;
use crate::core::units::LIGHT;

/// The group index: light goes round, or falls behind in one arm, by `n_g` times the length.
pub(crate) fn group_index(fsr_thz: Measured, length: Length) -> Measured {
    let value = LIGHT / (fsr_thz.value * 1e12 * length.m());
    Measured::by_parts(value, [fsr_thz])
}

/// What the waveguide loses by itself, dB/cm: `2π n_g / (λ Q_i)` of the light per length.
pub(crate) fn loss_db_cm(nm: f64, group_index: Measured, intrinsic: Measured) -> Measured {
    let per_metre = std::f64::consts::TAU * group_index.value / (nm * 1e-9 * intrinsic.value);
    let value = per_metre * 1e-2 * 10.0 / std::f64::consts::LN_10;
    Measured::by_parts(value, [group_index, intrinsic])
}

/// How the group delay changes with the wavelength, ps/(nm km).
pub(crate) fn dispersion_ps_nm_km(comb: &Dispersion, length: Length) -> Measured {
    // n_g = c / (L F), and the spacing F changes by D2 from tooth to tooth: dn_g/dλ / c = c D2 / (λ² L F³).
    let (spacing, change) = (comb.fsr_thz.value * 1e12, comb.change_thz.value * 1e12);
    let metres = comb.nm * 1e-9;
    let value = LIGHT * change / (metres.powi(2) * length.m() * spacing.powi(3)) * 1e6;
    let sigma = comb.change_thz.sigma.map(|sigma| (value * sigma * 1e12 / change).abs());
    Measured::new(value, sigma.filter(|sigma| sigma.is_finite()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 3 dB/cm and a group index of 4.2 are an intrinsic quality of 2.46e5 at 1550 nm.
    #[test]
    fn numbers_are_those_of_a_calculation_by_hand() {
        let length: Length = "400um".parse().unwrap();
        let fsr = Measured::new(LIGHT / (4.2 * 400e-6) * 1e-12, Some(1e-5));
        let index = group_index(fsr, length);
        assert!(
            (index.value - 4.2).abs() < 1e-12 && (index.sigma.unwrap() - 4.2e-5 / fsr.value).abs() < 1e-9
        );
        // 10 / ln 10 dB are a part of 1 / e: 3 dB/cm are 69.0776 of the light per metre.
        let intrinsic = Measured::new(std::f64::consts::TAU * 4.2 / (1550e-9 * 69.0776), Some(2465.0));
        let loss = loss_db_cm(1550.0, index, intrinsic);
        assert!((loss.value - 3.0).abs() < 1e-5, "{loss:?}");
        assert!((loss.sigma.unwrap() / 0.03 - 1.0).abs() < 0.01, "{loss:?}");
    }

    /// A group index that grows by 1e-4 per nanometre is a dispersion of 333.564 ps/(nm km).
    #[test]
    fn dispersion_is_the_slope_of_the_group_index() {
        let length: Length = "1mm".parse().unwrap();
        let spacing = |thz: f64| {
            let index = 4.0 + 1e-4 * (LIGHT * 1e-3 / thz - 1550.0);
            LIGHT / (index * 1e-3) * 1e-12
        };
        let thz = LIGHT * 1e-3 / 1550.0;
        let here = spacing(thz);
        let change = 0.5 * (spacing(thz + here) - spacing(thz - here));
        let comb = Dispersion {
            nm: 1550.0,
            fsr_thz: Measured::alone(here),
            change_thz: Measured::new(change, Some(0.1 * change.abs())),
        };
        let found = dispersion_ps_nm_km(&comb, length);
        assert!((found.value - 333.564).abs() < 0.5, "{found:?}");
        assert!((found.sigma.unwrap() - 33.36).abs() < 0.1, "{found:?}");
    }
}
