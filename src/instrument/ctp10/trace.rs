//! Traces: `:TRACe:SENSe<m>:CHANnel<c>:TYPE<t>`. Samples are fetched as blocks of big-endian numbers.

use crate::core::trace::TraceId;
use crate::core::units::Wavelength;
use crate::instrument::scpi::message::{BlockQuestion, Question};
use crate::instrument::scpi::number::{self, Reported};

use super::parameter::read_metres;

fn header(trace: TraceId) -> String {
    let (module, channel) = (trace.detector.module(), trace.detector.channel());
    format!(":TRACe:SENSe{module}:CHANnel{channel}:TYPE{}", trace.kind.number())
}

/// Points; 0 when there is no trace, or `None` where the number is none of points.
pub fn length(trace: TraceId) -> Question<Reported<u32>> {
    let read = |answer: &str| number::read_within(answer, 0, u32::MAX);
    Question { text: format!("{}:DATA:LENGth?", header(trace)), read }
}

/// Step from sample to sample.
pub fn sampling(trace: TraceId) -> Question<Reported<Wavelength>> {
    let read = |answer: &str| read_metres(answer, Wavelength::step);
    Question { text: format!("{}:DATA:SAMPling?", header(trace)), read }
}

/// Wavelength of the first sample.
pub fn start(trace: TraceId) -> Question<Reported<Wavelength>> {
    let read = |answer: &str| read_metres(answer, Wavelength::measured);
    Question { text: format!("{}:DATA:STARt?", header(trace)), read }
}

/// The samples in dB or dBm, float32.
pub(crate) fn samples(trace: TraceId) -> BlockQuestion {
    BlockQuestion { text: format!("{}:DATA:IMMediate? BIN,DB", header(trace)), element: 4 }
}

/// The wavelengths in metres, float64.
pub(crate) fn wavelengths(trace: TraceId) -> BlockQuestion {
    BlockQuestion { text: format!("{}:DATA:X:IMMediate? BIN,M", header(trace)), element: 8 }
}
