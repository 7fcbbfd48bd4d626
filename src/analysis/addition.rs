//! What a line could have beside what it has, and how much of the rests that would explain, told without a fit: by the
//! part of its slopes that the line's own do not have.

use super::attempt::Attempt;
use super::least_squares::{MOST, Model, Parameters, product};
use super::line_shape::LineModel;
use crate::core::cast::{count_f64, floor_index};

/// The slopes of a line at its points, over the standard deviation of each.
pub(crate) struct Slopes<'a> {
    attempt: &'a Attempt,
    /// The line at each point, over its standard deviation.
    values: Vec<f64>,
    /// By parameter, and for each by point.
    columns: Vec<Vec<f64>>,
}

/// A ripple that is in the rests.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ripple {
    pub(crate) cosine: f64,
    pub(crate) sine: f64,
    pub(crate) frequency: f64,
    /// The sum of the squares that it explains.
    pub(crate) gain: f64,
}

/// Another line than that which was fitted.
#[derive(Clone, Copy, Debug)]
pub(crate) struct OtherLine {
    /// The sum of the squares that it would explain.
    pub(crate) gain: f64,
    /// By how much the parameters would change.
    pub(crate) shift: Parameters,
}

/// A column as it is beside those of the line: products with them, with itself and with the rests.
struct Beside {
    products: Parameters,
    solved: Parameters,
    square: f64,
    rest: f64,
}

/// What is left of a column beside those of the line is less than this part of it: it is one of them.
const ALIKE: f64 = 1e-6;

impl Beside {
    /// What the line's columns have of both.
    fn common(&self, other: &Self) -> f64 {
        product(&self.products, &other.solved)
    }
}

impl<'a> Slopes<'a> {
    pub(crate) fn of(attempt: &'a Attempt) -> Self {
        let Attempt { line, points, solution, .. } = attempt;
        let count = line.count();
        let mut values = Vec::with_capacity(points.len());
        let mut columns = vec![Vec::with_capacity(points.len()); count];
        let mut gradient = [0.0; MOST];
        for point in points {
            values.push(line.at(&solution.parameters, point.x, &mut gradient) * point.weight);
            for (column, slope) in columns.iter_mut().zip(gradient) {
                column.push(slope * point.weight);
            }
        }
        Self { attempt, values, columns }
    }

    fn beside(&self, column: &[f64]) -> Beside {
        let mut products = [0.0; MOST];
        for (sum, own) in products.iter_mut().zip(&self.columns) {
            *sum = product(column, own);
        }
        let count = self.columns.len();
        let mut solved = [0.0; MOST];
        for (sum, row) in solved.iter_mut().zip(&self.attempt.solution.covariance).take(count) {
            *sum = row[..count].iter().zip(&products).map(|(a, b)| a * b).sum();
        }
        Beside {
            products,
            solved,
            square: product(column, column),
            rest: product(column, &self.attempt.rests),
        }
    }

    fn explained_by_one(&self, column: &[f64]) -> f64 {
        let one = self.beside(column);
        let square = one.square - one.common(&one);
        if square > ALIKE * one.square { one.rest * one.rest / square } else { 0.0 }
    }

    /// The sum of the squares that two columns explain, and how much of each.
    fn explained(&self, a: &[f64], b: &[f64]) -> (f64, [f64; 2]) {
        let (first, second) = (self.beside(a), self.beside(b));
        let both = product(a, b) - first.common(&second);
        let aa = first.square - first.common(&first);
        let bb = second.square - second.common(&second);
        let determinant = aa * bb - both * both;
        if aa < ALIKE * first.square || bb < ALIKE * second.square || determinant < ALIKE * aa * bb {
            return (0.0, [0.0; 2]);
        }
        let parts = [
            (first.rest * bb - second.rest * both) / determinant,
            (second.rest * aa - first.rest * both) / determinant,
        ];
        (parts[0] * first.rest + parts[1] * second.rest, parts)
    }

    /// The sum of the squares that a base line of a higher degree would explain.
    pub(crate) fn bend(&self, degree: usize) -> f64 {
        let Attempt { line, points, .. } = self.attempt;
        let column = |degree: usize| -> Vec<f64> {
            let power = |x: f64| (0..degree).fold(1.0, |power, _| power * line.window.part(x));
            points.iter().zip(&self.values).map(|(point, value)| power(point.x) * value).collect()
        };
        if degree == line.degree + 1 {
            self.explained_by_one(&column(degree))
        } else {
            self.explained(&column(line.degree + 1), &column(line.degree + 2)).0
        }
    }

    /// That of the skew of a resonance.
    pub(crate) fn skew(&self, resonance: usize) -> f64 {
        let Attempt { line, points, solution, .. } = self.attempt;
        let column: Vec<f64> = points
            .iter()
            .zip(&self.values)
            .map(|(point, value)| line.by_skew(&solution.parameters, resonance, point.x, *value))
            .collect();
        self.explained_by_one(&column)
    }

    /// The other line that would explain more: a resonance whose flanks fall more or less steeply than Lorentz's, or one which
    /// is two, hardly apart.
    pub(crate) fn other_line(&self, resonance: usize) -> OtherLine {
        /// Of the width.
        const APART: f64 = 0.05;
        let Attempt { line, points, solution, .. } = self.attempt;
        let p = &solution.parameters;
        let (centre, width) = (p[line.centre(resonance)], p[line.width(resonance)].abs());
        let column = |change: &dyn Fn(f64) -> f64| -> Vec<f64> {
            let all = points.iter().zip(&self.values);
            all.map(|(point, value)| {
                value / line.resonance_at(p, resonance, point.x).max(1e-9) * change(point.x)
            })
            .collect()
        };
        let steep = column(&|x| {
            let v = 2.0 * (x - centre) / width;
            (line.resonance_at(p, resonance, x) - 1.0) * (1.0 + v * v).ln()
        });
        let at = |x: f64| line.resonance_at(p, resonance, x);
        let step = APART * width;
        let split = column(&|x| (at(x - step) + at(x + step) - 2.0 * at(x)) / (APART * APART));
        let (steep, split) = (self.other(&steep), self.other(&split));
        if split.gain > steep.gain { split } else { steep }
    }

    /// What a line with this column would explain, and how far its parameters would be from these.
    fn other(&self, column: &[f64]) -> OtherLine {
        let one = self.beside(column);
        let square = one.square - one.common(&one);
        if square <= ALIKE * one.square {
            return OtherLine { gain: 0.0, shift: [0.0; MOST] };
        }
        let part = one.rest / square;
        OtherLine { gain: part * one.rest, shift: one.solved.map(|solved| -solved * part) }
    }

    /// The strongest ripple that is in the rests.
    pub(crate) fn ripple(&self) -> Option<Ripple> {
        /// Frequencies in as much as tells two of them apart.
        const OVERSAMPLED: f64 = 2.0;
        /// Periods in the samples at least, and points and widths in a period.
        const LEAST: f64 = 0.6;
        const POINTS: f64 = 6.0;
        const WIDTHS: f64 = 1.2;
        let Attempt { line, points, solution: found, .. } = self.attempt;
        let p = &found.parameters;
        let width = (0..line.resonances).map(|at| p[line.width(at)].abs()).fold(f64::INFINITY, f64::min);
        let half = line.window.half;
        let slowest = std::f64::consts::PI * LEAST;
        let step = std::f64::consts::PI / OVERSAMPLED;
        let outer = points.windows(2).map(|two| two[1].x - two[0].x);
        // Where samples are averaged, they are so beside resonances; a hole is no distance of samples.
        let apart = super::noise::median(outer)?;
        let quickest = std::f64::consts::TAU * half / (WIDTHS * width).max(POINTS * apart);
        let tried = floor_index(((quickest - slowest) / step).max(0.0)) + 1;
        let turn = |frequency: f64| -> Vec<(f64, f64)> {
            points.iter().map(|point| (frequency * line.window.part(point.x)).sin_cos()).collect()
        };
        let (mut waves, steps) = (turn(slowest), turn(step));
        let (mut cosines, mut sines) = (vec![0.0; points.len()], vec![0.0; points.len()]);
        let mut best: Option<Ripple> = None;
        for number in 0..tried {
            for ((wave, step), ((cosine, sine), value)) in
                waves.iter_mut().zip(&steps).zip(cosines.iter_mut().zip(&mut sines).zip(&self.values))
            {
                (*sine, *cosine) = (wave.0 * value, wave.1 * value);
                *wave = (wave.0 * step.1 + wave.1 * step.0, wave.1 * step.1 - wave.0 * step.0);
            }
            let (gain, [cosine, sine]) = self.explained(&cosines, &sines);
            if gain.is_finite() && best.is_none_or(|best| gain > best.gain) {
                let frequency = slowest + count_f64(number) * step;
                best = Some(Ripple { cosine, sine, frequency, gain });
            }
        }
        best
    }
}

/// Parameters of a line where another one has them; what that has beyond is 0.
pub(crate) fn moved(from: LineModel, to: LineModel, p: &Parameters) -> Parameters {
    let mut next = [0.0; MOST];
    let powers = 1 + from.degree.min(to.degree);
    next[..powers].copy_from_slice(&p[..powers]);
    for ripple in 0..from.ripples.min(to.ripples) {
        let (old, new) = (from.ripple(ripple), to.ripple(ripple));
        next[new..new + 3].copy_from_slice(&p[old..old + 3]);
    }
    for resonance in 0..from.resonances.min(to.resonances) {
        next[to.centre(resonance)] = p[from.centre(resonance)];
        next[to.depth(resonance)] = p[from.depth(resonance)];
        next[to.width(resonance)] = p[from.width(resonance)];
        if let (Some(old), Some(new)) = (from.skew(resonance), to.skew(resonance)) {
            next[new] = p[old];
        }
    }
    next
}
