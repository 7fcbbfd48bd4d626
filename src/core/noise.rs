//! How much the samples of a trace scatter, measured from the trace itself.

use crate::core::cast::count_f64;

/// Power of a level: 1 mW for 0 dBm, all of the light for 0 dB.
pub(crate) fn power(level_db: f64) -> f64 {
    (level_db * (std::f64::consts::LN_10 / 10.0)).exp()
}

/// Level of a power, dB or dBm.
pub(crate) fn level(power: f64) -> f64 {
    10.0 * power.log10()
}

/// The scatter of powers: a part that grows with the power and one that is always there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Noise {
    /// Standard deviation where there is no light, linear power.
    pub(crate) floor: f64,
    /// Standard deviation as a part of the power.
    pub(crate) part: f64,
}

/// A scatter of a thousandth of a decibel, below which no instrument is.
const LEAST: f64 = 2.3e-4;

/// Fourth differences that scatter by less than this part of second ones say that levels bend.
const BENT: f64 = 0.7;

/// The same for what is dark, of which there are few samples.
const BENDS: f64 = 0.4;

/// What scatters by more than this part of itself is no light but the noise of the dark.
const DARK: f64 = 0.2;

impl Noise {
    /// Of levels in dB, which may have holes: from second differences, which slopes and resonances of several samples
    /// do not have.
    pub(crate) fn of(y: &[f32]) -> Self {
        const BLOCK: usize = 48;
        const BLOCKS: usize = 1500;
        let count = (y.len() / BLOCK).clamp(1, BLOCKS);
        let mut blocks: Vec<Block> = (0..count)
            .filter_map(|number| {
                let from = number * y.len() / count;
                scatter(&y[from..y.len().min(from + BLOCK)])
            })
            .collect();
        blocks.sort_unstable_by(|a, b| a.power.total_cmp(&b.power));
        let Some(&Block { power: top, .. }) = blocks.get(blocks.len() * 9 / 10) else {
            return Self { floor: 0.0, part: LEAST };
        };
        let part = median(
            blocks.iter().filter(|block| block.power >= 0.3 * top).map(|block| block.sigma / block.power),
        );
        let part = part.unwrap_or(0.0);
        let ranges =
            (0..count).map(|number| number * y.len() / count).map(|from| from..y.len().min(from + BLOCK));
        // What bends within a few samples looks like noise where second differences are, and not where fourth ones are.
        let smooth = smooth_scatter(y, ranges).filter(|smooth| *smooth < BENT * part);
        let least = LEAST.max(coarseness(y, BLOCK * count));
        // Most blocks are dark: what stands out of them may still tell how light scatters.
        if part.max(least) > DARK {
            let light = smooth.map_or(DARK, |smooth| smooth.max(least).min(DARK));
            return Self { floor: part.max(least) * top, part: light };
        }
        let part = smooth.unwrap_or(part).max(least);
        // The bottom of a deep dip bends, too.
        let dark = blocks.iter().filter(|block| block.power < 0.05 * top).map(|block| {
            let sigma = if block.smooth < BENDS * block.sigma { block.smooth } else { block.sigma };
            (sigma.powi(2) - (part * block.power).powi(2)).max(0.0).sqrt()
        });
        let rest = median(dark);
        Self { floor: rest.unwrap_or(0.0), part }
    }

    /// Standard deviation where there is light, dB.
    pub(crate) fn db(&self) -> f64 {
        self.part * 10.0 / std::f64::consts::LN_10
    }

    /// That of a sample of a power, dB: no more than that of one that is noise.
    pub(crate) fn db_at(&self, power: f64) -> f64 {
        let part = if power > 0.0 { (self.at(power) / power).min(1.0) } else { 1.0 };
        part * 10.0 / std::f64::consts::LN_10
    }

    /// Standard deviation at a power.
    pub(crate) fn at(&self, power: f64) -> f64 {
        self.floor.hypot(self.part * power)
    }
}

/// The scatter that levels in steps have at least, as a part of the power: where noise is less than a step, differences
/// are mostly 0. `most` samples are looked at.
fn coarseness(y: &[f32], most: usize) -> f64 {
    /// Fewer steps than this are no scale.
    const FEWEST: usize = 20;
    let steps = y.windows(2).take(most).map(|two| f64::from((two[1] - two[0]).abs()));
    let (count, least) = steps
        .filter(|step| step.is_finite() && *step > 0.0)
        .fold((0, f64::INFINITY), |(count, least), step| (count + 1, step.min(least)));
    // Of a uniform distribution over one step.
    if count >= FEWEST { least * std::f64::consts::LN_10 / 10.0 / 12f64.sqrt() } else { 0.0 }
}

/// The scatter of levels near the greatest ones, as a part of the power, by fourth differences in dB: parabolas have none.
/// `None` where there are too few.
fn smooth_scatter(y: &[f32], blocks: impl Iterator<Item = std::ops::Range<usize>> + Clone) -> Option<f64> {
    /// So many dB below the greatest levels, of which so many are left aside.
    const NEAR: f32 = 10.0;
    const ASIDE: usize = 4;
    const FEWEST: usize = 8;
    let mut levels: Vec<f32> =
        blocks.clone().flat_map(|block| &y[block]).copied().filter(|y| y.is_finite()).collect();
    let at = levels.len().checked_sub(1 + ASIDE)?;
    let least = *levels.select_nth_unstable_by(at, f32::total_cmp).1 - NEAR;
    let bends = blocks.flat_map(|block| y[block].windows(5)).filter(|five| five.iter().all(|y| *y >= least));
    let bends = bends.map(|five| {
        let weighed = |(weight, level): (f64, &f32)| weight * f64::from(*level);
        [1.0, -4.0, 6.0, -4.0, 1.0].into_iter().zip(five).map(weighed).sum::<f64>().abs()
    });
    let bends: Vec<f64> = bends.collect();
    let enough = bends.len() >= FEWEST;
    // Of five independent samples; the median of a normal distribution's magnitude.
    let sigma_db = median(bends.into_iter()).filter(|_| enough)? / (70f64.sqrt() * 0.6745);
    Some(sigma_db * std::f64::consts::LN_10 / 10.0)
}

/// Some samples one behind the other: their middle power and how they scatter, by second differences and by fourth ones.
struct Block {
    power: f64,
    sigma: f64,
    smooth: f64,
}

/// How the samples of a block scatter; `None` where it is mostly holes.
fn scatter(block: &[f32]) -> Option<Block> {
    let powers: Vec<f64> = block.iter().filter(|y| y.is_finite()).map(|&y| power(f64::from(y))).collect();
    if powers.len() < 8 {
        return None;
    }
    let bends = powers.windows(3).map(|three| (three[0] - 2.0 * three[1] + three[2]).abs());
    // Of three independent samples; the median of a normal distribution's magnitude.
    let sigma = median(bends)? / (6f64.sqrt() * 0.6745);
    let fourth = powers.windows(5).map(|p| (p[0] - 4.0 * p[1] + 6.0 * p[2] - 4.0 * p[3] + p[4]).abs());
    let smooth = median(fourth)? / (70f64.sqrt() * 0.6745);
    Some(Block { power: median(powers.iter().copied())?, sigma, smooth })
}

/// The middle one of numbers.
pub(crate) fn median(numbers: impl Iterator<Item = f64>) -> Option<f64> {
    let mut numbers: Vec<f64> = numbers.collect();
    quantile(&mut numbers, 0.5)
}

/// The number below which this part of them is.
pub(crate) fn quantile(numbers: &mut [f64], part: f64) -> Option<f64> {
    let last = numbers.len().checked_sub(1)?;
    let at = crate::core::cast::floor_index((part * count_f64(last)).round()).min(last);
    Some(*numbers.select_nth_unstable_by(at, f64::total_cmp).1)
}
