//! Why a command about traces is not carried out, for the operator.

/// Why not.
#[derive(Debug, thiserror::Error)]
pub(super) enum TraceError {
    /// A division without height.
    #[error("a division must be above 0 dB; type it like view level 0dB 5dB")]
    FlatDivision,
    /// One end of two.
    #[error("type both ends, like statistics 1549nm 1551nm, or none for the window")]
    OneEnd,
    /// More lines than a chart has room for.
    #[error("there are {0} lines already; X removes all lines and markers")]
    TooManyLines(usize),
    /// There is no trace where one is needed.
    #[error("there is no such trace; d downloads one, :open reads one from a file")]
    NoTrace,
    /// A difference of a trace with itself.
    #[error("trace {0} cannot be a difference with itself; use a free letter")]
    OfItself(char),
    /// It would take the place of what was measured and is in no file.
    #[error("trace {made} is in no file and would be lost: w saves it, :trace {made} clear gives it up{}", free_letter(*.free))]
    WouldBeLost {
        /// The letter that would become something else.
        made: char,
        /// One that nothing is at.
        free: Option<char>,
    },
    /// A difference of a trace that is a difference of it.
    #[error(
        "trace {of} is computed from trace {made}, so {made} cannot be computed from {of}; use a free letter"
    )]
    MadeOfEachOther {
        /// The letter that would become the difference.
        made: char,
        /// The one that is made of it.
        of: char,
    },
    /// The two do not lie on the same wavelengths.
    #[error("these two cannot be subtracted: their wavelengths differ")]
    OtherWavelengths,
    /// The table is not shown.
    #[error("the table is not shown; r shows it")]
    NoTable,
    /// The cursor is not on the trace.
    #[error("put the cursor on a peak or a dip first")]
    NoCursor,
}

fn free_letter(free: Option<char>) -> String {
    free.map_or_else(String::new, |free| format!("; {free} is free"))
}
