//! What is measured of a resonance and of a filter: a row for each quantity. Tables, JSON, limit files and the README
//! are made of these rows.

use std::collections::{BTreeMap, BTreeSet};

use strum::{EnumIter, IntoEnumIterator};

use super::band::Filter;
use super::channel::Channel;
use super::measured::Measured;
use super::resonance::Resonance;
use super::waveguide::{group_index, loss_db_cm};
use crate::core::length::Length;

/// Everything that is told of a quantity.
#[derive(Clone, Copy)]
struct Row {
    /// With its unit.
    name: &'static str,
    /// The same for its standard deviation, where one may be known.
    sigma: Option<&'static str>,
    /// So many are shown to people.
    decimals: usize,
    /// What it is.
    about: &'static str,
}

/// The name of a standard deviation.
macro_rules! sigma {
    (sigma $base:literal $unit:literal) => {
        Some(concat!($base, "_sigma", $unit))
    };
    (alone $base:literal $unit:literal) => {
        None
    };
}

/// Makes everything that is told of each quantity from its row: its name and unit, whether its standard deviation may be
/// known, decimals, what it is.
macro_rules! quantities {
    ($($quantity:ident $base:literal $unit:literal $sure:ident $decimals:literal $about:literal;)*) => {
        /// What is measured. In the order of the columns of a table.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, EnumIter)]
        pub enum Quantity {
            $(#[doc = $about] $quantity),*
        }

        impl Quantity {
            const fn row(self) -> Row {
                match self {
                    $(Self::$quantity => Row {
                        name: concat!($base, $unit),
                        sigma: sigma!($sure $base $unit),
                        decimals: $decimals,
                        about: $about,
                    }),*
                }
            }
        }
    };
}

quantities! {
    Wavelength "wavelength" "_nm" sigma 5 "Wavelength of a resonance; of a doublet the middle";
    Frequency "frequency" "_thz" sigma 6 "Optical frequency of a resonance";
    Level "level" "" alone 3 "Level at its sample, dB or dBm";
    Depth "depth" "_db" sigma 2 "From the base line to the bottom: of a dip that its fit follows as `extinction_db`, else to the sample";
    Width "width" "_pm" sigma 2 "Width so many dB (`--width`) below the base line: of a dip that its fit follows that of its line alone, else of the samples; of a peak from its top";
    Fsr "fsr" "_pm" sigma 2 "Distance to the next tooth of its comb, measured; of the last as the comb says. Of two or three resonances to the next";
    Q "q" "" sigma 0 "Loaded quality: wavelength over full width at half depth";
    Finesse "finesse" "" sigma 2 "FSR over full width at half depth";
    Extinction "extinction" "_db" sigma 2 "From the base line to the floor of the fit";
    Split "split" "_pm" sigma 2 "Distance of the two of a doublet";
    FsrGhz "fsr" "_ghz" sigma 4 "The same as `fsr_pm` in frequency";
    IntrinsicQ "q_intrinsic" "" sigma 0 "Quality of the ring that `--ring` assumes without its couplers; of Lorentzian dips";
    CouplingQ "q_coupling" "" sigma 0 "Quality of one of its couplers";
    GroupIndex "group_index" "" sigma 5 "Group index, of the FSR and `--length`";
    GuideLoss "loss" "_db_cm" sigma 3 "What the waveguide loses by itself, of `q_intrinsic` and `group_index`";
    Shift "shift" "_pm" sigma 3 "How far it is above the same resonance of the first file (`--drift`)";
    Loss "loss" "_db" alone 2 "Insertion loss of a pass band: from 0 dB to its top; not of traces in dBm";
    Centre "centre" "_nm" sigma 4 "Middle of the 3 dB band of a filter";
    HalfBand "band_05db" "_pm" alone 2 "Width 0.5 dB from the top of a pass band, from the floor of a notch";
    OneBand "band_1db" "_pm" alone 2 "The same 1 dB from there";
    ThreeBand "band_3db" "_pm" alone 2 "The same 3 dB from there";
    TwentyBand "band_20db" "_pm" alone 2 "The same 20 dB from there";
    Clear "clear" "_pm" alone 2 "The clear band: the middle half of the 3 dB band";
    Ripple "ripple" "_db" alone 2 "From the least to the greatest level in the clear band";
    Channel "channel" "_thz" alone 3 "The nearest channel of the ITU's grid (`--grid`)";
    Offset "offset" "_ghz" sigma 2 "How far the middle of the 3 dB band is above it";
    Adjacent "adjacent_crosstalk" "_db" alone 2 "How much weaker the strongest sample in the clear bands of both adjacent channels is than the weakest in this one's (of a notch: stronger, strongest)";
    Others "other_crosstalk" "_db" alone 2 "The same for channels further away that the trace does not pass itself";
    Pdl "pdl" "_db" alone 3 "Polarization-dependent loss: the greatest in the clear band (`--pdl`)";
    ShapeFactor "shape_factor" "" alone 3 "20 dB band over 1 dB band: 1 for a rectangle";
}

impl Quantity {
    /// All that there are, in the order of the columns of a table.
    pub fn all() -> impl Iterator<Item = Self> {
        Self::iter()
    }

    /// Its name with its unit, as tables, JSON and limit files have it.
    pub const fn name(self) -> &'static str {
        self.row().name
    }

    /// The name of its standard deviation, where one may be known.
    pub const fn sigma_name(self) -> Option<&'static str> {
        self.row().sigma
    }

    /// What it is, in a few words.
    pub const fn about(self) -> &'static str {
        self.row().about
    }

    /// So many decimals are shown to people.
    pub(crate) const fn decimals(self) -> usize {
        self.row().decimals
    }

    /// The one with this name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::iter().find(|quantity| quantity.name() == name)
    }

    /// Whether it says something of a filter, and not of a resonance.
    pub(crate) fn is_of_filters(self) -> bool {
        self >= Self::Loss
    }
}

/// What was measured of one resonance or filter. What is not there is not known.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Values {
    known: BTreeMap<Quantity, Measured>,
    /// Of these noise alone may be what was measured.
    in_noise: BTreeSet<Quantity>,
}

impl Values {
    /// Those of a resonance.
    pub(crate) fn of(row: &Resonance) -> Self {
        let mut values = Self::default();
        values.set(Quantity::Wavelength, row.nm);
        values.set(Quantity::Frequency, row.frequency());
        values.set(Quantity::Level, row.level);
        values.set(Quantity::Depth, row.depth);
        for (quantity, value) in [
            (Quantity::Width, row.width_pm),
            (Quantity::Fsr, row.fsr_pm),
            (Quantity::Q, row.q),
            (Quantity::Finesse, row.finesse),
            (Quantity::Extinction, row.extinction),
            (Quantity::Split, row.split_pm),
            (Quantity::FsrGhz, row.fsr_thz.map(|thz| thz.scaled(1e3))),
            (Quantity::IntrinsicQ, row.q_intrinsic),
            (Quantity::CouplingQ, row.q_coupling),
        ] {
            values.set_some(quantity, value);
        }
        values
    }

    /// With those of a waveguide of this length.
    pub(crate) fn add_waveguide(&mut self, row: &Resonance, length: Length) {
        let Some(index) = row.fsr_thz.map(|fsr| group_index(fsr, length)) else { return };
        self.set(Quantity::GroupIndex, index);
        self.set_some(Quantity::GuideLoss, row.q_intrinsic.map(|own| loss_db_cm(row.nm.value, index, own)));
    }

    /// With those of a filter; its levels are losses where they are ratios.
    pub(crate) fn add(&mut self, filter: &Filter, is_ratio: bool) {
        for (quantity, value) in [
            (Quantity::Loss, is_ratio.then(|| filter.loss())),
            (Quantity::Centre, filter.centre()),
            (Quantity::HalfBand, filter.width(0)),
            (Quantity::OneBand, filter.width(1)),
            (Quantity::ThreeBand, filter.width(2)),
            (Quantity::TwentyBand, filter.width(3)),
            (Quantity::Clear, Some(filter.clear())),
            (Quantity::Ripple, filter.ripple()),
            (Quantity::ShapeFactor, filter.shape_factor()),
        ] {
            self.set_some(quantity, value);
        }
        let of = [Quantity::HalfBand, Quantity::OneBand, Quantity::ThreeBand, Quantity::TwentyBand];
        let in_noise = of.into_iter().zip(filter.in_noise).filter(|(_, in_noise)| *in_noise);
        self.in_noise.extend(in_noise.map(|(quantity, _)| quantity));
        self.in_noise.extend(filter.in_noise[1].then_some(Quantity::ShapeFactor));
    }

    /// With those of its channel.
    pub(crate) fn add_channel(&mut self, channel: &Channel) {
        // The grid is exact.
        self.set(Quantity::Channel, Measured::new(channel.thz, Some(0.0)));
        self.set(Quantity::Offset, channel.offset_ghz);
        self.set_some(Quantity::Adjacent, channel.adjacent_db);
        self.set_some(Quantity::Others, channel.other_db);
    }

    /// What is no number is not known.
    pub(crate) fn set(&mut self, quantity: Quantity, measured: Measured) {
        if measured.value.is_finite() {
            let sigma = measured.sigma.filter(|sigma| sigma.is_finite());
            self.known.insert(quantity, Measured { sigma, ..measured });
        }
    }

    fn set_some(&mut self, quantity: Quantity, measured: Option<Measured>) {
        if let Some(measured) = measured {
            self.set(quantity, measured);
        }
    }

    /// What was measured of a quantity.
    pub(crate) fn get(&self, quantity: Quantity) -> Option<Measured> {
        self.known.get(&quantity).copied()
    }

    /// Whether noise alone may be what was measured of a quantity.
    pub(crate) fn is_in_noise(&self, quantity: Quantity) -> bool {
        self.in_noise.contains(&quantity)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_quantity_has_names_of_its_own() {
        let names: Vec<&str> =
            Quantity::all().flat_map(|one| [Some(one.name()), one.sigma_name()]).flatten().collect();
        assert_eq!(names.len(), names.iter().collect::<BTreeSet<_>>().len(), "{names:?}");
        assert_eq!(Quantity::Fsr.sigma_name(), Some("fsr_sigma_pm"));
        for quantity in Quantity::all() {
            assert_eq!(Quantity::named(quantity.name()), Some(quantity));
        }
    }

    #[test]
    fn what_is_no_number_is_not_known() {
        let mut values = Values::default();
        values.set(Quantity::Q, Measured::alone(f64::NAN));
        values.set(Quantity::Fsr, Measured::new(1.0, Some(f64::INFINITY)));
        assert_eq!((values.get(Quantity::Q), values.get(Quantity::Fsr)), (None, Some(Measured::alone(1.0))));
    }
}
