//! Random numbers that are the same each time: of one trace always the same is said.

use crate::core::cast::u64_f64;

/// Xorshift.
pub(super) struct Repeatable(u64);

impl Repeatable {
    pub(super) fn new(seed: u64) -> Self {
        // Never 0, where it would stay.
        let mut random = Self(seed.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        for _ in 0..16 {
            random.uniform();
        }
        random
    }

    fn uniform(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        u64_f64(self.0 >> 11) / u64_f64(1 << 53)
    }

    /// Normal, of mean 0 and deviation 1, by Box and Muller.
    pub(super) fn normal(&mut self) -> f64 {
        let (a, b) = (self.uniform().max(1e-300), self.uniform());
        (-2.0 * a.ln()).sqrt() * (std::f64::consts::TAU * b).cos()
    }
}
