//! What leaving the program waits for, as long as it does.

use crate::core::ids::LaserSet;

/// What leaving waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Leaving {
    /// These are to be read back as off.
    Light(LaserSet),
    /// Files and presets are to be written to their ends.
    Files,
}
