//! Who asked for a piece of work.

use crate::core::consent::{Beams, WithHarm};

/// Who asked for a piece of work: is told what comes to light beside its result, and is asked before laser emission.
pub(crate) trait Door: Send {
    /// Something to know beside the result, in words.
    fn tell(&mut self, words: &str);

    /// What is being done, and which part of it is done where that is known; `None` when it is over.
    fn progress(&mut self, work: Option<(&str, Option<f64>)>);

    /// Whether this light may go out. What would be lit is told in either case.
    fn agree(&mut self, beams: &Beams) -> impl Future<Output = Option<WithHarm>> + Send;
}
