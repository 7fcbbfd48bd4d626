//! The operation condition register, bit by bit, in words.

/// The sum that `:STATus:OPERation:CONDition?` answers; 0 is idle.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Condition(pub(crate) u16);

/// Every bit that has a meaning: its name, and what the instrument does while it stands.
pub(crate) const BITS: [(u16, &str, &str); 13] = [
    (1, "zeroing", "the detectors' dark current is being measured"),
    (2, "calibrating", "a calibration is running"),
    (4, "scanning", "a laser sweeps and the detectors record"),
    (8, "analyzing", "traces are being computed from what was recorded"),
    (16, "aborting", "the scan is being stopped"),
    (32, "armed", "ready, and waits for a trigger"),
    (64, "referencing", "a reference is being taken"),
    (128, "quick referencing", "a quick reference is being taken"),
    (256, "waiting for controller", "another instrument of the chain has to act first"),
    (512, "updating setup from controller", "settings come from the controlling instrument"),
    (1024, "updating setup for daisy chain", "settings go to the instruments of the chain"),
    (2048, "laser referencing", "a reference of the laser is being taken"),
    (4096, "loading or saving", "a file is being read or written"),
];

impl Condition {
    /// A scan is running.
    pub(crate) const SCANNING: u16 = 4;
    /// Traces are being computed.
    pub(crate) const ANALYZING: u16 = 8;
    /// A scan is being stopped.
    pub(crate) const ABORTING: u16 = 16;
    /// A reference is being taken, of any kind.
    pub(crate) const REFERENCING: u16 = 64 | 128;

    /// Whether any of these bits stands.
    pub(crate) const fn has(self, bits: u16) -> bool {
        self.0 & bits != 0
    }

    /// The names of the standing bits, lowest first; empty when idle.
    pub(crate) fn names(self) -> impl Iterator<Item = &'static str> {
        BITS.iter().filter(move |(bit, ..)| self.has(*bit)).map(|(_, name, _)| *name)
    }

    /// The same in words; `None` where no bit stands that has a name.
    pub(crate) fn words(self) -> Option<String> {
        let names: Vec<&str> = self.names().collect();
        (!names.is_empty()).then(|| names.join(", "))
    }
}
