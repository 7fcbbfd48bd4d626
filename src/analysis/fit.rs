//! A line fitted to the samples about one resonance, or about several that stand close: as simple as the samples allow.

use std::collections::BTreeSet;

use super::addition::{Ripple, Slopes, moved};
use super::attempt::Attempt;
use super::cavity::Cavity;
use super::least_squares::{MOST, Model, Parameters, Solution};
use super::line_shape::{DEGREE, LineModel, RIPPLES, TOGETHER, Window};
use super::noise::Noise;
use super::samples::{Samples, straightened};
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
    /// Whether the rests are as good as noise.
    pub(crate) white: bool,
    /// Whether a resonance may be another one than a Lorentzian.
    pub(crate) another: bool,
    /// Standard deviation of a sample where next to nothing is let through, in the unit of the powers.
    pub(crate) dark: f64,
}

/// Evidence for a ring between facets that counts as very strong.
const FACETS_EVIDENT: f64 = 10.0;

/// Fits Lorentzians on a base line, which bends and has ripples as far as the rests ask for it. Only where no base line
/// explains them a resonance is something else.
pub(crate) fn fit(samples: Samples, guesses: &[Guess], noise: &Noise) -> Option<Fitted> {
    /// Over fewer widths to each side a base line is as good as straight, and a bend would be taken for a part of the
    /// width.
    const STRAIGHT: f64 = 6.0;
    /// Over as few as these the width scatters by more than a chosen base line says: of 200 copies each by 1.13 to 1.27 times as much in
    /// windows of three to six widths. Between facets it does by a little.
    const SHORT: f64 = 3.2;
    const CHOSEN: f64 = 1.17;
    const FACETS: f64 = 1.05;
    let window = window(&samples)?;
    let widest = guesses.iter().map(|guess| guess.width).fold(0.0, f64::max);
    let degree = if window.half < STRAIGHT * widest { 1 } else { 2 };
    let plain = LineModel::plain(guesses.len().min(TOGETHER), degree, window);
    let plain = Attempt::of(plain, first_guess(plain, &samples, guesses), &samples, noise)?;
    let mut unused = [0.0; MOST];
    let samples = &straightened(samples, |x| plain.line.at(&plain.solution.parameters, x, &mut unused));
    let plain = plain.reweighted(samples, noise);
    let mut best = with_base(plain.clone(), samples, noise);
    let mut simple = plain;
    let rippled = best.clone();
    let straight = simple.clone();
    for _ in 0..=simple.line.resonances {
        if best.is_white() && !best.explains_resonances(&simple) {
            break;
        }
        // Beside a ripple another shape may not be seen: then with the base line that it has so far.
        let found = shaped(&simple, &best, samples, noise);
        let found = match found {
            Some((shape, whole)) if !whole.is_white() && !best.is_white() => {
                Some(shaped(&best, &whole, samples, noise).unwrap_or((shape, whole)))
            }
            None if !best.is_white() => shaped(&best, &best, samples, noise),
            found => found,
        };
        let Some((shaped, whole)) = found else { break };
        (best, simple) = (whole, shaped);
    }
    // Held against whatever else it may be: two resonances side by side are something like one between facets, too.
    if let Some((facets, whole)) = between_facets(&rippled, &straight, samples, noise)
        && whole.evidence_over(&best) > FACETS_EVIDENT
    {
        (best, simple) = (whole, facets);
    }
    let another = is_another(&best, &simple);
    let (line, shifts) = (best.line, perhaps_another(&best));
    let mut fitted = finished(best, noise);
    for (at, shift) in shifts {
        fitted.solution = fitted.solution.unsure_by(at, shift);
    }
    // What a base line has is chosen by what noise says.
    let short = if window.half < SHORT * widest { CHOSEN } else { 1.0 };
    let facets = if line.cavity.is_some() { FACETS } else { 1.0 };
    let widths: BTreeSet<usize> = (0..line.resonances).map(|at| line.width(at)).collect();
    for at in widths {
        fitted.solution = fitted.solution.widened(at, short * facets);
    }
    Some(Fitted { another, ..fitted })
}

/// Whether a resonance may be another one than it was taken for: its rests say so, or the base line explains what another one
/// would. White rests of Lorentzians say less than `RESTS` in 99 of 100, also on fringes.
fn is_another(best: &Attempt, simple: &Attempt) -> bool {
    const RESTS: f64 = 10.0;
    /// Each further resonance is one more that chance may pick.
    const FURTHER: f64 = 2.0;
    /// Of what a line without the terms of its base leaves over, and which part of what these explain that is.
    const TERMS: f64 = 15.0;
    const PART: f64 = 0.5;
    let of = |attempt: &Attempt| {
        let (line, slopes) = (attempt.line, Slopes::of(attempt));
        let plain = (0..line.resonances).filter(|at| !line.doublet && !line.skewed[*at]);
        plain.map(|at| slopes.other_line(at).gain).fold(0.0, f64::max) / attempt.correlation().max(1.0)
    };
    let further = FURTHER * count_f64(best.line.resonances - 1);
    if of(best) > RESTS + further {
        return true;
    }
    if best.line.count() == simple.line.count() {
        return false;
    }
    let (gain, explained) = (of(simple), best.explained_over(simple) / simple.correlation().max(1.0));
    gain > TERMS + further && gain > PART * explained
}

/// By how much widths would be others if resonances were other lines, where their rests say so a little: not enough for a doubt,
/// and more than those of nineteen in twenty Lorentzians do.
fn perhaps_another(best: &Attempt) -> Vec<(usize, f64)> {
    const LITTLE: f64 = 4.0;
    let (line, slopes, alike) = (best.line, Slopes::of(best), best.correlation().max(1.0));
    let plain = (0..line.resonances).filter(|at| !line.doublet && !line.skewed[*at]);
    let others = plain.map(|at| (line.width(at), slopes.other_line(at)));
    let little = others.filter(|(_, other)| other.gain / alike > LITTLE);
    little.map(|(at, other)| (at, other.shift[at])).collect()
}

/// A Lorentzian on a straight base line, as it looks to its neighbours.
pub(crate) fn roughly(samples: &Samples, guess: Guess) -> Option<Guess> {
    let line = LineModel::plain(1, 1, window(samples)?);
    // All samples alike: how sure it is does not matter.
    let flat = Noise { floor: 1.0, part: 0.0 };
    let found = Attempt::of(line, first_guess(line, samples, &[guess]), samples, &flat)?;
    let p = &found.solution.parameters;
    Some(Guess { centre: p[line.centre(0)], width: p[line.width(0)].abs(), depth: p[line.depth(0)] })
}

fn window(samples: &Samples) -> Option<Window> {
    let (first, last) = (samples.first()?.x, samples.last()?.x);
    Some(Window { middle: f64::midpoint(first, last), half: 0.5 * (last - first) })
}

fn finished(attempt: Attempt, noise: &Noise) -> Fitted {
    let (line, correlation, white) = (attempt.line, attempt.correlation(), attempt.is_white());
    let dark = attempt.dark.max(noise.floor);
    Fitted { line, solution: attempt.covering(), correlation, white, another: false, dark }
}

fn first_guess(line: LineModel, samples: &Samples, guesses: &[Guess]) -> Parameters {
    let mut p = [0.0; MOST];
    let mut powers: Vec<f64> = samples.iter().map(|sample| sample.y).collect();
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

/// The shape beside Lorentzians that there is more evidence for than for another line: alone, and with what it then asks
/// of the base line.
fn shaped(start: &Attempt, than: &Attempt, samples: &Samples, noise: &Noise) -> Option<(Attempt, Attempt)> {
    /// Evidence that counts as very strong.
    const STRONG: f64 = 10.0;
    /// So many are looked at further.
    const PROMISING: usize = 2;
    let tried = shapes(start).into_iter().filter_map(|(line, guess)| start.tried(line, guess));
    let mut tried: Vec<Attempt> = tried.collect();
    tried.sort_by(|a, b| a.solution.squares.total_cmp(&b.solution.squares));
    let all = tried.into_iter().take(PROMISING).filter_map(|shaped| {
        let shaped = shaped.reweighted(samples, noise);
        let whole = with_base(shaped.clone(), samples, noise);
        let evidence = whole.evidence_over(than);
        (evidence > STRONG).then_some((evidence, shaped, whole))
    });
    let best = all.max_by(|a, b| a.0.total_cmp(&b.0));
    best.map(|(_, shaped, whole)| (shaped, whole))
}

/// A ring between facets where there is more evidence for that than for a ripple which the ring leaves as it is: alone, and
/// with what it then asks of the base line.
fn between_facets(
    best: &Attempt,
    plain: &Attempt,
    samples: &Samples,
    noise: &Noise,
) -> Option<(Attempt, Attempt)> {
    if best.line.ripples == 0 || best.line.resonances > 1 {
        return None;
    }
    let all = Cavity::ALL.into_iter().filter_map(|cavity| {
        let line = LineModel { ripples: 1, cavity: Some(cavity), ..plain.line };
        let simple = best.tried(line, moved(best.line, line, &best.solution.parameters))?;
        let simple = simple.reweighted(samples, noise);
        let whole = with_base(simple.clone(), samples, noise);
        let evidence = whole.evidence_over(best);
        (evidence > FACETS_EVIDENT).then_some((evidence, simple, whole))
    });
    let best = all.max_by(|a, b| a.0.total_cmp(&b.0));
    best.map(|(_, simple, whole)| (simple, whole))
}

/// With a base line that is bent and has ripples as far as they explain what is left over.
fn with_base(plain: Attempt, samples: &Samples, noise: &Noise) -> Attempt {
    const MOST_TIMES: usize = 5;
    let mut best = plain;
    for _ in 0..MOST_TIMES {
        let next = base_lines(&best).into_iter().find_map(|(price, line, guess)| {
            best.tried(line, guess).filter(|next| next.explained_over(&best) > price)
        });
        match next {
            Some(next) => best = next.reweighted(samples, noise),
            None => break,
        }
    }
    best
}

/// What may be added to the base line, what it is to explain at least, and where it begins: what promises most comes first.
fn base_lines(known: &Attempt) -> Vec<(f64, LineModel, Parameters)> {
    /// A bend that is not there costs little, and one that is missed is taken for a part of the widths: each power is to
    /// explain so much.
    const POWER: f64 = 3.0;
    /// A ripple is one of many that it could be.
    const RIPPLE: f64 = 3.0;
    let line = known.line;
    let slopes = Slopes::of(known);
    let mut all = Vec::new();
    if line.degree < DEGREE {
        let next = LineModel { degree: if line.degree < 2 { 2 } else { line.degree + 2 }, ..line };
        let price = POWER * count_f64(next.degree - line.degree);
        all.push((slopes.bend(next.degree), price, next, moved(line, next, &known.solution.parameters)));
    }
    if line.ripples < RIPPLES
        && !known.is_white()
        && let Some(Ripple { cosine, sine, frequency, gain }) = slopes.ripple()
    {
        let next = LineModel { ripples: line.ripples + 1, ..line };
        let mut p = moved(line, next, &known.solution.parameters);
        let at = next.ripple(line.ripples);
        (p[at], p[at + 1], p[at + 2]) = (cosine, sine, frequency);
        let price = 3.0 * count_f64(known.points.len()).ln() + RIPPLE;
        all.push((gain, price, next, p));
    }
    all.sort_by(|a, b| (b.0 - b.1).total_cmp(&(a.0 - a.1)));
    all.into_iter()
        .filter(|(gain, price, ..)| gain > price)
        .map(|(_, price, next, p)| (price, next, p))
        .collect()
}

/// What a resonance may be but a Lorentzian, and where it begins.
fn shapes(best: &Attempt) -> Vec<(LineModel, Parameters)> {
    let line = best.line;
    let p = &best.solution.parameters;
    let mut all = Vec::new();
    let slopes = Slopes::of(best);
    let straight = (0..line.resonances).filter(|at| !line.skewed[*at]);
    let gains = straight.map(|at| (slopes.skew(at), at));
    if let Some((_, at)) = gains.max_by(|a, b| a.0.total_cmp(&b.0)) {
        let mut next = line;
        next.skewed[at] = true;
        all.push((next, moved(line, next, p)));
    }
    if line.resonances == 1 && !line.skewed[0] {
        let (centre, depth, width) = (p[line.centre(0)], p[line.depth(0)], p[line.width(0)].abs());
        let half = 1.0 - (1.0 - depth).max(0.0).sqrt();
        // Skewed, since that is what coupled resonances are to each other.
        let mut next = LineModel { resonances: 2, doublet: true, ..line };
        (next.skewed[0], next.skewed[1]) = (true, true);
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
