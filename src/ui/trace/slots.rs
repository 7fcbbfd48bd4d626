//! The traces A to H: which is shown, what it does with new measurements, and the mask that it is held against.

use std::fmt::Display;
use std::path::{Path, PathBuf};

use crate::analysis::mask::Mask;
use crate::core::text::clean;
use crate::ui::common::effect::Effect;
use crate::ui::common::next::{Next, inform, warn, world};
use crate::ui::trace::TraceState;
use crate::ui::trace::traces::letter;
use crate::ui::trace::traces::mode::TraceMode;

impl TraceState {
    /// Shows the selected trace, or hides it.
    pub(in crate::ui) fn show_or_hide(&mut self) {
        let slot = &mut self.traces.slots[self.traces.selected];
        slot.shown = !slot.shown;
    }

    /// The selected trace's next mode.
    pub(in crate::ui) fn next_mode(&mut self) -> Vec<Next> {
        let slot = &mut self.traces.slots[self.traces.selected];
        if let Some(words) = slot.unmoved(letter(self.traces.selected)) {
            return inform(words);
        }
        // What was a difference begins with the first.
        let next = if slot.minus().is_some() { TraceMode::default() } else { slot.mode.next() };
        slot.set_mode(next);
        let words = format!("trace {}: {}", letter(self.traces.selected), slot.describe());
        inform(words)
    }

    /// Reads a mask to hold the selected trace against, or takes it away, also while it is still being read.
    pub(super) fn compare_with(&mut self, file: Option<PathBuf>) -> Vec<Next> {
        if let Some(file) = file {
            return world(Effect::Mask(file));
        }
        (self.mask_asked, self.traces.mask) = (None, None);
        Vec::new()
    }

    /// A mask is being read from this file, whoever asked for it.
    pub(in crate::ui) fn mask_asked(&mut self, file: &Path) {
        self.mask_asked = Some(file.to_owned());
    }

    /// A mask was read from this file, or why not. What is not asked for any more is left.
    pub(in crate::ui) fn mask_read(&mut self, file: &Path, came: Result<Mask, impl Display>) -> Vec<Next> {
        if self.mask_asked.as_deref() != Some(file) {
            return Vec::new();
        }
        self.mask_asked = None;
        match came {
            Ok(mask) => {
                self.traces.mask = Some(mask.into());
                Vec::new()
            }
            Err(why) => warn(clean(&why.to_string())),
        }
    }
}
