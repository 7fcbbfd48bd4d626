//! The channels of the ITU's grid (G.694.1: 193.1 THz and whole steps from there), and what a filter does in its own and
//! in those of others.

use super::band::{Filter, between};
use super::measured::Measured;
use super::peaks::Extremum;
use super::statistics::statistics;
use crate::core::cast::{count_f64, floor_index};
use crate::core::trace::Spacing;
use crate::core::units::{LIGHT, Wavelength};

/// The step of the grid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::EnumIter, strum::EnumString, strum::IntoStaticStr)]
pub enum Grid {
    /// 100 GHz.
    #[strum(serialize = "100")]
    Hundred,
    /// 50 GHz.
    #[strum(serialize = "50")]
    Fifty,
    /// 25 GHz.
    #[strum(serialize = "25")]
    TwentyFive,
}

impl Grid {
    /// In GHz.
    pub(crate) const fn ghz(self) -> f64 {
        match self {
            Self::Hundred => 100.0,
            Self::Fifty => 50.0,
            Self::TwentyFive => 25.0,
        }
    }
}

/// From where its steps are counted, THz.
const ANCHOR_THZ: f64 = 193.1;

/// The nearest channel of the grid, THz, and how far away a frequency is, GHz.
pub(crate) fn itu(thz: f64, grid_ghz: f64) -> (f64, f64) {
    let channel = channel(number(thz, grid_ghz), grid_ghz);
    (channel, (thz - channel) * 1e3)
}

/// How many steps of the grid the nearest channel is above its anchor.
fn number(thz: f64, grid_ghz: f64) -> f64 {
    ((thz - ANCHOR_THZ) * 1e3 / grid_ghz).round()
}

/// The channel so many steps above the anchor, THz.
fn channel(number: f64, grid_ghz: f64) -> f64 {
    ANCHOR_THZ + number * grid_ghz * 1e-3
}

/// A filter in its channel.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Channel {
    /// The channel, THz.
    pub(crate) thz: f64,
    /// How far the middle of the 3 dB band is above it, GHz.
    pub(crate) offset_ghz: Measured,
    /// How much weaker the strongest sample in the clear bands of both adjacent channels is than the weakest one in that
    /// of this channel, dB; of a notch how much stronger the weakest is than the strongest. `None` where the trace does
    /// not reach so far.
    pub(crate) adjacent_db: Option<Measured>,
    /// The same for all channels of the trace further away that it does not pass itself: those in which it has no filter
    /// that is as good as its best one, but for 10 dB.
    pub(crate) other_db: Option<Measured>,
}

/// The channels of filters of one trace.
pub(crate) fn channels(
    y: &[f32],
    spacing: Spacing,
    kind: Extremum,
    filters: &[Filter],
    grid: Grid,
) -> Vec<Option<Channel>> {
    let sign = f64::from(kind.upright());
    let nearest = |filter: &Filter| {
        let [.., (_, three), _] = filter.bands;
        three.map(|band| itu(Wavelength::from_nm(band.centre_nm).thz(), grid.ghz()))
    };
    let own: Vec<Option<(f64, f64)>> = filters.iter().map(nearest).collect();
    // What comes through weaker than this beside the best of them is a leak.
    const LEAK: f64 = 10.0;
    let best = filters.iter().map(|filter| sign * filter.top).fold(f64::NEG_INFINITY, f64::max);
    let passed = filters.iter().zip(&own).filter(|(filter, _)| sign * filter.top > best - LEAK);
    let passed: Vec<f64> =
        passed.filter_map(|(_, own)| own.map(|(thz, _)| number(thz, grid.ghz()))).collect();
    let (first, last) = (spacing.thz(y.len().saturating_sub(1)), spacing.thz(0));
    let one = |(filter, own_channel): (&Filter, &Option<(f64, f64)>)| {
        let (thz, offset_ghz) = (*own_channel)?;
        // Clear bands are as wide in every channel, in frequency.
        let half_thz = 0.5 * filter.clear_pm * 1e-12 * thz * thz * 1e12 / LIGHT;
        let samples = |centre: f64| {
            let (low, high) = (centre - half_thz, centre + half_thz);
            let nm = |thz: f64| Wavelength::from_thz(thz).nm();
            (low >= first && high <= last).then(|| between(y, spacing, nm(high), nm(low)))
        };
        let worst_here =
            samples(thz).and_then(statistics).map(|found| least(sign, found.least, found.greatest))?;
        let strongest = |centre: f64| {
            let found = samples(centre).and_then(statistics)?;
            Some(-least(-sign, found.least, found.greatest))
        };
        let away = |numbers: &mut dyn Iterator<Item = f64>| {
            let levels = numbers.filter_map(|number| strongest(channel(number, grid.ghz())));
            let db = levels.reduce(f64::max).map(|strongest| worst_here - strongest);
            db.map(|db| Measured::alone(db).grained(filter.noise_db))
        };
        let here = number(thz, grid.ghz());
        let adjacent_db = away(&mut [here - 1.0, here + 1.0].into_iter());
        let all = number(first, grid.ghz())..=number(last, grid.ghz());
        let count = floor_index((all.end() - all.start()).max(0.0)) + 1;
        let mut others = (0..count)
            .map(|step| all.start() + count_f64(step))
            .filter(|&other| (other - here).abs() > 1.5 && !passed.contains(&other));
        // A band is as unsure in frequency as it is in wavelength.
        let unsure = filter.centre().map(|centre| Measured::by_parts(thz * 1e3, [centre]));
        let offset_ghz =
            unsure.map_or(Measured::alone(offset_ghz), |one| Measured { value: offset_ghz, ..one });
        Some(Channel { thz, offset_ghz, adjacent_db, other_db: away(&mut others) })
    };
    filters.iter().zip(&own).map(one).collect()
}

/// The least of levels that are turned so that a pass band sticks out up.
fn least(sign: f64, least: f64, greatest: f64) -> f64 {
    (sign * least).min(sign * greatest)
}

#[cfg(test)]
mod tests {
    use super::super::band::filter;
    use super::*;

    #[test]
    fn the_grid_is_the_itu_s() {
        for (thz, grid_ghz, wanted, away_ghz) in [
            (193.41, 50.0, 193.4, 10.0),
            (193.39, 50.0, 193.4, -10.0),
            (193.16, 100.0, 193.2, -40.0),
            (191.3, 25.0, 191.3, 0.0),
        ] {
            let (channel, away) = itu(thz, grid_ghz);
            assert!(
                (channel - wanted).abs() < 1e-9 && (away - away_ghz).abs() < 1e-6,
                "{thz}: {channel} {away}"
            );
        }
    }

    /// Of a filter whose pass band is 40 GHz wide, flat, 3 GHz above 193.4 THz, with flanks of 1 dB per GHz down to
    /// -40 dB; the channel two steps up lets through -30 dB, the one three steps down -25 dB.
    fn levels(sign: f32) -> (Vec<f32>, Spacing) {
        let spacing = Spacing { start: Wavelength::from_nm(1545.0), sampling: Wavelength::from_m(1e-12) };
        let level = |thz: f64| {
            let away = ((thz - 193.403) * 1e3).abs() - 20.0;
            let leak = if (thz - 193.6).abs() < 0.02 {
                -30.0
            } else if (thz - 193.1).abs() < 0.02 {
                -25.0
            } else {
                -40.0
            };
            (-2.0 - away.max(0.0)).max(leak)
        };
        let y = (0..9000).map(|index| sign * level(spacing.thz(index)) as f32);
        (y.collect(), spacing)
    }

    #[test]
    fn a_filter_has_its_channel_its_offset_and_the_crosstalk_of_the_others() {
        for (sign, kind) in [(1.0, Extremum::Peak), (-1.0, Extremum::Dip)] {
            let (y, spacing) = levels(sign);
            let index = floor_index(spacing.index_of_thz(193.403));
            let found = filter(&y, spacing, kind, index, Some(100.0)).unwrap();
            let channel = channels(&y, spacing, kind, &[found], Grid::Hundred)[0].unwrap();
            assert!(
                (channel.thz - 193.4).abs() < 1e-9 && (channel.offset_ghz.value - 3.0).abs() < 0.1,
                "{channel:?}"
            );
            // The clear band of 100 pm is 12.5 GHz: flat here, -40 dB next door.
            assert!((channel.adjacent_db.unwrap().value - 38.0).abs() < 0.01, "{channel:?}");
            assert!((channel.other_db.unwrap().value - 23.0).abs() < 0.01, "{channel:?}");
            // On a grid of 50 GHz the flank reaches into the next channel.
            let channel = channels(&y, spacing, kind, &[found], Grid::Fifty)[0].unwrap();
            let reach = 50.0 - 3.0 - 20.0 - 6.25;
            assert!((channel.adjacent_db.unwrap().value - reach).abs() < 0.3, "{channel:?} {reach}");
        }
    }

    #[test]
    fn a_channel_that_the_trace_passes_itself_is_no_crosstalk_and_one_beyond_it_is_not_known() {
        let spacing = Spacing { start: Wavelength::from_nm(1549.0), sampling: Wavelength::from_m(1e-12) };
        let level = |thz: f64| {
            let near = |centre: f64| -((thz - centre) * 1e3 / 5.0).powi(2);
            near(193.4).max(near(193.2)).max(-35.0) as f32
        };
        let y: Vec<f32> = (0..4000).map(|index| level(spacing.thz(index))).collect();
        let filters = [193.4, 193.2].map(|thz| {
            let index = floor_index(spacing.index_of_thz(thz));
            filter(&y, spacing, Extremum::Peak, index, Some(1.0)).unwrap()
        });
        let found = channels(&y, spacing, Extremum::Peak, &filters, Grid::Hundred);
        for channel in found {
            let other = channel.unwrap().other_db.unwrap().value;
            assert!((other - 35.0).abs() < 0.1, "{other}");
        }
        let short = &y[..1200];
        let index = floor_index(spacing.index_of_thz(193.4));
        let alone = filter(short, spacing, Extremum::Peak, index, Some(1.0)).unwrap();
        let channel = channels(short, spacing, Extremum::Peak, &[alone], Grid::Hundred)[0].unwrap();
        assert_eq!((channel.adjacent_db.is_some(), channel.other_db), (true, None), "{channel:?}");
    }
}
