//! The light of the simulated bench: losses, ring resonators, noise. Pure functions of a seed.

use crate::core::cast::{count_f64, count_u64, floor_whole, u64_f64, whole_f64};

/// Speed of light, m/s.
pub(crate) const LIGHT: f64 = 299_792_458.0;
/// The noise floor of a detector, dBm.
pub(crate) const FLOOR_DBM: f64 = -80.0;
/// Mean distance of the resonances, nm.
const SPACING_NM: f64 = 1.2;

/// What lies between the source and a detector of the bench.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Path {
    /// Loss without the device, dB.
    loss: f64,
    /// The slope of the base line, dB/nm about 1550 nm.
    slope: f64,
    /// Whether the device's rings are in the path, and which of them.
    rings: Option<u64>,
    /// Ripple from reflections, dB peak.
    ripple: f64,
}

impl Path {
    /// The path to a channel of an IL RL OPM2 module; `None` where there is none.
    pub(crate) fn il_rl_opm2(slot: usize, channel: usize) -> Option<Self> {
        match channel {
            1 => Some(Self { loss: 14.4, slope: -0.018, rings: Some(device(slot, 1)), ripple: 0.05 }),
            2 => Some(Self { loss: 20.5, slope: 0.011, rings: Some(device(slot, 2)), ripple: 0.08 }),
            3 => Some(Self { loss: 1.07, slope: 0.0, rings: None, ripple: 0.0 }),
            4 => Some(Self { loss: 46.0, slope: -0.006, rings: None, ripple: 1.2 }),
            _ => None,
        }
    }

    /// The path to a power meter's channel.
    pub(crate) fn power_meter(slot: usize, channel: usize) -> Self {
        let loss = 12.0 + 1.5 * count_f64(channel);
        Self { loss, slope: -0.01, rings: Some(device(slot, channel + 8)), ripple: 0.05 }
    }

    /// Loss of the patch that a reference is taken over, dB.
    pub(crate) fn reference_db(self, nm: f64) -> f64 {
        -2.2 - 0.002 * (nm - 1550.0) - self.loss.min(3.0) * 0.1
    }

    /// Transmission from the source to the detector, dB.
    pub(crate) fn transmission_db(self, seed: u64, nm: f64) -> f64 {
        let base = -self.loss + self.slope * (nm - 1550.0) + self.ripple * (nm * 7.3).sin();
        match self.rings {
            Some(rings) => base + 10.0 * ring_transmission(mix(seed ^ rings), nm).log10(),
            None => base,
        }
    }
}

/// Each channel has rings of its own.
fn device(slot: usize, channel: usize) -> u64 {
    count_u64((slot ^ 4) << 8 | channel)
}

/// Power transmission past a chain of resonances about 1.2 nm apart, 50-100 pm wide, 15-20 dB deep.
fn ring_transmission(seed: u64, nm: f64) -> f64 {
    let order = floor_whole((nm / SPACING_NM).round());
    (order - 1..=order + 1)
        .map(|k| {
            let random = mix(seed ^ (k.cast_unsigned()).wrapping_mul(0x9e37_79b9));
            let [shift, width, depth] = [0, 16, 32].map(|bit| u64_f64(random >> bit & 0xffff) / 65536.0);
            let centre = (whole_f64(k) + 0.06 * (shift - 0.5)) * SPACING_NM;
            let width = 0.050 + 0.050 * width;
            let floor = 10f64.powf(-(15.0 + 5.0 * depth) / 10.0);
            let offset = 2.0 * (nm - centre) / width;
            1.0 - (1.0 - floor) / (1.0 + offset * offset)
        })
        .product()
}

/// What a detector reads for a signal, with shot noise on it and the floor under it, dBm. `nonce` makes
/// each reading its own.
pub(crate) fn detected_dbm(signal_dbm: Option<f64>, seed: u64, nonce: u64) -> f64 {
    let random = mix(seed ^ mix(nonce));
    let signal = signal_dbm.map_or(0.0, |dbm| 10f64.powf(dbm / 10.0) * (1.0 + 0.0015 * gauss(random)));
    let floor = 10f64.powf(FLOOR_DBM / 10.0) * (1.0 + 0.12 * gauss(mix(random))).max(0.2);
    10.0 * (signal + floor).log10()
}

/// A well mixed 64-bit number (`SplitMix64`'s finalizer).
pub(crate) const fn mix(n: u64) -> u64 {
    let n = n.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let n = (n ^ (n >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let n = (n ^ (n >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    n ^ (n >> 31)
}

/// Nearly normal, mean 0, deviation 1: the sum of four uniform numbers.
fn gauss(random: u64) -> f64 {
    let sum: u64 = (0..4).map(|n| random >> (16 * n) & 0xffff).sum();
    (u64_f64(sum) / 65536.0 - 2.0) * 3f64.sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn resonances_are_as_far_apart_as_wide_and_as_deep_as_promised() {
        let path = Path { loss: 0.0, slope: 0.0, rings: Some(1), ripple: 0.0 };
        let step = 0.0005;
        let db: Vec<f64> =
            (0..40_000).map(|i| path.transmission_db(7, 1540.0 + f64::from(i) * step)).collect();
        let dips: Vec<usize> =
            (1..db.len() - 1).filter(|&i| db[i] < -10.0 && db[i] < db[i - 1] && db[i] <= db[i + 1]).collect();
        assert!((15..=18).contains(&dips.len()), "{} dips in 20 nm", dips.len());
        for pair in dips.windows(2) {
            let apart = (pair[1] - pair[0]) as f64 * step;
            assert!((1.1..1.3).contains(&apart), "{apart} nm apart");
        }
        for &dip in &dips {
            assert!((-20.1..-14.9).contains(&db[dip]), "{} dB deep", db[dip]);
        }
    }

    #[test]
    fn no_light_reads_the_floor() {
        let mean = (0..1000).map(|n| detected_dbm(None, 1, n)).sum::<f64>() / 1000.0;
        assert!((mean - FLOOR_DBM).abs() < 0.2, "{mean}");
    }
}
