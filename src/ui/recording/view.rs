//! A recording that was opened, and which part of it is shown.

use std::sync::Arc;
use std::time::Duration;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use crate::record::format::Detector;
use crate::record::log::PowerLog;
use crate::ui::kit::charts::blocks::Blocks;

/// The shortest time that fills the chart, nanoseconds.
const SHORTEST: i64 = 1_000_000_000;

/// A recording with what its drawing needs of all its powers. To make one every power is looked at: that is not for the task
/// that draws. Copies share it.
#[derive(Debug)]
pub(crate) struct Opened {
    /// The file or folder that was opened.
    pub(super) name: String,
    /// In the order of the powers.
    pub(super) detectors: Vec<Detector>,
    pub(super) log: PowerLog,
    /// Of each detector's powers.
    pub(super) blocks: Vec<Blocks>,
    /// What in its files is wrong, in words.
    pub(crate) left_out: Vec<String>,
}

impl Opened {
    /// Looks at every power; `None` of a recording without rows.
    pub(crate) fn new(
        name: String,
        detectors: Vec<Detector>,
        log: PowerLog,
        left_out: Vec<String>,
    ) -> Option<Self> {
        log.span()?;
        let blocks = log.powers.iter().map(|powers| Blocks::new(powers)).collect();
        Some(Self { name, detectors, log, blocks, left_out })
    }

    /// How long it is.
    pub(crate) fn lasts(&self) -> Duration {
        let (from, to) = self.ends();
        Duration::from_nanos(u64::try_from(to - from).unwrap_or(0))
    }

    /// Nanoseconds since 1970 of its first and its last row.
    fn ends(&self) -> (i64, i64) {
        self.log.span().unwrap_or_default()
    }
}

/// The part of a recording that is shown.
#[derive(Clone, Debug)]
pub(crate) struct View {
    pub(super) opened: Arc<Opened>,
    /// At the left edge, nanoseconds since 1970.
    pub(super) from: i64,
    /// At the right one.
    pub(super) to: i64,
}

impl View {
    /// All of it.
    pub(super) fn all(opened: Arc<Opened>) -> Self {
        let (from, to) = opened.ends();
        // The last row is within the edges.
        let to = to.saturating_add(1).max(from.saturating_add(SHORTEST));
        Self { opened, from, to }
    }

    /// What all of it is.
    fn whole(&self) -> (i64, i64) {
        let Self { from, to, .. } = Self::all(Arc::clone(&self.opened));
        (from, to)
    }

    /// Whether nothing is beside the edges.
    pub(super) fn shows_all(&self) -> bool {
        (self.from, self.to) == self.whole()
    }

    fn length(&self) -> i64 {
        self.to - self.from
    }

    /// Shows so long a time from there on, as far as there is one.
    fn show(&mut self, from: i64, length: i64) {
        let (first, last) = self.whole();
        let length = length.clamp(SHORTEST, last - first);
        self.from = from.clamp(first, last - length);
        self.to = self.from + length;
    }

    /// Goes so many eighths of the window to the right.
    pub(super) fn pan(&mut self, eighths: i64) {
        let by = (self.length() / 8).max(1).saturating_mul(eighths);
        self.show(self.from.saturating_add(by), self.length());
    }

    /// Shows half the time about the same middle, or twice the time.
    pub(super) fn zoom(&mut self, inwards: bool) {
        let length = if inwards { self.length() / 2 } else { self.length().saturating_mul(2) };
        let middle = self.from + self.length() / 2;
        let length = length.max(SHORTEST);
        self.show(middle - length / 2, length);
    }

    /// Shows all of it.
    pub(super) fn full(&mut self) {
        (self.from, self.to) = self.whole();
    }

    /// Takes a key; whether it means something here.
    #[expect(clippy::wildcard_enum_match_arm, reason = "which keys there are is crossterm's")]
    pub(super) fn key(&mut self, key: KeyEvent) -> bool {
        let eighths = if key.modifiers.contains(KeyModifiers::SHIFT) { 4 } else { 1 };
        if key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT) {
            return false;
        }
        match key.code {
            KeyCode::Left | KeyCode::Char('h' | '[') => self.pan(-eighths),
            KeyCode::Right | KeyCode::Char('l' | ']') => self.pan(eighths),
            KeyCode::PageUp => self.pan(-8),
            KeyCode::PageDown => self.pan(8),
            KeyCode::Home => self.show(i64::MIN / 4, self.length()),
            KeyCode::End => self.show(i64::MAX / 4, self.length()),
            KeyCode::Up | KeyCode::Char('+' | '=' | '<') => self.zoom(true),
            KeyCode::Down | KeyCode::Char('-' | '>') => self.zoom(false),
            KeyCode::Char('f') => self.full(),
            _ => return false,
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: i64 = 1_000_000_000;

    fn view(seconds: i64) -> View {
        let times: Vec<i64> = (0..=seconds).map(|n| n * SECOND).collect();
        let powers = vec![vec![-5.0; times.len()]];
        let log = PowerLog { times, powers, holes: Vec::new() };
        View::all(Arc::new(Opened::new("a".into(), Vec::new(), log, Vec::new()).unwrap()))
    }

    #[test]
    fn nobody_goes_beyond_the_ends_and_the_middle_stays_where_it_is() {
        let mut view = view(800);
        assert!(view.shows_all());
        view.pan(3);
        view.zoom(false);
        assert!(view.shows_all(), "there is nothing beside it");
        view.zoom(true);
        assert_eq!((view.from / SECOND, view.to / SECOND), (200, 600));
        view.pan(-1);
        assert_eq!(view.from / SECOND, 150);
        view.pan(-40);
        assert_eq!((view.from, view.to / SECOND), (0, 400));
        view.pan(400);
        assert_eq!(view.to, 800 * SECOND + 1);
        for _ in 0..40 {
            view.zoom(true);
        }
        assert_eq!(view.to - view.from, SHORTEST);
        for _ in 0..40 {
            view.zoom(false);
        }
        assert!(view.shows_all());
    }

    #[test]
    fn a_recording_of_one_row_is_shown_and_one_of_none_is_none() {
        assert!(view(0).shows_all());
        assert!(Opened::new("a".into(), Vec::new(), PowerLog::default(), Vec::new()).is_none());
    }
}
