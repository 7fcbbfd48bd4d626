//! Traces: `:TRACe:SENSe<m>:CHANnel<c>:TYPE<t>`. Samples are fetched as blocks of big-endian numbers.

use crate::core::trace::TraceId;
use crate::core::units::Wavelength;
use crate::instrument::scpi::message::{BlockQuestion, Command, Question};
use crate::instrument::scpi::number;

fn header(trace: TraceId) -> String {
    let (module, channel) = (trace.detector.module(), trace.detector.channel());
    format!(":TRACe:SENSe{module}:CHANnel{channel}:TYPE{}", trace.kind.number())
}

fn read_metres(answer: &str) -> Option<Wavelength> {
    number::read(answer).map(Wavelength::from_m)
}

/// Points; 0 when there is no trace.
pub fn length(trace: TraceId) -> Question<u32> {
    Question { text: format!("{}:DATA:LENGth?", header(trace)), read: number::read_whole }
}

/// Step from sample to sample.
pub fn sampling(trace: TraceId) -> Question<Wavelength> {
    Question { text: format!("{}:DATA:SAMPling?", header(trace)), read: read_metres }
}

/// Wavelength of the first sample.
pub fn start(trace: TraceId) -> Question<Wavelength> {
    Question { text: format!("{}:DATA:STARt?", header(trace)), read: read_metres }
}

/// The samples in dB or dBm, float32.
pub fn samples(trace: TraceId) -> BlockQuestion {
    BlockQuestion { text: format!("{}:DATA:IMMediate? BIN,DB", header(trace)), element: 4 }
}

/// The samples on a linear scale, float32.
pub fn linear_samples(trace: TraceId) -> BlockQuestion {
    BlockQuestion { text: format!("{}:DATA:IMMediate? BIN,Y", header(trace)), element: 4 }
}

/// The wavelengths in metres, float64.
pub fn wavelengths(trace: TraceId) -> BlockQuestion {
    BlockQuestion { text: format!("{}:DATA:X:IMMediate? BIN,M", header(trace)), element: 8 }
}

/// Saves the trace on the instrument's own disk (one program relies on it).
pub fn save(trace: TraceId) -> Command {
    Command(format!("{}:SAVE", header(trace)))
}
