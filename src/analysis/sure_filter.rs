//! What the numbers of a filter are beside noise, and how sure its centre is.
//!
//! The greatest of many samples is greater than the device's transmission by what noise does, and the first sample below a
//! level comes too early. So levels are averaged as far as noise is all that is averaged away, numbers are read off the
//! means, and how the centre scatters is seen from copies of these with noise as the trace has it: white, which a laser's
//! interference is not. How the others scatter from copy to copy is less than how far they are off: which waves of a top are
//! averaged away is chosen once.

use super::band::{Band, Filter, indices};
use super::noise::{Noise, level, power};
use super::peaks::{Extremum, crossings};
use super::repeatable::Repeatable;
use super::smoother::{means, parabolas, reach_of_noise};
use crate::core::cast::{count_f64, floor_index, level_f32};
use crate::core::trace::Spacing;

/// So many samples of a 3 dB band are enough: of more some are averaged together before anything else.
const ENOUGH: f64 = 600.0;
/// A level that is fewer standard deviations of a sample below the top may be reached at any of its waves: how wide such a band
/// is, is chance, and has no standard deviation.
const FAR: f64 = 8.0;
/// Copies that are looked at.
const COPIES: u32 = 40;
/// How far from the top samples are looked at, in widths of the 3 dB band, where no band reaches further.
const REACH: f64 = 1.5;

/// Numbers that are read off levels: top, four widths and the middle of the third, ripple, shape factor.
const NUMBERS: usize = 8;
type Numbers = [f64; NUMBERS];
const CENTRE: usize = 5;
const RIPPLE: usize = 6;

/// The samples of a filter, turned so that it sticks out up, and how they are averaged.
#[derive(Clone, Copy)]
struct Scene {
    kind: Extremum,
    noise: Noise,
    /// The first and last sample of the 3 dB band.
    near: (usize, usize),
    /// Half of the clear band, samples.
    clear: f64,
    downs: [f64; 4],
    /// Samples on each side that means at the top and at the flanks are of.
    top: usize,
    flank: usize,
}

/// The filter with numbers that noise does not move, and with their standard deviations.
pub(crate) fn with_noise(
    filter: &Filter,
    y: &[f32],
    spacing: Spacing,
    kind: Extremum,
    noise: &Noise,
) -> Filter {
    let db = noise.db_at(power(filter.top));
    let in_noise = filter.bands.map(|(down, _)| down <= FAR * db);
    let filter = Filter { in_noise, noise_db: db, ..*filter };
    known(&filter, y, spacing, kind, noise).unwrap_or(filter)
}

fn known(filter: &Filter, y: &[f32], spacing: Spacing, kind: Extremum, noise: &Noise) -> Option<Filter> {
    let [.., (_, three), (_, twenty)] = filter.bands;
    let three = three?;
    let widest = twenty.unwrap_or(three);
    let reach_nm = (REACH * three.width_pm * 1e-3).max(0.7 * widest.width_pm * 1e-3);
    let within = indices(spacing, y.len(), three.centre_nm - reach_nm, three.centre_nm + reach_nm);
    let sign = f64::from(kind.upright());
    let raw = &y[within.clone()];
    if raw.iter().any(|level| !level.is_finite()) {
        return None;
    }
    let together = floor_index(three.width_pm / spacing.sampling.pm() / ENOUGH).max(1);
    let size = count_f64(together);
    let mean = |some: &[f32]| sign * some.iter().map(|&level| f64::from(level)).sum::<f64>() / size;
    let levels: Vec<f64> = raw.chunks_exact(together).map(mean).collect();
    let noise = Noise { floor: noise.floor / size.sqrt(), part: noise.part / size.sqrt() };
    // The middle of those that are together.
    let first = count_f64(within.start) + 0.5 * (size - 1.0);
    let place = |nm: f64| (spacing.index_of_nm(nm) - first) / size;
    let nm = |place: f64| spacing.nm_at(first + size * place);
    let step_pm = spacing.sampling.pm() * size;
    let near = (floor_index(place(three.from_nm).ceil()), floor_index(place(three.to_nm)));
    let width = count_f64(near.1.checked_sub(near.0)?);
    let scene = Scene::of(&levels, near, 0.5 * filter.clear_pm / step_pm, filter, kind, noise, width)?;
    let found = scene.read(&levels)?;
    let pilot = scene.pilot(&levels, found[5]);
    let truth = scene.read(&pilot)?;
    let mut random = Repeatable::new(u64::from(level_f32(levels[near.0]).to_bits()));
    let copies = (0..COPIES).filter_map(|_| scene.read(&scene.noisy(&pilot, &mut random)));
    let spread = Spread::of(&copies.collect::<Vec<_>>(), &truth)?;
    let bands = [0, 1, 2, 3].map(|at| {
        let (down, band) = filter.bands[at];
        let width_pm = found[1 + at] * step_pm;
        let centre = if at == 2 { Some(found[5]) } else { None };
        let better = band.filter(|_| width_pm > 0.0).map(|band| {
            let centre_nm = centre.map_or(band.centre_nm, &nm);
            let half = 0.5e-3 * width_pm;
            Band { from_nm: centre_nm - half, to_nm: centre_nm + half, centre_nm, width_pm }
        });
        (down, better.or(band))
    });
    let centre_sigma_nm = Some(spread.centre * step_pm * 1e-3).filter(|sigma| sigma.is_finite());
    let is_known = found[2] > 0.0 && found[4] > 0.0 && !filter.in_noise[1];
    Some(Filter {
        top: sign * found[0],
        bands,
        ripple: filter.ripple.map(|_| (found[6] - spread.ripple).max(0.0)),
        shape_factor: filter.shape_factor.map(|raw| if is_known { found[7] } else { raw }),
        centre_sigma_nm,
        ..*filter
    })
}

impl Scene {
    fn of(
        levels: &[f64],
        near: (usize, usize),
        clear: f64,
        filter: &Filter,
        kind: Extremum,
        noise: Noise,
        width: f64,
    ) -> Option<Self> {
        /// Flanks are averaged until they scatter by so little, dB, and over no more than this part of the band.
        const QUIET: f64 = 0.015;
        const FLANK: f64 = 1.0 / 80.0;
        const TOP: f64 = 1.0 / 8.0;
        let middle = usize::midpoint(near.0, near.1);
        let sign = f64::from(kind.upright());
        let light = power(sign * *levels.get(middle)?);
        let db = 10.0 / std::f64::consts::LN_10 * noise.at(light) / light;
        let flank = floor_index((width * FLANK).min((db / QUIET).powi(2) / 2.0));
        let quarter = floor_index(width / 4.0);
        let top = reach_of_noise(
            levels,
            middle.saturating_sub(quarter)..middle + quarter,
            db,
            floor_index(width * TOP),
        );
        let downs = filter.bands.map(|(down, _)| down);
        Some(Self { kind, noise, near, clear, downs, top, flank })
    }

    /// The samples of the clear band about a centre.
    fn clear_about(&self, centre: f64) -> std::ops::Range<usize> {
        floor_index((centre - self.clear).ceil())..floor_index(centre + self.clear) + 1
    }

    /// The numbers; `None` where the 3 dB band has no flank. A width that is not there is 0.
    fn read(&self, levels: &[f64]) -> Option<Numbers> {
        let (from, to) = (self.near.0 + self.top, self.near.1.checked_sub(self.top)?);
        // Means find where the top is, since parabolas stick out beside a kink, and these say how high it is.
        let (broad, curve, flanks) =
            (means(levels, self.top), parabolas(levels, self.top), parabolas(levels, self.flank));
        let at = (from..=to).max_by(|&a, &b| broad[a].total_cmp(&broad[b]))?;
        let top = *curve.get(at)?;
        // The top of what is looked at stands in its own place, however noise has it there.
        let mut single: Vec<f32> = flanks.iter().map(|&level| level_f32(level - top)).collect();
        *single.get_mut(at)? = 0.0;
        let bands = self.downs.map(|down| crossings(&single, Extremum::Peak, at, -down));
        let width = |at: usize| bands[at].map_or(0.0, |(a, b)| b - a);
        let (a, b) = bands[2]?;
        let centre = f64::midpoint(a, b);
        let clear = curve.get(self.clear_about(centre))?;
        let least = clear.iter().copied().fold(f64::INFINITY, f64::min);
        let greatest = clear.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let factor = if width(1) > 0.0 { width(3) / width(1) } else { 0.0 };
        Some([top, width(0), width(1), width(2), width(3), centre, greatest - least, factor])
    }

    /// What the levels would be without noise, as far as is known.
    fn pilot(&self, levels: &[f64], centre: f64) -> Vec<f64> {
        let (curve, mut pilot) = (parabolas(levels, self.top), parabolas(levels, self.flank));
        let quarter = 0.25 * count_f64(self.near.1 - self.near.0);
        let inner = floor_index(centre - quarter)..floor_index(centre + quarter).min(levels.len());
        if inner.start < inner.end {
            pilot[inner.clone()].copy_from_slice(&curve[inner]);
        }
        pilot
    }

    /// A copy with noise.
    fn noisy(&self, pilot: &[f64], random: &mut Repeatable) -> Vec<f64> {
        let sign = f64::from(self.kind.upright());
        let with_noise = |&turned: &f64| {
            let light = power(sign * turned);
            // No level is minus infinity: a detector shows something.
            let light = (light + self.noise.at(light) * random.normal()).abs().max(1e-3 * light);
            sign * level(light)
        };
        pilot.iter().map(with_noise).collect()
    }
}

/// How the centres of copies scatter, samples, and how much their ripples are more than the truth, dB.
struct Spread {
    centre: f64,
    ripple: f64,
}

impl Spread {
    fn of(copies: &[Numbers], truth: &Numbers) -> Option<Self> {
        /// Where fewer of them have all numbers, nothing is known.
        const FEWEST: usize = 20;
        if copies.len() < FEWEST {
            return None;
        }
        let count = count_f64(copies.len());
        let mean = |at: usize| copies.iter().map(|copy| copy[at]).sum::<f64>() / count;
        let middle = mean(CENTRE);
        let squares = copies.iter().map(|copy| (copy[CENTRE] - middle).powi(2)).sum::<f64>();
        Some(Self { centre: (squares / (count - 1.0)).sqrt(), ripple: mean(RIPPLE) - truth[RIPPLE] })
    }
}

#[cfg(test)]
mod tests {
    use super::super::band::filter;
    use super::super::tests::Random;
    use super::*;
    use crate::core::units::Wavelength;

    const POINTS: usize = 2001;

    fn spacing() -> Spacing {
        Spacing { start: Wavelength::from_nm(1549.0), sampling: Wavelength::from_m(1e-12) }
    }

    /// Of a device: its levels without noise, dB.
    type Device = fn(f64) -> f64;

    /// Flat with a ripple of 0.34 dB, and flanks of 100 dB a nanometre.
    fn rippled(nm: f64) -> f64 {
        let away = ((nm - 1550.0).abs() - 0.4).max(0.0);
        (-2.5 - 100.0 * away + 0.17 * (std::f64::consts::TAU * (nm - 1550.0) / 0.1).cos()).max(-50.0)
    }

    fn flat(nm: f64) -> f64 {
        (-2.5 - 100.0 * ((nm - 1550.0).abs() - 0.4).max(0.0)).max(-50.0)
    }

    fn gaussian(nm: f64) -> f64 {
        (-2.5 - 3.0 * ((nm - 1550.0) / 0.2).powi(2)).max(-45.0)
    }

    fn measured(device: Device, sigma_db: f64, seed: u64) -> Filter {
        let mut random = Random::new(seed);
        let y: Vec<f32> = (0..POINTS)
            .map(|index| {
                let light = power(device(spacing().nm(index))) * random.db(sigma_db);
                level((light + 1e-6 * random.normal()).abs().max(1e-9)) as f32
            })
            .collect();
        let found = filter(&y, spacing(), Extremum::Peak, 1000, None).unwrap();
        with_noise(&found, &y, spacing(), Extremum::Peak, &Noise::of(&y))
    }

    fn exact(device: Device) -> Filter {
        let y: Vec<f32> = (0..POINTS).map(|index| device(spacing().nm(index)) as f32).collect();
        filter(&y, spacing(), Extremum::Peak, 1000, None).unwrap()
    }

    #[test]
    fn centres_of_filters_are_as_sure_as_they_say_and_nothing_else_is_said_to_be_sure() {
        const COPIES: u64 = 120;
        for (name, device) in [("rippled", rippled as Device), ("flat", flat), ("gaussian", gaussian)] {
            for sigma_db in [0.01, 0.03, 0.1, 0.3] {
                let centre = |of: &Filter| of.centre().unwrap();
                let truth = centre(&exact(device)).value;
                let away = (0..COPIES).map(|seed| {
                    let found = measured(device, sigma_db, seed);
                    assert_eq!(found.loss().sigma, None);
                    assert!(
                        found.words().contains("no standard deviations but of the centre"),
                        "{}",
                        found.words()
                    );
                    (centre(&found).value - truth).abs() / centre(&found).sigma.unwrap()
                });
                let away: Vec<f64> = away.collect();
                let within =
                    |sigmas: f64| 100 * away.iter().filter(|away| **away < sigmas).count() / away.len();
                let (once, twice) = (within(1.0), within(2.0));
                println!("{name} {sigma_db} dB: {once} % {twice} %");
                assert!((57..=80).contains(&once) && twice >= 90, "{name} {sigma_db} dB: {once} % {twice} %");
            }
        }
    }

    #[test]
    fn without_noise_nothing_moves() {
        for device in [rippled as Device, flat, gaussian] {
            let (found, truth) = (measured(device, 0.0, 1), exact(device));
            assert!((found.top - truth.top).abs() < 0.01, "{found:?} {truth:?}");
            for (one, other) in found.bands.iter().zip(&truth.bands) {
                let (one, other) = (one.1.unwrap().width_pm, other.1.unwrap().width_pm);
                assert!((one - other).abs() < 1e-3 * other, "{found:?} {truth:?}");
            }
        }
    }
}
