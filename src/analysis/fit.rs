//! A line fitted to the samples about one resonance, or about several that stand close: as simple as the samples allow.

use super::least_squares::{MOST, Model, Parameters, Point, Solution, correlation, minimise};
use super::line_shape::{LineModel, TOGETHER};
use super::noise::Noise;
use crate::core::cast::count_f64;

/// Where a resonance is thought to be: in the caller's unit, with powers as parts of the base line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Guess {
    pub(crate) centre: f64,
    pub(crate) width: f64,
    /// 1 for a dip that lets nothing through, below 0 for a peak.
    pub(crate) depth: f64,
}

/// A line that was fitted.
#[derive(Clone, Debug)]
pub(crate) struct Fitted {
    pub(crate) line: LineModel,
    /// With a covariance that holds for what the rests are like.
    pub(crate) solution: Solution,
    /// How much correlation of the rests adds to the variance: 1 where they are as good as independent.
    pub(crate) correlation: f64,
}

/// Samples of powers at places.
pub(crate) type Samples = Vec<(f64, f64)>;

/// Fits the simplest line first, and adds a part where what is left over asks for it: the one that explains most for
/// what it costs.
pub(crate) fn fit(samples: &Samples, guesses: &[Guess], noise: &Noise) -> Option<Fitted> {
    let plain = LineModel {
        resonances: guesses.len().min(TOGETHER),
        curved: false,
        ripple: false,
        skewed: false,
        doublet: false,
    };
    let mut best = Attempt::of(plain, first_guess(plain, samples, guesses), samples, noise)?;
    best = best.reweighted(samples, noise);
    for _ in 0..4 {
        if best.is_white() {
            break;
        }
        // A bend is what the flanks of neighbours ask for, and by far the most frequent: if it is enough, nothing else is
        // tried.
        let bent = match best.bent() {
            Some(bent) if bent.is_white() => {
                best = bent.reweighted(samples, noise);
                break;
            }
            bent => bent,
        };
        let others = extensions(&best).into_iter().filter_map(|(line, guess)| best.tried(line, guess));
        let next = bent.into_iter().chain(others);
        let next = next.min_by(|a, b| a.cost().total_cmp(&b.cost()));
        /// Evidence that counts as very strong.
        const STRONG: f64 = 10.0;
        match next.filter(|next| next.cost() < best.cost() - STRONG) {
            Some(next) => best = next.reweighted(samples, noise),
            None => break,
        }
    }
    Some(best.finished())
}

fn first_guess(line: LineModel, samples: &Samples, guesses: &[Guess]) -> Parameters {
    let mut p = [0.0; MOST];
    let mut powers: Vec<f64> = samples.iter().map(|(_, power)| *power).collect();
    p[LineModel::BASE] = super::noise::quantile(&mut powers, 0.6).unwrap_or(1.0);
    if guesses.iter().any(|guess| guess.depth < 0.0) {
        p[LineModel::BASE] = 1.0;
    }
    for (resonance, guess) in guesses.iter().enumerate().take(line.resonances) {
        p[line.centre(resonance)] = guess.centre;
        p[line.depth(resonance)] = guess.depth;
        p[line.width(resonance)] = guess.width;
    }
    p
}

/// A line that was tried.
struct Attempt {
    line: LineModel,
    points: Vec<Point>,
    solution: Solution,
    /// What is left over of each point, over its standard deviation.
    rests: Vec<f64>,
}

impl Attempt {
    /// With weights by the samples themselves.
    fn of(line: LineModel, guess: Parameters, samples: &Samples, noise: &Noise) -> Option<Self> {
        let top = samples.iter().map(|(_, power)| *power).fold(0.0, f64::max);
        // Flat at first: a sample that is low by chance must not pull.
        let weight = 1.0 / noise.at(top).max(f64::MIN_POSITIVE);
        let points = samples.iter().map(|&(x, y)| Point { x, y, weight }).collect();
        Self::solved(line, guess, points)
    }

    fn solved(line: LineModel, guess: Parameters, points: Vec<Point>) -> Option<Self> {
        let solution = minimise(&line, &points, guess)?;
        let mut unused = [0.0; MOST];
        let rest =
            |point: &Point| (point.y - line.at(&solution.parameters, point.x, &mut unused)) * point.weight;
        let rests = points.iter().map(rest).collect();
        Some(Self { line, points, solution, rests })
    }

    fn tried(&self, line: LineModel, guess: Parameters) -> Option<Self> {
        Self::solved(line, guess, self.points.clone()).filter(Self::is_sound)
    }

    /// With a bent base line, where it is straight.
    fn bent(&self) -> Option<Self> {
        let line = LineModel { curved: true, ..self.line };
        if self.line.curved {
            None
        } else {
            self.tried(line, moved(self.line, line, &self.solution.parameters))
        }
    }

    /// Widths are positive and as wide as a sample at least, centres among the samples.
    fn is_sound(&self) -> bool {
        let p = &self.solution.parameters;
        let (Some(first), Some(last)) = (self.points.first(), self.points.last()) else { return false };
        let step = (last.x - first.x) / count_f64(self.points.len());
        let all = (0..self.line.resonances).all(|resonance| {
            let (centre, width) = (p[self.line.centre(resonance)], p[self.line.width(resonance)].abs());
            width > 0.5 * step && centre > first.x && centre < last.x
        });
        all && (!self.line.doublet || self.is_doublet())
    }

    /// Whether two resonances are apart, for certain, and not by more than two widths: those are two and no doublet.
    fn is_doublet(&self) -> bool {
        const SURE: f64 = 4.0;
        let line = self.line;
        let p = &self.solution.parameters;
        let excess = self.excess();
        let (apart, sigma) = self.solution.follows(line.count(), |p| p[line.centre(1)] - p[line.centre(0)]);
        let deep = p[line.depth(0)].min(p[line.depth(1)]) > 0.05;
        deep && apart.abs() > SURE * sigma * excess && apart.abs() < 2.0 * p[line.width(0)].abs()
    }

    /// Standard deviation of the rests, which is 1 where the weights are right.
    fn excess(&self) -> f64 {
        let free = count_f64(self.points.len().saturating_sub(self.line.count()).max(1));
        (self.solution.squares / free).sqrt()
    }

    /// The same with weights by the line, and by what is left over where it is low and where it is high.
    fn reweighted(self, samples: &Samples, noise: &Noise) -> Self {
        let mut unused = [0.0; MOST];
        let powers: Vec<f64> = samples
            .iter()
            .map(|&(x, _)| self.line.at(&self.solution.parameters, x, &mut unused).max(0.0))
            .collect();
        let rests: Vec<f64> = samples.iter().zip(&powers).map(|(&(_, y), power)| y - power).collect();
        let noise = told_apart(&powers, &rests).unwrap_or(*noise);
        let points: Vec<Point> = samples
            .iter()
            .zip(&powers)
            .map(|(&(x, y), &power)| Point { x, y, weight: 1.0 / noise.at(power).max(1e-12) })
            .collect();
        Self::solved(self.line, self.solution.parameters, points).filter(Self::is_sound).unwrap_or(self)
    }

    /// The criterion of Bayes and Schwarz, with the noise as it turns out to be.
    fn cost(&self) -> f64 {
        let count = count_f64(self.points.len());
        count * (self.solution.squares / count).ln() + count_f64(self.line.count()) * count.ln()
    }

    /// Whether neighbouring rests are as good as independent.
    fn is_white(&self) -> bool {
        let total: f64 = self.rests.iter().map(|rest| rest * rest).sum();
        let lagged = |lag: usize| {
            self.rests.iter().zip(&self.rests[lag.min(self.rests.len())..]).map(|(a, b)| a * b).sum::<f64>()
        };
        // The first lags together: a line that is wrong is wrong over many samples.
        let lags = (self.rests.len() / 12).clamp(1, 6);
        let sum: f64 = (1..=lags).map(|lag| lagged(lag) / total).sum();
        total <= 0.0 || sum < 2.5 * (count_f64(lags) / count_f64(self.rests.len())).sqrt()
    }

    fn finished(self) -> Fitted {
        let excess = self.excess();
        let correlation = correlation(&self.rests);
        let mut solution = self.solution.scaled(excess * excess * correlation);
        for resonance in 0..self.line.resonances {
            let at = self.line.width(resonance);
            solution.parameters[at] = solution.parameters[at].abs();
        }
        Fitted { line: self.line, solution, correlation }
    }
}

/// How the rests scatter where there is little and where there is much light: as a part of it, or always the same, or
/// both; the simpler of what is possible. `None` where there are too few samples of one to tell.
fn told_apart(powers: &[f64], rests: &[f64]) -> Option<Noise> {
    const FEWEST: usize = 6;
    let top = powers.iter().copied().fold(0.0, f64::max);
    let square = |low: f64, high: f64| {
        let within =
            powers.iter().zip(rests).filter(|(power, _)| **power >= low * top && **power < high * top);
        let (count, sum, light) = within.fold((0usize, 0.0, 0.0), |(count, sum, light), (power, rest)| {
            (count + 1, sum + rest * rest, light + power * power)
        });
        (count >= FEWEST).then(|| (count_f64(count), sum / count_f64(count), light / count_f64(count)))
    };
    let ((few, low, dim), (many, high, bright)) = (square(0.0, 0.35)?, square(0.65, 1.1)?);
    let unsure = 3.0 * (2.0 / few + 2.0 / many).sqrt();
    let (part, floor) = if ((low / dim) / (high / bright)).ln().abs() < unsure {
        (high / bright, 0.0)
    } else if (low / high).ln().abs() < unsure {
        (0.0, high)
    } else {
        // rest² = floor² + part² power²
        let part = ((high - low) / (bright - dim)).max(0.0);
        (part, (low - part * dim).max(0.0))
    };
    // Next to no light is known no better than this: a line that is a little wrong there would count for too much.
    const DIMMEST: f64 = 0.02;
    let floor = floor.max(part * (DIMMEST * top).powi(2));
    (floor > 0.0).then(|| Noise { floor: floor.sqrt(), part: part.sqrt() })
}

/// What may be added to a line but a bend, and where it begins.
fn extensions(best: &Attempt) -> Vec<(LineModel, Parameters)> {
    let line = best.line;
    let p = &best.solution.parameters;
    let mut all = Vec::new();
    if !line.skewed {
        let next = LineModel { skewed: true, ..line };
        all.push((next, moved(line, next, p)));
    }
    if !line.ripple
        && let Some((cosine, sine, frequency)) = ripple(best)
    {
        let next = LineModel { ripple: true, curved: true, ..line };
        let mut p = moved(line, next, p);
        if let Some(at) = next.cosine() {
            (p[at], p[at + 1], p[at + 2]) = (cosine, sine, frequency);
        }
        all.push((next, p));
    }
    if line.resonances == 1 {
        let (centre, depth, width) = (p[line.centre(0)], p[line.depth(0)], p[line.width(0)].abs());
        let half = 1.0 - (1.0 - depth).max(0.0).sqrt();
        // Skewed, since that is what coupled resonances are to each other.
        let next = LineModel { resonances: 2, doublet: true, skewed: true, ..line };
        for apart in [0.2, 0.45] {
            let mut p = moved(line, next, p);
            for (resonance, side) in [(0, -1.0), (1, 1.0)] {
                p[next.centre(resonance)] = centre + side * apart * width;
                p[next.depth(resonance)] = half;
            }
            p[next.width(0)] = width * (1.0 - 0.5 * apart);
            all.push((next, p));
        }
    }
    all
}

/// Parameters of a line where another one has them; what that has beyond is 0.
fn moved(from: LineModel, to: LineModel, p: &Parameters) -> Parameters {
    let mut next = [0.0; MOST];
    (next[LineModel::BASE], next[LineModel::SLOPE]) = (p[LineModel::BASE], p[LineModel::SLOPE]);
    if let (Some(old), Some(new)) = (from.curve(), to.curve()) {
        next[new] = p[old];
    }
    if let (Some(old), Some(new)) = (from.cosine(), to.cosine()) {
        next[new..new + 3].copy_from_slice(&p[old..old + 3]);
    }
    for resonance in 0..from.resonances {
        next[to.centre(resonance)] = p[from.centre(resonance)];
        next[to.depth(resonance)] = p[from.depth(resonance)];
        next[to.width(resonance)] = p[from.width(resonance)];
        if let (Some(old), Some(new)) = (from.skew(resonance), to.skew(resonance)) {
            next[new] = p[old];
        }
    }
    next
}

/// The strongest ripple in what is left over, as a part of the line: weights of cosine and sine, and frequency.
fn ripple(best: &Attempt) -> Option<(f64, f64, f64)> {
    const TRIED: usize = 28;
    let p = &best.solution.parameters;
    let (first, last) = (best.points.first()?.x, best.points.last()?.x);
    let width =
        (0..best.line.resonances).map(|at| p[best.line.width(at)].abs()).fold(f64::INFINITY, f64::min);
    let slowest = std::f64::consts::TAU / (1.6 * (last - first));
    let quickest =
        std::f64::consts::TAU / (1.2 * width).max(8.0 * (last - first) / count_f64(best.points.len()));
    if quickest <= slowest {
        return None;
    }
    let mut unused = [0.0; MOST];
    // Parts of the line, with its own weight: where there is no light there is no ripple to see.
    let parts: Vec<(f64, f64, f64)> = best
        .points
        .iter()
        .map(|point| {
            let value = best.line.at(p, point.x, &mut unused);
            (point.x, point.y - value, value)
        })
        .collect();
    let tried = (0..TRIED).map(|number| {
        let frequency = slowest * (quickest / slowest).powf(count_f64(number) / count_f64(TRIED - 1));
        let (mut cc, mut cs, mut ss, mut cy, mut sy) = (0.0, 0.0, 0.0, 0.0, 0.0);
        for ((x, rest, value), point) in parts.iter().zip(&best.points) {
            let (sin, cos) = (frequency * x).sin_cos();
            let (c, s, y) = (cos * value * point.weight, sin * value * point.weight, rest * point.weight);
            (cc, cs, ss, cy, sy) = (cc + c * c, cs + c * s, ss + s * s, cy + c * y, sy + s * y);
        }
        let determinant = cc * ss - cs * cs;
        let (cosine, sine) = ((cy * ss - sy * cs) / determinant, (sy * cc - cy * cs) / determinant);
        (cosine * cy + sine * sy, (cosine, sine, frequency))
    });
    let best = tried.filter(|(gain, _)| gain.is_finite()).max_by(|a, b| a.0.total_cmp(&b.0))?;
    Some(best.1)
}

/// So many samples are as good as all: neighbours are averaged, which keeps what they tell.
pub(crate) fn averaged(samples: Samples, most: usize) -> Samples {
    let size = samples.len().div_ceil(most).max(1);
    if size == 1 {
        return samples;
    }
    let mean = |chunk: &[(f64, f64)]| {
        let count = count_f64(chunk.len());
        let sum = chunk.iter().fold((0.0, 0.0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
        (sum.0 / count, sum.1 / count)
    };
    let whole = samples.len() / size * size;
    samples[..whole].chunks(size).map(mean).collect()
}
