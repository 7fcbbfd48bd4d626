//! Detectors: `:CTP:SENSe<m>:CHANnel<c>`. Units, wavelength and trigger are parameters; power is here.

use crate::core::ids::DetectorId;
use crate::instrument::scpi::message::Question;
use crate::instrument::scpi::number;

/// Power now, in the channel's own unit, and NaN where it has none; not on a PCM detector.
pub fn power(detector: DetectorId) -> Question<f64> {
    let (module, channel) = (detector.module(), detector.channel());
    Question { text: format!(":CTP:SENSe{module}:CHANnel{channel}:POWer?"), read }
}

/// One client sees the unit behind a comma.
fn read(answer: &str) -> Option<f64> {
    let (power, unit) = number::read_with_unit(answer)?;
    matches!(unit.as_deref(), None | Some("DBM" | "MW" | "DBMA" | "MA")).then_some(power)
}
