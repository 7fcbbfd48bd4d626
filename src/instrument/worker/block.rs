//! A block on its way: samples to where they stay, wavelengths to nowhere.

use crate::core::cast::level_f32;
use crate::core::trace::Spacing;
use crate::core::units::Dbm;
use crate::instrument::scpi::number;

/// Where and how long a trace is, as the instrument says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Shape {
    pub(super) points: usize,
    pub(super) spacing: Spacing,
}

/// Where the bytes of a block go.
pub(super) trait Sink {
    /// Where the next bytes belong.
    fn room(&mut self) -> &mut [u8];
    /// So many bytes came into the room.
    fn took(&mut self, bytes: usize);
    /// Bytes so far.
    fn have(&self) -> usize;
    /// Nothing more is to come.
    fn is_whole(&self) -> bool;
}

/// Bytes read between two looks at what else is to be done.
const PIECE: usize = 256 << 10;

/// A sample as it is kept: what no level can be is none, like a power that is measured.
fn level(sample: f32) -> f32 {
    level_f32(Dbm(number::sample(sample).into()).measured().0)
}

/// Samples on their way: the bytes come straight to where the samples stay, and are put in order there.
pub(super) struct Samples {
    pub(super) y: Vec<f32>,
    /// Bytes so far.
    have: usize,
}

impl Samples {
    pub(super) fn new(points: usize) -> Self {
        Self { y: vec![0.0; points], have: 0 }
    }
}

impl Sink for Samples {
    fn room(&mut self) -> &mut [u8] {
        let room = &mut bytemuck::cast_slice_mut(&mut self.y)[self.have..];
        let length = room.len().min(PIECE);
        &mut room[..length]
    }

    /// The instrument sends the high byte first.
    fn took(&mut self, bytes: usize) {
        let whole = self.have / 4..(self.have + bytes) / 4;
        self.have += bytes;
        for sample in &mut self.y[whole] {
            *sample = level(f32::from_bits(u32::from_be(sample.to_bits())));
        }
    }

    fn have(&self) -> usize {
        self.have
    }

    fn is_whole(&self) -> bool {
        self.have == self.y.len() * 4
    }
}

/// Wavelengths on their way, each held against the one that is computed and then forgotten.
pub(super) struct Wavelengths {
    shape: Shape,
    piece: Vec<u8>,
    /// Bytes in the piece.
    filled: usize,
    /// Bytes so far.
    have: usize,
    /// The greatest difference so far, m.
    pub(super) worst: f64,
}

impl Wavelengths {
    pub(super) fn new(shape: Shape) -> Self {
        Self { shape, piece: vec![0; PIECE], filled: 0, have: 0, worst: 0.0 }
    }
}

impl Sink for Wavelengths {
    fn room(&mut self) -> &mut [u8] {
        let left = self.shape.points * 8 - self.have;
        let until = self.piece.len().min(self.filled + left);
        &mut self.piece[self.filled..until]
    }

    fn took(&mut self, bytes: usize) {
        let first = (self.have - self.filled) / 8;
        self.have += bytes;
        self.filled += bytes;
        let whole = self.filled / 8 * 8;
        let (numbers, _) = self.piece[..whole].as_chunks::<8>();
        for (at, number) in numbers.iter().enumerate() {
            let difference = f64::from_be_bytes(*number) - self.shape.spacing.wavelength(first + at).m();
            // A number that is none is the worst there can be.
            self.worst = if difference.is_nan() { f64::INFINITY } else { self.worst.max(difference.abs()) };
        }
        self.piece.copy_within(whole..self.filled, 0);
        self.filled -= whole;
    }

    fn have(&self) -> usize {
        self.have
    }

    fn is_whole(&self) -> bool {
        self.have == self.shape.points * 8
    }
}

#[cfg(test)]
mod tests {
    use super::{Samples, Shape, Sink, Wavelengths};
    use crate::core::trace::Spacing;
    use crate::core::units::Wavelength;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn samples_come_out_whole_whatever_the_pieces(
            values in prop::collection::vec(any::<u32>(), 0..50),
            pieces in prop::collection::vec(1usize..9, 1..20),
        ) {
            let bytes: Vec<u8> = values.iter().flat_map(|v| v.to_be_bytes()).collect();
            let mut samples = Samples::new(values.len());
            prop_assert_eq!(samples.room().len(), bytes.len());
            let (mut left, mut pieces) = (&bytes[..], pieces.iter().cycle());
            while !left.is_empty() {
                let (piece, rest) = left.split_at(left.len().min(*pieces.next().unwrap()));
                samples.room()[..piece.len()].copy_from_slice(piece);
                samples.took(piece.len());
                left = rest;
            }
            prop_assert!(samples.is_whole());
            for (&y, &bits) in samples.y.iter().zip(&values) {
                let sent = super::level(f32::from_bits(bits));
                prop_assert!(y.to_bits() == sent.to_bits() || y.is_nan() && sent.is_nan());
            }
        }

        #[test]
        fn wavelengths_are_compared_whatever_the_pieces(
            count in 1usize..60,
            off in 0usize..60,
            pieces in prop::collection::vec(1usize..30, 1..20),
        ) {
            let spacing = Spacing { start: Wavelength::from_nm(1500.0), sampling: Wavelength::from_m(1e-13) };
            let wavelength = |index: usize| {
                spacing.wavelength(index).m() + if index == off { 5e-15 } else { 0.0 }
            };
            let bytes: Vec<u8> = (0..count).flat_map(|index| wavelength(index).to_be_bytes()).collect();
            let mut sink = Wavelengths::new(Shape { points: count, spacing });
            let (mut left, mut pieces) = (&bytes[..], pieces.iter().cycle());
            while !left.is_empty() {
                let room = sink.room().len();
                prop_assert!(room <= left.len(), "what is behind the block is not of it");
                let (piece, rest) = left.split_at(left.len().min(*pieces.next().unwrap()).min(room));
                sink.room()[..piece.len()].copy_from_slice(piece);
                sink.took(piece.len());
                left = rest;
            }
            prop_assert!(sink.is_whole());
            let wanted = if off < count { 5e-15 } else { 0.0 };
            prop_assert!((sink.worst - wanted).abs() < 1e-20, "{}", sink.worst);
        }
    }
}
