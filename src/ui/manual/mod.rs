//! The manual on the screen: which topic is read, and where in it.

pub(super) mod actions;
pub(super) mod commands;
pub(super) mod page;

use std::cell::RefCell;
use std::rc::Rc;

use crate::manual::layout;
use crate::manual::line::Line;
use crate::manual::topic::{Section, Topic};
use crate::ui::common::context::Page;

/// Where the reader is. It counts from a heading, so that it stays the same place when the screen changes its width.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Place {
    /// The section; `None` before the first one.
    section: Option<usize>,
    /// Lines below its heading, or below the topic's beginning.
    below: usize,
}

/// A topic in lines of a width, as it was laid out last: it is the same from frame to frame.
#[derive(Clone, Debug, Default)]
struct Laid(RefCell<Option<Sheet>>);

/// A topic, the width of its lines, and these.
type Sheet = (Topic, usize, Rc<[Line]>);

impl Laid {
    /// The lines of a topic; laid out anew where topic or width are others than the last time.
    fn lines(&self, topic: Topic, width: usize) -> Rc<[Line]> {
        let mut last = self.0.borrow_mut();
        match &*last {
            Some((of, wide, lines)) if (*of, *wide) == (topic, width) => Rc::clone(lines),
            Some(_) | None => {
                let lines: Rc<[Line]> = layout::lines(topic.text(), width).into();
                *last = Some((topic, width, Rc::clone(&lines)));
                lines
            }
        }
    }
}

/// What is remembered of the manual.
#[derive(Clone, Debug)]
pub(crate) struct ManualState {
    topic: Topic,
    place: Place,
    laid: Laid,
    /// The page from which it was opened.
    pub(super) from: Page,
    /// It was opened by a letter on the help page, which may have been the first one of a word to search for.
    pub(super) by_letter: bool,
}

impl Default for ManualState {
    fn default() -> Self {
        let (place, laid) = (Place::default(), Laid::default());
        Self { topic: Topic::Tour, place, laid, from: Page::Bench, by_letter: false }
    }
}

/// Room for the text: columns and rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Room {
    pub(super) width: usize,
    pub(super) height: usize,
}

impl ManualState {
    /// The topic that is read.
    pub(super) const fn topic(&self) -> Topic {
        self.topic
    }

    /// The lines of the topic that is read.
    fn lines(&self, room: Room) -> Rc<[Line]> {
        self.laid.lines(self.topic, room.width)
    }

    /// Goes to the beginning of a topic.
    pub(super) fn go_to(&mut self, topic: Topic) {
        (self.topic, self.place) = (topic, Place::default());
    }

    /// Goes to a section.
    pub(super) fn go_to_section(&mut self, section: &Section) {
        (self.topic, self.place) = (section.topic, Place { section: Some(section.number), below: 0 });
    }

    /// Goes to the topic that stands so many places further.
    pub(super) fn turn(&mut self, by: isize) {
        let topic = self.topic.further(by);
        if topic != self.topic {
            self.go_to(topic);
        }
    }

    /// Goes so many lines further, as far as there is something below.
    pub(super) fn scroll(&mut self, by: isize, room: Room) {
        let lines = self.lines(room);
        let first = self.first(&lines, room).saturating_add_signed(by).min(last_first(&lines, room));
        let heading = lines[..=first.min(lines.len().saturating_sub(1))]
            .iter()
            .enumerate()
            .rev()
            .find_map(|(at, line)| Some((at, line.section?)));
        self.place = match heading {
            Some((at, section)) => Place { section: Some(section), below: first - at },
            None => Place { section: None, below: first },
        };
    }

    /// The line that stands at the top.
    fn first(&self, lines: &[Line], room: Room) -> usize {
        let heading = self
            .place
            .section
            .and_then(|section| lines.iter().position(|line| line.section == Some(section)));
        (heading.unwrap_or(0) + self.place.below).min(last_first(lines, room))
    }
}

/// The greatest line that may stand at the top.
fn last_first(lines: &[Line], room: Room) -> usize {
    lines.len().saturating_sub(room.height)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_stays_when_the_width_changes() {
        let mut manual = ManualState::default();
        manual.go_to(Topic::Settings);
        let (wide, narrow) = (Room { width: 100, height: 20 }, Room { width: 36, height: 8 });
        manual.scroll(30, wide);
        let at = |room: Room| {
            let lines = manual.lines(room);
            let first = manual.first(&lines, room);
            lines[..=first].iter().rev().find_map(|line| line.section)
        };
        assert_eq!(at(wide), at(narrow));
    }

    #[test]
    fn a_topic_is_laid_out_once_until_width_or_topic_change() {
        // Kept alive, so that each has a place of its own.
        let mut seen: Vec<Rc<[Line]>> = Vec::new();
        let mut laid = |manual: &ManualState, room: Room| {
            let lines = manual.lines(room);
            if seen.last().is_none_or(|last| !Rc::ptr_eq(last, &lines)) {
                seen.push(lines);
            }
            seen.len()
        };
        let mut manual = ManualState::default();
        let (wide, narrow) = (Room { width: 100, height: 20 }, Room { width: 36, height: 8 });
        for _ in 0..10 {
            manual.scroll(3, wide);
            assert_eq!(laid(&manual, wide), 1);
        }
        assert_eq!(laid(&manual, Room { height: 50, ..wide }), 1, "rows change no line");
        assert_eq!(laid(&manual, narrow), 2);
        manual.turn(1);
        assert_eq!(laid(&manual, narrow), 3);
        manual.scroll(1, narrow);
        assert_eq!(laid(&manual, narrow), 3);
    }

    #[test]
    fn scrolling_ends_where_the_text_ends() {
        let room = Room { width: 76, height: 20 };
        for topic in Topic::ALL {
            let mut manual = ManualState::default();
            manual.go_to(*topic);
            let lines = manual.lines(room);
            manual.scroll(isize::MAX, room);
            assert_eq!(manual.first(&lines, room), lines.len().saturating_sub(20), "{topic:?}");
            manual.scroll(-3, room);
            assert_eq!(manual.first(&lines, room), lines.len().saturating_sub(23), "{topic:?}");
            manual.scroll(isize::MIN, room);
            assert_eq!(manual.first(&lines, room), 0, "{topic:?}");
        }
    }
}
