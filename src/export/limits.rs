//! How much a file of traces may hold: asked before memory is taken for it.

use super::error::LimitError;

/// Bytes of a file: eight traces of a million points as JSON are a third of it.
pub(super) const BYTES: u64 = 256 << 20;
/// Bytes that say what the traces of a file are of.
pub(super) const HEAD: u64 = 4 << 20;
/// Points of a trace: as many as the largest block from the instrument has.
pub(super) const POINTS: usize = 16 << 20;
/// Samples of all traces of a file.
const SAMPLES: usize = 64 << 20;
/// Traces of a file: as many as there are letters.
pub(super) const TRACES: usize = 26;
/// Settings that a file says of a trace.
pub(super) const SETTINGS: usize = 1000;

/// Whether a trace may have so many points.
pub(super) fn points(points: usize) -> Result<usize, LimitError> {
    if points > POINTS {
        return Err(LimitError::Points { points, most: POINTS });
    }
    Ok(points)
}

/// Whether a trace has as many points as its file says.
pub(super) fn agree(told: usize, points: usize) -> Result<(), LimitError> {
    if told == points { Ok(()) } else { Err(LimitError::Disagree { told, found: points }) }
}

/// Whether a file may have so many traces of so many points.
pub(super) fn traces(traces: usize, points_of_each: usize) -> Result<(), LimitError> {
    points(points_of_each)?;
    if traces > TRACES {
        return Err(LimitError::Traces { traces, most: TRACES });
    }
    if traces * points_of_each > SAMPLES {
        return Err(LimitError::Samples { traces, points: points_of_each, most: SAMPLES });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn traces_are_counted_and_so_are_their_samples() {
        assert!(traces(4, POINTS).is_ok() && traces(TRACES, 1000).is_ok());
        assert_eq!(traces(TRACES + 1, 1000), Err(LimitError::Traces { traces: 27, most: 26 }));
        let refused = traces(5, POINTS).unwrap_err();
        assert_eq!(refused, LimitError::Samples { traces: 5, points: POINTS, most: SAMPLES });
        assert_eq!(refused.to_string(), "5 traces of 16777216 points; 67108864 samples are the most");
        assert_eq!(traces(1, POINTS + 1), Err(LimitError::Points { points: POINTS + 1, most: POINTS }));
    }
}
