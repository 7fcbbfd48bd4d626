//! A line that was tried on samples: what it costs, and what it leaves over.

use super::least_squares::{MOST, Model, Parameters, Point, Solution, correlation, minimise};
use super::line_shape::LineModel;
use super::noise::Noise;
use super::samples::Samples;
use crate::core::cast::count_f64;

/// A line that was tried.
#[derive(Clone)]
pub(crate) struct Attempt {
    pub(crate) line: LineModel,
    pub(crate) points: Vec<Point>,
    pub(crate) solution: Solution,
    /// What is left over of each point, over its standard deviation.
    pub(crate) rests: Vec<f64>,
    /// Standard deviation of a sample where next to nothing is let through, as far as its neighbours tell.
    pub(crate) dark: f64,
}

impl Attempt {
    /// With weights by the samples themselves.
    pub(crate) fn of(line: LineModel, guess: Parameters, samples: &Samples, noise: &Noise) -> Option<Self> {
        let top = samples.iter().map(|sample| sample.y).fold(0.0, f64::max);
        // Flat at first: a sample that is low by chance must not pull.
        let weight = 1.0 / noise.at(top).max(f64::MIN_POSITIVE);
        let point = |weight: f64, sample: &super::samples::Sample| Point {
            x: sample.x,
            y: sample.y,
            weight: weight * sample.count.sqrt(),
        };
        let points = samples.iter().map(|sample| point(weight, sample)).collect();
        Self::solved(line, guess, points, noise.floor)
    }

    fn solved(line: LineModel, guess: Parameters, points: Vec<Point>, dark: f64) -> Option<Self> {
        let solution = minimise(&line, &points, guess)?;
        let mut unused = [0.0; MOST];
        let rest =
            |point: &Point| (point.y - line.at(&solution.parameters, point.x, &mut unused)) * point.weight;
        let rests = points.iter().map(rest).collect();
        Some(Self { line, points, solution, rests, dark })
    }

    /// Another line on the same points, from a guess on.
    pub(crate) fn tried(&self, line: LineModel, guess: Parameters) -> Option<Self> {
        Self::solved(line, guess, self.points.clone(), self.dark).filter(Self::is_sound)
    }

    /// Widths are positive and as wide as a sample at least, centres among the samples.
    fn is_sound(&self) -> bool {
        let p = &self.solution.parameters;
        let (Some(first), Some(last)) = (self.points.first(), self.points.last()) else { return false };
        let step = self.points.windows(2).map(|two| two[1].x - two[0].x).fold(f64::INFINITY, f64::min);
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
        let (apart, sigma) = self.solution.follows(line.count(), |p| p[line.centre(1)] - p[line.centre(0)]);
        let deep = p[line.depth(0)].min(p[line.depth(1)]) > 0.05;
        deep && apart.abs() > SURE * sigma * self.excess() && apart.abs() < 2.0 * p[line.width(0)].abs()
    }

    /// Standard deviation of the rests, which is 1 where the weights are right.
    fn excess(&self) -> f64 {
        let free = count_f64(self.points.len().saturating_sub(self.line.count()).max(1));
        (self.solution.squares / free).sqrt()
    }

    /// The same with weights by the line, and by what is left over where it is low and where it is high.
    pub(crate) fn reweighted(self, samples: &Samples, noise: &Noise) -> Self {
        let parts = self.parts(samples);
        let told = told_apart(&parts);
        let part = told.unwrap_or(*noise).part;
        let known = dark(&parts, part);
        let noise = told.map_or(*noise, |told| not_too_dim(told, &parts));
        let points: Vec<Point> = samples
            .iter()
            .zip(&parts)
            .map(|(sample, part)| Point {
                x: sample.x,
                y: sample.y,
                weight: sample.count.sqrt() / noise.at(part.power).max(1e-12),
            })
            .collect();
        let solved = Self::solved(self.line, self.solution.parameters, points, known).filter(Self::is_sound);
        let mut better = solved.unwrap_or(self);
        // A line that is not yet as near to the darkest samples as it may be is off them by more than they scatter.
        better.dark = known.min(dark(&better.parts(samples), part));
        better
    }

    /// Samples with what the line leaves over of them.
    fn parts(&self, samples: &Samples) -> Vec<Part> {
        let mut unused = [0.0; MOST];
        let of = |sample: &super::samples::Sample| {
            let power = self.line.at(&self.solution.parameters, sample.x, &mut unused).max(0.0);
            Part { power, rest: sample.y - power, count: sample.count }
        };
        samples.iter().map(of).collect()
    }

    /// By how much this explains the samples better than another line, for what it costs: the criterion of Bayes and
    /// Schwarz, with the noise as it turns out to be. Rests that are alike count for fewer than they are.
    pub(crate) fn evidence_over(&self, other: &Self) -> f64 {
        let alike = self.correlation().max(1.0);
        let count = count_f64(self.points.len()) / alike;
        let more = count_f64(self.line.count()) - count_f64(other.line.count());
        self.explained_over(other) / alike - more * count.ln()
    }

    /// By how much twice the logarithm of its likelihood is more than that of another line, if rests are independent.
    pub(crate) fn explained_over(&self, other: &Self) -> f64 {
        let squares: f64 = self.rests_of(other).map(|(_, rest)| rest * rest).sum();
        count_f64(self.points.len()) * (squares / self.solution.squares).ln()
    }

    /// What another line leaves over at each place, by the weights of this one: those of the other may be other ones.
    fn rests_of<'a>(&'a self, other: &'a Self) -> impl Iterator<Item = (f64, f64)> + 'a {
        let mut unused = [0.0; MOST];
        let (line, p) = (other.line, &other.solution.parameters);
        self.points
            .iter()
            .map(move |point| (point.x, (point.y - line.at(p, point.x, &mut unused)) * point.weight))
    }

    /// Whether what it explains better than a simpler line is in the resonances rather than beside them: a base line that
    /// is as the resonance is wide may be what another resonance is.
    pub(crate) fn explains_resonances(&self, simple: &Self) -> bool {
        /// Widths from the middle.
        const WITHIN: f64 = 1.5;
        /// Of what is explained.
        const PART: f64 = 0.5;
        let p = &self.solution.parameters;
        let beside = |x: f64| {
            (0..self.line.resonances).all(|resonance| {
                let away = (x - p[self.line.centre(resonance)]).abs();
                away > WITHIN * p[self.line.width(resonance)].abs()
            })
        };
        let gains = self
            .rests_of(simple)
            .zip(&self.rests)
            .map(|((x, before), after)| (x, before * before - after * after));
        let (all, outer) = gains.fold((0.0, 0.0), |(all, outer), (x, gain)| {
            (all + gain, if beside(x) { outer + gain } else { outer })
        });
        outer < PART * all
    }

    /// Whether rests are as good as independent: neighbours, and means over more and more of them.
    pub(crate) fn is_white(&self) -> bool {
        /// Standard deviations.
        const SURE: f64 = 2.5;
        let total: f64 = self.rests.iter().map(|rest| rest * rest).sum();
        let count = self.rests.len();
        let whole = |size: usize| {
            let sums = self.rests.chunks_exact(size).map(|chunk| chunk.iter().sum::<f64>().powi(2));
            let chunks = count_f64(count / size);
            let mean = sums.sum::<f64>() / (chunks * count_f64(size)) * count_f64(count) / total;
            mean - 1.0 < SURE * (2.0 / chunks).sqrt()
        };
        let sizes = [2, 4, 8, 16, 32];
        total <= 0.0 || sizes.iter().filter(|size| count >= 4 * **size).all(|size| whole(*size))
    }

    /// Correlation of its rests: 1 where they are as good as independent.
    pub(crate) fn correlation(&self) -> f64 {
        correlation(&self.rests)
    }

    /// With a covariance that holds for what the rests are like.
    pub(crate) fn covering(self) -> Solution {
        let excess = self.excess();
        let correlation = self.correlation();
        let mut solution = self.solution.scaled(excess * excess * correlation);
        for resonance in 0..self.line.resonances {
            let at = self.line.width(resonance);
            solution.parameters[at] = solution.parameters[at].abs();
        }
        solution
    }
}

struct Part {
    power: f64,
    rest: f64,
    count: f64,
}

/// How the rests scatter where there is little and where there is much light: as a part of it, or always the same, or
/// both; the simpler of what is possible. `None` where there are too few samples of one to tell.
fn told_apart(parts: &[Part]) -> Option<Noise> {
    const FEWEST: usize = 6;
    let top = parts.iter().map(|part| part.power).fold(0.0, f64::max);
    let square = |low: f64, high: f64| {
        let within = parts.iter().filter(|part| part.power >= low * top && part.power < high * top);
        let (count, sum, light) = within.fold((0usize, 0.0, 0.0), |(count, sum, light), part| {
            (count + 1, sum + part.rest * part.rest * part.count, light + part.power * part.power)
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
    (floor + part > 0.0).then(|| Noise { floor: floor.sqrt(), part: part.sqrt() })
}

/// By how much a sample scatters where there is next to no light, beyond the part of what there is: by the darkest samples, and
/// 0 where those do not say for certain that it is anything.
fn dark(parts: &[Part], part: f64) -> f64 {
    const DARKEST: usize = 8;
    /// Standard deviations.
    const SURE: f64 = 2.5;
    let mut parts: Vec<&Part> = parts.iter().collect();
    if parts.len() <= DARKEST {
        return 0.0;
    }
    parts.select_nth_unstable_by(DARKEST, |a, b| a.power.total_cmp(&b.power));
    let count = count_f64(DARKEST);
    let rests = parts.iter().take(DARKEST).map(|one| one.rest * one.rest * one.count).sum::<f64>() / count;
    let light = parts.iter().take(DARKEST).map(|one| one.power * one.power).sum::<f64>() / count;
    let usual = part * part * light * (1.0 + SURE * (2.0 / count).sqrt());
    (rests - usual).max(0.0).sqrt()
}

/// Next to no light is known no better than this part of the most: a line that is a little wrong there would count for too
/// much.
fn not_too_dim(noise: Noise, parts: &[Part]) -> Noise {
    const DIMMEST: f64 = 0.02;
    let top = parts.iter().map(|part| part.power).fold(0.0, f64::max);
    Noise { floor: noise.floor.max(noise.part * DIMMEST * top), ..noise }
}
