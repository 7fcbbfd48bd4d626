//! The traces A to H: which is shown, and what it does with new measurements.

use crate::analysis::mask::Mask;
use crate::ui::common::next::{Next, inform};
use crate::ui::trace::TraceState;
use crate::ui::trace::traces::letter;
use crate::ui::trace::traces::mode::Mode;

impl TraceState {
    /// Shows the selected trace, or hides it.
    pub(in crate::ui) fn show_or_hide(&mut self) {
        let slot = &mut self.traces.slots[self.traces.selected];
        slot.shown = !slot.shown;
    }

    /// The selected trace's next mode.
    pub(in crate::ui) fn next_mode(&mut self) -> Vec<Next> {
        let slot = &mut self.traces.slots[self.traces.selected];
        // What was a difference begins with the first.
        let next = if slot.minus().is_some() { Mode::default() } else { slot.mode.next() };
        slot.set_mode(next);
        let words = format!("trace {}: {}", letter(self.traces.selected), slot.describe());
        inform(words)
    }

    /// A mask was read: the selected trace is held against it.
    pub(in crate::ui) fn masked(&mut self, mask: Mask) {
        self.traces.mask = Some(mask.into());
    }
}
