//! Detectors: `:CTP:SENSe<m>:CHANnel<c>`. Units, wavelength and trigger are parameters; power is here.

use crate::core::ids::DetectorId;
use crate::instrument::scpi::message::Question;
use crate::instrument::scpi::number;

/// Power now, in the channel's own unit; not on a PCM detector.
pub fn power(detector: DetectorId) -> Question<f64> {
    let (module, channel) = (detector.module(), detector.channel());
    Question { text: format!(":CTP:SENSe{module}:CHANnel{channel}:POWer?"), read: number::read }
}
