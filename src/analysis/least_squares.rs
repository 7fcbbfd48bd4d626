//! Weighted least squares for models of a few parameters: the damped steps of Levenberg and Marquardt.

use crate::core::cast::count_f64;

/// No model here has more parameters.
pub(crate) const MOST: usize = 30;

/// Parameters of a model, or one number for each of them; those behind its count are 0.
pub(crate) type Parameters = [f64; MOST];

/// A curve with parameters.
pub(crate) trait Model {
    /// How many parameters it has.
    fn count(&self) -> usize;

    /// Its value, and how that changes with each parameter.
    fn at(&self, parameters: &Parameters, x: f64, gradient: &mut Parameters) -> f64;
}

/// A point to be met: where, what, and the inverse of its standard deviation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Point {
    pub(crate) x: f64,
    pub(crate) y: f64,
    pub(crate) weight: f64,
}

/// Where the sum of the weighted squares is least.
#[derive(Clone, Debug)]
pub(crate) struct Solution {
    pub(crate) parameters: Parameters,
    /// The covariance of the parameters, if the weights are right.
    pub(crate) covariance: [Parameters; MOST],
    /// The sum of the weighted squares.
    pub(crate) squares: f64,
}

/// From a first guess to the nearest minimum; `None` where there is none, or where the points do not tell a parameter.
pub(crate) fn minimise(model: &impl Model, points: &[Point], guess: Parameters) -> Option<Solution> {
    const ROUNDS: usize = 60;
    /// Of what a point adds: the parameters are as near to the minimum as a hundredth of their standard deviation.
    const SETTLED: f64 = 1e-4;
    const HELD: f64 = 1e-3;
    let count = model.count();
    if points.len() <= count {
        return None;
    }
    let mut parameters = guess;
    let mut equations = Equations::of(model, points, &parameters);
    let mut damping = 1e-3;
    let each = 1.0 / count_f64(points.len() - count);
    for _ in 0..ROUNDS {
        if !equations.squares.is_finite() {
            return None;
        }
        let mut damped = equations.normal;
        for (index, row) in damped.iter_mut().enumerate().take(count) {
            row[index] *= 1.0 + damping;
        }
        let Some(factor) = Factor::of(&damped, count) else {
            damping *= 10.0;
            if damping > 1e12 {
                return None;
            }
            continue;
        };
        let step = factor.solve(&equations.right);
        let mut next = parameters;
        for (parameter, step) in next.iter_mut().zip(step) {
            *parameter += step;
        }
        let promised: f64 = step.iter().zip(&equations.right).map(|(step, slope)| step * slope).sum();
        // A step that is held short gains little wherever it is.
        if promised <= SETTLED * each * equations.squares && damping <= HELD {
            (parameters, equations.squares) = (next, (equations.squares - promised).max(0.0));
            break;
        }
        let found = Equations::of(model, points, &next);
        if found.squares.is_finite() && found.squares <= equations.squares {
            (parameters, equations, damping) = (next, found, (damping * 0.1).max(1e-12));
        } else {
            damping *= 5.0;
            if damping > 1e12 {
                break;
            }
        }
    }
    let factor = Factor::of(&equations.normal, count)?;
    let mut covariance = [[0.0; MOST]; MOST];
    for (index, column) in covariance.iter_mut().enumerate().take(count) {
        let mut unit = [0.0; MOST];
        unit[index] = 1.0;
        *column = factor.solve(&unit);
    }
    let sound = (0..count).all(|index| parameters[index].is_finite() && covariance[index][index] >= 0.0);
    sound.then_some(Solution { parameters, covariance, squares: equations.squares })
}

impl Solution {
    /// A number that follows from the parameters, and its standard deviation.
    pub(crate) fn follows(&self, count: usize, number: impl Fn(&Parameters) -> f64) -> (f64, f64) {
        let value = number(&self.parameters);
        let mut slopes = [0.0; MOST];
        for (index, slope) in slopes.iter_mut().enumerate().take(count) {
            let step = 0.01 * self.covariance[index][index].sqrt();
            if step > 0.0 {
                let moved = |by: f64| {
                    let mut parameters = self.parameters;
                    parameters[index] += by;
                    number(&parameters)
                };
                *slope = (moved(step) - moved(-step)) / (2.0 * step);
            }
        }
        let mut variance = 0.0;
        for (row, a) in slopes.iter().enumerate().take(count) {
            for (column, b) in slopes.iter().enumerate().take(count) {
                variance += a * b * self.covariance[row][column];
            }
        }
        (value, variance.max(0.0).sqrt())
    }

    /// The same where one parameter may be off by this, or not.
    pub(crate) fn unsure_by(mut self, at: usize, shift: f64) -> Self {
        self.covariance[at][at] += shift * shift;
        self
    }

    /// The same with the standard deviation of one parameter so many times as large.
    pub(crate) fn widened(mut self, at: usize, by: f64) -> Self {
        for row in &mut self.covariance {
            row[at] *= by;
        }
        for variance in &mut self.covariance[at] {
            *variance *= by;
        }
        self
    }

    /// The same with every variance so many times as large.
    pub(crate) fn scaled(mut self, by: f64) -> Self {
        for variance in self.covariance.iter_mut().flatten() {
            *variance *= by;
        }
        self
    }
}

/// The normal equations of a step.
struct Equations {
    normal: [Parameters; MOST],
    right: Parameters,
    squares: f64,
}

impl Equations {
    fn of(model: &impl Model, points: &[Point], parameters: &Parameters) -> Self {
        /// So many points at a time: sums over rows of them are what a processor is quick at.
        const BLOCK: usize = 64;
        let count = model.count();
        let (mut normal, mut right, mut squares) = ([[0.0; MOST]; MOST], [0.0; MOST], 0.0);
        let mut slopes = [[0.0; BLOCK]; MOST];
        let mut rests = [0.0; BLOCK];
        let mut gradient = [0.0; MOST];
        for points in points.chunks(BLOCK) {
            for (number, (point, rest)) in points.iter().zip(&mut rests).enumerate() {
                *rest = (point.y - model.at(parameters, point.x, &mut gradient)) * point.weight;
                for (row, slope) in slopes[..count].iter_mut().zip(&gradient) {
                    row[number] = slope * point.weight;
                }
            }
            let rests = &rests[..points.len()];
            squares += product(rests, rests);
            for row in 0..count {
                let slope = &slopes[row][..points.len()];
                right[row] += product(slope, rests);
                for (sum, other) in normal[row].iter_mut().zip(&slopes[..=row]) {
                    *sum += product(slope, &other[..points.len()]);
                }
            }
        }
        for row in 0..count {
            let below = normal[row];
            for (above, below) in normal.iter_mut().zip(below).take(row) {
                above[row] = below;
            }
        }
        Self { normal, right, squares }
    }
}

/// The triangle of Cholesky of a matrix whose rows and columns are scaled: parameters differ by powers of ten.
struct Factor {
    lower: [Parameters; MOST],
    scale: Parameters,
    count: usize,
}

impl Factor {
    fn of(matrix: &[Parameters; MOST], count: usize) -> Option<Self> {
        let mut scale = [1.0; MOST];
        for index in 0..count {
            if matrix[index][index] > 0.0 {
                scale[index] = matrix[index][index].sqrt();
            }
        }
        let mut lower = [[0.0; MOST]; MOST];
        for row in 0..count {
            for column in 0..=row {
                let known: f64 = (0..column).map(|k| lower[row][k] * lower[column][k]).sum();
                let rest = matrix[row][column] / (scale[row] * scale[column]) - known;
                if row > column {
                    lower[row][column] = rest / lower[column][column];
                } else if rest > 1e-13 {
                    lower[row][row] = rest.sqrt();
                } else {
                    return None;
                }
            }
        }
        Some(Self { lower, scale, count })
    }

    fn solve(&self, right: &Parameters) -> Parameters {
        let mut x = [0.0; MOST];
        for row in 0..self.count {
            let known: f64 = (0..row).map(|k| self.lower[row][k] * x[k]).sum();
            x[row] = (right[row] / self.scale[row] - known) / self.lower[row][row];
        }
        for row in (0..self.count).rev() {
            let known: f64 = (row + 1..self.count).map(|k| self.lower[k][row] * x[k]).sum();
            x[row] = (x[row] - known) / self.lower[row][row];
        }
        for (x, scale) in x.iter_mut().zip(self.scale) {
            *x /= scale;
        }
        x
    }
}

/// The sum of the products of two rows, in several sums at once: one waits for each of its own additions.
pub(crate) fn product(a: &[f64], b: &[f64]) -> f64 {
    const SUMS: usize = 8;
    let (a, a_rest) = a.as_chunks::<SUMS>();
    let (b, b_rest) = b.as_chunks::<SUMS>();
    let mut sums = [0.0; SUMS];
    for (a, b) in a.iter().zip(b) {
        for (sum, (a, b)) in sums.iter_mut().zip(a.iter().zip(b)) {
            *sum += a * b;
        }
    }
    sums.iter().sum::<f64>() + a_rest.iter().zip(b_rest).map(|(a, b)| a * b).sum::<f64>()
}

/// By how much correlation of neighbouring rests makes a mean less sure than as many independent ones would:
/// `1 + 2 Σ ρ`, over the lags up to the first that is not correlated any more. The rests have the mean 0.
pub(crate) fn correlation(rests: &[f64]) -> f64 {
    let count = rests.len();
    let total = product(rests, rests);
    if count < 8 || total <= 0.0 {
        return 1.0;
    }
    let mut sum = 1.0;
    for lag in 1..count / 4 {
        let correlated = product(&rests[..count - lag], &rests[lag..]) / total;
        if correlated <= 2.0 / count_f64(count).sqrt() {
            break;
        }
        sum += 2.0 * correlated;
    }
    sum
}
