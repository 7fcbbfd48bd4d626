//! The operation condition register, bit by bit, in words.

/// The sum that `:STATus:OPERation:CONDition?` answers; 0 is idle.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Condition(pub u16);

/// Every bit that has a meaning, with its name.
pub const BITS: [(u16, &str); 13] = [
    (1, "zeroing"),
    (2, "calibrating"),
    (4, "scanning"),
    (8, "analyzing"),
    (16, "aborting"),
    (32, "armed"),
    (64, "referencing"),
    (128, "quick referencing"),
    (256, "waiting for controller"),
    (512, "updating setup from controller"),
    (1024, "updating setup for daisy chain"),
    (2048, "laser referencing"),
    (4096, "loading or saving"),
];

impl Condition {
    /// A scan is running.
    pub const SCANNING: u16 = 4;
    /// A scan is being stopped.
    pub const ABORTING: u16 = 16;

    /// Whether any of these bits stands.
    pub const fn has(self, bits: u16) -> bool {
        self.0 & bits != 0
    }

    /// The names of the standing bits, lowest first; empty when idle.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        BITS.iter().filter(move |(bit, _)| self.has(*bit)).map(|(_, name)| *name)
    }
}
