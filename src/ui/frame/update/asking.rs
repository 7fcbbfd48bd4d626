//! How questions are put, and when they fall.

use std::time::Instant;

use ratatui::layout::Rect;

use crate::core::consent::Sight;
use crate::core::event::Severity;
use crate::core::laser::Ours;
use crate::ui::common::asked::Asked;
use crate::ui::common::confirm::Confirm;
use crate::ui::frame::draw;
use crate::ui::frame::draw::dialog;
use crate::ui::frame::draw::layout::{AROUND, LEAST_WIDTH};
use crate::ui::frame::state::{InputMode, State};

impl State {
    /// Asks, if the screen has room for all of the question; where it has none nothing is asked and that is said.
    pub(crate) fn ask(&mut self, confirm: Confirm) {
        let asked = Asked {
            confirm,
            sight: Sight::new(self.frame.number),
            epoch: self.context.bench.epoch(),
            uncounted: false,
        };
        match self.lacking(&asked) {
            None => self.frame.mode = InputMode::Confirm(asked),
            Some((width, height)) => {
                self.frame.mode = InputMode::Page;
                let words = format!("the terminal is too small to ask: {width}x{height} needed");
                self.answer_with(Severity::Warning, words);
            }
        }
    }

    /// Before a frame of this size: live power has as many columns as it has room for, and a question that has no
    /// room is answered with no. The number of the frame, for `State::painted`.
    pub fn fit(&mut self, area: Rect) -> u64 {
        self.follow_tour();
        self.sized(area);
        if let Some(columns) = draw::power_columns(self, area) {
            self.power.chart.fit(columns, self.context.now);
        }
        self.frame.number
    }

    /// The size that the screen would have to have for this question, if it has not.
    fn lacking(&self, asked: &Asked) -> Option<(u16, u16)> {
        let middle = draw::middle(self, self.frame.area).unwrap_or_default();
        let height = dialog::lacks(&self.context, asked, middle)?;
        Some((self.frame.area.width.max(LEAST_WIDTH), height + AROUND))
    }

    /// The screen has this size from the next frame on, which gets a number of its own.
    fn sized(&mut self, area: Rect) {
        if area != self.frame.area {
            self.resized();
        }
        self.frame.area = area;
        self.frame.number += 1;
        let InputMode::Confirm(asked) = &self.frame.mode else { return };
        if let Some((width, height)) = self.lacking(asked) {
            self.frame.mode = InputMode::Page;
            let words = format!(
                "the question no longer fits on the screen, so it was answered with no: {width}x{height} needed"
            );
            self.tell(Severity::Warning, words);
        }
    }

    /// The terminal has another size, and shows who knows what until it is painted again: a question must be read anew.
    pub(crate) fn resized(&mut self) {
        if let InputMode::Confirm(asked) = &mut self.frame.mode {
            asked.sight = Sight::new(self.frame.number);
        }
    }

    /// A frame of this number was written to the terminal, to the last byte.
    pub(crate) fn painted(&mut self, frame: u64, now: Instant) {
        let InputMode::Confirm(asked) = &self.frame.mode else { return };
        let whole = self.lacking(asked).is_none();
        if let InputMode::Confirm(asked) = &mut self.frame.mode {
            asked.sight.painted(frame, whole, now);
        }
    }

    pub(in crate::ui) fn has_fallen(&self, asked: &Asked) -> bool {
        asked.confirm.falls_with_link() && asked.epoch != self.context.bench.epoch()
    }

    pub(in crate::ui) fn fall(&mut self) {
        self.frame.mode = InputMode::Page;
        let words = "the connection was lost before the answer: nothing was sent, ask again";
        self.answer_with(Severity::Warning, words.to_owned());
    }

    /// The bench was read: a question about another connection falls.
    pub(in crate::ui) fn drop_fallen(&mut self) {
        if let InputMode::Confirm(asked) = &self.frame.mode
            && self.has_fallen(asked)
        {
            self.fall();
        }
    }

    /// What this session lit and started, as the worker knows it.
    pub(crate) fn take_ours(&mut self, ours: Ours) {
        self.context.link.ours = ours;
    }
}
