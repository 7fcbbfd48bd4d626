//! Many samples to few columns without losing one: the first, least, greatest and last of each.

/// What a column of dots shows of its samples.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Column {
    /// The first number.
    pub first: f32,
    /// The least.
    pub least: f32,
    /// The greatest.
    pub greatest: f32,
    /// The last.
    pub last: f32,
}

impl Column {
    /// Of a single sample.
    pub const fn of(sample: f32) -> Self {
        Self { first: sample, least: sample, greatest: sample, last: sample }
    }

    /// With one more sample at the end.
    pub const fn and(&mut self, sample: f32) {
        self.least = self.least.min(sample);
        self.greatest = self.greatest.max(sample);
        self.last = sample;
    }
}

/// Reduces samples to so many columns, evenly; `None` where a column has no number at all.
pub fn columns(samples: &[f32], count: usize) -> Vec<Option<Column>> {
    (0..count)
        .map(|column| {
            let from = column * samples.len() / count;
            let to = ((column + 1) * samples.len() / count).max(from + 1).min(samples.len());
            column_of(&samples[from..to])
        })
        .collect()
}

fn column_of(samples: &[f32]) -> Option<Column> {
    let first = samples.iter().copied().find(|y| !y.is_nan())?;
    let last = samples.iter().rev().copied().find(|y| !y.is_nan())?;
    // f32::min and max pass over NaN. Lanes let the compiler use whole registers.
    const LANES: usize = 16;
    let mut least = [f32::INFINITY; LANES];
    let mut greatest = [f32::NEG_INFINITY; LANES];
    let (chunks, rest) = samples.as_chunks::<LANES>();
    for chunk in chunks {
        for lane in 0..LANES {
            least[lane] = least[lane].min(chunk[lane]);
            greatest[lane] = greatest[lane].max(chunk[lane]);
        }
    }
    let least = least.iter().chain(rest).copied().fold(f32::INFINITY, f32::min);
    let greatest = greatest.iter().chain(rest).copied().fold(f32::NEG_INFINITY, f32::max);
    Some(Column { first, least, greatest, last })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn no_extreme_is_lost(
            samples in prop::collection::vec(prop_oneof![8 => -100f32..10.0, 1 => Just(f32::NAN), 1 => Just(f32::NEG_INFINITY)], 0..500),
            count in 1usize..80,
        ) {
            let columns = columns(&samples, count);
            prop_assert_eq!(columns.len(), count);
            let numbers = || samples.iter().copied().filter(|y| !y.is_nan());
            let least = columns.iter().flatten().map(|c| c.least).fold(f32::INFINITY, f32::min);
            let greatest = columns.iter().flatten().map(|c| c.greatest).fold(f32::NEG_INFINITY, f32::max);
            prop_assert_eq!(least, numbers().fold(f32::INFINITY, f32::min));
            prop_assert_eq!(greatest, numbers().fold(f32::NEG_INFINITY, f32::max));
        }
    }
}
