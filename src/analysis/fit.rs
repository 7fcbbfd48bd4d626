//! A Lorentzian dip or peak on a sloped base line, fitted to powers by least squares, with uncertainties
//! as scipy's `curve_fit` gives them.

use crate::core::cast::count_f64;

/// Parameters of the model.
pub(crate) const PARAMETERS: usize = 5;

/// `base + slope (x - centre) - depth / (1 + (2 (x - centre) / width)²)`, all in linear power; x in nm.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lorentzian {
    /// The base line at the centre.
    pub base: f64,
    /// Its slope per nm.
    pub slope: f64,
    /// How deep the dip is; negative for a peak.
    pub depth: f64,
    /// The centre, nm.
    pub centre: f64,
    /// Full width at half of the depth, nm.
    pub width: f64,
}

/// A fit and how good it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fit {
    /// The parameters.
    pub model: Lorentzian,
    /// Their standard deviations, in the order of the model.
    pub sigma: [f64; PARAMETERS],
    /// The part of the variance that the model explains: 1 is all of it.
    pub(crate) explained: f64,
}

impl Lorentzian {
    const fn from(p: [f64; PARAMETERS]) -> Self {
        let [base, slope, depth, centre, width] = p;
        Self { base, slope, depth, centre, width }
    }

    const fn parameters(self) -> [f64; PARAMETERS] {
        [self.base, self.slope, self.depth, self.centre, self.width]
    }

    /// The model at a wavelength.
    pub(crate) fn at(&self, nm: f64) -> f64 {
        let x = nm - self.centre;
        let q = 2.0 * x / self.width;
        self.base + self.slope * x - self.depth / (1.0 + q * q)
    }

    /// Its derivatives by each parameter.
    fn gradient(&self, nm: f64) -> [f64; PARAMETERS] {
        let x = nm - self.centre;
        let q = 2.0 * x / self.width;
        let l = 1.0 / (1.0 + q * q);
        // d(-depth l)/dq = 2 depth q l², q = 2 x / width.
        let by_q = 2.0 * self.depth * q * l * l;
        [1.0, x, -l, -self.slope - by_q * 2.0 / self.width, -by_q * q / self.width]
    }
}

/// Fits the model to powers at wavelengths (nm), from a first guess. `None` if it does not settle.
pub fn fit(x: &[f64], y: &[f64], guess: Lorentzian) -> Option<Fit> {
    const ROUNDS: usize = 200;
    if x.len() <= PARAMETERS || x.len() != y.len() {
        return None;
    }
    let cost = |model: &Lorentzian| x.iter().zip(y).map(|(&x, &y)| (y - model.at(x)).powi(2)).sum::<f64>();
    let mut model = guess;
    let (mut best, mut damping) = (cost(&model), 1e-3);
    if !best.is_finite() {
        return None;
    }
    let mut settled = 0;
    for _ in 0..ROUNDS {
        let (normal, right) = equations(x, y, &model);
        let mut damped = normal;
        for (index, row) in damped.iter_mut().enumerate() {
            row[index] *= 1.0 + damping;
        }
        let Some(step) = solve(damped, right) else {
            damping *= 10.0;
            continue;
        };
        let mut next = model.parameters();
        for (parameter, step) in next.iter_mut().zip(step) {
            *parameter += step;
        }
        let next = Lorentzian::from(next);
        let found = cost(&next);
        if found.is_finite() && found <= best {
            settled = if best - found <= 1e-14 * best { settled + 1 } else { 0 };
            (model, best, damping) = (next, found, (damping * 0.3).max(1e-12));
            if settled >= 2 {
                break;
            }
        } else {
            damping *= 4.0;
            if damping > 1e12 {
                break;
            }
        }
    }
    model.width = model.width.abs();
    finish(x, y, model, best)
}

fn finish(x: &[f64], y: &[f64], model: Lorentzian, cost: f64) -> Option<Fit> {
    let (normal, _) = equations(x, y, &model);
    let variance = cost / count_f64(x.len() - PARAMETERS);
    let mut sigma = [0.0; PARAMETERS];
    for (index, sigma) in sigma.iter_mut().enumerate() {
        let mut unit = [0.0; PARAMETERS];
        unit[index] = 1.0;
        *sigma = (solve(normal, unit)?[index] * variance).max(0.0).sqrt();
    }
    let mean = y.iter().sum::<f64>() / count_f64(y.len());
    let total: f64 = y.iter().map(|y| (y - mean).powi(2)).sum();
    let explained = if total > 0.0 { 1.0 - cost / total } else { 0.0 };
    let sound = model.parameters().iter().chain(&sigma).all(|number| number.is_finite());
    sound.then_some(Fit { model, sigma, explained })
}

type Matrix = [[f64; PARAMETERS]; PARAMETERS];

/// The normal equations of a step.
fn equations(x: &[f64], y: &[f64], model: &Lorentzian) -> (Matrix, [f64; PARAMETERS]) {
    let (mut normal, mut right) = ([[0.0; PARAMETERS]; PARAMETERS], [0.0; PARAMETERS]);
    for (&x, &y) in x.iter().zip(y) {
        let (gradient, rest) = (model.gradient(x), y - model.at(x));
        for (row, &a) in gradient.iter().enumerate() {
            right[row] += a * rest;
            for (column, &b) in gradient.iter().enumerate() {
                normal[row][column] += a * b;
            }
        }
    }
    (normal, right)
}

/// Solves by elimination, with rows and columns scaled: the parameters differ by many powers of ten.
fn solve(mut a: Matrix, mut b: [f64; PARAMETERS]) -> Option<[f64; PARAMETERS]> {
    let scale: [f64; PARAMETERS] = std::array::from_fn(|i| if a[i][i] > 0.0 { a[i][i].sqrt() } else { 1.0 });
    for row in 0..PARAMETERS {
        b[row] /= scale[row];
        for column in 0..PARAMETERS {
            a[row][column] /= scale[row] * scale[column];
        }
    }
    for pivot in 0..PARAMETERS {
        let best = (pivot..PARAMETERS).max_by(|&i, &j| a[i][pivot].abs().total_cmp(&a[j][pivot].abs()))?;
        if a[best][pivot].abs() < 1e-14 {
            return None;
        }
        a.swap(pivot, best);
        b.swap(pivot, best);
        for row in pivot + 1..PARAMETERS {
            let factor = a[row][pivot] / a[pivot][pivot];
            let above = a[pivot];
            for (below, above) in a[row].iter_mut().zip(above).skip(pivot) {
                *below -= factor * above;
            }
            b[row] -= factor * b[pivot];
        }
    }
    let mut x = [0.0; PARAMETERS];
    for row in (0..PARAMETERS).rev() {
        let known: f64 = (row + 1..PARAMETERS).map(|column| a[row][column] * x[column]).sum();
        x[row] = (b[row] - known) / a[row][row];
    }
    for (x, scale) in x.iter_mut().zip(scale) {
        *x /= scale;
    }
    Some(x)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clean_dip_is_found_to_the_last_digit() {
        let truth = Lorentzian { base: 0.9, slope: -0.02, depth: 0.85, centre: 1550.1234, width: 0.07 };
        let x: Vec<f64> = (0..600).map(|i| 1549.9 + f64::from(i) * 1e-3).collect();
        let y: Vec<f64> = x.iter().map(|&x| truth.at(x)).collect();
        let guess = Lorentzian { base: 1.0, slope: 0.0, depth: 0.7, centre: 1550.13, width: 0.05 };
        let fit = fit(&x, &y, guess).unwrap();
        assert!((fit.model.centre - truth.centre).abs() < 1e-7, "{fit:?}");
        assert!((fit.model.width - truth.width).abs() < 1e-6 && fit.explained > 0.999_999, "{fit:?}");
    }

    #[test]
    fn a_poor_guess_leads_to_the_same_dip() {
        let truth = Lorentzian { base: 0.9, slope: -0.02, depth: 0.85, centre: 1550.1234, width: 0.07 };
        let x: Vec<f64> = (0..600).map(|i| 1549.9 + f64::from(i) * 1e-3).collect();
        let y: Vec<f64> = x.iter().map(|&x| truth.at(x)).collect();
        for (depth, centre, width) in
            [(0.4, 1550.1, 0.05), (0.4, 1550.15, 0.2), (0.9, 1550.15, 0.02), (2.0, 1550.1, 0.2)]
        {
            let found =
                fit(&x, &y, Lorentzian { base: 1.0, slope: 0.0, depth, centre, width }).unwrap().model;
            assert!((found.centre - truth.centre).abs() < 1e-6, "{depth} {centre} {width}: {found:?}");
            assert!((found.width - truth.width).abs() < 1e-5 && (found.depth - truth.depth).abs() < 1e-5);
        }
    }

    #[test]
    fn noise_and_nothing_are_no_dip() {
        let x: Vec<f64> = (0..50).map(f64::from).collect();
        let guess = Lorentzian { base: 1.0, slope: 0.0, depth: 0.5, centre: 25.0, width: 5.0 };
        assert!(fit(&x, &vec![f64::NAN; 50], guess).is_none());
        assert!(fit(&x[..4], &[1.0; 4], guess).is_none());
        assert!(fit(&x, &[1.0; 49], guess).is_none(), "one level is missing");
        // As many points as parameters leave nothing over to tell an uncertainty from.
        assert!(fit(&x[..5], &[1.0, 0.8, 0.4, 0.7, 1.1], guess).is_none());
        let flat = fit(&x, &vec![1.0; 50], guess).unwrap();
        assert!(flat.explained == 0.0 && flat.model.depth.abs() < 1e-6, "{flat:?}");
        // Noise alone: what a dip explains of it is little.
        let noise = |n: f64| 1.0 + 0.01 * ((n * n * 0.7 + n * 12.9).sin() * 43_758.545).fract();
        let noisy: Vec<f64> = x.iter().map(|&x| noise(x)).collect();
        let found = fit(&x, &noisy, guess).unwrap();
        assert!((0.0..0.3).contains(&found.explained), "{found:?}");
    }
}
