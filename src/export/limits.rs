//! How much a file of traces may hold: asked before memory is taken for it.

use super::FormatError;

/// Bytes of a file: eight traces of a million points as JSON are a third of it.
pub(super) const BYTES: u64 = 256 << 20;
/// Points of a trace: as many as the largest block from the instrument has.
pub(super) const POINTS: usize = 16 << 20;
/// Samples of all traces of a file.
const SAMPLES: usize = 64 << 20;
/// Traces of a file: as many as there are letters.
pub(super) const TRACES: usize = 26;
/// Settings that a file says of a trace.
pub(super) const SETTINGS: usize = 1000;

/// Whether a trace may have so many points.
pub(super) fn points(points: usize) -> Result<usize, FormatError> {
    if points > POINTS {
        return Err(format!("a trace of {points} points; {POINTS} are the most").into());
    }
    Ok(points)
}

/// Whether a trace has as many points as its file says.
pub(super) fn agree(told: usize, points: usize) -> Result<(), FormatError> {
    if told == points {
        Ok(())
    } else {
        Err(format!("it says that a trace has {told} points, and {points} are there").into())
    }
}

/// Whether a file may have so many traces of so many points.
pub(super) fn traces(traces: usize, points_of_each: usize) -> Result<(), FormatError> {
    points(points_of_each)?;
    if traces > TRACES {
        return Err(format!("it has {traces} traces or more; {TRACES} are the most").into());
    }
    if traces * points_of_each > SAMPLES {
        return Err(
            format!("{traces} traces of {points_of_each} points; {SAMPLES} samples are the most").into()
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn traces_are_counted_and_so_are_their_samples() {
        assert!(traces(4, POINTS).is_ok() && traces(TRACES, 1000).is_ok());
        assert!(traces(TRACES + 1, 1000).unwrap_err().to_string().contains("26 are the most"));
        assert!(traces(5, POINTS).unwrap_err().to_string().contains("67108864 samples are the most"));
        assert!(traces(1, POINTS + 1).is_err());
    }
}
