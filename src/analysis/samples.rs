//! The samples that a line is fitted to: averages of neighbours, which keep what they tell.

use crate::core::cast::count_f64;

/// The mean of neighbouring samples: place, power, how many they are, and the mean square of their distances from the
/// place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Sample {
    pub(crate) x: f64,
    pub(crate) y: f64,
    pub(crate) count: f64,
    pub(crate) spread: f64,
}

impl Sample {
    /// The same on another axis, on which it was at so many steps from a place.
    pub(crate) fn placed(self, from: f64, step: f64) -> Self {
        Self { x: from + step * self.x, spread: step * step * self.spread, ..self }
    }
}

/// From left to right.
pub(crate) type Samples = Vec<Sample>;

/// Neighbours that are not yet an average.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Bin {
    first: f64,
    x: f64,
    y: f64,
    square: f64,
    count: usize,
}

impl Bin {
    pub(crate) fn add(&mut self, x: f64, y: f64) {
        if self.count == 0 {
            self.first = x;
        }
        let away = x - self.first;
        (self.x, self.y, self.square) = (self.x + away, self.y + y, self.square + away * away);
        self.count += 1;
    }

    pub(crate) const fn count(&self) -> usize {
        self.count
    }

    /// What is in it goes out; `None` where nothing is.
    pub(crate) fn emptied(&mut self) -> Option<Sample> {
        let Self { first, x, y, square, count } = std::mem::take(self);
        let number = count_f64(count);
        let away = x / number;
        let spread = (square / number - away * away).max(0.0);
        (count > 0).then(|| Sample { x: first + away, y: y / number, count: number, spread })
    }
}

/// So many samples are as good as all.
pub(crate) fn averaged(samples: impl ExactSizeIterator<Item = (f64, f64)>, most: usize) -> Samples {
    let size = samples.len().div_ceil(most).max(1);
    let mut bin = Bin::default();
    let mut all = Vec::with_capacity(samples.len() / size);
    for (x, y) in samples {
        bin.add(x, y);
        if bin.count() == size {
            all.extend(bin.emptied());
        }
    }
    all
}

/// A mean over a curve is not the curve at the mean place: what makes the difference is taken off.
pub(crate) fn straightened(mut samples: Samples, mut curve: impl FnMut(f64) -> f64) -> Samples {
    for sample in samples.iter_mut().filter(|sample| sample.spread > 0.0) {
        // Of three points so far apart the spread is that of the samples.
        let step = (1.5 * sample.spread).sqrt();
        let (middle, x) = (curve(sample.x), sample.x);
        sample.y -= (curve(x - step) + curve(x + step) - 2.0 * middle) / 3.0;
    }
    samples
}
