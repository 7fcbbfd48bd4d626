//! What a stretch of samples amounts to.

use super::measured::Measured;
use crate::core::cast::count_f64;

/// Least, greatest, mean, deviation and slope of the numbers among samples.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Statistics {
    /// How many numbers there are.
    pub(crate) count: usize,
    /// The least.
    pub(crate) least: f64,
    /// The greatest.
    pub(crate) greatest: f64,
    /// Their mean.
    pub mean: f64,
    /// Their standard deviation (of the samples themselves, as numpy has it).
    pub deviation: f64,
    /// By how much they rise from sample to sample, by a straight line.
    pub slope: f64,
}

impl Statistics {
    /// In words, of samples in this unit that lie so far apart and scatter by so much, dB.
    pub(crate) fn words(&self, unit: &str, sampling_nm: f64, noise_db: f64) -> String {
        let (count, sample) = (count_f64(self.count), |value| Measured::alone(value).grained(noise_db));
        let of_all = |value: f64| Measured::alone(value).grained(noise_db / count.sqrt()).words(3);
        // Of a straight line through as many samples, whose places scatter by the root of a twelfth of their square.
        let slope_noise = noise_db / sampling_nm * (12.0 / count.powi(3)).sqrt();
        format!(
            "min {}  max {}  mean {}  deviation {} {unit}  slope {} {unit}/nm",
            sample(self.least).words(3),
            sample(self.greatest).words(3),
            of_all(self.mean),
            of_all(self.deviation),
            Measured::alone(self.slope / sampling_nm).grained(slope_noise).words(4)
        )
    }
}

/// The statistics of the finite samples; `None` if there is none.
pub fn statistics(y: &[f32]) -> Option<Statistics> {
    let finite =
        || y.iter().enumerate().filter(|(_, y)| y.is_finite()).map(|(x, &y)| (count_f64(x), f64::from(y)));
    let count = finite().count();
    if count == 0 {
        return None;
    }
    let n = count_f64(count);
    let (x_mean, mean) =
        (finite().map(|(x, _)| x).sum::<f64>() / n, finite().map(|(_, y)| y).sum::<f64>() / n);
    let (mut xx, mut xy, mut yy) = (0.0, 0.0, 0.0);
    let (mut least, mut greatest) = (f64::INFINITY, f64::NEG_INFINITY);
    for (x, y) in finite() {
        xx += (x - x_mean).powi(2);
        xy += (x - x_mean) * (y - mean);
        yy += (y - mean).powi(2);
        (least, greatest) = (least.min(y), greatest.max(y));
    }
    let slope = if xx > 0.0 { xy / xx } else { 0.0 };
    Some(Statistics { count, least, greatest, mean, deviation: (yy / n).sqrt(), slope })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holes_are_left_out() {
        let found = statistics(&[1.0, f32::NAN, 3.0, f32::NEG_INFINITY, 5.0]).unwrap();
        assert_eq!(
            (found.count, found.least, found.greatest, found.mean, found.slope),
            (3, 1.0, 5.0, 3.0, 1.0)
        );
        assert!((found.deviation - (8.0f64 / 3.0).sqrt()).abs() < 1e-12);
        assert!(statistics(&[f32::NAN]).is_none() && statistics(&[]).is_none());
        let one = statistics(&[-4.0]).unwrap();
        assert_eq!((one.least, one.greatest, one.deviation, one.slope), (-4.0, -4.0, 0.0, 0.0));
    }

    #[test]
    fn a_slope_is_told_per_nanometre() {
        let words = statistics(&[-3.0, -2.5, -2.0]).unwrap().words("dB", 0.001, 0.0);
        assert_eq!(words, "min -3.000  max -2.000  mean -2.500  deviation 0.408 dB  slope 500.0000 dB/nm");
        let words = statistics(&[-3.0, -2.5, -2.0]).unwrap().words("dB", 0.001, 0.1);
        assert_eq!(
            words, "min -3.0  max -2.0  mean -2.50  deviation 0.41 dB  slope 500 dB/nm",
            "no digits of noise"
        );
    }
}
