//! Consent to light: which laser, over which wavelengths, with how much power, on which connection, as a person saw
//! it. What is asked is made here from the bench as it was read, and held here against the bench as it is just before
//! the order goes out. An order that lets light out cannot be built without one.

mod beams;
mod bench;
mod given;
#[cfg(test)]
pub(crate) mod tests;

pub(crate) use beams::Afterwards;
pub use beams::{Beam, Beams, Epoch, Lights, NoBeam};
pub use given::{Consent, Differs, READ};
pub(crate) use given::{Sight, WithHarm};
