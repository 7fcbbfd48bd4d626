//! Recordings of live power.

pub(super) mod actions;
pub(super) mod commands;
pub(super) mod page;
pub(crate) mod view;

use std::sync::Arc;
use std::time::Duration;

use crossterm::event::KeyEvent;

use crate::core::cast::u64_f64;
use crate::record::writer::Recorded;
use crate::ui::common::context::{Context, Page, Recording};
use crate::ui::common::next::{Next, inform, warn};
use crate::ui::kit::widgets::number;
use crate::ui::recording::view::{Opened, View};

/// What is remembered of recordings.
#[derive(Clone, Debug, Default)]
pub(crate) struct RecordingState {
    /// The one that was opened, and what of it is shown.
    shown: Option<View>,
}

impl RecordingState {
    /// A recording was opened. The operator waits for it, or not.
    pub(super) fn opened(&mut self, opened: Opened, waits: bool, context: &Context) -> Vec<Next> {
        let words = format!("{}: {} of live power", opened.name, number::duration(opened.lasts()));
        let mut next: Vec<Next> = opened.left_out.iter().flat_map(|words| warn(words.clone())).collect();
        self.shown = Some(View::all(Arc::new(opened)));
        if waits && context.page != Page::Recording {
            next.extend(inform(words));
            next.push(Next::Toggle(Page::Recording));
        } else {
            next.extend(inform(format!("{words}; :recording shows it")));
        }
        next
    }

    /// Takes a key; whether it means something to what is shown.
    pub(super) fn key(&mut self, key: KeyEvent) -> bool {
        self.shown.as_mut().is_some_and(|view| view.key(key))
    }

    /// Shows more or less of it.
    pub(super) fn zoom(&mut self, inwards: bool) {
        if let Some(view) = &mut self.shown {
            view.zoom(inwards);
        }
    }
}

/// How much is recorded so far, in words: `REC 3 min 12 s, 1.2 MB, 2 gaps`.
pub(super) fn words(context: &Context, recording: &Recording) -> String {
    let lasts = context.now.saturating_duration_since(recording.since);
    let gaps = if recording.gaps > 0 { format!(", {}", gaps(recording.gaps)) } else { String::new() };
    format!("REC {}, {}{gaps}", whole(lasts), size(recording.bytes))
}

/// What was recorded, in words.
pub(super) fn recorded(recorded: &Recorded) -> String {
    let Recorded { rounds, bytes, .. } = recorded;
    let rounds = number::grouped(*rounds);
    format!("{rounds} rounds of live power recorded, {}, {}", gaps(recorded.gaps), size(*bytes))
}

/// A time to the second.
fn whole(time: Duration) -> String {
    match time.as_secs() {
        seconds @ 0..60 => format!("{seconds} s"),
        _ => number::duration(time),
    }
}

/// How many gaps there are.
fn gaps(count: u64) -> String {
    match count {
        0 => "no gap".to_owned(),
        1 => "1 gap".to_owned(),
        count => format!("{count} gaps"),
    }
}

/// A number of bytes.
fn size(bytes: u64) -> String {
    const UNITS: [(u64, &str); 3] = [(1_000_000_000, "GB"), (1_000_000, "MB"), (1000, "kB")];
    let unit = UNITS.into_iter().find(|(unit, _)| bytes >= *unit);
    unit.map_or_else(
        || format!("{bytes} B"),
        |(unit, name)| format!("{:.1} {name}", u64_f64(bytes) / u64_f64(unit)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_recorded_is_told_in_units_for_people() {
        let sizes = [0, 999, 1500, 34_560_000, 2_000_000_000].map(size);
        assert_eq!(sizes, ["0 B", "999 B", "1.5 kB", "34.6 MB", "2.0 GB"]);
        let told = recorded(&Recorded { rounds: 864_000, gaps: 2, bytes: 34_560_000, files: Vec::new() });
        assert_eq!(told, "864 000 rounds of live power recorded, 2 gaps, 34.6 MB");
        assert_eq!(
            [12, 192, 30_000].map(|s| whole(Duration::from_secs(s))),
            ["12 s", "3 min 12 s", "8 h 20 min"]
        );
    }
}
